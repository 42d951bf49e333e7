"""Opens TIFF, PNG and JPEG: one frame at a time, as its tags want it seen. Touches the world: reads the file."""

from __future__ import annotations

import contextlib
import os
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from pipeline.errors import Unreadable
from pipeline.pages.bitmap import Bitmap, Gray, is_bilevel, resolution_of
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt

_DECODE_FAILURES = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    AttributeError,
    struct.error,
)
"""What Pillow's decoders raise on damaged files, by its own tests for broken images."""
_MOST_FRAMES = 10_000
"""A TIFF's pages are counted so far: its directories are a chain, and a hostile one is long."""
_ACROSS = (5, 6, 7, 8)
"""Orientation tags (TIFF 6.0, page 36) of images whose rows are the page's columns."""


def count_frames(path: Path) -> int:
    """The pages that the file names, the one included whose place lies beyond the end of a fax that broke off.

    Such a page is held and cannot be read; the pages before it may be the only copy of a request.
    """
    pages = 1
    with _image(path) as image, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        while pages < _MOST_FRAMES:
            try:
                image.seek(pages)
            except EOFError:
                break
            except _DECODE_FAILURES:
                return pages + 1
            pages += 1
    return pages


def open_frame(path: Path, index: int, limits: Limits) -> Bitmap:
    """Frame `index` of the file, from 0. Raises Unreadable."""
    with _image(path) as image, warnings.catch_warnings(), _libtiff_silent():
        warnings.simplefilter("ignore")
        try:
            if index:
                image.seek(index)
            return _bitmap_of(image, limits)
        except _DECODE_FAILURES as error:
            raise Unreadable(Doubt.PAGE_UNREADABLE, type(error).__name__) from error


def _image(path: Path) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # the bound is ours, checked before pixels are decoded
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which is no news on a fax
            return Image.open(path)
    except UnidentifiedImageError as error:
        raise Unreadable(Doubt.UNDECODABLE) from error
    except _DECODE_FAILURES as error:
        raise Unreadable(Doubt.UNDECODABLE, type(error).__name__) from error


@contextlib.contextmanager
def _libtiff_silent() -> Iterator[None]:
    """Keeps what the TIFF library itself writes about a damaged file from a user's terminal; the doubt tells it."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _bitmap_of(image: Image.Image, limits: Limits) -> Bitmap:
    width, height = image.size
    if width * height > limits.page_pixels or not width or not height:
        raise Unreadable(Doubt.TOO_LARGE, f"{width} x {height} pixels")
    tagged = _tagged_resolution(image)
    if tagged and image.getexif().get(ExifTags.Base.Orientation) in _ACROSS:
        tagged = (tagged[1], tagged[0])
    # a TIFF is turned by its tag as it is decoded, other formats here
    upright = ImageOps.exif_transpose(image)
    bilevel = upright.mode == "1"
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        rgba = upright.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "white")
        gray_image = Image.alpha_composite(paper, rgba).convert("L")
    elif upright.mode.startswith("I;16") or upright.mode in ("I", "F"):
        gray_image = Image.fromarray(_eight_bits(np.asarray(upright)))
    else:
        gray_image = upright.convert("L")
    gray = np.array(gray_image, dtype=np.uint8)
    resolution, how = resolution_of(gray.shape[1], gray.shape[0], tagged)
    if not bilevel:
        bilevel = is_bilevel(gray)
    return Bitmap(gray, resolution, how, bilevel)


def _eight_bits(values: np.ndarray) -> Gray:
    values = np.nan_to_num(values.astype(np.float64))
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) * (255.0 / (high - low or 1.0)), np.uint8)


def _tagged_resolution(image: Image.Image) -> tuple[float, float] | None:
    if image.format == "TIFF" and hasattr(image, "tag_v2"):
        tags = image.tag_v2
        across, down, unit = tags.get(282), tags.get(283), tags.get(296, 2)
        if across and down and unit in (2, 3):
            per_inch = 2.54 if unit == 3 else 1.0
            return float(across) * per_inch, float(down) * per_inch
        return None
    dpi = image.info.get("dpi")
    return (float(dpi[0]), float(dpi[1])) if dpi else None
