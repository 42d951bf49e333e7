"""A page of a transmission, or the part of it that a field was read from, as a picture for a person.

Touches the world: opens the original.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import WrongUse
from pipeline.ingest import page_places
from pipeline.pages import DPI, Page, open_bitmap, prepare
from pipeline.receive import Originals
from pipeline.settings import Settings
from pipeline.values import Box, Reading, Transmission
from pipeline.wording import number_of

_MARGIN = 0.35
"""Inches of the page shown around a field."""
_ENLARGED = 2
_LIT = (0, 140, 255)
"""Orange, in OpenCV's order of blue, green, red."""


def upright_page(transmission: Transmission, reading: Reading, number: int, settings: Settings) -> Page:
    """Page `number`, from 1, upright and cleaned as it was read.

    Raises WrongUse when there is no such page, Unreadable when it cannot be decoded, StoreTrouble when the original is
    not there.
    """
    places = page_places(transmission, Originals(settings.store.originals), settings.limits)
    if not 1 <= number <= len(places):
        raise WrongUse(f"{transmission.id}: it has {number_of(len(places), 'page')} to show, and no page {number}")
    place = places[number - 1]
    page = prepare(open_bitmap(place.path, place.media_type, place.index, settings.limits))
    read = next((each.decisions for each in reading.pages if each.number == number), None)
    if read is not None and read.turn != page.decisions.turn:
        page = page.turned((read.turn - page.decisions.turn) % 360)
    return page


def page_picture(
    transmission: Transmission, reading: Reading, number: int, settings: Settings, *, lit: Box | None = None
) -> NDArray[np.uint8]:
    """The page at 204 dots an inch; height by width by 3, BGR. `lit`: a rectangle to draw a frame around.

    Raises what `upright_page` raises.
    """
    page = upright_page(transmission, reading, number, settings)
    picture = np.asarray(cv2.cvtColor(page.view, cv2.COLOR_GRAY2BGR), np.uint8)
    if lit is not None:
        (x0, y0), (x1, y1) = _corner(lit.x0, lit.y0, picture), _corner(lit.x1, lit.y1, picture)
        cv2.rectangle(picture, (x0 - 6, y0 - 6), (x1 + 6, y1 + 6), _LIT, 3)
    return picture


def field_picture(
    transmission: Transmission, reading: Reading, ordinal: int, name: str, settings: Settings
) -> NDArray[np.uint8]:
    """The part of the page that a field was read from, with some of the page around it and a frame; see `page_picture`.

    Raises WrongUse also when the field has no place on a page.
    """
    if not 0 <= ordinal < len(reading.records):
        raise WrongUse(f"{transmission.id}: it has no record {ordinal + 1}")
    field = reading.records[ordinal].fields.get(name)
    if field is None or field.page is None or field.box is None:
        raise WrongUse(f"{name}: it has no place on a page; show the whole page with --page N")
    page = page_picture(transmission, reading, field.page, settings, lit=field.box)
    (x0, y0), (x1, y1) = _corner(field.box.x0, field.box.y0, page), _corner(field.box.x1, field.box.y1, page)
    margin = round(_MARGIN * DPI)
    part = page[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin]
    return np.asarray(cv2.resize(part, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC), np.uint8)


def as_png(picture: NDArray[np.uint8]) -> bytes:
    """The picture as a PNG file."""
    return cv2.imencode(".png", picture)[1].tobytes()


def _corner(x: float, y: float, picture: NDArray[np.uint8]) -> tuple[int, int]:
    height, width = picture.shape[:2]
    return round(x * width), round(y * height)


def as_received(page: Page) -> NDArray[np.uint8]:
    """The page as it came in, before anything was cleaned, in the place and size of its clean view; height by width."""
    original, source = page.original.gray, page.source
    across, down = original.shape[1] / source.shape[1], original.shape[0] / source.shape[0]
    to_original = np.diag([across, down]) @ page.to_source
    size = (page.width, page.height)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(original, to_original, size, flags=flags, borderValue=255), np.uint8)
