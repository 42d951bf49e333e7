"""Pure. Finds the lines of print in a strip of a page, without reading them: what stands close in one row is one line.

Run-length smoothing (Wong, Casey and Wahl, IBM J. Res. Dev. 1982) along the rows of a levelled page; rules, boxes'
sides and specks are left out first, since they would join what does not belong together.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages import DPI
from pipeline.pages.bitmap import Gray

_INK = 150
_HALF = 2
_DIRT = 0.022
"""Pieces of ink smaller than this, in inches, are dirt."""
_JOIN = 0.15
"""A blank up to this wide, in inches, does not end a line: wider than a typewriter's blank."""
_LEAST, _MOST = 0.045, 0.30
"""Heights of a line of print, in inches; less is dirt, more is several lines or a picture."""
_RULE_ACROSS, _RULE_DOWN = 0.5, 0.3
"""Inches from which a straight run of ink is no letter."""


@dataclass(frozen=True, slots=True)
class LineBox:
    """Where a line of print stands, in pixels of the image; ends are exclusive."""

    x0: int
    y0: int
    x1: int
    y1: int


def line_boxes(image: Gray, scale: float) -> list[LineBox]:
    """The lines of an image at `scale` times 204 dots an inch, from the top, those of one row from the left."""
    height, width = image.shape
    # half the pixels tell as much, four times as fast
    if min(height, width) < 8:
        return []
    darkest = cv2.erode(image, np.ones((_HALF, _HALF), np.uint8), anchor=(0, 0))
    ink = np.asarray(darkest[: height // _HALF * _HALF : _HALF, : width // _HALF * _HALF : _HALF] < _INK, np.uint8)
    inch = DPI * scale / _HALF
    ink[_rules(ink, inch)] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    size = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    kept = (size >= _DIRT * inch) & (stats[:, cv2.CC_STAT_HEIGHT] <= 0.5 * inch)
    kept[0] = False
    ink = np.take(kept.astype(np.uint8), labels)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, max(3, round(_JOIN * inch))), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found: list[LineBox] = []
    for x, y, wide, high, _ in stats[1:count]:
        if wide < 0.03 * inch or high < _LEAST * inch:
            continue
        if high <= 0.2 * inch:
            found.append(LineBox(int(x), int(y), int(x + wide), int(y + high)))
        else:
            found += _parted(ink[y : y + high, x : x + wide], int(x), int(y), inch)
    boxes = _in_order(_whole(found, inch))
    return [LineBox(*(side * _HALF for side in (box.x0, box.y0, box.x1, box.y1))) for box in boxes]


def _rules(ink: NDArray[np.uint8], inch: float) -> NDArray[np.bool_]:
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(_RULE_ACROSS * inch)), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(_RULE_DOWN * inch), 1), np.uint8))
    return np.asarray((across | down) > 0)


def _parted(ink: NDArray[np.uint8], x: int, y: int, inch: float) -> list[LineBox]:
    """Lines that touch, parted where least ink is between them."""
    counts = ink.sum(axis=1).astype(np.float64)
    smooth = np.convolve(counts, np.ones(5) / 5, "same")
    dense = smooth > 0.3 * np.percentile(smooth, 90)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], dense.astype(np.int8), [0]])))
    cores = [
        (int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True) if end - start >= 0.03 * inch
    ]
    found = []
    for index, (start, end) in enumerate(cores):
        top = 0 if index == 0 else (cores[index - 1][1] + start + 1) // 2
        bottom = len(counts) if index == len(cores) - 1 else (end + cores[index + 1][0] + 1) // 2
        top, bottom = max(top, start - round(0.06 * inch)), min(bottom, end + round(0.06 * inch))
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        if len(columns) and _LEAST * inch <= bottom - top <= _MOST * inch:
            found.append(LineBox(x + int(columns[0]), y + top, x + int(columns[-1]) + 1, y + bottom))
    return found


def _whole(found: list[LineBox], inch: float) -> list[LineBox]:
    """Without pieces that lie within or upon another line: broken print, dots and commas."""
    kept: list[LineBox] = []
    for box in sorted(found, key=lambda one: -(one.x1 - one.x0) * (one.y1 - one.y0)):
        for index, larger in enumerate(kept):
            across = min(box.x1, larger.x1) - max(box.x0, larger.x0)
            down = min(box.y1, larger.y1) - max(box.y0, larger.y0)
            if across > 0.6 * (box.x1 - box.x0) and down > -0.02 * inch and (box.y1 - box.y0) < 0.1 * inch:
                top, bottom = min(box.y0, larger.y0), max(box.y1, larger.y1)
                if bottom - top <= 0.2 * inch:
                    kept[index] = LineBox(min(box.x0, larger.x0), top, max(box.x1, larger.x1), bottom)
                break
        else:
            kept.append(box)
    return kept


def _in_order(found: list[LineBox]) -> list[LineBox]:
    rows: list[list[LineBox]] = []
    for box in sorted(found, key=lambda one: one.y0 + one.y1):
        for row in rows[-3:]:
            last = row[-1]
            overlap = min(box.y1, last.y1) - max(box.y0, last.y0)
            if overlap > 0.5 * min(box.y1 - box.y0, last.y1 - last.y0):
                row.append(box)
                break
        else:
            rows.append([box])
    return [box for row in rows for box in sorted(row, key=lambda one: one.x0)]


def rows_of(boxes: list[LineBox]) -> list[int]:
    """For each line the number of its row, lines beside each other sharing one; in the order of `line_boxes`."""
    numbers: list[int] = []
    number = -1
    for index, box in enumerate(boxes):
        before = boxes[index - 1] if index else None
        beside = (
            before is not None
            and box.x0 >= before.x0
            and min(box.y1, before.y1) - max(box.y0, before.y0) > 0.5 * min(box.y1 - box.y0, before.y1 - before.y0)
        )
        number += not beside
        numbers.append(number)
    return numbers
