"""A run told in plain lines, for logs and pipes: the beginning, each source, every so many transmissions, the end.

Touches the world: prints, and looks at the clock for how long it took.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pipeline.receive import SourceReport
from pipeline.telling import Outcome
from pipeline.wording import elapsed, number_of

_EVERY = 25
"""Transmissions after which a line is printed."""
_EVERY_SECONDS = 30.0
"""... or when so much time has gone by since the last line."""


class PlainLines:
    """See `telling.Teller`."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._lock = threading.Lock()
        self._began = self._said_at = time.monotonic()
        self._looked = False
        self._all = self._read = self._pages = self._pages_found = 0

    def sources_begin(self, sources: int) -> None:
        """See `telling.Teller`."""
        # from here on, as the summary at the end counts: what went before was the program's own start
        self._began, self._looked = time.monotonic(), True
        self._say(f"looking at {number_of(sources, 'source')}")

    def source_done(self, report: SourceReport) -> None:
        """See `telling.Teller`."""
        if report.trouble:
            self._say(f"{report.source}: {report.trouble}")
            return
        left = f", {len(report.left)} left" if report.left else ""
        self._say(f"{report.source}: {len(report.taken)} new, {report.known} known{left}")

    def reading_begins(self, transmissions: int) -> None:
        """See `telling.Teller`."""
        self._all = transmissions
        self._said_at = time.monotonic()
        if not self._looked:
            self._began = self._said_at
        if transmissions:
            self._say(f"reading {number_of(transmissions, 'transmission')}")

    def pages_found(self, pages: int) -> None:
        """See `telling.Teller`."""
        with self._lock:
            self._pages_found += pages

    def page_read(self) -> None:
        """See `telling.Teller`."""
        with self._lock:
            self._pages += 1
            line = self._due(every_page=True)
        if line:
            self._say(line)

    def transmission_read(self, outcome: Outcome) -> None:
        """See `telling.Teller`."""
        with self._lock:
            self._read += 1
            line = self._due(every_page=False)
        if line:
            self._say(line)

    def _due(self, *, every_page: bool) -> str | None:
        """The line to print now; by the clock alone when only a page is done."""
        moment = time.monotonic()
        whole = not every_page and (self._read % _EVERY == 0 or self._read == self._all)
        if not whole and moment - self._said_at < _EVERY_SECONDS:
            return None
        self._said_at = moment
        return (
            f"read {self._read} of {number_of(self._all, 'transmission')}, "
            f"{self._pages} of {number_of(self._pages_found, 'page')} opened so far, {elapsed(moment - self._began)}"
        )
