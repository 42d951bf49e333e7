"""Pure. Days and times as people write them in a covering note, and which of them is the receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NOT_THE_RECEIPT = re.compile(
    r"\b(?:dated|d\.?o\.?b\.?|born|birth|issued|signed|arrest(?:ed)?|booked|booking|arraign\w*|court|form date"
    r"|released?|hearing|bail(?:ed)?)\b[^,;.]{0,24}$",
    re.IGNORECASE,
)
"""What stands just before a day that is another day than the receipt."""
_RELATIVE = (
    r"yesterday|last (?:night|evening)|today|tonight|(?:earlier )?this (?:morning|afternoon|evening|date|day|shift)"
)
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/-])(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)",
        r"(?<![\d/-])(?P<number>[01]?\d)(?P<mark>[/.-])(?P<day>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)?\d\d)(?![\d/])",
        rf"\b{_MONTH}\s+{_DAY}\b(?:,?\s+{_YEAR})?",
        rf"\b{_DAY}[\s-]+{_MONTH}(?:,?[\s-]+{_YEAR})?\b",
        r"(?<![\d/-])(?P<number>[01]?\d)/(?P<day>[0-3]?\d)(?![\d/])",
        rf"\b(?P<relative>{_RELATIVE})\b",
        r"\b(?:on |last |this )?(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?",
    )
)
_TIMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d:/-])(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?![\d:])",
        r"(?<![\d:/-])(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)\s*-?(?:hrs|hours|hr|h)\b",
        r"(?<![\d:/-])(?P<hour>1[0-2]|0?[1-9])\s*(?P<half>[ap])\.?\s?m\b",
        r"\b(?:at|@|approx\.?|approximately|about)\s+(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?![\d/:-])",
        r"\b(?P<noon>noon|midnight)\b",
    )
)
_BETWEEN = 60
"""Characters that may stand between a day and its time."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, perhaps with a time, that a sentence gives."""

    at: datetime
    """In the department's zone; midnight when the sentence gives the day alone."""
    gives_time: bool
    offset: int
    """The character of the sentence at which it begins."""


def moments_in(sentence: str, written: datetime, zone: tzinfo) -> tuple[Moment, ...]:
    """The days and times of a sentence written at `written`, in the order in which they stand.

    A time without a day is the last such time before the sentence was written. Dates of birth, of the form, of an
    arrest and the like are left out.
    """
    written = written.astimezone(zone)
    times = list(_times(sentence))
    days = _days(sentence, written.date())
    mates = _mates(days, times)
    moments = [_moment(day, mates.get(start), start, zone) for start, _, day in days]
    if not days:
        for start, _, clock in times:
            at = _moment(written.date(), clock, start, zone)
            moments.append(at if at.at <= written else _moment(written.date() - timedelta(days=1), clock, start, zone))
    return tuple(
        sorted(
            (each for each in moments if not _NOT_THE_RECEIPT.search(sentence[: each.offset])),
            key=lambda each: each.offset,
        )
    )


def _moment(day: date, clock: time | None, offset: int, zone: tzinfo) -> Moment:
    return Moment(datetime.combine(day, clock or time(), zone), clock is not None, offset)


def _mates(days: list[tuple[int, int, date]], times: list[tuple[int, int, time]]) -> dict[int, time]:
    """The time of each day by where the day begins: the nearest pairs first, each time once."""
    gaps = sorted(
        (gap, day[0], clock)
        for day in days
        for clock in times
        if 0 <= (gap := clock[0] - day[1] if clock[0] >= day[1] else day[0] - clock[1]) <= _BETWEEN
    )
    mates: dict[int, time] = {}
    used: set[int] = set()
    for _, start, clock in gaps:
        if start not in mates and clock[0] not in used:
            mates[start] = clock[2]
            used.add(clock[0])
    return mates


def _times(sentence: str) -> Iterator[tuple[int, int, time]]:
    taken: list[tuple[int, int]] = []
    for pattern in _TIMES:
        for match in pattern.finditer(sentence):
            clock = _clock(match.groupdict())
            if clock is not None and not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                yield match.start(), match.end(), clock


def _clock(groups: dict[str, str | None]) -> time | None:
    if noon := groups.get("noon"):
        return time(12) if noon.lower() == "noon" else time()
    hour, minute = int(groups["hour"] or 0), int(groups.get("minute") or 0)
    if half := groups.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return time(hour, minute) if hour < 24 else None


def _days(sentence: str, written: date) -> list[tuple[int, int, date]]:
    """The days by their dates; only where there is none, those told from the day of writing."""
    by_date: list[tuple[int, int, date]] = []
    told_from_writing: list[tuple[int, int, date]] = []
    taken: list[tuple[int, int]] = []
    for pattern in _DAYS:
        for match in pattern.finditer(sentence):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            groups = match.groupdict()
            day = _day(groups, written)
            if day is not None:
                dated = groups.get("day") is not None
                (by_date if dated else told_from_writing).append((*match.span(), day))
    return by_date or told_from_writing


def _day(groups: dict[str, str | None], written: date) -> date | None:
    if relative := groups.get("relative"):
        back = 1 if relative.lower().startswith(("yesterday", "last")) else 0
        return written - timedelta(days=back)
    if weekday := groups.get("weekday"):
        return written - timedelta(days=(written.weekday() - _WEEKDAYS.index(weekday[:3].lower())) % 7)
    name = groups.get("month")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(groups["number"] or 0)
    told = groups.get("year")
    year = int(told) + (2000 if len(told) == 2 else 0) if told else written.year
    try:
        day = date(year, month, int(groups["day"] or 0))
        return day if told or day <= written else day.replace(year=year - 1)
    except ValueError:
        return None
