"""From a misrouted fax to the year's letter: what a person says about a channel shows in the figures that go out."""

from __future__ import annotations

import io

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.faxes import TWO_DOUBTS

pytestmark = pytest.mark.slow


def test_a_channel_is_changed_with_a_reason_and_the_list_of_the_year_follows(desk, somebody) -> None:
    clara, name = somebody("clara"), desk.id_of(TWO_DOUBTS)
    clara.go(f"/verify/{name}")
    clara.page.get_by_role("link", name="It came otherwise").click()
    clara.page.get_by_label("It truly came by").select_option("district_fax")
    clara.page.get_by_label("Station").select_option("D-4")
    clara.page.get_by_placeholder("such as: the log").fill("the log of the station says so")
    clara.page.get_by_role("button", name="Keep").click()
    expect(clara.page.get_by_text("Said by clara").first).to_be_visible()
    received = desk.counted().document(name).reading.received
    assert (received.channel, received.district) == ("district_fax", "D-4")
    clara.go("/requests?year=2024&district=D-4")
    expect(clara.page.get_by_role("row").filter(has_text="QUISPE")).to_have_count(1)


def test_an_outcome_is_kept_on_the_page_of_a_request(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go("/requests?year=2025")
    clara.page.get_by_role("row").filter(has_text="DE LA CRUZ").first.get_by_role("link").first.click()
    clara.page.get_by_label("Outcome").select_option("transferred")
    clara.page.get_by_label("On", exact=True).fill("2025-04-20")
    clara.page.locator("form").filter(has=clara.page.get_by_label("Outcome")).get_by_role("button").click()
    expect(clara.page.locator(".standing")).to_contain_text("transferred")
    assert [each.disposition.outcome for each in desk.counted().gathered.requests].count("transferred") == 1


def test_the_letter_is_downloaded_as_a_draft_with_the_figure_of_the_page(desk, somebody) -> None:
    anna = somebody("anna")
    anna.go("/year?year=2025")
    figure = anna.page.locator(".figures strong").first.inner_text()
    with anna.page.expect_download() as held:
        anna.page.get_by_role("link", name="Word").first.click()
    assert held.value.suggested_filename == "detainer-letter-2025-DRAFT.docx"
    letter = Document(io.BytesIO(held.value.path().read_bytes()))
    words = " ".join(each.text for each in letter.paragraphs)
    assert f"In 2025 the Department received {('no', 'one', 'two', 'three')[int(figure)]} such request" in words
    assert "DE LA CRUZ" not in words


def test_a_figure_of_the_year_leads_to_as_many_requests(desk, somebody) -> None:
    anna = somebody("anna")
    anna.go("/year?year=2025")
    first = anna.page.locator(".figures a").first
    many = int(first.locator("strong").inner_text())
    first.click()
    expect(anna.page.get_by_role("table").get_by_role("row")).to_have_count(many + 1)
    assert "DE LA CRUZ" not in anna.page.content(), "an analyst sees no names"
