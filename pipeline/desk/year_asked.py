"""Pure. What the addresses of the year's pages say: a year, a day."""

from __future__ import annotations

from datetime import date

from pipeline.errors import WrongUse

_FIRST, _LAST = 1900, 2999


def asked_year(told: str) -> int | None:
    """The year, None where none is named. Raises WrongUse for what is no year."""
    if not told:
        return None
    if not (told.isascii() and told.isdecimal() and len(told) == 4 and _FIRST <= int(told) <= _LAST):
        raise WrongUse(f"A year is four digits from {_FIRST} to {_LAST}, such as 2025")
    return int(told)


def asked_day(told: str) -> date | None:
    """The day, None where none is named. Raises WrongUse for what is no day."""
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise WrongUse("The letter's date is a year, month and day, such as 2026-01-15") from None
