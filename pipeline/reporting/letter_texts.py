"""The texts of a jurisdiction's letter, filled in with Jinja2 in a sandbox.

Touches the world: reads `letter.toml` of a folder in `models/jurisdictions/`, and the one beside the folders.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.errors import WrongSettings

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SHARED = "letter.toml"
TEXTS = ("letterhead", "addressee", "subject", "salutation", "mandate", "opening", "closing", "signatory_title")
SECTIONS = (
    *("words", "items", "method", "chart", "reasons", "grounds", "methods", "apart", "outcomes", "tables", "annex"),
    "draft",
)
"""What a jurisdiction's texts hold at the least, of their own or shared."""


class LetterTexts:
    """A jurisdiction's texts; `say` fills one in."""

    def __init__(self, file: str, texts: Mapping[str, Any]) -> None:
        missing = [name for name in (*TEXTS, *SECTIONS) if name not in texts]
        if missing:
            raise WrongSettings(file, missing[0], "this text of the letter is missing")
        self._file, self._texts = file, texts
        self._words = {"words": texts["words"]}
        self._compiled: dict[str, Template] = {}
        self._jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        self._jinja.filters |= {
            "number": number,
            "count": count,
            "percent": percent,
            "percent_finely": percent_finely,
            "dollars": dollars,
        }

    def say(self, key: str, **values: Any) -> str:
        """The text at `key`, such as `items.cancelled`, on one line, its first letter a capital.

        Raises WrongSettings when the text is missing or cannot be filled in.
        """
        text = self._fill(key, self._at(key), values)
        return text[:1].upper() + text[1:]

    def lines(self, key: str, **values: Any) -> tuple[str, ...]:
        """The lines at `key`."""
        return tuple(self._fill(key, line, values) for line in self._at(key))

    def has(self, key: str) -> bool:
        """Whether there is a text at `key`."""
        section, _, name = key.rpartition(".")
        return name in (self._texts.get(section, {}) if section else self._texts)

    def _at(self, key: str) -> Any:
        if not self.has(key):
            raise WrongSettings(self._file, key, "this text of the letter is missing")
        section, _, name = key.rpartition(".")
        return self._texts[section][name] if section else self._texts[name]

    def _fill(self, key: str, text: str, values: Mapping[str, Any]) -> str:
        try:
            # an annex fills in the same few texts for each request
            template = self._compiled.get(text) or self._compiled.setdefault(text, self._jinja.from_string(text))
            return " ".join(template.render({**values, **self._words}).split())
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise WrongSettings(self._file, key, f"the text cannot be filled in ({error})") from None


def load_texts(folder: Path) -> LetterTexts:
    """The letter's texts in a jurisdiction's folder, laid over those beside the folders, which all share.

    Raises WrongSettings with file, key and what was expected.
    """
    shared, own = (_read(file) for file in (folder.parent / _SHARED, folder / _SHARED))
    texts = shared | {
        key: shared[key] | text if isinstance(text, dict) and isinstance(shared.get(key), dict) else text
        for key, text in own.items()
    }
    return LetterTexts(str(folder / _SHARED), texts)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(str(file), "", f"cannot be read as TOML ({error})") from None


def number(value: int) -> str:
    """A number as a letter writes it: `no`, `one` ... `nine`, 10, 1,200."""
    return _WORDS[value] if 0 <= value < len(_WORDS) else f"{value:,}"


def count(value: int, noun: str) -> str:
    """A number with its noun: `no requests`, `one request`, `57 requests`."""
    return f"{number(value)} {noun}{'' if value == 1 else 's'}"


def percent(share: float) -> str:
    """A share of 0..1 in whole per cent."""
    return f"{share * 100:.0f} percent"


def percent_finely(share: float) -> str:
    """A share of 0..1 in per cent; one place below ten, so that a small share is not told as none."""
    return f"{share * 100:.1f} percent" if 0 < share < 0.1 else percent(share)


def listed(words: Sequence[str]) -> str:
    """`2021`, `2021 and 2022`, `2021, 2022 and 2023`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def dollars(amount: float) -> str:
    """US dollars, with cents only where there are any."""
    return f"${amount:,.0f}" if float(amount).is_integer() else f"${amount:,.2f}"


def long_date(day: date) -> str:
    """Such as December 31, 2025, whatever the locale."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
