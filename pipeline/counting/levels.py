"""Pure. How far two readings of one field agree: a level, the same whichever of the two comes first.

A level that speaks against two records has `_in_doubt` at its end where either value was not read surely.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.counting.identity import Item, Seen
from pipeline.counting.lookalikes import as_it_looks

IN_DOUBT = "_in_doubt"
AGREE = frozenset({"equal", "alike", "offered", "order_swapped"})
"""Levels of the same value, read well enough."""
NEAR = frozenset({"one_off", "slip", "swapped", "letter_off", "letters_off", "initial", "word_missing"})
"""Levels of what may be the same value read badly, with or without doubt."""
_AGAINST = frozenset({"one_off", "slip", "two_off", "swapped", "letter_off", "letters_off", "in_part", "different"})
_WORD = 3
"""Letters of a word at least that says something when two names share it."""
_TEXT_RATIO = 85.0
"""Of 100, as rapidfuzz gives it: two texts of several words that are this alike are one."""

LEVELS: Mapping[str, tuple[str, ...]] = {
    "number": ("equal", "alike", "offered", "one_off", "slip", "two_off", "different", "unread"),
    "date": ("equal", "offered", "one_off", "swapped", "different", "unread"),
    "name": (
        "equal", "order_swapped", "alike", "offered", "word_missing", "initial", "letter_off", "letters_off", "in_part",
        "different", "unread",
    ),
    "text": ("equal", "similar", "different", "unread"),
    "time": ("hour", "day", "week", "month", "longer"),
}  # fmt: skip
"""By the sort of a field, the levels there are; those in `_AGAINST` also in doubt."""


def number_level(one: Seen, other: Seen) -> str:
    """Of two numbers: one character misread, one lost, added or changed over with its neighbour, two, or more."""
    met = _same(one, other)
    if met:
        return met
    level = _characters(one.text or "", other.text or "")
    return level if one.sure and other.sure else level + IN_DOUBT


def date_level(one: Seen, other: Seen) -> str:
    """Of two dates: one digit misread, day and month changed over, or another day."""
    met = _same(one, other, looks=False)
    if met:
        return met
    first, second = one.text or "", other.text or ""
    level = "different"
    if first[:4] == second[:4] and first[5:7] == second[8:] and first[8:] == second[5:7]:
        level = "swapped"
    elif _characters(first, second) == "one_off":
        level = "one_off"
    return level if one.sure and other.sure else level + IN_DOUBT


def name_level(one: Seen, other: Seen) -> str:
    """Of two names: word by word, then letter by letter."""
    met = _same(one, other)
    if met:
        return met
    level = _names(one.words, other.words) if one.words <= other.words else _names(other.words, one.words)
    return level + IN_DOUBT if level in _AGAINST and not (one.sure and other.sure) else level


def text_level(one: Seen, other: Seen) -> str:
    """Of two texts whose letters do not matter one by one: an office, a country, an officer."""
    if one.text is None or other.text is None:
        return "unread"
    if one.text == other.text:
        return "equal"
    level = "similar" if _alike(*sorted((one.text, other.text))) else "different"
    return level + IN_DOUBT if level in _AGAINST and not (one.sure and other.sure) else level


SORTS: Mapping[str, str] = {
    "event_number": "number",
    "file_number": "number",
    "subject_id": "number",
    "subject_name": "name",
    "date_of_birth": "date",
    "form_date": "date",
    "officer_name": "text",
    "from_office": "text",
    "citizenship": "text",
    "sex": "text",
    "receipt": "time",
}
"""The sort of each field that is compared, and of the receipt: a form is sent again sooner than a new one is made."""
_LEVEL: Mapping[str, Callable[[Seen, Seen], str]] = {
    "number": number_level,
    "date": date_level,
    "name": name_level,
    "text": text_level,
}
_COMPARE = tuple((name, _LEVEL[sort]) for name, sort in SORTS.items() if sort in _LEVEL)
_TIMES = (("hour", 3600.0), ("day", 86_400.0), ("week", 8 * 86_400.0), ("month", 31 * 86_400.0))


def levels_of(one: Item, other: Item) -> dict[str, str]:
    """The level of every field that is compared, and how long after each other the two were received."""
    left, right = one.seen, other.seen
    levels = {name: level(left[name], right[name]) for name, level in _COMPARE}
    apart = abs((one.received_at - other.received_at).total_seconds())
    levels["receipt"] = next((level for level, most in _TIMES if apart <= most), "longer")
    return levels


def all_levels(sort: str) -> tuple[str, ...]:
    """Every level there can be of a sort of field, those in doubt too."""
    doubtful = (level + IN_DOUBT for level in LEVELS[sort] if level in _AGAINST)
    return (*LEVELS[sort], *doubtful)


def bare(level: str) -> str:
    """A level without its doubt."""
    return level.removesuffix(IN_DOUBT)


def _same(one: Seen, other: Seen, *, looks: bool = True) -> str | None:
    """The level of what was not read, is equal, looks equal, or is what a reader saw in the other's place."""
    if one.text is not None and one.text == other.text:
        return "equal"
    if (one.text in other.offered) or (other.text in one.offered):
        return "offered"
    if one.text is None or other.text is None:
        return "unread"
    return "alike" if looks and one.looks == other.looks else None


@functools.lru_cache(1 << 16)
def _characters(one: str, other: str) -> str:
    apart = OSA.distance(one, other, score_cutoff=2)
    if apart > 2:
        return "different"
    if apart == 2:
        return "two_off"
    return "one_off" if len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1 else "slip"


@functools.lru_cache(1 << 16)
def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other) >= _TEXT_RATIO


@functools.lru_cache(1 << 16)
def _names(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    left, right = set(one), set(other)
    if left == right or sorted(one) == sorted(other):
        return "order_swapped"
    joined = "".join(one), "".join(other)
    if joined[0] == joined[1]:
        return "equal"
    if {as_it_looks(word) for word in left} == {as_it_looks(word) for word in right}:
        return "alike"
    fewer, more = sorted((left, right), key=len)
    common = {word for word in left & right if len(word) >= _WORD}
    if fewer < more:
        return "word_missing" if len(fewer) > 1 else "in_part"
    if common and _initials(left - right, right - left):
        return "initial"
    apart = min(OSA.distance(*joined), OSA.distance("".join(sorted(one)), "".join(sorted(other))))
    if apart == 1:
        return "letter_off"
    longest = max(map(len, joined))
    if apart <= max(2, longest // 6) or _words_near(fewer, more):
        return "letters_off"
    return "in_part" if common else "different"


def _initials(left: set[str], right: set[str]) -> bool:
    """Whether what two names do not share are first letters of each other, a further word left out."""
    fewer, more = sorted((left, right), key=len)
    return bool(fewer) and all(
        any(len(word) == 1 or len(full) == 1 for full in more if word[0] == full[0]) for word in fewer
    )


def _words_near(fewer: set[str], more: set[str]) -> bool:
    """Whether each word of the shorter name is in the longer one, a letter off at most."""
    return len(fewer) > 1 and all(
        any(OSA.distance(word, full, score_cutoff=1) <= (len(word) >= _WORD) for full in more) for word in fewer
    )
