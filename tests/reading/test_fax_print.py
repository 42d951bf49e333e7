"""The small reader reads drawn fax lines, and words in their places; whatever the image, it does not fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from pipeline.pages import DPI, Page
from pipeline.reading.ctc import ALPHABET
from pipeline.reading.cutting import cut_line
from pipeline.reading.fax_print import MODEL, QUICK, FaxPrint, network_of
from sample_faxes import fonts
from sample_faxes.paper import Sheet

POINT = DPI / 72
SCALE = 1.4
FACES = ("mono-bold", "sans", "serif")
Faxed = Callable[..., Page]


@pytest.fixture(scope="module")
def reader() -> FaxPrint:
    return FaxPrint()


def sheet_with(*texts: tuple[float, float, str], face: str = "sans") -> Sheet:
    """Lines of print to level the page by, and texts at (left, baseline) in points, 10 points high."""
    sheet = Sheet()
    for line in range(8):
        sheet.write(60, 400 + 16 * line, f"Line {line} of print below, to level the page by.", "sans", 10)
    for left, baseline, text in texts:
        sheet.write(left, baseline, text, face, 10)
    return sheet


def strip_of(page: Page, top: float, bottom: float) -> np.ndarray:
    """The page between two heights in points, as the reader of strips gets it."""
    return page.crop(0, top * POINT, page.width, bottom * POINT, SCALE, 0.9)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", ["BUR2502204417", "RIBEIRO, Leandro", "A212 604 718", "March 5, 2020"])
def test_a_faxed_line_is_read_and_claimed(text: str, face: str, faxed: Faxed, reader: FaxPrint) -> None:
    page = faxed(sheet_with((150, 300, text), face=face))
    cut = cut_line(page, 145 * POINT, 500 * POINT, 300 * POINT, underlined=False)
    assert cut is not None
    (line,) = reader.lines([cut.look(0.9)])
    assert line.text.replace(" ", "") == text.replace(" ", "")
    assert 0.5 < line.confidence <= 1


def test_lines_are_told_in_the_order_in_which_they_were_given(faxed: Faxed, reader: FaxPrint) -> None:
    texts = ("M", "EL SALVADOR", "341902265 AND MORE OF IT", "HAITI")
    page = faxed(sheet_with(*((150.0, 100.0 + 40 * at, text) for at, text in enumerate(texts)), face="mono-bold"))
    cuts = [cut_line(page, 145 * POINT, 580 * POINT, (100 + 40 * at) * POINT, underlined=False) for at in range(4)]
    looks = [cut.look(0.9) for cut in cuts if cut is not None]
    assert tuple(line.text for line in reader.lines(looks)) == texts


@pytest.mark.parametrize("lines", [98.0, 196.0, 391.0])
def test_each_word_comes_with_its_place(lines: float, faxed: Faxed, reader: FaxPrint) -> None:
    text, left, baseline = "File Number A212 604 718 from HONDURAS", 90.0, 100.0
    words = reader.words(strip_of(faxed(sheet_with((left, baseline, text)), lines), 80, 120), "block")
    assert [word.text for word in words] == text.split()
    for word in words:
        before = text[: text.index(word.text)]
        start = left + fonts.width(before, "sans", 10)
        end = start + fonts.width(word.text, "sans", 10)
        assert word.x0 / SCALE == pytest.approx(start * POINT, abs=6)
        assert word.x1 / SCALE == pytest.approx(end * POINT, abs=6)
        assert word.y1 / SCALE == pytest.approx((baseline - 80) * POINT, abs=8)


def test_words_of_one_row_share_a_number_and_rows_are_numbered_from_the_top(faxed: Faxed, reader: FaxPrint) -> None:
    page = faxed(sheet_with((90, 100, "Sex: Male"), (350, 100, "HAITI"), (90, 130, "Event"), (90, 160, "Date")))
    words = reader.words(strip_of(page, 80, 175), "block")
    assert [(word.text, word.line) for word in words] == [
        ("Sex:", 0), ("Male", 0), ("HAITI", 0), ("Event", 1), ("Date", 2),
    ]  # fmt: skip


def test_where_nothing_is_printed_nothing_is_read(reader: FaxPrint) -> None:
    white = np.full((300, 800), 255, np.uint8)
    assert reader.words(white, "block") == []
    assert [(line.text, line.confidence) for line in reader.lines([white, white[:30]])] == [("", 0.0)] * 2
    assert reader.lines([]) == []


def test_a_line_far_longer_than_a_page_is_wide_is_survived(faxed: Faxed, reader: FaxPrint) -> None:
    page = faxed(sheet_with((150, 300, "RIBEIRO"), face="mono-bold"))
    cut = cut_line(page, 145 * POINT, 500 * POINT, 300 * POINT, underlined=False)
    assert cut is not None
    look = cut.look(0.9)
    endless = np.tile(look, (1, 60))
    one, other = reader.lines([endless, look])
    assert one.text
    assert other.text == "RIBEIRO"


@given(image=arrays(np.uint8, some.tuples(some.integers(1, 60), some.integers(1, 90)), elements=some.integers(0, 255)))
@settings(max_examples=40, deadline=None)
def test_any_image_is_survived_and_what_is_claimed_is_a_share(image: np.ndarray, reader: FaxPrint) -> None:
    (line,) = reader.lines([image])
    assert 0 <= line.confidence <= 1
    for word in reader.words(image, "block"):
        assert 0 <= word.confidence <= 1
        assert word.x0 < word.x1
        assert word.y0 < word.y1


@pytest.mark.parametrize("file", [MODEL, QUICK])
def test_each_network_tells_as_many_signs_as_the_reader_knows(file: Path) -> None:
    assert network_of(file).get_outputs()[0].shape[-1] == len(ALPHABET) + 1
