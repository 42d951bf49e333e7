"""Pure. What the store is told and asked about requests, runs, sources and its audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from pipeline.vocabulary import Role

Clock = Callable[[], datetime]
"""Tells the time, with an offset."""


class Placement(NamedTuple):
    """The request that a record was last counted with."""

    request_id: str
    role: Role
    rule: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RunSource:
    """What one run found at one source."""

    source: str
    seen: int
    """Files that lay there."""
    new: int
    """Files that were taken in."""
    left: int
    """Files left for the next run, such as those still being written."""
    error: str | None = None
    """Why the source could not be read to its end, as a sentence without names or numbers of people."""


@dataclass(frozen=True, slots=True)
class Run:
    """One ingestion or other work of the program. One that was killed has no end."""

    id: int
    trigger: str
    """What started it: `by_hand`, `schedule`, ..."""
    by: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[RunSource, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "summary", MappingProxyType(dict(self.summary)))

    @property
    def finished(self) -> bool:
        """False while it works, and for good when it was killed."""
        return self.ended_at is not None


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """Where the transmissions of one source stand, by their latest readings."""

    source: str
    received: int
    accepted: int
    needs_review: int
    set_aside: int
    failed: int
    unread: int
    last_run_at: datetime | None
    """When the last finished run that visited the source began."""
    left: int
    """Files that the last run left for the next one."""
    error: str | None
    """Why the last run could not read the source to its end."""
    looked_at: datetime | None = None
    """When the last finished run that looked at the source to its end began; None when none ever did."""
    unreachable: bool = False
    """Whether the last finished run that visited the source could not look at it to its end."""

    @property
    def read(self) -> int:
        """Transmissions with a reading, whatever it says."""
        return self.received - self.unread


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, when and why."""

    id: int
    """Counts up; a later entry has a larger one."""
    at: datetime
    by: str
    action: str
    subject: str
    """The id of a transmission or a request, or another name of what was acted upon."""
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str
    program_version: str
    hash: str | None = None
    """The SHA-256 of the hash of the entry before it and of this entry."""

    def __post_init__(self) -> None:
        for name in ("before", "after"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, MappingProxyType(dict(value)))


class AccountRole(StrEnum):
    """What somebody is at the desk; what each may do is one table, `pipeline/desk/rights.py`."""

    VIEWER = "viewer"
    CLERK = "clerk"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may use the desk, as it stands since `at`."""

    name: str
    """Small letters, digits and . _ @ -"""
    role: AccountRole
    password_hash: str = field(repr=False)
    """As argon2 writes it, with its parameters and salt; empty where nobody signs in with a password."""
    disabled: bool
    by: str
    at: datetime
    reason: str
    id: int = 0
    """The number of the row; another one tells that the account was changed. 0 until it is kept."""


class AuditHead(NamedTuple):
    """Where the chain of the audit stands: who notes it elsewhere can tell later that nothing was cut off."""

    entries: int
    hash: str
    """64 hexadecimal digits; empty where there is no entry."""


class NotedHead(NamedTuple):
    """Where the chain stood at an earlier time, as noted outside the database."""

    entries: int
    hash: str
    at: datetime
    """When it was noted, with an offset."""
    program_version: str


class Fault(NamedTuple):
    """Something that was altered behind the program's back, or is damaged."""

    subject: str
    """What it is about: an id, or the number of an entry."""
    sentence: str
