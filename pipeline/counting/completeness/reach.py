"""Pure. Sources that could not be looked at: whatever came there since the last look is in no count."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.counting.completeness.finding import MissingCode, PossiblyMissing, found

_SEE_TO_IT = "See to its folder, and run again."


def unreachable_sources(
    sources: Sequence[str],
    unreachable: Container[str],
    looked: Mapping[str, datetime],
    now: datetime,
    zone: ZoneInfo,
) -> Iterator[PossiblyMissing]:
    """Sources of the settings that the last run could not look at: one finding for each year that it can concern.

    A year for each, so that what a person settles about one year does not hold for the next while the trouble lasts.
    A source that was never looked at may hold requests of any year: one finding, without a time.
    """
    for source in sources:
        if source not in unreachable:
            continue
        if source not in looked:
            sentence = f"{source} could never be looked at: nothing that came there is counted. {_SEE_TO_IT}"
            yield found(MissingCode.SOURCE_UNREACHABLE, source, ("never",), sentence)
            continue
        since = looked[source].astimezone(zone)
        # a clock that was set back makes the time no shorter than nothing
        until = max(now.astimezone(zone), since)
        for year in range(since.year, until.year + 1):
            sentence = f"{source} could not be looked at since {since:%Y-%m-%d %H:%M}: nothing that came there after "
            sentence += f"that in {year} is counted. {_SEE_TO_IT}"
            yield found(
                MissingCode.SOURCE_UNREACHABLE,
                source,
                (since.isoformat(), year),
                sentence,
                since=max(since, datetime(year, 1, 1, tzinfo=zone)),
                until=min(until, datetime(year, 12, 31, 23, 59, 59, tzinfo=zone)),
            )
