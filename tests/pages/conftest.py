"""What the tests of pages share: drawn print, a file of given bytes, limits."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.pages import Bitmap
from pipeline.settings import Limits
from sample_faxes import fonts, tiff

TEXT = (
    "maintain custody of the subject beyond the time when released and notify this office of any transfer death "
    "hospitalization relay form alien bail parole work quarter assignments other matters officer signature date"
)


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[bytes], Path]:
    """A file that holds these bytes."""

    def store(content: bytes) -> Path:
        path = tmp_path / "original"
        path.write_bytes(content)
        return path

    return store


@pytest.fixture(scope="session")
def sheet() -> NDArray[np.uint8]:
    """A letter sheet with a title and thirty lines of print, gray, 408 dots an inch."""
    image = Image.new("L", (3468, 4488), 255)
    pen, lots = ImageDraw.Draw(image), Random(11)
    pen.text((300, 260), "DEPARTMENT OF PLAIN SAMPLES", 0, fonts.font("sans-bold", 90))
    for line in range(30):
        words = " ".join(lots.choices(TEXT.split(), k=15))
        pen.text((260 + lots.randrange(60), 500 + line * 120), words, 0, fonts.font("serif", 64))
    return np.asarray(image)


@pytest.fixture(scope="session")
def faxed(sheet: NDArray[np.uint8]) -> Callable[..., Bitmap]:
    """The sheet as a clean fax, leaning by some degrees clockwise, with so many lines an inch."""

    def fax(lean: float = 0.0, lines: float = 196.0) -> Bitmap:
        turned = sheet
        if lean:
            middle = (sheet.shape[1] / 2, sheet.shape[0] / 2)
            matrix = cv2.getRotationMatrix2D(middle, -lean, 0.93)
            turned = cv2.warpAffine(sheet, matrix, sheet.shape[::-1], borderValue=255, flags=cv2.INTER_AREA)
        small = cv2.resize(turned, (1728, round(11 * lines)), interpolation=cv2.INTER_AREA)
        gray = np.where(small < 128, 0, 255).astype(np.uint8)
        return Bitmap(gray, (204.0 * 1728 / 1734, lines), "tags", bilevel=True)

    return fax


@pytest.fixture(scope="session")
def dots() -> NDArray[np.bool_]:
    """A fax page of no symmetry, true where black: letters in one corner, a bar in another, flecks."""
    image = Image.new("1", (1728, 1078), 1)
    pen = ImageDraw.Draw(image)
    pen.text((60, 40), "Top left", 0, fonts.font("sans-bold", 80))
    pen.rectangle((1500, 900, 1700, 940), fill=0)
    pen.line((100, 300, 900, 500), fill=0, width=3)
    return ~np.asarray(image)


@pytest.fixture(scope="session")
def tagged_tiff() -> Callable[..., bytes]:
    """A fax TIFF of these pages with further SHORT tags on each, written as `sample_faxes` writes them."""

    def write(pages: list[tiff.Page], shorts: dict[int, int], **told: Any) -> bytes:
        plain = tiff.directory

        def with_shorts(out: bytearray, entries: dict[int, tuple[int, int, bytes]], link: int) -> int:
            more = {tag: (tiff.SHORT, 1, struct.pack("<H", value)) for tag, value in shorts.items()}
            return plain(out, entries | more, link)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tiff, "directory", with_shorts)
            return tiff.tiff(pages, "g4", **told)

    return write


@pytest.fixture(scope="session")
def encoded() -> Callable[..., bytes]:
    """An image as a file of that format."""

    def encode(image: Image.Image, form: str, **told: Any) -> bytes:
        out = io.BytesIO()
        image.save(out, form, **told)
        return out.getvalue()

    return encode
