"""Pure. Values -> rows of the tables and back; what comes back equals what went in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from pipeline.values import (
    Box,
    Candidate,
    FieldReading,
    FieldValue,
    HeaderLine,
    PageDecisions,
    PageReading,
    Part,
    Reading,
    ReceivedBy,
    Record,
    Transmission,
)
from pipeline.vocabulary import FIELD_NAMES, Channel, Doubt, Kind, Status

Values = dict[str, Any]
"""One row, by column."""

_CODES: frozenset[str] = frozenset(Doubt)


def transmission_row(transmission: Transmission) -> Values:
    """Without its parts."""
    return {
        "id": transmission.id,
        "source": transmission.source,
        "file": transmission.file,
        "sha256": transmission.sha256,
        "size": transmission.size,
        "media_type": transmission.media_type,
        "modified_ns": transmission.modified_ns,
        "inbox_at": transmission.inbox_at,
        "inbox_how": transmission.inbox_how,
        "taken_in_at": transmission.taken_in_at,
        "sender": transmission.sender,
        "tags": dict(transmission.tags),
        "same_bytes_as": transmission.same_bytes_as,
        "doubts": list(transmission.doubts),
    }


def transmission_of(row: Row[Any], parts: Iterable[Row[Any]]) -> Transmission:
    """From a row of `transmission` and its rows of `part`, in order."""
    values = row._asdict()
    doubts = _doubts(values.pop("doubts"))
    return Transmission(**values, doubts=doubts, parts=tuple(_part_of(part) for part in parts))


def part_row(transmission_id: str, part: Part) -> Values:
    """A row of `part`."""
    return {"transmission_id": transmission_id, **asdict(part)}


def _part_of(row: Row[Any]) -> Part:
    values = row._asdict()
    del values["transmission_id"]
    reason = values.pop("reason")
    return Part(**values, reason=Doubt(reason) if reason in _CODES else reason)


def reading_row(reading: Reading) -> Values:
    """What the reading says as a whole; the store adds who, when and which program."""
    return {
        "transmission_id": reading.transmission_id,
        "version": reading.version,
        "status": reading.status,
        "doubts": list(reading.doubts),
        "pages_held": reading.pages_held,
        "seconds": reading.seconds,
        "channel": reading.received.channel,
        "channel_how": reading.received.how,
        "district": reading.received.district,
        "received_at": reading.received.received_at,
        "received_how": reading.received.received_how,
        "received_doubts": list(reading.received.doubts),
    }


def reading_of(row: Row[Any], records: Iterable[Record], pages: Iterable[PageReading]) -> Reading:
    """From a row of `reading`, with what belongs to it."""
    return Reading(
        transmission_id=row.transmission_id,
        records=tuple(records),
        pages=tuple(pages),
        pages_held=row.pages_held,
        received=ReceivedBy(
            channel=Channel(row.channel),
            how=row.channel_how,
            district=row.district,
            received_at=row.received_at,
            received_how=row.received_how,
            doubts=_doubts(row.received_doubts),
        ),
        status=Status(row.status),
        doubts=_doubts(row.doubts),
        seconds=row.seconds,
        version=row.version,
    )


def record_row(reading_id: int, ordinal: int, record: Record) -> Values:
    """Without its fields."""
    return {
        "reading_id": reading_id,
        "ordinal": ordinal,
        "kind": record.kind,
        "pages": list(record.pages),
        "doubts": list(record.doubts),
    }


def record_of(row: Row[Any], fields: Mapping[str, FieldReading]) -> Record:
    """From a row of `record` and its fields, which come back in the order of the vocabulary."""
    ordered = {name: fields[name] for name in FIELD_NAMES if name in fields}
    return Record(Kind(row.kind), tuple(row.pages), ordered, _doubts(row.doubts))


def field_row(reading_id: int, ordinal: int, name: str, field: FieldReading) -> Values:
    """A row of `field`."""
    box = field.box
    return {
        "reading_id": reading_id,
        "ordinal": ordinal,
        "name": name,
        "value": plain(field.value),
        "raw": field.raw,
        "page": field.page,
        "x0": box.x0 if box else None,
        "y0": box.y0 if box else None,
        "x1": box.x1 if box else None,
        "y1": box.y1 if box else None,
        "confidence": field.confidence,
        "reader": field.reader,
        "doubt": field.doubt,
        "candidates": [[one.value, one.reader, one.confidence, one.likelihood] for one in field.candidates] or None,
    }


def field_of(row: Row[Any]) -> FieldReading:
    """From a row of `field`, its columns in the order of the table."""
    _reading, _ordinal, _name, value, raw, page, x0, y0, x1, y1, confidence, reader, doubt, offered = tuple(row)
    box = None if x0 is None else Box(x0, y0, x1, y1)
    candidates = tuple(Candidate(*one) for one in offered or ())
    return FieldReading(
        value_of(value), raw, page, box, confidence, reader, Doubt(doubt) if doubt else None, candidates
    )


def page_row(reading_id: int, page: PageReading) -> Values:
    """Without its fields: these stand once, with the records."""
    return {
        "reading_id": reading_id,
        "number": page.number,
        "part": page.part,
        "decisions": asdict(page.decisions) if page.decisions else None,
        "form": page.form,
        "form_confidence": page.form_confidence,
        "header": _header_row(page.header),
        "doubts": list(page.doubts),
        "mentions": list(page.mentions),
        "seconds": page.seconds,
    }


def page_of(row: Row[Any]) -> PageReading:
    """From a row of `page`; its `fields` are empty."""
    decisions = row.decisions
    return PageReading(
        number=row.number,
        part=row.part,
        decisions=PageDecisions(**{**decisions, "resolution": tuple(decisions["resolution"])}) if decisions else None,
        form=row.form,
        form_confidence=row.form_confidence,
        header=_header_of(row.header),
        doubts=_doubts(row.doubts),
        mentions=tuple(row.mentions),
        seconds=row.seconds,
    )


def without_page_fields(reading: Reading) -> Reading:
    """The reading as it comes back from the store."""
    return replace(reading, pages=tuple(replace(page, fields={}) for page in reading.pages))


def plain(value: FieldValue) -> str | bool | list[str] | None:
    """A field's value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def value_of(kept: Any) -> FieldValue:
    """A field's value from JSON."""
    return tuple(kept) if isinstance(kept, list) else kept


def _header_row(header: HeaderLine | None) -> Values | None:
    if header is None:
        return None
    # the sending machine's clock has no zone, so it stays a text and out of the times of the store
    return {**asdict(header), "sent_at": header.sent_at.isoformat() if header.sent_at else None}


def _header_of(kept: Values | None) -> HeaderLine | None:
    if kept is None:
        return None
    sent_at = kept["sent_at"]
    return HeaderLine(**{**kept, "sent_at": datetime.fromisoformat(sent_at) if sent_at else None})


def _doubts(kept: Iterable[str]) -> tuple[Doubt, ...]:
    return tuple(Doubt(code) for code in kept)
