"""Touches the world: whether the database still refuses what the program never does, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from pipeline.store.tables import membership, metadata, run
from pipeline.store.values import Fault

_ROWS_END = frozenset({run.name, membership.name})
"""Tables of which rows are ended, so that updates are not refused."""


def missing(connection: Connection) -> Iterator[Fault]:
    """A fault for each table that no longer refuses to be changed, or to lose rows: a hand took its triggers away."""
    there = _in_sqlite(connection) if connection.dialect.name == "sqlite" else _in_postgresql(connection)
    for table in sorted(metadata.tables):
        if _wanted(table, connection.dialect.name) - there:
            yield Fault("guard", f"the table {table} can be changed behind the program's back: a trigger is not there")


def _wanted(table: str, dialect: str) -> set[str]:
    if dialect != "sqlite":
        return {f"{table}_refuses"}
    return {f"{table}_refuses_delete", *([] if table in _ROWS_END else [f"{table}_refuses_update"])}


def _in_sqlite(connection: Connection) -> set[str]:
    return set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))


def _in_postgresql(connection: Connection) -> set[str]:
    return set(connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")))
