"""How a run shows its progress: a bar on a terminal, plain lines elsewhere, lines of JSON to a program that watches.

Touches the world: prints; asks what it prints to.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.plain_lines import PlainLines
from pipeline.progress_lines import progress_to_parent
from pipeline.receive import SourceReport
from pipeline.telling import Outcome, Teller

_WIDTH_OF_A_FILE = 10_000
"""Characters of a line where there is no terminal to ask: as many as it needs, so that nothing is cut or folded."""


def console() -> Console:
    """Where tables are printed: as wide as the terminal, and as wide as they are in a file or a pipe."""
    plain = not sys.stdout.isatty()
    return Console(width=_WIDTH_OF_A_FILE if plain else None, highlight=False, soft_wrap=False)


@contextmanager
def progress() -> Iterator[Teller]:
    """A teller for the length of a run."""
    with progress_to_parent() as watched:
        if watched is not None:
            yield watched
            return
    shown = console()
    if not shown.is_terminal:
        yield PlainLines(_say)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[numbers]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=shown, transient=True) as bar:
        yield Bar(bar)


class Bar:
    """See `telling.Teller`."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._lock = threading.Lock()
        self._task = bar.add_task("starting", total=None, numbers="")
        self._read = self._all = self._pages = self._pages_found = self._seen = self._sources = 0

    def sources_begin(self, sources: int) -> None:
        """See `telling.Teller`."""
        self._sources = sources
        self._bar.update(self._task, description="receiving", total=sources, completed=0)

    def source_done(self, report: SourceReport) -> None:
        """See `telling.Teller`."""
        self._seen += 1
        self._bar.update(self._task, completed=self._seen, numbers=f"{self._seen}/{self._sources} sources")

    def reading_begins(self, transmissions: int) -> None:
        """See `telling.Teller`."""
        self._all = transmissions
        self._bar.update(self._task, description="reading", total=transmissions or 1, completed=0, numbers="")

    def pages_found(self, pages: int) -> None:
        """See `telling.Teller`."""
        with self._lock:
            self._pages_found += pages
            self._show()

    def page_read(self) -> None:
        """See `telling.Teller`."""
        with self._lock:
            self._pages += 1
            self._show()

    def transmission_read(self, outcome: Outcome) -> None:
        """See `telling.Teller`."""
        with self._lock:
            self._read += 1
            self._show()

    def _show(self) -> None:
        numbers = f"{self._read}/{self._all} transmissions, {self._pages}/{self._pages_found} pages"
        self._bar.update(self._task, completed=self._read, numbers=numbers)


def _say(line: str) -> None:
    print(line, flush=True)
