"""Pure. A fax server's log of calls, held against what was taken in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.counting.completeness.finding import MissingCode, PossiblyMissing, found, listed
from pipeline.receive.taking_in import BY_HAND
from pipeline.receive.times import local
from pipeline.receive.xferfaxlog import Call, FaxLog
from pipeline.values import Document, Transmission
from pipeline.wording import number_of

SAME_CALL = timedelta(days=2)
"""A file of the same name that came at another time is of another round of the server's numbers."""
NEAR_CALL = timedelta(minutes=30)
"""Where the log names no files, what arrived so close to a call is its fax: clocks differ, and a tag tells a call's
beginning or its end."""
STORED_AFTER = timedelta(hours=1)
"""How long after a call its file may take to reach the inbox."""
CALLED_AGAIN = timedelta(hours=1)
"""Fax machines call again by themselves within minutes."""
_TELLING = frozenset({"tag", "file_name"})
"""How an arrival's time was found when it is that of the call, and not of a copy or of a person's memory."""


@dataclass(frozen=True, slots=True)
class SourceLog:
    """A log and the sources that name it."""

    log: FaxLog
    sources: tuple[str, ...]

    @property
    def name(self) -> str:
        """The sources in one word."""
        return ", ".join(self.sources)


def calls_missing(
    source_log: SourceLog, documents: Sequence[Document], looked: Mapping[str, datetime], zone: ZoneInfo
) -> Iterator[PossiblyMissing]:
    """What the log speaks of that was not taken in, and what became of the log itself.

    `looked`: when each source was last looked at to its end; what came later cannot have been taken in yet. A call is
    found by the name of its file at any source and by hand, else by its time at the sources that name the log.
    """
    log, name = source_log.log, source_log.name
    if log.trouble is not None:
        sentence = f"Calls cannot be held against what was taken in. {log.trouble}."
        yield found(MissingCode.LOG_UNREADABLE, name, (), sentence)
        return
    yield from _about_the_log(source_log)
    arrivals = _Arrivals.of(documents, source_log.sources)
    taken = _taken_in(log.calls, arrivals, zone)
    times = [looked[source] for source in source_log.sources if source in looked]
    looked_at = min(times) if len(times) == len(source_log.sources) else None
    redials = _Redials.of(log.calls)
    earlier: list[Call] = []
    for call in log.calls:
        at = local(call.at, zone)
        transmission = taken.get(call)
        if transmission is not None:
            if call.reason and call.pages:
                yield _broken_off(call, at, name, redials, transmission.id)
        elif arrivals.first is None or at < arrivals.first:
            earlier.append(call)
        elif looked_at is not None and at + call.duration + STORED_AFTER <= looked_at:
            yield _never_taken_in(call, at, name) if call.pages else _broken_off(call, at, name, redials)
    if earlier and looked_at is not None:
        yield _before_the_first(earlier, arrivals.first, source_log, zone)


@dataclass(slots=True)
class _Arrivals:
    """What was taken in, by the name of its file and by its time; each is one call's fax."""

    by_name: dict[str, list[Transmission]]
    by_time: list[Transmission]
    """Of the log's own sources, where the time is that of the call."""
    own: frozenset[str]
    first: datetime | None
    """When the first of the log's own sources arrived."""
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, documents: Sequence[Document], sources: Sequence[str]) -> _Arrivals:
        own = frozenset(sources)
        by_name: dict[str, list[Transmission]] = {}
        for document in documents:
            arrived = document.transmission
            by_name.setdefault(arrived.file.rpartition("/")[2], []).append(arrived)
        ours = [document.transmission for document in documents if document.transmission.source in own]
        by_time = sorted((each for each in ours if each.inbox_how in _TELLING), key=lambda each: each.inbox_at)
        return cls(by_name, by_time, own, min((each.inbox_at for each in ours), default=None))

    def named(self, call: Call, at: datetime) -> Transmission | None:
        """The one with the name that the log gives, nearest in time, taken once."""
        near = [each for each in self.by_name.get(call.file or "", ()) if each.id not in self.used]
        near = [each for each in near if self._could_be(each, at)]
        return self._use(min(near, key=lambda each: abs(each.inbox_at - at), default=None))

    def timed(self, call: Call, at: datetime) -> Transmission | None:
        """The first that came at the time of the call, taken once."""
        start = bisect_right(self.by_time, at - NEAR_CALL, key=lambda each: each.inbox_at)
        for each in self.by_time[start:]:
            if each.inbox_at > at + call.duration + NEAR_CALL:
                break
            if each.id not in self.used:
                return self._use(each)
        return None

    def _could_be(self, arrived: Transmission, at: datetime) -> bool:
        if arrived.source == BY_HAND or (arrived.source in self.own and arrived.inbox_how not in _TELLING):
            return True
        return abs(arrived.inbox_at - at) <= SAME_CALL

    def _use(self, arrived: Transmission | None) -> Transmission | None:
        if arrived is not None:
            self.used.add(arrived.id)
        return arrived


def _taken_in(calls: Sequence[Call], arrivals: _Arrivals, zone: ZoneInfo) -> dict[Call, Transmission]:
    """The transmission of each call that has one: first by name, then, for calls that name no file, by time."""
    taken: dict[Call, Transmission] = {}
    for call in calls:
        if call.file is not None and (arrived := arrivals.named(call, local(call.at, zone))):
            taken[call] = arrived
    for call in calls:
        if call.file is None and call.pages and (arrived := arrivals.timed(call, local(call.at, zone))):
            taken[call] = arrived
    return taken


@dataclass(frozen=True, slots=True)
class _Redials:
    """When each machine got a call through."""

    whole: Mapping[str, Sequence[datetime]]
    """By the caller's digits, naive and in order."""

    @classmethod
    def of(cls, calls: Sequence[Call]) -> _Redials:
        whole: dict[str, list[datetime]] = {}
        for call in calls:
            if call.caller and call.pages and not call.reason:
                whole.setdefault(call.caller, []).append(call.at)
        return cls(whole)

    def after(self, call: Call) -> timedelta | None:
        """How long after this call the same machine got one through; None when it did not soon."""
        times = self.whole.get(call.caller, ()) if call.caller else ()
        # the log tells minutes: a call that began within the same one may be the next
        place = bisect_right(times, call.at - timedelta(seconds=1))
        later = times[place] - call.at if place < len(times) else None
        return later if later is not None and later <= CALLED_AGAIN else None


def _about_the_log(source_log: SourceLog) -> Iterator[PossiblyMissing]:
    log, name = source_log.log, source_log.name
    if log.cut:
        sentence = f"{log.path} is too large to be read whole: its older calls were not looked at."
        yield found(MissingCode.LOG_DAMAGED, name, ("cut",), sentence)
    if log.broken:
        lines = "a line" if log.broken == 1 else f"{log.broken} lines"
        sentence = f"{log.path} has {lines} that cannot be understood; a call may stand there."
        yield found(MissingCode.LOG_DAMAGED, name, ("broken", log.broken), sentence)


def _never_taken_in(call: Call, at: datetime, name: str) -> PossiblyMissing:
    what = f"its file {call.file} was never taken in" if call.file else "nothing that was taken in fits it"
    sentence = f"The fax server's log has a call of {_minute(at)}{_modem(call)} with {_pages(call)}; {what}."
    return found(MissingCode.CALL_NOT_TAKEN_IN, name, _identity(call), sentence, since=at)


def _broken_off(
    call: Call, at: datetime, name: str, redials: _Redials, transmission: str | None = None
) -> PossiblyMissing:
    when = "before a page came" if not call.pages else f"after {_pages(call)}, which were taken in"
    if call.pages == 1:
        when = "after 1 page, which was taken in"
    again = redials.after(call)
    minutes = "at once" if not again else f"{int(again.total_seconds() // 60)} minutes later"
    said = "" if again is None else f" The same machine got a call through {minutes}."
    return found(
        MissingCode.CALL_BROKEN_OFF,
        name,
        _identity(call),
        f"A call of {_minute(at)}{_modem(call)} broke off {when}.{said}",
        since=at,
        transmissions=(transmission,) if transmission else (),
        asks=again is None,
    )


def _before_the_first(
    earlier: Sequence[Call], first: datetime | None, source_log: SourceLog, zone: ZoneInfo
) -> PossiblyMissing:
    since, until = local(earlier[0].at, zone), local(earlier[-1].at, zone)
    with_pages = sum(bool(call.pages) for call in earlier)
    calls = "one call" if len(earlier) == 1 else f"{len(earlier)} calls"
    sources = listed(source_log.sources)
    if first is None:
        sentence = f"The fax server's log has {calls}, {with_pages} with pages, but nothing was ever taken in from "
        sentence += f"{sources}; look whether the path is right."
    else:
        sentence = f"The fax server's log has {calls}, {with_pages} with pages, from before the first arrival from "
        sentence += f"{sources}; they were not looked for."
    return found(
        MissingCode.CALLS_BEFORE_FIRST,
        source_log.name,
        () if first is None else (first,),
        sentence,
        since=since,
        until=until,
        asks=first is None and with_pages > 0,
    )


def _identity(call: Call) -> tuple[object, ...]:
    return call.at, call.call_id, call.modem, call.file


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def _modem(call: Call) -> str:
    return f" on {call.modem}" if call.modem else ""


def _pages(call: Call) -> str:
    return number_of(call.pages, "page")
