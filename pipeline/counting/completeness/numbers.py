"""Pure. Gaps in the numbering of a source's files, such as fax000000013.tif between ...12 and ...14.

A fax server numbers what it receives, also calls that bring nothing, and one server may fill several sources or share
its numbers with lines that are nobody's source. So a gap is told only where nearly all numbers are there; where they
are not, that is said once and asks nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from pipeline.counting.completeness.calls import SourceLog
from pipeline.counting.completeness.finding import MissingCode, PossiblyMissing, found, listed
from pipeline.receive.taking_in import BY_HAND
from pipeline.receive.times import local
from pipeline.values import Document

FEWEST = 5
"""Fewer numbers are no numbering."""
MOST_OTHER_NAMES = 0.1
"""Of a source's files, or one of a few: more that are not named after the pattern, and it is none."""
MOST_LEFT_OUT = 0.1
"""Of a range, or two numbers of a short one: some calls always fail; where more is absent the numbers are shared."""
STARTED_AGAIN = 1000
"""A number that is so much lower than an earlier one began a new round."""
SETTLES = timedelta(days=1)
"""A lower number may still be on its way, in a long call or at a source not looked at yet."""
_NAME = re.compile(r"([^\d]{0,80}[A-Za-z][^\d]{0,20})(\d{1,12})(\.[A-Za-z0-9]{1,5})?")


@dataclass(frozen=True, slots=True, order=True)
class _Numbered:
    at: datetime
    number: int
    source: str
    sha256: str
    id: str
    name: str


_Pattern = tuple[str, str]
"""What stands before and behind the number, in small letters."""


def numbers_missing(
    documents: Sequence[Document], logs: Sequence[SourceLog], now: datetime, zone: ZoneInfo
) -> Iterator[PossiblyMissing]:
    """The numbers that are absent between the lowest and the highest of a source, or of sources that share them.

    Where a log of the source tells of the time of a gap, the log is the stronger evidence and the gap is not told.
    """
    by_pattern: dict[_Pattern, list[_Numbered]] = {}
    files: dict[str, int] = {}
    for document in documents:
        arrived = document.transmission
        files[arrived.source] = files.get(arrived.source, 0) + 1
        name = arrived.file.rpartition("/")[2]
        if parts := _NAME.fullmatch(name):
            pattern = (parts[1].lower(), (parts[3] or "").lower())
            one = _Numbered(arrived.inbox_at, int(parts[2]), arrived.source, arrived.sha256, arrived.id, name)
            by_pattern.setdefault(pattern, []).append(one)
    spans = _Spans.of(logs, zone)
    for _pattern, numbered in sorted(by_pattern.items()):
        yield from _of_pattern(numbered, files, spans, now)


@dataclass(frozen=True, slots=True)
class _Spans:
    """The time that each source's log tells of, and the names of files that it knows."""

    spans: dict[str, tuple[datetime, datetime]]
    names: dict[str, frozenset[str]]

    @classmethod
    def of(cls, logs: Sequence[SourceLog], zone: ZoneInfo) -> _Spans:
        spans, names = {}, {}
        for each in logs:
            calls = [call for call in each.log.calls if call.file is not None]
            for source in each.sources if calls else ():
                spans[source] = (local(calls[0].at, zone), local(calls[-1].at, zone))
                names[source] = frozenset(call.file for call in calls if call.file)
        return cls(spans, names)

    def known(self, sources: Sequence[str]) -> set[int]:
        """Numbers that the logs of the sources speak of: the log itself tells what became of them."""
        names = {name for source in sources for name in self.names.get(source, ())}
        return {int(parts[2]) for name in names if (parts := _NAME.fullmatch(name))}

    def cover(self, sources: Sequence[str], since: datetime, until: datetime) -> bool:
        """Whether a log of the sources tells of all the time between two arrivals."""
        spans = [self.spans[source] for source in sources if source in self.spans]
        return any(first <= since and until <= last + SETTLES for first, last in spans)


def _of_pattern(
    numbered: Sequence[_Numbered], files: dict[str, int], spans: _Spans, now: datetime
) -> Iterator[PossiblyMissing]:
    """Each source by itself where its own numbers are dense; the others together, if they can share one server."""
    by_source: dict[str, list[_Numbered]] = {}
    for one in sorted(numbered):
        by_source.setdefault(one.source, []).append(one)
    by_hand = {one.number for one in by_source.pop(BY_HAND, [])}
    shared = {
        source: {
            one.number
            for other, theirs in by_source.items()
            if other != source and _may_share(ours, theirs)
            for one in theirs
        }
        for source, ours in by_source.items()
    }
    told: set[tuple[int, int]] = set()
    sparse: list[str] = []
    for source, ours in sorted(by_source.items()):
        accounted = by_hand | spans.known([source])
        if _follows(ours, files[source]) and (gaps := _gaps(ours, accounted, shared[source])) is not None:
            yield from _told(gaps, (source,), spans, now)
            told |= {(gap.low, gap.high) for gap in gaps}
        else:
            sparse.append(source)
    pool = sorted(one for source in sparse for one in by_source[source])
    if not _follows(pool, sum(files[source] for source in sparse)):
        return
    together = all(_may_share(by_source[one], by_source[other]) for one, other in combinations(sparse, 2))
    beside = by_hand | spans.known(sparse) | set[int]().union(*(shared[source] for source in sparse))
    pooled = _gaps(pool, beside, set()) if together else None
    if pooled is None:
        yield _too_sparse(pool, sparse)
    else:
        yield from _told([gap for gap in pooled if (gap.low, gap.high) not in told], tuple(sparse), spans, now)


def _follows(numbered: Sequence[_Numbered], files: int) -> bool:
    """Whether these are enough, and nearly all of the files, to be a numbering."""
    others = files - len(numbered)
    return len({one.number for one in numbered}) >= FEWEST and others <= max(1, MOST_OTHER_NAMES * files)


def _may_share(ours: Sequence[_Numbered], theirs: Sequence[_Numbered]) -> bool:
    """Whether two sources could take their numbers from one server: no number stands for two contents."""
    held = {one.number: one.sha256 for one in ours}
    return all(held.get(one.number, one.sha256) == one.sha256 for one in theirs)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Numbers that are absent, the first and the last, and the source's files before and behind them."""

    low: int
    high: int
    before: _Numbered
    after: _Numbered


def _gaps(ours: Sequence[_Numbered], accounted: set[int], shared: set[int]) -> list[_Gap] | None:
    """The absent numbers; None when so many are that the numbering tells nothing.

    `accounted`: what a hand or the server's log tells of counts as there. `shared`: what another source has is no gap,
    but a source that has few of its numbers is no numbering for that.
    """
    gaps: list[_Gap] = []
    for turn in _rounds(ours):
        by_number = {one.number: one for one in turn}
        held = sorted(by_number)
        low, high = held[0], held[-1]
        dense = by_number.keys() | {number for number in accounted if low < number < high}
        span = high - low + 1
        if span - len(dense) > max(2, MOST_LEFT_OUT * span):
            return None
        for before, after in pairwise(sorted(dense | {number for number in shared if low < number < high})):
            if after - before > 1:
                place = bisect_right(held, before)
                gaps.append(_Gap(before + 1, after - 1, by_number[held[place - 1]], by_number[held[place]]))
    return gaps


def _rounds(ours: Sequence[_Numbered]) -> list[list[_Numbered]]:
    """The numbers in order of arrival, parted where the server began anew."""
    rounds: list[list[_Numbered]] = [[]]
    highest = 0
    for one in ours:
        if one.number < highest - STARTED_AGAIN:
            rounds.append([])
            highest = 0
        highest = max(highest, one.number)
        rounds[-1].append(one)
    return rounds


def _told(gaps: Sequence[_Gap], sources: tuple[str, ...], spans: _Spans, now: datetime) -> Iterator[PossiblyMissing]:
    for gap in gaps:
        since, until = sorted((gap.before.at, gap.after.at))
        if until > now - SETTLES or spans.cover(sources, since, until):
            continue
        first = _like(gap.before, gap.low)
        numbers = first if gap.low == gap.high else f"{first} to {_like(gap.before, gap.high)}"
        sentence = f"No file {numbers} came from {listed(sources)}: {gap.before.name} did, and {gap.after.name}."
        yield found(
            MissingCode.NUMBERS_LEFT_OUT,
            ", ".join(sources),
            (gap.low, gap.high, gap.before.id),
            sentence,
            since=since,
            until=until,
            transmissions=(gap.before.id, gap.after.id),
        )


def _like(one: _Numbered, number: int) -> str:
    """A name as that file has it, with another number."""
    parts = _NAME.fullmatch(one.name)
    if parts is None:
        return str(number)
    return f"{parts[1]}{number:0{len(parts[2])}d}{parts[3] or ''}"


def _too_sparse(pool: Sequence[_Numbered], sources: Sequence[str]) -> PossiblyMissing:
    numbers = {one.number for one in pool}
    span = max(numbers) - min(numbers) + 1
    sentence = f"The files of {listed(sources)} have {len(numbers)} of {span} numbers: so many are absent that the "
    sentence += "numbers must be shared with other lines, or much is missing. A log of the server would tell."
    return found(
        MissingCode.NUMBERS_SPARSE,
        ", ".join(sources),
        (),
        sentence,
        since=pool[0].at,
        until=pool[-1].at,
        transmissions=(),
    )
