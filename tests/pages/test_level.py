"""How far lines lean is found to a tenth of a degree, and lines that run down the page are known from level ones."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.pages import Bitmap, prepare
from pipeline.pages.level import lines_run_down, skew_of


def small(sheet: np.ndarray, lean: float) -> np.ndarray:
    """The ink of the sheet at 71 dots an inch, leaning clockwise by degrees."""
    middle = (sheet.shape[1] / 2, sheet.shape[0] / 2)
    turned = cv2.warpAffine(
        sheet, cv2.getRotationMatrix2D(middle, -lean, 0.93), sheet.shape[::-1], borderValue=255, flags=cv2.INTER_AREA
    )
    return cv2.resize(turned, None, fx=0.175, fy=0.175, interpolation=cv2.INTER_AREA) < 160


def tolerance(lean: float) -> float:
    """A tenth of a degree; near the level a page's edges are off by a row or two, and no angle is the better."""
    return 0.1 if abs(lean) > 0.3 else 0.2


@given(lean=st.floats(-4, 4))
@example(lean=0.0)
@example(lean=4.0)
@example(lean=-4.0)
@settings(max_examples=15, deadline=None)
def test_the_lean_is_found_to_a_tenth_of_a_degree(lean: float, sheet: np.ndarray) -> None:
    assert skew_of(small(sheet, lean)) == pytest.approx(lean, abs=tolerance(lean))


@given(lean=st.floats(-4, 4))
@settings(max_examples=3, deadline=None)
def test_a_fax_that_leans_is_level_after_it_was_prepared(lean: float, faxed: Callable[..., Bitmap]) -> None:
    page = prepare(faxed(lean))
    assert page.decisions.skew == pytest.approx(-lean, abs=tolerance(lean))
    assert skew_of(page.ink[::3, ::3]) == pytest.approx(0, abs=0.15)


def test_an_empty_page_is_level() -> None:
    assert skew_of(np.zeros((700, 600), bool)) == 0.0


def test_lines_that_run_down_are_known(sheet: np.ndarray) -> None:
    level = small(sheet, 0.5)
    assert not lines_run_down(level)
    assert lines_run_down(np.rot90(level))
    assert lines_run_down(np.rot90(level, 3))


@pytest.mark.parametrize("lean", [-4.0, -3.0, 3.0, 4.0])
def test_a_leaning_page_with_a_black_edge_and_a_streak_is_not_taken_for_one_on_its_side(
    lean: float, sheet: np.ndarray
) -> None:
    leaning = small(sheet, lean)
    leaning[:, :14] = True  # the sheet lay beside the glass's edge
    leaning[:, 300:302] = True
    assert not lines_run_down(leaning)
    assert lines_run_down(np.rot90(leaning))


def test_an_empty_page_is_not_turned() -> None:
    assert not lines_run_down(np.zeros((700, 600), bool))
