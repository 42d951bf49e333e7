"""What can go wrong with a database ends in one sentence with a remedy, and with nobody's data in it."""

import os
import re
import sqlite3
import stat
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.pool import Pool

from pipeline.errors import StoreTrouble
from pipeline.store import Store
from pipeline.values import FieldReading, Reading, Record, Transmission
from pipeline.vocabulary import Kind

Clock = Callable[[], datetime]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "intake.db",
        "mysql://intake@localhost/intake",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?uri=true",
    ],
)
def test_a_url_that_is_no_store_is_refused_with_what_was_expected(url: str, clock: Clock) -> None:
    with pytest.raises(StoreTrouble, match=re.escape("sqlite:///PATH")):
        Store.open(url, clock)


def test_the_store_is_made_for_its_owner_alone(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "data" / "intake.db"
    before = os.umask(0)
    try:
        with Store.open(f"sqlite:///{file}", clock) as store:
            store.check_writable()
            rights = {found.name: stat.S_IMODE(found.stat().st_mode) for found in file.parent.iterdir()}
    finally:
        os.umask(before)
    assert rights == {"intake.db": 0o600, "intake.db-wal": 0o600, "intake.db-shm": 0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_path_where_nothing_can_be_made_names_the_file(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreTrouble, match=re.escape("file/intake.db")):
        Store.open(f"sqlite:///{tmp_path}/file/intake.db", clock)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "intake.db"
    file.write_bytes(b"not a database " * 100)
    with pytest.raises(StoreTrouble, match="no SQLite database"):
        Store.open(f"sqlite:///{file}", clock)


def test_a_store_that_another_program_holds_can_be_read_but_says_it_cannot_be_written(
    tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "intake.db"
    with Store.open(f"sqlite:///{file}?timeout=0.05", clock) as store, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert store.unread() == ()
        with pytest.raises(StoreTrouble, match="another program holds it; wait"):
            store.check_writable()
        other.rollback()
        store.check_writable()


@pytest.mark.parametrize(
    ("pragma", "remedy"), [("max_page_count = 1", "disk is full; free some space"), ("query_only = ON", "only be read")]
)
def test_a_full_disk_and_a_missing_right_are_told_apart_and_lose_nothing(
    tmp_path: Path,
    clock: Clock,
    arrival: Callable[..., Transmission],
    looked_at: Callable[..., Reading],
    pragma: str,
    remedy: str,
) -> None:
    def spoil(connection: sqlite3.Connection, *_rest: object) -> None:
        connection.execute(f"PRAGMA {pragma}").close()

    url = f"sqlite:///{tmp_path}/intake.db"
    with Store.open(url, clock) as store:
        store.add(arrival())
    long = Record(Kind.OTHER, (), {"subject_name": FieldReading("x" * 100_000, reader="tesseract")})
    event.listen(Pool, "checkout", spoil)
    try:
        with Store.open(url, clock) as store, pytest.raises(StoreTrouble, match=remedy):
            store.add_reading(looked_at(records=(long,)), "intake", "first reading")
    finally:
        event.remove(Pool, "checkout", spoil)
    with Store.open(url, clock) as store:
        assert [waiting.id for waiting in store.unread()] == ["t1"]


def test_a_check_of_the_store_leaves_no_trace(store: Store) -> None:
    store.check_writable()
    assert [entry.action for entry in store.audit_entries("store")] == ["store_upgraded"]


def test_what_people_wrote_is_in_no_error(store: Store, arrival: Callable[..., Transmission]) -> None:
    private = "Roe, Jane"
    store.add(arrival(sender=private))
    with pytest.raises(StoreTrouble) as caught:
        store.add(arrival(sender=private, file=private))
    assert private not in "".join(traceback.format_exception(caught.value))


def test_a_statement_that_fails_is_undone_whole(store: Store) -> None:
    def fail_half_way() -> None:
        with store._database.writing() as connection:
            connection.execute(text("INSERT INTO request (id, created_at) VALUES ('r1', '2025-01-14 00:00:00.000000')"))
            connection.execute(text("INSERT INTO no_such_table VALUES (1)"))

    with pytest.raises(StoreTrouble, match="please report"):
        fail_half_way()
    assert store.request_ids() == frozenset()


def test_a_server_that_is_not_there_is_told(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(StoreTrouble, match="server cannot be reached"):
        Store.open(f"postgresql+psycopg://intake@/intake?host={tmp_path}", clock)


@pytest.mark.slow
def test_a_database_that_is_not_there_is_told(postgresql_url: str, clock: Clock) -> None:
    with pytest.raises(StoreTrouble, match=r"or refuses .* the database was created"):
        Store.open(postgresql_url.replace("/store_", "/nothing_"), clock)


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreTrouble, match=r"pip install 'detainer-intake\[postgresql\]'"):
        Store.open("postgresql+psycopg://intake@localhost/intake", clock)
