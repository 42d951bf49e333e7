"""Pure. What of a record tells which request it is, and whether two records are the same one."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import combinations

from pipeline.counting.compare import name_words, near, near_names, plain
from pipeline.values import Document, Reading, Record, RecordKey


class Same(StrEnum):
    """Whether two values or two records are the same."""

    YES = "yes"
    NEAR = "near"
    """Not equal, but one may be the other read badly."""
    NO = "no"
    UNKNOWN = "unknown"
    """One of them was not read."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record with what identifies it, made comparable; None where it was not read."""

    key: RecordKey
    record: Record
    reading: Reading
    received_at: datetime
    event: str | None
    file: str | None
    form_date: str | None
    birth: str | None
    name: frozenset[str] | None

    @classmethod
    def of(cls, document: Document, reading: Reading, ordinal: int, zone: tzinfo) -> Item:
        """The item of the reading's record number `ordinal`, from 0; times in the department's zone."""
        record = reading.records[ordinal]
        file = "".join(filter(str.isdigit, record.text("file_number") or ""))
        return cls(
            RecordKey(document.transmission.id, ordinal),
            record,
            reading,
            reading.received.received_at.astimezone(zone),
            plain(record.text("event_number") or "").replace(" ", "") or None,
            file.zfill(9) if file else None,
            record.text("form_date"),
            record.text("date_of_birth"),
            name_words(record.text("subject_name") or "") or None,
        )

    @property
    def order(self) -> tuple[datetime, RecordKey]:
        """The first received comes first; the key decides between equals, so that the order never varies."""
        return self.received_at, self.key


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rule` joins two records; without one, `ask` says that a person should look."""

    rule: str | None = None
    ask: bool = False


def judge(one: Item, other: Item) -> Verdict:
    """Whether two records are the same request, by the rules of the count in their plain form.

    Numbers that differ in one character may be one number read badly; then two of the other identifiers must agree.
    """
    event, file = text_same(one.event, other.event), text_same(one.file, other.file)
    date, birth = text_same(one.form_date, other.form_date), text_same(one.birth, other.birth)
    name = name_same(one.name, other.name)
    if event is Same.YES:
        strangers = file is Same.NO and name is Same.NO and birth is Same.NO
        return Verdict(ask=True) if strangers else Verdict("same_event_number")
    if file is Same.YES and date is Same.YES:
        return Verdict(ask=True) if name is Same.NO and birth is Same.NO else Verdict("same_file_and_date")
    if event is Same.NEAR and (file is Same.YES or (name is Same.YES and date is Same.YES)):
        return _near((file, name, birth, date), "near_event_number")
    if file is Same.NEAR and date is Same.YES and event is not Same.NO:
        return _near((name, birth, date), "near_file_number")
    if name is Same.YES and birth is Same.YES and date is Same.YES:
        unread = event is Same.UNKNOWN and file is Same.UNKNOWN
        return Verdict("same_name_birth_and_date") if unread else Verdict(ask=True)
    same_person = file is Same.YES or (name is Same.YES and birth is Same.YES and file is Same.UNKNOWN)
    untold = event is not Same.NO and (date in (Same.UNKNOWN, Same.NEAR) or (event is Same.NEAR and date is Same.NO))
    return Verdict(ask=same_person and untold)


def _near(others: tuple[Same, ...], rule: str) -> Verdict:
    agree = sum(same is Same.YES for same in others) >= 2 and Same.NO not in others
    return Verdict(rule) if agree else Verdict(ask=True)


def strangers(one: Item, other: Item) -> bool:
    """Whether two records clearly name two people, so that nothing between them may join them."""
    file, name = text_same(one.file, other.file), name_same(one.name, other.name)
    differ = sum(same is Same.NO for same in (file, name, text_same(one.birth, other.birth)))
    return differ >= 2 and Same.YES not in (file, name)


def text_same(one: str | None, other: str | None) -> Same:
    """Whether two numbers or dates are the same."""
    if one is None or other is None:
        return Same.UNKNOWN
    if one == other:
        return Same.YES
    return Same.NEAR if near(one, other) else Same.NO


def name_same(one: frozenset[str] | None, other: frozenset[str] | None) -> Same:
    """Whether two names, as sets of words, are the same."""
    if one is None or other is None:
        return Same.UNKNOWN
    if one == other:
        return Same.YES
    return Same.NEAR if near_names(one, other) else Same.NO


def candidates(items: list[Item]) -> Iterator[tuple[Item, Item]]:
    """Every pair that shares enough to be judged, once, in an order that does not depend on that of the items."""
    blocks: dict[Hashable, list[Item]] = {}
    for item in sorted(items, key=lambda each: each.order):
        for block in _blocks(item):
            blocks.setdefault(block, []).append(item)
    seen: set[tuple[RecordKey, RecordKey]] = set()
    for members in blocks.values():
        for one, other in combinations(members, 2):
            if (one.key, other.key) not in seen:
                seen.add((one.key, other.key))
                yield one, other


def _blocks(item: Item) -> Iterator[Hashable]:
    if item.event:
        yield "event", item.event
    if item.file:
        yield "file", item.file
    if item.name and item.form_date:
        yield "name and date", item.name, item.form_date
    if item.name and item.birth:
        yield "name and birth", item.name, item.birth
    if item.birth and item.form_date:
        yield "birth and date", item.birth, item.form_date
