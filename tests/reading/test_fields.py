"""Answers are read where they stand; without their labels, numbers that look like nothing else are found elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import cv2
import numpy as np
import pytest

from pipeline.pages import DPI, Bitmap, Page, prepare
from pipeline.reading.by_looks import place_of
from pipeline.reading.fields import read_fields
from pipeline.reading.forms import Answer, AnswerKind, Form, KnownBy, Label
from pipeline.reading.registration import Registration
from pipeline.reading.seen import BLUR, SCALE, Engines, SeenWord
from pipeline.reading.words import Found, shifted
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
    ],
)
def test_what_looks_like_a_number_of_its_kind_and_is_the_only_one_is_found_among_words(
    text: str, kind: AnswerKind, found: str | None, seen: Callable[..., list[SeenWord]]
) -> None:
    words = seen(text)
    place = place_of(kind, words)
    inside = [] if place is None else [word.text for word in words if place.x0 <= word.x0 and word.x1 <= place.x1]
    assert (" ".join(inside) or None) == found
