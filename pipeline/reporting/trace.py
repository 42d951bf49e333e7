"""Pure. The way from each figure of a year's tally to what it is made of, as rows that anyone can follow by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.counting.requests import Gathered
from pipeline.counting.tally import Tally, counted_on, reason_of
from pipeline.values import Document, RecordKey, Request
from pipeline.vocabulary import GROUNDS, Kind, Outcome, Role


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, with what it is made of."""

    name: str
    """As `tally --json` has it, parts joined by points: `by_channel.email`."""
    value: int | float
    requests: tuple[str, ...] = ()
    """The ids of the requests that it counts."""
    records: tuple[RecordKey, ...] = ()
    """The records, where it counts what is no request; a transmission by its first."""


def figures(
    tally: Tally, requests: Sequence[Request], documents: Iterable[Document], gathered: Gathered
) -> tuple[Figure, ...]:
    """Every figure of the tally, in its order, with what makes it."""
    groups: list[tuple[str, Iterable[str], Any]] = [
        ("by_reason", tally.by_reason, lambda one: [reason_of(one.record)]),
        ("by_ground", tally.by_ground, lambda one: [ground.value for ground in GROUNDS if ground in one.record.basis]),
        ("by_channel", tally.by_channel, lambda one: [one.channel.value]),
        ("by_district", tally.by_district, lambda one: [one.district]),
        ("by_month", tally.by_month, lambda one: [f"{counted_on(one).month:02d}"]),
        ("by_form", tally.by_form, lambda one: [one.record.text("form") or "not_stated"]),
    ]
    found = [Figure("requests", tally.requests, tuple(one.id for one in requests))]
    for group, names, of in groups:
        told = getattr(tally, group)
        for name in names:
            found.append(Figure(f"{group}.{name}", told[name], tuple(one.id for one in requests if name in of(one))))
    found += [
        Figure("cancelled", tally.cancelled, tuple(one.id for one in requests if one.cancelled_on is not None)),
        Figure("detained", tally.detained, _with_outcome(requests, Outcome.DETAINED)),
        Figure("transferred", tally.transferred, _with_outcome(requests, Outcome.TRANSFERRED)),
        Figure(
            "reimbursements",
            tally.reimbursements,
            tuple(one.id for one in requests if one.disposition.reimbursement),
        ),
    ]
    every = tuple(documents)
    apart = {name: tuple(not_counted(name, every, gathered)) for name in tally.not_counted}
    found += [Figure(f"not_counted.{name}", many, (), apart[name]) for name, many in tally.not_counted.items()]
    waiting = tuple(RecordKey(name, 0) for name in tally.open_transmissions)
    found.append(Figure("awaiting_review", tally.awaiting_review, (), waiting))
    return (*found, *(Figure(f"possibly_missing.{code}", many) for code, many in tally.possibly_missing.items()))


def _with_outcome(requests: Iterable[Request], outcome: Outcome) -> tuple[str, ...]:
    return tuple(one.id for one in requests if one.disposition.outcome is outcome)


def not_counted(name: str, documents: Iterable[Document], gathered: Gathered) -> Iterator[RecordKey]:
    """What a figure of `not_counted` counts: records sent again and sister forms, transmissions of other kinds."""
    for document in documents:
        reading = document.reading
        if reading is None:
            continue
        keys = [RecordKey(document.transmission.id, ordinal) for ordinal in range(len(reading.records))]
        if name in (Role.DUPLICATE, Role.CORRECTION):
            yield from (key for key in keys if gathered.roles.get(key) == name)
        elif name in (Kind.NOTIFICATION_REQUEST, Kind.MISADDRESSED):
            yield from (
                key
                for key, record in zip(keys, reading.records, strict=True)
                if record.kind == name and key not in gathered.roles
            )
        elif reading.kind == name:
            yield keys[0]
