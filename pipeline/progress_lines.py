"""A run told to another program: one line of JSON for each thing that happened, and how far that is when put together.

Touches the world: tells what writes the lines where to, and takes that from the environment. Numbers, ids and names of
sources are told, never what a fax says or how a file is named.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from pipeline.receive import SourceReport
from pipeline.telling import Outcome
from pipeline.vocabulary import Status

VARIABLE = "INTAKE_PROGRESS_FD"
"""Names the open file to which a run that another program started tells how far it is."""
LONGEST_LINE = 10_000
_MOST_TROUBLES = 50
_LAST_READ = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, as far as it told."""

    sources: int | None = None
    """Sources that are going to be looked at; None before it is known, and when none is."""
    sources_done: int = 0
    new: int = 0
    """Transmissions taken in."""
    left: int = 0
    """Files left in inboxes."""
    transmissions: int | None = None
    """Transmissions that are going to be read; None before that is known."""
    read: int = 0
    pages_found: int = 0
    """Pages of the transmissions that were opened so far."""
    pages: int = 0
    """Pages that are done."""
    by_status: Mapping[Status, int] = field(default_factory=lambda: MappingProxyType({}))
    """Of those that were read, where they stand."""
    last: tuple[str, ...] = ()
    """The ids of those that were read, the latest at the end, no more than a few."""
    troubles: tuple[str, ...] = ()
    """A sentence for each source that could not be looked at."""

    def after(self, line: str) -> Progress:
        """How far it is after one more line; the same for a line that is not understood."""
        try:
            told = json.loads(line)
            return self._after(told)
        except (ValueError, KeyError, TypeError, AttributeError):
            return self

    def _after(self, told: dict[str, object]) -> Progress:
        match told["step"]:
            case "sources":
                return replace(self, sources=_number(told["many"]))
            case "source":
                trouble = f"{told['source']}: {told['trouble']}"[:500] if told["trouble"] else None
                return replace(
                    self,
                    sources_done=self.sources_done + 1,
                    new=self.new + _number(told["new"]),
                    left=self.left + _number(told["left"]),
                    troubles=(*self.troubles, *([trouble] if trouble else []))[:_MOST_TROUBLES],
                )
            case "reading":
                return replace(self, transmissions=_number(told["many"]))
            case "pages":
                return replace(self, pages_found=self.pages_found + _number(told["many"]))
            case "page":
                return replace(self, pages=self.pages + 1)
            case "read":
                status = Status(str(told["status"]))
                by_status = MappingProxyType({**self.by_status, status: self.by_status.get(status, 0) + 1})
                last = (*self.last, str(told["id"])[:40])[-_LAST_READ:]
                return replace(self, read=self.read + 1, by_status=by_status, last=last)
            case _:
                return self


class ProgressLines:
    """See `telling.Teller`. `write` gets one line each, without its end."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def sources_begin(self, sources: int) -> None:
        """See `telling.Teller`."""
        self._tell("sources", many=sources)

    def source_done(self, report: SourceReport) -> None:
        """See `telling.Teller`."""
        new, left = len(report.taken), len(report.left)
        self._tell("source", source=report.source, new=new, left=left, trouble=report.trouble)

    def reading_begins(self, transmissions: int) -> None:
        """See `telling.Teller`."""
        self._tell("reading", many=transmissions)

    def pages_found(self, pages: int) -> None:
        """See `telling.Teller`."""
        self._tell("pages", many=pages)

    def page_read(self) -> None:
        """See `telling.Teller`."""
        self._tell("page")

    def transmission_read(self, outcome: Outcome) -> None:
        """See `telling.Teller`."""
        self._tell("read", id=outcome.id, status=outcome.status.value)

    def _tell(self, step: str, **what: object) -> None:
        self._write(json.dumps({"step": step, **what}))


@contextlib.contextmanager
def progress_to_parent() -> Iterator[ProgressLines | None]:
    """The teller for a run that another program started and watches; None where nobody asked for it."""
    named = os.environ.pop(VARIABLE, "")
    if not named.isdecimal():
        yield None
        return
    descriptor = int(named)
    try:
        # no process that this one starts keeps it open: that nothing more comes must be seen
        os.set_inheritable(descriptor, False)
        stream = os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)
    except OSError:
        yield None
        return
    lock = threading.Lock()

    def write(line: str) -> None:
        # whoever watched may have gone; the work is done all the same
        with lock, contextlib.suppress(OSError, ValueError):
            stream.write(line + "\n")

    try:
        yield ProgressLines(write)
    finally:
        with contextlib.suppress(OSError):
            stream.close()


def _number(told: object) -> int:
    if not isinstance(told, int) or told < 0:
        raise ValueError("expected a number of things")
    return told
