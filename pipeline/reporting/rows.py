"""Pure. Documents and requests as rows of the data sets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import Any

from pipeline.counting.requests import Gathered
from pipeline.counting.tally import reason_of
from pipeline.reporting.columns import Cell, Column, permitted_fields
from pipeline.reporting.local_times import local
from pipeline.values import Document, FieldReading, FieldValue, Record, RecordKey, Request
from pipeline.vocabulary import GROUNDS, Basis, Channel, Doubt, Status

Row = dict[str, Any]
"""By column name; each value as its column's type says, None when it is not known."""


def nested_document_rows(
    documents: Iterable[Document], gathered: Gathered, identified: bool, zone: tzinfo
) -> Iterator[Row]:
    """One row for each transmission, its records as a list of mappings."""
    fields = permitted_fields(identified)
    for document in documents:
        records = [
            {
                "kind": record.kind.value,
                **_place(document, ordinal, gathered),
                "pages": list(record.pages),
                "fields": {column.name: _plain(record.value(column.name)) for column in fields},
                "evidence": _evidence(record, fields, identified),
            }
            for ordinal, record in _records(document)
        ]
        yield {**_document(document, gathered, zone), "records": records}


def flat_document_rows(
    documents: Iterable[Document], gathered: Gathered, identified: bool, zone: tzinfo
) -> Iterator[Row]:
    """One row for each record; a transmission without records still has one."""
    fields = permitted_fields(identified)
    for document in documents:
        row = _document(document, gathered, zone)
        found = False
        for ordinal, record in _records(document):
            found = True
            yield {
                **row,
                "record": ordinal + 1,
                "record_kind": record.kind.value,
                **_place(document, ordinal, gathered),
                "record_pages": [str(page) for page in record.pages],
                **{column.name: _typed(record.value(column.name), column) for column in fields},
                "evidence": json.dumps(_evidence(record, fields, identified), ensure_ascii=False, sort_keys=True),
            }
        if not found:
            yield row


def request_rows(requests: Iterable[Request], identified: bool) -> Iterator[Row]:
    """One row for each request."""
    fields = [column for column in permitted_fields(identified) if column.identifying]
    for request in requests:
        record, done = request.record, request.disposition
        ticked = record.basis if isinstance(record.value("basis"), tuple) else None
        yield {
            "request_id": request.id,
            "year": request.year,
            "received_on": request.received_at.date(),
            "received_at": request.received_at,
            "channel": request.channel.value,
            "district": request.district,
            "form": record.text("form"),
            "edition": record.text("edition"),
            "reason": reason_of(record),
            "grounds": None if ticked is None else sorted(each.value for each in ticked if each in GROUNDS),
            "transferred_for_proceeding": None if ticked is None else Basis.TRANSFERRED in ticked,
            "cancelled": request.cancelled_on is not None,
            "cancelled_on": request.cancelled_on,
            "outcome": done.outcome.value,
            "outcome_on": done.outcome_on,
            "reimbursement": float(done.reimbursement),
            "transmissions": request.transmissions,
            "status": request.status.value,
            "doubts": [doubt.value for doubt in request.doubts],
            "released_at": _local(done.released_at, request),
            "transferred_at": _local(done.transferred_at, request),
            "receiving_agency": done.receiving_agency,
            **{column.name: _typed(record.value(column.name), column) for column in fields},
        }


def _local(at: datetime | None, request: Request) -> datetime | None:
    return None if at is None else local(at, request.received_at.tzinfo)


def _document(document: Document, gathered: Gathered, zone: tzinfo) -> Row:
    sent, reading = document.transmission, document.reading
    received = reading.received if reading else None
    linked = gathered.transmission_doubts(sent.id)
    doubts = dict.fromkeys((*(reading.doubts if reading else (*sent.doubts, Doubt.NOT_YET_READ)), *linked))
    return {
        "document_id": sent.id,
        "source": sent.source,
        "file": sent.file,
        "sha256": sent.sha256,
        "received_at": (received.received_at if received else sent.inbox_at).astimezone(zone),
        "received_how": received.received_how if received else sent.inbox_how,
        "channel": received.channel.value if received else Channel.UNKNOWN.value,
        "channel_how": received.how if received else None,
        "district": received.district if received else None,
        "sender": sent.sender,
        "pages": reading.pages_held if reading else None,
        "status": reading.status.value if reading else Status.NEEDS_REVIEW.value,
        "doubts": [doubt.value for doubt in doubts],
        "kind": reading.kind.value if reading else None,
        "seconds": round(reading.seconds, 3) if reading else None,
        "versions": reading.version if reading else 0,
    }


def _records(document: Document) -> Iterable[tuple[int, Record]]:
    return enumerate(document.reading.records if document.reading else ())


def _place(document: Document, ordinal: int, gathered: Gathered) -> Row:
    key = RecordKey(document.transmission.id, ordinal)
    role = gathered.roles.get(key)
    return {"role": role.value if role else None, "request_id": gathered.request_ids.get(key)}


def _evidence(record: Record, fields: Iterable[Column], identified: bool) -> dict[str, Row]:
    return {
        column.name: _evidence_of(record.fields[column.name], identified)
        for column in fields
        if column.name in record.fields
    }


def _evidence_of(reading: FieldReading, identified: bool) -> Row:
    box = reading.box
    found: Row = {}
    if identified:
        offered = [
            {"value": one.value, "reader": one.reader, "confidence": round(one.confidence, 4)}
            for one in reading.candidates
        ]
        found = {"raw": reading.raw, "candidates": offered}
    return found | {
        "page": reading.page,
        "box": [box.x0, box.y0, box.x1, box.y1] if box else None,
        "confidence": round(reading.confidence, 4),
        "reader": reading.reader,
        "doubt": reading.doubt.value if reading.doubt else None,
    }


def _plain(value: FieldValue) -> Cell:
    return list(value) if isinstance(value, tuple) else value


def _typed(value: FieldValue, column: Column) -> Cell:
    """A field's value as its column's type says; what is no date stays out of a column of dates."""
    if column.type == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return _plain(value)
