"""Pages as pictures for the desk: decoded once, kept while they are looked at, the next ones prepared beforehand.

Touches the world: opens originals, in threads of its own.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.pages import DPI, Page
from pipeline.picture import as_png, as_received, upright_page
from pipeline.settings import Settings
from pipeline.values import Box, Reading, Transmission

_KEPT = 32
"""Pages kept decoded: some 4 MB each."""
_THREADS = 2
_MARGIN = 0.12
"""Inches of the page shown around a field."""
_THUMBNAIL = 120
"""Pixels across."""


class _Which(NamedTuple):
    transmission: str
    version: int
    page: int


class Pictures:
    """Pages by transmission, version of the reading and number; what is asked for twice is decoded once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._pages: OrderedDict[_Which, Future[Page]] = OrderedDict()
        self._workers = ThreadPoolExecutor(_THREADS, thread_name_prefix="picture")

    def close(self) -> None:
        """Ends the threads; what is under way is finished first."""
        self._workers.shutdown(cancel_futures=True)

    def page(self, transmission: Transmission, reading: Reading, number: int, look: str) -> bytes:
        """A page as a PNG: `clean` as it was read, `original` as it came in, `small` as a thumbnail.

        Raises WrongUse when there is no such page, Unreadable when it cannot be decoded.
        """
        page = self._wanted(transmission, reading, number).result()
        if look == "original":
            return as_png(as_received(page))
        if look == "small":
            high = round(page.height * _THUMBNAIL / page.width)
            return as_png(np.asarray(cv2.resize(page.view, (_THUMBNAIL, high), interpolation=cv2.INTER_AREA), np.uint8))
        return as_png(page.view)

    def crop(self, transmission: Transmission, reading: Reading, number: int, box: Box) -> bytes:
        """The part of a page that a field was read from, with a little around it, as a PNG."""
        page = self._wanted(transmission, reading, number).result()
        margin = _MARGIN * DPI
        x0, x1 = box.x0 * page.width - margin, box.x1 * page.width + margin
        y0, y1 = box.y0 * page.height - margin, box.y1 * page.height + margin
        return as_png(page.crop(max(0.0, x0), max(0.0, y0), min(page.width, x1), min(page.height, y1), 1.5))

    def prepare(self, transmission: Transmission, reading: Reading) -> None:
        """Begins to decode the pages of a transmission that will be looked at next; what goes wrong shows then."""
        for page in reading.pages[:3]:
            if page.decisions is not None:
                self._wanted(transmission, reading, page.number)

    def _wanted(self, transmission: Transmission, reading: Reading, number: int) -> Future[Page]:
        which = _Which(transmission.id, reading.version, number)
        with self._lock:
            found = self._pages.get(which)
            if found is None or (found.done() and found.exception() is not None):
                found = self._workers.submit(upright_page, transmission, reading, number, self._settings)
                self._pages[which] = found
            self._pages.move_to_end(which)
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return found
