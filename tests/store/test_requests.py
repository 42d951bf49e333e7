"""Requests: ids and placements outlive a count; what a person says about an outcome is kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import create_engine, text

from pipeline.errors import WrongUse
from pipeline.reviewing.decisions import Decision, dispositions_of, holding, links_of, told_disposition
from pipeline.store import Placement, Store
from pipeline.values import Disposition, Member, Reading, RecordKey, Request, Transmission
from pipeline.vocabulary import Action, Channel, Kind, Outcome, Role, Status
from tests.store.conftest import MORNING


@pytest.fixture
def held(store: Store, arrival: Callable[..., Transmission]) -> Store:
    """A store with three transmissions."""
    for name in ("t1", "t2", "t3"):
        store.add(arrival(name))
    return store


@pytest.fixture
def counted(looked_at: Callable[..., object]) -> Callable[..., Request]:
    def make(name: str, *members: Member) -> Request:
        record = looked_at().records[0]  # type: ignore[attr-defined]
        assert record.kind is Kind.DETAINER
        at = datetime(2025, 1, 14, tzinfo=UTC)
        return Request(name, at, Channel.DEDICATED_FAX, None, members, record, Status.ACCEPTED)

    return make


FIRST = Member(RecordKey("t1", 0), Role.FIRST, "first")
AGAIN = Member(RecordKey("t2", 0), Role.DUPLICATE, "same_event_number", "event number equal")


def test_a_count_is_remembered(held: Store, counted: Callable[..., Request]) -> None:
    held.save_memberships([counted("2025-0001", FIRST, AGAIN)], "intake")
    assert held.memberships() == {
        RecordKey("t1", 0): Placement("2025-0001", Role.FIRST, "first"),
        RecordKey("t2", 0): ("2025-0001", Role.DUPLICATE, "same_event_number", "event number equal"),
    }


def test_the_same_count_again_writes_nothing(held: Store, counted: Callable[..., Request]) -> None:
    held.save_memberships([counted("2025-0001", FIRST, AGAIN)], "intake")
    held.save_memberships([counted("2025-0001", FIRST, AGAIN)], "intake")
    assert [entry.action for entry in held.audit_entries("t1")] == ["received", "record_placed"]


def test_a_record_that_moves_leaves_a_trace(held: Store, counted: Callable[..., Request], url: str) -> None:
    held.save_memberships([counted("2025-0001", FIRST, AGAIN)], "intake")
    own = Member(RecordKey("t2", 0), Role.FIRST, "first")
    held.save_memberships([counted("2025-0001", FIRST), counted("2025-0002", own)], "clerk")
    assert held.memberships()[RecordKey("t2", 0)] == Placement("2025-0002", Role.FIRST, "first")
    entry = held.audit_entries("t2")[-1]
    assert (entry.action, entry.by) == ("record_placed", "clerk")
    assert entry.before == {
        "record": 0,
        "request_id": "2025-0001",
        "role": "duplicate",
        "rule": "same_event_number",
        "why": "event number equal",
    }
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT request_id, until IS NULL FROM membership ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [("2025-0001", True), ("2025-0001", False), ("2025-0002", True)]


def test_a_record_that_leaves_can_come_back(held: Store, counted: Callable[..., Request]) -> None:
    held.save_memberships([counted("2025-0001", FIRST, AGAIN)], "intake")
    held.save_memberships([counted("2025-0001", FIRST)], "intake")
    assert RecordKey("t2", 0) not in held.memberships()
    assert held.audit_entries("t2")[-1].action == "record_removed"
    held.save_memberships([counted("2025-0001", FIRST, AGAIN)], "intake")
    assert RecordKey("t2", 0) in held.memberships()


def test_an_id_once_given_is_remembered_when_its_request_is_gone(held: Store, counted: Callable[..., Request]) -> None:
    held.save_memberships([counted("2025-0001", FIRST), counted("2025-0002", AGAIN)], "intake")
    held.save_memberships([counted("2025-0001", FIRST)], "intake")
    assert held.request_ids() == {"2025-0001", "2025-0002"}


def outcome(request_id: str, done: Disposition, reason: str) -> Decision:
    return Decision(Action.OUTCOME, request_id, "analyst", MORNING, reason, value=told_disposition(done))


def test_the_last_outcome_holds(held: Store, counted: Callable[..., Request]) -> None:
    held.save_memberships([counted("2025-0001", FIRST)], "intake")
    detained = Disposition(Outcome.DETAINED, date(2025, 1, 16), 120.5, released_at=MORNING)
    held.decide(outcome("2025-0001", detained, "court order"))
    assert dispositions_of(holding(held.decisions())) == {"2025-0001": detained}
    second = held.decide(outcome("2025-0001", Disposition(), "a mistake"))
    assert dispositions_of(holding(held.decisions())) == {"2025-0001": Disposition()}
    held.decide(Decision(Action.UNDO, "2025-0001", "analyst", MORNING, "no mistake", undoes=second.id))
    assert dispositions_of(holding(held.decisions())) == {"2025-0001": detained}
    assert [entry.reason for entry in held.audit_entries("2025-0001")] == ["court order", "a mistake", "no mistake"]


def test_an_outcome_of_no_request_is_refused(held: Store) -> None:
    with pytest.raises(WrongUse, match="no request 2025-0009"):
        held.decide(outcome("2025-0009", Disposition(), ""))


def test_a_link_to_a_record_that_there_is_not_is_refused(held: Store, looked_at: Callable[..., Reading]) -> None:
    held.add_reading(looked_at("t1"), "intake", "")
    held.add_reading(looked_at("t2"), "intake", "")
    with pytest.raises(WrongUse, match="no record 1"):
        held.decide(Decision(Action.LINK, "t1", "clerk", MORNING, "", value=[[["t1", 0]], [["t2", 1]]]))
    made = held.decide(Decision(Action.LINK, "t1", "clerk", MORNING, "", value=[[["t1", 0]], [["t2", 0]]]))
    assert held.decisions("t1") == (made,)
    assert links_of(held.decisions()).together == {(RecordKey("t1", 0), RecordKey("t2", 0))}
