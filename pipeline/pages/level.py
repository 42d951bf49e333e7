"""Pure. How far a page's lines lean, found from where its ink falls when the page is sheared.

The method is the projection profile (W. Postl, 1986): of all angles, the one at which rows are most unequal, some full
of ink and some empty, is the one at which lines of print are level.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

REACH = 6.0
"""Degrees to either side that are searched."""
_POINTS = 40_000


def skew_of(ink: NDArray[np.bool_]) -> float:
    """Degrees by which the page leans clockwise, within `REACH`; 0 for an empty page.

    `ink` is height by width, True where there is ink; about 70 dots an inch are enough.
    """
    down, across = np.nonzero(ink)
    if len(down) < 200:
        return 0.0
    if len(down) > _POINTS:
        chosen = np.linspace(0, len(down) - 1, _POINTS).astype(np.int64)
        down, across = down[chosen], across[chosen]
    points = down.astype(np.float64), across.astype(np.float64) - ink.shape[1] / 2
    best = 0.0
    for reach, step in ((REACH, 0.5), (0.5, 0.1), (0.1, 0.02)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        found = np.array([_unevenness(*points, angle) for angle in angles])
        # rows are whole: near the level all angles within a tenth of a degree are as good, and the middle one is meant
        best = float(angles[found == found.max()].mean())
    return best


def lines_run_down(ink: NDArray[np.bool_]) -> bool:
    """Whether the lines of print run down the page instead of across, that is, whether it lies on its side."""
    down, across = np.nonzero(ink)
    if len(down) < 200:
        return False
    height, width = ink.shape
    level = max(_unevenness(down, across - width / 2, angle) for angle in np.arange(-2, 2.1, 0.5))
    upended = max(_unevenness(across, down - height / 2, angle) for angle in np.arange(-2, 2.1, 0.5))
    # the shorter profile piles the same ink on fewer rows, so each is held against an even spread over its own length
    return bool(upended * width > 1.3 * level * height)


def _unevenness(down: NDArray[np.number], across: NDArray[np.number], degrees: float) -> float:
    rows = np.rint(down - across * np.tan(np.radians(degrees))).astype(np.int64)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float((counts * counts).sum())
