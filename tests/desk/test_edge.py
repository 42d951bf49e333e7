"""The edge of the desk: headers of every answer, one page for everything that goes wrong, bounds of what is sent."""

from __future__ import annotations

import pytest
from fastapi import Request

from pipeline.desk import edge
from pipeline.desk.errors import ChangedMeanwhile, NotFound
from pipeline.desk.frame import say, shown
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.errors import Busy, IntakeError, StoreTrouble, WrongUse


@pytest.fixture
def failing(bureau):
    """A desk with a page that fails as it is told."""
    errors = {
        "use": WrongUse("there is no record 3"),
        "there": NotFound("There is no such transmission."),
        "busy": Busy("another run holds the store; try again when it is done"),
        "late": ChangedMeanwhile("Somebody else corrected it"),
        "store": StoreTrouble("the disk is full"),
        "any": IntakeError("it failed"),
        "bug": ValueError("OKONKWO-TEST, Ifeoma"),
    }

    def fail(kind: str) -> None:
        raise errors[kind]

    bureau.app.get("/fails/{kind}", dependencies=[needs(Right.LOOK)])(fail)
    return bureau


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("use", 400, "There is no record 3."),
        ("there", 404, "There is no such transmission."),
        ("busy", 409, "Another run holds the store; try again when it is done."),
        ("late", 409, "Somebody else corrected it."),
        ("store", 500, "The disk is full."),
        ("any", 500, "It failed."),
    ],
)
def test_every_failure_is_one_page_with_its_sentence(failing, kind: str, status: int, sentence: str) -> None:
    browser = failing.signed_in("viewer")
    page = browser.get(f"/fails/{kind}")
    assert page.status_code == status
    assert sentence in page.text
    assert "<h1>" in page.text
    piece = browser.get(f"/fails/{kind}", **{"hx-request": "true"})
    assert (piece.status_code, piece.text) == (status, f'<p class="error" role="alert">{sentence}</p>')


def test_a_bug_shows_its_place_and_neither_a_trace_nor_what_it_says(failing, capfd: pytest.CaptureFixture[str]) -> None:
    page = failing.signed_in("viewer").get("/fails/bug")
    printed = "".join(capfd.readouterr())
    assert page.status_code == 500
    assert "ValueError" in page.text
    assert "the desk met an unexpected error (ValueError" in printed
    for text in (page.text, printed):
        assert "OKONKWO" not in text
        assert "Traceback" not in text


@pytest.mark.parametrize("path", ["/nothing", "/account/password", "/openapi.json", "/docs", "/static/../desk.toml"])
def test_what_is_not_there_is_said_in_a_page(bureau, path: str) -> None:
    answer = bureau.signed_in("viewer").get(path)
    assert answer.status_code == 404
    assert "There is no such page." in answer.text
    assert ">viewer<" in answer.text


def test_a_mistaken_question_is_answered_with_a_sentence(failing) -> None:
    failing.app.get("/number/{number}", dependencies=[needs(Right.LOOK)])(_a_number)
    answer = failing.signed_in("viewer").get("/number/three")
    assert answer.status_code == 400
    assert "not what this page asks for" in answer.text


def _a_number(number: int) -> int:
    return number


@pytest.mark.parametrize(
    ("path", "status"),
    [("/sign-in", 200), ("/account", 303), ("/nothing", 404), ("/fails/bug", 303), ("/static/desk.css", 200)],
)
def test_every_answer_has_the_headers(failing, path: str, status: int) -> None:
    answer = failing.browser().get(path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == ("no-cache" if "static" in path else "no-store")


def test_also_what_went_wrong_has_the_headers(failing) -> None:
    answer = failing.signed_in("viewer").get("/fails/bug")
    assert {name: answer.headers.get(name) for name in edge.HEADERS} == edge.HEADERS


def test_pages_name_nothing_outside_and_hold_no_script_or_style(bureau) -> None:
    browser = bureau.signed_in("administrator")
    for path in ("/account", "/accounts", "/nothing"):
        text = browser.get(path).text
        assert "http://" not in text
        assert "https://" not in text
        assert "<style" not in text
        assert " style=" not in text
        assert " on" + "click" not in text
        assert text.count("<script") == text.count('<script src="/static/') == text.count("</script>")


def test_files_of_the_desk_are_kept_by_browsers_under_a_name_that_follows_their_content(bureau) -> None:
    browser = bureau.browser()
    text = browser.get("/sign-in").text
    address = next(part for part in text.split('"') if part.startswith("/static/desk.css?v="))
    answer = browser.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")


def test_who_is_not_signed_in_can_send_little(bureau) -> None:
    answer = bureau.browser().sign_in("clerk", "x" * edge.STRANGERS_BYTES)
    assert answer.status_code == 413
    assert "More was sent than is taken" in answer.text


def test_more_than_is_taken_ends_also_where_nobody_said_how_much_it_is(bureau) -> None:
    def pieces():
        for _ in range(edge.STRANGERS_BYTES // 1000 + 1):
            yield b"x" * 1000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = bureau.browser().client.post("/sign-in", content=pieces(), headers=headers)
    assert answer.status_code in (400, 413)


def test_a_form_is_bounded_and_a_file_as_the_settings_say(bureau) -> None:
    browser = bureau.signed_in("clerk")
    form = browser.post("/account/password", {"current": "x" * edge.FORM_BYTES})
    assert form.status_code == 413
    said = {"content-length": str(bureau.settings.limits.file_bytes + edge.BESIDE_A_FILE + 1)}
    file = browser.client.post("/account/password", headers=said | {"content-type": "multipart/form-data; boundary=x"})
    assert file.status_code == 413


def test_a_piece_that_is_asked_for_after_the_session_ended_leads_to_the_sign_in(bureau) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://desk.test/account?x=1"}
    answer = bureau.browser().get("/account", **headers)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in?next=/account")


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(bureau) -> None:
    bureau.app.get("/live", dependencies=[needs(Right.LOOK, keeps_alive=False)])(_live)
    browser = bureau.signed_in("viewer")
    for _ in range(5):
        bureau.clock.pass_(minutes=5)
        assert browser.get("/live").status_code == 200
    bureau.clock.pass_(minutes=5)
    assert browser.get("/live").status_code == 303


def _live() -> str:
    return "so far"


def test_a_sentence_for_the_next_page_is_shown_once_and_escaped(bureau) -> None:
    bureau.app.get("/says", dependencies=[needs(Right.LOOK)])(_says)
    browser = bureau.signed_in("viewer")
    browser.get("/says")
    assert "settled &lt;b&gt;" in browser.get("/account").text
    assert "settled" not in browser.get("/account").text


def _says(request: Request) -> str:
    say(request, "settled <b>")
    return "said"


def test_a_template_that_lacks_a_value_fails_instead_of_showing_nothing(bureau) -> None:
    bureau.app.get("/incomplete", dependencies=[needs(Right.LOOK)])(_incomplete)
    assert bureau.signed_in("viewer").get("/incomplete").status_code == 500


def _incomplete(request: Request) -> object:
    return shown(request, "error.html")
