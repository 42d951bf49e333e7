"""Misrouted: how a transmission truly came is said by a person, holds over every reading, and can be read again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.counted import count_all
from pipeline.deciding import Reviewer, correct
from pipeline.desk.running import Running
from pipeline.desk.runs_told import Ending
from pipeline.receive import Originals
from pipeline.vocabulary import Channel
from tests.counting.conftest import Drawn

FAX = Path(__file__).resolve().parent.parent.parent / "sample_faxes" / "inbox" / "fax-dedicated"
NAME = "T" + "a" * 16
UNREAD = "T" + "b" * 16


@pytest.fixture
def strayed(bureau):
    """A form that came by the dedicated line as far as the source tells, and a transmission that was not read yet."""
    original = next(FAX.glob("*.tif")).read_bytes()
    sha256 = Originals(bureau.settings.store.originals).put(original)
    document = Drawn.document(NAME, Drawn.detainer(1), at="2025-01-14T10:00")
    bureau.store.add(replace(document.transmission, sha256=sha256, size=len(original)))
    bureau.store.add_reading(document.reading, "intake", "")
    bureau.store.add(Drawn.transmission(UNREAD))
    return bureau


@pytest.fixture
def clerk(strayed):
    return strayed.signed_in("clerk")


def received(strayed):
    return count_all(strayed.store, strayed.settings).document(NAME).reading.received


def form_of(page: str, **more: str) -> dict[str, str]:
    """What a browser sends of the form when nothing in it was changed, and what was."""
    selects = re.findall(r'<select name="([a-z]+)">.*?<option value="([^"]*)" selected', page)
    values = dict(selects) | {"district": "", "reason": "the log of the station"}
    for name in ("seen", "received_at"):
        values[name] = re.search(rf'name="{name}" value="([^"]+)"', page)[1]
    return values | more


def test_the_page_says_how_it_came_and_what_tells_so(clerk, strayed) -> None:
    page = clerk.get(f"/misrouted/{NAME}").text
    assert "2025-01-14 10:00" in page
    assert re.search(r"dedicated fax.*told by source", page)
    assert (strayed.store.audit_entries(NAME)[-1].action, strayed.store.audit_entries(NAME)[-1].by) == (
        "identity_viewed",
        "clerk",
    )


def test_what_a_person_says_is_kept_with_the_reason_and_moves_the_request(clerk, strayed) -> None:
    page = clerk.get(f"/misrouted/{NAME}").text
    typed = {"channel": "district_fax", "district": "D-4", "received_at": "2024-12-31T23:50"}
    answer = clerk.post(f"/misrouted/{NAME}", form_of(page, **typed))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/misrouted/{NAME}")
    stands = received(strayed)
    assert (stands.channel, stands.district, stands.how) == (Channel.DISTRICT_FAX, "D-4", "person")
    made = strayed.store.decisions(NAME)
    assert {each.name for each in made} == {"channel", "district", "received_at"}
    assert {(each.by, each.reason) for each in made} == {("clerk", "the log of the station")}
    request = count_all(strayed.store, strayed.settings).gathered.requests[0]
    assert (request.year, request.channel, request.district) == (2024, Channel.DISTRICT_FAX, "D-4")
    page = clerk.get(f"/misrouted/{NAME}").text
    assert "As it was read" in page
    assert "Said by clerk" in page
    assert "received 2024-12-31 23:50: the log of the station" in page, "as clocks show it, not as a program keeps it"


def test_only_what_was_changed_becomes_a_decision(clerk, strayed) -> None:
    page = clerk.get(f"/misrouted/{NAME}").text
    clerk.post(f"/misrouted/{NAME}", form_of(page, received_at="2025-01-13T09:00"))
    assert [each.name for each in strayed.store.decisions(NAME)] == ["received_at"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Nothing was changed"),
        ({"channel": "email", "reason": ""}, "Say why"),
        ({"channel": "telex"}, "no such channel"),
        ({"channel": "district_fax"}, "say at which station"),
        ({"district": "D-4"}, "leads to no district"),
        ({"received_at": "2031-01-01T00:00"}, "future"),
        ({"received_at": "yesterday"}, "expected a time"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_kept(clerk, strayed, typed: dict[str, str], told: str) -> None:
    page = clerk.get(f"/misrouted/{NAME}").text
    answer = clerk.post(f"/misrouted/{NAME}", form_of(page, **typed))
    assert answer.status_code == 400
    assert told in answer.text
    assert "received_at" not in re.search(r'role="alert">([^<]+)<', answer.text)[1], "inputs have their labels"
    assert "--" not in re.search(r'role="alert">([^<]+)<', answer.text)[1], "the desk has no options"
    assert strayed.store.decisions(NAME) == ()


def test_a_station_is_not_left_out_in_silence(clerk, strayed) -> None:
    correct(
        Reviewer(strayed.store, strayed.settings, strayed.clock, "x"),
        NAME,
        {"channel": "in_person", "district": "D-4"},
        "y",
    )
    page = clerk.get(f"/misrouted/{NAME}").text
    answer = clerk.post(f"/misrouted/{NAME}", form_of(page, district=""))
    assert answer.status_code == 400
    assert "A station is left out only with a channel that leads to none" in answer.text
    assert received(strayed).district == "D-4"


def test_of_two_clerks_the_slower_one_is_told_and_overwrites_nothing(clerk, strayed) -> None:
    page = clerk.get(f"/misrouted/{NAME}").text
    other = Reviewer(strayed.store, strayed.settings, strayed.clock, "the other")
    correct(other, NAME, {"channel": "email"}, "it was forwarded")
    answer = clerk.post(f"/misrouted/{NAME}", form_of(page, channel="district_fax", district="D-4"))
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    assert "it was forwarded" in answer.text
    assert received(strayed).channel is Channel.EMAIL
    assert "channel district fax; district D-4" in answer.text, "what was typed is not lost"
    assert re.search(r'<option value="email" selected', answer.text), "the form shows what stands now"


def test_a_page_that_waits_for_nothing_is_loaded_anew(clerk) -> None:
    answer = clerk.get(f"/misrouted/{NAME}/told")
    assert (answer.status_code, answer.text, answer.headers["hx-refresh"]) == (200, "", "true")


def test_what_was_not_read_yet_says_so_and_can_be_read(clerk) -> None:
    page = clerk.get(f"/misrouted/{UNREAD}").text
    assert "stored but not read yet" in page
    assert "Read it again" in page


def test_what_there_is_not_is_not_found_in_a_sentence(clerk) -> None:
    for path in ("/misrouted/T0000000000000000", "/misrouted/nonsense", "/misrouted/1/told"):
        answer = clerk.get(path)
        assert answer.status_code == 404
        assert "no such transmission" in answer.text


def test_who_may_not_see_identities_is_shown_nothing_and_says_nothing(strayed) -> None:
    viewer = strayed.signed_in("viewer")
    assert viewer.get(f"/misrouted/{NAME}").status_code == 403
    assert viewer.post(f"/misrouted/{NAME}", {"channel": "email", "reason": "x"}).status_code == 403
    assert viewer.post(f"/misrouted/{NAME}/again").status_code == 403
    assert strayed.store.decisions(NAME) == ()


def test_it_is_read_again_in_the_background_and_the_word_of_the_person_stays(clerk, strayed) -> None:
    page = clerk.get(f"/misrouted/{NAME}").text
    answer = clerk.post(f"/misrouted/{NAME}", form_of(page, channel="email", again="true"))
    assert answer.status_code == 303
    running = strayed.app.state.running
    assert isinstance(running, Running)
    try:
        (job,) = running.jobs()
        assert (job.ids, job.by, job.said.reason) == ((NAME,), "clerk", "the log of the station")
        if job.ending is None:
            assert f'hx-get="/misrouted/{NAME}/told"' in clerk.get(f"/misrouted/{NAME}").text
        ended = running.wait(job.number, 240)
        assert ended.ending is Ending.DONE, ended.sentence
    finally:
        running.stop()
    assert [each.version for each in strayed.store.readings(NAME)] == [1, 2]
    assert strayed.store.latest_reading(NAME).received.channel is not Channel.EMAIL
    assert received(strayed).channel is Channel.EMAIL
    assert clerk.get(f"/misrouted/{NAME}/told").headers["hx-refresh"] == "true"
    assert "Read again, " in clerk.get(f"/misrouted/{NAME}").text
