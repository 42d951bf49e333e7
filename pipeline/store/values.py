"""Pure. What the store is told and asked about people, runs and sources, beside the values of `pipeline.values`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from pipeline.values import FieldValue
from pipeline.vocabulary import FIELDS, Channel, FieldType, Role

Clock = Callable[[], datetime]
"""Tells the time, with an offset."""

OF_THE_RECEIPT = ("channel", "district", "received_at")
"""What a person can correct about a transmission as a whole; all else is a field of a record."""

_TYPES: dict[str, FieldType] = {spec.name: spec.type for spec in FIELDS}


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word about one value. It outlives every new reading; of two, the later holds."""

    transmission_id: str
    ordinal: int | None
    """The record's place in the reading, from 0; None for the channel, the district and the time of receipt."""
    name: str
    value: FieldValue
    """As in `FieldReading`; a time of receipt as ISO text with its offset. None says: cannot be read."""
    by: str
    at: datetime
    reason: str

    def __post_init__(self) -> None:
        if self.ordinal is None:
            _check_receipt(self.name, self.value)
        else:
            _check_field(self.name, self.value)


def _check_receipt(name: str, value: FieldValue) -> None:
    if name not in OF_THE_RECEIPT:
        raise ValueError(f"{name}: of a transmission, {', '.join(OF_THE_RECEIPT)} can be corrected")
    if name == "channel" and value not in tuple(Channel):
        raise ValueError(f"channel: expected one of {', '.join(Channel)}")
    if name == "district" and not (value is None or isinstance(value, str)):
        raise ValueError("district: expected a text")
    if name == "received_at" and not _is_moment(value):
        raise ValueError("received_at: expected a time with its offset, such as 2025-01-14T14:32:00-05:00")


def _check_field(name: str, value: FieldValue) -> None:
    if name not in _TYPES:
        raise ValueError(f"{name}: no such field; expected one of {', '.join(_TYPES)}")
    fits = {
        "text": isinstance(value, str) and value != "",
        "date": _is_date(value),
        "bool": isinstance(value, bool),
        "list": isinstance(value, tuple) and all(isinstance(item, str) for item in value),
    }
    if value is not None and not fits[_TYPES[name]]:
        wanted = {
            "text": "a text",
            "date": "a date such as 2025-01-14",
            "bool": "true or false",
            "list": "a list of names",
        }
        raise ValueError(f"{name}: expected {wanted[_TYPES[name]]}")


def _is_date(value: FieldValue) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_moment(value: FieldValue) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


class Placement(NamedTuple):
    """The request that a record was last counted with."""

    request_id: str
    role: Role
    rule: str


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

    def __post_init__(self) -> None:
        for name in ("before", "after"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, MappingProxyType(dict(value)))
