"""Who may do what: every route declares a right, and whoever lacks it is shown nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from pipeline.desk.guard import declared, needs, refuse_undeclared
from pipeline.desk.rights import RIGHTS, Right
from pipeline.store import AccountRole

OPEN = {("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/static/{name}")}
"""All that nobody need be signed in for."""


def routes(app: FastAPI) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Method, an address, and the rights of every route."""
    for route in app.routes:
        assert isinstance(route, APIRoute), route
        for method in sorted(route.methods):
            yield method, route.path, declared(route)


def filled_in(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "1", path)


def test_every_route_declares_one_right(bureau) -> None:
    for method, path, rights in routes(bureau.app):
        assert len(rights) == 1, f"{method} {path} declares {sorted(rights)}"
        assert ("everybody" in rights) == ((method, path) in OPEN), f"{method} {path}"


def test_a_route_without_a_right_is_not_served() -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.get("/fine", dependencies=[needs(Right.LOOK)])(lambda: "fine")
    refuse_undeclared(app)
    app.get("/forgotten")(lambda: "everything")
    with pytest.raises(RuntimeError, match="/forgotten declares no right"):
        refuse_undeclared(app)


@pytest.mark.parametrize("role", [None, *AccountRole])
def test_who_lacks_the_right_is_shown_nothing_on_any_route(bureau, role: AccountRole | None) -> None:
    browser = bureau.browser() if role is None else bureau.signed_in(role.value)
    may = frozenset() if role is None else RIGHTS[role]
    before = bureau.store.last_entry()
    walked = 0
    for method, path, rights in routes(bureau.app):
        if "everybody" in rights or rights <= may:
            continue
        walked += 1
        answer = browser.client.request(
            method, filled_in(path), data={"csrf": browser.csrf} if method != "GET" else None
        )
        if role is None and method == "GET":
            assert (answer.status_code, answer.text) == (303, ""), path
            assert answer.headers["location"].startswith("/sign-in"), path
        else:
            assert answer.status_code == (401 if role is None else 403), f"{method} {path}"
            main = answer.text.split("<main", 1)[1]
            assert "You are not signed in" in main if role is None else "Your account may not do this" in main
            assert len(re.sub(r"<[^>]+>|\s+", " ", main).split()) < 40
    assert walked or role is AccountRole.ADMINISTRATOR
    assert bureau.store.last_entry() == before, "what was refused has done something"


@pytest.mark.parametrize("role", list(AccountRole))
def test_who_has_the_right_is_not_turned_away(bureau, role: AccountRole) -> None:
    browser = bureau.signed_in(role.value)
    for method, path, rights in routes(bureau.app):
        if method == "GET" and "everybody" not in rights and rights <= RIGHTS[role]:
            assert browser.get(filled_in(path)).status_code not in (401, 403, 500), path


def test_what_each_role_may() -> None:
    identities = {Right.SEE_IDENTITIES, Right.DECIDE, Right.EXPORT_IDENTIFIED}
    assert not RIGHTS[AccountRole.VIEWER] & identities
    assert not RIGHTS[AccountRole.ANALYST] & identities
    assert Right.EXPORT_IDENTIFIED not in RIGHTS[AccountRole.CLERK]
    assert Right.ACCOUNTS not in RIGHTS[AccountRole.CLERK] | RIGHTS[AccountRole.ANALYST]
    assert {Right.DECIDE, Right.ADD, Right.REPROCESS} <= RIGHTS[AccountRole.CLERK]
    assert {Right.TALLY, Right.LETTER, Right.EXPORT, Right.PROVE} <= RIGHTS[AccountRole.ANALYST]
    assert RIGHTS[AccountRole.ADMINISTRATOR] == frozenset(Right)


def test_a_role_that_is_taken_away_is_gone_at_once(bureau) -> None:
    browser = bureau.signed_in("administrator")
    assert browser.get("/accounts").status_code == 200
    bureau.store.add_account("second", AccountRole.ADMINISTRATOR, "", "root", "another one")
    bureau.store.change_account("administrator", "root", "moved on", role=AccountRole.VIEWER)
    assert browser.get("/accounts").headers["location"].startswith("/sign-in")


def test_the_navigation_shows_what_the_role_may_see(signed_in: Callable) -> None:
    assert 'href="/accounts"' in signed_in("administrator").get("/account").text
    assert 'href="/accounts"' not in signed_in("clerk").get("/account").text
