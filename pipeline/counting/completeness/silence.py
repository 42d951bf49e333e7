"""Pure. Sources that are silent for longer than usual, and sources that never delivered anything.

The rule looks at the pauses between days on which something came, since faxes come in bundles. If days came by chance
at a steady rate, then after n pauses of S days in all the chance that the next one exceeds t days is (1 + t/S)^-n: the
rate is not known but for these n pauses, and that is taken in. A pause is told when this chance is below one in a
hundred, when it is longer than every pause before, and when it lasted a week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from pipeline.counting.completeness.finding import MissingCode, PossiblyMissing, found
from pipeline.values import Document
from pipeline.wording import number_of

FEWEST_PAUSES = 8
"""Fewer do not tell what is usual."""
SHORTEST_DAYS = 7
"""Holidays pause every line."""
UNLIKELY = 0.01
"""Chance below which a pause is told."""
PAST_TIMES_LONGER = 2
"""A pause that is over is told only when it was so many times longer than any other: there are many to look at."""


def silent_sources(
    documents: Sequence[Document],
    sources: Sequence[str],
    looked: Mapping[str, datetime],
    now: datetime,
    zone: ZoneInfo,
) -> Iterator[PossiblyMissing]:
    """What is, or was, silent for longer than usual, and what never delivered. `sources`: those of the settings.

    A source is silent up to the time it was last looked at, `looked`: what nobody fetched is not silence.
    """
    days: dict[str, set[date]] = {source: set() for source in sources}
    for document in documents:
        arrived = document.transmission
        if arrived.source in days:
            days[arrived.source].add(arrived.inbox_at.astimezone(zone).date())
    for source in sources:
        came = sorted(days[source])
        if not came:
            if source in looked:
                sentence = f"Nothing has ever come from {source}; look whether its line or mailbox delivers there."
                yield found(MissingCode.SOURCE_NEVER_DELIVERED, source, (), sentence)
            continue
        until = min(looked.get(source, now), now).astimezone(zone).date()
        pauses = [(later - earlier).days for earlier, later in pairwise(came)]
        if _is_silent(pauses, (until - came[-1]).days):
            yield _told(source, came[-1], until, max(pauses), zone, still=True)
        for place, pause in enumerate(pauses):
            others = pauses[:place] + pauses[place + 1 :]
            # one pause of many: each is asked about, so each has to be the less likely
            if _is_silent(others, pause, len(pauses)) and pause > PAST_TIMES_LONGER * max(others):
                yield _told(source, came[place], came[place + 1], max(others), zone, still=False)


def chance_of_pause(pauses: Sequence[int], days: float) -> float:
    """The chance, 0..1, that the next pause exceeds so many days, after these pauses in days."""
    return float((1 + days / sum(pauses)) ** -len(pauses))


def _is_silent(pauses: Sequence[int], days: int, looks: int = 1) -> bool:
    if len(pauses) < FEWEST_PAUSES or days < SHORTEST_DAYS or days <= max(pauses):
        return False
    return chance_of_pause(pauses, days) < UNLIKELY / looks


def _told(source: str, since: date, until: date, longest: int, zone: ZoneInfo, *, still: bool) -> PossiblyMissing:
    long = number_of((until - since).days, "day")
    usual = f"the longest pause otherwise was {number_of(longest, 'day')}"
    sentence = f"Nothing {'has come' if still else 'came'} from {source} "
    sentence += f"since {since}, for {long}" if still else f"between {since} and {until}, for {long}"
    sentence += f"; {usual}. Look whether the line was out of service."
    return found(
        MissingCode.SOURCE_SILENT,
        source,
        (since, "still" if still else until),
        sentence,
        since=datetime.combine(since, time(), zone),
        until=datetime.combine(until, time(), zone),
    )
