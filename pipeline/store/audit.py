"""Touches the world: who did what to what, when and why; written in the same transaction as the deed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from pipeline import __version__
from pipeline.store.tables import audit
from pipeline.store.values import AuditEntry


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
    connection.execute(
        insert(audit),
        {
            **deed._asdict(),
            "at": at,
            "before": None if before is None else dict(before),
            "after": None if after is None else dict(after),
            "program_version": __version__,
        },
    )


def entries(connection: Connection, subject: str) -> tuple[AuditEntry, ...]:
    """All entries about the subject, oldest first."""
    found = connection.execute(select(audit).where(audit.c.subject == subject).order_by(audit.c.id))
    return tuple(AuditEntry(**row._asdict()) for row in found)
