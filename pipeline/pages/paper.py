"""Pure. Finds the sheet of paper in a photograph and flattens it: a bright four-cornered sheet on a darker desk.

Four corners fix the perspective of a plane up to its proportion (Hartley and Zisserman, Multiple View Geometry, 2nd
edition, section 2.3). The proportion follows from the corners and the focal length: not from the lengths of the sides
as they are seen, which a slant shortens by as much as A4 is longer than letter (Zhang and He, Whiteboard scanning and
image enhancement, Digital Signal Processing 17, 2007). A sheet of no known size is left as it is; one that the
picture's edge cuts off is only freed of the desk around it, so that what is left of it is not taken for a whole page.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages.bitmap import Bitmap, Gray

_LOOK = 700
"""Rows or columns, whichever are more, of the copy in which the sheet is looked for."""
_LEAST_SHARE = 0.28
"""Of the picture that the sheet fills; less is no picture of a page."""
_ANOTHER = 0.2
"""In shares of the sheet: as much brightness elsewhere may be another sheet, which flattening one would lose."""
_WITH_CORNERS = 1.07
"""How much larger a sheet may be with the corners that its sides make than without those that are cut off or dark."""
_AT_EDGE = 3.0
"""Pixels of the copy: a side all of which lies this near to the picture's edge is that edge, and cuts the sheet off."""
_DARKER = 25
"""Gray levels by which the desk is darker than the sheet."""
_NEAR_DESK = 0.35
"""The share of the way from the desk's gray to the sheet's at which the sheet begins."""
_BESIDE = 12.0
"""Pixels of the copy by which the sheet's outline may leave the side that is laid along it: paper bends."""
_SHEETS = (((8.5, 11.0), (1.19, 1.365)), ((8.27, 11.69), (1.365, 1.49)), ((8.5, 14.0), (1.58, 1.72)))
"""Letter, A4 and legal, in inches, each with the proportions that are taken for it. Letter has the most room: it is the
usual one, and below it no paper is near. Between A4 and legal lies a letter sheet folded once across, 1.55."""
_FOCAL, _FOCAL_SPREAD = 0.78, 0.2
"""Focal length in shares of the picture's longer side: a telephone's main camera has 0.7 to 0.85, its other cameras and
cut pictures more; and how far it is off, as a share."""
_SQUARE_SPREAD = 0.012
"""By how much the corner of a sheet seems to be off square (cosine) when the focal length is right, for bent paper."""


def flattened(bitmap: Bitmap) -> Bitmap:
    """The sheet alone, seen from straight above; what is there of one that the picture's edge cuts off, as it is seen.

    The bitmap itself where there is no sheet to be seen in it.
    """
    gray = bitmap.gray
    scale = _LOOK / max(gray.shape)
    if scale >= 1:
        return bitmap
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = _found(np.asarray(small, np.uint8))
    if found is None:
        return bitmap
    corners, whole = found
    if not whole:
        return _cut_out(bitmap, corners, scale)
    proportion = _proportion(corners - np.array(small.shape[::-1]) / 2, _LOOK)
    sheet = _sheet_of(max(proportion, 1 / proportion))
    if sheet is None:
        return bitmap
    corners = corners / scale
    top, right, bottom, left = (
        float(np.linalg.norm(corners[a] - corners[b])) for a, b in ((0, 1), (1, 2), (2, 3), (3, 0))
    )
    wide, high = sheet if proportion >= 1 else sheet[::-1]
    dots = min(max((top + bottom) / 2 / wide, (left + right) / 2 / high), 400.0)
    size = round(wide * dots), round(high * dots)
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    lens = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(gray, lens, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return replace(bitmap, gray=np.asarray(flat, np.uint8), resolution=(dots, dots), how="shape")


def _cut_out(bitmap: Bitmap, corners: NDArray[np.float64], scale: float) -> Bitmap:
    """The upright rectangle of the picture that holds these pixels of its copy: a strip of desk tells nothing."""
    left, top = np.maximum(corners.min(axis=0) / scale, 0).astype(int)
    right, bottom = np.ceil((corners.max(axis=0) + 1) / scale).astype(int)
    gray = bitmap.gray[top:bottom, left:right]
    return bitmap if gray.shape == bitmap.gray.shape else replace(bitmap, gray=np.ascontiguousarray(gray))


def _sheet_of(proportion: float) -> tuple[float, float] | None:
    """The paper, in inches, whose long side is so many times its short one; None where it is folded or no page."""
    return next((size for size, (least, most) in _SHEETS if least <= proportion < most), None)


def _proportion(corners: NDArray[np.float64], longest: float) -> float:
    """The sheet's height by its width, from its corners, in pixels from the picture's middle.

    A plane's two directions are square to each other and keep their lengths for the right focal length alone; where the
    sheet is seen so that every focal length does, the usual one is taken.
    """
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    across, down, _ = cv2.getPerspectiveTransform(unit, corners.astype(np.float32)).T
    best, found = np.inf, 1.0
    for focal in np.geomspace(0.5, 2.5, 65):
        rays = np.array([1 / (focal * longest), 1 / (focal * longest), 1.0])
        one, other = across * rays, down * rays
        lengths = float(np.linalg.norm(one)), float(np.linalg.norm(other))
        square = float(one @ other) / (lengths[0] * lengths[1])
        unlikely = (square / _SQUARE_SPREAD) ** 2 + (np.log(focal / _FOCAL) / _FOCAL_SPREAD) ** 2
        if unlikely < best:
            best, found = unlikely, lengths[1] / lengths[0]
    return found


def _found(small: Gray) -> tuple[NDArray[np.float64], bool] | None:
    """The sheet's corners from the upper left clockwise, in pixels, and True; or those of its outline, and False, where
    the picture's edge cuts it off. None where no sheet is seen on a desk."""
    height, width = small.shape
    # print on the sheet is closed, so that the sheet is one bright piece
    soft = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), (0, 0), 2)
    _, bright = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    desk, paper = (float(np.median(part)) if part.size else 0.0 for part in (soft[bright == 0], soft[bright > 0]))
    if desk == 0.0 or paper - desk < _DARKER:
        return None
    # a sheet is lit unevenly: its dim corner is nearer to its own gray than to the desk's
    bright = (soft > desk + _NEAR_DESK * (paper - desk)).astype(np.uint8)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline, *others = sorted(outlines, key=cv2.contourArea, reverse=True)
    if others and cv2.contourArea(others[0]) > _ANOTHER * cv2.contourArea(outline):
        return None
    sheet = cv2.convexHull(outline)
    area = cv2.contourArea(sheet)
    sides = _four_sides(sheet)
    if area < _LEAST_SHARE * width * height or sides is None:
        return None
    if cut_off := sum(_at_edge(side, width, height) for side in sides):
        # with three sides at the edges it may as well be a page's white part beside a dark one that is printed too
        return (sheet.reshape(-1, 2).astype(np.float64), False) if cut_off <= 2 else None
    points = _meeting([_fitted(outline.reshape(-1, 2).astype(np.float64), side) for side in sides])
    if points is None or not 0.97 * area < cv2.contourArea(points.astype(np.float32)) < _WITH_CORNERS * area:
        return None
    ordered = points[np.argsort(np.arctan2(*(points - points.mean(axis=0)).T[::-1]))]  # clockwise, from the left
    return np.asarray(np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0), np.float64), True


def _four_sides(outline: NDArray[np.int32]) -> list[NDArray[np.float64]] | None:
    """The four longest sides of a convex outline, in its order, each as its two ends: a corner may be cut off."""
    polygon = cv2.approxPolyDP(outline, 0.008 * cv2.arcLength(outline, True), True).reshape(-1, 2).astype(np.float64)
    if len(polygon) < 4:
        return None
    sides = np.stack([polygon, np.roll(polygon, -1, axis=0)], axis=1)
    longest = np.sort(np.argsort(-np.linalg.norm(sides[:, 1] - sides[:, 0], axis=1))[:4])
    return [sides[at] for at in longest]


def _at_edge(side: NDArray[np.float64], width: int, height: int) -> bool:
    """Whether a side is the picture's own edge."""
    least, most = side <= _AT_EDGE, side >= np.array([width, height]) - 1 - _AT_EDGE
    return bool(least.all(axis=0).any() or most.all(axis=0).any())


def _fitted(outline: NDArray[np.float64], side: NDArray[np.float64]) -> NDArray[np.float64]:
    """The line, in homogeneous coordinates, that lies best along the outline where it follows a side."""
    length = float(np.linalg.norm(side[1] - side[0]))
    along = (side[1] - side[0]) / length
    far = (outline - side[0]) @ along / length
    beside = np.abs((outline - side[0]) @ np.array([-along[1], along[0]]))
    near = outline[(far > 0.04) & (far < 0.96) & (beside < _BESIDE)]
    if len(near) < length / 3:
        return np.cross([*side[0], 1.0], [*side[1], 1.0])
    dx, dy, x, y = cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return np.cross([x, y, 1.0], [x + dx, y + dy, 1.0])


def _meeting(lines: list[NDArray[np.float64]]) -> NDArray[np.float64] | None:
    """Where each line meets the next; None where two are parallel."""
    corners = []
    for line, following in zip(lines, [*lines[1:], lines[0]], strict=True):
        x, y, w = np.cross(line, following)
        if abs(w) < 1e-6:
            return None
        corners.append((x / w, y / w))
    return np.array(corners, np.float64)
