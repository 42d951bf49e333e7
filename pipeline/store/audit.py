"""Touches the world: who did what to what, when and why; written in the same transaction as the deed.

Each entry's hash is the SHA-256 of the hash before it and of all that the entry says, so that none can be changed or
taken out without all later ones showing it (Haber and Stornetta, How to time-stamp a digital document, 1991).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from pipeline import __version__
from pipeline.store.digests import canonical
from pipeline.store.tables import audit
from pipeline.store.values import AuditEntry, AuditHead

_AT_ONCE = 2000
_CHANGING = ("received", "reading_added", "decided")
"""Deeds that change how things stand; where records are placed follows from these."""


class Deed(NamedTuple):
    """What is done to what, by whom and why."""

    action: str
    subject: str
    by: str
    reason: str


def write(
    connection: Connection,
    deed: Deed,
    at: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """Adds an entry; `before` and `after` hold what JSON can hold."""
    told = {
        **deed._asdict(),
        "at": at,
        "before": None if before is None else dict(before),
        "after": None if after is None else dict(after),
        "program_version": __version__,
    }
    last: str | None = connection.scalar(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1))
    connection.execute(insert(audit), told | {"hash": hash_of(last or "", told)})


def hash_of(previous: str, told: Mapping[str, Any]) -> str:
    """The hash of an entry that follows one with the hash `previous`; `` for the first."""
    at: datetime = told["at"]
    moment = at.astimezone(UTC).replace(tzinfo=None).isoformat()
    names = ("by", "action", "subject", "before", "after", "reason", "program_version")
    return hashlib.sha256(canonical([previous, moment, *(_json(told[name]) for name in names)]).encode()).hexdigest()


def _json(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def entries(connection: Connection, subject: str) -> tuple[AuditEntry, ...]:
    """All entries about the subject, oldest first."""
    found = connection.execute(select(audit).where(audit.c.subject == subject).order_by(audit.c.id))
    return tuple(AuditEntry(**row._asdict()) for row in found)


def every(connection: Connection) -> Iterator[AuditEntry]:
    """All entries, oldest first, few of them in memory at once."""
    last = -1
    while True:
        query = select(audit).where(audit.c.id > last).order_by(audit.c.id).limit(_AT_ONCE)
        found = connection.execute(query).all()
        if not found:
            return
        yield from (AuditEntry(**row._asdict()) for row in found)
        last = found[-1].id


def head(connection: Connection) -> AuditHead:
    """How many entries there are, and the hash of the last one."""
    many = connection.scalar(select(func.count()).select_from(audit)) or 0
    last: str | None = connection.scalar(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1))
    return AuditHead(many, last or "")


def last(connection: Connection) -> int:
    """The number of the last entry, 0 where there is none."""
    return connection.scalar(select(func.max(audit.c.id))) or 0


def subjects_since(connection: Connection, entry: int) -> frozenset[str]:
    """What the entries after that number are about, of those that can change a count."""
    query = select(audit.c.subject).where(audit.c.id > entry, audit.c.action.in_(_CHANGING)).distinct()
    return frozenset(connection.scalars(query))
