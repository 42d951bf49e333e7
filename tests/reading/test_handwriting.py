"""Handwriting in a form's fields is told from print, goes to a person, and is never guessed."""

import dataclasses
from collections.abc import Callable
from datetime import date
from random import Random

import numpy as np
import pytest

from pipeline.pages import DPI, Page
from pipeline.reading import handwriting
from pipeline.reading.agreement import first_looks, further_looks
from pipeline.reading.cut import Cut
from pipeline.reading.cutting import cut_line
from pipeline.reading.fields import read_fields
from pipeline.reading.forms import Form, known_forms
from pipeline.reading.handwriting import written_by_hand
from pipeline.reading.identify import identify
from pipeline.reading.registration import register
from pipeline.reading.seen import Engines
from pipeline.values import FieldReading
from pipeline.vocabulary import DOUBT_SENTENCES, Doubt
from sample_faxes import by_hand
from sample_faxes.cast import CAST
from sample_faxes.filing import OFFICES, filing
from sample_faxes.forms import drawer, requests, style
from sample_faxes.paper import Sheet, Stroke, Text

ANSWERS = ("A216 644 113", "03/17/2025", "25-01734", "FERNANDES PIRES, Mbali", "CAPE VERDE", "R. Vance, Officer")
PRINT = ("sans", "sans-bold", "sans-italic", "serif", "serif-bold", "mono", "mono-bold", "helvetica", "courier-bold")


def rows(page: Page, count: int) -> list[Cut]:
    cuts = [cut_line(page, 60.0, page.width - 60.0, (72 + 40 * at) / 72 * DPI, underlined=False) for at in range(count)]
    return [cut for cut in cuts if cut is not None]


def called(cuts: list[Cut], tools: Engines) -> int:
    return sum(written_by_hand(cut, tools.first.lines([*first_looks(cut), *further_looks(cut)])) for cut in cuts)


@pytest.mark.parametrize("lines", [98.0, 196.0, 391.0])
@pytest.mark.parametrize("face", PRINT)
def test_print_of_any_face_is_not_called_handwriting(
    face: str, lines: float, faxed: Callable[..., Page], tools: Engines
) -> None:
    sheet = Sheet()
    for at, words in enumerate(ANSWERS):
        sheet.write(60, 72 + 40 * at, words, face, 8.5 + at)
    cuts = rows(faxed(sheet, lines), len(ANSWERS))
    assert len(cuts) == len(ANSWERS)
    assert called(cuts, tools) == 0


def test_letters_that_a_typewriter_set_off_their_line_are_print(faxed: Callable[..., Page], tools: Engines) -> None:
    sheet, rng = Sheet(), Random(4)
    for at, words in enumerate(ANSWERS):
        for place, letter in enumerate(words):
            sheet.write(60 + 6.6 * place, 72 + 40 * at + rng.uniform(-0.7, 0.7), letter, "mono-bold", 10.5)
    assert called(rows(faxed(sheet), len(ANSWERS)), tools) == 0


@pytest.mark.parametrize("lines", [98.0, 196.0])
def test_most_of_what_many_hands_write_is_found(lines: float, faxed: Callable[..., Page], tools: Engines) -> None:
    found = written = 0
    for number in range(4):
        sheet, rng = Sheet(), Random(number)
        for at in range(16):
            by_hand.write(sheet, 60, 72 + 40 * at, ANSWERS[at % len(ANSWERS)], by_hand.writer(rng), rng)
        cuts = rows(faxed(sheet, lines), 16)
        written += len(cuts)
        found += called(cuts, tools)
    assert written > 55
    assert found > 0.5 * written


def test_a_letter_or_two_say_too_little(faxed: Callable[..., Page], tools: Engines) -> None:
    sheet, rng = Sheet(), Random(2)
    for at, words in enumerate(("M", "F", "MA")):
        by_hand.write(sheet, 60, 72 + 40 * at, words, by_hand.writer(rng), rng)
    cuts = rows(faxed(sheet), 3)
    assert len(cuts) == 3
    assert called(cuts, tools) == 0


def test_a_blank_and_a_speck_have_no_measures() -> None:
    white = np.full((40, 300), 255, np.uint8)
    assert handwriting.measures(white, ()) is None
    white[10:14, 20:24] = 0
    assert handwriting.measures(white, ()) is None


def test_every_measure_has_its_weights() -> None:
    assert 0.5 < handwriting.cut() < 1
    assert 0 < handwriting.chance([float("nan")] * len(handwriting.MEASURES)) < handwriting.cut()
    with pytest.raises(ValueError, match="argument"):
        handwriting.chance([0.0])


def a_form(by_pen: tuple[str, ...], who: by_hand.Writer) -> Sheet:
    """An I-247A with these fields filled in by hand, and the station's block empty but for them."""
    rng = Random(8)
    office, phone = OFFICES[0]
    made = filing(
        rng, date(2025, 3, 14), person=next(iter(CAST.values())), from_office=office, phone=phone, basis=("biometric",),
        edition="3/17", date_style="03/05/2020", name_style="LAST, First Middle", signed=True,
    )  # fmt: skip
    look = dataclasses.replace(
        style.usual(rng), fill="mono-bold", fill_size=10.0, fill_rise=2.0, row_gap=10.0, number_lines=False
    )
    values = dict(made.printed())
    words = values | {"booking_number": "25-01734-09", "served_on": "03/17/25"}
    pen = {field: str(words[field]) for field in by_pen}
    filling = dataclasses.replace(made.filling(pen), values=values | dict.fromkeys(pen, ""))
    sheet = drawer.draw(requests.FORMS["I-247A"](look, made.edition, 3), filling, look, rng)
    by_hand.in_pen(sheet, look.hand, who, rng)
    return sheet


def fields_of(page: Page, tools: Engines) -> dict[str, FieldReading]:
    identified = identify(page, known_forms(), tools)
    form = identified.form
    assert isinstance(form, Form)
    return read_fields(form, identified.page, 1, register(form, identified, tools), tools)


HASTY = dataclasses.replace(by_hand.writer(Random(12)), unsteady=1.7, size=12.0, slant=9.0, climbs=1.4, nib=1.0, ink=0)


@pytest.fixture(scope="module")
def filled(faxed: Callable[..., Page], tools: Engines) -> dict[str, FieldReading]:
    fields = ("booking_number", "served_on", "officer", "subject_name")
    return fields_of(faxed(a_form(fields, HASTY)), tools)


@pytest.mark.parametrize("name", ["booking_number", "served_on", "officer_name", "subject_name"])
def test_a_field_filled_by_hand_has_no_value_and_shows_a_person_where_to_look(
    name: str, filled: dict[str, FieldReading]
) -> None:
    field = filled[name]
    assert field.value is None
    assert field.doubt is Doubt.HANDWRITTEN
    assert field.confidence == 0.0
    assert field.page == 1
    assert field.box is not None
    assert "person" in DOUBT_SENTENCES[field.doubt]


def test_what_readers_made_of_handwriting_is_kept_for_the_person(filled: dict[str, FieldReading]) -> None:
    assert filled["subject_name"].raw
    assert filled["subject_name"].candidates


def test_parts_of_a_name_written_by_hand_are_left_to_a_person_too(filled: dict[str, FieldReading]) -> None:
    for name in ("subject_last", "subject_first", "officer_title"):
        assert filled[name].value is None
        assert filled[name].doubt is Doubt.HANDWRITTEN


def test_print_beside_handwriting_is_read_as_ever(filled: dict[str, FieldReading]) -> None:
    for name in ("subject_id", "event_number", "file_number", "form_date", "date_of_birth"):
        assert filled[name].value is not None
        assert filled[name].doubt is None


def test_neither_an_empty_block_nor_printed_answers_are_called_handwriting(
    faxed: Callable[..., Page], tools: Engines
) -> None:
    fields = fields_of(faxed(a_form((), HASTY)), tools)
    assert fields["booking_number"].value is None
    assert fields["booking_number"].doubt is None
    assert not [name for name, field in fields.items() if field.doubt is Doubt.HANDWRITTEN]


def test_a_pen_writes_all_that_stood_in_its_face_and_nothing_else() -> None:
    sheet, rng = Sheet(), Random(1)
    sheet.write(60, 100, "03/17/25", "hand", 15)
    sheet.write(60, 140, "03/17/25", "mono", 10)
    by_hand.in_pen(sheet, "hand", by_hand.writer(rng), rng)
    assert [mark.face for mark in sheet.marks if isinstance(mark, Text)] == ["mono"]
    assert sum(isinstance(mark, Stroke) for mark in sheet.marks) > 40


def test_no_letter_is_written_alike_twice_and_each_hand_is_drawn_alike_again() -> None:
    def strokes(words: str) -> list[Stroke]:
        sheet, rng = Sheet(), Random(9)
        by_hand.write(sheet, 0, 50, words, by_hand.writer(rng), rng)
        return [mark for mark in sheet.marks if isinstance(mark, Stroke)]

    assert strokes("44") == strokes("44")
    both = strokes("44")
    half = len(both) // 2
    moved = {
        (round(two.points[0][0] - one.points[0][0], 2), round(two.points[0][1] - one.points[0][1], 2))
        for one, two in zip(both[:half], both[half:], strict=True)
    }
    assert len(moved) > 5
