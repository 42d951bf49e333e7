"""Pure. How far a page's lines lean, found from where its ink falls when the page is sheared.

The method is the projection profile (W. Postl, 1986): of all angles, the one at which rows are most unequal, some full
of ink and some empty, is the one at which lines of print are level.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

REACH = 6.0
"""Degrees to either side that are searched."""
_POINTS, _FEWER_POINTS = 40_000, 12_000
"""Inked pixels that are looked at, for the angle itself, and for about what it is and whether lines run down."""
_TOO_FEW = 200
"""Fewer inked pixels than this have no lines."""
_LEAN = 4.5
"""Degrees to either side at which it is seen whether lines run down."""
_NO_LETTER = 28
"""Pixels of the small copy, some 0.4 inches, that a run of ink of a letter never reaches."""


def skew_of(ink: NDArray[np.bool_]) -> float:
    """Degrees by which the page leans clockwise, within `REACH`; 0 for an empty page.

    `ink` is height by width, True where there is ink; about 70 dots an inch are enough.
    """
    inked = np.nonzero(ink)
    if len(inked[0]) < _TOO_FEW:
        return 0.0
    best = 0.0
    for reach, step, most in ((REACH, 0.5, _FEWER_POINTS), (0.5, 0.1, _POINTS), (0.1, 0.02, _POINTS)):
        down, across = _points(inked, most)
        angles = np.arange(best - reach, best + reach + step / 2, step)
        found = np.array([_unevenness(down, across - ink.shape[1] / 2, angle) for angle in angles])
        # rows are whole: near the level all angles within a tenth of a degree are as good, and the middle one is meant
        best = float(angles[found == found.max()].mean())
    return best


def lines_run_down(ink: NDArray[np.bool_]) -> bool:
    """Whether the lines of print run down the page instead of across, that is, whether it lies on its side.

    Rules, streaks and the black edge of a badly laid sheet run on much further than a letter, and are left out.
    """
    solid = ink.astype(np.uint8)
    for across_by, down_by in ((_NO_LETTER, 1), (1, _NO_LETTER)):
        solid[cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((down_by, across_by), np.uint8)) > 0] = 0
    inked = np.nonzero(solid)
    if len(inked[0]) < _TOO_FEW:
        return False
    down, across = _points(inked, _FEWER_POINTS)
    height, width = ink.shape
    angles = np.arange(-_LEAN, _LEAN + 0.1, 0.5)
    level = max(_unevenness(down, across - width / 2, angle) for angle in angles)
    upended = max(_unevenness(across, down - height / 2, angle) for angle in angles)
    # the shorter profile piles the same ink on fewer rows, so each is held against an even spread over its own length
    return bool(upended * width > 1.3 * level * height)


def _points(inked: tuple[NDArray[np.intp], ...], most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Down and across of the inked pixels, of `most` of them at the most, evenly chosen."""
    down, across = inked
    if len(down) > most:
        chosen = np.linspace(0, len(down) - 1, most).astype(np.int64)
        down, across = down[chosen], across[chosen]
    return down.astype(np.float64), across.astype(np.float64)


def _unevenness(down: NDArray[np.number], across: NDArray[np.number], degrees: float) -> float:
    rows = np.rint(down - across * np.tan(np.radians(degrees))).astype(np.int64)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float((counts * counts).sum())
