"""Touches the world: the connection to SQLite or PostgreSQL; transactions; the rights of the store's file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import StoreTrouble
from pipeline.store.troubles import trouble

WAIT_SECONDS = 30
"""How long one writer waits for another; `?timeout=` in a SQLite URL says otherwise."""

_WRITERS_LOCK = 247_001
"""The number of the lock that makes the program's writers in one PostgreSQL database queue up, as SQLite's do."""


class Database:
    """One engine for all threads: short transactions, one writer at a time, readers that see one moment."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(_checked(url))
        self.kind = self._engine.dialect.name
        """`sqlite` or `postgresql`."""
        options: dict[str, Any] = {"writes": False}
        if self.kind == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._readers = self._engine.execution_options(**options)
        self._writers = self._engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction in which every query sees the same moment of the store."""
        with _at_the_edge(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer can overtake; committed at the end, undone by any exception."""
        with _at_the_edge(), self._writers.begin() as connection:
            if self.kind == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _WRITERS_LOCK})
            yield connection

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()


@contextmanager
def _at_the_edge() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise trouble(error) from None


def _checked(url: str) -> URL:
    with _at_the_edge():
        parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    file = parsed.database or ""
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreTrouble(
            f"The store cannot be opened: store.url begins with {parsed.drivername}; "
            "expected sqlite:///PATH or postgresql+psycopg://..."
        )
    if parsed.drivername == "sqlite" and (file in ("", ":memory:") or file.startswith("file:")):
        raise StoreTrouble("The store cannot be opened: store.url names no file; expected sqlite:///PATH")
    return parsed


def _engine(url: URL) -> Engine:
    sqlite = url.drivername == "sqlite"
    waiting = "timeout" if sqlite else "connect_timeout"
    if sqlite:
        _make_file(Path(str(url.database)))
    try:
        with _at_the_edge():
            engine = create_engine(
                url,
                hide_parameters=True,
                # a server may have been restarted since the last run of `intake serve`
                pool_pre_ping=not sqlite,
                connect_args={} if waiting in url.query else {waiting: WAIT_SECONDS},
            )
    except ImportError:
        raise StoreTrouble(
            "The store cannot be opened: the driver for PostgreSQL is not installed; "
            "type: pip install 'detainer-intake[postgresql]'"
        ) from None
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _make_file(file: Path) -> None:
    """Makes the file so that only its owner can read it: SQLite gives its side files the same rights."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            return
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise StoreTrouble(
            f"The store cannot be made: {file}: {error.strerror}; correct store.url or the rights of the folder"
        ) from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # the driver begins no transactions of its own: `_begin_sqlite` does, so that schema changes and reads are in one
    connection.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        # the ledger says that a fax is safe: it must have reached the disk before it says so
        "synchronous = FULL",
        # without it, INSERT OR REPLACE would delete rows behind the back of the triggers
        "recursive_triggers = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # a writer takes its lock at once: one that began by reading cannot wait for another, it fails
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    connection.commit()
