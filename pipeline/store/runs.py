"""Touches the world: the runs of the program and where each source stands, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, true, update

from pipeline.errors import WrongUse
from pipeline.store import digests
from pipeline.store.audit import Deed, write
from pipeline.store.readings import beside_transmissions
from pipeline.store.tables import reading, run, run_source, transmission
from pipeline.store.values import Run, RunSource, SourceStatus
from pipeline.vocabulary import Status

_AT_ONCE = 500


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
    """Closes a run once, audited with a digest. Raises WrongUse when it is closed already or was never opened."""
    open_run = and_(run.c.id == run_id, run.c.ended_at.is_(None))
    ended = {"ended_at": at, "outcome": outcome, "summary": dict(summary)}
    if connection.execute(update(run).where(open_run).values(ended)).rowcount != 1:
        raise WrongUse(f"there is no open run {run_id}")
    visited = [{"run_id": run_id, **asdict(source)} for source in sources]
    if visited:
        connection.execute(insert(run_source), visited)
    # as it comes back: so it is read when it is held against the audit
    closed = _run(connection, run_id)
    write(connection, Deed("run_ended", subject_of(run_id), closed.by, ""), at, None, told(closed))
    return closed


def subject_of(run_id: int) -> str:
    """What the audit calls a run, such as `run:7`."""
    return f"run:{run_id}"


def told(closed: Run) -> dict[str, Any]:
    """What the audit tells of a run that ended."""
    return {"run": closed.id, "outcome": closed.outcome, "digest": digest_of(closed)}


def digest_of(closed: Run) -> str:
    """The SHA-256 of all that the rows of a run and of what it found at each source say."""
    names = ("id", "trigger", "by", "started_at", "ended_at", "outcome", "summary")
    return digests.digest_of([{name: getattr(closed, name) for name in names}, *map(asdict, closed.sources)])


def every_finished(connection: Connection) -> Iterator[Run]:
    """All runs that ended, oldest first, few of them in memory at once."""
    ids = connection.scalars(select(run.c.id).where(run.c.ended_at.is_not(None)).order_by(run.c.id)).all()
    for start_at in range(0, len(ids), _AT_ONCE):
        yield from reversed(_runs(connection, ids[start_at : start_at + _AT_ONCE]))


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
    visits = _visits(connection, true())
    # what could not be listed shows no file; an error beside files is about one of them
    whole = _visits(connection, or_(run_source.c.error.is_(None), run_source.c.seen > 0))
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
                looked_at=whole[source].started_at if source in whole else None,
                unreachable=visit is not None and (source not in whole or whole[source].run_id != visit.run_id),
            )
        )
    return tuple(statuses)


def _visits(connection: Connection, such: ColumnElement[bool]) -> dict[str, Row[Any]]:
    """By source the latest of such visits, with when its run began."""
    newest = select(run_source.c.source, func.max(run_source.c.run_id).label("run_id")).where(such)
    latest = newest.group_by(run_source.c.source).subquery()
    same = and_(run_source.c.source == latest.c.source, run_source.c.run_id == latest.c.run_id)
    query = select(run_source, run.c.started_at).join(run).join(latest, same)
    return {row.source: row for row in connection.execute(query)}


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
