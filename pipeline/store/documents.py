"""Touches the world: transmissions with their latest readings, in the order of receipt, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from pipeline.store import decisions, ledger, readings
from pipeline.store.tables import reading, transmission
from pipeline.values import Document

_AT_ONCE = 500
"""Documents loaded with one set of queries: enough that queries do not count, few enough to be held."""


def in_order(connection: Connection, year: int | None = None, zone: ZoneInfo | None = None) -> list[str]:
    """The ids by time of receipt, of the year as `zone` has it when one is given.

    The time is a person's, else the latest reading's, else that of the inbox.
    """
    said = decisions.received_at(connection)
    query = select(transmission.c.id, transmission.c.inbox_at, reading.c.received_at).select_from(
        readings.beside_transmissions()
    )
    found: list[tuple[datetime, str]] = []
    for transmission_id, inbox_at, received_at in connection.execute(query):
        at = said.get(transmission_id) or received_at or inbox_at
        if year is None or at.astimezone(zone).year == year:
            found.append((at, transmission_id))
    return [transmission_id for _, transmission_id in sorted(found)]


def load(connection: Connection, ids: Sequence[str]) -> Iterator[Document]:
    """The documents of those ids in that order, with their readings as they were read."""
    for start in range(0, len(ids), _AT_ONCE):
        chunk = ids[start : start + _AT_ONCE]
        lines = ledger.load(connection, chunk)
        read = readings.latest(connection, chunk)
        yield from (Document(lines[name], read.get(name)) for name in chunk)
