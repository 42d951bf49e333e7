"""Pure. The columns of the data sets: name, type and meaning, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pipeline.vocabulary import FIELDS

ColumnType = Literal["text", "integer", "number", "date", "time", "bool", "list"]
Cell = str | int | float | date | datetime | bool | list[str] | None
"""A value as its column's type says; None when it is not known."""

TYPE_WORDS: dict[ColumnType, str] = {
    "text": "text",
    "integer": "whole number",
    "number": "number",
    "date": "date, YYYY-MM-DD",
    "time": "date and time with the offset from UTC; in xlsx the department's local time",
    "bool": "true or false",
    "list": "list; joined by ; in csv, xlsx and parquet",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data set."""

    name: str
    type: ColumnType
    meaning: str
    identifying: bool = False
    """True when it can point at a person: it is left out unless the export is an identified one."""


FIELD_COLUMNS: tuple[Column, ...] = tuple(
    Column(spec.name, spec.type, spec.meaning, spec.identifying) for spec in FIELDS
)
"""The fields of a form, one column each."""

DOCUMENT_COLUMNS: tuple[Column, ...] = (
    Column("document_id", "text", "The transmission's own id; the same in every export."),
    Column("source", "text", "The source in the settings that it was picked up from."),
    Column("file", "text", "The file's path below the source's parent folder; names of files can name people.", True),
    Column("sha256", "text", "SHA-256 of the file as it was received, in hexadecimal."),
    Column("received_at", "time", "When it first reached the department."),
    Column(
        "received_how",
        "text",
        "What tells so: tag, file_name, mail_received, mail_date, file_time, header, message or person.",
    ),
    Column("channel", "text", "How it first reached the department."),
    Column("channel_how", "text", "What tells the channel: source, header, message, mail_headers or person."),
    Column("district", "text", "The district station that it reached, if any."),
    Column("sender", "text", "The sending station's id or the mail's sender.", True),
    Column("pages", "integer", "Pages in the file."),
    Column("status", "text", "accepted, needs_review, set_aside or failed."),
    Column("doubts", "list", "Codes of what is doubtful about it and its records."),
    Column("kind", "text", "The kind of its most important record; empty while it has not been read."),
)
DOCUMENT_TAIL: tuple[Column, ...] = (
    Column("seconds", "number", "Seconds that the reading took."),
    Column("versions", "integer", "How often it has been read; 0 while it has not been."),
)
RECORDS_COLUMN = Column(
    "records", "list", "Its records: kind, role, request_id, pages, fields by name, and the evidence of each field."
)
RECORD_COLUMNS: tuple[Column, ...] = (
    Column("record", "integer", "The record's place in the transmission, from 1; empty where there is none."),
    Column("record_kind", "text", "What the record is."),
    Column("role", "text", "What it is to its request: first, duplicate, correction or cancellation."),
    Column("request_id", "text", "The request that it belongs to."),
    Column("record_pages", "list", "The pages that it stands on, from 1."),
)
EVIDENCE_COLUMN = Column("evidence", "text", "JSON: where and how surely each field was read.")

REQUEST_COLUMNS: tuple[Column, ...] = (
    Column("request_id", "text", "The request's own id; it stays when a further copy turns up."),
    Column("year", "integer", "The year that it counts in: that of its first receipt."),
    Column("received_on", "date", "The day of its first receipt."),
    Column("received_at", "time", "The time of its first receipt."),
    Column("channel", "text", "How it first reached the department."),
    Column("district", "text", "The district station that it first reached, if any."),
    Column("form", "text", "The form's number, such as I-247A."),
    Column("edition", "text", "The edition printed in the footer, such as 3/17."),
    Column("reason", "text", "probable_cause, transferred_for_proceeding, notification or not_stated."),
    Column("grounds", "list", "The ticked grounds of probable cause; empty when the boxes could not be read."),
    Column("transferred_for_proceeding", "bool", "Whether box 2 is ticked; empty when the boxes could not be read."),
    Column("cancelled", "bool", "Whether the sender cancelled it later."),
    Column("cancelled_on", "date", "The day that the cancellation was received."),
    Column("outcome", "text", "not_acted_upon, detained or transferred."),
    Column("outcome_on", "date", "The day of the outcome, if one was set."),
    Column("reimbursement", "number", "US dollars received from the federal government."),
    Column("transmissions", "integer", "How many transmissions it came in, a cancellation included."),
    Column("status", "text", "accepted or needs_review."),
    Column("doubts", "list", "Codes of what is doubtful about it."),
    Column("released_at", "time", "When the person was released, where a law asks for it and a person said so."),
    Column("transferred_at", "time", "When custody went over to another agency, where a person said so."),
    Column("receiving_agency", "text", "The agency that took custody."),
)


def document_columns(identified: bool, nested: bool) -> tuple[Column, ...]:
    """The columns of the documents: `nested` with one list of records, else with one row for each record."""
    records = (RECORDS_COLUMN,) if nested else (*RECORD_COLUMNS, *FIELD_COLUMNS, EVIDENCE_COLUMN)
    return _permitted((*DOCUMENT_COLUMNS, *records, *DOCUMENT_TAIL), identified)


def request_columns(identified: bool) -> tuple[Column, ...]:
    """The columns of the requests; an identified export has the identifying fields as well."""
    return REQUEST_COLUMNS + (tuple(column for column in FIELD_COLUMNS if column.identifying) if identified else ())


def permitted_fields(identified: bool) -> tuple[Column, ...]:
    """The fields of a form that may leave."""
    return _permitted(FIELD_COLUMNS, identified)


def _permitted(columns: Iterable[Column], identified: bool) -> tuple[Column, ...]:
    return tuple(column for column in columns if identified or not column.identifying)
