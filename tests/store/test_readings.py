"""Readings: versions are added and none is overwritten; what people decide is kept beside them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event

from pipeline.errors import WrongUse
from pipeline.reviewing.decisions import Decision
from pipeline.store import Store
from pipeline.values import FieldReading, Reading, Record, Transmission
from pipeline.vocabulary import Action, Doubt, Kind, Status
from tests.store.conftest import MORNING

Arrival = Callable[..., Transmission]
LookedAt = Callable[..., Reading]
BOSTON = ZoneInfo("America/New_York")


@pytest.fixture
def held(store: Store, arrival: Arrival) -> Store:
    """A store with one transmission."""
    store.add(arrival())
    return store


def test_a_reading_comes_back_with_its_version(held: Store, looked_at: LookedAt) -> None:
    kept = held.add_reading(looked_at(), "intake", "first reading")
    assert kept == replace(looked_at(), version=1)
    assert held.latest_reading("t1") == kept


def test_a_new_look_adds_a_version_and_leaves_the_earlier_ones(held: Store, looked_at: LookedAt) -> None:
    first = held.add_reading(looked_at(), "intake", "first reading")
    second = held.add_reading(looked_at(status=Status.NEEDS_REVIEW), "clerk", "misrouted")
    assert second.version == 2
    assert held.readings("t1") == (first, second)
    assert held.latest_reading("t1") == second


def test_every_reading_is_audited(held: Store, looked_at: LookedAt) -> None:
    held.add_reading(looked_at(), "intake", "first reading")
    held.add_reading(looked_at(status=Status.SET_ASIDE), "clerk", "no detainer")
    arrived, first, second = held.audit_entries("t1")
    assert (arrived.action, first.action, first.by, first.before) == ("received", "reading_added", "intake", None)
    assert second.before == {"version": 1, "status": "accepted"}
    assert second.after is not None
    assert second.after["digest"] != dict(first.after or {})["digest"]
    assert {**second.after, "digest": ""} == {"version": 2, "status": "set_aside", "kind": "detainer", "digest": ""}
    assert second.reason == "no detainer"
    assert second.at > first.at


def test_a_reading_of_nothing_is_refused(store: Store, looked_at: LookedAt) -> None:
    with pytest.raises(WrongUse, match="no transmission t1"):
        store.add_reading(looked_at(), "intake", "first reading")


def test_the_fields_of_a_page_stand_once_with_its_record(held: Store, looked_at: LookedAt) -> None:
    reading = looked_at()
    (page,) = reading.pages
    full = replace(reading, pages=(replace(page, fields=reading.records[0].fields),))
    assert held.add_reading(full, "intake", "first reading") == replace(reading, version=1)


def test_nobody_sees_half_a_reading(held: Store, looked_at: LookedAt) -> None:
    half_written, seen = Event(), Event()

    def pause(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO record"):
            half_written.set()
            seen.wait(timeout=30)

    writer = Thread(target=held.add_reading, args=(looked_at(), "intake", "first reading"))
    event.listen(Engine, "after_cursor_execute", pause)
    try:
        writer.start()
        assert half_written.wait(timeout=30)
        assert held.latest_reading("t1") is None
        assert [waiting.id for waiting in held.unread()] == ["t1"]
        seen.set()
        writer.join()
    finally:
        event.remove(Engine, "after_cursor_execute", pause)
    assert held.latest_reading("t1") == replace(looked_at(), version=1)


@pytest.mark.slow
def test_documents_come_from_one_moment_however_long_it_takes(
    store: Store, arrival: Arrival, looked_at: LookedAt
) -> None:
    for number in range(501):
        store.add(arrival(f"t{number:04}"))
    under_way = store.documents()
    assert next(under_way).reading is None
    store.add_reading(looked_at("t0500"), "intake", "first reading")
    assert [document.reading for document in under_way] == [None] * 500
    assert [document.transmission.id for document in store.documents() if document.reading] == ["t0500"]


def test_documents_come_by_time_of_receipt_then_id(store: Store, arrival: Arrival, looked_at: LookedAt) -> None:
    for name, day in (("b", 2), ("a", 2), ("c", 3), ("d", 1)):
        store.add(arrival(name, inbox_at=datetime(2025, 3, day, tzinfo=UTC)))
    received = replace(looked_at().received, received_at=datetime(2025, 2, 1, tzinfo=UTC))
    store.add_reading(looked_at("c", received=received), "intake", "first reading")
    assert [document.transmission.id for document in store.documents()] == ["c", "d", "a", "b"]


def test_a_year_begins_at_midnight_in_the_departments_zone(store: Store, arrival: Arrival) -> None:
    store.add(arrival("old", inbox_at=datetime(2025, 1, 1, 4, 59, tzinfo=UTC)))
    store.add(arrival("new", inbox_at=datetime(2025, 1, 1, 5, 0, tzinfo=UTC)))
    assert [document.transmission.id for document in store.documents(2024, BOSTON)] == ["old"]
    assert [document.transmission.id for document in store.documents(2025, BOSTON)] == ["new"]


def test_a_year_without_a_zone_is_refused_at_once(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.documents(2025)


def correction(ordinal: int | None, name: str, value: object, reason: str = "") -> Decision:
    return Decision(Action.CORRECT, "t1", "clerk", MORNING, reason, ordinal=ordinal, name=name, value=value)


def test_a_corrected_time_of_receipt_moves_the_transmission_to_its_year(held: Store, looked_at: LookedAt) -> None:
    held.add_reading(looked_at(), "intake", "first reading")
    said = held.decide(correction(None, "received_at", "2024-12-30T02:15:00-05:00", "log book of D-4"))
    assert not list(held.documents(2025, BOSTON))
    assert [document.transmission.id for document in held.documents(2024, BOSTON)] == ["t1"]
    undone = held.decide(Decision(Action.UNDO, "t1", "clerk", MORNING, "another page of the log", undoes=said.id))
    assert [document.transmission.id for document in held.documents(2025, BOSTON)] == ["t1"]
    held.decide(Decision(Action.UNDO, "t1", "clerk", MORNING, "it was that page", undoes=undone.id))
    assert [document.transmission.id for document in held.documents(2024, BOSTON)] == ["t1"]


def test_a_decision_is_kept_and_audited_with_what_stood_there(held: Store, looked_at: LookedAt) -> None:
    held.add_reading(looked_at(), "intake", "first reading")
    draft = correction(0, "basis", ("biometric", "statements"), "a faint tick")
    said = held.decide(draft, {"value": ["biometric"]})
    assert said == replace(draft, id=1, at=said.at)
    assert held.decisions("t1") == (said,)
    entry = held.audit_entries("t1")[-1]
    assert (entry.action, entry.by, entry.reason) == ("decided", "clerk", "a faint tick")
    assert entry.before == {"value": ["biometric"]}
    assert entry.after is not None
    assert (entry.after["decision"], entry.after["value"]) == (1, ["biometric", "statements"])


@pytest.mark.parametrize(("ordinal", "subject", "expected"), [(1, "t1", "no record 1"), (-1, "t1", "no record -1")])
def test_a_correction_of_no_record_is_refused(
    held: Store, looked_at: LookedAt, ordinal: int, subject: str, expected: str
) -> None:
    held.add_reading(looked_at(), "intake", "first reading")
    with pytest.raises(WrongUse, match=expected):
        held.decide(correction(ordinal, "sex", "M"))
    assert held.decisions(subject) == ()


def test_what_no_longer_holds_cannot_be_undone_again(held: Store, looked_at: LookedAt) -> None:
    held.add_reading(looked_at(), "intake", "first reading")
    held.decide(correction(0, "sex", "M"))
    held.decide(Decision(Action.UNDO, "t1", "clerk", MORNING, "", undoes=1))
    with pytest.raises(WrongUse, match="decision 2 undid it"):
        held.decide(Decision(Action.UNDO, "t1", "clerk", MORNING, "", undoes=1))
    with pytest.raises(WrongUse, match="no decision 9"):
        held.decide(Decision(Action.UNDO, "t1", "clerk", MORNING, "", undoes=9))


def test_a_reading_that_loses_a_corrected_record_waits_for_a_person(held: Store, looked_at: LookedAt) -> None:
    form = looked_at().records[0]
    two = looked_at(records=(form, Record(Kind.DETAINER, (2,), {"sex": FieldReading("F", reader="tesseract")})))
    held.add_reading(two, "intake", "first reading")
    held.decide(correction(1, "sex", "M", "ticked"))
    kept = held.add_reading(looked_at(), "clerk", "better reader")
    assert (kept.status, kept.doubts) == (Status.NEEDS_REVIEW, (Doubt.CORRECTION_UNPLACED,))
    assert held.latest_reading("t1") == kept
    accepted = held.add_reading(replace(kept, status=Status.ACCEPTED, doubts=()), "clerk", "page 2 was a blank")
    assert accepted.status is Status.ACCEPTED
