"""Pure. Which records are held against each other: those that share a number, or two things about person and form.

Comparing all with all would take a hundred times as long for ten times as many. Each record stands in several blocks,
so that one misread value leaves others in which it meets its like. A block so large that it says little, such as that
of a day on which a thousand notices of one family name came, is gone through in several sorted orders instead, each
record with its next ones: the cost stays in proportion to the number of records.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from pipeline.counting.identity import Item
from pipeline.counting.lookalikes import as_it_looks

LARGEST = 60
"""Records of a block that are all held against each other; of a larger one, only neighbours in sorted orders."""
_NEIGHBOURS = 6
"""How many next records each is held against in each sorted order."""
_SORTED_BY = ("event_number", "file_number", "subject_name", "date_of_birth", "form_date")
_END = 4
"""Characters at either end of a file number; one slip leaves one end as it is."""
_WORD = 3
"""Letters of a word at least by which a name is looked up."""


def candidate_pairs(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Every pair worth judging, once, as places in `items`, the earlier one first; `items` are in order of receipt."""
    seen: set[int] = set()
    for members in _blocks(items):
        for one, other in _pairs(members, items):
            pair = one * len(items) + other
            if pair not in seen:
                seen.add(pair)
                yield one, other


def _blocks(items: Sequence[Item]) -> Iterator[list[int]]:
    """The places of records that share a key, where several do."""
    alone: dict[int, int] = {}
    shared: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        # a hash takes a tenth of the memory of its key, and two keys with one hash only add a pair to be judged
        for key in {hash(key) for key in _keys(item)}:
            first = alone.setdefault(key, place)
            if first != place:
                shared.setdefault(key, [first]).append(place)
    yield from shared.values()


def _pairs(members: list[int], items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    if len(members) <= LARGEST:
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                yield one, other
        return
    for name in _SORTED_BY:
        ordered = sorted(members, key=lambda place: (items[place].seen[name].looks or "", place))
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + _NEIGHBOURS]:
                yield (one, other) if one < other else (other, one)


def _keys(item: Item) -> Iterator[Hashable]:
    seen = item.seen
    for number in ("event_number", "file_number", "subject_id"):
        value = seen[number]
        if value.looks:
            yield number, value.looks
        for offered in value.offered:
            yield number, as_it_looks(offered)
    name, birth, form_date, file = seen["subject_name"], seen["date_of_birth"], seen["form_date"], seen["file_number"]
    days = [day for value in (birth, form_date) if (day := value.text)]
    for word in (name.looks or "").split():
        if len(word) >= _WORD:
            for day in days:
                yield word, day
    if birth.text and form_date.text:
        yield birth.text, form_date.text
    for end in (file.text[:_END], file.text[-_END:]) if file.text else ():
        for day in days:
            yield end, day
