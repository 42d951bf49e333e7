"""Pure. Cuts the one line of an answer out of a page: takes its underline away, keeps its own row and its own words.

Removing a line where there is none eats the feet of E, L and 2; leaving one where there is costs as much: so only
fields that have one lose it, and only below the letters (measured: `benchmarks/README.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages import DPI, Page
from pipeline.pages.bitmap import Gray

SCALE = 1.4
"""At which lines are read."""
_ABOVE, _BELOW = 0.2, 0.1
"""Inches above and below the baseline that belong to a line."""
_WORD_GAP = 0.5
"""A gap wider than this, in inches, ends the answer."""
_FIRST_GAP = 1.3
"""An answer that begins later than this after its label is not its answer."""
_INK = 150


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A line of print, alone on white."""

    image: Gray
    """At `SCALE`, unblurred."""
    x0: float
    y0: float
    x1: float
    y1: float
    """Where it stands on the page, in pixels."""
    gaps: tuple[float, ...]
    """Widths of the blanks between its connected pieces, in shares of its height, from left to right."""

    def look(self, blur: float, stretch: float = 1.0, pad: float = 0.18) -> Gray:
        """The line as a reader should see it: padded by a share of its height, stretched in width, smoothed."""
        margin = max(4, round(self.image.shape[0] * pad))
        image = cv2.copyMakeBorder(
            self.image, margin, margin, 2 * margin, 2 * margin, cv2.BORDER_CONSTANT, value=255
        )
        if stretch != 1.0:
            image = cv2.resize(image, None, fx=stretch, fy=1.0, interpolation=cv2.INTER_LINEAR)
        if blur > 0:
            image = cv2.GaussianBlur(image, (0, 0), blur)
        return np.asarray(image, np.uint8)


def cut_line(page: Page, x0: float, x1: float, baseline: float, *, underlined: bool) -> Cut | None:
    """The line of print between `x0` and `x1` near a baseline, in pixels of the page; None when nothing is there."""
    top, bottom = baseline - _ABOVE * DPI, baseline + _BELOW * DPI
    gray = page.crop(x0, top, x1, bottom, SCALE)
    ink = gray < _INK
    expected = _ABOVE * DPI * SCALE
    if underlined:
        rule = _underline(ink, expected)
        gray = np.where(rule, np.uint8(255), gray)
        ink = ink & ~rule
    band = _row(ink, expected)
    if band is None:
        return None
    first, last = band
    columns = _words(ink[first:last], first_gap=_FIRST_GAP * DPI * SCALE, gap=_WORD_GAP * DPI * SCALE)
    if columns is None:
        return None
    left, right = columns
    if (right - left) < 4 or (last - first) < 8 or ink[first:last, left:right].sum() < 25:
        return None
    image = np.ascontiguousarray(gray[first:last, left:right])
    return Cut(
        image,
        x0 + left / SCALE,
        top + first / SCALE,
        x0 + right / SCALE,
        top + last / SCALE,
        _gaps(ink[first:last, left:right]),
    )


def _underline(ink: NDArray[np.bool_], expected: float) -> NDArray[np.bool_]:
    """The pixels of a printed rule near or below the baseline, those under a letter's stroke left out."""
    solid = ink.astype(np.uint8)
    # a fax breaks rules; small breaks are closed before long runs are looked for
    closed = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    length = int(min(0.4 * DPI * SCALE, max(20, ink.shape[1] * 0.5)))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    runs[: max(0, int(expected - 0.05 * DPI * SCALE))] = 0
    rule = (cv2.dilate(runs, np.ones((3, 1), np.uint8)) > 0) & ink
    if not rule.any():
        return rule
    height = rule.shape[0]
    for column in np.flatnonzero(rule.any(axis=0)):
        rows = np.flatnonzero(rule[:, column])
        above = rows[0] - 1
        # ink that comes down to the rule is a letter's foot: its last pixels stay
        if above >= 1 and ink[above, column] and ink[above - 1, column] and rows[0] < height:
            rule[rows[:2], column] = False
    return rule


def _row(ink: NDArray[np.bool_], expected: float) -> tuple[int, int] | None:
    """First and last row of the band of text whose feet are nearest to the expected baseline."""
    counts = ink.sum(axis=1)
    inked = counts > max(1, 0.04 * counts.max()) if counts.any() else counts > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    bands = [[int(start), int(end)] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    merged: list[list[int]] = []
    for band in bands:
        # dots of i and accents stand a little above their letters
        if merged and band[0] - merged[-1][1] <= 3:
            merged[-1][1] = band[1]
        else:
            merged.append(band)
    least = 0.045 * DPI * SCALE
    worth: list[tuple[float, int, int]] = []
    for start, end in merged:
        if end - start < least:
            continue
        cut = 0.35 if start <= 1 or end >= ink.shape[0] - 1 else 0.0
        far = abs(end - expected) / (0.1 * DPI * SCALE)
        worth.append((float(counts[start:end].sum()) ** 0.3 * (1 - cut) - 0.9 * far, start, end))
    if not worth:
        return None
    _, start, end = max(worth)
    return max(0, start - 2), min(ink.shape[0], end + 2)


def _words(ink: NDArray[np.bool_], first_gap: float, gap: float) -> tuple[int, int] | None:
    """First and last column of the words that follow each other without a wide gap."""
    counts = ink.sum(axis=0)
    inked = counts > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    pieces = [
        (int(start), int(end))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if counts[start:end].sum() >= 8  # smaller ones are specks
    ]
    if not pieces or pieces[0][0] > first_gap:
        return None
    left, right = pieces[0]
    for start, end in pieces[1:]:
        if start - right > gap:
            if right - left < 0.06 * DPI * SCALE and counts[left:right].sum() < 40:
                left, right = start, end  # what came first was a speck of dirt
                continue
            break
        right = end
    return max(0, left - 2), min(ink.shape[1], right + 2)


def _gaps(ink: NDArray[np.bool_]) -> tuple[float, ...]:
    inked = ink.any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    starts, ends = edges[::2], edges[1::2]
    return tuple(float(width) / ink.shape[0] for width in starts[1:] - ends[:-1])
