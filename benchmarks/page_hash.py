"""Whether a difference hash of whole pages tells that two faxes are of one form: run by hand.

Ten forms of one style and one office are each sent four times, over better and worse lines. A hash that is to bear
witness must differ less between two sendings of one form than between two forms. Prints, for several sizes, how often
it does (area under the curve: 0.5 is chance, 1 is always).

    .venv/bin/python -m benchmarks.page_hash
"""

from __future__ import annotations

import itertools
from datetime import date
from random import Random

import cv2
import numpy as np

from pipeline.pages import Bitmap, prepare
from sample_faxes import cast, fax
from sample_faxes.lots import Lot, request
from sample_faxes.sending import form_sheet

SENDINGS = (("clean", "fine"), ("usual", "fine"), ("usual", "standard"), ("rough", "standard"))
SIZES = ((17, 20), (33, 40), (65, 80), (97, 128))
"""Columns and rows of the small copy whose neighbours are compared."""


def main() -> None:
    inks = [(form, ink) for form, name in enumerate(list(cast.CAST)[:10]) for ink in sendings(form, name)]
    for size in SIZES:
        hashes = [(form, difference_hash(ink, size)) for form, ink in inks]
        same, other = [], []
        for (form, one), (another, two) in itertools.combinations(hashes, 2):
            (same if form == another else other).append((one != two).mean())
        closer = (np.array(same)[:, None] < np.array(other)[None]).mean()
        print(
            f"{size[0] - 1:>3} by {size[1]}: bits that differ, median: same form {np.median(same):.3f}, "
            f"other form {np.median(other):.3f}; area under the curve {closer:.2f}"
        )


def sendings(form: int, name: str) -> list[np.ndarray]:
    """The ink of one form as it arrives over each line, without header strip and margins."""
    lot = Lot("one style")
    sheet = form_sheet(request(lot, name, date(2025, 3, 3 + form), ("biometric",)), lot.style, Random(5))
    found = []
    for number, (level, resolution) in enumerate(SENDINGS):
        rng = np.random.default_rng(form * 10 + number)
        page = fax.sent(sheet, fax.varied(fax.LEVELS[level], rng), rng, resolution)
        gray = np.where(page.black, 0, 255).astype(np.uint8)
        view = prepare(Bitmap(gray, (204.0, float(fax.LINES[resolution])), "tags", bilevel=True)).view
        ink = 255 - view[int(0.05 * view.shape[0]) : int(0.97 * view.shape[0])].astype(np.float32)
        rows, columns = (np.flatnonzero((ink > 115).mean(axis) > 0.01) for axis in (1, 0))
        found.append(ink[rows[0] : rows[-1], columns[0] : columns[-1]])
    return found


def difference_hash(ink: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Whether each cell of the small copy is darker than the one to its left."""
    small = cv2.resize(cv2.GaussianBlur(ink, (0, 0), 3), size, interpolation=cv2.INTER_AREA)
    return np.diff(small, axis=1) > 0


if __name__ == "__main__":
    main()
