"""Pure. All findings together, from documents, logs and the clock."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pipeline.counting.completeness.calls import SourceLog, calls_missing
from pipeline.counting.completeness.finding import PossiblyMissing
from pipeline.counting.completeness.numbers import numbers_missing
from pipeline.counting.completeness.pages import pages_missing
from pipeline.counting.completeness.papers import papers_missing
from pipeline.counting.completeness.reach import unreachable_sources
from pipeline.counting.completeness.silence import silent_sources
from pipeline.counting.requests import Gathered
from pipeline.values import Document

_NO_TIME = datetime.min.replace(tzinfo=UTC)


def find_missing(
    documents: Sequence[Document],
    gathered: Gathered,
    sources: Sequence[str],
    logs: Sequence[SourceLog],
    looked: Mapping[str, datetime],
    now: datetime,
    zone: ZoneInfo,
    settled: Mapping[str, str] | None = None,
    accepted: Container[str] = (),
    unreachable: Container[str] = (),
) -> tuple[PossiblyMissing, ...]:
    """Everything that may be missing, by the time it would have come; what has no time first.

    `sources`: the names in the settings. `looked`: when each was last looked at to its end; one that never was is
    absent. `now`: the time, with an offset. `zone`: the department's, which is also that of the servers' clocks.
    `settled`: by the id of a finding why a person says that nothing is missing. `accepted`: the ids of transmissions
    that a person looked at and let stand. `unreachable`: the sources that the last run could not look at to their end.
    """
    reasons = settled or {}
    found = [
        *(each for log in logs for each in calls_missing(log, documents, looked, zone)),
        *numbers_missing(documents, logs, now, zone),
        *silent_sources(documents, sources, looked, now, zone),
        *unreachable_sources(sources, unreachable, looked, now, zone),
        *pages_missing(documents, gathered),
        *papers_missing(documents, gathered, accepted),
    ]
    once = {each.id: each for each in found}
    marked = [replace(each, settled=reasons.get(each.id)) for each in once.values()]
    return tuple(sorted(marked, key=lambda each: (each.since or _NO_TIME, each.code, each.id)))
