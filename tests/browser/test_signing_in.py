"""Signing in, and what each role finds then."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.faxes import TWO_DOUBTS

pytestmark = pytest.mark.slow


def test_a_wrong_password_lets_nobody_in_and_the_right_one_leads_to_the_page_that_was_asked_for(desk, somebody) -> None:
    clara = somebody()
    clara.refusals = {401, 403}
    clara.go("/account")
    expect(clara.page).to_have_title("Sign in – Boston Police Department")
    clara.sign_in("clara", "seven grey herons at dawn")
    expect(clara.page.get_by_role("alert")).to_be_visible()
    expect(clara.page.get_by_label("Name")).to_have_value("clara")
    expect(clara.page.get_by_label("Password")).to_be_focused()
    clara.sign_in("clara")
    expect(clara.page.get_by_role("heading", level=1)).to_have_text("clara")
    assert clara.page.url == f"{desk.address}/account"
    clara.page.get_by_role("button", name="Sign out").click()
    expect(clara.page.get_by_role("button", name="Sign in")).to_be_visible()
    clara.go("/queue")
    expect(clara.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_viewer_sees_what_waits_and_neither_pages_nor_names(desk, somebody) -> None:
    vera, waits = somebody("vera"), desk.id_of(TWO_DOUBTS)
    vera.refusals = {403}
    vera.go("/queue")
    expect(vera.page.get_by_role("cell", name=waits)).to_be_visible()
    assert "fax000000003" not in vera.page.content(), "names of files can name people"
    for path in (f"/verify/{waits}", f"/page/{waits}/1.png", f"/crop/{waits}/0/subject_name.png", "/accounts"):
        answer = vera.go(path)
        assert answer.status == 403
        assert "image" not in answer.headers["content-type"]
        assert "QUISPE" not in vera.page.content()


def test_whoever_types_is_not_signed_out_and_is_told_when_it_happened_all_the_same(desk, somebody) -> None:
    clara = somebody()
    clara.refusals = {401}
    clara.page.clock.install()
    clara.sign_in("clara")
    clara.go("/add")
    clara.page.get_by_label("Name, as printed").fill("DOE")
    with clara.page.expect_response("**/account/awake") as answered:
        clara.page.clock.fast_forward("02:00")
        clara.page.keyboard.type(", Jane")
    assert answered.value.status == 204
    desk.app.state.desk.sessions.end(clara.page.context.cookies()[0]["value"])
    clara.page.clock.fast_forward("02:00")
    clara.page.keyboard.type(" Ann")
    expect(clara.page.get_by_text("You are no longer signed in")).to_be_visible()
    expect(clara.page.get_by_label("Name, as printed")).to_have_value("DOE, Jane Ann")
