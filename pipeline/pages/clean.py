"""Pure. Takes out what a fax line and a dirty scanner glass put in: lone specks, vertical streaks, gray shadows."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages.bitmap import Gray

STREAK_SHARE = 0.30
"""A streak inks at least this share of its column ..."""
STREAK_LEAD = 0.20
"""... and this much more than the columns `STREAK_REACH` to either side; a form's ruled lines end sooner."""
STREAK_REACH = 4
STREAK_WIDTH = 4
_WANDERS = 2
"""Dots to either side that it may step."""
_STREAK_LENGTH, _STREAK_GAP = 0.25, 0.03
"""Inches that a piece of a streak is long at least, more than the letters of a line are high, and that it may be broken
for."""


def despeckle(gray: Gray) -> Gray:
    """White wherever a black pixel has no black pixel among its eight neighbours. For bilevel pages."""
    ink = (gray < 128).astype(np.uint8)
    around = cv2.boxFilter(ink, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    alone = ink & (around == 1)
    return np.asarray(cv2.bitwise_or(gray, alone * np.uint8(255)), np.uint8)


def without_streaks(gray: Gray, lines: float) -> tuple[Gray, int]:
    """The page, of so many lines an inch, without the vertical streaks of a dirty scanner glass, and how many there
    were. For bilevel pages.

    A streak is erased only where it runs on for longer than a letter is high, and in the rows in which nothing makes it
    wider: a letter that it touches keeps its strokes. An 8 that lost its left side is a 3 to every reader.
    """
    ink = gray < 128
    height, width = ink.shape
    share = cv2.reduce(ink.astype(np.uint8), 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0] / height
    left = np.concatenate([np.zeros(STREAK_REACH), share[:-STREAK_REACH]])
    right = np.concatenate([share[STREAK_REACH:], np.zeros(STREAK_REACH)])
    dark = (share > STREAK_SHARE) & (share - np.maximum(left, right) > STREAK_LEAD)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], dark.astype(np.int8), [0]])))
    clean, count = gray, 0
    for begin, beyond in zip(edges[::2], edges[1::2], strict=True):
        if beyond - begin > STREAK_WIDTH:
            continue
        if count == 0:
            clean = gray.copy()
        count += 1
        start, end = max(0, begin - _WANDERS), min(width, beyond + _WANDERS)
        rows = _long_runs(np.asarray(ink[:, start:end].any(axis=1), np.bool_), lines)
        first = max(0, start - 2 * STREAK_WIDTH)
        thin = _thin(ink[:, first : end + 2 * STREAK_WIDTH], beyond - begin + 1)[:, start - first : end - first]
        clean[:, start:end][rows[:, None] & thin] = 255
    return clean, count


def _thin(ink: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """What is no wider in its row than so many dots."""
    wide = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, most + 1), np.uint8))
    return np.asarray(ink & (wide == 0), np.bool_)


def _long_runs(inked: NDArray[np.bool_], lines: float) -> NDArray[np.bool_]:
    """The rows of runs as long as a piece of a streak is at least, small gaps included."""
    bridge = np.ones((max(3, round(_STREAK_GAP * lines)) + 1, 1), np.uint8)
    closed = cv2.morphologyEx(inked.astype(np.uint8)[:, None], cv2.MORPH_CLOSE, bridge)
    length = np.ones((max(3, round(_STREAK_LENGTH * lines)), 1), np.uint8)
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, length)[:, 0] > 0)


def evened(gray: Gray) -> Gray:
    """A photograph or gray scan with its shadows divided out, so that the paper is white everywhere."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), 21)
    paper = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(gray, np.maximum(paper, 1), scale=255)
    low, high = np.percentile(even[::4, ::4], (1, 60))
    if high - low < 40:
        return np.asarray(even, np.uint8)
    stretched = (np.arange(256, dtype=np.float32) - low) * (255.0 / (high - low))
    return np.asarray(cv2.LUT(even, np.clip(stretched, 0, 255).astype(np.uint8)), np.uint8)
