"""Specks and streaks go; letters, what a streak crosses, and the rules of a form stay."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipeline.pages import Bitmap, prepare
from pipeline.pages.clean import despeckle, evened, without_streaks
from sample_faxes import fonts


@given(seed=st.integers(0, 10_000), share=st.floats(0, 0.01))
@settings(max_examples=25, deadline=None)
def test_lone_pixels_go_and_letters_stay(seed: int, share: float, faxed: Callable[..., Bitmap]) -> None:
    letters = faxed(lines=98.0).gray[200:500, 100:900]
    # the nearest that a speck may lie to a letter without being one with it
    far = cv2.erode(letters, np.ones((5, 5), np.uint8)) == 255
    specks = np.zeros_like(far)
    specks[::3, ::3] = np.random.default_rng(seed).random(specks[::3, ::3].shape) < share
    dirty = np.where(specks & far, 0, letters).astype(np.uint8)
    assert np.array_equal(despeckle(dirty), despeckle(letters))


def test_despeckling_takes_no_more_than_one_pixel_in_a_thousand_of_a_clean_page(faxed: Callable[..., Bitmap]) -> None:
    page = faxed().gray
    lost = (despeckle(page) != page).sum()
    assert lost < 0.001 * (page == 0).sum()


def test_a_point_of_two_pixels_stays() -> None:
    page = np.full((20, 20), 255, np.uint8)
    page[10, 10:12] = 0
    assert (despeckle(page) == 0).sum() == 2


@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("broken", [1.0, 0.7], ids=["whole", "broken"])
def test_a_streak_goes_and_the_letters_that_it_crosses_keep_their_strokes(
    width: int, broken: float, faxed: Callable[..., Bitmap]
) -> None:
    clean = faxed().gray.copy()
    for row in range(150, 2000, 300):
        clean[row : row + 9, 300:600] = 0  # the bar of a letter, as wide as print gets
    streaked = clean.copy()
    drawn = np.random.default_rng(4).random(clean.shape[0]) < broken
    streaked[drawn, 400 : 400 + width] = 0
    result, count = without_streaks(streaked, 196.0)
    assert count == 1
    beside = np.r_[380:396, 408:424]
    assert np.array_equal(result[:, beside], clean[:, beside])
    place = slice(397, 403 + width)
    before, after = clean[:, place] == 0, result[:, place] == 0
    through = before.all(axis=1)
    assert through.sum() > 50
    assert after[through].all()
    empty = ~before.any(axis=1)
    assert not after[empty].any()


@pytest.fixture(scope="session")
def eight(faxed: Callable[..., Bitmap]) -> tuple[np.ndarray, tuple[slice, slice]]:
    """A page with an 8 in a clear place, and where it stands."""
    page = faxed().gray.copy()
    page[1000:1200] = 255
    image = Image.fromarray(page)
    ImageDraw.Draw(image).text((800, 1080), "8", 0, fonts.font("mono-bold", 36))
    page = np.where(np.asarray(image) < 128, 0, 255).astype(np.uint8)
    rows, columns = np.nonzero(page[1000:1200] == 0)
    place = slice(1000 + int(rows.min()), 1001 + int(rows.max())), slice(int(columns.min()), int(columns.max()) + 1)
    return page, place


def test_a_digit_where_a_streak_is_broken_stays_as_it_is(eight: tuple[np.ndarray, tuple[slice, slice]]) -> None:
    page, (rows, columns) = eight
    streaked = page.copy()
    streaked[: rows.start - 60, columns.start : columns.start + 2] = 0
    streaked[rows.stop + 60 :, columns.start : columns.start + 2] = 0
    result, count = without_streaks(streaked, 196.0)
    assert count == 1
    assert np.array_equal(result[rows, columns], page[rows, columns])
    assert (result[1210:] == page[1210:]).mean() > 0.999, "the streak itself is gone"


@pytest.mark.parametrize("beside", [0, 1, 2])
def test_a_streak_along_the_left_of_an_8_does_not_make_a_3_of_it(
    beside: int, eight: tuple[np.ndarray, tuple[slice, slice]]
) -> None:
    page, (rows, columns) = eight
    streaked = page.copy()
    streaked[:, columns.start + beside : columns.start + beside + 2] = 0
    result, count = without_streaks(streaked, 196.0)
    assert count == 1
    left = slice(columns.start, columns.start + (columns.stop - columns.start) // 2)
    strokes = page[rows, left] == 0
    assert (result[rows, left] == 0)[strokes].mean() > 0.85
    blank = slice(rows.stop + 4, 1196)
    assert (result[blank] == 255).all(), "below it nothing of the streak is left"


def test_a_streak_that_wanders_goes_whole(eight: tuple[np.ndarray, tuple[slice, slice]]) -> None:
    page, (rows, columns) = eight
    streaked = page.copy()
    for row in range(len(page)):
        left = columns.start - 30 + (row // 400) % 3
        streaked[row, left : left + 2] = 0
    result, count = without_streaks(streaked, 196.0)
    assert count == 1
    blank = np.r_[1000 : rows.start, rows.stop : 1200]
    assert (result[blank, columns.start - 40 : columns.stop] == 255).all()


def test_every_streak_is_counted(faxed: Callable[..., Bitmap]) -> None:
    page = faxed().gray.copy()
    for column in (150, 700, 1600):
        page[:, column : column + 2] = 0
    assert without_streaks(page, 196.0)[1] == 3


def test_a_ruled_line_down_a_form_stays(faxed: Callable[..., Bitmap]) -> None:
    page = faxed().gray.copy()
    page[300:600, 860:863] = 0  # between the two halves of a form's head, an inch and a half
    result, count = without_streaks(page, 196.0)
    assert count == 0
    assert np.array_equal(result, page)


def test_a_thick_band_at_the_edge_is_no_streak(faxed: Callable[..., Bitmap]) -> None:
    page = faxed().gray.copy()
    page[:, :30] = 0
    assert without_streaks(page, 196.0)[1] == 0


def test_a_page_without_streaks_is_given_back_as_it_is(faxed: Callable[..., Bitmap]) -> None:
    page = faxed().gray
    result, count = without_streaks(page, 196.0)
    assert (result is page, count) == (True, 0)


def test_a_shadow_on_a_photo_is_divided_out(sheet: np.ndarray) -> None:
    small = cv2.resize(sheet, (1275, 1650), interpolation=cv2.INTER_AREA).astype(np.float64)
    shadow = np.linspace(0.45, 1.0, small.shape[1])[None, :]
    even = evened((small * shadow).astype(np.uint8))
    paper = cv2.erode(cv2.resize(sheet, (1275, 1650)), np.ones((9, 9), np.uint8)) > 250
    assert np.percentile(even[paper], 2) > 225
    assert (even[small < 60] < 140).mean() > 0.95


def test_an_empty_gray_sheet_stays_white() -> None:
    assert evened(np.full((400, 300), 230, np.uint8)).min() > 200


def test_streaks_are_counted_in_the_page_and_taken_out_of_its_view(faxed: Callable[..., Bitmap]) -> None:
    fax = faxed()
    gray = fax.gray.copy()
    gray[:, 1650] = 0
    page = prepare(Bitmap(gray, fax.resolution, fax.how, True))
    assert page.decisions.streaks == 1
    assert page.ink[:, 1640:1670].mean() < 0.2
    assert page.ink_with_streaks[:, 1640:1670].any(axis=1).mean() > 0.9
