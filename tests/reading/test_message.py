"""The text of a mail: a request in it alone waits for a person, a question about detainers asks for nothing."""

from __future__ import annotations

import pytest

from pipeline.reading.message import mentions_in, records_in
from pipeline.values import Record
from pipeline.vocabulary import Doubt, Kind

HOLD = (
    "Immigration and Customs Enforcement requests that you hold Leandro RIBEIRO (A212604718), DOB: 08/17/1991, "
    "event number BUR2502204417, for up to 48 hours beyond the time of release."
)
CANCEL = "Please cancel the detainer on A# 212604718 that we lodged in February."
PRESS = (
    "I am a reporter writing a story for the Globe. How many immigration detainer requests did the department receive "
    "in 2024, and did ICE request that the department hold anyone for 48 hours?"
)
OUT_OF_OFFICE = "I am out of the office until Monday and will answer your message when I return. Thank you."
ATTACHED = "Good morning, please find attached a signed immigration detainer form for the subject named in it."


def only(*texts: str, with_pages: bool = False) -> Record:
    (record,) = records_in(texts, with_pages=with_pages)
    return record


def test_a_request_in_the_text_alone_is_a_detainer_that_nobody_accepts_unseen() -> None:
    record = only(HOLD)
    assert (record.kind, record.pages, record.doubts) == (Kind.DETAINER, (), (Doubt.IN_TEXT_ALONE,))
    assert record.value("file_number") == "212604718"
    assert record.value("date_of_birth") == "1991-08-17"
    assert record.value("event_number") == "BUR2502204417"
    assert all(field.doubt is Doubt.IN_TEXT_ALONE for field in record.fields.values())
    assert all(field.confidence < 0.9 for field in record.fields.values())


def test_a_cancellation_in_the_text_alone_is_one() -> None:
    record = only(CANCEL)
    assert (record.kind, record.doubts) == (Kind.CANCELLATION, (Doubt.IN_TEXT_ALONE,))
    assert record.value("cancels") is True
    assert record.value("file_number") == "212604718"


def test_the_subject_may_be_told_apart_from_the_text() -> None:
    assert only("Detainer request", HOLD).kind is Kind.DETAINER


@pytest.mark.parametrize("text", [PRESS, OUT_OF_OFFICE, "", "Lunch on Friday?"])
def test_what_asks_for_nothing_is_nothing(text: str) -> None:
    assert records_in([text], with_pages=False) == ()


def test_a_form_that_is_announced_and_not_there_is_incomplete() -> None:
    record = only(ATTACHED)
    assert (record.kind, record.doubts) == (Kind.INCOMPLETE, (Doubt.INCOMPLETE,))


@pytest.mark.parametrize("text", [HOLD, CANCEL, ATTACHED])
def test_with_pages_attached_the_pages_speak(text: str) -> None:
    assert records_in([text], with_pages=True) == ()


def test_mentions_are_told_once_each() -> None:
    found = mentions_in(PRESS + " " + PRESS)
    assert "INQUIRY" in found
    assert len(found) == len(set(found))
