"""A photographed sheet is flattened; what shows no sheet is left as it is."""

from __future__ import annotations

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.pages.bitmap import Bitmap
from pipeline.pages.paper import flattened
from sample_faxes.paper import Sheet, inked
from sample_faxes.photo import View, drawn_view, office_scan, photographed, taken


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
    """Four black squares near the corners, to a tenth of an inch: the sheet's corners are soft in a picture."""
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
        assert np.abs([columns.mean() + left, rows.mean() + top] - middle).max() < 10


@pytest.mark.parametrize("seed", range(3))
def test_a_scan_that_fills_its_picture_is_left_as_it_is(seed: int) -> None:
    data, *_ = office_scan(printed(), np.random.default_rng(seed))
    given = bitmap(picture(data))
    assert flattened(given) is given


def test_a_strip_of_a_sheet_is_not_stretched_to_a_sheet() -> None:
    data, *_ = photographed(printed(), np.random.default_rng(1))
    given = bitmap(picture(data)[:900])
    found = flattened(given)
    assert found.resolution == given.resolution
    assert found.gray.shape[0] <= 900


PAPERS = {"letter": (8.5, 11.0), "a4": (8.27, 11.69), "legal": (8.5, 14.0)}


def page_of(inches: tuple[float, float]) -> np.ndarray:
    """A printed page of this size, with a black square half an inch from each corner."""
    sheet = replace(printed(), size=(inches[0] * 72, inches[1] * 72))
    for x in (36.0, inches[0] * 72 - 46):
        for y in (36.0, inches[1] * 72 - 46):
            sheet.patch((x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10))
    return inked(sheet, 2)


def seen(inches: tuple[float, float], view: View, seed: int = 0) -> Bitmap:
    """The picture of such a page that a telephone takes."""
    return bitmap(taken(page_of(inches), inches, view, np.random.default_rng(seed), (1050, 1400)))


def inches_of(flat: Bitmap) -> tuple[float, float]:
    return flat.gray.shape[1] / flat.resolution[0], flat.gray.shape[0] / flat.resolution[1]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("paper", PAPERS)
def test_a_sheet_seen_aslant_gets_the_size_of_its_paper(paper: str, seed: int) -> None:
    """A slant of 25 degrees makes a sheet shorter than the next smaller paper."""
    view = drawn_view(np.random.default_rng(seed))
    flat = flattened(seen(PAPERS[paper], replace(view, tilt=25.0, towards=80 + 10.0 * seed)))
    assert inches_of(flat) == pytest.approx(PAPERS[paper], abs=0.02)


@pytest.mark.parametrize("focal", [0.62, 0.78, 1.1])
def test_letter_is_not_taken_for_another_paper_by_another_lens(focal: float) -> None:
    for tilt, towards in ((0.0, 90.0), (22.0, 40.0), (22.0, 200.0)):
        flat = flattened(seen(PAPERS["letter"], View(focal=focal, tilt=tilt, towards=towards, roll=3.0)))
        assert inches_of(flat) == pytest.approx((8.5, 11), abs=0.02)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_corners_of_a_sheet_that_does_not_lie_flat_are_found(paper: str) -> None:
    """To eight hundredths of an inch, with sides that bend by five."""
    wide, high = PAPERS[paper]
    view = View(tilt=12.0, towards=70.0, roll=-4.0, bulge=(0.05, -0.05), slope=(0.1, -0.1))
    flat = cv2.resize(flattened(seen(PAPERS[paper], view)).gray, (round(wide * 100), round(high * 100)))
    for x in (0.5 + 5 / 72, wide - 0.5 - 5 / 72):
        for y in (0.5 + 5 / 72, high - 0.5 - 5 / 72):
            left, top = round(x * 100) - 30, round(y * 100) - 30
            around = flat[top : top + 60, left : left + 60]
            rows, columns = np.nonzero(cv2.erode((around < 0.5 * around.max()).astype(np.uint8), np.ones((5, 5))))
            assert max(abs(columns.mean() - 30), abs(rows.mean() - 30)) < 8


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
@pytest.mark.parametrize(("right", "down"), [(1, 0), (-1, 0), (0, 1), (0, -1)], ids=["right", "left", "foot", "head"])
def test_a_sheet_that_the_picture_s_edge_cuts_off_is_not_stretched_to_a_whole_one(
    right: int, down: int, share: float
) -> None:
    beyond = 0.5 / 0.95 - 0.5 + share
    given = seen(PAPERS["letter"], View(tilt=3.0, roll=0.5, fill=0.95, shift=(right * beyond, down * beyond)))
    found = flattened(given)
    assert found.resolution == given.resolution
    # all of it that is to be seen is there as it was, and no more than a little of the desk
    rows, columns = np.nonzero(cv2.erode((given.gray > 180).astype(np.uint8), np.ones((9, 9))))
    inside = given.gray[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    height, width = found.gray.shape
    assert inside.shape[0] <= height <= inside.shape[0] + 30
    assert inside.shape[1] <= width <= inside.shape[1] + 30
    assert cv2.matchTemplate(found.gray, inside, cv2.TM_SQDIFF).min() < 0.1 * inside.size


def test_a_letter_sheet_folded_once_across_is_not_stretched_to_a_whole_one() -> None:
    given = seen((8.5, 5.5), View(tilt=10.0, roll=2.0, fill=0.95))
    assert flattened(given) is given


def test_of_two_sheets_in_a_picture_none_is_lost() -> None:
    one = seen(PAPERS["letter"], View(fill=0.8)).gray
    given = bitmap(np.hstack([one, one]))
    assert flattened(given) is given
