"""Pure. Finds the sheet of paper in a photograph and flattens it: a bright four-cornered sheet on a darker desk.

Four corners fix the perspective of a plane (Hartley and Zisserman, Multiple View Geometry, 2nd edition, section 2.3);
the sheet's true shape is the paper size that is nearest.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages.bitmap import Bitmap, Gray

_LOOK = 700
"""Rows or columns, whichever are more, of the copy in which the sheet is looked for."""
_LEAST_SHARE = 0.35
"""Of the picture that the sheet fills; less is no picture of a page."""
_MARGIN = 0.012
"""A sheet all of whose corners lie this near to the picture's own, in shares of its size, fills it: nothing to do."""
_DARKER = 25
"""Gray levels by which the desk is darker than the sheet."""
_NEAR_DESK = 0.35
"""The share of the way from the desk's gray to the sheet's at which the sheet begins."""
_SHEETS = ((8.5, 11.0), (8.27, 11.69), (8.5, 14.0))
"""Letter, A4 and legal, in inches."""
_SHAPE_OFF = 0.12
"""A sheet whose sides' ratio is further from all of these is folded or cut off, and left as it is."""


def flattened(bitmap: Bitmap) -> Bitmap:
    """The sheet alone, seen from straight above; the bitmap itself where there is no sheet to be seen in it."""
    gray = bitmap.gray
    scale = _LOOK / max(gray.shape)
    if scale >= 1:
        return bitmap
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    corners = _corners(np.asarray(small, np.uint8))
    if corners is None:
        return bitmap
    corners = corners / scale
    top, right, bottom, left = (
        float(np.linalg.norm(corners[a] - corners[b])) for a, b in ((0, 1), (1, 2), (2, 3), (3, 0))
    )
    across, down = (top + bottom) / 2, (left + right) / 2
    sheet = min(_SHEETS, key=lambda size: _off(across, down, size))
    if _off(across, down, sheet) > _SHAPE_OFF:
        return bitmap
    wide, high = sheet if down >= across else sheet[::-1]
    dots = min(max(across / wide, down / high), 400.0)
    size = round(wide * dots), round(high * dots)
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    lens = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(gray, lens, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return replace(bitmap, gray=np.asarray(flat, np.uint8), resolution=(dots, dots), how="shape")


def _off(across: float, down: float, size: tuple[float, float]) -> float:
    seen, true = max(across, down) / max(min(across, down), 1.0), size[1] / size[0]
    return abs(seen / true - 1)


def _corners(small: Gray) -> NDArray[np.float64] | None:
    """The sheet's corners from the upper left clockwise, in pixels; None where none is seen or it fills the picture."""
    height, width = small.shape
    # print on the sheet is closed, so that the sheet is one bright piece
    soft = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), (0, 0), 2)
    _, bright = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    desk, paper = (float(np.median(part)) if part.size else 0.0 for part in (soft[bright == 0], soft[bright > 0]))
    if desk == 0.0 or paper - desk < _DARKER:
        return None
    # a sheet is lit unevenly: its dim corner is nearer to its own gray than to the desk's
    bright = (soft > desk + _NEAR_DESK * (paper - desk)).astype(np.uint8)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    sheet = cv2.convexHull(max(outlines, key=cv2.contourArea))
    area = cv2.contourArea(sheet)
    points = _four_sided(sheet)
    if area < _LEAST_SHARE * width * height or points is None:
        return None
    if not 0.97 * area < cv2.contourArea(points.astype(np.float32)) < 1.12 * area:
        return None
    ordered = points[np.argsort(np.arctan2(*(points - points.mean(axis=0)).T[::-1]))]  # clockwise, from the left
    first = int(np.argmin(ordered.sum(axis=1)))
    ordered = np.roll(ordered, -first, axis=0)
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    if (np.abs(ordered - own) < _MARGIN * max(width, height)).all():
        return None
    return np.asarray(ordered, np.float64)


def _four_sided(outline: NDArray[np.int32]) -> NDArray[np.float64] | None:
    """Where the four longest sides of a convex outline meet: its corners, one that is cut off or in shadow included."""
    polygon = cv2.approxPolyDP(outline, 0.008 * cv2.arcLength(outline, True), True).reshape(-1, 2).astype(np.float64)
    if len(polygon) < 4:
        return None
    ends = np.roll(polygon, -1, axis=0)
    longest = np.sort(np.argsort(-np.linalg.norm(ends - polygon, axis=1))[:4])
    lines = [np.cross([*polygon[at], 1.0], [*ends[at], 1.0]) for at in longest]
    corners = []
    for line, following in zip(lines, [*lines[1:], lines[0]], strict=True):
        x, y, w = np.cross(line, following)
        if abs(w) < 1e-6:
            return None
        corners.append((x / w, y / w))
    return np.array(corners, np.float64)
