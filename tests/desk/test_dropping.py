"""Taking in a file: kept before it is said to be, with what the person says, under a harmless name, then read."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.desk.app import make_app
from pipeline.places import hold
from pipeline.receive import Originals
from pipeline.settings import Limits
from pipeline.vocabulary import Channel, Doubt, Kind
from tests.counting.conftest import Drawn

SAMPLES = Path(__file__).resolve().parent.parent.parent / "sample_faxes" / "inbox"
FAX = (SAMPLES / "fax-d-4" / "fax000000005.tif").read_bytes()
SAID = {"channel": "district_fax", "district": "D-4", "received": "2025-02-03T11:20", "reason": "found in a drawer"}
LONG = 180.0
"""Seconds after which a test gives up; what it waits for takes about ten."""


@pytest.fixture
def kept_waiting(bureau, monkeypatch: pytest.MonkeyPatch):
    """A desk that has taken in and does not read: another run holds the store for as long as the test takes."""
    with hold(bureau.settings, "intake run"):
        yield bureau
        if running := getattr(bureau.app.state, "running", None):
            running.stop()


@pytest.fixture
def drop(kept_waiting) -> Callable[..., object]:
    """Sends files as a form does, in the name of a clerk."""
    clerk = kept_waiting.signed_in("clerk")

    def send(*files: tuple[str, bytes], script: bool = False, **said: str):
        headers = {"x-csrf-token": clerk.csrf, "hx-request": "true"} if script else {}
        content = SAID | said | ({} if script else {"csrf": clerk.csrf})
        return clerk.client.post(
            "/add/file", data=content, files=[("file", (name, content)) for name, content in files], headers=headers
        )

    send.clerk = clerk  # type: ignore[attr-defined]
    return send


def test_a_file_is_kept_with_what_was_said_before_it_is_said_to_be_taken_in(kept_waiting, drop) -> None:
    answer = drop(("scan.tif", FAX))
    assert answer.status_code == 303
    [document] = kept_waiting.store.documents()
    arrived = document.transmission
    assert (arrived.source, arrived.file, arrived.media_type) == ("by-hand", "scan.tif", "image/tiff")
    assert arrived.sha256 == hashlib.sha256(FAX).hexdigest()
    assert Originals(kept_waiting.settings.store.originals).holds(arrived.sha256)
    assert (arrived.inbox_at, arrived.inbox_how) == (datetime(2025, 2, 3, 16, 20, tzinfo=UTC), "person")
    said = {each.name: (each.value, each.by, each.reason) for each in kept_waiting.store.decisions(arrived.id)}
    assert said["channel"] == ("district_fax", "clerk", "found in a drawer")
    assert said["district"][0] == "D-4"
    [handed] = [each for each in kept_waiting.store.audit_entries(arrived.id) if each.action == "handed_in"]
    assert handed.by == "clerk"
    page = drop.clerk.get(answer.headers["location"]).text
    assert f"scan.tif: kept as {arrived.id}." in page
    assert f'hx-get="/add/file/{arrived.id}/told"' in page


def test_a_file_sent_by_script_is_answered_with_a_piece_that_asks_again(kept_waiting, drop) -> None:
    answer = drop(("scan.tif", FAX), script=True)
    [document] = kept_waiting.store.documents()
    assert answer.status_code == 200
    assert f"Kept as {document.transmission.id}." in answer.text
    assert 'hx-trigger="every 2s"' in answer.text
    assert "<html" not in answer.text


def test_it_is_read_in_the_background_and_stands_as_was_said(bureau) -> None:
    clerk = bureau.signed_in("clerk")
    answer = clerk.client.post("/add/file", data=SAID | {"csrf": clerk.csrf}, files=[("file", ("scan.tif", FAX))])
    [document] = bureau.store.documents()
    name = document.transmission.id
    assert bureau.app.state.running.wait(1, LONG).ending is not None
    counted = bureau.app.state.desk.count.now()
    reading = counted.document(name).reading
    assert reading.kind is Kind.DETAINER
    assert (reading.received.channel, reading.received.district) == (Channel.DISTRICT_FAX, "D-4")
    assert reading.received.received_at.isoformat() == "2025-02-03T11:20:00-05:00"
    told = clerk.get(f"/add/file/{name}/told").text
    assert "Read: detainer, " in told
    assert f'href="/verify/{name}"' in told
    assert "hx-trigger" not in told
    assert name in clerk.get(answer.headers["location"]).text
    bureau.app.state.running.stop()


def test_the_same_file_again_is_told_and_changes_nothing(kept_waiting, drop) -> None:
    note = b"From: a@example.org\nTo: b@example.org\nSubject: parking\n\nHello.\n"
    drop(("note.eml", note), script=True)
    [document] = kept_waiting.store.documents()
    first = document.transmission.id
    kept_waiting.store.add_reading(Drawn.document(first, Drawn.record(Kind.OTHER)).reading, "intake", "")
    before = kept_waiting.store.last_entry()
    assert f"Was taken in before, as {first}. Nothing was changed." in drop(("note.eml", note), script=True).text
    assert kept_waiting.store.last_entry() == before
    # under another name it is a further transmission, told as what it is, and what is on it counts once
    again = drop(("other.eml", note), script=True).text
    assert f"It is the same, bit for bit, as {first} from by-hand: what is on it counts once." in again
    [copy] = [each.transmission for each in kept_waiting.store.documents() if each.transmission.id != first]
    assert copy.same_bytes_as == first
    assert Doubt.SAME_BYTES in copy.doubts


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/", "unnamed"),
        ("..", "unnamed"),
        ("<img src=x onerror=alert(1)>.tif", "<img src=x onerror=alert(1)>.tif"),
        ("n" * 900 + ".tif", "n" * 179 + "…" + "n" * 16 + ".tif"),
        ("Üмлаут 传真.tif", "Üмлаут 传真.tif"),
    ],
)
def test_a_hostile_name_is_harmless(kept_waiting, drop, name: str, kept: str) -> None:
    before = {path for path in kept_waiting.folder.rglob("*") if path.is_file()}
    answer = drop((name, b"%PDF-1.4 not really"))
    assert answer.status_code == 303, answer.text
    [document] = kept_waiting.store.documents()
    assert document.transmission.file == kept
    page = drop.clerk.get(answer.headers["location"]).text
    assert "<img src=x" not in page
    new = {path for path in kept_waiting.folder.rglob("*") if path.is_file()} - before
    inside = {path.relative_to(kept_waiting.folder).parts[0] for path in new}
    assert inside <= {"intake-data"}, new


def test_a_name_too_long_to_be_sent_is_answered_with_a_sentence(kept_waiting, drop) -> None:
    answer = drop(("n" * 100_000, b"x"))
    assert answer.status_code == 400
    assert "nothing was saved" in answer.text
    assert not list(kept_waiting.store.documents())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"channel": "pigeon"}, "no such channel"),
        ({"district": "Q-99"}, "no such district"),
        ({"channel": "", "district": "D-4"}, "is not known to have come by a station"),
        ({"received": "2031-01-01T00:00"}, "lies in the future"),
        ({"reason": "two\nlines"}, "expected one line of plain text"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_kept(
    kept_waiting, drop, said: dict[str, str], sentence: str
) -> None:
    for script in (False, True):
        answer = drop(("scan.tif", FAX), script=script, **said)
        assert answer.status_code == 400
        assert sentence in answer.text
        told = re.findall(r">([^<]+)<", answer.text.split("<main", 1)[-1].split("</main", 1)[0])
        assert "--" not in "".join(told), "the desk has no options"
    assert not list(kept_waiting.store.documents())


def test_a_form_without_a_file_says_what_to_choose(kept_waiting, drop) -> None:
    answer = drop()
    assert answer.status_code == 400
    assert "Choose a file" in answer.text
    assert 'value="found in a drawer"' in answer.text


def test_how_it_came_need_not_be_said(kept_waiting, drop) -> None:
    assert drop(("scan.tif", FAX), channel="", district="", received="", reason="").status_code == 303
    [document] = kept_waiting.store.documents()
    assert kept_waiting.store.decisions(document.transmission.id) == ()
    # the fax server wrote the time into the file
    assert document.transmission.inbox_how == "tag"


def test_what_cannot_be_read_is_kept_all_the_same(kept_waiting, drop) -> None:
    assert drop(("empty.tif", b""), ("letter.docx", b"PK\x03\x04 no zip")).status_code == 303
    found = {each.transmission.file: each.transmission.doubts for each in kept_waiting.store.documents()}
    assert Doubt.EMPTY_FILE in found["empty.tif"]
    assert Doubt.UNKNOWN_TYPE in found["letter.docx"]


def test_more_than_the_limit_is_refused_while_it_comes_in(bureau) -> None:
    settings = bureau.settings.model_copy(update={"limits": Limits(file_bytes=100_000)})
    small = dataclasses.replace(bureau, app=make_app(settings, bureau.clock), settings=settings)
    clerk = small.signed_in("clerk")
    large = [("file", ("scan.tif", b"II*\0" + bytes(1_200_000)))]
    answer = clerk.client.post("/add/file", data=SAID, files=large, headers={"x-csrf-token": clerk.csrf})
    assert answer.status_code == 413
    assert "More was sent than is taken here" in answer.text
    assert not list(small.store.documents())
    assert not list((small.folder / "intake-data" / "originals").rglob("*"))
    small.store.close()


def test_what_cannot_be_printed_in_a_name_is_left_out(kept_waiting, drop) -> None:
    """As no browser sends it."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\tb\x07\x1b[31m\xe2\x80\xae.tif"\r\n\r\n'
    headers = {"content-type": "multipart/form-data; boundary=x", "x-csrf-token": drop.clerk.csrf}
    answer = drop.clerk.client.post("/add/file", content=head + FAX + b"\r\n--x--\r\n", headers=headers)
    assert answer.status_code == 303, answer.text
    [document] = kept_waiting.store.documents()
    assert document.transmission.file == "a b[31m.tif"


def test_an_interrupted_try_is_made_good_by_the_next_one(kept_waiting, drop) -> None:
    """The file was kept and the word was not: the same again keeps the word, and reads it once."""
    drop(("scan.tif", FAX), channel="", district="", received="", reason="")
    [document] = kept_waiting.store.documents()
    answer = drop(("scan.tif", FAX), script=True)
    assert f"Kept as {document.transmission.id}." in answer.text
    assert len(list(kept_waiting.store.documents())) == 1
    assert {each.name for each in kept_waiting.store.decisions(document.transmission.id)} >= {"channel", "district"}


def test_who_may_not_add_is_turned_away(bureau) -> None:
    viewer = bureau.signed_in("viewer")
    answer = viewer.client.post(
        "/add/file", data=SAID, files=[("file", ("scan.tif", FAX))], headers={"x-csrf-token": viewer.csrf}
    )
    assert answer.status_code == 403
    assert viewer.get("/add/file").status_code == 403
    assert not list(bureau.store.documents())


def test_what_is_not_there_is_not_told(bureau) -> None:
    clerk = bureau.signed_in("clerk")
    assert clerk.get("/add/file/T0123456789abcdef/told").status_code == 404
    assert clerk.get("/add/file/1/told").status_code == 404
    assert clerk.get("/add/file?taken=T0123456789abcdef&taken=%3Cb%3E").status_code == 200
