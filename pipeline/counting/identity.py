"""Pure. What of a record tells which request it is, made comparable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType

from pipeline.counting.compare import ordered_words, plain
from pipeline.counting.lookalikes import as_it_looks
from pipeline.values import Document, FieldReading, Reading, Record, RecordKey, Transmission
from pipeline.vocabulary import NOTES

SURE = 0.9
"""Confidence from which a value without a doubt can speak clearly against another one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A value as it was read, without what does not tell: case, accents, blanks, the order of a name's parts."""

    text: str | None
    """None when it was not read."""
    looks: str | None = None
    """The text with characters that are taken for one another made one."""
    sure: bool = False
    """Whether it was read without a doubt."""
    offered: frozenset[str] = frozenset()
    """Other values that a reader saw in its place."""
    words: tuple[str, ...] = ()
    """Of a name, the given names first."""


UNREAD = Seen(None)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A record with what identifies it."""

    key: RecordKey
    record: Record
    reading: Reading
    received_at: datetime
    seen: Mapping[str, Seen]
    """By the fields in `COMPARED`, each of them."""
    source: str = ""
    """Of the transmission; it never links anything but pages to their form, and only as a question."""
    stands_in: tuple[str, int] = ("", 0)
    """The SHA-256 of the file, or the mail's attachment, and its page there, from 0: a copy that was sent again is
    other bytes, a copy of the file the same."""

    @classmethod
    def of(cls, document: Document, reading: Reading, ordinal: int, zone: tzinfo) -> Item:
        """The item of the reading's record number `ordinal`, from 0; times in the department's zone."""
        record = reading.records[ordinal]
        return cls(
            RecordKey(document.transmission.id, ordinal),
            record,
            reading,
            reading.received.received_at.astimezone(zone),
            MappingProxyType({name: _seen(record.fields.get(name), plainly) for name, plainly in _PLAINLY.items()}),
            document.transmission.source,
            _stands_in(document.transmission, reading, record),
        )

    @property
    def order(self) -> tuple[datetime, RecordKey]:
        """The first received comes first; the key decides between equals, so that the order never varies."""
        return self.received_at, self.key

    def text(self, name: str) -> str | None:
        """A value as it is compared, None when it was not read."""
        return self.seen[name].text

    def certain(self, name: str) -> str | None:
        """A value as it is compared, None when it was not read or is in doubt."""
        seen = self.seen[name]
        return seen.text if seen.sure else None


def _stands_in(transmission: Transmission, reading: Reading, record: Record) -> tuple[str, int]:
    first = min(record.pages, default=1)
    part = next((page.part for page in reading.pages if page.number == first), None)
    before = min((page.number for page in reading.pages if page.part == part), default=1)
    attached = next((each.sha256 for each in transmission.parts if each.ordinal == part), None)
    return attached or transmission.sha256, first - before


def is_sure(reading: FieldReading | None) -> bool:
    """Whether a field was read without a doubt; a note about it is none."""
    if reading is None or reading.value is None:
        return False
    return (reading.doubt is None or reading.doubt in NOTES) and reading.confidence >= SURE


def _seen(reading: FieldReading | None, plainly: Callable[[str], str]) -> Seen:
    if reading is None:
        return UNREAD
    text = plainly(reading.value) if isinstance(reading.value, str) else ""
    offered = frozenset(_offers(reading, plainly)) - {text}
    if not text:
        return Seen(None, offered=offered) if offered else UNREAD
    words = tuple(ordered_words(str(reading.value))) if plainly is _name else ()
    return Seen(text, as_it_looks(text), is_sure(reading), offered, words)


def _offers(reading: FieldReading, plainly: Callable[[str], str]) -> Iterator[str]:
    for candidate in reading.candidates:
        if text := plainly(candidate.value):
            yield text


def _number(text: str) -> str:
    return plain(text).replace(" ", "")


def _file(text: str) -> str:
    digits = "".join(filter(str.isdigit, text))
    return digits.zfill(9) if digits else ""


def _date(text: str) -> str:
    return text


def _name(text: str) -> str:
    return " ".join(ordered_words(text))


_PLAINLY: Mapping[str, Callable[[str], str]] = {
    "event_number": _number,
    "file_number": _file,
    "subject_id": _number,
    "subject_name": _name,
    "date_of_birth": _date,
    "form_date": _date,
    "officer_name": _name,
    "from_office": plain,
    "citizenship": plain,
    "sex": plain,
}
COMPARED: tuple[str, ...] = tuple(_PLAINLY)
"""The fields by which records are linked."""
