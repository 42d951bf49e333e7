"""How many dots an inch a bitmap has, from its tags or from its shape; rows that a gateway doubled are taken back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pipeline.pages import Bitmap
from pipeline.pages.bitmap import is_bilevel, resolution_of, undouble


def test_plausible_tags_are_believed() -> None:
    assert resolution_of(1728, 1078, (204.0, 98.0)) == ((204.0, 98.0), "tags")
    assert resolution_of(2550, 3300, (300.0, 300.0)) == ((300.0, 300.0), "tags")


@pytest.mark.parametrize(
    ("height", "lines"), [(1078, 98.0), (1145, 98.0), (2156, 196.0), (2290, 196.0), (4301, 391.0), (4570, 391.0)]
)
def test_a_fax_without_tags_has_the_lines_that_its_height_tells(height: int, lines: float) -> None:
    assert resolution_of(1728, height, None) == ((204.0, lines), "shape")


@pytest.mark.parametrize("width", [2048, 2432])
@pytest.mark.parametrize(("inches", "lines"), [(14.3, 98.0), (14.3, 196.0), (14.3, 391.0)])
def test_wider_fax_paper_without_tags_is_told_by_its_shape_too(width: int, inches: float, lines: float) -> None:
    page_inches = inches * width / 2048
    assert resolution_of(width, round(page_inches * lines), None) == ((204.0, lines), "shape")


@pytest.mark.parametrize(
    "tagged",
    [(0.0, 0.0), (-204.0, 98.0), (1.0, 1.0), (72.0, 72.0), (204.0, 2000.0), (204.0, 10.0), (1e6, 1e6)],
    ids=str,
)
def test_tags_that_make_no_page_are_passed_over(tagged: tuple[float, float]) -> None:
    assert resolution_of(1728, 2156, tagged) == ((204.0, 196.0), "shape")


def test_a_roll_of_fax_paper_thirty_inches_long_keeps_its_tags() -> None:
    assert resolution_of(1728, 196 * 29, (204.0, 196.0)) == ((204.0, 196.0), "tags")


def test_a_picture_that_says_nothing_is_taken_for_letter_paper() -> None:
    (across, down), how = resolution_of(1275, 1650, None)
    assert how == "assumed"
    assert across == down == pytest.approx(150, rel=0.02)


def test_a_picture_on_its_side_is_letter_paper_too() -> None:
    (across, _), how = resolution_of(1650, 1275, None)
    assert how == "assumed"
    assert across == pytest.approx(150, rel=0.02)


def test_rows_that_a_gateway_doubled_are_taken_back(faxed: Callable[..., Bitmap]) -> None:
    standard = faxed(lines=98.0)
    doubled = Bitmap(np.repeat(standard.gray, 2, axis=0), (standard.resolution[0], 196.0), "tags", bilevel=True)
    found = undouble(doubled)
    assert found.rows_doubled
    assert found.resolution == (standard.resolution[0], 98.0)
    assert np.array_equal(found.gray, standard.gray)


@pytest.mark.parametrize("lines", [98.0, 196.0])
def test_a_true_fax_keeps_its_rows(faxed: Callable[..., Bitmap], lines: float) -> None:
    fax = faxed(lines=lines)
    assert undouble(fax) is fax


def test_a_gray_scan_is_never_halved(faxed: Callable[..., Bitmap]) -> None:
    scan = Bitmap(np.repeat(faxed(lines=98.0).gray, 2, axis=0), (204.0, 196.0), "tags", bilevel=False)
    assert undouble(scan) is scan


def test_black_and_white_in_eight_bits_is_bilevel_and_a_gray_scan_is_not(faxed: Callable[..., Bitmap]) -> None:
    fax = faxed().gray
    assert is_bilevel(fax)
    assert not is_bilevel(np.clip(fax, 40, 210).astype(np.uint8))
