"""The count kept at hand by a program that stays: the desk asks it for every page.

Touches the world: asks the store; counts in a thread of its own where the store is large.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pipeline.counted import Counted, counted_from
from pipeline.counting.requests import Gathered
from pipeline.counting.rules import load_rules
from pipeline.queue import Queue, queue_after, queue_of
from pipeline.reviewing.decisions import Decision, by_subject, holding
from pipeline.reviewing.standing import stand
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.values import Document

AT_ONCE = 3000
"""Up to so many transmissions are counted anew within a page's time; of more, only what changed is laid over the last
count, and the rest follows in the background."""
QUIET_SECONDS = 20.0
"""That count begins once so long nothing changed: while somebody works through the queue it would slow the pages."""
_LONGEST = 15
"""So many times it waits for quiet, then it begins all the same."""


class LiveCount:
    """The count as the store has it, asked by any thread. What others write shows the next time it is asked."""

    def __init__(
        self, store: Store, settings: Settings, at_once: int = AT_ONCE, quiet_seconds: float = QUIET_SECONDS
    ) -> None:
        self._store, self._settings, self._at_once, self._quiet = store, settings, at_once, quiet_seconds
        self.kept: Gathered | None = None
        """What was last written to the store of where each record belongs, by whoever counts with this."""
        self._lock = threading.Lock()
        self._raw: dict[str, Document] = {}
        self._entry = -1
        self._said: tuple[Decision, ...] = ()
        self._counted: Counted | None = None
        self._queue: tuple[Counted, Queue] | None = None
        """The last that was asked for, with the count that it is of."""
        self._behind: threading.Thread | None = None
        self._hurry = threading.Event()

    def now(self) -> Counted:
        """Every transmission as it stands now; of a large store the requests may be a count older."""
        with self._lock:
            return self._now()

    def queue(self) -> Queue:
        """What waits for a person, by the same count."""
        with self._lock:
            counted = self._now()
            if self._queue is None or self._queue[0] is not counted:
                self._queue = counted, queue_of(counted, self._share)
            return self._queue[1]

    @property
    def behind(self) -> bool:
        """Whether the requests of `now` are older than what was decided since, and are being counted anew."""
        return self._behind is not None

    def settled(self) -> Counted:
        """The same once the count in the background, if any, has ended; it does not wait for quiet then."""
        counted = self.now()
        while (behind := self._behind) is not None:
            self._hurry.set()
            behind.join()
            counted = self.now()
        self._hurry.clear()
        return counted

    @property
    def _share(self) -> float:
        return self._settings.review.sample

    def _now(self) -> Counted:
        newest = self._store.last_entry()
        if self._counted is None or newest != self._entry:
            self._counted = self._refreshed(self._counted)
            self._entry = newest
        return self._counted

    def _refreshed(self, before: Counted | None) -> Counted:
        if before is None:
            self._said = self._store.decisions()
            self._raw = {document.transmission.id: document for document in self._store.documents()}
            return self._count_of(self._raw.values())
        subjects = self._store.subjects_since(self._entry)
        if not subjects:
            return before
        changed = self._loaded(subjects)
        self._said += self._store.decisions(after=self._said[-1].id if self._said else 0)
        if len(self._raw) <= self._at_once:
            return self._count_of(self._raw.values())
        self._count_behind()
        return self._patched(before, changed)

    def _loaded(self, subjects: Iterable[str]) -> list[str]:
        """The transmissions among the subjects, loaded anew."""
        named = sorted(name for name in subjects if name.startswith("T"))
        for document in self._store.documents_of(named):
            self._raw[document.transmission.id] = document
        return named

    def _count_of(self, documents: Iterable[Document]) -> Counted:
        counted = counted_from(documents, self._said, self._store.memberships(), self._settings)
        return replace(counted, documents=tuple(sorted(counted.documents, key=_received)))

    def _patched(self, before: Counted, changed: list[str]) -> Counted:
        """The last count with what changed as it stands now; to which request it belongs is the last count's word."""
        rules = load_rules(self._settings.jurisdiction)
        held = holding(self._said)
        about = by_subject(held)
        documents, read = list(before.documents), dict(before.read)
        for name in changed:
            if (raw := self._raw.get(name)) is None:
                continue
            if (stood := before.document(name)) is not None:
                del documents[bisect_left(documents, _received(stood), key=_received)]
            insort(documents, stand(raw, about.get(name, ()), rules), key=_received)
            if raw.reading is not None:
                read[name] = raw.reading
        counted = replace(before, documents=tuple(documents), read=read, decisions=held)
        if self._queue is not None and self._queue[0] is before:
            self._queue = counted, queue_after(self._queue[1], counted, changed, self._share)
        return counted

    def _count_behind(self) -> None:
        """Starts a count, unless one is under way: that one begins again when it sees that something changed."""
        if self._behind is None:
            self._behind = threading.Thread(target=self._count_and_keep, name="count", daemon=True)
            self._behind.start()

    def _count_and_keep(self) -> None:
        while True:
            self._wait_for_quiet()
            with self._lock:
                entry, raw = self._entry, tuple(self._raw.values())
            counted = self._count_of(raw)
            queue = queue_of(counted, self._share)
            with self._lock:
                if self._entry == entry:
                    self._counted, self._queue, self._behind = counted, (counted, queue), None
                    return

    def _wait_for_quiet(self) -> None:
        for _ in range(_LONGEST):
            entry = self._entry
            if self._hurry.wait(self._quiet) or entry == self._entry:
                return


def _received(document: Document) -> tuple[datetime, str]:
    at = document.reading.received.received_at if document.reading else document.transmission.inbox_at
    return at, document.transmission.id
