"""The tables: made by the migrations, equal to what the program thinks they are, and guarded by the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from pipeline.errors import StoreTrouble
from pipeline.reviewing.decisions import Decision, dispositions_of, holding
from pipeline.store import AccountRole, RunSource, Store, rows
from pipeline.store import migrate as store_migrations
from pipeline.store.database import Database
from pipeline.store.tables import field as field_table
from pipeline.store.tables import metadata
from pipeline.store.tables import reading as reading_table
from pipeline.store.tables import record as record_table
from pipeline.store.tables import run as run_table
from pipeline.store.tables import transmission as transmission_table
from pipeline.values import Candidate, Disposition, Member, Part, Reading, RecordKey, Request, Transmission
from pipeline.vocabulary import Action, Channel, Outcome, Role, Status
from tests.store.conftest import MORNING

MADE = {"program_version": "0", "created_at": MORNING, "by": "intake", "reason": "first reading"}
"""What the store adds to a reading."""
ENDED = {"trigger": "schedule", "by": "intake", "started_at": MORNING, "ended_at": MORNING, "outcome": "done"}
"""A run of before that ended."""


@contextmanager
def console(url: str) -> Iterator[Connection]:
    """A connection past the program, such as an administrator's."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@pytest.fixture
def filled(store: Store, arrival: Callable[..., Transmission], looked_at: Callable[..., Reading]) -> Store:
    """A store with a row in every table."""
    store.add(arrival(parts=(Part(1, "1", None, "text/plain", 12, None, True),)))
    kept = store.add_reading(looked_at(), "intake", "first reading")
    store.decide(Decision(Action.CORRECT, "t1", "clerk", MORNING, "ticked", ordinal=0, name="sex", value="M"))
    first = Member(RecordKey("t1", 0), Role.FIRST, "first")
    at = kept.received.received_at
    counted = Request("r1", at, Channel.DEDICATED_FAX, None, (first,), kept.records[0], Status.ACCEPTED)
    store.save_memberships([counted], "intake")
    store.add_account("jane", AccountRole.CLERK, "$argon2id$", "root", "new here")
    store.finish_run(store.start_run("by_hand", "root").id, "done", {}, [RunSource("mail", 1, 1, 0)])
    return store


def test_migrations_make_the_tables_that_the_program_knows(store: Store, url: str) -> None:
    assert store.unread() == ()
    with console(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_names_of_the_migrations_are_their_versions() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(store_migrations.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(in_order) == store_migrations.versions()


def test_the_making_of_the_tables_is_audited(store: Store) -> None:
    (entry,) = store.audit_entries("store")
    newest = store_migrations.versions()[-1]
    assert (entry.action, entry.before, entry.after) == ("store_upgraded", {"version": None}, {"version": newest})


def test_a_store_of_the_first_version_keeps_what_it_holds_and_takes_candidates(
    url: str, clock: Callable[[], datetime], arrival: Callable[..., Transmission], looked_at: Callable[..., Reading]
) -> None:
    read = looked_at()
    database = Database(url)
    with database.writing() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(store_migrations.__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(insert(transmission_table), rows.transmission_row(arrival()))
        connection.execute(insert(reading_table), rows.reading_row(read) | {"version": 1} | MADE)
        connection.execute(insert(record_table), rows.record_row(1, 0, read.records[0]))
        for name, field in read.records[0].fields.items():
            row = rows.field_row(1, 0, name, field)
            del row["candidates"]
            connection.execute(insert(field_table), row)
        _what_people_said_at_first(connection)
        connection.execute(insert(run_table), ENDED)
    database.close()
    with Store.open(url, clock) as store:
        (entry,) = store.audit_entries("store")
        assert (entry.before, entry.after) == ({"version": "0001"}, {"version": store_migrations.versions()[-1]})
        assert list(store.faults()) == []
        (sealed,) = store.audit_entries("run:1")
        assert (sealed.action, dict(sealed.after or {})["outcome"]) == ("sealed", "done")
        correction, outcome = holding(store.decisions())
        assert (correction.ordinal, correction.name, correction.value, correction.by) == (0, "sex", "M", "clerk")
        assert dispositions_of([outcome]) == {"r1": Disposition(Outcome.DETAINED, date(2025, 1, 16), 12.5)}
        kept = store.latest_reading("t1")
        assert kept is not None
        assert kept.records == read.records
        assert all(field.candidates == () for field in kept.records[0].fields.values())
        seen = replace(read.records[0].fields["subject_name"], candidates=(Candidate("Roe, June", "mail text", 0.5),))
        again = looked_at(records=(replace(read.records[0], fields={"subject_name": seen}),))
        assert store.add_reading(again, "clerk", "read again").records[0].fields["subject_name"] == seen
        later = store.latest_reading("t1")
        assert later is not None
        assert later.records[0].fields["subject_name"] == seen


def _what_people_said_at_first(connection: Connection) -> None:
    """A correction, an outcome and an entry of the audit as the first tables had them."""
    at = {
        "at": datetime(2025, 11, 3, 9, tzinfo=UTC) if connection.dialect.name == "postgresql" else "2025-11-03 09:00:00"
    }
    for statement in (
        "INSERT INTO request (id, created_at) VALUES ('r1', :at)",
        (
            'INSERT INTO correction (transmission_id, ordinal, name, value, "by", at, reason) '
            "VALUES ('t1', 0, 'sex', '\"M\"', 'clerk', :at, 'ticked')"
        ),
        (
            'INSERT INTO disposition (request_id, outcome, outcome_on, reimbursement, "by", at, reason) '
            "VALUES ('r1', 'detained', '2025-01-16', 12.5, 'analyst', :at, 'court order')"
        ),
        (
            'INSERT INTO audit (at, "by", action, subject, after, reason, program_version) '
            "VALUES (:at, 'clerk', 'correction_added', 't1', '{\"name\": \"sex\"}', 'ticked', '0')"
        ),
    ):
        connection.execute(text(statement), at)


def test_a_store_opened_again_is_left_as_it_is(filled: Store, url: str, clock: Callable[[], datetime]) -> None:
    with Store.open(url, clock) as again:
        assert len(again.audit_entries("store")) == 1
        assert list(again.documents()) == list(filled.documents())


def test_a_store_of_a_newer_program_is_refused(store: Store, url: str, clock: Callable[[], datetime]) -> None:
    assert store.unread() == ()
    with console(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTrouble, match=r"version 9999.*install the newer program"):
        Store.open(url, clock)


def test_a_database_of_another_program_is_refused(url: str, clock: Callable[[], datetime], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with console(url) as connection:
        connection.execute(text("CREATE TABLE page (title TEXT)"))
    with pytest.raises(StoreTrouble, match="another program's tables"):
        Store.open(url, clock)


def test_the_database_refuses_to_delete(filled: Store, url: str) -> None:
    assert _refused(filled, url, {name: f"DELETE FROM {name}" for name in metadata.tables}) == set(metadata.tables)  # noqa: S608 - our own tables


def test_the_database_refuses_to_change_what_was_written(filled: Store, url: str) -> None:
    first = {name: next(iter(table.columns)).name for name, table in metadata.tables.items()}
    changes = {name: f"UPDATE {name} SET {column} = {column}" for name, column in first.items()}  # noqa: S608 - our own tables
    assert _refused(filled, url, changes) == set(metadata.tables) - {"run", "membership"}


def _refused(filled: Store, url: str, statements: dict[str, str]) -> set[str]:
    """The tables whose statement the database refuses by its guard."""
    assert filled.last_run() is not None
    refused = set()
    for table, statement in statements.items():
        try:
            with console(url) as connection:
                connection.execute(text(statement))
        except DBAPIError as error:
            assert "is append-only" in str(error)  # noqa: PT017 - which of them are refused is the question
            refused.add(table)
    return refused


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # PostgreSQL has no REPLACE
def test_the_program_cannot_replace_a_row_either(filled: Store) -> None:
    again = text("INSERT OR REPLACE INTO audit SELECT * FROM audit")
    with pytest.raises(StoreTrouble, match="neither changed nor deleted"), filled._database.writing() as connection:
        connection.execute(again)


def test_the_program_cannot_change_what_was_written_either(filled: Store) -> None:
    with pytest.raises(StoreTrouble, match="neither changed nor deleted"), filled._database.writing() as connection:
        connection.execute(text("UPDATE audit SET reason = ''"))
