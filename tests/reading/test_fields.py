"""Answers are read where they stand; without their labels, numbers that look like nothing else are found elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import cv2
import numpy as np
import pytest

from pipeline.pages import DPI, Bitmap, Page, prepare
from pipeline.reading.by_looks import blank_after, phone_of, place_of
from pipeline.reading.fields import read_fields
from pipeline.reading.forms import Answer, AnswerKind, Form, KnownBy, Label
from pipeline.reading.registration import Registration
from pipeline.reading.seen import BLUR, SCALE, Engines, SeenWord
from pipeline.reading.words import Found, shifted
from pipeline.values import FieldReading
from pipeline.vocabulary import Doubt
from sample_faxes.paper import Sheet, inked

ROWS = {"event_number": 200.0, "file_number": 230.0, "form_date": 260.0}
"""Points from the top edge to the foot of each answer."""
EVENT, FILE, DATE = "BOS2501000123", "A123 456 789", "03/05/2025"


def form() -> Form:
    kinds = {"event_number": "event_number", "file_number": "file_number", "form_date": "date"}
    return Form(
        name="drawn",
        form="I-247A",
        kind="detainer",
        known_by=KnownBy(titles=("DRAWN",), title_at=(1.0, 1.0, 3.0)),
        label=tuple(Label(name=name, text=name, at=(1.0, row / 72, 1.6)) for name, row in ROWS.items()),
        field=tuple(Answer(name=name, kind=kind, label=name, until=6.0) for name, kind in kinds.items()),
    )


def faxed(answers: dict[str, str]) -> Page:
    """The answers as a fine fax, without their labels."""
    sheet = Sheet()
    sheet.write(60, 80, "Lines of print above the answers, so that the page can be levelled by something.", "sans", 10)
    for name, text in answers.items():
        sheet.write(126, ROWS[name], text, "mono", 11)
    small = cv2.resize(inked(sheet), (1734, 2156), interpolation=cv2.INTER_AREA)
    gray = np.where(cv2.GaussianBlur(small, (0, 0), 0.5) < 128, 0, 255).astype(np.uint8)
    return prepare(Bitmap(gray, (204.0, 196.0), "tags", bilevel=True))


def registration(page: Page, tools: Engines, *found: str) -> Registration:
    """As if of the labels only these had been found, and all words been read."""
    matrix = np.array([[DPI, 0, 0], [0, DPI, 0]], np.float64)
    labels = {name: Found(DPI, 1.6 * DPI, ROWS[name] / 72 * DPI, 0.1 * DPI, 95.0) for name in found}
    words = shifted(tools.words.words(page.crop(0, 0, page.width, 1000, SCALE, BLUR), "block"), 0, 0, SCALE)
    return Registration(matrix, (), MappingProxyType(labels), tuple(words))


def test_answers_that_stand_elsewhere_without_labels_are_known_by_their_looks(tools: Engines) -> None:
    page = faxed({"event_number": FILE, "file_number": EVENT, "form_date": DATE})
    fields = read_fields(form(), page, 1, registration(page, tools, "form_date"), tools)
    assert (fields["event_number"].value, fields["file_number"].value) == (EVENT, "123456789")
    assert {fields[name].doubt for name in ("event_number", "file_number")} == {Doubt.FIELD_UNCERTAIN}
    box = fields["event_number"].box
    assert box is not None, "the person who looks is shown where it was read"
    assert box.y1 * page.height == pytest.approx(ROWS["file_number"] / 72 * DPI, abs=12)
    assert (fields["form_date"].value, fields["form_date"].doubt) == ("2025-03-05", None)


def test_a_lost_answer_is_not_filled_with_another_that_is_in_its_place(tools: Engines) -> None:
    page = faxed({"event_number": EVENT, "form_date": DATE})
    fields = read_fields(form(), page, 1, registration(page, tools), tools)
    assert (fields["event_number"].value, fields["file_number"].value) == (EVENT, None)
    assert fields["form_date"].value == "2025-03-05"


def test_an_answer_in_its_place_is_not_sought_elsewhere(tools: Engines) -> None:
    page = faxed({"event_number": "HAR2501000777", "file_number": FILE, "form_date": EVENT})
    fields = read_fields(form(), page, 1, registration(page, tools, *ROWS), tools)
    assert fields["event_number"].value == "HAR2501000777"
    assert fields["form_date"].value is None


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("File No: A 123 456 789", "file_number", "A 123 456 789"),
        ("No 123-456-789 of", "file_number", "123-456-789"),
        ("Subject ID 341902265", "file_number", None),
        ("call 617 555 0148", "file_number", None),
        ("A123456789 and A987654321", "file_number", None),
        ("Event # BOS2501000123 Date", "event_number", "BOS2501000123"),
        ("Apr 24, 2025", "event_number", None),
        ("BOS2501000123", "date", None),
        ("Citizenship JORDAN Sex Male", "sex", "Male"),
        ("Sex F M", "sex", None),
        ("Milan MALEK", "sex", None),
    ],
)
def test_what_looks_like_a_number_of_its_kind_and_is_the_only_one_is_found_among_words(
    text: str, kind: AnswerKind, found: str | None, seen: Callable[..., list[SeenWord]]
) -> None:
    words = seen(text)
    place = place_of(kind, words, words[0].y1)
    inside = [] if place is None else [word.text for word in words if place.x0 <= word.x0 and word.x1 <= place.x1]
    assert (" ".join(inside) or None) == found


def test_a_sex_elsewhere_than_in_its_row_is_not_found_by_its_looks(seen: Callable[..., list[SeenWord]]) -> None:
    words = seen("Doe, John M")
    assert place_of("sex", words, words[0].y1) is not None
    assert place_of("sex", words, words[0].y1 + 0.3 * DPI) is None


def telephones(seen: Callable[..., list[SeenWord]], *lines: str) -> tuple[list[SeenWord], Found]:
    """The words of lines under each other, and the label that ends with `(CBP) at`."""
    words = [word for place, text in enumerate(lines) for word in seen(text, place, baseline=100.0 + 26 * place)]
    at = next(place for place, word in enumerate(words) if word.text == "(CBP)") + 1
    return words, Found(words[at - 1].x0, words[at].x1, words[at].y1, 20.0, 100.0)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("or Border Protection (CBP) at (781) 555-0137 . If you", "reach nobody: (802) 872-6020."), "(781) 555-0137"),
        (("or Border Protection (CBP) at", "(781) 555-0137 . If you cannot reach"), "(781) 555-0137"),
        (("or Border Protection (CBP) at", "781-5S5-0l37 if you cannot"), "781-5S5-0l37"),
        (("or Border Protection (CBP) at", "reach nobody, contact (802) 872-6020."), None),
        (("call (617) 555-0100 or (CBP) at", "the number(s) provided in 2017-2019"), None),
    ],
)
def test_the_telephone_number_after_its_label_is_found_on_whichever_line_it_stands(
    lines: tuple[str, ...], found: str | None, seen: Callable[..., list[SeenWord]]
) -> None:
    words, label = telephones(seen, *lines)
    place = phone_of(words, label)
    inside = [
        word.text
        for word in words
        if place and word.y1 == place.baseline and place.x0 <= word.x0 and word.x1 <= place.x1
    ]
    assert (" ".join(inside) or None) == found


def test_a_blank_without_room_on_its_line_begins_anew_on_the_next(seen: Callable[..., list[SeenWord]]) -> None:
    words, label = telephones(seen, "Notify us as early as you can, and notify", "Border Protection (CBP) at", "")
    blank = blank_after(words, label)
    assert blank is not None
    assert (blank.x0, blank.baseline) == (100.0, label.baseline + 26)
    short, its = telephones(seen, "Notify us as early as you possibly can, and do so by calling us", "(CBP) at", "")
    assert blank_after(short, its) is None, "there is room behind the label"


def in_one_row() -> Form:
    kinds = {"date_of_birth": "date", "citizenship": "country", "sex": "sex"}
    at = {"date_of_birth": 1.0, "citizenship": 3.5, "sex": 6.4}
    ends = {"date_of_birth": 3.4, "citizenship": 6.3, "sex": 7.6}
    return Form(
        name="drawn",
        form="I-247A",
        kind="detainer",
        known_by=KnownBy(titles=("DRAWN",), title_at=(1.0, 1.0, 3.0)),
        label=tuple(Label(name=name, text=name, at=(at[name], ROW / 72, at[name] + 0.4)) for name in kinds),
        field=tuple(Answer(name=name, kind=kind, label=name, until=ends[name]) for name, kind in kinds.items()),
    )


ROW = 230.0
"""Points from the top edge to the feet of the answers of one row."""


def row_of_answers(tools: Engines, sex_at: float, *found: str) -> dict[str, FieldReading]:
    """A row that holds three answers, the labels named in `found` being found, the others lost."""
    sheet = Sheet()
    sheet.write(60, 80, "Lines of print above the answers, so that the page can be levelled by something.", "sans", 10)
    for x, text in ((1.6, "05/06/1988"), (4.1, "HONDURAS"), (sex_at, "MALE")):
        sheet.write(72 * x, ROW, text, "mono", 11)
    small = cv2.resize(inked(sheet), (1734, 2156), interpolation=cv2.INTER_AREA)
    page = prepare(Bitmap(np.where(small < 128, 0, 255).astype(np.uint8), (204.0, 196.0), "tags", bilevel=True))
    matrix = np.array([[DPI, 0, 0], [0, DPI, 0]], np.float64)
    labels = {
        label.name: Found(label.at[0] * DPI, label.at[2] * DPI, ROW / 72 * DPI, 0.1 * DPI, 95.0)
        for label in in_one_row().labels
        if label.name in found
    }
    return read_fields(in_one_row(), page, 1, Registration(matrix, (), MappingProxyType(labels)), tools)


def test_an_answer_without_its_label_stands_where_others_tell_its_row_and_none_is_of_its_kind(tools: Engines) -> None:
    told = row_of_answers(tools, 6.9, "citizenship", "sex")
    assert (told["date_of_birth"].value, told["date_of_birth"].doubt) == ("1988-05-06", None)
    alone = row_of_answers(tools, 6.9)
    assert (alone["date_of_birth"].value, alone["date_of_birth"].doubt) == ("1988-05-06", Doubt.FIELD_UNCERTAIN)


def test_the_last_answer_of_a_row_is_read_though_an_edition_moved_it_beyond_where_it_should_end(tools: Engines) -> None:
    assert row_of_answers(tools, 7.5, "date_of_birth", "citizenship", "sex")["sex"].value == "M"
