"""Touches the world: the runs of the program and where each source stands, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from pipeline.errors import WrongUse
from pipeline.store.readings import beside_transmissions
from pipeline.store.tables import reading, run, run_source, transmission
from pipeline.store.values import Run, RunSource, SourceStatus
from pipeline.vocabulary import Status


def start(connection: Connection, trigger: str, by: str, at: datetime) -> Run:
    """Opens a run; until it is finished it shows as such."""
    opened = {"trigger": trigger, "by": by, "started_at": at}
    return Run(connection.scalars(insert(run).returning(run.c.id), opened).one(), trigger, by, at)


def finish(
    connection: Connection,
    run_id: int,
    outcome: str,
    summary: Mapping[str, Any],
    sources: Iterable[RunSource],
    at: datetime,
) -> Run:
    """Closes a run once. Raises WrongUse when it is closed already or was never opened."""
    open_run = and_(run.c.id == run_id, run.c.ended_at.is_(None))
    ended = {"ended_at": at, "outcome": outcome, "summary": dict(summary)}
    if connection.execute(update(run).where(open_run).values(ended)).rowcount != 1:
        raise WrongUse(f"there is no open run {run_id}")
    visited = [{"run_id": run_id, **asdict(source)} for source in sources]
    if visited:
        connection.execute(insert(run_source), visited)
    return _run(connection, run_id)


def last(connection: Connection) -> Run | None:
    """The run that was started last, finished or not."""
    found = connection.scalar(select(func.max(run.c.id)))
    return None if found is None else _run(connection, found)


def latest(connection: Connection, most: int) -> tuple[Run, ...]:
    """The runs that were started last, at most so many, the latest first, finished or not."""
    return _runs(connection, connection.scalars(select(run.c.id).order_by(run.c.id.desc()).limit(most)).all())


def _run(connection: Connection, run_id: int) -> Run:
    return _runs(connection, [run_id])[0]


def _runs(connection: Connection, ids: Sequence[int]) -> tuple[Run, ...]:
    """The runs of those ids, the latest first."""
    visited: dict[int, list[RunSource]] = {run_id: [] for run_id in ids}
    query = select(run_source).where(run_source.c.run_id.in_(ids)).order_by(run_source.c.source)
    for row in connection.execute(query):
        visited[row.run_id].append(RunSource(row.source, row.seen, row.new, row.left, row.error))
    found = []
    for line in connection.execute(select(run).where(run.c.id.in_(ids)).order_by(run.c.id.desc())):
        values = line._asdict()
        summary = values.pop("summary") or {}
        found.append(Run(**values, summary=summary, sources=tuple(visited[line.id])))
    return tuple(found)


def source_statuses(connection: Connection) -> tuple[SourceStatus, ...]:
    """One for each source that anything came from or that a run visited, by name."""
    counts = _counts(connection)
    newest = select(func.max(run_source.c.run_id)).group_by(run_source.c.source).scalar_subquery()
    query = (
        select(run_source, run.c.started_at)
        .join(run)
        .where(run_source.c.run_id.in_(newest))
        .order_by(run_source.c.run_id)
    )
    visits = {row.source: row for row in connection.execute(query)}
    statuses = []
    for source in sorted(counts.keys() | visits.keys()):
        count, visit = counts.get(source, {}), visits.get(source)
        statuses.append(
            SourceStatus(
                source=source,
                received=sum(count.values()),
                accepted=count.get(Status.ACCEPTED, 0),
                needs_review=count.get(Status.NEEDS_REVIEW, 0),
                set_aside=count.get(Status.SET_ASIDE, 0),
                failed=count.get(Status.FAILED, 0),
                unread=count.get(None, 0),
                last_run_at=visit.started_at if visit else None,
                left=visit.left if visit else 0,
                error=visit.error if visit else None,
            )
        )
    return tuple(statuses)


def _counts(connection: Connection) -> dict[str, dict[str | None, int]]:
    """How many transmissions of each source are in each status; None is unread."""
    query = (
        select(transmission.c.source, reading.c.status, func.count().label("many"))
        .select_from(beside_transmissions())
        .group_by(transmission.c.source, reading.c.status)
    )
    counts: dict[str, dict[str | None, int]] = {}
    for row in connection.execute(query):
        counts.setdefault(row.source, {})[row.status] = row.many
    return counts
