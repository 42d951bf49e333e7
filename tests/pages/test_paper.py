"""A photographed sheet is flattened; what shows no sheet is left as it is."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.pages.bitmap import Bitmap
from pipeline.pages.paper import flattened
from sample_faxes.paper import Sheet
from sample_faxes.photo import office_scan, photographed


def bitmap(gray: np.ndarray) -> Bitmap:
    return Bitmap(np.ascontiguousarray(gray, np.uint8), (200.0, 200.0), "assumed", False)


def printed() -> Sheet:
    sheet = Sheet()
    for line in range(40):
        sheet.write(60, 90 + 16 * line, f"Line {line} of print, so that the sheet is no blank one.", "sans", 10)
    return sheet


@pytest.mark.parametrize("seed", range(4))
def test_a_photographed_letter_sheet_becomes_a_letter_page(seed: int) -> None:
    data, *_ = photographed(printed(), np.random.default_rng(seed))
    gray = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    flat = flattened(bitmap(gray))
    height, width = flat.gray.shape
    assert flat.how == "shape"
    assert width / flat.resolution[0] == pytest.approx(8.5, abs=0.05)
    assert height / flat.resolution[1] == pytest.approx(11, abs=0.05)
    assert float(np.median(flat.gray[5:40, 5:-5])) > float(np.median(gray[:20]))


@pytest.mark.parametrize(
    "gray",
    [
        np.full((2200, 1700), 250),
        np.full((2200, 1700), 20),
        np.random.default_rng(1).integers(0, 255, (2200, 1700)),
        np.tile(np.linspace(0, 255, 1700), (2200, 1)),
        np.full((50, 40), 200),
    ],
    ids=["white", "dark", "noise", "slope", "small"],
)
def test_a_picture_without_a_sheet_is_left_as_it_is(gray: np.ndarray) -> None:
    given = bitmap(gray)
    assert flattened(given) is given


def picture(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"))


@pytest.mark.parametrize("seed", range(4))
def test_on_a_flattened_sheet_print_stands_where_it_was_printed(seed: int) -> None:
    """Four black squares near the corners, to a seventh of an inch: the sheet's corners are soft in a picture."""
    sheet = printed()
    places = [(x, y) for x in (40, 558) for y in (40, 738)]
    for x, y in places:
        sheet.patch((x, y), (x + 14, y), (x + 14, y + 14), (x, y + 14))
    data, *_ = photographed(sheet, np.random.default_rng(seed))
    flat = cv2.resize(flattened(bitmap(picture(data))).gray, (850, 1100), interpolation=cv2.INTER_AREA)
    for x, y in places:
        middle = np.array([(x + 7) * 100 / 72, (y + 7) * 100 / 72])
        left, top = (max(0, round(at) - 40) for at in middle)
        around = flat[top : top + 80, left : left + 80]
        black = cv2.erode((around < 0.5 * around.max()).astype(np.uint8), np.ones((7, 7), np.uint8))
        rows, columns = np.nonzero(black)
        assert np.abs([columns.mean() + left, rows.mean() + top] - middle).max() < 14


@pytest.mark.parametrize("seed", range(3))
def test_a_scan_that_fills_its_picture_is_left_as_it_is(seed: int) -> None:
    data, *_ = office_scan(printed(), np.random.default_rng(seed))
    given = bitmap(picture(data))
    assert flattened(given) is given


def test_a_strip_of_a_sheet_is_not_stretched_to_a_sheet() -> None:
    data, *_ = photographed(printed(), np.random.default_rng(1))
    given = bitmap(picture(data)[:900])
    assert flattened(given) is given
