"""Pure. Printed squares in the bitmap of a page, and how much of their insides is inked.

A square is four inked sides of one length with white around; a mark is ink well inside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

SIDES = tuple(range(17, 35))
"""Lengths of a square's side in pixels that are looked for: 0.083 to 0.17 inches."""
FOUND_SCORE = 0.76
SURE = 0.93
"""A printed square that was not damaged scores more; letters score less, a few apart."""
MARKED, UNMARKED = 0.12, 0.045
"""Shares of ink inside the square at which it is surely marked and surely not."""
_FULL, _WALL_AT_MOST = 0.6, 0.4
"""A row or column of a square that is inked by more than this belongs to its side, which takes no more than this share
of the square."""
_OF_A_MARK = 0.6
"""A mark leaves at least this share of `MARKED` between the sides."""
_OVERSHOOT = 1.6
"""Sides of a square that the strokes of a mark reach beyond it at most."""


@dataclass(frozen=True, slots=True)
class Square:
    """A printed square on the page, in pixels."""

    x: float
    """Its left side."""
    y: float
    """Its upper side."""
    side: float
    score: float
    """0..1, how much like a square it is."""
    ink: float
    """0..1, the share of its inside that is inked."""
    thick: bool = False
    """Whether nearly all ink of its inside belongs to its own sides, which a copier or an enlargement has thickened."""
    crossed: bool = False
    """Whether what inks it goes on far beyond it, as a stamp does."""
    placed: bool = False
    """Whether it was not seen, and is only where it must be: what inks it may then be its own side."""

    @property
    def middle(self) -> tuple[float, float]:
        """Across and down."""
        return self.x + self.side / 2, self.y + self.side / 2


def with_its_strokes(square: Square | None, ink: NDArray[np.bool_]) -> Square | None:
    """The square, with a note where what inks it goes on further beyond it than a mark that overshoots."""
    if square is None or square.ink < MARKED:
        return square
    x, y, side = round(square.x), round(square.y), round(square.side)
    reach = round(_OVERSHOOT * side)
    top, left = max(0, y - reach), max(0, x - reach)
    around = ink[top : y + side + reach, left : x + side + reach].astype(np.uint8)
    _, labels = cv2.connectedComponents(around, connectivity=8)
    inset = round(0.25 * side)
    inside = labels[y - top + inset : y - top + side - inset, x - left + inset : x - left + side - inset]
    strokes = np.unique(inside[inside > 0])
    above, below, before = (np.isin(strokes, edge) for edge in (labels[0], labels[-1], labels[:, 0]))
    # to the right stands the text, which the stroke of a mark may touch; of a square that is damaged as well, one end
    # of a stroke that goes on tells enough
    far = above & below if square.score >= SURE else above | below
    return replace(square, crossed=bool((before | far).any()))


def find_squares(ink: NDArray[np.bool_], left: float, top: float, right: float, bottom: float) -> list[Square]:
    """The printed squares within a rectangle of the page, in pixels, the most square-like of overlapping ones."""
    height, width = ink.shape
    x0, y0 = max(0, round(left)), max(0, round(top))
    x1, y1 = min(width, round(right)), min(height, round(bottom))
    if x1 - x0 < SIDES[-1] + 8 or y1 - y0 < SIDES[-1] + 8:
        return []
    area = ink[y0:y1, x0:x1].astype(np.float32)
    level = cv2.dilate(area, np.ones((3, 1), np.uint8))  # a leaning side still counts as one row
    upright = cv2.dilate(area, np.ones((1, 3), np.uint8))
    sums = cv2.integral(area, sdepth=cv2.CV_64F)
    peaks: list[tuple[NDArray[np.float32], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]] = []
    for side in SIDES:
        along = cv2.boxFilter(level, -1, (side, 1), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
        downward = cv2.boxFilter(upright, -1, (1, side), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
        rows, columns = area.shape[0] - side - 1, area.shape[1] - side - 1
        upper, lower = along[:rows, :columns], along[side - 1 : side - 1 + rows, :columns]
        before, after = downward[:rows, :columns], downward[:rows, side - 1 : side - 1 + columns]
        least = cv2.min(cv2.min(upper, lower), cv2.min(before, after))
        frame = cv2.addWeighted(upper + lower + before + after, 0.125, least, 0.5, 0.0)
        found = frame > FOUND_SCORE
        if not found.any():
            continue
        ys, xs = np.nonzero(found & (frame >= cv2.dilate(frame, np.ones((7, 7), np.uint8))))
        peaks.append((frame[ys, xs], xs, ys, np.full(len(xs), side)))
    kept: list[Square] = []
    if not peaks:
        return kept
    # a black band is all peaks: they are judged at once, or a page of it would take minutes
    frames, xs, ys, sides = (np.concatenate(part) for part in zip(*peaks, strict=True))
    scores = frames - 0.6 * _around(sums, xs, ys, sides)
    candidates = [
        (float(scores[i]), int(xs[i]), int(ys[i]), int(sides[i])) for i in np.flatnonzero(scores > FOUND_SCORE)
    ]
    candidates.sort(reverse=True)
    for score, x, y, side in candidates:
        if any(abs(x + x0 - k.x) < k.side * 0.8 and abs(y + y0 - k.y) < k.side * 0.8 for k in kept):
            continue
        square = square_at(area, x, y, side, min(score, 1.0))
        kept.append(replace(square, x=float(x + x0), y=float(y + y0)))
    return sorted(kept, key=lambda square: square.y)


def _around(
    sums: NDArray[np.float64], x: NDArray[np.intp], y: NDArray[np.intp], side: NDArray[np.intp]
) -> NDArray[np.float64]:
    """For squares at these places the share of ink in the frame of white that surrounds each, from the area's sums."""
    out = 3
    across, down = (x, x + side), (y, y + side)
    before_y, after_y = (y - out - 1, y - out + 1), (y + side + out - 1, y + side + out + 1)
    before_x, after_x = (x - out - 1, x - out + 1), (x + side + out - 1, x + side + out + 1)
    strips = ((before_y, across), (after_y, across), (down, before_x), (down, after_x))
    shares = np.sort([_share(sums, *rows, *columns) for rows, columns in strips], axis=0)[:3]
    # a mark may overshoot one or two sides; strips beyond the area are no strips
    there = ~np.isnan(shares)
    mean = np.where(there, shares, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return np.asarray(np.where(there.any(axis=0), mean, 1.0), np.float64)


def _share(
    sums: NDArray[np.float64],
    top: NDArray[np.intp],
    bottom: NDArray[np.intp],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
) -> NDArray[np.float64]:
    """The share of ink in rectangles, cut to the area; not a number where nothing of one lies within."""
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    top, bottom = np.clip(top, 0, height), np.clip(bottom, 0, height)
    left, right = np.clip(left, 0, width), np.clip(right, 0, width)
    ink = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    size = (bottom - top) * (right - left)
    return np.asarray(np.where(size > 0, ink / np.maximum(size, 1), np.nan), np.float64)


def square_at(area: NDArray[np.float32] | NDArray[np.bool_], x: int, y: int, side: int, score: float) -> Square:
    """The square at a place of the area, its inside judged."""
    ink = ink_inside(area, x, y, side)
    whole = area[y : y + side, x : x + side].astype(np.float32)
    if whole.shape != (side, side):
        return Square(x, y, side, score, ink)  # cut off by the edge of the area
    inset = [min(round(side * _WALL_AT_MOST), thickness + 2) for thickness in _walls(whole)]
    within = whole[inset[0] : side - inset[1], inset[2] : side - inset[3]]
    return Square(x, y, side, score, ink, bool(within.size and within.mean() < MARKED * _OF_A_MARK))


def _walls(square: NDArray[np.float32]) -> tuple[int, int, int, int]:
    """How many rows or columns of a square its upper, lower, left and right side take, in pixels."""
    side = len(square)
    reach, corner = side // 3, side // 5
    rows, columns = square[:, corner : side - corner].mean(axis=1), square[corner : side - corner].mean(axis=0)
    profiles = (rows, rows[::-1], columns, columns[::-1])
    top, bottom, left, right = (int(np.argmin([*(profile[:reach] > _FULL), False])) for profile in profiles)
    return top, bottom, left, right


def ink_inside(area: NDArray[np.float32] | NDArray[np.bool_], x: int, y: int, side: int) -> float:
    inset = max(5, round(side * 0.22))
    inside = area[y + inset : y + side - inset, x + inset : x + side - inset].astype(np.float32)
    return float(inside.mean()) if inside.size else 0.0
