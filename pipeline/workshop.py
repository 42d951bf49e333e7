"""What a run works with while it holds the store: the ledger, the originals, the reading processes.

Touches the world: locks, opens the store, starts processes. One is open for the length of a run; the tasks of a flow
find it by `current()`, so that their own arguments are ids.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field

from pipeline.counting.rules import load_rules
from pipeline.ingest import Bench, PageReader, read_transmission
from pipeline.places import now
from pipeline.reading.page import PagePlace
from pipeline.receive import Originals
from pipeline.reviewing.decisions import holding
from pipeline.reviewing.standing import standing
from pipeline.settings import Settings
from pipeline.store import Clock, Store
from pipeline.telling import Teller
from pipeline.values import PageReading, Reading, ReceivedBy, Record, Transmission
from pipeline.vocabulary import Channel, Doubt, Kind, Status
from pipeline.who import who
from pipeline.workers import PagePool

_CURRENT: ContextVar[Workshop] = ContextVar("workshop")


class StoppingError(Exception):
    """The run is being stopped; what is under way is left as it was before."""


@dataclass(slots=True)
class Workshop:
    """Open for as long as one run holds the store."""

    settings: Settings
    store: Store
    originals: Originals
    teller: Teller
    clock: Clock
    by: str
    """Who started the run."""
    alone: bool = False
    """No program around the flow shows what came of it: the flow says so itself."""
    stopping: threading.Event = field(default_factory=threading.Event)
    _pool: PagePool | None = None
    _bench: Bench | None = None

    def begin_reading(self) -> None:
        """Starts the reading processes, once."""
        if self._bench is None:
            self._pool = PagePool(self.settings, page_done=self.teller.page_read)
            self._bench = Bench.of(self.settings, _ToldPages(self._pool, self.teller), self.clock)

    def read(self, transmission: Transmission) -> Reading:
        """One look at a transmission; what people decided about it is laid over it later.

        Raises StoppingError when the run was stopped meanwhile: what was found then says nothing about the pages.
        """
        if self._bench is None or self.stopping.is_set():
            raise StoppingError
        try:
            found = read_transmission(transmission, self._bench)
        except Exception:
            if self.stopping.is_set():
                raise StoppingError from None
            raise
        if self.stopping.is_set():
            raise StoppingError
        return found

    def standing(self, transmission_id: str) -> Reading | None:
        """The latest reading of a transmission as it stands after what people decided; None while it is unread."""
        document = self.store.document(transmission_id)
        if document is None or document.reading is None:
            return None
        held = holding(self.store.decisions(transmission_id))
        return standing(document.reading, held, load_rules(self.settings.jurisdiction))

    def unreadable(self, transmission: Transmission) -> Reading:
        """The reading of a transmission that the program failed at: it waits for a person, and is not tried again."""
        source = self.settings.source(transmission.source)
        received = ReceivedBy(
            channel=source.channel if source else Channel.UNKNOWN,
            how="source",
            district=source.district if source else None,
            received_at=transmission.inbox_at.astimezone(self.settings.zone),
            received_how=transmission.inbox_how,
        )
        doubts = tuple(dict.fromkeys((*transmission.doubts, Doubt.UNDECODABLE)))
        record = Record(Kind.UNREADABLE, (), doubts=(Doubt.UNDECODABLE,))
        return Reading(transmission.id, (record,), (), 0, received, Status.FAILED, doubts, 0.0)

    def stop(self) -> None:
        """Ends the reading at once; nothing that it would still give is kept."""
        self.stopping.set()
        if self._pool is not None:
            self._pool.stop()
            self._pool = None

    def close(self) -> None:
        """Ends the reading processes when they are done."""
        if self._pool is not None:
            self._pool.__exit__(None, None, None)
            self._pool = None


def current() -> Workshop:
    """The workshop of the run that is under way. Raises LookupError when there is none."""
    return _CURRENT.get()


def opened() -> Workshop | None:
    """The workshop that is open already, None when there is none."""
    return _CURRENT.get(None)


@contextlib.contextmanager
def open_workshop(settings: Settings, teller: Teller, clock: Clock = now, *, alone: bool = False) -> Iterator[Workshop]:
    """Opens the store for the length of a run, which holds its lock. Raises StoreTrouble when it cannot be opened."""
    with Store.open(settings.store.url, clock) as store:
        shop = Workshop(settings, store, Originals(settings.store.originals), teller, clock, who(), alone)
        token = _CURRENT.set(shop)
        try:
            yield shop
        except BaseException:
            shop.stop()
            raise
        finally:
            _CURRENT.reset(token)
            shop.close()


class _ToldPages:
    """The reading processes, with a word to the teller about every page."""

    def __init__(self, pages: PageReader, teller: Teller) -> None:
        self._pages, self._teller = pages, teller

    def read(self, places: Sequence[PagePlace]) -> tuple[PageReading, ...]:
        """See `ingest.PageReader.read`."""
        self._teller.pages_found(len(places))
        return self._pages.read(places)
