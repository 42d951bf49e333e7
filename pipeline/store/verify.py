"""Touches the world: holds everything in the store against the audit, in the transaction that the caller opened.

The chain shows an entry that was changed or taken out. What the entries tell of lines, readings, decisions, places,
accounts and runs is then held against the tables: so a changed record shows, and so do entries that were cut off at the
end while what they told of was left. Cut off together they show against a hash that was noted elsewhere alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from pipeline.store import accounts, audit, decisions, digests, guards, ledger, readings, requests, runs
from pipeline.store.audit import Deed
from pipeline.store.values import AuditEntry, Fault, NotedHead
from pipeline.values import RecordKey, Transmission

_Read = TypeVar("_Read")

_AT_ONCE = 200
_DAMAGED = (ValueError, TypeError, KeyError)
"""What is raised for a row that holds something else than the program writes."""
_SEALED = "sealed"


@dataclass(slots=True)
class _Told:
    """What the audit tells, gathered on the way through it."""

    lines: dict[str, str] = field(default_factory=dict)
    """Digests by transmission."""
    readings: dict[tuple[str, int], str] = field(default_factory=dict)
    """Digests by transmission and version."""
    decisions: dict[int, dict[str, Any]] = field(default_factory=dict)
    places: dict[RecordKey, dict[str, Any]] = field(default_factory=dict)
    accounts: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Subjects and digests by number."""
    runs: dict[int, str] = field(default_factory=dict)
    """Digests of those that ended, by number."""


def faults(connection: Connection, known_head: str | None, noted: Sequence[NotedHead]) -> Iterator[Fault]:
    """Every fault, as it is found; see `Store.faults`."""
    told = _Told()
    unread: list[Fault] = []
    yield from _as_far_as(_chain(connection, told, known_head, noted), "the audit", unread)
    # what an audit that ends in the middle does not tell of is not what was altered
    for checked, what in _NEXT if not unread else ():
        yield from _as_far_as(checked(connection, told), what, unread)
    yield from unread
    yield from guards.missing(connection)


def _as_far_as(found: Iterator[Fault], what: str, unread: list[Fault]) -> Iterator[Fault]:
    """What is found, up to a row that is nothing the program wrote: that one is a fault too, noted in `unread`."""
    try:
        yield from found
    except _DAMAGED:
        unread.append(Fault("store", f"{what} cannot be read to the end: a row is not as it was written"))


def seal(connection: Connection, at: datetime) -> None:
    """Notes digests of lines, readings, decisions and runs that have none, as a store of an older program has them."""
    told = _Told()
    for entry in audit.every(connection):
        _note(entry, told)
    for name in ledger.every_id(connection):
        if name not in told.lines:
            arrived = ledger.load(connection, [name])[name]
            _seal(connection, name, at, {"digest": digests.of_transmission(arrived)})
        for found in readings.all_of(connection, name):
            if (name, found.version) not in told.readings:
                _seal(connection, name, at, {"version": found.version, "digest": digests.of_reading(found)})
    for made in decisions.every(connection):
        if made.id not in told.decisions:
            _seal(connection, made.subject, at, decisions.told(made))
    for closed in runs.every_finished(connection):
        if closed.id not in told.runs:
            _seal(connection, runs.subject_of(closed.id), at, runs.told(closed))


def _seal(connection: Connection, subject: str, at: datetime, after: dict[str, Any]) -> None:
    audit.write(connection, Deed(_SEALED, subject, "intake", "kept by an older program"), at, None, after)


def _chain(connection: Connection, told: _Told, known_head: str | None, noted: Sequence[NotedHead]) -> Iterator[Fault]:
    previous, found_head = "", known_head in (None, "")
    missed = {head.hash for head in noted}
    for entry in audit.every(connection):
        of_entry = {name: getattr(entry, name) for name in ("by", "at", "action", "subject", "before", "after")}
        of_entry |= {"reason": entry.reason, "program_version": entry.program_version}
        if entry.hash != audit.hash_of(previous, of_entry):
            yield Fault(str(entry.id), f"entry {entry.id} of the audit was changed, or one before it was taken out")
        previous = entry.hash or ""
        found_head = found_head or previous == known_head
        missed.discard(previous)
        _note(entry, told)
    if not found_head:
        yield Fault("audit", "the hash that was noted earlier is not in the audit: entries were taken out or replaced")
    if gone := [head for head in noted if head.hash in missed]:
        at = gone[-1].at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        yield Fault(
            "audit",
            f"{len(gone)} of {len(noted)} noted heads are not in the audit, the last of {at} with {gone[-1].entries} "
            "entries: entries were cut off at the end or replaced, or an older database was put back",
        )


def _note(entry: AuditEntry, told: _Told) -> None:
    after = dict(entry.after or {})
    if entry.action in ("run_ended", _SEALED) and "run" in after:
        told.runs[after["run"]] = after["digest"]
    elif entry.action in ("received", "reading_added", _SEALED) and "digest" in after:
        if "version" in after:
            told.readings[entry.subject, after["version"]] = after["digest"]
        else:
            told.lines[entry.subject] = after["digest"]
    elif entry.action in ("decided", _SEALED) and "decision" in after:
        told.decisions[after["decision"]] = after | {
            "subject": entry.subject, "by": entry.by, "reason": entry.reason, "at": entry.at.isoformat(),
            "sealed": entry.action == _SEALED,
        }  # fmt: skip
    elif entry.action in ("account_added", "account_changed"):
        told.accounts[after["account"]] = entry.subject, after["digest"]
    elif entry.action == "record_placed":
        told.places[RecordKey(entry.subject, after["record"])] = after
    elif entry.action == "record_removed":
        told.places.pop(RecordKey(entry.subject, dict(entry.before or {})["record"]), None)


def _lines_and_readings(connection: Connection, told: _Told) -> Iterator[Fault]:
    names = ledger.every_id(connection)
    for name in sorted(told.lines.keys() - set(names)):
        yield Fault(name, f"transmission {name} was taken out of the ledger")
    seen: set[tuple[str, int]] = set()
    for start in range(0, len(names), _AT_ONCE):
        chunk = names[start : start + _AT_ONCE]
        arrived, _ = _read(_lines, connection, chunk)
        as_written = {line.id for line in arrived if told.lines.get(line.id) == digests.of_transmission(line)}
        for name in chunk:
            if name not in as_written:
                yield Fault(name, f"the ledger's line of {name} is not as it was written")
        whole, damaged = _read(readings.all_of_many, connection, chunk)
        for name in damaged:
            seen |= {key for key in told.readings if key[0] == name}
            yield Fault(name, f"a reading of {name} is not as it was written: it cannot be read any more")
        for found in whole:
            seen.add((found.transmission_id, found.version))
            if told.readings.get((found.transmission_id, found.version)) != digests.of_reading(found):
                where = f"version {found.version} of the reading of {found.transmission_id}"
                yield Fault(found.transmission_id, f"{where} is not as it was written")
    for name, version in sorted(told.readings.keys() - seen):
        yield Fault(name, f"version {version} of the reading of {name} was taken out")


def _lines(connection: Connection, names: Sequence[str]) -> list[Transmission]:
    return list(ledger.load(connection, names).values())


def _read(
    asked: Callable[[Connection, Sequence[str]], list[_Read]], connection: Connection, names: Sequence[str]
) -> tuple[list[_Read], list[str]]:
    """All that is asked for of each, and the names of which something is no longer anything that the program wrote."""
    try:
        return asked(connection, names), []
    except _DAMAGED:
        if len(names) == 1:
            return [], list(names)
    whole, damaged = [], []
    for name in names:
        found, lost = _read(asked, connection, [name])
        whole += found
        damaged += lost
    return whole, damaged


def _decisions(connection: Connection, told: _Told) -> Iterator[Fault]:
    left = dict(told.decisions)
    for made in decisions.every(connection):
        noted = left.pop(made.id, None)
        now = decisions.told(made) | {"subject": made.subject}
        if noted is not None and not noted["sealed"]:
            now |= {"by": made.by, "reason": made.reason, "at": made.at.isoformat()}
        if noted is None or digests.canonical({name: noted.get(name) for name in now}) != digests.canonical(now):
            yield Fault(made.subject, f"decision {made.id} is not as it was made")
    for number in sorted(left):
        yield Fault(left[number]["subject"], f"decision {number} was taken out")


def _places(connection: Connection, told: _Told) -> Iterator[Fault]:
    held = requests.placements(connection)
    for key in sorted(held.keys() | told.places.keys()):
        now = requests.told(key, held.get(key))
        if now != told.places.get(key):
            where = f"record {key.ordinal} of {key.transmission_id}"
            yield Fault(key.transmission_id, f"the request that {where} belongs to is not the one it was counted with")


def _accounts(connection: Connection, told: _Told) -> Iterator[Fault]:
    left = dict(told.accounts)
    for kept in accounts.rows(connection):
        subject = accounts.subject_of(kept.name)
        if left.pop(kept.id, None) != (subject, accounts.digest_of(kept)):
            yield Fault(subject, f"line {kept.id} of the account {kept.name} is not as it was written")
    for subject, _ in left.values():
        yield Fault(subject, f"a line of {subject.replace(':', ' ')} was taken out")


def _runs(connection: Connection, told: _Told) -> Iterator[Fault]:
    left = dict(told.runs)
    for closed in runs.every_finished(connection):
        if left.pop(closed.id, None) != runs.digest_of(closed):
            yield Fault(runs.subject_of(closed.id), f"run {closed.id} is not as it was when it ended")
    for number in sorted(left):
        yield Fault(runs.subject_of(number), f"run {number} was taken out, or its end was")


_NEXT = (
    (_lines_and_readings, "the ledger with its readings"),
    (_decisions, "the decisions"),
    (_places, "the list of which record belongs to which request"),
    (_accounts, "the accounts"),
    (_runs, "the runs"),
)
"""What is held against the audit once that is read, and what it is called."""
