"""Every page of a TIFF, PNG or JPEG opens with the pixels that were put in, as its tags want it seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.errors import Unreadable
from pipeline.pages import count_pages, open_bitmap
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt
from sample_faxes import tiff

Stored = Callable[[bytes], Path]
SEEN = {
    1: lambda g: g,
    2: lambda g: g[:, ::-1],
    3: lambda g: g[::-1, ::-1],
    4: lambda g: g[::-1],
    5: lambda g: g.T,
    6: lambda g: np.rot90(g, -1),
    7: lambda g: g[::-1, ::-1].T,
    8: np.rot90,
}
"""What the Orientation tag asks for (TIFF 6.0, page 36)."""


@pytest.mark.parametrize("coding", tiff.CODINGS)
@pytest.mark.parametrize("reverse", [False, True], ids=["msb-first", "lsb-first"])
@pytest.mark.parametrize("tagged", [True, False], ids=["with-resolution", "without-resolution"])
def test_every_fax_coding_opens_with_the_same_pixels(
    coding: str, reverse: bool, tagged: bool, dots: NDArray[np.bool_], stored: Stored, limits: Limits
) -> None:
    path = stored(tiff.tiff([tiff.Page(dots, 98), tiff.Page(~dots, 98)], coding, reverse, tagged))
    assert count_pages(path, "image/tiff", limits) == 2
    first, second = (open_bitmap(path, "image/tiff", index, limits) for index in (0, 1))
    assert np.array_equal(first.gray == 0, dots)
    assert np.array_equal(second.gray == 255, dots)
    assert first.bilevel
    assert (first.resolution, first.how) == ((204.0, 98.0), "tags" if tagged else "shape")


def test_a_centimetre_is_no_inch(dots: NDArray[np.bool_], stored: Stored, limits: Limits) -> None:
    image = Image.fromarray(~dots)
    path = stored(b"")
    image.save(path, "TIFF", compression="group4", tiffinfo={282: 80.3, 283: 38.5, 296: 3})
    across, down = open_bitmap(path, "image/tiff", 0, limits).resolution
    assert (across, down) == (pytest.approx(204, abs=0.1), pytest.approx(97.8, abs=0.1))


def test_a_resolution_in_no_unit_is_passed_over(
    dots: NDArray[np.bool_], stored: Stored, limits: Limits, tagged_tiff: Callable[..., bytes]
) -> None:
    path = stored(tagged_tiff([tiff.Page(dots, 196)], {296: 1}))
    assert open_bitmap(path, "image/tiff", 0, limits).how == "shape"


@pytest.mark.parametrize("orientation", SEEN)
def test_a_tiff_is_turned_as_its_tag_asks(
    orientation: int, dots: NDArray[np.bool_], stored: Stored, limits: Limits, tagged_tiff: Callable[..., bytes]
) -> None:
    path = stored(tagged_tiff([tiff.Page(dots, 98)] * 2, {274: orientation}))
    for index in (0, 1):
        opened = open_bitmap(path, "image/tiff", index, limits)
        assert np.array_equal(opened.gray == 0, SEEN[orientation](dots))
        assert opened.resolution == ((98.0, 204.0) if orientation > 4 else (204.0, 98.0))


@pytest.mark.parametrize("orientation", SEEN)
@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_photo_is_turned_as_its_tag_asks(
    orientation: int,
    form: str,
    media_type: str,
    dots: NDArray[np.bool_],
    stored: Stored,
    limits: Limits,
    encoded: Callable[..., bytes],
) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    path = stored(encoded(Image.fromarray(~dots).convert("L"), form, exif=exif))
    assert np.array_equal(open_bitmap(path, media_type, 0, limits).gray < 128, SEEN[orientation](dots))


@pytest.mark.parametrize("pages", [1, 2, 31])
def test_a_file_holds_as_many_pages_as_it_was_given(pages: int, stored: Stored, limits: Limits) -> None:
    blank = tiff.Page(np.zeros((40, 1728), bool), 98)
    assert count_pages(stored(tiff.tiff([blank] * pages, "g4")), "image/tiff", limits) == pages


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_is_one_page_with_the_resolution_that_it_tells(
    form: str, media_type: str, stored: Stored, limits: Limits, encoded: Callable[..., bytes]
) -> None:
    path = stored(encoded(Image.new("L", (1700, 2200), 200), form, dpi=(200, 200)))
    assert count_pages(path, media_type, limits) == 1
    opened = open_bitmap(path, media_type, 0, limits)
    assert opened.gray.shape == (2200, 1700)
    assert opened.resolution == (pytest.approx(200, abs=0.1), pytest.approx(200, abs=0.1))
    assert not opened.bilevel


def test_what_is_transparent_is_paper(stored: Stored, limits: Limits, encoded: Callable[..., bytes]) -> None:
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (100, 100, 200, 200))
    gray = open_bitmap(stored(encoded(image, "PNG")), "image/png", 0, limits).gray
    assert gray[0, 0] == 255
    assert gray[150, 150] == 0


def test_a_transparent_colour_of_a_palette_is_paper(
    stored: Stored, limits: Limits, encoded: Callable[..., bytes]
) -> None:
    image = Image.new("P", (400, 400), 0)
    image.putpalette([0, 0, 0, 20, 20, 20])
    image.paste(1, (100, 100, 200, 200))
    gray = open_bitmap(stored(encoded(image, "PNG", transparency=0)), "image/png", 0, limits).gray
    assert gray[0, 0] == 255
    assert gray[150, 150] < 40


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_keep_paper_white_and_ink_black(
    form: str, stored: Stored, limits: Limits, encoded: Callable[..., bytes]
) -> None:
    values = np.full((300, 300), 52_000, np.uint16)
    values[100:200, 100:200] = 3_000
    path = stored(encoded(Image.fromarray(values), form))
    gray = open_bitmap(path, f"image/{form.lower()}", 0, limits).gray
    assert gray.dtype == np.uint8
    assert gray[0, 0] > 200
    assert gray[150, 150] < 30


def test_a_colour_scan_is_gray(stored: Stored, limits: Limits, encoded: Callable[..., bytes]) -> None:
    path = stored(encoded(Image.new("CMYK", (300, 300), (0, 0, 0, 255)), "JPEG"))
    assert open_bitmap(path, "image/jpeg", 0, limits).gray.max() < 30


def test_a_page_beyond_the_last_is_a_doubt(dots: NDArray[np.bool_], stored: Stored, limits: Limits) -> None:
    with pytest.raises(Unreadable) as caught:
        open_bitmap(stored(tiff.tiff([tiff.Page(dots, 98)], "g4")), "image/tiff", 1, limits)
    assert caught.value.doubt is Doubt.PAGE_UNREADABLE
