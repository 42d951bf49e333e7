"""The count kept at hand: always what a count from the beginning would say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.counted import count_all
from pipeline.live_count import LiveCount
from pipeline.queue import queue_of
from pipeline.reviewing.decisions import Decision
from pipeline.reviewing.standing import accepted_now
from pipeline.settings import Settings, SourcePlace
from pipeline.store import Store
from pipeline.vocabulary import Action, Doubt, Status
from tests.counting.conftest import Drawn

AT = datetime(2025, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        file=tmp_path / "intake.toml",
        source=(SourcePlace(name="fax-dedicated", path=tmp_path),),
        store={"url": f"sqlite:///{tmp_path}/intake.db", "originals": tmp_path / "originals"},
    )


@pytest.fixture
def store(settings: Settings):
    with Store.open(settings.store.url, lambda: AT) as opened:
        yield opened


def receive(store: Store, name: str, *records, **more) -> None:
    document = Drawn.document(name, *records, **more)
    store.add(document.transmission)
    if document.reading is not None:
        store.add_reading(document.reading, "intake", "")


def corrected(name: str, value: str) -> Decision:
    return Decision(Action.CORRECT, name, "clerk", AT, "", ordinal=0, name="event_number", value=value)


@pytest.mark.parametrize("at_once", [3000, 0])
def test_whatever_happens_it_says_what_a_new_count_says(store: Store, settings: Settings, at_once: int) -> None:
    live = LiveCount(store, settings, at_once)
    receive(store, "T1", Drawn.detainer(1))
    assert live.settled() == count_all(store, settings)
    receive(store, "T2", Drawn.detainer(2), at="2025-02-01T09:00", status=Status.NEEDS_REVIEW)
    receive(store, "T3")
    assert live.settled() == count_all(store, settings)
    store.decide(corrected("T2", "BOS2501000017"))
    link = store.decide(Decision(Action.LINK, "T1", "clerk", AT, "", value=[[["T1", 0]], [["T2", 0]]]))
    assert live.settled() == count_all(store, settings)
    store.save_memberships(live.settled().gathered.requests, "clerk")
    store.decide(Decision(Action.UNDO, "T1", "clerk", AT, "", undoes=link.id))
    assert live.settled() == count_all(store, settings)


def test_looking_at_something_costs_no_new_count(store: Store, settings: Settings) -> None:
    live = LiveCount(store, settings)
    receive(store, "T1", Drawn.detainer(1))
    before = live.now()
    store.audit("identity_viewed", "T1", None, None, "clerk", "")
    assert live.now() is before


def test_of_a_large_store_what_changed_stands_at_once(store: Store, settings: Settings) -> None:
    live = LiveCount(store, settings, at_once=0)
    receive(store, "T1", Drawn.detainer(1))
    receive(store, "T2", Drawn.detainer(2))
    live.settled()
    store.decide(corrected("T2", "PRO2409816567"))
    document = live.now().document("T2")
    assert document is not None
    assert document.reading is not None
    assert document.reading.records[0].text("event_number") == "PRO2409816567"


@pytest.mark.parametrize("at_once", [3000, 0])
def test_the_queue_is_that_of_the_count_whatever_is_decided_in_between(
    store: Store, settings: Settings, at_once: int
) -> None:
    live = LiveCount(store, settings, at_once)
    for number, day in enumerate(("05", "03", "04", "02")):
        form = Drawn.detainer(number, unsure=("sex",), doubts=(Doubt.FIELD_UNCERTAIN,))
        receive(store, f"T{number}", form, at=f"2025-03-{day}T09:00", status=Status.NEEDS_REVIEW)
    live.settled()
    assert live.queue().order == ("T3", "T1", "T2", "T0")
    read = live.now().read["T1"]
    for decision in (
        Decision(Action.ACCEPT, "T1", "clerk", AT, "", value=accepted_now(read, read)),
        Decision(Action.ASSIGN, "T2", "clerk", AT, "", value="rivera"),
        Decision(Action.CORRECT, "T0", "clerk", AT, "", name="received_at", value="2025-01-02T09:00:00-05:00"),
    ):
        store.decide(decision)
        assert live.queue() == queue_of(live.now(), settings.review.sample)
    assert live.queue().order == ("T0", "T3", "T2")
    assert (live.queue().after("T3"), live.queue().after("T2"), live.queue().place("T1")) == ("T2", None, None)
    found = live.queue().find("T2")
    assert found is not None
    assert found[1].assigned_to == "rivera"


def test_accepting_answers_which_of_two_copies_that_differ_is_right(store: Store, settings: Settings) -> None:
    receive(store, "T1", Drawn.detainer(1))
    receive(store, "T2", Drawn.detainer(1, sex="M", citizenship="MEXICO"), at="2025-03-05T11:00")
    receive(store, "T3", Drawn.detainer(1, sex="F", citizenship="MEXICO"), at="2025-03-05T12:00")
    before = count_all(store, settings)
    asked = {key.transmission_id for key, doubts in before.gathered.doubts.items() if Doubt.READERS_DISAGREE in doubts}
    assert asked, "two sure copies that differ ask a person"
    for name in asked:
        read = before.read[name]
        store.decide(Decision(Action.ACCEPT, name, "clerk", AT, "", value=accepted_now(read, read)))
    after = count_all(store, settings)
    assert after.gathered.doubts == {}
    assert [request.status for request in after.gathered.requests] == [Status.ACCEPTED]
