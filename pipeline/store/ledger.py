"""Touches the world: the ledger of transmissions, in the transaction that the caller opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, insert, select

from pipeline.store import digests, rows
from pipeline.store.audit import Deed, write
from pipeline.store.tables import part, reading, transmission
from pipeline.values import Transmission


def known(connection: Connection, source: str, file: str, size: int, modified_ns: int) -> bool:
    """Whether a file that looks the same from outside is in the ledger already."""
    same = and_(
        transmission.c.source == source,
        transmission.c.file == file,
        transmission.c.size == size,
        transmission.c.modified_ns == modified_ns,
    )
    return connection.execute(select(transmission.c.id).where(same).limit(1)).first() is not None


def by_content(connection: Connection, source: str, file: str, sha256: str) -> Transmission | None:
    """The line for that file with those bytes."""
    same = and_(transmission.c.source == source, transmission.c.file == file, transmission.c.sha256 == sha256)
    return next(iter(_where(connection, same)), None)


def first_with_bytes(connection: Connection, sha256: str) -> str | None:
    """The id of the first line with those bytes, under whatever name."""
    query = select(transmission.c.id).where(transmission.c.sha256 == sha256)
    found: str | None = connection.scalar(query.order_by(transmission.c.taken_in_at, transmission.c.id).limit(1))
    return found


def add(connection: Connection, arrived: Transmission) -> bool:
    """Writes the line and its parts; False when that file with those bytes has one."""
    if by_content(connection, arrived.source, arrived.file, arrived.sha256) is not None:
        return False
    connection.execute(insert(transmission), rows.transmission_row(arrived))
    if arrived.parts:
        connection.execute(insert(part), [rows.part_row(arrived.id, held) for held in arrived.parts])
    deed = Deed("received", arrived.id, "intake", "")
    write(connection, deed, arrived.taken_in_at, None, {"digest": digests.of_transmission(arrived)})
    return True


def unread(connection: Connection) -> tuple[Transmission, ...]:
    """All without a reading, oldest first."""
    waiting = ~exists().where(reading.c.transmission_id == transmission.c.id)
    return tuple(sorted(_where(connection, waiting), key=lambda found: (found.inbox_at, found.id)))


def load(connection: Connection, ids: Sequence[str]) -> dict[str, Transmission]:
    """The lines of those ids that are in the ledger, by id: two queries for as many as SQLite takes names (32,000)."""
    return {found.id: found for found in _where(connection, transmission.c.id.in_(ids))}


def every_id(connection: Connection) -> list[str]:
    """The ids of all lines."""
    return list(connection.scalars(select(transmission.c.id).order_by(transmission.c.id)))


def originals(connection: Connection) -> dict[str, str]:
    """The SHA-256 of everything whose bytes are kept, attachments among it, with the id of the first that it came in.

    Of the rest of a line nothing is read, so a line that was damaged does not hide the bytes that it names.
    """
    found: dict[str, str] = {}
    whole = select(transmission.c.sha256, transmission.c.id).order_by(transmission.c.id)
    kept = part.c.taken, part.c.sha256.is_not(None), part.c.size > 0
    taken = select(part.c.sha256, part.c.transmission_id).where(*kept).order_by(part.c.transmission_id)
    for query in (whole, taken):
        for sha256, name in connection.execute(query):
            found.setdefault(sha256, name)
    return found


def _where(connection: Connection, condition: ColumnElement[bool]) -> list[Transmission]:
    found = connection.execute(select(transmission).where(condition)).all()
    if not found:
        return []
    parts: dict[str, list[Row[Any]]] = defaultdict(list)
    query = select(part).join(transmission).where(condition).order_by(part.c.transmission_id, part.c.ordinal)
    for row in connection.execute(query):
        parts[row.transmission_id].append(row)
    return [rows.transmission_of(row, parts[row.id]) for row in found]
