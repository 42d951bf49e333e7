"""Touches the world: the database; tables, migrations, one method for each question asked, an audit."""

from pipeline.store.store import Store
from pipeline.store.values import (
    Account,
    AccountRole,
    AuditEntry,
    AuditHead,
    Clock,
    Fault,
    NotedHead,
    Placement,
    Run,
    RunSource,
    SourceStatus,
)

__all__ = [
    "Account",
    "AccountRole",
    "AuditEntry",
    "AuditHead",
    "Clock",
    "Fault",
    "NotedHead",
    "Placement",
    "Run",
    "RunSource",
    "SourceStatus",
    "Store",
]
