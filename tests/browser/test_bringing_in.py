"""What a person brings in: a request keyed by keyboard, a file that is dropped, a run started now and watched."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, expect

from pipeline.counted import count_all
from pipeline.vocabulary import Channel

pytestmark = pytest.mark.slow

LONG = 180_000
"""Milliseconds after which a test gives up; a run takes about ten seconds on a quiet machine."""
MAIL = b"""From: Robin Reporter <robin@paper.example.com>
To: detainers@pd.example.gov
Date: Tue, 4 Nov 2025 14:02:10 -0500
Subject: parking at the station
Content-Type: text/plain; charset=utf-8

Good afternoon, who may park in front of the station on Saturdays? Best, Robin
"""
DROPPED = """([text, name]) => {
    const held = new DataTransfer();
    held.items.add(new File([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], name));
    return held;
}"""


def drop(page: Page, name: str, content: bytes) -> None:
    """A file that somebody holds over the page and lets go."""
    held = page.evaluate_handle(DROPPED, [base64.b64encode(content).decode(), name])
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("main", event, {"dataTransfer": held})


def test_a_request_is_keyed_by_keys_alone_and_a_slip_costs_nothing(desk, somebody) -> None:
    clara = somebody("clara")
    clara.refusals.add(400)
    clara.go("/add")
    expect(clara.page.get_by_label("Channel")).to_be_focused()
    clara.press("p", "Tab")
    clara.page.keyboard.type("030220250940a")
    name = clara.page.get_by_label("Name, as printed")
    while not name.evaluate("input => input === document.activeElement"):
        clara.press("Tab")
    clara.page.keyboard.type("OKONKWO-TEST, Ifeoma")
    clara.press("Tab")
    clara.page.keyboard.type("31/31/1980")
    clara.press("Enter")
    # nothing is lost, and the first thing to put right is where the keys go
    expect(clara.page.get_by_text("Expected a date such as 2025-01-14")).to_be_visible()
    expect(clara.page.get_by_label("Date of birth")).to_be_focused()
    expect(clara.page.get_by_label("Name, as printed")).to_have_value("OKONKWO-TEST, Ifeoma")
    clara.press("Control+a")
    clara.page.keyboard.type("04/09/1980")
    clara.press("Enter")
    expect(clara.page.get_by_text("Kept as")).to_be_visible()
    expect(clara.page.get_by_label("Channel")).to_be_focused()
    [kept] = [each for each in desk.counted().gathered.requests if each.channel is Channel.PHONE]
    assert kept.record.text("date_of_birth") == "1980-04-09"
    assert kept.received_at.isoformat().startswith("2025-03-02T09:40")
    clara.page.get_by_role("link", name=kept.id).click()
    expect(clara.page.get_by_role("heading", level=1)).to_contain_text(kept.id)


def test_a_dropped_file_is_kept_then_read_and_the_same_again_is_told(desk, somebody) -> None:
    clara = somebody("clara")
    clara.refusals.add(400)
    clara.go("/add/file")
    clara.page.get_by_label("Station").fill("D-4")
    drop(clara.page, "../../found.eml", MAIL)
    taken = clara.page.locator(".taken").first
    expect(taken).to_contain_text("is not known to have come by a station")
    assert not [each for each in desk.transmissions() if each.source == "by-hand"]
    clara.page.get_by_label("Channel").select_option("in_person")
    taken.get_by_role("button", name="Try again").click()
    expect(taken).to_contain_text("Kept as T")
    [arrived] = [each for each in desk.transmissions() if each.source == "by-hand"]
    assert arrived.file == "found.eml"
    expect(taken).to_contain_text("Read: other, set aside.", timeout=LONG)
    drop(clara.page, "found.eml", MAIL)
    expect(clara.page.locator(".taken").first).to_contain_text("Was taken in before")
    document = count_all(desk.store, desk.settings).document(arrived.id)
    assert document is not None
    assert document.reading is not None
    assert (document.reading.received.channel, document.reading.received.district) == (Channel.IN_PERSON, "D-4")


def test_a_run_is_started_and_watched_to_its_end_and_a_reload_loses_nothing(desk, somebody) -> None:
    clara = somebody("clara")
    place = desk.settings.sources[0].path
    (place / "query.eml").write_bytes(MAIL)
    clara.go("/runs")
    clara.page.get_by_role("button", name="Run now").click()
    expect(clara.page.get_by_text("A run asked for by clara")).to_be_visible()
    expect(clara.page.get_by_role("progressbar")).to_be_visible()
    clara.page.reload()
    expect(clara.page.get_by_text("A run asked for by clara")).to_be_visible()
    expect(clara.page.get_by_text("1 transmission taken in, 1 read")).to_be_visible(timeout=LONG)
    row = clara.page.get_by_role("table", name="Last runs").get_by_role("row").nth(1)
    expect(row).to_contain_text("clara")
    last = desk.store.last_run()
    assert last is not None
    assert (last.by, last.summary["new"]) == ("clara", 1)


@pytest.mark.parametrize("path", ["/add", "/add/file", "/runs"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_these_pages_are_for_those_who_cannot_see_too(somebody, path: str, scheme: str) -> None:
    clara = somebody("clara", color_scheme=scheme)
    clara.go(path)
    assert clara.faults_for_those_who_cannot_see() == ""
