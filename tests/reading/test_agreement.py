"""Readers make one value: sure where they agree, voted where blanks differ, doubtful or none where they do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from pipeline.pages import DPI, Page
from pipeline.reading.agreement import SURE, Agreed, agree
from pipeline.reading.cut import Cut
from pipeline.reading.cutting import cut_line
from pipeline.reading.forms import AnswerKind
from pipeline.reading.offers import STEADILY, letters_alike
from pipeline.reading.seen import Engines
from pipeline.vocabulary import Doubt
from sample_faxes.paper import Sheet

POINT = DPI / 72
Faxed = Callable[..., Page]


@pytest.fixture
def read(faxed: Faxed, tools: Engines) -> Callable[..., Agreed]:
    """What is made of a text that was typed on a line of that kind."""

    def do(kind: AnswerKind, text: str, face: str = "mono-bold", harm: Callable[[Cut], Cut] | None = None) -> Agreed:
        sheet = Sheet()
        for line in range(6):
            sheet.write(60, 90 + 16 * line, f"Line {line} of print above, to level the page by.", "sans", 10)
        sheet.write(150, 300, text, face, 11)
        sheet.stroke((140, 301.5), (500, 301.5), width=0.7)
        cut = cut_line(faxed(sheet), 145 * POINT, 500 * POINT, 300 * POINT, underlined=True)
        assert cut is not None
        return agree(kind, harm(cut) if harm else cut, tools)

    return do


@pytest.mark.parametrize("face", ["mono-bold", "courier-bold", "sans", "serif"])
@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("digits", "341902265", "341902265"),
        ("event_number", "BUR2502204417", "BUR2502204417"),
        ("file_number", "A212 604 718", "212604718"),
        ("date", "02/11/2025", "2025-02-11"),
        ("date", "March 5, 2020", "2020-03-05"),
        ("name", "RIBEIRO, Leandro", "RIBEIRO, Leandro"),
        ("country", "EL SALVADOR", "EL SALVADOR"),
        ("sex", "Female", "F"),
        ("phone", "(781) 555-0137", "+17815550137"),
    ],
)
def test_clean_print_is_read_and_sure(
    kind: AnswerKind, text: str, value: str, face: str, read: Callable[..., Agreed]
) -> None:
    agreed = read(kind, text, face)
    assert agreed.value == value
    assert agreed.doubt is None
    assert SURE <= agreed.confidence < 1
    assert agreed.raw


def test_a_value_that_both_see_says_so(read: Callable[..., Agreed]) -> None:
    assert read("event_number", "BUR2502204417").reader in ("fax print + tesseract", "all")


@pytest.mark.parametrize("name", ["DE LA CRUZ, RAFAEL ANIBAL", "VAN DER LINDE, Emerson", "O'SULLIVAN, Desmond Pascal"])
def test_blanks_and_signs_in_a_name_are_kept(name: str, read: Callable[..., Agreed]) -> None:
    agreed = read("name", name)
    assert agreed.value == name or agreed.doubt is not None
    assert agreed.value is not None
    assert letters_alike("name", agreed.value, name)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("date", "SEE ATTACHED"), ("file_number", "PENDING"), ("phone", "CALL THE OFFICE"), ("country", "ATLANTIS")],
)
def test_what_means_nothing_is_none_with_a_doubt_and_keeps_what_was_seen(
    kind: AnswerKind, text: str, read: Callable[..., Agreed]
) -> None:
    agreed = read(kind, text)
    assert agreed.value is None
    assert agreed.doubt in (Doubt.FIELD_INVALID, Doubt.FIELD_UNCERTAIN)
    assert agreed.raw.replace(" ", "") == text.replace(" ", "")


def test_an_impossible_date_is_none_with_a_doubt(read: Callable[..., Agreed]) -> None:
    agreed = read("date", "02/30/2021")
    assert (agreed.value, agreed.doubt) == (None, Doubt.FIELD_INVALID)


def test_where_nothing_can_be_read_the_value_is_missing(tools: Engines) -> None:
    nothing = np.full((40, 300), 255, np.uint8)
    white = Cut(nothing, 0, 0, 300, 40, (), nothing)
    agreed = agree("date", white, tools)
    assert agreed.value is None
    assert agreed.doubt in (Doubt.FIELD_MISSING, Doubt.FIELD_INVALID)


@pytest.mark.parametrize("seed", range(6))
def test_a_line_that_is_half_destroyed_is_never_wrong_and_sure(seed: int, read: Callable[..., Agreed]) -> None:
    rng = np.random.default_rng(seed)

    def harm(cut: Cut) -> Cut:
        image = cut.image.copy()
        lost = rng.integers(image.shape[0] // 4, 3 * image.shape[0] // 4)
        image[lost : lost + 7] = 255
        image[rng.random(image.shape) < 0.08] = 0
        return replace(cut, image=image, with_rule=image)

    agreed = read("event_number", "BUR2502284417", harm=harm)
    if agreed.value != "BUR2502284417":
        assert agreed.doubt is not None
    if agreed.value is not None and agreed.doubt is not None:
        assert any(offer.reader.endswith(STEADILY) for offer in agreed.candidates), "it is looked at in many ways"


def test_the_end_of_a_label_before_the_answer_does_no_harm(read: Callable[..., Agreed]) -> None:
    for glued in ("ID: 341902265", "#: 341902265"):
        assert read("digits", glued).value == "341902265"


@pytest.mark.parametrize(
    ("kind", "one", "other", "alike"),
    [
        ("name", "DE LA CRUZ, RAFAEL", "DELA CRUZ RAFAEL", True),
        ("name", "RIBEIRO", "RIBEIRA", False),
        ("date", "2025-02-11", "2025-02-11", True),
        ("date", "2025-02-11", "2025-02-1", False),
        ("text", "BK 12", "BK12", True),
    ],
)
def test_two_values_are_the_same_where_only_blanks_and_points_differ(
    kind: AnswerKind, one: str, other: str, alike: bool
) -> None:
    assert letters_alike(kind, one, other) is alike


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "Mar 26, 2025  0680010", "2025-03-26"),
        ("date", "yyyy 11/25/2025", "2025-11-25"),
        ("sex", "Male ;,7nn", "M"),
        ("file_number", "A212 604 718 Dg", "212604718"),
    ],
)
def test_what_stands_beside_an_answer_is_no_part_of_it(
    kind: AnswerKind, text: str, value: str, read: Callable[..., Agreed]
) -> None:
    assert read(kind, text).value == value
