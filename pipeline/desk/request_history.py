"""What people decided about a request and its transmissions, and the trail of all that was done to them.

Touches the world: asks the store.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.counted import Counted
from pipeline.desk.request_views import MOST, text_of
from pipeline.named import shown_record
from pipeline.reviewing.decisions import Decision, disposition_of, pairs_of
from pipeline.store import Store
from pipeline.values import Request
from pipeline.vocabulary import IDENTIFYING, Action

_TRAIL = 200
"""Entries of the trail on a page, the latest."""
_DEEDS: Mapping[str, str] = {
    "received": "taken in",
    "reading_added": "read",
    "record_placed": "counted with a request",
    "record_removed": "no longer counted with a request",
}
_LEFT_OUT = frozenset({"decided", "identity_viewed"})
"""Decisions are told as such; looks are counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as the page tells it."""

    id: int
    at: datetime
    by: str
    what: str
    about: str
    reason: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A deed of the trail as the page tells it."""

    at: datetime
    by: str
    what: str
    about: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trail:
    """What was done, the latest first, and how often somebody looked at what tells who."""

    entries: tuple[Entry, ...]
    looks: Mapping[str, int]
    """By the account that looked."""


def decisions_about(store: Store, counted: Counted, request: Request) -> tuple[Decision, ...]:
    """Every decision about the request, what it took in, and its transmissions; the undone too, the latest first."""
    names = dict.fromkeys((*counted.names_of(request.id), *_transmissions(request)))
    found = {each.id: each for name in names for each in store.decisions(name)}
    ours = {member.key for member in request.members}
    for each in counted.decisions:
        if each.action in (Action.LINK, Action.UNLINK) and any(ours & {*pair} for pair in pairs_of(each)):
            found[each.id] = each
    return tuple(found[number] for number in sorted(found, reverse=True))


def seen_of(counted: Counted, request: Request, every: Iterable[Decision]) -> str:
    """What a person has before the eyes: the last decision, and which copies there are in which reading."""
    versions = [
        (each.transmission_id, each.ordinal, read.version if (read := counted.read.get(each.transmission_id)) else 0)
        for each in (member.key for member in request.members)
    ]
    stands = hashlib.sha256(repr((request.id, versions)).encode()).hexdigest()[:16]
    return f"{max((each.id for each in every), default=0)}.{stands}"


def since(seen: str, every: Iterable[Decision]) -> list[Decision]:
    """The decisions later than what a person had seen."""
    last = seen.partition(".")[0]
    return [each for each in every if each.id > (int(last) if last.isascii() and last.isdigit() else 0)]


def told(every: Iterable[Decision], counted: Counted, *, identified: bool) -> list[Told]:
    """The decisions for the page; without `identified` no reasons, and no values that could name somebody."""
    holding = {each.id for each in counted.decisions}
    return [
        Told(
            id=each.id,
            at=each.at,
            by=each.by,
            what=_what(each, counted, identified=identified),
            about=each.subject,
            reason=each.reason if identified else "",
            holds=each.id in holding,
        )
        for each in every
    ]


def _what(each: Decision, counted: Counted, *, identified: bool) -> str:
    if each.action is Action.UNDO:
        return f"decision {each.undoes} undone"
    if each.action is Action.CORRECT:
        name = "received" if each.name == "received_at" else (each.name or "").replace("_", " ")
        shown = identified or each.name not in IDENTIFYING
        if each.value is None:
            return f"{name}: none" if each.ordinal is None else f"{name} cannot be read"
        if each.name == "received_at":
            # as the department's clocks showed it, without their offset
            return f"{name} {text_of(each.value)[:16].replace('T', ' ')}"
        return f"{name} is {text_of(each.value).replace('_', ' ')}" if shown else f"{name} corrected"
    if each.action in (Action.LINK, Action.UNLINK):
        named = sorted({key for pair in pairs_of(each) for key in pair})
        shown_keys = ", ".join(shown_record(key, counted) for key in named[:6]) + (" ..." if len(named) > 6 else "")
        return f"{'one request' if each.action is Action.LINK else 'not one request'}: {shown_keys}"
    if each.action is Action.OUTCOME:
        done = disposition_of(each)
        on = f" on {done.outcome_on}" if done.outcome_on else ""
        money = f", ${done.reimbursement:,.2f} reimbursed" if done.reimbursement else ""
        return f"{done.outcome.replace('_', ' ')}{on}{money}"
    plain: dict[Action, Any] = {Action.ACCEPT: "accepted", Action.ASSIGN: f"assigned to {each.value or 'nobody'}"}
    return str(plain.get(each.action, each.action.value))


def trail_of(store: Store, counted: Counted, request: Request) -> Trail:
    """What was done to the request and its transmissions, decisions left out, the latest entries first."""
    names = dict.fromkeys((*counted.names_of(request.id), *_transmissions(request)))
    every = sorted((each for name in names for each in store.audit_entries(name)), key=lambda each: -each.id)
    entries = tuple(
        Entry(each.at, each.by, _DEEDS.get(each.action, each.action.replace("_", " ")), each.subject, each.reason)
        for each in every
        if each.action not in _LEFT_OUT
    )
    looks = Counter(each.by for each in every if each.action == "identity_viewed")
    return Trail(entries[:_TRAIL], dict(sorted(looks.items())))


def _transmissions(request: Request) -> list[str]:
    return list(dict.fromkeys(member.key.transmission_id for member in request.members))[:MOST]
