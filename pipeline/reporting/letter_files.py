"""Writes a letter to a file of the kind that its suffix names.

Touches the world: writes the file, whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.reporting.letter import Letter
from pipeline.reporting.letter_docx import as_docx
from pipeline.reporting.letter_pdf import as_pdf
from pipeline.reporting.letter_plain import as_markdown, as_text
from pipeline.reporting.whole_files import write_whole

_KINDS: dict[str, Callable[[Letter], bytes]] = {
    ".docx": as_docx,
    ".pdf": as_pdf,
    ".txt": lambda letter: as_text(letter).encode("utf-8"),
    ".md": lambda letter: as_markdown(letter).encode("utf-8"),
}
LETTER_SUFFIXES: tuple[str, ...] = tuple(_KINDS)


def save_letter(letter: Letter, out: Path) -> None:
    """Writes the letter as .docx, .pdf, .txt or .md.

    Raises WrongUse for another suffix, IntakeError when the place cannot be written to.
    """
    if out.suffix.lower() not in _KINDS:
        raise WrongUse(f"{out.name}: a letter is written as {', '.join(LETTER_SUFFIXES)}; end the name in one of these")
    write_whole(out, letter_bytes(letter, out.suffix))


def letter_bytes(letter: Letter, suffix: str) -> bytes:
    """What the file of that suffix holds. Raises WrongUse for a suffix that no letter has."""
    kind = _KINDS.get(suffix.lower())
    if kind is None:
        raise WrongUse(f"{suffix}: a letter is written as {', '.join(LETTER_SUFFIXES)}")
    return kind(letter)
