"""The desk for those who see badly, or hear their pages: axe finds nothing to say about any, in light or dark."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LAPTOP, TABLET
from tests.browser.faxes import AGAIN, BUNDLE, TWO_DOUBTS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_for_signing_in(somebody, scheme: str) -> None:
    nobody = somebody(color_scheme=scheme)
    nobody.go("/sign-in")
    assert nobody.faults_for_those_who_cannot_see() == ""


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", LAPTOP), ("dark", TABLET)], ids=["light laptop", "dark tablet"]
)
def test_axe_finds_nothing_on_the_pages_of_the_desk(desk, somebody, scheme: str, viewport: dict[str, int]) -> None:
    adam = somebody("adam", color_scheme=scheme, viewport=viewport)
    found = {}
    pages = [f"/verify/{desk.id_of(file)}" for file in (TWO_DOUBTS, AGAIN, BUNDLE)]
    request = desk.counted().gathered.requests[0].id
    areas = (
        "/queue",
        "/requests?year=2025",
        f"/requests/{request}",
        f"/misrouted/{desk.id_of(BUNDLE)}",
        "/year?year=2025",
    )
    areas += ("/year/letter?year=2025", "/add", "/add/file", "/runs", "/accounts", "/account", "/nothing")
    for path in (*areas, *pages):
        adam.refusals = {404} if path == "/nothing" else set()
        adam.go(path)
        if faults := adam.faults_for_those_who_cannot_see():
            found[path] = faults
    assert found == {}


def test_axe_would_say_something(somebody) -> None:
    nobody = somebody()
    nobody.page.set_content("<input><img src='data:,'>")
    assert "document-title" in nobody.faults_for_those_who_cannot_see()


def test_what_a_page_must_not_do_would_be_noticed(somebody) -> None:
    nobody = somebody()
    nobody.go("/sign-in")
    nobody.page.evaluate("() => { console.error('oh'); return fetch('http://elsewhere.invalid/').catch(() => 0) }")
    told, nobody.troubles[:] = list(nobody.troubles), []
    assert any("oh" in trouble for trouble in told)
    assert any("elsewhere.invalid" in trouble for trouble in told)
