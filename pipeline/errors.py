"""Pure. Every failure the program knows, each with an exit code and a remedy in its sentence.

    IntakeError                 1   something failed
    ├── WrongUse                2   wrong use or configuration: what, and what was expected
    │   └── WrongSettings       2   file, key and what was expected
    ├── Busy                    4   another run holds the store
    ├── StoreTrouble            1   the store cannot be opened or written
    ├── ProgramMissing          1   a program or language that is needed is not installed
    └── Unreadable              -   an arrival cannot be decoded: ends as a doubt, never as an exit

Foreign exceptions stop at the edge of the module that calls the library; what gets past that is a bug.
"""

from __future__ import annotations

from pipeline.vocabulary import DOUBT_SENTENCES, Doubt


class IntakeError(Exception):
    """The sentence of the error is shown to the user as it is."""

    exit_code = 1


class WrongUse(IntakeError):
    """The command was used in a way it cannot serve."""

    exit_code = 2


class WrongSettings(WrongUse):
    """The settings file is wrong: names the file, the key and what was expected."""

    def __init__(self, file: str, key: str, expected: str) -> None:
        super().__init__(f"{file}: {key}: {expected}" if key else f"{file}: {expected}")
        self.file, self.key, self.expected = file, key, expected


class Busy(IntakeError):
    """Another run holds the store."""

    exit_code = 4

    def __init__(self, sentence: str, holder: str = "") -> None:
        super().__init__(sentence)
        self.holder = holder
        """What holds it, its process and since when; empty where that is not known."""


class StoreTrouble(IntakeError):
    """The store cannot be opened or written."""


class ProgramMissing(IntakeError):
    """A program or language that is needed is not installed."""


class Unreadable(IntakeError):
    """What arrived cannot be decoded; carries the doubt that the transmission ends with."""

    def __init__(self, doubt: Doubt, detail: str = "") -> None:
        super().__init__(DOUBT_SENTENCES[doubt] + (f" ({detail})" if detail else ""))
        self.doubt, self.detail = doubt, detail
