"""A photographed sheet is flattened; what shows no sheet is left as it is."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from pipeline.pages.bitmap import Bitmap
from pipeline.pages.paper import flattened
from sample_faxes.paper import Sheet
from sample_faxes.photo import photographed


def bitmap(gray: np.ndarray) -> Bitmap:
    return Bitmap(np.ascontiguousarray(gray, np.uint8), (200.0, 200.0), "assumed", False)


def printed() -> Sheet:
    sheet = Sheet()
    for line in range(40):
        sheet.write(60, 90 + 16 * line, f"Line {line} of print, so that the sheet is no blank one.", "sans", 10)
    return sheet


@pytest.mark.parametrize("seed", range(4))
def test_a_photographed_letter_sheet_becomes_a_letter_page(seed: int) -> None:
    data, *_ = photographed(printed(), np.random.default_rng(seed))
    gray = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    flat = flattened(bitmap(gray))
    height, width = flat.gray.shape
    assert flat.how == "shape"
    assert width / flat.resolution[0] == pytest.approx(8.5, abs=0.05)
    assert height / flat.resolution[1] == pytest.approx(11, abs=0.05)
    assert float(np.median(flat.gray[5:40, 5:-5])) > float(np.median(gray[:20]))


@pytest.mark.parametrize(
    "gray",
    [
        np.full((2200, 1700), 250),
        np.full((2200, 1700), 20),
        np.random.default_rng(1).integers(0, 255, (2200, 1700)),
        np.tile(np.linspace(0, 255, 1700), (2200, 1)),
        np.full((50, 40), 200),
    ],
    ids=["white", "dark", "noise", "slope", "small"],
)
def test_a_picture_without_a_sheet_is_left_as_it_is(gray: np.ndarray) -> None:
    given = bitmap(gray)
    assert flattened(given) is given
