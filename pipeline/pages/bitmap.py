"""Pure. A page's bitmap as it was received, and how many dots an inch it has each way.

A fax page is a T.4/T.6 bitmap: 1,728 columns at 204 dots an inch, and 98 (standard), 196 (fine) or 391 (superfine)
lines an inch, so its pixels are seldom square and its tags are sometimes missing (ITU-T T.4, table 2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
"""Height by width; 0 is black, 255 is white."""

FAX_WIDTHS = (1728, 2048, 2432)
"""Columns of a fax page of A4/letter, B4 and A3 width at 204 dots an inch (ITU-T T.4)."""
COLUMNS_AN_INCH = 204.0
LINES_AN_INCH = {"standard": 98.0, "fine": 196.0, "superfine": 391.0}
PAGE_INCHES = (8.5, 11.0)
SHEET_SHAPES = (11 / 8.5, 297 / 210, 14 / 8.5)
"""Length by width of letter, A4 and legal paper."""
MOST_REDUCED = 1.8
"""Legal paper fed sideways is reduced by 14 / 8.47; a page that would have to be reduced more was cut, not reduced."""
DOUBLED_SHARE = 0.42
"""Above this share of inked rows equal to the row before, a gateway has stretched a standard fax; measured on drawn
faxes, where rows of a true fine fax seldom repeat in more than a third."""


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """One page as received: its gray values and its resolution."""

    gray: Gray
    resolution: tuple[float, float]
    """Dots an inch across and down."""
    how: str
    """Where the resolution comes from: `tags`, `shape`, `rendered`, `assumed` or `reduced`."""
    bilevel: bool
    """Only black and white, as a fax is."""
    rows_doubled: bool = False


def resolution_of(width: int, height: int, tagged: tuple[float, float] | None) -> tuple[tuple[float, float], str]:
    """Dots an inch across and down, and how they were found.

    Tags are believed when they make a page between 4 and 20 inches wide and at most 30 inches high (a roll of fax
    paper); else a fax's width and the page's shape tell, else the page is taken for letter paper.
    """
    if tagged and _plausible(width, height, tagged):
        return tagged, "tags"
    if width in FAX_WIDTHS:
        shape = height / width * 1728 / width if width != FAX_WIDTHS[0] else height / width
        lines = "standard" if shape < 0.85 else "fine" if shape < 1.75 else "superfine"
        return (COLUMNS_AN_INCH, LINES_AN_INCH[lines]), "shape"
    dots = max(min(width, height) / PAGE_INCHES[0], max(width, height) / PAGE_INCHES[1] / 1.3)
    return (dots, dots), "assumed"


def _plausible(width: int, height: int, tagged: tuple[float, float]) -> bool:
    across, down = tagged
    return (
        across > 0 and down > 0 and 4 <= width / across <= 20 and 1 <= height / down <= 30 and 0.2 < down / across < 4
    )


def of_paper(bitmap: Bitmap) -> Bitmap:
    """A fax whose sheet went in sideways, with the dots an inch of the paper it was.

    A machine scans no wider than 8.5 inches: the long side of such a sheet is reduced to that, and the short side with
    it. Where no tag told the lines an inch, an upright page's shape was wrong to ask: the sheet's own shape tells.
    """
    height, width = bitmap.gray.shape
    if width not in FAX_WIDTHS or bitmap.how not in ("tags", "shape"):
        return bitmap
    across, down = bitmap.resolution
    if bitmap.how == "shape":
        down = min(
            LINES_AN_INCH.values(),
            key=lambda lines: min(abs(width / across / (height / lines) - shape) for shape in SHEET_SHAPES),
        )
    by = PAGE_INCHES[0] / (height / down)
    if not 1.1 < by < MOST_REDUCED:
        return replace(bitmap, resolution=(across, down))
    return replace(bitmap, resolution=(across / by, down / by), how="reduced")


def is_bilevel(gray: Gray) -> bool:
    """Whether an 8-bit image holds black and white alone, a rare gray apart."""
    sample = gray[:: max(1, gray.shape[0] // 500)]
    return bool(((sample < 16) | (sample > 239)).mean() > 0.998)


def undouble(bitmap: Bitmap) -> Bitmap:
    """Takes back the rows that a fax-to-mail gateway repeated to make a standard fax's pixels square."""
    across, down = bitmap.resolution
    if not bitmap.bilevel or down < 150:
        return bitmap
    ink = bitmap.gray < 128
    inked = ink.any(axis=1)
    same = np.zeros(len(ink), dtype=bool)
    same[1:] = (ink[1:] == ink[:-1]).all(axis=1)
    if inked.sum() < 50 or (same & inked).sum() / inked.sum() < DOUBLED_SHARE:
        return bitmap
    lines = LINES_AN_INCH["standard"]
    height = max(1, round(len(ink) * lines / down))
    # each true row was repeated at least twice, so the row nearest to its middle is one of its copies
    gray = cv2.resize(bitmap.gray, (bitmap.gray.shape[1], height), interpolation=cv2.INTER_NEAREST_EXACT)
    return Bitmap(np.asarray(gray, np.uint8), (across, lines), bitmap.how, True, rows_doubled=True)
