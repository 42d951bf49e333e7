"""Runs and sources: what `intake status` tells."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.errors import WrongUse
from pipeline.store import RunSource, SourceStatus, Store
from pipeline.values import Reading, Transmission
from pipeline.vocabulary import Status


def test_there_is_no_run_before_the_first(store: Store) -> None:
    assert store.last_run() is None


def test_a_run_that_was_killed_stays_unfinished(store: Store) -> None:
    begun = store.start_run("by_hand", "root")
    assert store.last_run() == begun
    assert not begun.finished


def test_a_finished_run_comes_back_with_its_sources(store: Store) -> None:
    begun = store.start_run("schedule", "intake")
    sources = (RunSource("fax-d-4", 3, 1, 1), RunSource("mail", 0, 0, 0, "the folder cannot be read"))
    ended = store.finish_run(begun.id, "person_needed", {"read": 1, "by": {"kind": 2}}, reversed(sources))
    assert store.last_run() == ended
    assert ended.finished
    assert (ended.outcome, ended.summary, ended.sources) == ("person_needed", {"read": 1, "by": {"kind": 2}}, sources)
    assert ended.ended_at is not None
    assert ended.ended_at > begun.started_at


def test_a_run_ends_once(store: Store) -> None:
    begun = store.start_run("by_hand", "root")
    store.finish_run(begun.id, "done", {})
    with pytest.raises(WrongUse, match="no open run"):
        store.finish_run(begun.id, "failed", {})


def test_a_source_counts_transmissions_by_their_latest_reading(
    store: Store, arrival: Callable[..., Transmission], looked_at: Callable[..., Reading]
) -> None:
    for status in Status:
        store.add(arrival(status.value))
        store.add_reading(looked_at(status.value, status=Status.FAILED), "intake", "first reading")
        store.add_reading(looked_at(status.value, status=status), "intake", "again")
    store.add(arrival("waiting"))
    store.add(arrival("elsewhere", source="mail"))
    dedicated, mail = store.source_statuses()
    assert dedicated == SourceStatus("fax-dedicated", 5, 1, 1, 1, 1, 1, None, 0, None)
    assert dedicated.read == 4
    assert (mail.source, mail.received, mail.unread) == ("mail", 1, 1)


def test_a_source_tells_of_the_last_finished_run_that_visited_it(store: Store) -> None:
    first = store.start_run("by_hand", "root")
    store.finish_run(first.id, "done", {}, [RunSource("mail", 4, 4, 2), RunSource("fax-d-4", 1, 1, 0)])
    second = store.start_run("by_hand", "root")
    store.finish_run(second.id, "failed", {}, [RunSource("mail", 4, 0, 0, "the folder cannot be read")])
    store.start_run("by_hand", "root")
    fax, mail = store.source_statuses()
    assert (fax.last_run_at, fax.left, fax.error) == (first.started_at, 0, None)
    assert (mail.last_run_at, mail.left, mail.error) == (second.started_at, 0, "the folder cannot be read")


def test_a_source_tells_when_it_was_last_looked_at_to_its_end(store: Store) -> None:
    first = store.start_run("by_hand", "root")
    store.finish_run(first.id, "done", {}, [RunSource("mail", 4, 4, 0), RunSource("lost", 0, 0, 0, "cannot be listed")])
    second = store.start_run("by_hand", "root")
    visits = [RunSource("fax-d-4", 0, 0, 0), RunSource("mail", 0, 0, 0, "cannot be listed")]
    store.finish_run(second.id, "done", {}, [*visits, RunSource("fax-a-1", 3, 1, 0, "a file could not be put aside")])
    found = {one.source: (one.looked_at, one.unreachable) for one in store.source_statuses()}
    assert found == {
        "fax-a-1": (second.started_at, False),
        "fax-d-4": (second.started_at, False),
        "lost": (None, True),
        "mail": (first.started_at, True),
    }


def test_an_act_outside_the_store_can_be_audited(store: Store) -> None:
    store.audit("exported", "documents", None, {"identified": True, "rows": 12}, "analyst", "for the city's counsel")
    (entry,) = store.audit_entries("documents")
    assert (entry.action, entry.by, entry.after) == ("exported", "analyst", {"identified": True, "rows": 12})
    assert entry.at > datetime(2025, 11, 3, tzinfo=UTC)
    assert entry.program_version


def test_the_last_runs_are_told_with_what_each_found_the_latest_first(store: Store) -> None:
    assert store.runs(5) == ()
    for number in range(3):
        begun = store.start_run("schedule", "intake")
        store.finish_run(begun.id, "done", {"new": number}, [RunSource("mail", number, number, 0)])
    still = store.start_run("by_hand", "clerk")
    assert [run.summary.get("new") for run in store.runs(3)] == [None, 2, 1]
    assert store.runs(3)[0] == still
    assert store.runs(9)[-1].sources == (RunSource("mail", 0, 0, 0),)
