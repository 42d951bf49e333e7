"""A bitmap becomes an upright page with square pixels, of which every crop shows the same as the whole."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.pages import DPI, Bitmap, Page, prepare
from pipeline.pages.bitmap import resolution_of
from pipeline.pages.level import skew_of


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of two images of one size, slightly smoothed: 1 when they show the same."""
    soft = [cv2.GaussianBlur(image.astype(np.float64), (0, 0), 2).ravel() for image in (one, other)]
    return float(np.corrcoef(soft)[0, 1])


def bitmap_turned(bitmap: Bitmap, quarters: int) -> Bitmap:
    """The bitmap as a page that lay turned counterclockwise in the feeder, by quarters."""
    across, down = bitmap.resolution if quarters % 2 == 0 else bitmap.resolution[::-1]
    return Bitmap(np.ascontiguousarray(np.rot90(bitmap.gray, quarters)), (across, down), bitmap.how, bitmap.bilevel)


@pytest.mark.parametrize("lines", [98.0, 196.0, 391.0])
def test_pixels_are_square_whatever_the_lines_an_inch(lines: float, faxed: Callable[..., Bitmap]) -> None:
    page = prepare(faxed(lines=lines))
    assert page.width == pytest.approx(8.5 * DPI, abs=2)
    assert page.height == pytest.approx(11 * DPI, abs=2)
    assert (page.decisions.width, page.decisions.height) == (page.width, page.height)
    assert page.decisions.resolution[1] == lines


def test_all_resolutions_show_the_same_page(faxed: Callable[..., Bitmap]) -> None:
    standard, fine, superfine = (prepare(faxed(lines=lines)).view for lines in (98.0, 196.0, 391.0))
    size = fine.shape[::-1]
    assert alike(cv2.resize(standard, size), fine) > 0.8
    assert alike(cv2.resize(superfine, size), fine) > 0.95


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_page_on_its_side_is_turned_by_a_quarter(quarters: int, faxed: Callable[..., Bitmap]) -> None:
    page = prepare(bitmap_turned(faxed(), quarters))
    assert page.decisions.turn == 90
    assert page.height > page.width
    upright = page if quarters == 1 else page.turned(180)
    assert alike(upright.view, cv2.resize(prepare(faxed()).view, upright.view.shape[::-1])) > 0.9


@pytest.mark.parametrize("lines", [98.0, 196.0])
@pytest.mark.parametrize("told", ["tags", "shape"])
def test_a_sheet_that_went_in_sideways_and_was_reduced_has_its_own_size_again(
    lines: float, told: str, sheet: NDArray[np.uint8]
) -> None:
    across = 1728 / 11  # dots an inch of the paper: its long side fills the machine's width
    reduced = cv2.resize(np.rot90(sheet), (1728, round(8.5 * across / 204 * lines)), interpolation=cv2.INTER_AREA)
    gray = np.where(reduced < 128, 0, 255).astype(np.uint8)
    resolution, how = resolution_of(gray.shape[1], gray.shape[0], (204.0, lines) if told == "tags" else None)
    page = prepare(Bitmap(gray, resolution, how, bilevel=True))
    assert page.decisions.resolution_how == "reduced"
    assert page.width / DPI == pytest.approx(8.5, abs=0.05)
    assert page.height / DPI == pytest.approx(11, abs=0.15)


def test_a_sheet_that_went_in_sideways_and_was_cut_keeps_its_scale(faxed: Callable[..., Bitmap]) -> None:
    upright = faxed()
    cut = np.ascontiguousarray(np.rot90(upright.gray)[:, :1728])
    page = prepare(Bitmap(cut, (204.0, 204.0), "tags", bilevel=True))
    assert page.decisions.resolution_how == "tags"
    assert page.width == pytest.approx(cut.shape[0], abs=2)


@given(lean=st.floats(-3, 3))
@settings(max_examples=3, deadline=None)
def test_a_page_turned_on_its_head_and_back_is_the_same_and_level_both_times(
    lean: float, faxed: Callable[..., Bitmap]
) -> None:
    page = prepare(faxed(lean))
    head = page.turned(180)
    assert head.decisions.turn == 180
    assert skew_of(head.ink[::3, ::3]) == pytest.approx(0, abs=0.15)
    assert alike(head.view, page.view[::-1, ::-1]) > 0.95
    back = head.turned(180)
    assert (back.decisions.turn, back.decisions.skew) == (0, page.decisions.skew)
    assert alike(back.view, page.view) > 0.99


@given(
    x=st.integers(100, 900), y=st.integers(100, 1500), wide=st.integers(150, 700), high=st.integers(100, 600),
    lean=st.sampled_from([0.0, 1.7]),
)  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_a_crop_shows_what_the_view_shows(
    x: int, y: int, wide: int, high: int, lean: float, faxed: Callable[..., Bitmap]
) -> None:
    page = prepare(faxed(lean))
    crop = page.crop(x, y, x + wide, y + high)
    assert crop.shape == (high, wide)
    seen = page.view[y : y + high, x : x + wide]
    if seen.std() > 10:
        assert alike(crop, seen) > 0.95


@pytest.mark.parametrize("turn", [0, 180])
def test_a_larger_crop_shows_the_same_larger(turn: int, faxed: Callable[..., Bitmap]) -> None:
    page = prepare(faxed(0.8)).turned(turn) if turn else prepare(faxed(0.8))
    crop = page.crop(300, 300, 900, 700, scale=1.4, blur=0.9)
    assert crop.shape == (560, 840)
    assert alike(cv2.resize(crop, (600, 400), interpolation=cv2.INTER_AREA), page.view[300:700, 300:900]) > 0.95


def test_beyond_the_edge_of_a_page_is_paper(faxed: Callable[..., Bitmap]) -> None:
    page = prepare(faxed())
    assert (page.crop(-300, -300, -100, -100) == 255).all()
    assert (page.crop(page.width + 50, 0, page.width + 250, 200) == 255).all()


def blank(ink: Callable[[np.ndarray], None]) -> Page:
    gray = np.full((2156, 1728), 255, np.uint8)
    ink(gray)
    return prepare(Bitmap(gray, (204.0, 196.0), "tags", bilevel=True))


def test_a_page_with_nothing_but_a_header_line_is_blank() -> None:
    assert blank(lambda gray: gray.__setitem__((slice(10, 40), slice(100, 1500)), 0)).blank


def test_a_page_with_a_line_of_print_is_not_blank() -> None:
    assert not blank(lambda gray: cv2.putText(gray, "SUBJECT", (300, 900), 0, 3, 0, 8)).blank


def test_rows_that_were_doubled_are_told_in_the_decisions(faxed: Callable[..., Bitmap]) -> None:
    standard = faxed(lines=98.0)
    doubled = Bitmap(np.repeat(standard.gray, 2, axis=0), (standard.resolution[0], 196.0), "tags", bilevel=True)
    page = prepare(doubled)
    assert page.decisions.rows_doubled
    assert page.original.gray.shape == standard.gray.shape
    assert alike(page.view, prepare(standard).view) > 0.99


def test_a_scan_much_finer_than_a_fax_is_reduced_and_keeps_its_size_in_inches(sheet: np.ndarray) -> None:
    fine = cv2.resize(sheet, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_LINEAR)
    page = prepare(Bitmap(fine, (612.0, 612.0), "tags", bilevel=False))
    assert max(page.source_resolution) <= 420
    assert (page.width, page.height) == (pytest.approx(8.5 * DPI, abs=2), pytest.approx(11 * DPI, abs=2))
