"""What the pages about transmissions share while the desk is served: pictures of pages, and who looks at what.

Touches the world: opens originals, in threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from starlette.requests import Request

from pipeline.desk.frame import Desk, desk_of
from pipeline.desk.pictures import Pictures
from pipeline.store import Clock

_STAYS = timedelta(seconds=75)
"""So long after the last sign of life somebody still counts as looking at a transmission."""
_ONE_LOOK = timedelta(hours=1)
_MOST_LOOKS = 10_000


class Presence:
    """Who has which transmission open; nothing is locked, it is only said."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._here: dict[str, dict[str, datetime]] = {}

    def look(self, transmission_id: str, account: str) -> tuple[str, ...]:
        """Notes that the account looks at it; the names of the others who do."""
        now = self._clock()
        with self._lock:
            here = {name: at for name, at in self._here.get(transmission_id, {}).items() if now - at < _STAYS}
            others = tuple(sorted(name for name in here if name != account))
            self._here[transmission_id] = here | {account: now}
        return others

    def at(self, transmission_id: str) -> tuple[str, ...]:
        """Who looks at it now."""
        now = self._clock()
        with self._lock:
            here = self._here.get(transmission_id, {})
            return tuple(sorted(name for name, at in here.items() if now - at < _STAYS))


class Looked:
    """Whose looking at what was recorded lately: a page has twenty pictures, and they are one look."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._recorded: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def recorded(self, transmission_id: str, account: str) -> None:
        """Notes that it stands in the audit that the account looks at it now."""
        with self._lock:
            self._recorded[transmission_id, account] = self._clock()
            self._recorded.move_to_end((transmission_id, account))
            while len(self._recorded) > _MOST_LOOKS:
                self._recorded.popitem(last=False)

    def is_new(self, transmission_id: str, account: str) -> bool:
        """Whether nothing of the kind was recorded within the hour."""
        with self._lock:
            at = self._recorded.get((transmission_id, account))
        return at is None or self._clock() - at > _ONE_LOOK


class Work:
    """One for a served desk."""

    def __init__(self, desk: Desk) -> None:
        self.pictures = Pictures(desk.settings)
        self.presence = Presence(desk.clock)
        self.looked = Looked(desk.clock)
        self.deciding = threading.Lock()
        """Held from the look whether anything changed to the end of a save: of two at the same moment one is told."""


_MAKING = threading.Lock()


def work_of(request: Request) -> Work:
    """What the desk that answers the request has; made when it is first asked for."""
    with _MAKING:
        found = getattr(request.app.state, "work", None)
        if not isinstance(found, Work):
            found = request.app.state.work = Work(desk_of(request))
        return found
