"""Where each source stands, as the page about runs shows it; gone over once for each state of the store.

Touches the world: asks the store and the clock.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from starlette.requests import Request

from pipeline.counted import Counted, source_statuses
from pipeline.counting.completeness import PossiblyMissing
from pipeline.counting.completeness.silence import silent_sources
from pipeline.desk.frame import Desk, desk_of
from pipeline.keyed import SOURCE as KEYED
from pipeline.receive import BY_HAND
from pipeline.reviewing.decisions import settled_findings
from pipeline.store import SourceStatus

_FRESH = timedelta(seconds=60)
_OF_PEOPLE = {BY_HAND: "files handed in by a person", KEYED: "requests keyed by a person"}


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source."""

    name: str
    what: str
    """How what comes from it came, in words."""
    polled: bool
    """Whether runs look at it; what people hand in comes by itself."""
    figures: SourceStatus
    last_arrival: datetime | None
    """When the latest of its transmissions was received; None where there is none."""
    silence: str
    """Why it may be out of service, as a sentence; empty where nothing says so."""


class _State(NamedTuple):
    counted: Counted
    last_run: int
    at: datetime
    figures: Mapping[str, SourceStatus]
    arrivals: Mapping[str, datetime]
    silences: Mapping[str, str]


class Sources:
    """One for a served desk; asked by any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._state: _State | None = None

    def now(self, counted: Counted, last_run: int) -> tuple[SourceView, ...]:
        """Every source of the settings in their order, then what else anything came from.

        `last_run`: the number of the last run that has ended, for what it found may change no count.
        """
        with self._lock:
            state = self._state
            now = self._desk.clock()
            same = state is not None and state.counted is counted and state.last_run == last_run
            if state is None or not same or abs(now - state.at) > _FRESH:
                state = self._state = self._looked(counted, last_run, now)
        return tuple(self._view(name, state) for name in self._names(state))

    def _names(self, state: _State) -> list[str]:
        named = [place.name for place in self._desk.settings.sources]
        return [*named, *sorted(name for name in state.figures if name not in named)]

    def _view(self, name: str, state: _State) -> SourceView:
        place = self._desk.settings.source(name)
        what = _OF_PEOPLE.get(name, "no longer in the settings")
        if place is not None:
            what = place.channel.replace("_", " ") + (f", {place.district}" if place.district else "")
        figures = state.figures.get(name) or SourceStatus(name, 0, 0, 0, 0, 0, 0, None, 0, None)
        return SourceView(
            name, what, place is not None, figures, state.arrivals.get(name), state.silences.get(name, "")
        )

    def _looked(self, counted: Counted, last_run: int, now: datetime) -> _State:
        settings, zone = self._desk.settings, self._desk.settings.zone
        figures = {one.source: one for one in source_statuses(self._desk.store, counted)}
        arrivals: dict[str, datetime] = {}
        for document in counted.documents:
            arrived = document.transmission
            arrivals[arrived.source] = max(arrived.inbox_at, arrivals.get(arrived.source, arrived.inbox_at))
        looked = {name: one.looked_at for name, one in figures.items() if one.looked_at is not None}
        named = [place.name for place in settings.sources]
        settled = settled_findings(counted.decisions)
        silences = {
            each.source: each.sentence
            for each in silent_sources(counted.documents, named, looked, now, zone)
            if each.id not in settled and _still(each, arrivals.get(each.source), zone)
        }
        return _State(counted, last_run, now, figures, arrivals, silences)


def _still(found: PossiblyMissing, last: datetime | None, zone: tzinfo) -> bool:
    """Whether a source is silent now, and was not only once."""
    return last is None or found.until is None or found.until.astimezone(zone).date() > last.astimezone(zone).date()


_MAKING = threading.Lock()


def sources_of(request: Request) -> Sources:
    """What the desk that answers the request knows; made when it is first asked for."""
    with _MAKING:
        found = getattr(request.app.state, "sources", None)
        if not isinstance(found, Sources):
            found = request.app.state.sources = Sources(desk_of(request))
        return found
