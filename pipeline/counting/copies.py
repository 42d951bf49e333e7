"""Pure. Puts the readings of several copies of one form together: where one is unreadable another may be clear."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.counting.compare import ordered_words
from pipeline.counting.identity import Item, is_sure
from pipeline.values import Box, FieldReading, FieldValue, Record
from pipeline.vocabulary import IDENTITY, NOTES, PERSON, Doubt

SUREST = 0.9999
"""Confidence at the most: two prints may be misread alike."""
_ENOUGH = 0.9
"""Confidence together from which copies that agree settle a doubt."""
SETTLED_BY_COPIES = frozenset(
    {
        Doubt.FIELD_MISSING,
        Doubt.FIELD_UNCERTAIN,
        Doubt.FIELD_INVALID,
        Doubt.READERS_DISAGREE,
        Doubt.WITNESS_DISAGREES,
        Doubt.BOX_UNCERTAIN,
    }
)
"""Doubts about how a field was read, which a clear copy answers; writing by hand is left to a person."""
_WITH = {
    "subject_last": "subject_name",
    "subject_first": "subject_name",
    "subject_middle": "subject_name",
    "probable_cause": "basis",
}
"""Fields that are taken from wherever another one is, so that they belong together."""


@dataclass(frozen=True, slots=True)
class Together:
    """A form as its copies together read it."""

    record: Record
    disagree: bool
    """Whether two copies surely read different values of a field that tells who, when or why."""

    @property
    def asks(self) -> bool:
        """Whether the form still needs a person for a field."""
        return any(doubt not in NOTES for doubt in self.record.doubts)


def put_together(standing: Item, copies: Iterable[Item]) -> Together:
    """The standing reading, its fields settled by those of its copies.

    Where the standing copy did not read a field, or only doubtfully, one that surely did gives the value, and its
    reader names the transmission. Copies that agree are surer, as readers that err independently; two of them settle a
    doubt. The same file again, or the same page in another, is no second witness: what misreads it once does so each
    time. Where two were sure and differ, a doubt is raised.
    """
    others = [each for each in copies if each.key != standing.key]
    record = standing.record
    if not others:
        return Together(record, disagree=False)
    fields = dict(record.fields)
    names = dict.fromkeys((*fields, *(name for each in others for name in each.record.fields)))
    givers: dict[str, Item] = {}
    disagree = False
    for name in names:
        if name in _WITH:
            continue
        found, giver, against = _field(name, standing, others)
        givers[name] = giver
        if found is not None:
            fields[name] = found
        disagree = disagree or (against and name in IDENTITY)
    for part, whole in _WITH.items():
        if part in names:
            fields.update(_part(part, whole, fields, givers.get(whole, standing), standing))
    merged = replace(record, fields=fields, doubts=_doubts(record, fields, disagree=disagree))
    return Together(merged, disagree)


def _field(name: str, standing: Item, others: Sequence[Item]) -> tuple[FieldReading | None, Item, bool]:
    """A field put together, the record its value comes from, and whether sure copies differ in it."""
    own = standing.record.fields.get(name)
    read = [(each, one) for each in (standing, *others) if (one := each.record.fields.get(name)) and _is_read(one)]
    if not read or (own is not None and (own.doubt is Doubt.HANDWRITTEN or own.reader == PERSON)):
        return own, standing, False
    said = [each for each in read if each[1].reader == PERSON]
    read = said or read
    # a value without a doubt before one with, then the one that most copies bear out; the standing copy among equals
    groups = _groups(name, read)
    certain = [each for each in groups if any(is_sure(one) for _, one in each)]
    against = len(certain) > 1
    if against and own is not None and is_sure(own):
        doubt = Doubt.READERS_DISAGREE if name in IDENTITY else own.doubt
        return replace(own, doubt=doubt), standing, True
    best = max(certain or groups, key=lambda group: (_together(group), -read.index(group[0])))
    giver, one = max(best, key=lambda each: (is_sure(each[1]), each[0] is standing, each[1].confidence))
    if not certain and (own is not None and _is_read(own)) and all(each is not standing for each, _ in best):
        return own, standing, False
    return _settled(name, best, giver, one, standing, against=against), giver, against


def _settled(
    name: str,
    group: Sequence[tuple[Item, FieldReading]],
    giver: Item,
    one: FieldReading,
    standing: Item,
    *,
    against: bool,
) -> FieldReading:
    confidence = max(one.confidence, _together(group))
    doubt = one.doubt
    if doubt in SETTLED_BY_COPIES and len(_witnesses(group)) > 1 and confidence >= _ENOUGH:
        doubt = None
    if against and name in IDENTITY:
        doubt = Doubt.READERS_DISAGREE
    reader = one.reader if giver is standing else f"{one.reader or 'read'} in {giver.key.transmission_id}"
    return replace(one, confidence=confidence, doubt=doubt, reader=reader)


def _together(group: Sequence[tuple[Item, FieldReading]]) -> float:
    """How sure copies that agree are together, the errors of different prints taken as independent."""
    seen = _witnesses(group)
    if len(seen) == 1:
        return seen[0][1].confidence
    return min(SUREST, round(1 - math.prod(1 - one.confidence for _, one in seen), 4))


def _witnesses(group: Sequence[tuple[Item, FieldReading]]) -> list[tuple[Item, FieldReading]]:
    """Those that saw different prints, of each print the surest."""
    seen: list[tuple[Item, FieldReading]] = []
    files: set[tuple[str, int]] = set()
    looks: set[tuple[Box, float]] = set()
    for each, one in sorted(group, key=lambda pair: -pair[1].confidence):
        look = {(one.box, one.confidence)} if one.box is not None else set()
        if each.stands_in not in files and not look & looks:
            seen.append((each, one))
        files.add(each.stands_in)
        looks |= look
    return seen


def _groups(name: str, read: Sequence[tuple[Item, FieldReading]]) -> list[list[tuple[Item, FieldReading]]]:
    groups: dict[FieldValue, list[tuple[Item, FieldReading]]] = {}
    for each, one in read:
        groups.setdefault(_comparable(name, one.value), []).append((each, one))
    return list(groups.values())


def _comparable(name: str, value: FieldValue) -> FieldValue:
    """A value so that two ways to print the same are one."""
    if name in ("subject_name", "officer_name") and isinstance(value, str):
        return "".join(ordered_words(value))
    return value


def _is_read(reading: FieldReading) -> bool:
    return reading.value is not None


def _part(
    part: str, whole: str, fields: Mapping[str, FieldReading], giver: Item, standing: Item
) -> dict[str, FieldReading]:
    """A part from the copy that gave the whole, as sure as the whole."""
    one = giver.record.fields.get(part)
    if one is None or whole not in fields:
        return {}
    if giver is not standing:
        one = replace(one, reader=fields[whole].reader)
    if one.value is None:
        return {part: one}
    settled = one.doubt in SETTLED_BY_COPIES and fields[whole].doubt is None
    return {
        part: replace(
            one, confidence=max(one.confidence, fields[whole].confidence), doubt=None if settled else one.doubt
        )
    }


def _doubts(record: Record, fields: Mapping[str, FieldReading], *, disagree: bool) -> tuple[Doubt, ...]:
    """The record's doubts without those of fields that are settled now."""
    before = {one.doubt for name in IDENTITY if (one := record.fields.get(name)) is not None}
    after = {one.doubt for name in IDENTITY if (one := fields.get(name)) is not None}
    gone = (before - after) & SETTLED_BY_COPIES
    if is_sure(basis := fields.get("basis")) and basis and basis.value:
        gone |= {Doubt.BASIS_MISSING}  # told of the record, not of the field
    kept = [doubt for doubt in record.doubts if doubt not in gone]
    return tuple(dict.fromkeys([*kept, *([Doubt.READERS_DISAGREE] if disagree else [])]))
