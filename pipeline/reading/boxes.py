"""Pure. Check-boxes from the bitmap alone: finds the printed squares of a form and tells which are marked.

A square is four inked sides of one length with white around; a mark is ink well inside it. No reader is needed, and
none is as sure: a tick is no letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages import DPI, Page
from pipeline.reading.forms import CheckBox, Form
from pipeline.reading.registration import Registration

SIDES = tuple(range(17, 35))
"""Lengths of a square's side in pixels that are looked for: 0.083 to 0.17 inches."""
FOUND_SCORE = 0.76
MARKED, UNMARKED = 0.12, 0.045
"""Shares of ink inside the square at which it is surely marked and surely not."""
_COLUMN = 0.12
"""Boxes whose middles lie within this many inches across stand in one column."""
_REACH = 0.32


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

    @property
    def middle(self) -> tuple[float, float]:
        """Across and down."""
        return self.x + self.side / 2, self.y + self.side / 2


@dataclass(frozen=True, slots=True)
class SeenBox:
    """A box of the form, and what was seen of it."""

    box: CheckBox
    square: Square | None
    """None when no square was found where it must be."""

    @property
    def marked(self) -> bool | None:
        """Whether it is marked; None when that is not clear."""
        if self.square is None or UNMARKED < self.square.ink < MARKED:
            return None
        return self.square.ink >= MARKED

    @property
    def confidence(self) -> float:
        """0..1."""
        if self.square is None:
            return 0.0
        far = abs(self.square.ink - (MARKED + UNMARKED) / 2) / ((MARKED - UNMARKED) / 2)
        return float(min(1.0, 0.5 * min(self.square.score / 0.8, 1.0) + 0.25 * min(far, 2.0)))


def see_boxes(form: Form, page: Page, registration: Registration) -> tuple[SeenBox, ...]:
    """Every box of the form, in the order of the description."""
    seen: dict[CheckBox, Square | None] = {}
    for group in _columns(form.boxes):
        seen.update(_see_column(group, page, registration))
    return tuple(SeenBox(box, seen.get(box)) for box in form.boxes)


def _columns(boxes: Sequence[CheckBox]) -> list[list[CheckBox]]:
    columns: list[list[CheckBox]] = []
    for box in sorted(boxes, key=lambda box: box.at[0]):
        if columns and box.at[0] - columns[-1][-1].at[0] < _COLUMN:
            columns[-1].append(box)
        else:
            columns.append([box])
    return [sorted(column, key=lambda box: box.at[1]) for column in columns]


def _see_column(column: Sequence[CheckBox], page: Page, registration: Registration) -> dict[CheckBox, Square | None]:
    places = [registration.point(*box.at) for box in column]
    reach = _REACH * DPI
    left, right = min(x for x, _ in places) - reach, max(x for x, _ in places) + reach
    top, bottom = min(y for _, y in places) - 1.2 * reach, max(y for _, y in places) + 1.2 * reach
    squares = find_squares(page.ink, left, top, right, bottom)
    if page.decisions.streaks:
        squares = _merged(squares, find_squares(page.ink_with_streaks, left, top, right, bottom), page)
    return dict(zip(column, _assigned(places, squares), strict=True))


def _merged(clean: Sequence[Square], streaked: Sequence[Square], page: Page) -> list[Square]:
    """The squares seen with and without streaks, the surer of two at one place, its inside judged without streaks.

    A streak along a square's side takes the side with it when it is taken out; one through it looks like a mark.
    """
    best: list[Square] = []
    for square in sorted((*clean, *streaked), key=lambda square: -square.score):
        if all(abs(square.x - b.x) > b.side * 0.6 or abs(square.y - b.y) > b.side * 0.6 for b in best):
            inside = _inside(page.ink.astype(np.float32), round(square.x), round(square.y), round(square.side))
            best.append(replace(square, ink=min(square.ink, inside)))
    return sorted(best, key=lambda square: square.y)


def _assigned(places: Sequence[tuple[float, float]], squares: Sequence[Square]) -> list[Square | None]:
    """For each expected place its square: the row of squares that best keeps the expected order and gaps.

    All small shifts and stretches of the expected row are tried, since editions differ in the space between rows; the
    one under which the squares fit best tells which is which.
    """
    if not squares:
        return [None] * len(places)
    middles = np.array([square.middle for square in squares])
    scores = np.array([square.score for square in squares])
    across, down = np.array([x for x, _ in places]), np.array([y for _, y in places])
    best: tuple[float, float, float, float] = (-1.0, 0.0, 0.0, 1.0)
    first = down[0]
    stretches = np.arange(0.88, 1.131, 0.02) if len(places) > 2 else np.array([1.0])
    for stretch in stretches:
        for move in np.arange(-0.34, 0.341, 0.02) * DPI:
            expected = first + (down - first) * stretch + move
            far = np.abs(middles[None, :, 1] - expected[:, None]) / (0.05 * DPI)
            aside = middles[None, :, 0] - across[:, None]
            for sideways in (0.0, float(np.median(aside[far < 2])) if (far < 2).any() else 0.0):
                off = np.abs(aside - sideways) / (0.06 * DPI)
                fit = (scores**3 * np.exp(-(far**2) - off**2)).max(axis=1).sum()
                fit -= 0.02 * abs(move) / DPI + 0.2 * abs(stretch - 1) + 0.1 * abs(sideways) / DPI
                if fit > best[0]:
                    best = (float(fit), float(move), sideways, float(stretch))
    _, move, sideways, stretch = best
    result: list[Square | None] = []
    for x, y in zip(across, down, strict=True):
        expected = first + (y - first) * stretch + move
        near = np.hypot(middles[:, 0] - x - sideways, middles[:, 1] - expected)
        index = int(np.argmin(near))
        result.append(squares[index] if near[index] < 0.11 * DPI else None)
    return result


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
    candidates: list[tuple[float, int, int, int]] = []
    for side in SIDES:
        along = cv2.boxFilter(level, -1, (side, 1), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
        downward = cv2.boxFilter(upright, -1, (1, side), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
        rows, columns = area.shape[0] - side - 1, area.shape[1] - side - 1
        four = np.stack(
            [
                along[:rows, :columns],
                along[side - 1 : side - 1 + rows, :columns],
                downward[:rows, :columns],
                downward[:rows, side - 1 : side - 1 + columns],
            ]
        )
        frame = 0.5 * four.mean(axis=0) + 0.5 * four.min(axis=0)
        peaks = (frame > FOUND_SCORE) & (frame >= cv2.dilate(frame, np.ones((7, 7), np.uint8)))
        for y, x in zip(*np.nonzero(peaks), strict=True):
            score = float(frame[y, x]) - 0.6 * _around(area, int(x), int(y), side)
            if score > FOUND_SCORE:
                candidates.append((score, int(x), int(y), side))
    candidates.sort(reverse=True)
    kept: list[Square] = []
    for score, x, y, side in candidates:
        if any(abs(x + x0 - k.x) < k.side * 0.8 and abs(y + y0 - k.y) < k.side * 0.8 for k in kept):
            continue
        kept.append(Square(x + x0, y + y0, side, min(score, 1.0), _inside(area, x, y, side)))
    return sorted(kept, key=lambda square: square.y)


def _around(area: NDArray[np.float32], x: int, y: int, side: int) -> float:
    """The share of ink in the frame of white that surrounds a printed square."""
    out = 3
    strips = [
        area[max(0, y - out - 1) : max(0, y - out + 1), x : x + side],
        area[y + side + out - 1 : y + side + out + 1, x : x + side],
        area[y : y + side, max(0, x - out - 1) : max(0, x - out + 1)],
        area[y : y + side, x + side + out - 1 : x + side + out + 1],
    ]
    shares = sorted(float(strip.mean()) for strip in strips if strip.size)
    # a mark may overshoot one or two sides
    return float(np.mean(shares[:3])) if shares else 1.0


def _inside(area: NDArray[np.float32], x: int, y: int, side: int) -> float:
    inset = max(5, round(side * 0.22))
    inside = area[y + inset : y + side - inset, x + inset : x + side - inset]
    return float(inside.mean()) if inside.size else 0.0
