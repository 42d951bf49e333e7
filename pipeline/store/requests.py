"""Touches the world: which request each record was counted with, in the transaction that the caller opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pipeline.store.audit import Deed, write
from pipeline.store.tables import membership, request
from pipeline.store.values import Placement
from pipeline.values import RecordKey, Request
from pipeline.vocabulary import Role


def placements(connection: Connection) -> dict[RecordKey, Placement]:
    """What holds now, by record."""
    return {
        RecordKey(row.transmission_id, row.ordinal): Placement(row.request_id, Role(row.role), row.rule, row.why or "")
        for row in connection.execute(select(membership).where(membership.c.until.is_(None)))
    }


def ids(connection: Connection) -> frozenset[str]:
    """Every id a request ever had."""
    return frozenset(connection.scalars(select(request.c.id)))


def save(connection: Connection, counted: Iterable[Request], at: datetime, by: str) -> None:
    """Makes `counted` what holds now: writes the differences, and a word on each."""
    counted = tuple(counted)
    wanted = {
        member.key: Placement(one.id, member.role, member.rule, member.why) for one in counted for member in one.members
    }
    held = placements(connection)
    fresh = sorted({one.id for one in counted} - ids(connection))
    if fresh:
        connection.execute(insert(request), [{"id": name, "created_at": at} for name in fresh])
    changed = sorted(key for key in held.keys() | wanted.keys() if held.get(key) != wanted.get(key))
    for key in changed:
        _move(connection, key, held.get(key), wanted.get(key), at)
        deed = Deed("record_placed" if key in wanted else "record_removed", key.transmission_id, by, "counted")
        write(connection, deed, at, told(key, held.get(key)), told(key, wanted.get(key)))


def _move(
    connection: Connection, key: RecordKey, held: Placement | None, wanted: Placement | None, at: datetime
) -> None:
    here = {"transmission_id": key.transmission_id, "ordinal": key.ordinal}
    if held:
        still = [membership.c[name] == value for name, value in here.items()]
        connection.execute(update(membership).where(*still, membership.c.until.is_(None)).values(until=at))
    if wanted:
        connection.execute(insert(membership), {**here, **wanted._asdict(), "since": at})


def told(key: RecordKey, placement: Placement | None) -> dict[str, Any] | None:
    """A placement as the audit tells it."""
    if placement is None:
        return None
    return {"record": key.ordinal, **{name: value for name, value in placement._asdict().items() if value != ""}}
