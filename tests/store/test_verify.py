"""What is changed behind the program's back shows, whoever did it and however."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text

from pipeline.reviewing.decisions import Decision
from pipeline.store import NotedHead, RunSource, Store
from pipeline.values import Member, Part, Reading, RecordKey, Request, Transmission
from pipeline.vocabulary import Action, Channel, Role, Status
from tests.store.conftest import MORNING
from tests.store.test_tables import console


@pytest.fixture
def filled(store: Store, arrival: Callable[..., Transmission], looked_at: Callable[..., Reading]) -> Store:
    """A store in which something happened of every kind that the audit tells of."""
    store.add(arrival(parts=(Part(1, "1", None, "text/plain", 12, None, True),), tags={"305": "HylaFAX \x00"}))
    store.add(arrival("t2"))
    kept = store.add_reading(looked_at(), "intake", "first reading")
    store.add_reading(looked_at(seconds=1), "clerk", "again")
    store.decide(Decision(Action.CORRECT, "t1", "clerk", MORNING, "ticked", ordinal=0, name="sex", value="M"))
    first = Member(RecordKey("t1", 0), Role.FIRST, "first")
    counted = Request(
        "r1", kept.received.received_at, Channel.DEDICATED_FAX, None, (first,), kept.records[0], Status.ACCEPTED
    )
    store.save_memberships([counted], "intake")
    store.save_memberships([replace(counted, members=(replace(first, why="the first"),))], "intake")
    visits = [RunSource("fax-d-4", 2, 2, 0), RunSource("mail", 0, 0, 0, "the folder cannot be read")]
    store.finish_run(store.start_run("schedule", "intake").id, "done, with troubles", {"read": 1, "took": 0.5}, visits)
    store.start_run("by_hand", "clerk")
    return store


def altered(store: Store, url: str, statement: str) -> list[str]:
    """The faults found after somebody took the guards away and did this."""
    with console(url) as connection:
        if connection.dialect.name == "sqlite":
            guards = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for guard in guards:
                connection.execute(text(f"DROP TRIGGER {guard}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(statement))
    return [fault.sentence for fault in store.faults()]


def test_a_store_that_nobody_touched_has_no_faults(filled: Store) -> None:
    assert list(filled.faults()) == []
    head = filled.audit_head()
    assert head.entries == len(filled.audit_entries("t1")) + len(filled.audit_entries("t2")) + 2
    filled.audit("exported", "documents", None, {"rows": 12}, "analyst", "")
    assert list(filled.faults(head.hash)) == [], "a head that was noted earlier stays in the chain"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit SET reason = 'a better one' WHERE action = 'decided'", "of the audit was changed"),
        ("UPDATE audit SET \"by\" = 'somebody' WHERE action = 'store_upgraded'", "of the audit was changed"),
        ("DELETE FROM audit WHERE action = 'received' AND subject = 't2'", "of the audit was changed"),
        ("UPDATE field SET value = '\"Doe, Jane\"' WHERE name = 'subject_name'", "is not as it was written"),
        ("UPDATE record SET kind = 'other'", "is not as it was written"),
        ("UPDATE page SET form = 'notice'", "is not as it was written"),
        ("UPDATE reading SET district = 'D-4' WHERE version = 1", "version 1 of the reading of t1 is not as"),
        ("DELETE FROM field", "is not as it was written"),
        ("UPDATE record SET kind = 'no such kind'", "a reading of t1 is not as it was written"),
        ("UPDATE transmission SET modified_ns = modified_ns + 1 WHERE id = 't2'", "the ledger's line of t2 is not as"),
        ("UPDATE part SET taken = NOT taken", "the ledger's line of t1 is not as"),
        ("DELETE FROM transmission WHERE id = 't2'", "t2 was taken out of the ledger"),
        ("UPDATE decision SET value = '\"F\"'", "decision 1 is not as it was made"),
        ("UPDATE decision SET \"by\" = 'somebody'", "decision 1 is not as it was made"),
        ("UPDATE decision SET at = '2020-01-01 00:00:00'", "decision 1 is not as it was made"),
        ("DELETE FROM decision", "decision 1 was taken out"),
        ("UPDATE membership SET role = 'duplicate' WHERE until IS NULL", "record 0 of t1"),
        ("UPDATE membership SET until = since WHERE until IS NULL", "record 0 of t1"),
        ("UPDATE run SET outcome = 'done' WHERE id = 1", "run 1 is not as it was when it ended"),
        ("UPDATE run SET started_at = '2020-01-01 00:00:00' WHERE id = 1", "run 1 is not as it was when it ended"),
        ("UPDATE run SET ended_at = NULL WHERE id = 1", "run 1 was taken out, or its end was"),
        ("UPDATE run SET ended_at = started_at, outcome = 'done' WHERE id = 2", "run 2 is not as it was when it ended"),
        ("UPDATE run_source SET error = NULL WHERE source = 'mail'", "run 1 is not as it was when it ended"),
        ("DELETE FROM run_source WHERE source = 'fax-d-4'", "run 1 is not as it was when it ended"),
        ("INSERT INTO run_source VALUES (1, 'fax-e-13', 5, 5, 0, NULL)", "run 1 is not as it was when it ended"),
        # what is nothing that the program writes, so that it cannot even be read
        ("UPDATE transmission SET inbox_at = 'yesterday' WHERE id = 't2'", "the ledger's line of t2 is not as"),
        ("UPDATE decision SET action = 'no such action'", "the decisions cannot be read to the end"),
        ("UPDATE membership SET role = 'no such role'", "the list of which record belongs to which request cannot"),
    ],
)
def test_a_change_behind_the_programs_back_shows(filled: Store, url: str, statement: str, told: str) -> None:
    assert any(told in sentence for sentence in altered(filled, url, statement))


def test_a_table_that_no_longer_refuses_changes_shows(filled: Store, url: str) -> None:
    with console(url) as connection:
        name = "field_refuses_update" if connection.dialect.name == "sqlite" else "field_refuses ON field"
        connection.execute(text(f"DROP TRIGGER {name}"))
    assert [(fault.subject, "table field" in fault.sentence) for fault in filled.faults()] == [("guard", True)]


def test_entries_cut_off_at_the_end_show_by_what_they_told_of(filled: Store, url: str) -> None:
    cut = "DELETE FROM audit WHERE id > (SELECT max(id) FROM audit WHERE action = 'reading_added')"
    assert any("decision 1" in sentence for sentence in altered(filled, url, cut))


def test_a_noted_head_shows_that_the_whole_audit_was_written_anew(filled: Store) -> None:
    assert [fault.subject for fault in filled.faults("0" * 64)] == ["audit"]


def test_an_entry_cut_off_at_the_end_that_nothing_tells_of_shows_by_a_head_noted_after_it(
    filled: Store, url: str
) -> None:
    earlier = NotedHead(*filled.audit_head(), MORNING, "0")
    filled.audit("identified_export_written", "export:documents", None, {"rows": 12}, "analyst", "")
    later = NotedHead(*filled.audit_head(), MORNING, "0")
    assert list(filled.faults(noted=[earlier, later])) == []
    altered(filled, url, "DELETE FROM audit WHERE action = 'identified_export_written'")
    (told,) = (fault.sentence for fault in filled.faults(noted=[earlier, later]) if fault.subject == "audit")
    assert f"1 of 2 noted heads are not in the audit, the last of 2025-01-14 19:32 UTC with {later.entries}" in told


def test_a_version_taken_out_shows(filled: Store, url: str, clock: Callable[[], datetime]) -> None:
    with console(url) as connection:
        number = connection.scalar(text("SELECT max(id) FROM reading"))
    for table in ("field", "record", "page"):
        altered(filled, url, f"DELETE FROM {table} WHERE reading_id = {number}")  # noqa: S608 - names from above
    faults = altered(filled, url, f"DELETE FROM reading WHERE id = {number}")  # noqa: S608 - a number
    assert "version 2 of the reading of t1 was taken out" in faults
