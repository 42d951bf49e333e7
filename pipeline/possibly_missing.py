"""What may be missing from the whole store, as it stands now. Touches the world: reads the fax servers' logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from pipeline.counted import Counted
from pipeline.counting.completeness import PossiblyMissing, SourceLog, find_missing
from pipeline.receive.xferfaxlog import read_log
from pipeline.reviewing.decisions import settled_findings
from pipeline.settings import Settings
from pipeline.store import SourceStatus
from pipeline.vocabulary import Action


def look_for_missing(
    counted: Counted,
    settings: Settings,
    statuses: Iterable[SourceStatus],
    now: datetime,
    just_looked: Mapping[str, datetime | None] | None = None,
) -> tuple[PossiblyMissing, ...]:
    """All that may be missing, with what people said about it. Never raises for a log: one that cannot be read is told.

    `statuses`: as the store tells them, for when each source was last looked at. `just_looked`: the same for a run that
    is under way, None where it could not look to the end. `now`: the time, with an offset.
    """
    known, just = tuple(statuses), dict(just_looked or {})
    looked = {one.source: one.looked_at for one in known if one.looked_at is not None}
    looked |= {source: at for source, at in just.items() if at is not None}
    unreachable = {one.source for one in known if one.unreachable and one.source not in just}
    unreachable |= {source for source, at in just.items() if at is None}
    return find_missing(
        counted.documents,
        counted.gathered,
        [place.name for place in settings.sources],
        _logs(settings),
        looked,
        now,
        settings.zone,
        settled_findings(counted.decisions),
        {decision.subject for decision in counted.decisions if decision.action is Action.ACCEPT},
        unreachable,
    )


def _logs(settings: Settings) -> list[SourceLog]:
    """Each log once, with all sources that name it."""
    named: dict[str, list[str]] = {}
    for place in settings.sources:
        if place.log is not None:
            named.setdefault(str(place.log), []).append(place.name)
    by_path = {str(place.log): place.log for place in settings.sources if place.log is not None}
    return [SourceLog(read_log(by_path[path]), tuple(sources)) for path, sources in named.items()]
