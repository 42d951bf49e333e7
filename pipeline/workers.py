"""Reading processes: pages in parallel on all cores, each within its time and memory.

Touches the world: starts processes. One Tesseract thread a process, since several threads on one page are slower than
one page a thread; a page that hangs or eats memory ends as a doubt and its process is replaced.
"""

from __future__ import annotations

import os
import resource
import signal
import threading
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, wait
from concurrent.futures import TimeoutError as TimedOut
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, resource_tracker
from types import TracebackType
from typing import Self

import pebble

from pipeline.errors import IntakeError
from pipeline.reading.page import PagePlace, read_page
from pipeline.settings import Limits, Settings
from pipeline.values import PageReading
from pipeline.vocabulary import Doubt

_PAGES_A_PROCESS = 400
"""After which a process is replaced, so that what libraries never give back does not add up."""
_ENDED_FROM_OUTSIDE = (signal.SIGTERM, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)
"""Exit codes of a process that was told to end; a reading process answers SIGTERM by exiting with its number."""

_LOOK_EVERY = 1.0
"""Seconds after which whoever waits for a page looks whether there is still someone to read it."""


class PagesEndedError(IntakeError):
    """The reading processes ended before the page was read; that says nothing about the page."""

    def __init__(self) -> None:
        super().__init__("the reading processes were ended; type the same command to go on")


class PagePool:
    """Reads pages in processes of its own; closed when left."""

    def __init__(
        self,
        settings: Settings,
        page_done: Callable[[], None] = lambda: None,
        read_page: Callable[[PagePlace, Limits], PageReading] = read_page,
    ) -> None:
        """`page_done` is called from another thread whenever a page is done, however it ended.

        `read_page` is what the processes do with a page; they import it by its name.
        """
        self._read_page = read_page
        self._limits = settings.limits
        self._page_done = page_done
        self._stopped = threading.Event()
        workers = settings.work.processes or os.cpu_count() or 1
        self._pool = pebble.ProcessPool(
            max_workers=workers,
            max_tasks=_PAGES_A_PROCESS,
            initializer=_begin,
            initargs=(settings.limits.worker_megabytes,),
            # a fork of a process with threads can hang, and this one has Prefect's
            context=get_context("spawn"),
        )
        # a Ctrl-C goes to all processes of a terminal; those that only just begin would print a trace before `_begin`.
        # The tracker first: where it has to be started, that undoes what is blocked
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            if not self._pool.active:  # the question starts the processes, and they inherit what is blocked here
                raise RuntimeError("the reading processes do not start")
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def read(self, places: Sequence[PagePlace]) -> tuple[PageReading, ...]:
        """See `ingest.PageReader.read`."""
        limit = self._limits.page_seconds
        # the engines are loaded within a process's first page, so every page is given a little more
        try:
            waiting = [
                (place, self._pool.schedule(self._read_page, args=(place, self._limits), timeout=limit + 15))
                for place in places
            ]
        except RuntimeError:
            # the pool's way to say that it has ended
            raise PagesEndedError from None
        for _, future in waiting:
            future.add_done_callback(lambda _: self._page_done())
        return tuple(self._result(place, future) for place, future in waiting)

    def _result(self, place: PagePlace, future: pebble.ProcessFuture) -> PageReading:
        """The reading of a page. Raises PagesEndedError when it will never come: the pool does not always say so."""
        while not wait((future,), timeout=_LOOK_EVERY).done:
            if self._stopped.is_set() or not self._pool.active:
                raise PagesEndedError
        return _reading_of(place, future)

    def stop(self) -> None:
        """Ends the processes without waiting for the pages they are at; whoever waits for one gets PagesEndedError."""
        self._stopped.set()
        self._pool.stop()
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._pool.close()
            self._pool.join()
        else:
            self.stop()


class PagesHere:
    """Reads pages in this process, one after the other: for a single page and for measuring."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def read(self, places: Sequence[PagePlace]) -> tuple[PageReading, ...]:
        """See `ingest.PageReader.read`."""
        return tuple(read_page(place, self._limits) for place in places)


def _reading_of(place: PagePlace, future: pebble.ProcessFuture) -> PageReading:
    try:
        return future.result()  # type: ignore[no-any-return]
    except TimedOut:
        return PageReading(place.number, place.part, None, doubts=(Doubt.PAGE_TIMED_OUT,))
    except (CancelledError, BrokenProcessPool):
        raise PagesEndedError from None
    except pebble.ProcessExpired as error:
        if error.exitcode in _ENDED_FROM_OUTSIDE:
            # whoever ends all processes of a run at once says nothing about the page
            raise PagesEndedError from None
        return PageReading(place.number, place.part, None, doubts=(Doubt.PAGE_UNREADABLE,))
    except MemoryError:
        return PageReading(place.number, place.part, None, doubts=(Doubt.PAGE_UNREADABLE,))


def _begin(megabytes: int) -> None:
    warnings.filterwarnings("ignore", module=r"PIL\.")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    # the run is stopped by its parent; a Ctrl-C must not print a trace from each process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    most = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
