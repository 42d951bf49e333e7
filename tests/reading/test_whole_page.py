"""A whole page of clear print is read quickly; what is not clear, or has no end, goes to the slower reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from pipeline.pages import Bitmap, Page, prepare
from pipeline.pages.bitmap import Gray
from pipeline.reading.fax_print import FaxPrint
from pipeline.reading.page import read_words
from pipeline.reading.seen import Engines, Layout, SeenWord
from sample_faxes.paper import Sheet

Faxed = Callable[..., Page]


class SlowReader:
    """Reads one word that is on no page, so that it shows who was asked."""

    name = "slow"

    def words(self, image: Gray, layout: Layout) -> list[SeenWord]:
        return [SeenWord("slowly", 10, 10, 90, 30, 0.99, 0)]


@pytest.fixture
def with_slow_reader(tools: Engines) -> Engines:
    return replace(tools, whole_pages=SlowReader())


def letter() -> Sheet:
    sheet = Sheet()
    for line in range(20):
        sheet.write(60, 110 + 20 * line, f"Line {line} asks where the parking lot of the station is.", "sans", 10)
    return sheet


def texts(words: list[SeenWord]) -> set[str]:
    return {word.text for word in words}


def test_clear_print_needs_no_slow_reader(faxed: Faxed, with_slow_reader: Engines) -> None:
    words, clear = read_words(faxed(letter()), with_slow_reader)
    assert clear
    assert {"asks", "parking", "station"} <= texts(words)
    assert "slowly" not in texts(words)


def test_print_on_its_head_is_not_clear(faxed: Faxed, with_slow_reader: Engines) -> None:
    words, clear = read_words(faxed(letter()).turned(180), with_slow_reader)
    assert not clear
    assert texts(words) == {"slowly"}


def test_a_few_words_are_not_enough(faxed: Faxed, with_slow_reader: Engines) -> None:
    sheet = Sheet()
    sheet.write(60, 110, "Nothing else stands here", "sans", 10)
    words, clear = read_words(faxed(sheet), with_slow_reader)
    assert not clear
    assert texts(words) == {"slowly"}


def test_dirt_without_end_is_not_read_for_print(with_slow_reader: Engines) -> None:
    rng = np.random.default_rng(7)
    noise = np.where(rng.random((2156 // 6, 1728 // 6)) < 0.4, 0, 255).astype(np.uint8).repeat(6, 0).repeat(6, 1)
    page = prepare(Bitmap(noise, (204.0, 196.0), "tags", bilevel=True))
    words, clear = read_words(page, with_slow_reader)
    assert not clear
    assert texts(words) == {"slowly"}


def test_of_a_page_with_more_lines_than_paper_holds_the_quick_reader_reads_nothing() -> None:
    line = np.full((24, 2400), 255, np.uint8)
    line[5:19, ::8] = line[5:19, 1::8] = line[5:19, 2::8] = 0
    page = np.tile(line, (130, 1))
    reader = FaxPrint()
    assert reader.words(page, "page") == []
    assert reader.words(page[:240], "page")
