"""Pure. Takes out what a fax line and a dirty scanner glass put in: lone specks, vertical streaks, gray shadows."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.pages.bitmap import Gray

STREAK_SHARE = 0.30
"""A streak inks at least this share of its column ..."""
STREAK_LEAD = 0.20
"""... and this much more than the columns `STREAK_REACH` to either side; a form's ruled lines end sooner."""
STREAK_REACH = 4
STREAK_WIDTH = 4


def despeckle(gray: Gray) -> Gray:
    """White wherever a black pixel has no black pixel among its eight neighbours. For bilevel pages."""
    ink = (gray < 128).astype(np.uint8)
    around = cv2.boxFilter(ink, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    alone = ink & (around == 1)
    return np.asarray(cv2.bitwise_or(gray, alone * np.uint8(255)), np.uint8)


def without_streaks(gray: Gray) -> tuple[Gray, int]:
    """The page without the vertical streaks of a dirty scanner glass, and how many there were. For bilevel pages.

    A streak's pixels are erased only where the page beside it is white, so letters that it crosses keep their strokes.
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
        start, end = max(0, begin - 1), min(width, beyond + 1)
        white_left = ~ink[:, start - 1] if start > 0 else np.ones(height, bool)
        white_right = ~ink[:, end] if end < width else np.ones(height, bool)
        clean[white_left | white_right, start:end] = 255
    return clean, count


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
