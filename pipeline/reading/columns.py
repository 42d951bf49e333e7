"""Pure. Columns of printed squares: which squares stand in one, and which are the boxes that a form describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.pages import DPI
from pipeline.reading.forms import CheckBox
from pipeline.reading.squares import SURE, Square

NEARLY_PERFECT = 0.985
"""No letter scores this."""
_ASIDE, _LARGER, WHOLE = 9, 5, 2
"""Pixels that squares of one column stand aside from one another at most, and that their sides differ; whole ones that
bear out a damaged one."""
STRAIGHT, _RATHER_STRAIGHT = 0.07, 0.14
"""Inches that a square may lie from where a shift and a stretch of the described column put it; and where all squares
of the column are whole and no text tells otherwise."""


def aligned(squares: Sequence[Square]) -> list[Square]:
    """The squares of the column that holds most of them: their left sides on one line, their sides of one length."""
    best: list[Square] = []
    for lead in squares:
        beside = [s for s in squares if in_line(s, lead)]
        if _worth(beside) > _worth(best):
            best = beside
    sure = [s for s in best if s.score >= SURE]
    # letters are square-like too, but seldom stand in the column of the boxes; real squares are nearly perfect
    return sorted(sure if len(sure) >= 2 else best, key=lambda square: square.y)


def _worth(column: Sequence[Square]) -> float:
    """How likely a column is that of the boxes: one whole square is worth several letters that are like squares."""
    return sum(square.score**8 for square in column)


def in_line(one: Square, other: Square) -> bool:
    """Whether two squares may stand in one column."""
    return abs(one.x - other.x) <= _ASIDE and abs(one.side - other.side) <= _LARGER


def in_order(places: Sequence[tuple[float, float]], squares: Sequence[Square], straight: float) -> list[Square] | None:
    """The squares from the top, if they are as many as expected and lie, but for `straight` inches, as expected but for
    a shift and a stretch."""
    if len(squares) != len(places):
        return None
    expected, seen = np.array([y for _, y in places]), np.array([square.middle[1] for square in squares])
    slope, start = np.polyfit(expected, seen, 1)
    off = np.abs(slope * expected + start - seen).max()
    return list(squares) if 0.85 < slope < 1.2 and off < straight * DPI else None


def as_many_whole(places: Sequence[tuple[float, float]], squares: Sequence[Square]) -> list[Square] | None:
    """The squares from the top, if they are whole, as many as expected, and rather where they are expected: where no
    text tells otherwise they are the boxes of an edition that parts its rows in its own way."""
    whole = len(squares) > WHOLE and all(square.score >= NEARLY_PERFECT for square in squares)
    return in_order(places, squares, _RATHER_STRAIGHT) if whole else None


def borne_out(found: Mapping[CheckBox, Square | None]) -> dict[CheckBox, Square | None]:
    """The squares, without damaged ones that no two whole ones bear out: bold letters look like such squares too, and
    a few of them in a column like marked ones."""
    sure = [square for square in found.values() if square is not None and square.score >= SURE]
    return {
        box: square
        if square is not None and (square.score >= SURE or sum(in_line(square, whole) for whole in sure) >= WHOLE)
        else None
        for box, square in found.items()
    }
