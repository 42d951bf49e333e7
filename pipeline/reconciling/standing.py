"""Pure. Which rows of ICE's file stand for a detainer of their own, and which are duplicates or superseded."""

from __future__ import annotations

import fnmatch
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.reconciling.models import LiftReasons
from pipeline.reconciling.values import Standing, TheirRow

_SAME_FORM = timedelta(days=1)
"""Rows of one person this near are one form entered twice; so the file's publishers see it too."""

_REPEATS = timedelta(days=14)
_FILLED = ("form", "citizenship", "birth_country", "birth_year", "sex", "cancels")


@dataclass(frozen=True, slots=True)
class Stood:
    """How a row stands, and what says so."""

    standing: Standing
    why: str = ""
    of: int | None = None
    """The place of the row that a duplicate repeats, where that can be told."""


def standings(rows: Sequence[TheirRow], reasons: LiftReasons) -> list[Stood]:
    """How each row stands.

    A lift reason that says duplicate or superseded sets its row aside. The mark `duplicate_likely` stands on every row
    of a set of duplicates alike, so of each set one row stands, the first that no lift reason sets aside; so it is for
    rows that the file's own mark says are one person's, prepared within a day. A duplicate repeats the row that stands
    of its set; or the nearest one of its person within a fortnight; or the only one of the day that tells the same.
    """
    found = [_by_reason(row, reasons) for row in rows]
    for same, why in _sets(rows):
        standing = [place for place in same if found[place].standing is Standing.STANDS]
        for place in standing[1:]:
            found[place] = Stood(Standing.DUPLICATE, why, standing[0])
    standing = [place for place, each in enumerate(found) if each.standing is Standing.STANDS]
    people: dict[str | None, list[int]] = defaultdict(list)
    days: dict[date, list[int]] = defaultdict(list)
    for place in standing:
        people[rows[place].person].append(place)
        days[rows[place].prepared_on].append(place)
    for place, row in enumerate(rows):
        if found[place].standing is Standing.DUPLICATE and found[place].of is None:
            repeated = _of_person(rows, place, people[row.person]) if row.person else None
            found[place] = replace(found[place], of=_alike(rows, place, days) if repeated is None else repeated)
    return found


def _of_person(rows: Sequence[TheirRow], place: int, same: Sequence[int]) -> int | None:
    apart = [(abs(rows[other].prepared_on - rows[place].prepared_on), other) for other in same]
    return min(apart)[1] if apart and min(apart)[0] <= _REPEATS else None


def _alike(rows: Sequence[TheirRow], place: int, days: Mapping[date, Sequence[int]]) -> int | None:
    """The one row of the same day that tells nothing else and at least two things alike; None if there are several."""
    row = rows[place]
    alike = []
    for other in days.get(row.prepared_on, ()):
        pairs = [(getattr(row, name), getattr(rows[other], name)) for name in ("citizenship", "birth_year", "sex")]
        known = [one == two for one, two in pairs if one is not None and two is not None]
        if all(known) and len(known) > 1 and row.facility == rows[other].facility:
            alike.append(other)
    return alike[0] if len(alike) == 1 else None


def filled(rows: Sequence[TheirRow], stood: Sequence[Stood]) -> list[TheirRow]:
    """The rows, what is blank or redacted in one that stands filled from its duplicates, the first that tells it."""
    whole = list(rows)
    for place, each in enumerate(stood):
        if each.of is not None:
            row, other = whole[each.of], rows[place]
            told = {name: getattr(other, name) for name in _FILLED if getattr(row, name) is None}
            whole[each.of] = replace(row, flags={**(other.flags or {}), **(row.flags or {})}, **told)
    return whole


def _by_reason(row: TheirRow, reasons: LiftReasons) -> Stood:
    said = (row.lift_reason or "").lower()
    if said:
        for standing, patterns in (
            (Standing.DUPLICATE, reasons.duplicate),
            (Standing.SUPERSEDED, reasons.superseded),
        ):
            if any(fnmatch.fnmatchcase(said, pattern.lower()) for pattern in patterns):
                return Stood(standing, f"lift reason: {row.lift_reason}")
    return Stood(Standing.STANDS)


def _sets(rows: Sequence[TheirRow]) -> Iterator[tuple[list[int], str]]:
    """Rows that are one form: of one person, or marked alike and alike in all that is told; by date."""
    people: dict[str, list[int]] = defaultdict(list)
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.person:
            people[row.person].append(place)
        elif row.duplicate_likely:
            alike[row.facility, row.citizenship, row.birth_country, row.birth_year, row.sex].append(place)
    for sets, why in ((people, "one person, prepared within a day"), (alike, "marked duplicate_likely")):
        for places in sets.values():
            for same in _near(rows, sorted(places, key=lambda place: (rows[place].prepared_on, place))):
                yield same, why


def _near(rows: Sequence[TheirRow], places: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for place in places:
        if run and rows[place].prepared_on - rows[run[-1]].prepared_on > _SAME_FORM:
            yield run
            run = []
        run.append(place)
    if run:
        yield run
