"""Pure. How a number of things and a moment are written for people: one way everywhere."""

from __future__ import annotations

from datetime import datetime, tzinfo


def number_of(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 page`, `0 pages`, `1,200 pages`; `plural` where an s does not make it."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment as the department's clocks show it, to the minute: `2025-03-04 10:00`. `at` carries an offset."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def elapsed(seconds: float) -> str:
    """Such as `42 s` or `3 min 5 s`."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
