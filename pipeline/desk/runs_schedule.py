"""Pure. When the nightly run takes place next, from the cron line of the settings."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
"""Minute, hour, day of the month, month, day of the week; 0 and 7 are Sunday."""
_NAMES = {
    3: ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    4: ("sun", "mon", "tue", "wed", "thu", "fri", "sat"),
}
_DAYS_AHEAD = 366 * 5
"""A line that names the 29th of February alone comes round within so many days, but for 2100."""


def next_time(cron: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The next moment after `now` that the line names, by the clocks of `zone`; None for a line not understood here.

    What `intake serve` does with the line is Prefect's matter, which understands more of them.
    """
    fields = cron.lower().split()
    if len(fields) != len(_FIELDS):
        return None
    try:
        minutes, hours, days, months, weekdays = (_values(text, place) for place, text in enumerate(fields))
    except ValueError:
        return None
    weekdays = {day % 7 for day in weekdays}
    any_day, any_weekday = fields[2].startswith("*"), fields[4].startswith("*")
    day = now.astimezone(zone).date()
    for _ in range(_DAYS_AHEAD):
        of_month, of_week = day.day in days, day.isoweekday() % 7 in weekdays
        # where both are named, either will do: so has cron been from the first
        fits = of_month and of_week if any_day or any_weekday else of_month or of_week
        if day.month in months and fits:
            for hour in sorted(hours):
                for minute in sorted(minutes):
                    at = datetime.combine(day, time(hour, minute), zone)
                    if at > now:
                        return at
        day += timedelta(days=1)
    return None


def _values(text: str, place: int) -> set[int]:
    """The numbers that a field names. Raises ValueError for what it cannot hold."""
    lowest, highest = _FIELDS[place]
    found: set[int] = set()
    for part in text.split(","):
        named = re.fullmatch(r"(\*|\w+(?:-\w+)?)(?:/(\d{1,2}))?", part)
        if named is None:
            raise ValueError(part)
        span, step = named[1], int(named[2] or 1)
        if span == "*":
            first, last = lowest, highest
        else:
            ends = [_number(end, place) for end in span.split("-")]
            first, last = ends[0], ends[-1] if len(ends) == 2 or not named[2] else highest
        if not (lowest <= first <= last <= highest and step):
            raise ValueError(part)
        found |= set(range(first, last + 1, step))
    return found


def _number(text: str, place: int) -> int:
    names = _NAMES.get(place, ())
    if text in names:
        return names.index(text) + _FIELDS[place][0]
    return int(text)
