"""Pure. Gathers the records of all transmissions into requests, each counted once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from pipeline.counting.cancelling import Cancellation, find_cancelled
from pipeline.counting.correcting import roles_of
from pipeline.counting.identity import Item
from pipeline.counting.joining import join
from pipeline.counting.rules import Rules
from pipeline.values import Disposition, Document, Links, Member, RecordKey, Request
from pipeline.vocabulary import NOTES, Doubt, Kind, Role, Status


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two records that may be one request, so that a person is asked."""

    one: RecordKey
    other: RecordKey
    why: str
    """What speaks for it and against, in words that name fields and never their values."""
    probability: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All requests, in the order in which they were first received, and where each record belongs."""

    requests: tuple[Request, ...]
    request_ids: Mapping[RecordKey, str]
    """The request of every record that belongs to one."""
    roles: Mapping[RecordKey, Role]
    """What each such record is to its request."""
    doubts: Mapping[RecordKey, tuple[Doubt, ...]]
    """What the linking asks of a person, by the record it asks about."""
    suspected: tuple[Suspicion, ...] = ()
    """Pairs that were not joined and may be one request."""

    def transmission_doubts(self, transmission_id: str) -> tuple[Doubt, ...]:
        """What the linking asks about any record of a transmission, without repeats."""
        return tuple(
            dict.fromkeys(
                doubt
                for key in sorted(self.doubts)
                if key.transmission_id == transmission_id
                for doubt in self.doubts[key]
            )
        )


def gather(
    documents: Iterable[Document],
    assigned: Mapping[RecordKey, str],
    dispositions: Mapping[str, Disposition],
    rules: Rules,
    zone: tzinfo,
    links: Links | None = None,
) -> Gathered:
    """The requests in the documents; the result does not depend on the documents' order.

    `assigned`: the request that a record was given before; its id is kept. `dispositions`: what was done, by request.
    `links`: what people said about which records are one request.
    `rules`: which kinds count; `zone`: the department's time zone, in which the year is told.
    """
    items = sorted(_items(documents, rules, zone), key=lambda item: item.order)
    joined = join([item for item in items if item.record.kind in rules.counts])
    cancellations = find_cancelled([item for item in items if item.record.kind is Kind.CANCELLATION], joined.clusters)
    doubts: dict[RecordKey, tuple[Doubt, ...]] = dict.fromkeys(sorted(joined.unsure), (Doubt.LINK_UNCERTAIN,))
    doubts |= {found.item.key: found.doubts for found in cancellations if found.doubts}
    ids = _ids(joined.clusters, assigned)
    requests = []
    for number, cluster in enumerate(joined.clusters):
        cancelled_by = [found for found in cancellations if found.cluster == number]
        requests.append(
            _request(ids[number], cluster, joined.rules, cancelled_by, doubts, dispositions.get(ids[number]))
        )
    members = [(request.id, member) for request in requests for member in request.members]
    return Gathered(
        tuple(requests),
        {member.key: request_id for request_id, member in members},
        {member.key: member.role for _, member in members},
        doubts,
    )


def _items(documents: Iterable[Document], rules: Rules, zone: tzinfo) -> Iterable[Item]:
    for document in documents:
        if document.reading:
            for ordinal, record in enumerate(document.reading.records):
                if record.kind in rules.counts or record.kind is Kind.CANCELLATION:
                    yield Item.of(document, document.reading, ordinal, zone)


def _request(
    request_id: str,
    cluster: tuple[Item, ...],
    joined_by: Mapping[RecordKey, str],
    cancelled_by: list[Cancellation],
    link_doubts: Mapping[RecordKey, tuple[Doubt, ...]],
    disposition: Disposition | None,
) -> Request:
    first = cluster[0]
    roles, standing = roles_of(cluster)
    members = [
        Member(
            item.key,
            roles[item.key],
            {Role.FIRST: "first", Role.CORRECTION: "corrected_form"}.get(roles[item.key]) or joined_by[item.key],
        )
        for item in cluster
    ]
    members += [Member(found.item.key, Role.CANCELLATION, found.rule) for found in cancelled_by]
    everyone = [*cluster, *(found.item for found in cancelled_by)]
    asked = [doubt for item in everyone for doubt in link_doubts.get(item.key, ())]
    open_still = asked or any(item.reading.status in (Status.NEEDS_REVIEW, Status.FAILED) for item in everyone)
    told = [*standing.record.doubts, *first.reading.received.doubts, *asked]
    received = first.reading.received
    return Request(
        id=request_id,
        received_at=first.received_at,
        channel=received.channel,
        district=received.district,
        members=tuple(members),
        record=standing.record,
        status=Status.NEEDS_REVIEW if open_still else Status.ACCEPTED,
        doubts=tuple(dict.fromkeys(doubt for doubt in told if doubt not in NOTES)),
        cancelled_on=min((found.item.received_at.date() for found in cancelled_by), default=None),
        disposition=disposition or Disposition(),
    )


def _ids(clusters: tuple[tuple[Item, ...], ...], assigned: Mapping[RecordKey, str]) -> list[str]:
    """An id for each cluster: the one its earliest record already has and no earlier cluster keeps, else a new one.

    A new id comes from the key of the first record, so that the same inbox always gives the same ids.
    """
    ids: list[str | None] = []
    used: set[str] = set()
    for cluster in clusters:
        kept = next(
            (known for item in cluster if (known := assigned.get(item.key)) is not None and known not in used), None
        )
        ids.append(kept)
        used |= {kept} if kept else set()
    for number, cluster in enumerate(clusters):
        if ids[number] is None:
            ids[number] = _new_id(cluster[0].key, used)
            used.add(ids[number] or "")
    return [each for each in ids if each is not None]


def _new_id(key: RecordKey, used: set[str]) -> str:
    """`R` and ten hexadecimal digits; a further look where another request keeps that id."""
    name, turn = f"{key.transmission_id}/{key.ordinal}", 0
    while (found := "R" + hashlib.sha256(name.encode()).hexdigest()[:10]) in used:
        turn += 1
        name = f"{key.transmission_id}/{key.ordinal}/{turn}"
    return found
