"""Signing in and out: sessions and their ends, cookies, tokens of forms, slowed guesses, and a proxy's word."""

from __future__ import annotations

import pytest

from pipeline.desk.passwords import hash_of, matches
from pipeline.desk.sessions import LONGEST
from pipeline.errors import WrongSettings, WrongUse
from tests.desk.conftest import PASSWORD

OTHER = "nine wet umbrellas, all green"


def test_who_knows_the_password_is_let_in_and_it_is_recorded(bureau) -> None:
    browser = bureau.browser("192.0.2.7")
    answer = browser.client.post("/sign-in", data={"name": " Clerk ", "password": PASSWORD, "next": "/account?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?x=1")
    assert ">clerk<" in browser.get("/account").text
    entry = bureau.store.audit_entries("account:clerk")[-1]
    assert (entry.action, entry.by, entry.reason) == ("signed_in", "clerk", "by password, from 192.0.2.7")


@pytest.mark.parametrize("onwards", ["//elsewhere.test/", "https://elsewhere.test", "/\\elsewhere.test", "/a\r\nb", ""])
def test_signing_in_leads_nowhere_else(bureau, onwards: str) -> None:
    answer = bureau.browser().client.post("/sign-in", data={"name": "clerk", "password": PASSWORD, "next": onwards})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("clerk", "wrong"), ("nobody", PASSWORD), ("clerk", ""), ("", "")])
def test_a_wrong_name_or_password_gets_one_and_the_same_answer(bureau, name: str, password: str) -> None:
    answer = bureau.browser().sign_in(name, password)
    assert answer.status_code == 403
    assert "do not belong together" in answer.text
    assert "set-cookie" not in answer.headers


def test_failed_attempts_are_recorded_without_what_was_typed(bureau) -> None:
    bureau.browser().sign_in("clerk", "wrong password here")
    bureau.browser().sign_in(PASSWORD, "in the wrong place")
    known = bureau.store.audit_entries("account:clerk")[-1]
    unknown = bureau.store.audit_entries("desk")[-1]
    assert (known.action, known.reason) == ("sign_in_failed", "wrong password, from 192.0.2.1")
    assert (unknown.action, unknown.reason) == ("sign_in_failed", "no such account, from 192.0.2.1")
    assert PASSWORD not in f"{known}{unknown}"
    assert "wrong password here" not in f"{known}{unknown}"


def test_a_disabled_account_is_not_let_in_and_is_signed_out(bureau) -> None:
    browser = bureau.signed_in("clerk")
    bureau.store.change_account("clerk", "root", "left", disabled=True)
    assert browser.get("/account").status_code == 303
    assert bureau.browser().sign_in("clerk").status_code == 403


def test_the_session_ends_when_nobody_does_anything(bureau) -> None:
    browser = bureau.signed_in("clerk")
    for _ in range(3):
        bureau.clock.pass_(minutes=29)
        assert browser.get("/account").status_code == 200
    bureau.clock.pass_(minutes=30)
    assert browser.get("/account").headers["location"] == "/sign-in?next=/account"


def test_the_time_it_may_be_idle_is_a_setting(open_bureau) -> None:
    bureau = open_bureau(idle_minutes=5)
    browser = bureau.signed_in("clerk")
    bureau.clock.pass_(minutes=5)
    assert browser.get("/account").status_code == 303


def test_a_session_ends_however_busy_it_is(bureau) -> None:
    browser = bureau.signed_in("clerk")
    for _ in range(int(LONGEST.total_seconds() // 1200) - 1):
        bureau.clock.pass_(minutes=20)
        assert browser.get("/account").status_code == 200
    bureau.clock.pass_(minutes=20)
    assert browser.get("/account").status_code == 303


def test_signing_out_ends_the_session_also_for_whoever_copied_its_cookie(bureau) -> None:
    browser = bureau.signed_in("clerk")
    copied = bureau.browser()
    copied.client.cookies.set("desk", browser.client.cookies["desk"], domain="desk.test")
    assert copied.get("/account").status_code == 200
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    assert copied.get("/account").status_code == 303
    assert bureau.store.audit_entries("account:clerk")[-1].action == "signed_out"


def test_signing_out_takes_the_pictures_out_of_the_browser_too(bureau) -> None:
    assert bureau.signed_in("clerk").post("/sign-out").headers["clear-site-data"] == '"cache"'


def test_typing_keeps_the_session_and_is_no_way_around_its_end(bureau) -> None:
    browser = bureau.signed_in("clerk")
    for _ in range(4):
        bureau.clock.pass_(minutes=20)
        answer = browser.post("/account/awake")
        assert (answer.status_code, answer.text) == (204, "")
    bureau.clock.pass_(minutes=31)
    assert browser.post("/account/awake").status_code == 401
    assert bureau.browser().post("/account/awake").status_code == 401


def test_signing_in_again_gives_another_token_and_ends_the_first(bureau) -> None:
    browser = bureau.signed_in("clerk")
    first = browser.client.cookies["desk"]
    browser.sign_in("clerk")
    assert browser.client.cookies["desk"] != first
    old = bureau.browser()
    old.client.cookies.set("desk", first, domain="desk.test")
    assert old.get("/account").status_code == 303


@pytest.mark.parametrize("chosen", ["", "chosen-by-somebody-else", "x" * 5000, "\u00e9"])
def test_a_token_that_the_desk_did_not_give_opens_nothing(bureau, chosen: str) -> None:
    answer = bureau.browser().client.get("/account", headers={"cookie": f"desk={chosen}".encode()})
    assert answer.status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(bureau) -> None:
    cookie = bureau.browser().sign_in("clerk").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie


def test_behind_tls_the_cookie_goes_over_tls_alone(open_bureau) -> None:
    browser = open_bureau(behind_tls=True).browser(base="https://desk.test")
    cookie = browser.sign_in("clerk").headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    assert "Secure" in cookie
    assert browser.get("/account").status_code == 200
    browser.post("/sign-out")
    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"data": {}}, 403),
        ({"data": {"csrf": ""}}, 403),
        ({"data": {"csrf": "another session's"}}, 403),
        ({"headers": {"x-csrf-token": "wrong"}}, 403),
        ({"json": {"csrf": "in the wrong place"}}, 403),
        ({"data": {"csrf": "{csrf}"}}, 303),
        ({"headers": {"x-csrf-token": "{csrf}"}}, 303),
        ({"data": {"csrf": "{csrf}"}, "files": {"file": b"x"}}, 303),
        ({"headers": {"x-csrf-token": "{csrf}", "sec-fetch-site": "same-origin"}}, 303),
        ({"headers": {"x-csrf-token": "{csrf}", "sec-fetch-site": "cross-site"}}, 403),
        ({"headers": {"x-csrf-token": "{csrf}", "origin": "http://desk.test"}}, 303),
        ({"headers": {"x-csrf-token": "{csrf}", "origin": "http://elsewhere.test"}}, 403),
    ],
)
def test_what_changes_something_carries_the_token_of_its_session(bureau, how: dict, status: int) -> None:
    browser = bureau.signed_in("clerk")
    filled = {
        kind: {
            key: text.replace("{csrf}", browser.csrf) if isinstance(text, str) else text for key, text in each.items()
        }
        for kind, each in how.items()
    }
    assert browser.client.post("/sign-out", **filled).status_code == status
    assert browser.get("/account").status_code == (200 if status == 403 else 303)


def test_a_page_of_another_site_signs_nobody_in(bureau) -> None:
    answer = bureau.browser().sign_in("clerk", **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_guesses_for_one_name_are_slowed_down_more_and_more(bureau) -> None:
    for number in range(3):
        assert bureau.browser(f"192.0.2.{number}").sign_in("clerk", "a guess").status_code == 403
    waits = []
    for number in range(8):
        refused = bureau.browser(f"198.51.100.{number}").sign_in("clerk")
        assert refused.status_code == 429
        waits.append(int(refused.headers["retry-after"]))
        assert f"in {waits[-1]} seconds" in refused.text
        bureau.clock.pass_(seconds=waits[-1])
        assert bureau.browser(f"203.0.113.{number}").sign_in("clerk", "a guess").status_code == 403
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256]
    bureau.clock.pass_(seconds=300)
    assert bureau.browser().sign_in("clerk").status_code == 303
    assert bureau.browser().sign_in("viewer").status_code == 303


def test_guesses_from_one_address_are_slowed_down(bureau) -> None:
    for number in range(10):
        assert bureau.browser().sign_in(f"name{number}", "a guess").status_code == 403
    assert bureau.browser().sign_in("clerk").status_code == 429
    assert bureau.browser("192.0.2.2").sign_in("clerk").status_code == 303


def test_a_station_that_signs_in_all_day_is_not_slowed_down(bureau) -> None:
    for _ in range(15):
        assert bureau.browser().sign_in("clerk").status_code == 303


def test_a_proxy_that_is_trusted_says_who_it_is(open_bureau) -> None:
    bureau = open_bureau(trusted_header="X-Remote-User", trusted_proxies=["192.0.2.1", "10.0.0.0/8"])
    browser = bureau.browser()
    answer = browser.get("/sign-in?next=/account", **{"x-remote-user": "Clerk", "x-forwarded-for": "198.51.100.9"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert browser.get("/account", **{"x-remote-user": "clerk"}).status_code == 200
    assert bureau.store.audit_entries("account:clerk")[-1].reason == "by a proxy, from 198.51.100.9"
    # the proxy lets in somebody else, or nobody: the session was not theirs
    assert browser.get("/account", **{"x-remote-user": "administrator"}).status_code == 303


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("198.51.100.1", [("x-remote-user", "clerk")], 200),
        ("192.0.2.1", [], 200),
        ("192.0.2.1", [("x-remote-user", "stranger")], 403),
        ("192.0.2.1", [("x-remote-user", "clerk"), ("x-remote-user", "administrator")], 200),
    ],
)
def test_nobody_else_says_who_it_is(open_bureau, address: str, headers: list, status: int) -> None:
    bureau = open_bureau(trusted_header="X-Remote-User", trusted_proxies=["192.0.2.1"])
    answer = bureau.browser(address).client.get("/sign-in", headers=headers)
    assert answer.status_code == status
    assert "set-cookie" not in answer.headers


def test_without_the_setting_no_header_is_believed(bureau) -> None:
    answer = bureau.browser().get("/sign-in", **{"x-remote-user": "clerk", "x-forwarded-for": "10.0.0.1"})
    assert answer.status_code == 200
    bureau.browser().client.post(
        "/sign-in", data={"name": "clerk", "password": "x"}, headers={"x-forwarded-for": "10.0.0.1"}
    )
    assert bureau.store.audit_entries("account:clerk")[-1].reason.endswith("from 192.0.2.1")


@pytest.mark.parametrize(
    "desk",
    [{"trusted_header": "X-Remote-User"}, {"trusted_proxies": ["proxy.test"]}, {"idle_minutes": 0}, {"port": 70000}],
)
def test_settings_that_would_let_in_anybody_or_nobody_are_refused(open_bureau, desk: dict[str, object]) -> None:
    with pytest.raises(WrongSettings, match="desk"):
        open_bureau(**desk)


def test_the_proxy_says_whether_the_browser_speaks_tls(open_bureau) -> None:
    bureau = open_bureau(trusted_proxies=["192.0.2.1"])
    told = {"x-forwarded-proto": "https"}
    assert "Secure" in bureau.browser().sign_in("clerk", **told).headers["set-cookie"]
    assert "Secure" not in bureau.browser("192.0.2.2").sign_in("clerk", **told).headers["set-cookie"]


def test_the_own_password_can_be_changed_and_every_other_browser_is_signed_out(bureau) -> None:
    browser, other = bureau.signed_in("clerk"), bureau.signed_in("clerk")
    answer = browser.post("/account/password", {"current": PASSWORD, "new": OTHER, "again": OTHER})
    assert answer.status_code == 303
    assert "Your password was changed" in browser.get(answer.headers["location"]).text
    assert other.get("/account").status_code == 303
    assert bureau.browser().sign_in("clerk").status_code == 403
    assert bureau.browser().sign_in("clerk", OTHER).status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"current": "wrong", "new": OTHER, "again": OTHER}, "not your current password"),
        ({"current": PASSWORD, "new": OTHER, "again": OTHER + "!"}, "two new passwords differ"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "at least 12 characters"),
        ({}, "not your current password"),
    ],
)
def test_the_own_password_stays_when_something_is_wrong(bureau, typed: dict[str, str], sentence: str) -> None:
    browser = bureau.signed_in("clerk")
    answer = browser.post("/account/password", typed)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert bureau.browser().sign_in("clerk").status_code == 303


@pytest.mark.parametrize("weak", ["", "eleven char", "aaaaaaaaaaaaaa", "jane.doejane.doe", "x" * 1001])
def test_a_weak_password_is_refused(weak: str) -> None:
    with pytest.raises(WrongUse):
        hash_of("jane.doe", weak)


def test_no_hash_is_no_password(password_hash: str) -> None:
    assert matches(password_hash, PASSWORD)
    for kept in (None, "", "not a hash"):
        assert not matches(kept, PASSWORD)
        assert not matches(kept, "nobody has this password")
