"""Pure. What a value that a person types can be: how long, how old, how late. Stated here and nowhere else.

What cannot be is refused with what was expected. What could be and hardly is, is kept, and `unlikely` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipeline.errors import WrongUse
from pipeline.reading.answers import usual_event_number
from pipeline.values import Disposition, FieldValue

_Moment = TypeVar("_Moment", date, datetime)
FIRST_DAY = date(1980, 1, 1)
"""No form of the kind is older, and nothing came before it."""
OLDEST = 120
"""Years that a person can be old."""
USUAL_AGES = range(14, 91)
"""Years that a person for whom a detainer is lodged nearly always is old."""
DAYS_AHEAD = 366
"""How far a form's own dates may lie in the future: an officer's slip, such as the next year's number."""
LONGEST_VALUE = 300
"""Characters of a value: addresses of several lines are the longest."""
LONGEST_REASON = 1000
LONGEST_NAME = 100
"""Characters of a clerk's name."""
LONGEST_NUMBER = 20
"""Letters and digits of an event number or subject id."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What values are held against."""

    today: date
    """In the department's time zone."""
    forms: tuple[str, ...]
    """The numbers of the forms that the jurisdiction's rules know, such as I-247A."""


def plain_line(what: str, text: str, longest: int = LONGEST_VALUE) -> str:
    """The text. Raises WrongUse where it is no line of plain text, is too long, or has other digits than 0 to 9."""
    if not text.isprintable():
        raise WrongUse(f"{what}: expected one line of plain text, without line ends and signs that cannot be seen")
    if len(text) > longest:
        raise WrongUse(f"{what}: expected at most {longest} characters, not {len(text):,}")
    if any(sign.isdigit() and not sign.isascii() for sign in text):
        raise WrongUse(f"{what}: expected the digits 0 to 9, not those of another script")
    return text


def check_reason(reason: str) -> None:
    """Raises WrongUse for a reason that is no line of plain text, or too long."""
    plain_line("the reason", reason, LONGEST_REASON)


def check_day(name: str, day: str, bounds: Bounds) -> None:
    """Raises WrongUse for a date, as ISO text, that the field `name` cannot hold."""
    on, today = date.fromisoformat(day), bounds.today
    if name == "date_of_birth":
        first = date(today.year - OLDEST, 1, 1)
        if not first <= on <= today:
            raise WrongUse(
                f"{name}: expected a day from {first} to today, the year with four digits, not one in {on.year}"
            )
    elif not FIRST_DAY <= on <= today + timedelta(days=DAYS_AHEAD):
        raise WrongUse(f"{name}: expected a day from {FIRST_DAY} to a year from now, not one in {on.year}")


def check_past(what: str, at: _Moment, now: _Moment) -> None:
    """Raises WrongUse for a moment, or a day, that is before all forms of the kind, or has not been yet."""
    if at.year < FIRST_DAY.year:
        raise WrongUse(f"{what}: expected a time from {FIRST_DAY} on, not one in {at.year}")
    if at > now:
        raise WrongUse(f"{what}: lies in the future; expected when it was")


def check_done(done: Disposition, now: datetime) -> None:
    """Raises WrongUse where what was done lies in the future, or before all forms of the kind. `now` is local."""
    if done.outcome_on is not None:
        check_past("outcome_on", done.outcome_on, now.date())
    for name, at in (("released_at", done.released_at), ("transferred_at", done.transferred_at)):
        if at is not None:
            check_past(name, at, now)
    if done.receiving_agency is not None:
        plain_line("receiving_agency", done.receiving_agency)


def unlikely(name: str, value: FieldValue, received_on: date) -> str | None:
    """What is unusual about a value that can be right, as a sentence that does not quote it; None where nothing is."""
    shown = name.replace("_", " ")
    if not isinstance(value, str):
        return None
    if name == "date_of_birth":
        born = date.fromisoformat(value)
        age = received_on.year - born.year - ((received_on.month, received_on.day) < (born.month, born.day))
        if age < 0:
            return f"The {shown} lies after the day on which it came."
        return None if age in USUAL_AGES else f"By the {shown} the subject was {age} years old when it came."
    if name in ("form_date", "cancels_date") and date.fromisoformat(value) > received_on:
        return f"The {shown} lies after the day on which it came."
    if name == "event_number" and not usual_event_number(value):
        return f"The {shown} does not have the usual form: three letters and 8 to 12 digits."
    if name == "subject_id" and not 6 <= len(value) <= 12:
        return f"The {shown} has {len(value)} digits; usually it has about nine."
    return None


def unlikely_done(done: Disposition, received_on: date, zone: ZoneInfo) -> Iterator[str]:
    """What is unusual about what was done, as sentences, given the day on which the request came."""
    on = {
        "outcome": done.outcome_on,
        "release": done.released_at and done.released_at.astimezone(zone).date(),
        "transfer": done.transferred_at and done.transferred_at.astimezone(zone).date(),
    }
    for what, day in on.items():
        if day is not None and day < received_on:
            yield f"The day of the {what} lies before the day on which the request came."
    if done.released_at and done.transferred_at and done.transferred_at < done.released_at:
        yield "The transfer lies before the release."
