"""Pure. What keeps two records apart whatever else agrees: two people, or two forms of one person.

Only values that were surely read say so; what is in doubt is left to the evidence.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from pipeline.counting.identity import Item, Seen
from pipeline.counting.levels import name_level
from pipeline.counting.lookalikes import as_it_looks

_FAR = 2
"""Characters from which two numbers are not one number read badly."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a record surely says about who and which form; None where it does not. Many records say the same."""

    event: str | None
    file: str | None
    subject: str | None
    birth: str | None
    form_date: str | None
    name: str | None

    @classmethod
    def of(cls, item: Item) -> Claim:
        """The claim of a record."""
        return cls(
            item.certain("event_number"),
            item.certain("file_number"),
            item.certain("subject_id"),
            item.certain("date_of_birth"),
            item.certain("form_date"),
            item.certain("subject_name"),
        )


def never_one(one: Claim, other: Claim) -> bool:
    """Whether two records can never be one request, nor be joined through a third."""
    return one != other and (two_people(one, other) or another_form(one, other))


def two_people(one: Claim, other: Claim) -> bool:
    """Whether two records clearly name two people.

    Two of file number, name and birth date are clearly others and neither number nor name agrees; or the given name
    is clearly another one, as of twins, and no number is the same.
    """
    names = name_met(one.name, other.name)
    file = _met(one.file, other.file)
    differ = [file == "far", names in ("in_part", "different"), _met(one.birth, other.birth) == "far"]
    if sum(differ) >= 2 and file != "equal" and names != "equal":
        return True
    numbers = [_met(one.event, other.event), file, _met(one.subject, other.subject)]
    return names in ("in_part", "different") and "equal" not in numbers and bool({"near", "far"} & set(numbers))


def another_form(one: Claim, other: Claim) -> bool:
    """Whether event number and form date are both surely others: a new form is a new request."""
    event, form_date = _met(one.event, other.event), _met(one.form_date, other.form_date)
    return (event == "far" and form_date in ("near", "far")) or (event == "near" and form_date == "far")


def _met(one: str | None, other: str | None) -> str:
    if one is None or other is None:
        return "unread"
    return "equal" if one == other else _how_far(one, other)


@functools.lru_cache(1 << 16)
def _how_far(one: str, other: str) -> str:
    return "near" if OSA.distance(one, other, score_cutoff=_FAR) < _FAR else "far"


@functools.lru_cache(1 << 16)
def name_met(one: str | None, other: str | None) -> str:
    """Whether two surely read names are `equal`, `near`, share a part (`in_part`) or are `different`."""
    if one is None or other is None:
        return "unread"
    level = name_level(_name(one), _name(other))
    if level in ("equal", "alike", "order_swapped"):
        return "equal"
    return level if level in ("in_part", "different") else "near"


def _name(text: str) -> Seen:
    return Seen(text, as_it_looks(text), sure=True, words=tuple(text.split()))
