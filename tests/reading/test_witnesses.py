"""What stands elsewhere in a transmission bears a value out or raises a doubt, and never changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.reading.assemble import records_of
from pipeline.reading.fields import sure
from pipeline.reading.forms import Form, known_forms
from pipeline.reading.likeness import ALIKE, IN_PART, SAME, name_distance
from pipeline.reading.testimony import Place, Told, Witness, of_message, of_page
from pipeline.reading.witnesses import heard, whose
from pipeline.values import Box, FieldReading, HeaderLine, PageReading, Record
from pipeline.vocabulary import NOTES, Doubt

TODAY = date(2025, 6, 30)
Pages = Callable[..., PageReading]
Fields = Callable[..., dict[str, FieldReading]]
Field = Callable[..., FieldReading]
Bundle = Callable[..., Record]
EASY = 0.05
"""A target error at which what is said here of doubts is the witnesses' doing, not that of the cut."""
WITHOUT_END = float("inf")


@pytest.fixture
def bundle(page: Pages, detainer_fields: Fields, forms: Mapping[str, Form]) -> Bundle:
    """The record of a form that comes with the given pages and message."""

    def do(
        *more: PageReading, message: tuple[Witness, ...] = (), header: HeaderLine | None = None, **given: Any
    ) -> Record:
        form = page(1, "i-247a", fields=detainer_fields(**given), header=header)
        return records_of((form, *more), forms, (), TODAY, message, EASY)[0]

    return do


@pytest.fixture
def warrant(page: Pages, field: Field) -> Callable[..., PageReading]:
    def make(number: int = 4, form: str = "i-200", **values: Any) -> PageReading:
        read = {
            name: value if isinstance(value, FieldReading) else field(value, page=number)
            for name, value in values.items()
        }
        return page(number, form, fields=read)

    return make


# names


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("RIBEIRO, Leandro", "RIBEIRO, Leandro", SAME),
        ("RIBEIRO, Leandro", "Leandro Ribeiro", SAME),
        ("MUÑOZ, José", "Munoz, Jose", SAME),
        ("SILVA COSTA, Joao", "Joao Silva Costa", SAME),
        ("SILVA, COSTA Joao", "Joao Silva Costa", ALIKE),
        ("SILVA COSTA, Joao", "SILVA COSTA Joao", 1.0),
        ("RIBEIRO, Leandro", "RIBEIRA, Leandro", 1.0),
        ("RIBEIRO, Leandro", "RIBEIRO, Le andro", 1.0),
        ("KHAN, Ali", "KNAN, Ali", 1.0),
        ("RIBEIRO, Leandro", "RIBEIRO, Leandro Souza", IN_PART),
        ("RIBEIRO, Leandro", "PEREIRA, Ana", WITHOUT_END),
        ("LI, Bo", "LU, Bai", WITHOUT_END),
    ],
)
def test_names_are_apart_by_what_a_reader_can_have_misread(one: str, other: str, apart: float) -> None:
    assert name_distance(one, other) == name_distance(other, one) == apart


# bearing out


def test_a_warrant_that_says_the_same_makes_number_and_name_surer(
    bundle: Bundle, warrant: Callable[..., PageReading]
) -> None:
    record = bundle(warrant(file_number="212604718", subject_name="RIBEIRO, Leandro"))
    assert record.doubts == ()
    for name in ("file_number", "subject_name"):
        assert record.fields[name].confidence > 0.998
        assert [each.reader for each in record.fields[name].candidates] == ["both", "warrant page 4"]
    assert record.fields["event_number"].candidates == ()


@pytest.mark.parametrize("doubt", [Doubt.READERS_DISAGREE, Doubt.FIELD_UNCERTAIN])
def test_a_witness_that_says_exactly_the_same_answers_the_readers_doubt(
    doubt: Doubt, bundle: Bundle, warrant: Callable[..., PageReading], field: Field
) -> None:
    doubtful = field("212604718", doubt, 0.7)
    assert bundle(file_number=doubtful).doubts == (doubt,)
    record = bundle(warrant(file_number="212604718"), file_number=doubtful)
    assert record.doubts == ()
    assert sure(record.fields["file_number"])


def test_a_witness_does_not_lift_what_was_hardly_read(
    bundle: Bundle, warrant: Callable[..., PageReading], field: Field
) -> None:
    record = bundle(warrant(file_number="212604718"), file_number=field("212604718", Doubt.READERS_DISAGREE, 0.2))
    assert record.doubts == (Doubt.FIELD_UNCERTAIN,)


@pytest.mark.parametrize("doubt", [Doubt.FIELD_INVALID, Doubt.DATE_IN_FUTURE, Doubt.BIRTH_AFTER_FORM])
def test_what_cannot_be_right_stays_doubtful_whoever_says_it_too(doubt: Doubt, bundle: Bundle, field: Field) -> None:
    record = bundle(message=of_message((), ["DOB 08/17/1991"], ()), date_of_birth=field("1991-08-17", doubt))
    assert record.doubts == (doubt,)


def test_a_doubtful_reading_bears_out_and_contradicts_nothing(
    bundle: Bundle, warrant: Callable[..., PageReading], field: Field
) -> None:
    uncertain = Doubt.READERS_DISAGREE
    same = bundle(warrant(file_number=field("212604718", uncertain, 0.5, 4)))
    assert same.fields["file_number"].confidence > 0.998
    other = bundle(warrant(file_number=field("212604713", uncertain, 0.5, 4)))
    assert other.doubts == ()
    assert "212604713" in [each.value for each in other.fields["file_number"].candidates]


def test_a_mail_bears_out_what_its_subject_its_text_and_its_files_repeat(bundle: Bundle) -> None:
    told = of_message(
        ["FW: detainer RIBEIRO, Leandro"],
        ["A-number A212-604-718, DOB 08/17/1991, our event BUR2502204417."],
        ["341902265 Ribeiro Leandro"],
    )
    record = bundle(message=told)
    assert record.doubts == ()
    readers = {name: [each.reader for each in field.candidates[1:]] for name, field in record.fields.items()}
    assert readers["subject_name"] == ["mail subject", "file name"]
    assert readers["file_number"] == readers["date_of_birth"] == readers["event_number"] == ["mail text"]
    assert readers["subject_id"] == ["file name"]


def test_the_parts_of_a_name_share_what_was_said_of_the_whole(bundle: Bundle, field: Field) -> None:
    faint = field("RIBEIRO, Leandro", Doubt.FIELD_UNCERTAIN, 0.88)
    parts = {"subject_last": field("RIBEIRO", Doubt.FIELD_UNCERTAIN), "subject_first": field("Leandro")}
    told = of_message(["RIBEIRO, Leandro"], (), ())
    record = bundle(message=told, subject_name=faint, **parts)
    assert record.doubts == ()
    assert record.fields["subject_last"].doubt is None
    record = bundle(message=of_message(["RIBEIRA, Leandro"], (), ()), subject_name=faint, **parts)
    assert record.fields["subject_last"].doubt is Doubt.FIELD_UNCERTAIN
    assert record.fields["subject_first"].doubt is Doubt.WITNESS_DISAGREES


# contradicting


@pytest.mark.parametrize("said", ["212604713", "212604781", "21260471"])
def test_a_warrant_that_says_nearly_the_same_raises_a_doubt(
    said: str, bundle: Bundle, warrant: Callable[..., PageReading]
) -> None:
    record = bundle(warrant(file_number=said))
    assert record.doubts == (Doubt.WITNESS_DISAGREES,)
    field = record.fields["file_number"]
    assert field.value == "212604718"
    assert [(each.value, each.reader) for each in field.candidates] == [
        ("212604718", "both"),
        (said, "warrant page 4"),
    ]


@pytest.mark.parametrize(
    ("subject", "text", "name", "doubtful"),
    [
        ("detainer - RIBEIRA, Leandro", "", "", "subject_name"),
        ("", "Please see the attached for Leandro Ribero.", "", "subject_name"),
        ("", "", "RIBEIRA_Leandro_I-247A", "subject_name"),
        ("detainer RIBEIRA", "", "", "subject_name"),
        ("", "A 212 604 713", "", "file_number"),
        ("", "event BUR2502204471", "", "event_number"),
        ("", "", "341902266", "subject_id"),
        ("", "A212604718, DOB 08/11/1991", "", "date_of_birth"),
    ],
)
def test_a_mail_that_says_nearly_the_same_raises_a_doubt(
    subject: str, text: str, name: str, doubtful: str, bundle: Bundle
) -> None:
    record = bundle(message=of_message([subject], [text], [name]))
    assert record.doubts == (Doubt.WITNESS_DISAGREES,)
    assert [each for each, read in record.fields.items() if read.doubt] == [doubtful]


def test_a_birth_date_in_a_text_that_names_nobody_contradicts_nothing(bundle: Bundle) -> None:
    assert bundle(message=of_message((), ["DOB 08/11/1991"], ())) == bundle()


@pytest.mark.parametrize(
    "text",
    [
        "A 198 333 102, PEREIRA, Ana, DOB 01/02/1970, event PRO2411000001",
        "Call the duty desk at 781-555-0137 about Ribeiro and two others.",
        "Sgt. Leandro Prado, 617 555 0100",
        "",
    ],
)
def test_what_is_far_apart_speaks_of_somebody_else(text: str, bundle: Bundle) -> None:
    record = bundle(message=of_message([text], [text], [text]))
    assert record == bundle()


def test_a_warrant_of_another_number_is_another_persons(bundle: Bundle, warrant: Callable[..., PageReading]) -> None:
    record = bundle(warrant(file_number="198333102", subject_name="RIBEIRA, Leandro"))
    assert record.fields == bundle().fields


def test_a_cover_sheets_line_may_hold_the_family_name_alone(
    bundle: Bundle, warrant: Callable[..., PageReading]
) -> None:
    assert bundle(warrant(2, "cover", subject_name="DETAINER - RIBEIRO")).doubts == ()
    record = bundle(warrant(2, "cover", subject_name="DETAINER - RIBEIRA"))
    assert record.doubts == (Doubt.WITNESS_DISAGREES,)
    assert record.fields["subject_name"].candidates[-1].value == "RIBEIRA, Leandro"
    record = bundle(warrant(2, "cover", subject_name="Leandro's file: Ribeira"), subject_name="LEANDRO RIBEIRO")
    assert record.fields["subject_name"].candidates[-1].value == "LEANDRO Ribeira"


def test_a_field_that_was_not_read_stays_unread_and_is_offered_what_a_warrant_says(
    bundle: Bundle, warrant: Callable[..., PageReading]
) -> None:
    record = bundle(warrant(file_number="212604718", subject_name="RIBEIRO, Leandro"), file_number=None)
    assert record.value("file_number") is None
    assert record.doubts == (Doubt.FIELD_MISSING,)
    assert [each.value for each in record.fields["file_number"].candidates] == ["212604718"]


# several people


def test_a_warrant_belongs_to_the_person_whom_it_names(
    page: Pages, detainer_fields: Fields, warrant: Callable[..., PageReading], forms: Mapping[str, Form]
) -> None:
    second = {"file_number": "212604719", "event_number": "BUR2502999999", "subject_id": "341902266"}
    pages = (
        page(1, "i-247a", fields=detainer_fields(1)),
        page(2, "i-247a", fields=detainer_fields(2, subject_name="RIBEIRO, Leonora", **second)),
        warrant(3, file_number="212604718", subject_name="RIBEIRO, Leandro"),
        warrant(4, file_number="212604719", subject_name="RIBEIRO, Leonora"),
    )
    one, other = records_of(pages, forms, (), TODAY)
    assert (one.pages, one.doubts) == ((1, 3), ())
    assert (other.pages, other.doubts) == ((2, 4), ())
    assert [each.reader for each in one.fields["file_number"].candidates] == ["both", "warrant page 3"]
    assert [each.reader for each in other.fields["file_number"].candidates] == ["both", "warrant page 4"]


def test_a_mail_about_two_brothers_contradicts_neither(
    page: Pages, detainer_fields: Fields, forms: Mapping[str, Form]
) -> None:
    numbers = {"file_number": "212604719", "event_number": "BUR2502204418", "subject_id": "341902266"}
    other = detainer_fields(2, subject_name="RIBEIRO, Leandra", **numbers)
    pages = (page(1, "i-247a", fields=detainer_fields(1)), page(2, "i-247a", fields=other))
    told = of_message(["RIBEIRO, Leandra"], ["A212604718 BUR2502204417", "A212604719 BUR2502204418"], ())
    records = records_of(pages, forms, (), TODAY, told)
    assert [record.doubts for record in records] == [(), ()]
    assert [len(record.fields["subject_name"].candidates) for record in records] == [0, 2]


def test_two_copies_of_a_form_that_differ_in_a_letter_both_ask(
    page: Pages, detainer_fields: Fields, forms: Mapping[str, Form]
) -> None:
    pages = (
        page(1, "i-247a", fields=detainer_fields(1)),
        page(2, "i-247a", fields=detainer_fields(2, subject_name="RIBEIRA, Leandro")),
    )
    records = records_of(pages, forms, (), TODAY)
    assert [record.doubts for record in records] == [(Doubt.WITNESS_DISAGREES,)] * 2
    assert records[0].fields["file_number"].confidence > 0.998


def test_a_new_form_for_the_same_person_contradicts_no_date_or_event(
    page: Pages, detainer_fields: Fields, forms: Mapping[str, Form]
) -> None:
    later = detainer_fields(2, form_date="2025-02-12", event_number="BUR2502204427")
    records = records_of(
        (page(1, "i-247a", fields=detainer_fields(1)), page(2, "i-247a", fields=later)), forms, (), TODAY
    )
    assert [record.doubts for record in records] == [(), ()]


def test_a_page_that_names_nobody_belongs_to_nobody_by_itself(detainer_fields: Fields) -> None:
    nameless = Witness("warrant page 4", Place.WARRANT, (("form_date", Told("2025-02-11")),), page=4)
    assert whose(nameless, [detainer_fields()]) is None


# dates


@pytest.mark.parametrize(
    ("event", "confidence", "doubts"),
    [
        ("BUR2502204417", 0.95, ()),
        ("BUR2409204417", 0.95, ()),
        ("BUR2407204417", 0.95, (Doubt.WITNESS_DISAGREES,)),
        ("BUR2407204417", 0.995, ()),
        ("BUR2413204417", 0.95, ()),
        ("BUR9907204417", 0.95, ()),
    ],
)
def test_an_event_opened_in_another_season_questions_a_date_that_is_not_nearly_certain(
    event: str, confidence: float, doubts: tuple[Doubt, ...], bundle: Bundle, field: Field
) -> None:
    record = bundle(event_number=event, form_date=field("2025-02-11", confidence=confidence))
    assert record.doubts == doubts
    assert (record.fields["form_date"].confidence > confidence) == (event == "BUR2502204417")


def test_month_and_header_bear_out_a_date_in_part_and_answer_no_doubt(bundle: Bundle, field: Field) -> None:
    header = HeaderLine("FEB 12 2025 14:32", datetime(2025, 2, 12, 14, 32))  # noqa: DTZ001 - the sender's clock
    record = bundle(header=header, form_date=field("2025-02-11", Doubt.READERS_DISAGREE, 0.9))
    assert record.fields["form_date"].confidence == 0.95
    assert record.doubts == (Doubt.READERS_DISAGREE,)


def test_a_form_dated_after_it_was_sent_is_questioned(bundle: Bundle, field: Field) -> None:
    header = HeaderLine("JAN 12 2025 14:32", datetime(2025, 1, 12, 14, 32))  # noqa: DTZ001 - the sender's clock
    record = bundle(header=header, form_date=field("2025-02-11", confidence=0.95))
    assert record.doubts == (Doubt.WITNESS_DISAGREES,)
    assert bundle(header=header, form_date=field("2025-02-11", confidence=0.995)).doubts == ()


def test_the_sending_machines_number_bears_out_the_number_to_call(bundle: Bundle, field: Field) -> None:
    header = HeaderLine("FR ICE ERO BOSTON 781 555 0137 TO 16175550100 P.02/04")
    surer = bundle(header=header, notify_phone=field("+17815550137", confidence=0.9))
    assert surer.fields["notify_phone"].confidence == 0.98
    other = bundle(header=header, notify_phone=field("+17815550139", confidence=0.9))
    assert other.fields["notify_phone"] == field("+17815550139", confidence=0.9)


# whatever the witnesses say

letters = some.sampled_from("AEIOURBNL")


@some.composite
def slips(draw: some.DrawFn, value: str) -> str:
    """The value, or one with up to three characters read wrong, or another altogether."""
    chars = list(value)
    for _ in range(draw(some.integers(0, 3))):
        at = draw(some.integers(0, len(chars) - 1))
        chars[at] = draw(some.sampled_from("0123456789") if chars[at].isdigit() else letters)
    return draw(some.just("".join(chars)) | some.text(max_size=12))


FORM = {
    "form": "I-247A", "subject_name": "RIBEIRO, Leandro", "date_of_birth": "1991-08-17", "citizenship": "BRAZIL",
    "sex": "M", "file_number": "212604718", "subject_id": "341902265", "event_number": "BUR2502204417",
    "form_date": "2025-02-11", "basis": ("biometric",), "cancels": False,
}  # fmt: skip
doubts = some.none() | some.sampled_from(Doubt)
shares = some.floats(0, 1)


@some.composite
def forms_read(draw: some.DrawFn) -> dict[str, FieldReading]:
    """The fields of a form, some of them unread, doubtful or misread."""
    fields = {}
    for name, value in FORM.items():
        read = draw(some.none() | slips(value)) if isinstance(value, str) and name != "form" else value
        box = Box(0.1, 0.1, 0.2, 0.2)
        fields[name] = FieldReading(read or None, str(value), 1, box, draw(shares), "both", draw(doubts))
    return fields


@some.composite
def witnesses(draw: some.DrawFn) -> tuple[Witness, ...]:
    found = []
    for number in range(draw(some.integers(0, 3))):
        place = draw(some.sampled_from(Place))
        told = tuple(
            (name, Told(draw(slips(value)), draw(shares), draw(some.booleans())))
            for name, value in FORM.items()
            if isinstance(value, str) and name != "form" and draw(some.booleans())
        )
        words = ()
        if place in (Place.LINE, Place.TEXT):
            words = tuple(draw(slips("Detainer RIBEIRO, Leandro today")).split())
        found.append(Witness(f"{place.name} {number + 2}", place, told, words, number + 2))
    return tuple(found)


@given(forms_read(), witnesses(), some.dictionaries(some.integers(2, 4), forms_read(), max_size=2))
def test_no_witness_ever_changes_a_value(
    fields: dict[str, FieldReading], told: tuple[Witness, ...], others: dict[int, dict[str, FieldReading]]
) -> None:
    after = heard(fields, told, others, None, TODAY)
    assert {name: each.value for name, each in after.items()} == {name: each.value for name, each in fields.items()}
    assert {name: each.raw for name, each in after.items()} == {name: each.raw for name, each in fields.items()}
    for name, each in after.items():
        if each.candidates:
            assert each.value is None or each.candidates[0].value == each.value
            assert (
                fields[name].doubt is None
                or each.doubt is not None
                or fields[name].doubt
                in (
                    Doubt.READERS_DISAGREE,
                    Doubt.FIELD_UNCERTAIN,
                )
            )


@given(forms_read(), witnesses(), some.sampled_from(["subject_name", "file_number", "event_number", "subject_id"]))
def test_a_contradiction_always_leaves_a_doubt_that_asks(
    fields: dict[str, FieldReading], told: tuple[Witness, ...], name: str
) -> None:
    after = heard(fields, told, {}, None, TODAY)
    sure_ones = {
        (witness.teller, each.value) for witness in told for which, each in witness.told if which == name and each.sure
    }
    own = after[name].value
    against = [
        each
        for each in after[name].candidates
        if (each.reader, each.value) in sure_ones
        and isinstance(own, str)
        and (name_distance(own, each.value, loose=True) > ALIKE if name == "subject_name" else each.value != own)
    ]
    if against:
        assert after[name].doubt is not None
        assert after[name].doubt not in NOTES
        assert not sure(after[name])


@given(forms_read(), witnesses())
def test_a_value_that_nobody_contradicts_is_no_less_sure_than_before(
    fields: dict[str, FieldReading], told: tuple[Witness, ...]
) -> None:
    after = heard(fields, told, {}, None, TODAY)
    for name, before in fields.items():
        if after[name].doubt is not Doubt.WITNESS_DISAGREES and before.doubt is None:
            assert after[name].confidence >= before.confidence


@given(forms_read(), witnesses())
def test_the_order_of_witnesses_settles_nothing(fields: dict[str, FieldReading], told: tuple[Witness, ...]) -> None:
    one, other = heard(fields, told, {}, None, TODAY), heard(fields, told[::-1], {}, None, TODAY)
    for name in fields:
        assert (one[name].doubt, one[name].confidence) == (other[name].doubt, pytest.approx(other[name].confidence))


@given(some.text(max_size=200), some.text(max_size=200))
def test_any_text_may_be_a_witness(subject: str, text: str) -> None:
    fields = {name: FieldReading(value, str(value), 1, None, 0.97, "both") for name, value in FORM.items()}
    after = heard(fields, of_message([subject], [text], [subject]), {}, None, TODAY)
    assert {name: each.value for name, each in after.items()} == FORM


def test_a_page_without_values_is_no_witness(page: Pages) -> None:
    notice = next(form for form in known_forms() if form.name == "notice")
    assert of_page(page(2, "notice"), notice) is None
