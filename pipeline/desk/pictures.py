"""Pages as pictures for the desk: decoded once, kept while they are looked at, the next ones prepared beforehand.

Touches the world: opens originals, in threads of its own.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.pages import DPI, Page
from pipeline.picture import as_png, as_received, upright_page
from pipeline.settings import Settings
from pipeline.values import Box, Reading, Transmission

LOOKS = ("clean", "original", "small")
"""A page as it was read, as it came in, and as a thumbnail."""
_DECODED = 16
"""Pages kept decoded, for the places of fields: some 12 MB each of a fax."""
_ENCODED = 48_000_000
"""Bytes of pictures kept as they are sent: some 100 kB each."""
_THREADS = 2
_PREPARED = 3
"""Pages of the next transmission that are prepared."""
_MARGIN = 0.12
"""Inches of the page shown around a field."""
_WORDS = 3.2
"""Inches shown beside a box: what is printed there says what the box is for."""
_THUMBNAIL = 144
"""Pixels across: twice as many as it is wide on the page, for fine screens."""
_NO_INK = np.zeros((0, 0), np.bool_)


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
        self._sent: OrderedDict[tuple[_Which, str], bytes] = OrderedDict()
        self._bytes = 0
        self._workers = ThreadPoolExecutor(_THREADS, thread_name_prefix="picture")

    def close(self) -> None:
        """Ends the threads; what is under way is finished first."""
        self._workers.shutdown(cancel_futures=True)

    def page(self, transmission: Transmission, reading: Reading, number: int, look: str) -> bytes:
        """A page as a PNG; `look` is one of `LOOKS`.

        Raises WrongUse when there is no such page, Unreadable when it cannot be decoded.
        """
        which = _Which(transmission.id, reading.version, number)
        with self._lock:
            if (found := self._sent.get((which, look))) is not None:
                self._sent.move_to_end((which, look))
                return found
        picture = _encoded(self._wanted(transmission, reading, number).result(), look)
        self._keep(which, look, picture)
        return picture

    def crop(
        self, transmission: Transmission, reading: Reading, number: int, box: Box, *, with_words: bool = False
    ) -> bytes:
        """The part of a page that a field was read from, with a little around it, as a PNG.

        `with_words`: the box is one to be ticked, or a column of them, and what stands beside it is shown too.
        """
        page = self._wanted(transmission, reading, number).result()
        margin = _MARGIN * DPI
        x0, x1 = box.x0 * page.width - margin, box.x1 * page.width + (_WORDS * DPI if with_words else margin)
        y0, y1 = box.y0 * page.height - margin, box.y1 * page.height + margin
        return as_png(page.crop(max(0.0, x0), max(0.0, y0), min(page.width, x1), min(page.height, y1), 1.5))

    def prepare(self, transmission: Transmission, reading: Reading) -> None:
        """Begins to make the pictures of a transmission that will be looked at next; what goes wrong shows then."""
        numbers = [page.number for page in reading.pages if page.decisions is not None]
        for number in numbers[:_PREPARED]:
            which = _Which(transmission.id, reading.version, number)
            self._wanted(transmission, reading, number).add_done_callback(partial(self._encode_beforehand, which))

    def _encode_beforehand(self, which: _Which, made: Future[Page]) -> None:
        if made.cancelled() or made.exception() is not None:
            return
        with self._lock:
            if (which, "clean") in self._sent:
                return
        self._keep(which, "clean", _encoded(made.result(), "clean"))

    def _wanted(self, transmission: Transmission, reading: Reading, number: int) -> Future[Page]:
        which = _Which(transmission.id, reading.version, number)
        with self._lock:
            found = self._pages.get(which)
            if found is None or (found.done() and found.exception() is not None):
                found = self._workers.submit(_decoded, transmission, reading, number, self._settings)
                self._pages[which] = found
            self._pages.move_to_end(which)
            while len(self._pages) > _DECODED:
                self._pages.popitem(last=False)
        return found

    def _keep(self, which: _Which, look: str, picture: bytes) -> None:
        with self._lock:
            if (before := self._sent.pop((which, look), None)) is not None:
                self._bytes -= len(before)
            self._sent[which, look] = picture
            self._bytes += len(picture)
            while self._bytes > _ENCODED and len(self._sent) > 1:
                self._bytes -= len(self._sent.popitem(last=False)[1])


def _decoded(transmission: Transmission, reading: Reading, number: int, settings: Settings) -> Page:
    """The page without what only readers need, which is half of its memory."""
    page = upright_page(transmission, reading, number, settings)
    return replace(page, ink=_NO_INK, ink_with_streaks=_NO_INK, streaked=page.source)


def _encoded(page: Page, look: str) -> bytes:
    if look == "original":
        return as_png(as_received(page))
    if look == "small":
        high = round(page.height * _THUMBNAIL / page.width)
        return as_png(np.asarray(cv2.resize(page.view, (_THUMBNAIL, high), interpolation=cv2.INTER_AREA), np.uint8))
    return as_png(page.view)
