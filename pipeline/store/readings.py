"""Touches the world: versions of readings, in the transaction that the caller opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, and_, exists, insert, select

from pipeline import __version__
from pipeline.errors import WrongUse
from pipeline.store import digests, ledger, rows
from pipeline.store.audit import Deed, write
from pipeline.store.tables import decision, field, page, reading, record, transmission
from pipeline.values import FieldReading, PageReading, Reading, Record
from pipeline.vocabulary import Action, Doubt, Status


def add(connection: Connection, found: Reading, at: datetime, by: str, reason: str) -> Reading:
    """Writes the reading with all it holds as the next version.

    Returns it as it will come back: with its version, and waiting for a person where it lost a form that a person
    had corrected.
    """
    if not ledger.load(connection, [found.transmission_id]):
        raise WrongUse(f"there is no transmission {found.transmission_id}")
    before = connection.execute(
        select(reading.c.id, reading.c.version, reading.c.status)
        .where(reading.c.transmission_id == found.transmission_id)
        .order_by(reading.c.version.desc())
    ).first()
    if before is not None and _loses_a_correction(connection, before.id, found):
        status = Status.NEEDS_REVIEW if found.status in (Status.ACCEPTED, Status.SET_ASIDE) else found.status
        doubts = tuple(dict.fromkeys((*found.doubts, Doubt.CORRECTION_UNPLACED)))
        found = replace(found, doubts=doubts, status=status)
    found = rows.without_page_fields(replace(found, version=before.version + 1 if before else 1))
    _insert(connection, found, at, by, reason)
    write(
        connection,
        Deed("reading_added", found.transmission_id, by, reason),
        at,
        {"version": before.version, "status": before.status} if before else None,
        {
            "version": found.version,
            "status": found.status,
            "kind": found.kind,
            "digest": digests.of_reading(found),
        },
    )
    return found


def _loses_a_correction(connection: Connection, before: int, found: Reading) -> bool:
    """Whether a person corrected a record that the version before had and this one has not."""
    lost = select(record.c.ordinal).where(record.c.reading_id == before, record.c.ordinal >= len(found.records))
    query = select(decision.c.id).where(
        decision.c.subject == found.transmission_id,
        decision.c.action == Action.CORRECT,
        decision.c.ordinal.in_(lost),
    )
    return connection.execute(query.limit(1)).first() is not None


def _insert(connection: Connection, found: Reading, at: datetime, by: str, reason: str) -> None:
    made = {"program_version": __version__, "created_at": at, "by": by, "reason": reason}
    number = connection.scalars(insert(reading).returning(reading.c.id), rows.reading_row(found) | made).one()
    numbered = list(enumerate(found.records))
    fields = [
        rows.field_row(number, ordinal, name, one) for ordinal, held in numbered for name, one in held.fields.items()
    ]
    for table, values in (
        (record, [rows.record_row(number, ordinal, held) for ordinal, held in numbered]),
        (field, fields),
        (page, [rows.page_row(number, one) for one in found.pages]),
    ):
        if values:
            connection.execute(insert(table), values)


def all_of(connection: Connection, transmission_id: str) -> tuple[Reading, ...]:
    """Every version, the first one first."""
    query = select(reading).where(reading.c.transmission_id == transmission_id).order_by(reading.c.version)
    return tuple(_complete(connection, connection.execute(query).all()))


def all_of_many(connection: Connection, transmission_ids: Sequence[str]) -> list[Reading]:
    """Every version of each of them."""
    query = select(reading).where(reading.c.transmission_id.in_(transmission_ids)).order_by(reading.c.id)
    return _complete(connection, connection.execute(query).all())


def latest(connection: Connection, transmission_ids: Sequence[str]) -> dict[str, Reading]:
    """The latest version of each that has one, by transmission: four queries for as many as SQLite takes names."""
    query = select(reading).where(reading.c.transmission_id.in_(transmission_ids), _is_latest())
    return {found.transmission_id: found for found in _complete(connection, connection.execute(query).all())}


def beside_transmissions() -> FromClause:
    """`transmission` with the latest version of its reading beside it, NULL where it has none."""
    return transmission.outerjoin(reading, and_(reading.c.transmission_id == transmission.c.id, _is_latest()))


def _is_latest() -> ColumnElement[bool]:
    later = reading.alias()
    return ~exists().where(
        later.c.transmission_id == reading.c.transmission_id, later.c.version > reading.c.version
    ).correlate(reading)


def _complete(connection: Connection, found: Sequence[Row[Any]]) -> list[Reading]:
    numbers = [row.id for row in found]
    if not numbers:
        return []
    fields: dict[tuple[int, int], dict[str, FieldReading]] = defaultdict(dict)
    for row in connection.execute(select(field).where(field.c.reading_id.in_(numbers))).all():
        fields[row[0], row[1]][row[2]] = rows.field_of(row)
    records: dict[int, list[Record]] = defaultdict(list)
    query = select(record).where(record.c.reading_id.in_(numbers)).order_by(record.c.reading_id, record.c.ordinal)
    for row in connection.execute(query):
        records[row.reading_id].append(rows.record_of(row, fields[row.reading_id, row.ordinal]))
    pages: dict[int, list[PageReading]] = defaultdict(list)
    query = select(page).where(page.c.reading_id.in_(numbers)).order_by(page.c.reading_id, page.c.number)
    for row in connection.execute(query):
        pages[row.reading_id].append(rows.page_of(row))
    return [rows.reading_of(row, records[row.id], pages[row.id]) for row in found]
