"""Verifying by keyboard: a doubtful form is settled beside its page, and whoever is slower overwrites nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pipeline.vocabulary import Status
from tests.browser.conftest import TABLET
from tests.browser.faxes import AGAIN, BUNDLE, EVENT_NUMBER, NAME, SURE, TWO_DOUBTS

pytestmark = pytest.mark.slow

LIT_IS_SEEN = """() => {
    const lit = document.querySelector('.sheets > .sheet .lit').getBoundingClientRect();
    const room = document.querySelector('.sheets > .sheet').getBoundingClientRect();
    return Math.max(lit.width, lit.height) > 60 && lit.left >= room.left && lit.right <= room.right
        && lit.top >= room.top && lit.bottom <= room.bottom;
}"""
WHERE_LIT = """() => {
    const lit = document.querySelector('.sheets > .sheet .lit').getBoundingClientRect();
    const page = document.querySelector('.sheets > .sheet img').getBoundingClientRect();
    const [x, y] = [lit.left + lit.width / 2, lit.top + lit.height / 2];
    return [(x - page.left) / page.width, (y - page.top) / page.height];
}"""
"""Where the middle of the lit place is on the page as it lies, from its left and its top."""
LIT_IS_AT = f"([x, y]) => {{ const [a, b] = ({WHERE_LIT})(); return Math.hypot(a - x, b - y) < 0.003; }}"


def field(page: Page, label: str):
    return page.get_by_label(label, exact=True)


def waiting(page: Page) -> int:
    """How many wait, as the queue says it."""
    return int(page.locator("main > p").first.inner_text().split()[0])


def test_two_doubtful_fields_are_settled_by_keys_alone_and_the_count_follows(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go("/queue")
    before = waiting(clara.page)
    while clara.page.evaluate("document.activeElement.textContent") != TWO_DOUBTS:
        clara.press("ArrowDown")
    clara.press("Enter")
    # the first doubt is in focus, its value marked, its place lit and seen
    expect(field(clara.page, "Subject name")).to_be_focused()
    clara.page.wait_for_function(LIT_IS_SEEN)
    offered = clara.page.locator(".field.now [data-offer]").first.get_attribute("data-offer")
    clara.press("Alt+1")
    expect(field(clara.page, "Subject name")).to_have_value(offered)
    clara.press("Control+a")
    clara.page.keyboard.type(NAME)
    clara.press("Tab")
    expect(field(clara.page, "Event number")).to_be_focused()
    clara.page.wait_for_function(LIT_IS_SEEN)
    clara.page.keyboard.type(EVENT_NUMBER)
    clara.press("Tab")
    expect(clara.page.get_by_role("button", name="Accept")).to_be_focused()
    clara.press("Enter")
    expect(clara.page.get_by_text(f"Accepted: {TWO_DOUBTS}.")).to_be_visible()
    reading = desk.counted().document(desk.id_of(TWO_DOUBTS)).reading
    assert reading.status is Status.ACCEPTED
    assert (reading.records[0].text("subject_name"), reading.records[0].text("event_number")) == (NAME, EVENT_NUMBER)
    clara.press("Alt+q")
    expect(clara.page).to_have_url(f"{desk.address}/queue")
    assert waiting(clara.page) == before - 1


def test_enter_accepts_no_doubt_that_nobody_looked_at(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    expect(field(clara.page, "Subject name")).to_be_focused()
    clara.press("Enter")
    expect(field(clara.page, "Event number")).to_be_focused()
    assert desk.store.decisions(desk.id_of(TWO_DOUBTS)) == ()
    clara.press("Enter")
    expect(clara.page.get_by_text(f"Accepted: {TWO_DOUBTS}.")).to_be_visible()
    # what nobody could read is accepted as such, and the person who did so stands in the record
    assert [each.by for each in desk.store.decisions(desk.id_of(TWO_DOUBTS))] == ["clara"]


def test_a_value_that_makes_no_sense_is_told_beside_all_that_was_typed(desk, somebody) -> None:
    clara = somebody("clara")
    clara.refusals = {400}
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    clara.page.keyboard.type("QUISPE, Tom")
    field(clara.page, "Date of birth").fill("31/31/1980")
    field(clara.page, "Date of birth").press("Control+Enter")
    expect(clara.page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(clara.page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(field(clara.page, "Date of birth")).to_be_focused()
    expect(field(clara.page, "Date of birth")).to_have_value("31/31/1980")
    expect(field(clara.page, "Subject name")).to_have_value("QUISPE, Tom")
    assert desk.store.decisions(desk.id_of(TWO_DOUBTS)) == ()


def test_a_rejection_asks_for_its_reason_and_sets_the_form_aside(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    clara.press("Alt+x")
    expect(clara.page.get_by_label("Reason")).to_be_focused()
    clara.press("Enter")
    expect(clara.page.get_by_role("status").filter(has_text="A rejection needs a reason")).to_be_visible()
    clara.page.keyboard.type("drawn for a training")
    clara.press("Enter")
    expect(clara.page.get_by_text(f"Rejected: {TWO_DOUBTS}.")).to_be_visible()
    assert desk.counted().document(desk.id_of(TWO_DOUBTS)).reading.status is Status.SET_ASIDE


def test_the_lit_place_stays_on_its_words_however_the_page_is_zoomed_and_turned(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    clara.page.wait_for_function(LIT_IS_SEEN)
    x, y = clara.page.evaluate(WHERE_LIT)
    for key in ("Alt++", "Alt++", "Alt+-", "Alt+0", "Alt+0", "Alt+o"):
        clara.press(key)
        clara.page.wait_for_function(LIT_IS_SEEN)
        clara.page.wait_for_function(LIT_IS_AT, arg=[x, y])
    for turned in ((1 - y, x), (1 - x, 1 - y), (y, 1 - x), (x, y)):
        clara.press("Alt+r")
        clara.page.wait_for_function(LIT_IS_AT, arg=turned)
        clara.page.wait_for_function(LIT_IS_SEEN)


def test_all_pages_of_a_transmission_can_be_leafed_through(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go(f"/verify/{desk.id_of(BUNDLE)}")
    pages = clara.page.get_by_role("navigation", name="All pages").get_by_role("button")
    expect(pages).to_have_count(5)
    shown = clara.page.locator(".sheets > .sheet img")
    # the page with the form is the first to be seen, not its cover sheet
    expect(shown).to_have_attribute("alt", "Page 2")
    pages.nth(4).click()
    expect(shown).to_have_attribute("alt", "Page 5")
    clara.press("PageUp")
    expect(shown).to_have_attribute("alt", "Page 4")
    field(clara.page, "Subject name").focus()
    expect(shown).to_have_attribute("alt", "Page 2")
    clara.page.get_by_role("button", name="As it came in").click()
    expect(shown).to_have_attribute("alt", "Page 2, as it came in")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 1000


def test_boxes_of_the_form_are_ticked_by_a_key(desk, somebody) -> None:
    clara, name = somebody("clara"), desk.id_of(TWO_DOUBTS)
    clara.go(f"/verify/{name}")
    before = desk.counted().document(name).reading.records[0].fields["basis"].value
    statements = clara.page.get_by_role("checkbox", name="statements or other evidence")
    statements.focus()
    assert (
        clara.page.locator(".field.now .crop").evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    )
    clara.press("Alt+4", "Alt+s")
    expect(clara.page.get_by_text("Saved.")).to_be_visible()
    expect(statements).to_be_checked()
    after = desk.counted().document(name).reading.records[0].fields["basis"].value
    assert set(after) == {*before, "statements"}


def test_what_doubts_no_field_is_settled_by_no_key_that_is_pressed_once_too_often(desk, somebody) -> None:
    clara, name = somebody("clara"), desk.id_of(SURE)
    clara.go(f"/verify/{name}")
    expect(clara.page.locator(".sheets > .sheet")).to_be_focused()
    clara.press("Enter", "Enter")
    assert desk.store.decisions(name) == ()
    clara.press("Tab")
    expect(clara.page.get_by_role("button", name="Accept")).to_be_focused()
    clara.press("Enter")
    expect(clara.page.get_by_text(f"Accepted: {SURE}.")).to_be_visible()


def test_keys_are_listed_also_while_somebody_types(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    expect(field(clara.page, "Subject name")).to_be_focused()
    clara.press("Alt+?")
    listed = clara.page.get_by_role("dialog", name="Keys")
    expect(listed).to_contain_text("to the next doubtful field")
    assert clara.faults_for_those_who_cannot_see() == ""
    clara.press("Escape")
    expect(listed).to_be_hidden()
    expect(field(clara.page, "Subject name")).to_be_focused()


def test_what_was_typed_is_not_lost_by_a_key_too_many(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    asked = []
    clara.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    clara.page.keyboard.type("QUISPE, T")
    clara.press("Alt+q")
    expect(field(clara.page, "Subject name")).to_have_value("QUISPE, T")
    assert asked == ["beforeunload"]
    assert clara.page.url.endswith(desk.id_of(TWO_DOUBTS))


def test_what_is_unfolded_is_seen(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    clara.page.get_by_text("Assign it to somebody").click()
    button = clara.page.get_by_role("button", name="Assign", exact=True)
    expect(button).to_be_in_viewport(ratio=1)
    assert button.evaluate(
        "button => { const { x, y, width, height } = button.getBoundingClientRect();"
        " return document.elementFromPoint(x + width / 2, y + height / 2) === button; }"
    ), "the buttons at the foot lie over it"


def test_what_was_typed_is_not_lost_by_another_form_of_the_page(desk, somebody) -> None:
    clara = somebody("clara")
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    asked = []
    clara.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    clara.page.keyboard.type("QUISPE, T")
    clara.page.get_by_text("Assign it to somebody").click()
    clara.page.get_by_role("button", name="Assign", exact=True).click()
    expect(field(clara.page, "Subject name")).to_have_value("QUISPE, T")
    assert asked == ["beforeunload"]
    assert desk.store.decisions(desk.id_of(TWO_DOUBTS)) == ()


def test_a_link_that_is_refused_is_typed_on_where_it_was(desk, somebody) -> None:
    clara = somebody("clara")
    clara.refusals = {400}
    clara.go(f"/verify/{desk.id_of(BUNDLE)}")
    clara.press("Alt+l")
    clara.page.keyboard.type("R0000nothing")
    clara.press("Enter")
    expect(clara.page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(clara.page.get_by_label("Request or transmission")).to_be_focused()
    expect(clara.page.get_by_label("Request or transmission")).to_have_value("R0000nothing")


def test_a_question_shows_both_pages_moving_together_and_is_answered_by_a_key(desk, somebody) -> None:
    clara = somebody("clara")
    ours, theirs = desk.id_of(AGAIN), desk.id_of(SURE)
    requests = len(desk.counted().gathered.requests)
    clara.go(f"/verify/{ours}")
    clara.press("Alt+l")
    other = clara.page.locator(".other .sheet")
    expect(other).to_be_visible()
    expect(clara.page.get_by_role("button", name="The same", exact=True)).to_be_focused()
    # both begin where it says who stands within, a little from the edge
    clara.page.wait_for_function("() => document.querySelector('.other .sheet').scrollLeft > 0")
    clara.press("Alt++", "Alt++", "Alt++")
    clara.page.locator(".sheets > .sheet").evaluate("sheet => sheet.scrollTo(60, 200)")
    clara.page.wait_for_function("() => document.querySelector('.other .sheet').scrollTop > 150")
    assert clara.faults_for_those_who_cannot_see() == ""
    clara.press("Alt+y")
    expect(clara.page.get_by_text(f"{ours} and {theirs} are one request.")).to_be_visible()
    assert len(desk.counted().gathered.requests) == requests - 1


def test_a_page_that_comes_late_leaves_both_where_a_hand_moved_them(desk, somebody) -> None:
    clara = somebody("clara")
    clara.page.route("**/page/**", lambda route: (clara.page.wait_for_timeout(700), route.continue_()))
    clara.go(f"/verify/{desk.id_of(AGAIN)}")
    clara.press("Alt+l")
    clara.page.wait_for_function("() => document.querySelector('.other .sheet').scrollLeft > 0")
    clara.press("Alt++", "Alt++", "Alt++")
    clara.page.locator(".sheets > .sheet").evaluate("sheet => sheet.scrollTo(60, 200)")
    clara.page.wait_for_function("() => document.querySelector('.other .sheet').scrollTop > 150")
    for sheet in (".sheets > .sheet", ".other .sheet"):
        clara.page.locator(f"{sheet} img").evaluate("image => image.dispatchEvent(new Event('load'))")
    clara.page.wait_for_timeout(300)
    assert clara.page.locator(".sheets > .sheet").evaluate("sheet => sheet.scrollTop") == 200
    assert clara.page.locator(".other .sheet").evaluate("sheet => sheet.scrollTop") > 150


def test_of_two_clerks_the_slower_one_is_told_what_changed_and_overwrites_nothing(desk, somebody) -> None:
    clara, colin, name = somebody("clara"), somebody("colin"), desk.id_of(TWO_DOUBTS)
    colin.refusals = {409}
    clara.go(f"/verify/{name}")
    colin.go(f"/verify/{name}")
    expect(colin.page.get_by_text("clara has it open too.")).to_be_visible()
    field(clara.page, "Event number").fill(EVENT_NUMBER)
    clara.press("Alt+s")
    expect(clara.page.get_by_text("Saved.")).to_be_visible()
    field(colin.page, "Subject name").fill("QUISPE, Tomas Cilberto")
    field(colin.page, "Subject name").press("Control+Enter")
    told = colin.page.get_by_role("alert")
    expect(told).to_contain_text("Somebody was faster")
    expect(told).to_contain_text(f"event number is {EVENT_NUMBER}")
    # what stands is in the input; what was typed is offered beside it
    expect(field(colin.page, "Subject name")).to_have_value(NAME)
    expect(colin.page.get_by_role("button", name="QUISPE, Tomas Cilberto yours")).to_be_visible()
    assert [each.by for each in desk.store.decisions(name)] == ["clara"]


def test_what_changed_stays_in_sight_wherever_the_next_doubt_is(desk, somebody) -> None:
    clara, colin, name = somebody("clara"), somebody("colin"), desk.id_of(TWO_DOUBTS)
    colin.refusals = {409}
    clara.go(f"/verify/{name}")
    colin.go(f"/verify/{name}")
    field(clara.page, "Subject name").fill("QUISPE, Tomas G")
    clara.press("Alt+s")
    expect(clara.page.get_by_text("Saved.")).to_be_visible()
    field(colin.page, "Event number").fill(EVENT_NUMBER)
    colin.press("Control+Enter")
    expect(field(colin.page, "Event number")).to_be_focused()
    expect(colin.page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(field(colin.page, "Event number")).to_be_in_viewport(ratio=1)


def test_the_field_in_focus_stays_in_sight_while_the_crops_above_it_arrive(desk, somebody) -> None:
    clara = somebody("clara", viewport=TABLET)
    clara.go(f"/verify/{desk.id_of(TWO_DOUBTS)}")
    field(clara.page, "Subject name").fill("QUISPE, Tomas G")
    clara.press("Alt+s")
    expect(clara.page.get_by_text("Saved.")).to_be_visible()
    expect(field(clara.page, "Event number")).to_be_focused()
    clara.page.wait_for_load_state("networkidle")
    expect(field(clara.page, "Event number")).to_be_in_viewport(ratio=1)
    assert field(clara.page, "Event number").evaluate(
        "input => { const { x, y, width, height } = input.getBoundingClientRect();"
        " return document.elementFromPoint(x + width / 2, y + height / 2) === input; }"
    ), "the buttons at the foot lie over it"
