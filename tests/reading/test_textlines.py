"""Lines of print are found in a strip without being read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from pipeline.reading.fax_print import MODEL, QUICK, FaxPrint, chances_of, network_of
from pipeline.reading.textlines import line_boxes, rows_of
from sample_faxes import fonts

SCALE = 1.4


def strip(*texts: tuple[str, int, int]) -> np.ndarray:
    """Text at (left, baseline) in pixels, 10 points high, on a strip 1,500 by 200."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (1500, 200), 255)
    for text, left, baseline in texts:
        ImageDraw.Draw(image).text((left, baseline), text, 0, fonts.font("sans", 40), anchor="ls")
    return np.asarray(image)


def test_lines_beside_each_other_are_two_and_share_a_row() -> None:
    boxes = line_boxes(strip(("Sex: M", 60, 90), ("Citizenship: PERU", 700, 90), ("Date: 1", 60, 160)), SCALE)
    assert len(boxes) == 3
    assert rows_of(boxes) == [0, 0, 1]


def test_rules_and_specks_are_no_lines() -> None:
    image = strip(("Name: ROE", 60, 90)).copy()
    cv2.line(image, (0, 110), (1500, 110), 0, 3)
    image[150:153, 400:403] = 0
    (box,) = line_boxes(image, SCALE)
    assert 55 < box.x0 < 70
    assert box.y1 < 110


@pytest.mark.parametrize("leading", [36, 40, 44])
def test_lines_whose_tails_reach_the_letters_below_are_parted(leading: int) -> None:
    image = strip(("paying for the youngest", 60, 80), ("of the alien being held", 60, 80 + leading))
    upper, lower = line_boxes(image, SCALE)
    assert upper.y1 <= lower.y0
    assert 80 < upper.y1 < 80 + 12
    assert abs(lower.y0 - (80 + leading - 30)) < 8


@given(arrays(np.uint8, some.tuples(some.integers(1, 90), some.integers(1, 90)), elements=some.integers(0, 255)))
@settings(max_examples=60, deadline=None)
def test_any_image_is_survived_and_lines_lie_within_it(image: np.ndarray) -> None:
    for box in line_boxes(image, SCALE):
        assert 0 <= box.x0 < box.x1 <= image.shape[1]
        assert 0 <= box.y0 < box.y1 <= image.shape[0]


def test_the_small_reader_reads_words_in_their_places() -> None:
    words = FaxPrint().words(strip(("File No: A212 604 718", 60, 90), ("Sex: M", 1000, 90)), "block")
    assert [word.text for word in words] == ["File", "No:", "A212", "604", "718", "Sex:", "M"]
    assert {word.line for word in words} == {0}
    assert abs(words[0].x0 - 60) < 12
    assert abs(words[5].x0 - 1000) < 12


def test_the_quick_network_finds_what_the_exact_one_finds() -> None:
    image = strip(("Name of Alien:", 60, 90), ("Date of Birth:", 700, 90))
    quick = " ".join(word.text for word in FaxPrint().words(image, "block"))
    assert quick == "Name of Alien: Date of Birth:"
    ink = np.asarray((255 - image[60:110, 40:600].astype(np.float32)) / 255, np.float32)
    ink = np.asarray(cv2.resize(ink, (358, 32), interpolation=cv2.INTER_AREA), np.float32)
    exact, whole = (chances_of(network_of(file), [ink])[0] for file in (MODEL, QUICK))
    assert (exact.argmax(axis=1) == whole.argmax(axis=1)).mean() > 0.95
    assert not np.array_equal(exact, whole)


def test_the_small_reader_survives_nothing_and_a_line_as_long_as_it_likes() -> None:
    reader = FaxPrint()
    assert reader.lines([np.full((40, 300), 255, np.uint8)])[0].text == ""
    assert reader.words(np.full((5, 5), 255, np.uint8), "block") == []
    reader.lines([np.zeros((3, 4000), np.uint8)])
