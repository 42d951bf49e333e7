"""The queue and the verifying page: a doubt is seen beside its page and settled, and nobody's work is overwritten."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from pipeline.counted import count_all
from pipeline.desk.queue import AREA as QUEUE
from pipeline.receive import Originals
from pipeline.values import Box, Candidate, FieldReading, PageDecisions, PageReading
from pipeline.vocabulary import Doubt, Status
from tests.counting.conftest import Drawn

FAX = Path(__file__).resolve().parent.parent.parent / "sample_faxes" / "inbox" / "fax-dedicated"
DOUBTFUL, SURE = "T" + "d" * 16, "T" + "e" * 16
NAME = "OKONKWO-TEST, Ifeoma"


@pytest.fixture
def waiting(bureau):
    """A bureau in which one form has a doubtful name, on a real page; another one is sure."""
    original = next(FAX.glob("*.tif")).read_bytes()
    sha256 = Originals(bureau.settings.store.originals).put(original)
    page = PageReading(1, None, PageDecisions(1728, 2200, (204.0, 196.0), "tags"), "i-247a", 0.97)
    for name, person in ((DOUBTFUL, 1), (SURE, 2)):
        record = Drawn.detainer(person)
        if name == DOUBTFUL:
            offers = (Candidate("0KONKWO-TEST, Ifeoma", "fax print", 0.7), Candidate(NAME, "tesseract", 0.6))
            seen = FieldReading(
                "0KONKWO-TEST, Ifeoma",
                "",
                1,
                Box(0.2, 0.2, 0.5, 0.22),
                0.7,
                "fax print",
                Doubt.READERS_DISAGREE,
                offers,
            )
            fields = {**record.fields, "subject_name": seen}
            record = replace(record, fields=fields, doubts=(Doubt.READERS_DISAGREE,))
        status = Status.NEEDS_REVIEW if name == DOUBTFUL else Status.ACCEPTED
        document = Drawn.document(name, record, status=status)
        bureau.store.add(replace(document.transmission, sha256=sha256, size=len(original)))
        bureau.store.add_reading(replace(document.reading, pages=(page,)), "intake", "")
    return bureau


@pytest.fixture
def clerk(waiting):
    return waiting.signed_in("clerk")


def form_of(page: str, **more: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    values = dict(re.findall(r'<input id="[^"]+" name="(f-0-[a-z_]+)" value="([^"]*)"', page))
    values |= {"f-0-basis-shown": "1", "f-0-basis": "biometric", "f-0-cancels-shown": "1"}
    return values | {"seen": seen_in(page), "do": "accept"} | more


def seen_in(page: str) -> str:
    """What the page says it shows."""
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def test_the_queue_shows_what_waits_with_its_doubt(clerk) -> None:
    page = clerk.get("/queue").text
    assert DOUBTFUL in page
    assert "Two readers read different values. [subject name]" in page
    assert "1 transmission waits for a person" in page


def test_an_empty_queue_says_so_once_and_offers_nothing_to_narrow(bureau) -> None:
    page = bureau.signed_in("clerk").get("/queue").text
    assert page.count("Nothing waits for a person") == 1
    assert "All that came in is settled" in page
    assert "<select" not in page
    assert "Arrow keys" not in page


def test_a_filter_that_lets_nothing_through_leads_back_to_all(clerk) -> None:
    page = clerk.get("/queue?year=1999").text
    assert "1 transmission waits for a person" in page
    assert '<a href="/queue">Show all that waits</a>' in page


def test_whoever_is_to_look_is_named_at_the_desk_and_the_queue_asks_by_it(clerk, waiting) -> None:
    assert "Assigned to" not in clerk.get("/queue").text
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    assert re.findall(r"<option[^>]*>([a-z]+)</option>", page.split('name="to"')[1].split("</select>")[0]) == [
        "administrator",
        "clerk",
        "nobody",
    ]
    answer = clerk.post(f"/verify/{DOUBTFUL}/assign", {"to": "administrator", "seen": seen_in(page)})
    assert answer.headers["location"] == f"/verify/{DOUBTFUL}"
    assert DOUBTFUL in clerk.get("/queue?assigned=administrator").text
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    assert "Assigned to administrator" in page
    for nobody in ("viewer", "nobody.known"):
        refused = clerk.post(f"/verify/{DOUBTFUL}/assign", {"to": nobody, "seen": seen_in(page)})
        assert refused.status_code == 400
    clerk.post(f"/verify/{DOUBTFUL}/assign", {"to": "", "seen": seen_in(page)})
    assert [each.value for each in waiting.store.decisions(DOUBTFUL)] == ["administrator", None]


def test_the_original_is_taken_as_a_file_that_no_browser_opens_and_that_is_recorded(clerk, waiting) -> None:
    assert f'href="/original/{DOUBTFUL}"' in clerk.get(f"/verify/{DOUBTFUL}").text
    answer = clerk.get(f"/original/{DOUBTFUL}")
    assert answer.content == next(FAX.glob("*.tif")).read_bytes()
    assert answer.headers["content-disposition"] == f'attachment; filename="{DOUBTFUL}.tif"'
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    entry = waiting.store.audit_entries(DOUBTFUL)[-1]
    assert (entry.action, entry.by, entry.reason) == ("identity_viewed", "clerk", "the desk, the original as a file")
    assert waiting.signed_in("analyst").get(f"/original/{DOUBTFUL}").status_code == 403


def test_a_link_that_is_refused_keeps_what_was_typed(clerk) -> None:
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    asked = {"one": DOUBTFUL, "other": "R0000nothing", "answer": "yes", "seen": seen_in(page)}
    refused = clerk.post(f"/verify/{DOUBTFUL}/same", asked)
    assert refused.status_code == 400
    assert '<details class="link" open>' in refused.text
    assert 'value="R0000nothing"' in refused.text


def test_a_viewer_sees_the_queue_and_nobody_in_it(waiting) -> None:
    viewer = waiting.signed_in("viewer")
    page = viewer.get("/queue").text
    assert DOUBTFUL in page
    assert "Arrow keys" not in page, "there is nothing to open"
    assert "fax-dedicated/T" not in page, "names of files can name people"
    for path in (f"/verify/{DOUBTFUL}", f"/page/{DOUBTFUL}/1.png", f"/crop/{DOUBTFUL}/0/subject_name.png"):
        refused = viewer.get(path)
        assert refused.status_code == 403
        assert "OKONKWO" not in refused.text


def test_the_page_shows_values_offers_and_where_they_stand_and_that_somebody_looked(clerk, waiting) -> None:
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    assert 'value="0KONKWO-TEST, Ifeoma"' in page
    assert f'data-offer="{NAME}"' in page
    assert 'data-box="0.2 0.2 0.5 0.22"' in page
    entry = waiting.store.audit_entries(DOUBTFUL)[-1]
    assert (entry.action, entry.by) == ("identity_viewed", "clerk")


def test_pages_and_places_are_pictures(clerk) -> None:
    for look, wide in (("clean", 1000), ("original", 1000), ("small", 100)):
        answer = clerk.get(f"/page/{DOUBTFUL}/1.png?look={look}")
        assert answer.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).width >= wide
    assert Image.open(io.BytesIO(clerk.get(f"/crop/{DOUBTFUL}/0/subject_name.png").content)).height > 20
    assert clerk.get(f"/page/{DOUBTFUL}/9.png").status_code == 400
    assert clerk.get(f"/crop/{DOUBTFUL}/0/sex.png").status_code == 400


def test_a_page_is_opened_once_however_often_and_in_whatever_look_it_is_shown(clerk, waiting) -> None:
    looks = [f"/page/{DOUBTFUL}/1.png?look={look}" for look in ("clean", "original", "small")]
    looks.append(f"/crop/{DOUBTFUL}/0/subject_name.png")
    first = clerk.get(looks[0]).content
    for original in waiting.settings.store.originals.rglob("*"):
        if original.is_file():
            original.unlink()
    assert [clerk.get(look).status_code for look in looks] == [200] * 4
    assert clerk.get(looks[0]).content == first


def test_a_picture_that_is_asked_for_alone_is_a_look_and_recorded_once(clerk, waiting) -> None:
    def looks() -> list[str]:
        return [each.reason for each in waiting.store.audit_entries(DOUBTFUL) if each.action == "identity_viewed"]

    for _ in range(3):
        clerk.get(f"/page/{DOUBTFUL}/1.png")
    assert looks() == ["the desk, a picture of it"]
    clerk.get(f"/verify/{DOUBTFUL}")
    clerk.get(f"/crop/{DOUBTFUL}/0/subject_name.png")
    assert len(looks()) == 2
    waiting.clock.pass_(minutes=61)
    waiting.signed_in("administrator").get(f"/page/{DOUBTFUL}/1.png")
    assert len(looks()) == 3


def test_a_box_that_was_not_read_stays_so_until_a_person_touches_it(clerk, waiting) -> None:
    read = waiting.store.document(DOUBTFUL).reading
    record = read.records[0]
    unread = FieldReading(None, "", 1, Box(0.1, 0.6, 0.12, 0.61), 0.0, None, Doubt.FIELD_UNCERTAIN)
    waiting.store.add_reading(
        replace(read, records=(replace(record, fields={**record.fields, "cancels": unread}),)), "intake", ""
    )
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    assert "data-unread" in page
    clerk.post(f"/verify/{DOUBTFUL}", form_of(page, do="save"))
    assert waiting.store.decisions(DOUBTFUL) == ()
    clerk.post(f"/verify/{DOUBTFUL}", form_of(page, do="save", **{"f-0-cancels-shown": "touched"}))
    assert [(each.name, each.value) for each in waiting.store.decisions(DOUBTFUL)] == [("cancels", False)]


def test_of_several_records_none_is_saved_where_one_makes_no_sense(clerk, waiting) -> None:
    read = waiting.store.document(DOUBTFUL).reading
    two = (read.records[0], Drawn.detainer(3))
    waiting.store.add_reading(replace(read, records=two), "intake", "")
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    answer = clerk.post(f"/verify/{DOUBTFUL}", form_of(page, **{"f-0-sex": "F", "f-1-date_of_birth": "31/31/1980"}))
    assert answer.status_code == 400
    assert 'name="f-1-date_of_birth" value="31/31/1980"' in answer.text, "what was typed is not lost"
    assert waiting.store.decisions(DOUBTFUL) == ()


def test_a_mail_is_shown_with_its_words(clerk, waiting) -> None:
    mail = b"From: Robin <robin@paper.example.com>\nSubject: a question\n\nHow many <b>came</b>?\n"
    sha256 = Originals(waiting.settings.store.originals).put(mail)
    document = Drawn.document("T" + "f" * 16, Drawn.detainer(4))
    arrived = replace(document.transmission, sha256=sha256, size=len(mail), media_type="message/rfc822")
    waiting.store.add(arrived)
    page = clerk.get(f"/verify/{arrived.id}").text
    assert "How many &lt;b&gt;came&lt;/b&gt;?" in page
    assert "robin@paper.example.com" in page


def test_accepting_with_a_corrected_name_settles_it(clerk, waiting) -> None:
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    answer = clerk.post(f"/verify/{DOUBTFUL}", form_of(page, **{"f-0-subject_name": NAME}))
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    document = count_all(waiting.store, waiting.settings).document(DOUBTFUL)
    assert document.reading.status is Status.ACCEPTED
    assert document.reading.records[0].text("subject_name") == NAME
    assert [each.by for each in waiting.store.decisions(DOUBTFUL)] == ["clerk", "clerk"]
    assert "Nothing waits for a person" in clerk.get("/queue").text


def test_only_what_was_changed_becomes_a_decision(clerk, waiting) -> None:
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    clerk.post(f"/verify/{DOUBTFUL}", form_of(page, do="save", **{"f-0-sex": "F"}))
    assert [each.name for each in waiting.store.decisions(DOUBTFUL)] == ["sex"]


def test_a_value_that_makes_no_sense_is_told_and_nothing_is_written(clerk, waiting) -> None:
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    answer = clerk.post(f"/verify/{DOUBTFUL}", form_of(page, **{"f-0-date_of_birth": "31/31/1980"}))
    assert answer.status_code == 400
    assert "expected a date such as" in answer.text
    assert waiting.store.decisions(DOUBTFUL) == ()


def test_of_two_clerks_the_slower_one_is_told_and_overwrites_nothing(clerk, waiting) -> None:
    other = waiting.signed_in("administrator")
    mine, its = clerk.get(f"/verify/{DOUBTFUL}").text, other.get(f"/verify/{DOUBTFUL}").text
    assert "clerk has it open too" in its
    other.post(f"/verify/{DOUBTFUL}", form_of(its, do="save", **{"f-0-subject_name": NAME}))
    answer = clerk.post(f"/verify/{DOUBTFUL}", form_of(mine, **{"f-0-subject_name": "OKONKWO-TEST, Ifeona"}))
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    assert "administrator" in answer.text
    assert "OKONKWO-TEST, Ifeona" in answer.text, "what was typed is not lost"
    record = count_all(waiting.store, waiting.settings).document(DOUBTFUL).reading.records[0]
    assert record.text("subject_name") == NAME


def test_a_decision_is_undone_from_the_page(clerk, waiting) -> None:
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    clerk.post(f"/verify/{DOUBTFUL}", form_of(page, do="save", **{"f-0-subject_name": NAME}))
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    assert clerk.post(f"/verify/{DOUBTFUL}/undo", {"number": "1", "seen": "0.1"}).status_code == 409
    clerk.post(f"/verify/{DOUBTFUL}/undo", {"number": "1", "seen": seen_in(page)})
    record = count_all(waiting.store, waiting.settings).document(DOUBTFUL).reading.records[0]
    assert record.text("subject_name") == "0KONKWO-TEST, Ifeoma"


def test_a_rejection_needs_its_reason(clerk, waiting) -> None:
    page = clerk.get(f"/verify/{DOUBTFUL}").text
    assert clerk.post(f"/verify/{DOUBTFUL}", form_of(page, do="reject", kind="other")).status_code == 400
    clerk.post(f"/verify/{DOUBTFUL}", form_of(page, do="reject", kind="other", reason="an advertisement"))
    assert count_all(waiting.store, waiting.settings).document(DOUBTFUL).reading.status is Status.SET_ASIDE


def test_two_records_are_called_one_request_and_two_again(clerk, waiting) -> None:
    for answer, many in (("yes", 1), ("no", 2)):
        said = {
            "one": DOUBTFUL,
            "other": SURE,
            "answer": answer,
            "seen": seen_in(clerk.get(f"/verify/{DOUBTFUL}").text),
        }
        assert clerk.post(f"/verify/{DOUBTFUL}/same", said).status_code == 303
        assert len(count_all(waiting.store, waiting.settings).gathered.requests) == many


def test_what_there_is_not_is_not_found_in_a_sentence(clerk) -> None:
    answer = clerk.get("/verify/T0000000000000000")
    assert answer.status_code in (400, 404)
    assert "no such transmission" in answer.text
    assert "Traceback" not in answer.text


def test_the_queue_is_an_area_of_its_own(signed_in: Callable[..., object]) -> None:
    assert QUEUE.path == "/queue"
    assert 'href="/queue" aria-current="page"' in signed_in("viewer").get("/queue").text
