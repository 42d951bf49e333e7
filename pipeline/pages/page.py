"""Pure. An upright page with square pixels, of which each crop is one step away from the bitmap as received."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages.bitmap import Bitmap, Gray, of_paper, undouble
from pipeline.pages.clean import despeckle, evened, without_streaks
from pipeline.pages.level import lines_run_down, skew_of
from pipeline.pages.paper import flattened
from pipeline.values import PageDecisions

DPI = 204
"""Dots an inch of an upright page, both ways: a fax's own across."""
_MOST_DPI = 420.0
"""Bitmaps finer than this are reduced once; no reader gains from more."""
_INK = 140
"""Gray values below this are ink."""
_LOOK = 0.35
"""Scale of the small copy on which angles are measured."""
_BLANK_SHARE = 0.0004
"""A page with less ink than this in its inner part holds nothing to read."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """An upright page. Positions are pixels at `DPI`, from the top left."""

    source: Gray
    """The cleaned bitmap in the scale it was received in."""
    source_resolution: tuple[float, float]
    to_source: NDArray[np.float64]
    """2 by 3: takes a position on the upright page to one on `source`."""
    view: Gray
    """The upright page as an image, cleaned."""
    ink: NDArray[np.bool_]
    """The upright page's ink."""
    ink_with_streaks: NDArray[np.bool_]
    """The same before streaks were taken out: a streak along the side of a check-box takes that side with it."""
    decisions: PageDecisions
    streaked: Gray
    """`source` before streaks were taken out; the same array when there were none."""
    original: Bitmap
    """As received, for the eyes."""

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.view.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.view.shape[0])

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read, a header line at the top edge apart."""
        inner = self.ink[
            int(self.height * 0.04) : int(self.height * 0.98), int(self.width * 0.04) : -int(self.width * 0.04)
        ]
        return bool(np.count_nonzero(inner) < _BLANK_SHARE * inner.size)

    def crop(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        scale: float = 1.0,
        blur: float = 0.0,
        *,
        streaks: bool = False,
    ) -> Gray:
        """A rectangle of the page at `scale`, cut from the bitmap in one warp; white beyond the page's edge.

        `blur` is the Gaussian sigma in pixels of the result; it smooths a fax's coarse steps. `streaks`: with those
        that were taken out.
        """
        width, height = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
        to_page = np.array([[1 / scale, 0, x0], [0, 1 / scale, y0], [0, 0, 1]])
        matrix = self.to_source @ to_page
        image = cv2.warpAffine(
            self.streaked if streaks else self.source,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        )
        if blur > 0:
            image = cv2.GaussianBlur(image, (0, 0), blur)
        return np.asarray(image, np.uint8)

    def turned(self, degrees: int) -> Page:
        """The page turned clockwise by 90, 180 or 270 degrees more."""
        return _upright(self.original, self.source, self.streaked, self.source_resolution, self.decisions, degrees)

    def sure_of_turn(self, confidence: float) -> Page:
        """The page with a note of how sure its turn is, 0..1."""
        return replace(self, decisions=replace(self.decisions, turn_confidence=confidence))


def prepare(bitmap: Bitmap) -> Page:
    """Cleans, squares and levels a bitmap; a page whose lines run down is turned by a quarter.

    Whether it then stands on its head only reading can tell: see `Page.turned`.
    """
    bitmap = undouble(bitmap) if bitmap.bilevel else flattened(bitmap)
    streaked, streaks = (despeckle(bitmap.gray) if bitmap.bilevel else evened(bitmap.gray)), 0
    gray = streaked
    if bitmap.bilevel:
        gray, streaks = without_streaks(streaked, bitmap.resolution[1])
    across, down = bitmap.resolution
    sideways = lines_run_down(_reduced(gray, _LOOK * DPI / across, _LOOK * DPI / down) < 160)
    if sideways:
        bitmap = of_paper(bitmap)
        across, down = bitmap.resolution
    if max(across, down) > _MOST_DPI:
        by = _MOST_DPI / max(across, down)
        gray, streaked = (
            np.asarray(cv2.resize(image, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), np.uint8)
            for image in (gray, streaked)
        )
        across, down = across * by, down * by
    decisions = PageDecisions(
        width=gray.shape[1],
        height=gray.shape[0],
        resolution=bitmap.resolution,
        resolution_how=bitmap.how,
        streaks=streaks,
        rows_doubled=bitmap.rows_doubled,
    )
    return _upright(bitmap, gray, streaked if streaks else gray, (across, down), decisions, 90 if sideways else 0)


def _reduced(gray: Gray, across: float, down: float) -> Gray:
    """A copy `across` times as wide and `down` times as high, both less than 1. Halving, and then sampling between, is
    five times as fast as areas of no whole pixels."""
    size = (round(gray.shape[1] * across), round(gray.shape[0] * down))
    rows, columns = (2 if scale < 0.5 else 1 for scale in (down, across))
    high, wide = gray.shape[0] // rows, gray.shape[1] // columns
    halved = cv2.resize(gray[: high * rows, : wide * columns], (wide, high), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(halved, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _upright(
    original: Bitmap,
    source: Gray,
    streaked: Gray,
    resolution: tuple[float, float],
    before: PageDecisions,
    turn: int,
) -> Page:
    turn = (before.turn + turn) % 360
    height, width = source.shape
    square = np.array([[DPI / resolution[0], 0, 0], [0, DPI / resolution[1], 0], [0, 0, 1]])
    wide, high = width * square[0, 0], height * square[1, 1]
    turning, wide, high = _turning(turn, wide, high)
    level = turning @ square
    if turn == (before.turn + 180) % 360:
        skew = -before.skew  # lines lean the same way on their head
    else:
        small = _warped(source, np.diag([_LOOK, _LOOK, 1.0]) @ level, round(wide * _LOOK), round(high * _LOOK))
        skew = skew_of(small < 160)
    leaning = np.vstack([cv2.getRotationMatrix2D((wide / 2, high / 2), skew, 1.0), [0, 0, 1]])
    forward = leaning @ level
    view = _warped(source, forward, round(wide), round(high))
    ink = view < _INK
    return Page(
        source=source,
        source_resolution=resolution,
        to_source=np.linalg.inv(forward)[:2],
        view=view,
        ink=ink,
        ink_with_streaks=ink if streaked is source else _warped(streaked, forward, round(wide), round(high)) < _INK,
        streaked=streaked,
        decisions=replace(before, width=view.shape[1], height=view.shape[0], turn=turn, skew=round(-skew, 2)),
        original=original,
    )


def _turning(turn: int, wide: float, high: float) -> tuple[NDArray[np.float64], float, float]:
    """The matrix that turns a page `wide` by `high` clockwise, and its size afterwards."""
    matrices: dict[int, list[list[float]]] = {
        0: [[1, 0, 0], [0, 1, 0]],
        90: [[0, -1, high], [1, 0, 0]],
        180: [[-1, 0, wide], [0, -1, high]],
        270: [[0, 1, 0], [-1, 0, wide]],
    }
    matrix = np.array([*matrices[turn], [0, 0, 1]], np.float64)
    return (matrix, high, wide) if turn in (90, 270) else (matrix, wide, high)


def _warped(source: Gray, forward: NDArray[np.float64], width: int, height: int) -> Gray:
    image = cv2.warpAffine(
        source,
        forward[:2],
        (max(1, width), max(1, height)),
        flags=cv2.INTER_AREA if abs(forward[0, 0]) < 1 else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    return np.asarray(image, np.uint8)
