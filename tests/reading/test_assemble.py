"""Pages become records: a form takes what came with it, what has no form to belong to is a record of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from pipeline.reading.assemble import IDENTITY, records_of
from pipeline.reading.forms import Form
from pipeline.values import FieldReading, PageReading, Record
from pipeline.vocabulary import NOTES, Doubt, Kind

Pages = Callable[..., PageReading]
Fields = Callable[..., dict[str, FieldReading]]
Assemble = Callable[..., tuple[Record, ...]]


@pytest.fixture
def assemble(forms: Mapping[str, Form], today: date) -> Assemble:
    def do(*pages: PageReading, texts: tuple[Record, ...] = ()) -> tuple[Record, ...]:
        return records_of(pages, forms, texts, today)

    return do


def told(records: tuple[Record, ...]) -> list[tuple[Kind, tuple[int, ...]]]:
    return [(record.kind, record.pages) for record in records]


def test_a_form_alone_is_one_record_without_doubts(page: Pages, detainer_fields: Fields, assemble: Assemble) -> None:
    (record,) = assemble(page(1, "i-247a", fields=detainer_fields()))
    assert (record.kind, record.pages, record.doubts) == (Kind.DETAINER, (1,), ())
    assert record.value("event_number") == "BUR2502204417"


def test_notices_and_a_warrant_belong_to_the_form_before_them(
    page: Pages, detainer_fields: Fields, assemble: Assemble
) -> None:
    records = assemble(
        page(1, "i-247a", fields=detainer_fields()), page(2, "notice"), page(3, "notice"), page(4, "i-200")
    )
    assert told(records) == [(Kind.DETAINER, (1, 2, 3, 4))]


def test_a_cover_and_a_warrant_that_come_first_belong_to_the_form_after_them(
    page: Pages, detainer_fields: Fields, assemble: Assemble
) -> None:
    records = assemble(page(1, "cover"), page(2, "i-200"), page(3, "i-247a", fields=detainer_fields(3)))
    assert told(records) == [(Kind.DETAINER, (1, 2, 3))]


def test_two_people_in_one_call_are_two_records_each_with_its_own_pages(
    page: Pages, detainer_fields: Fields, assemble: Assemble
) -> None:
    records = assemble(
        page(1, "cover"),
        page(2, "i-247a", fields=detainer_fields(2)),
        page(3, "notice"),
        page(4, "i-247a", fields=detainer_fields(4, event_number="BUR2502999999")),
        page(5, "i-205"),
    )
    assert told(records) == [(Kind.DETAINER, (1, 2, 3)), (Kind.DETAINER, (4, 5))]
    assert [record.value("event_number") for record in records] == ["BUR2502204417", "BUR2502999999"]


def test_a_ticked_cancel_box_makes_a_cancellation(page: Pages, detainer_fields: Fields, assemble: Assemble) -> None:
    (record,) = assemble(page(1, "i-247a", fields=detainer_fields(cancels=True)))
    assert record.kind is Kind.CANCELLATION


def test_a_notification_request_that_cancels_stays_one(
    page: Pages, detainer_fields: Fields, assemble: Assemble
) -> None:
    (record,) = assemble(page(1, "i-247n", fields=detainer_fields(form="I-247N", cancels=True)))
    assert record.kind is Kind.NOTIFICATION_REQUEST


def test_notices_alone_are_incomplete(page: Pages, assemble: Assemble) -> None:
    (record,) = assemble(page(1, "notice"), page(2, "notice"))
    assert (record.kind, record.pages, record.doubts) == (Kind.INCOMPLETE, (1, 2), (Doubt.INCOMPLETE,))


def test_notices_with_a_warrant_but_no_form_are_incomplete(page: Pages, assemble: Assemble) -> None:
    assert told(assemble(page(1, "i-200"), page(2, "notice"))) == [(Kind.INCOMPLETE, (1, 2))]


def test_a_warrant_alone_is_a_warrant_only_and_names_its_form(page: Pages, assemble: Assemble) -> None:
    (record,) = assemble(page(1, "i-205"), page(2, "cover"))
    assert (record.kind, record.pages) == (Kind.WARRANT_ONLY, (1, 2))
    assert record.value("form") == "I-205"


def test_an_advertisement_is_other(page: Pages, assemble: Assemble) -> None:
    (record,) = assemble(page(1))
    assert (record.kind, record.pages, record.doubts) == (Kind.OTHER, (1,), ())


@pytest.mark.parametrize(
    ("mentions", "kind", "doubts"),
    [
        (("INQUIRY", "HOLD_REQUEST", "FORM_NAMED"), Kind.OTHER, ()),
        (("FORM_NAMED",), Kind.OTHER, ()),
        (("HOLD_REQUEST",), Kind.INCOMPLETE, (Doubt.MENTIONS_DETAINER, Doubt.INCOMPLETE)),
        (("CANCEL_REQUEST",), Kind.INCOMPLETE, (Doubt.MENTIONS_DETAINER, Doubt.INCOMPLETE)),
        (("DETAINER_ATTACHED",), Kind.INCOMPLETE, (Doubt.INCOMPLETE,)),
    ],
)
def test_a_page_that_is_no_form_is_what_it_speaks_of(
    mentions: tuple[str, ...], kind: Kind, doubts: tuple[Doubt, ...], page: Pages, assemble: Assemble
) -> None:
    (record,) = assemble(page(1, mentions=mentions))
    assert (record.kind, record.doubts) == (kind, doubts)


def test_a_page_that_is_nearly_a_form_says_so(page: Pages, assemble: Assemble) -> None:
    (record,) = assemble(page(1, doubts=(Doubt.FORM_UNCERTAIN,)))
    assert record.doubts == (Doubt.FORM_UNCERTAIN,)


def test_a_doubtful_page_beside_a_form_is_not_forgotten(
    page: Pages, detainer_fields: Fields, assemble: Assemble
) -> None:
    records = assemble(page(1, "i-247a", fields=detainer_fields()), page(2, doubts=(Doubt.FORM_UNCERTAIN,)))
    assert told(records) == [(Kind.DETAINER, (1,)), (Kind.OTHER, (2,))]
    assert records[1].doubts == (Doubt.FORM_UNCERTAIN,)


def test_the_field_that_keeps_a_record_back_says_so(
    page: Pages, detainer_fields: Fields, field: Callable[..., FieldReading], assemble: Assemble
) -> None:
    nearly = field("212604718", confidence=0.87)
    (record,) = assemble(page(1, "i-247a", fields=detainer_fields(file_number=nearly)))
    assert record.doubts == (Doubt.FIELD_UNCERTAIN,)
    assert [name for name, each in record.fields.items() if each.doubt] == ["file_number"]
    assert record.value("file_number") == "212604718"


def test_a_page_that_cannot_be_read_makes_the_record_beside_it_doubtful(
    page: Pages, detainer_fields: Fields, assemble: Assemble
) -> None:
    unread = page(2, decoded=False, doubts=(Doubt.PAGE_TIMED_OUT,))
    (record,) = assemble(page(1, "i-247a", fields=detainer_fields()), unread)
    assert record.kind is Kind.DETAINER
    assert set(record.doubts) == {Doubt.PAGE_UNREADABLE, Doubt.PAGE_TIMED_OUT}


def test_pages_none_of_which_can_be_read_are_unreadable(page: Pages, assemble: Assemble) -> None:
    pages = [page(number, decoded=False, doubts=(Doubt.PAGE_UNREADABLE,)) for number in (1, 2)]
    (record,) = assemble(*pages)
    assert (record.kind, record.pages, record.doubts) == (Kind.UNREADABLE, (1, 2), (Doubt.PAGE_UNREADABLE,))


def test_a_request_in_the_text_of_a_mail_comes_last(page: Pages, detainer_fields: Fields, assemble: Assemble) -> None:
    text = Record(Kind.DETAINER, (), doubts=(Doubt.IN_TEXT_ALONE,))
    records = assemble(page(1, "i-247a", fields=detainer_fields()), texts=(text,))
    assert records[-1] == text
    assert len(records) == 2


@pytest.mark.parametrize("name", [name for name in IDENTITY if name != "form"])
def test_who_when_and_why_must_be_sure_or_the_record_is_doubtful(
    name: str, page: Pages, detainer_fields: Fields, field: Callable[..., FieldReading], assemble: Assemble
) -> None:
    (missing,) = assemble(page(1, "i-247a", fields=detainer_fields(**{name: None})))
    assert missing.doubts == (Doubt.FIELD_MISSING,)
    value = detainer_fields()[name].value
    (faint,) = assemble(page(1, "i-247a", fields=detainer_fields(**{name: field(value, confidence=0.6)})))
    assert faint.doubts == (Doubt.FIELD_UNCERTAIN,)
    (split,) = assemble(page(1, "i-247a", fields=detainer_fields(**{name: field(value, Doubt.READERS_DISAGREE)})))
    assert split.doubts == (Doubt.READERS_DISAGREE,)


def test_an_unusual_event_number_that_was_not_surely_read_waits(
    page: Pages, detainer_fields: Fields, field: Callable[..., FieldReading], assemble: Assemble
) -> None:
    for unsure in (field("JUN2025", confidence=0.6), field("JUN2025", Doubt.READERS_DISAGREE)):
        (record,) = assemble(page(1, "i-247a", fields=detainer_fields(event_number=unsure)))
        assert set(record.doubts) - NOTES
        assert record.fields["event_number"].doubt not in NOTES


def test_a_note_about_an_event_number_is_told_and_kept(
    page: Pages, detainer_fields: Fields, assemble: Assemble
) -> None:
    (record,) = assemble(page(1, "i-247a", fields=detainer_fields(event_number="2025000123")))
    assert record.value("event_number") == "2025000123"
    assert Doubt.EVENT_NUMBER_UNUSUAL in record.doubts


def test_nothing_gives_nothing(assemble: Assemble) -> None:
    assert assemble() == ()
