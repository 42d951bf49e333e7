"""Pure. Pages that a header line announces, such as `P.02/04`, and that never came."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.counting.completeness.finding import MissingCode, PossiblyMissing, found
from pipeline.counting.requests import Gathered
from pipeline.values import Document, PageReading, RecordKey
from pipeline.wording import number_of

IN_ANOTHER_CALL = timedelta(days=1)
"""How far apart two calls are that bring one form."""
MOST_PAGES = 99
"""A larger number is a misread one."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive pages of one call."""

    pages: tuple[PageReading, ...]

    @property
    def told(self) -> list[tuple[int, int, int]]:
        """Place in the run, from 1, page and pages of every header line that can be right."""
        return [
            (place, header.page, header.pages)
            for place, page in enumerate(self.pages, 1)
            if (header := page.header)
            and header.page is not None
            and header.pages is not None
            and 1 <= header.page <= header.pages <= MOST_PAGES
        ]

    @property
    def total(self) -> int | None:
        """How many pages the call announced: what most of its lines say; None when they do not agree.

        A line that stands alone counts only where its page number fits its place.
        """
        told = self.told
        if len(told) == 1 and told[0][0] != told[0][1]:
            return None
        votes = Counter(pages for _, _, pages in told)
        best, count = votes.most_common(1)[0] if votes else (0, 0)
        return best if count * 2 > len(told) else None

    def absent(self, total: int) -> tuple[int, ...] | None:
        """Which pages are absent; None when that many are, but the lines do not tell which."""
        if all(place == page for place, page, _ in self.told):
            return tuple(range(len(self.pages) + 1, total + 1))
        which = tuple(sorted({*range(1, total + 1)} - {page for _, page, _ in self.told}))
        return which if len(which) == total - len(self.pages) else None


@dataclass(frozen=True, slots=True)
class _Call:
    """A run of pages with where and when it came."""

    transmission: str
    source: str
    at: datetime
    run: _Run
    total: int


def pages_missing(documents: Sequence[Document], gathered: Gathered) -> Iterator[PossiblyMissing]:
    """For each call that announced more pages than it brought: which are absent, unless another call brought them.

    Another call of the same source within a day did when it begins where this one broke off, or when it is whole and
    belongs to the same request.
    """
    calls = sorted((call for document in documents for call in _calls(document)), key=lambda call: call.at)
    by_total: dict[tuple[str, int], list[_Call]] = {}
    for call in calls:
        by_total.setdefault((call.source, call.total), []).append(call)
    requests = _requests_of(gathered)
    for call in calls:
        held = len(call.run.pages)
        if held >= call.total:
            continue
        absent = call.run.absent(call.total)
        alike = by_total[call.source, call.total]
        start = bisect_left(alike, call.at - IN_ANOTHER_CALL, key=lambda other: other.at)
        end = bisect_right(alike, call.at + IN_ANOTHER_CALL, key=lambda other: other.at)
        others = [other for other in alike[start:end] if other is not call]
        if not any(_brings_the_rest(other, call, absent, requests) for other in others):
            yield _told(call, absent)


def _calls(document: Document) -> Iterator[_Call]:
    arrived, reading = document.transmission, document.reading
    # what was not looked at is another doubt, and its pages did come
    if reading is None or len(reading.pages) < reading.pages_held:
        return
    for run in runs(reading.pages):
        if (total := run.total) is not None:
            yield _Call(arrived.id, arrived.source, arrived.inbox_at, run, total)


def runs(pages: Sequence[PageReading]) -> list[_Run]:
    """The pages parted into calls: where a header line says page 1 again, another call begins.

    Two neighbours that make one call together are one: a 1 is also what a misread 4 or 7 looks like.
    """
    parted: list[list[PageReading]] = [[]]
    for page in sorted(pages, key=lambda page: page.number):
        if parted[-1] and page.header and page.header.page == 1:
            parted.append([])
        parted[-1].append(page)
    joined: list[_Run] = []
    for each in (_Run(tuple(part)) for part in parted if part):
        before = joined[-1] if joined else None
        if before is not None and before.total is not None and each.total in (before.total, None):
            both = _Run(before.pages + each.pages)
            if len(both.pages) == before.total:
                joined[-1] = both
                continue
        joined.append(each)
    return joined


def _brings_the_rest(
    other: _Call, call: _Call, absent: tuple[int, ...] | None, requests: dict[str, frozenset[str]]
) -> bool:
    numbers = {page for _, page, _ in other.run.told}
    if absent and 1 not in numbers and set(absent) <= numbers:
        return True
    whole = len(other.run.pages) >= other.total
    shared = requests.get(other.transmission, frozenset()) & requests.get(call.transmission, frozenset())
    return whole and bool(shared)


def _requests_of(gathered: Gathered) -> dict[str, frozenset[str]]:
    held: dict[str, set[str]] = {}
    key: RecordKey
    for key, request_id in gathered.request_ids.items():
        held.setdefault(key.transmission_id, set()).add(request_id)
    return {transmission: frozenset(ids) for transmission, ids in held.items()}


def _told(call: _Call, absent: tuple[int, ...] | None) -> PossiblyMissing:
    held = len(call.run.pages)
    pages = "page" if held == 1 else "pages"
    sentence = f"The header line announces {number_of(call.total, 'page')} and {held} came"
    if absent:
        which = f"page {absent[0]}" if len(absent) == 1 else f"pages {', '.join(map(str, absent))}"
        sentence += f"; {which} {'is' if len(absent) == 1 else 'are'} absent"
    if len(call.run.told) == 1:
        sentence += f". Only one of its {held} {pages} says so" if held > 1 else ""
    sentence += ". Look at the top edge of the original; ask the sender for the rest."
    first = call.run.pages[0].number
    return found(
        MissingCode.PAGES_ANNOUNCED,
        call.source,
        (call.transmission, first, call.total, held),
        sentence,
        since=call.at,
        transmissions=(call.transmission,),
    )
