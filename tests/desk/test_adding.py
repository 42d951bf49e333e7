"""Keying a request: the fields and checks of `intake add`, with each fault beside its field and nothing lost."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pipeline.counted import count_all
from pipeline.desk.adding_fields import ASKED
from pipeline.vocabulary import FIELD_NAMES, PERSON, Basis, Channel, Kind, Status

KNOWN = {
    "channel": "phone",
    "received": "2025-03-02T09:40",
    "kind": "detainer",
    "subject_name": "OKONKWO-TEST, Ifeoma",
    "date_of_birth": "04/09/1980",
    "citizenship": "nigeria",
    "sex": "F",
    "file_number": "A123 456 789",
    "event_number": "BOS2503000123",
    "subject_id": "316260261",
    "form": "I-247A",
    "form_date": "2025-03-01",
    "reason": "told to the front desk",
}


@pytest.fixture
def clerk(bureau):
    """A clerk who has the page before the eyes."""
    browser = bureau.signed_in("clerk")
    assert browser.get("/add").status_code == 200
    return browser


def _faults(page: str) -> dict[str, str]:
    return dict(re.findall(r'<span class="fault" id="(\w+)-fault">([^<]+)</span>', unescape(page)))


def _sent(clerk, values: dict[str, str], *basis: str):
    content = {"csrf": clerk.csrf, **values, "basis": list(basis)}
    return clerk.client.post("/add", data=content)


def test_what_was_keyed_is_kept_counted_and_linked_to(bureau, clerk) -> None:
    answer = _sent(clerk, KNOWN, "final_order", "biometric")
    assert answer.status_code == 303
    page = clerk.get(answer.headers["location"]).text
    counted = count_all(bureau.store, bureau.settings)
    [document], [request] = counted.documents, counted.gathered.requests
    record = document.reading.records[0]
    assert (record.text("subject_name"), record.text("date_of_birth")) == ("OKONKWO-TEST, Ifeoma", "1980-04-09")
    assert (record.text("citizenship"), record.text("file_number")) == ("NIGERIA", "123456789")
    assert set(record.basis) == {Basis.BIOMETRIC, Basis.FINAL_ORDER}
    assert (request.channel, request.year, request.status) == (Channel.PHONE, 2025, Status.ACCEPTED)
    assert document.reading.received.how == PERSON
    assert bureau.store.audit_entries(document.transmission.id)[-1].by == "clerk"
    assert f'href="/verify/{document.transmission.id}"' in page
    assert f'href="/requests/{request.id}"' in page
    assert "It waits for nobody." in page
    # the form below is for another one, which mostly came in the same way
    assert "OKONKWO" not in page
    assert '<option value="phone" selected>' in page


def test_every_fault_stands_beside_its_field_and_what_was_typed_stands_still(bureau, clerk) -> None:
    wrong = KNOWN | {
        "channel": "district_fax",
        "received": "2031-03-02T09:40",
        "date_of_birth": "31/31/1980",
        "citizenship": "Nigerria",
        "file_number": "12",
        "subject_id": "abc",
        "form": "I-999",
        "served_how": "by pigeon",
    }
    answer = _sent(clerk, wrong, "because")
    assert answer.status_code == 400
    faults = _faults(answer.text)
    assert faults.keys() == {
        "received", "date_of_birth", "citizenship", "file_number", "subject_id", "form", "served_how", "basis",
    }  # fmt: skip
    assert faults["citizenship"] == "No country as DHS writes them; did you mean NIGERIA?"
    assert faults["received"] == "Lies in the future; expected when it was."
    assert faults["date_of_birth"] == "Expected a date such as 2025-01-14 or 01/14/2025, not 31/31/1980."
    assert 'value="OKONKWO-TEST, Ifeoma"' in answer.text
    assert 'value="31/31/1980" ' in answer.text
    assert re.search(r'name="citizenship"[^>]*aria-invalid="true" aria-describedby="citizenship-fault"', answer.text)
    # what is folded away is shown where something in it is wrong
    assert '<details class="more" open>' in answer.text
    assert not list(bureau.store.documents())


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"channel": ""}, "channel", "Say how it came."),
        ({"received": ""}, "received", "Say when it came."),
        ({"channel": "pigeon"}, "channel", "No such channel"),
        ({"district": "Q-99"}, "district", "No such district; expected one such as D-4."),
        ({"channel": "district_fax"}, "district", "Say at which station's machine it came"),
        ({"channel": "email", "district": "D-4"}, "district", "Came by email, which leads to no district"),
        ({"kind": "parking ticket"}, "kind", "Parking ticket is none of its values"),
        ({"reason": "two\nlines"}, "reason", "Expected one line of plain text"),
        ({"subject_name": "x" * 301}, "subject_name", "Expected at most 300 characters"),
        ({"received": "1925-03-02T09:40"}, "received", "Expected a time from 1980-01-01 on"),
    ],
)
def test_how_it_came_is_checked_as_at_the_terminal(
    bureau, clerk, said: dict[str, str], field: str, sentence: str
) -> None:
    answer = _sent(clerk, KNOWN | said)
    assert answer.status_code == 400
    faults = _faults(answer.text)
    assert faults.keys() == {field}
    assert faults[field].startswith(sentence)
    assert "--" not in faults[field]
    assert not list(bureau.store.documents())


def test_what_can_be_and_hardly_is_is_kept_and_said(clerk) -> None:
    answer = _sent(clerk, KNOWN | {"date_of_birth": "2020-04-09"}, "biometric")
    assert answer.status_code == 303
    page = clerk.get(answer.headers["location"]).text
    assert "Look once more: by the date of birth the subject was 4 years old when it came." in page


def test_little_is_enough_and_what_is_left_empty_is_not_made_up(bureau, clerk) -> None:
    little = {"channel": "in_person", "received": "2025-03-02T09:40", "district": "d4"}
    answer = _sent(clerk, little | {"subject_name": "OKONKWO-TEST, Ifeoma"})
    assert answer.status_code == 303
    [document] = count_all(bureau.store, bureau.settings).documents
    record = document.reading.records[0]
    assert record.kind is Kind.DETAINER
    assert {name for name, field in record.fields.items() if field.value not in (None, False)} == {
        "subject_name", "subject_last", "subject_first",
    }  # fmt: skip
    assert document.reading.received.district == "D-4"


def test_an_empty_form_is_no_request(bureau, clerk) -> None:
    answer = _sent(clerk, {"channel": "in_person", "received": "2025-03-02T09:40"})
    assert answer.status_code == 400
    assert "Say at least one thing that tells it from others" in answer.text
    assert not list(bureau.store.documents())


def test_the_same_request_keyed_again_is_counted_once(bureau, clerk) -> None:
    _sent(clerk, KNOWN, "biometric")
    bureau.clock.pass_(minutes=1)
    answer = _sent(clerk, KNOWN | {"channel": "mail"}, "biometric")
    page = clerk.get(answer.headers["location"]).text
    assert "counted with a request that was there already" in page
    assert "which came 2 times now" in page
    assert len(count_all(bureau.store, bureau.settings).gathered.requests) == 1


def test_the_form_asks_for_all_that_can_be_keyed() -> None:
    derived = {"subject_last", "subject_first", "subject_middle", "probable_cause"}
    assert {each.name for each in ASKED} == set(FIELD_NAMES) - derived


def test_who_may_not_add_is_turned_away(bureau) -> None:
    for role in ("viewer", "analyst"):
        assert bureau.signed_in(role).get("/add").status_code == 403
        assert bureau.signed_in(role).post("/add", KNOWN).status_code == 403
    assert not list(bureau.store.documents())


def test_an_address_that_names_what_is_not_there_shows_the_form_alone(clerk) -> None:
    for kept in ("T0123456789abcdef", "<b>", "x" * 300):
        page = clerk.get("/add?kept=" + kept)
        assert page.status_code == 200
        assert "Kept as" not in page.text
        assert "<b>" not in page.text.split("<main", 1)[1].split("</main", 1)[0].replace("<b>bold", "")
