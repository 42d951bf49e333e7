"""Pure. Gathers the records of all transmissions into requests, each counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo

from pipeline.counting.cancelling import Cancellation, find_cancelled
from pipeline.counting.copies import SETTLED_BY_COPIES, Together, put_together
from pipeline.counting.correcting import copies_of, roles_of
from pipeline.counting.identity import Item
from pipeline.counting.joining import BY_PERSON, Joined, join, pair_of
from pipeline.counting.linking import evidence_of
from pipeline.counting.outcomes import Outcomes, id_of, outcomes_of
from pipeline.counting.pages_apart import pages_apart
from pipeline.counting.rules import Rules
from pipeline.counting.weights import Weights, known_weights
from pipeline.values import Disposition, Document, Links, Member, Record, RecordKey, Request
from pipeline.vocabulary import NOTES, Doubt, Kind, Role, Status


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two records that may be one request, or one form in two calls, so that a person is asked."""

    one: RecordKey
    """The lesser key."""
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
    """Every pair of which a person is asked, the most probable first."""
    settled: frozenset[str] = frozenset()
    """The transmissions whose only doubts are about fields that other copies of the same form read well."""
    formerly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the id of a request those of the requests that it took in and of which a person had said what was done."""
    without_request: tuple[str, ...] = ()
    """The ids of which a person had said what was done, and that are no longer counted as a request."""
    _asked: Mapping[str, tuple[Doubt, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        asked: dict[str, dict[Doubt, None]] = {}
        for key in sorted(self.doubts):
            asked.setdefault(key.transmission_id, {}).update(dict.fromkeys(self.doubts[key]))
        object.__setattr__(self, "_asked", {name: tuple(doubts) for name, doubts in asked.items()})

    def transmission_doubts(self, transmission_id: str) -> tuple[Doubt, ...]:
        """What the linking asks about any record of a transmission, without repeats."""
        return self._asked.get(transmission_id, ())


def gather(
    documents: Iterable[Document],
    assigned: Mapping[RecordKey, str],
    dispositions: Mapping[str, Disposition],
    rules: Rules,
    zone: tzinfo,
    links: Links | None = None,
    weights: Weights | None = None,
) -> Gathered:
    """The requests in the documents; the result does not depend on the documents' order.

    `assigned`: the request that a record was given before; its id is kept. `dispositions`: what was done, by request.
    `rules`: which kinds count; `zone`: the department's time zone, in which the year is told. `links`: what people said
    about which records are one request. `weights`: how much evidence says, as known where not given.
    """
    links, weights = links or Links(), weights or known_weights()
    documents = tuple(documents)
    items = sorted(_items(documents, rules, zone), key=lambda item: item.order)
    evidence = evidence_of([item for item in items if item.record.kind is not Kind.INCOMPLETE], weights)
    joined = join(
        [item for item in items if item.record.kind in rules.counts], evidence.judged, evidence.against, links
    )
    cancelling = [item for item in items if item.record.kind is Kind.CANCELLATION]
    cancellations = find_cancelled(cancelling, joined.clusters, evidence.named, weights, links)
    suspected = _suspected(joined, cancellations, items, links, weights)
    ids = _ids(joined.clusters, assigned)
    outcomes, without_request = outcomes_of(ids, joined.clusters, dispositions)
    drafts = _drafts(ids, joined, cancellations, outcomes)
    doubts = _doubts(joined, cancellations, drafts)
    settled = _settled(items, drafts, doubts)
    requests = [_request(each, joined, doubts, settled, rules) for each in drafts]
    members = [(request.id, member) for request in requests for member in request.members]
    roles = {member.key: member.role for _, member in members}
    attached = _attached(documents, links, {member.key: request_id for request_id, member in members})
    requests = [replace(each, members=(*each.members, *attached.get(each.id, ()))) for each in requests]
    return Gathered(
        tuple(requests),
        {member.key: request.id for request in requests for member in request.members},
        roles,
        doubts,
        suspected,
        settled,
        {name: each.formerly for name, each in outcomes.items() if each.formerly},
        without_request,
    )


def _attached(
    documents: Iterable[Document], links: Links, placed: Mapping[RecordKey, str]
) -> dict[str, tuple[Member, ...]]:
    """Records that are no request themselves and that a person linked to one, such as the notices of its form."""
    known = {
        RecordKey(document.transmission.id, ordinal)
        for document in documents
        if document.reading
        for ordinal in range(len(document.reading.records))
    }
    found: dict[str, tuple[Member, ...]] = {}
    taken: set[RecordKey] = set()
    for pair in sorted(links.together):
        for key, other in (pair, pair[::-1]):
            if key in known and key not in placed and key not in taken and other in placed:
                member = Member(key, Role.DUPLICATE, BY_PERSON, "a person said so")
                found[placed[other]] = (*found.get(placed[other], ()), member)
                taken.add(key)
    return found


def _items(documents: Iterable[Document], rules: Rules, zone: tzinfo) -> Iterable[Item]:
    for document in documents:
        if document.reading:
            for ordinal, record in enumerate(document.reading.records):
                if record.kind in rules.counts or record.kind in (Kind.CANCELLATION, Kind.INCOMPLETE):
                    yield Item.of(document, document.reading, ordinal, zone)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A request before it is known what still waits."""

    id: str
    cluster: tuple[Item, ...]
    roles: Mapping[RecordKey, Role]
    copies: tuple[Item, ...]
    """The records that are copies of the form that stands."""
    together: Together
    standing: Item
    cancelled_by: tuple[Cancellation, ...]
    outcomes: Outcomes


def _drafts(
    ids: Sequence[str], joined: Joined, cancellations: Iterable[Cancellation], outcomes: Mapping[str, Outcomes]
) -> list[_Draft]:
    by_cluster: dict[int, list[Cancellation]] = {}
    for found in cancellations:
        if found.cluster is not None:
            by_cluster.setdefault(found.cluster, []).append(found)
    drafts = []
    for number, cluster in enumerate(joined.clusters):
        roles, standing = roles_of(cluster)
        copies = copies_of(standing, cluster)
        together = put_together(standing, copies)
        cancelled_by = tuple(by_cluster.get(number, ()))
        done = outcomes.get(ids[number], Outcomes())
        drafts.append(_Draft(ids[number], cluster, roles, tuple(copies), together, standing, cancelled_by, done))
    return drafts


def _doubts(
    joined: Joined, cancellations: Iterable[Cancellation], drafts: Iterable[_Draft]
) -> dict[RecordKey, tuple[Doubt, ...]]:
    """What a person is asked, by record."""
    unsure = {key for judged in joined.asked for key in judged.pair} | joined.contradicted
    doubts: dict[RecordKey, tuple[Doubt, ...]] = dict.fromkeys(sorted(unsure), (Doubt.LINK_UNCERTAIN,))
    doubts |= {found.item.key: found.doubts for found in cancellations if found.doubts}
    for draft in drafts:
        key = draft.standing.key
        for doubt, asks in (
            (Doubt.READERS_DISAGREE, draft.together.disagree),
            (Doubt.OUTCOMES_DISAGREE, draft.outcomes.disagree),
        ):
            if asks:
                doubts[key] = tuple(dict.fromkeys((*doubts.get(key, ()), doubt)))
    return doubts


def _suspected(
    joined: Joined, cancellations: Iterable[Cancellation], items: Sequence[Item], links: Links, weights: Weights
) -> tuple[Suspicion, ...]:
    found = {each.pair: (each.why, each.probability) for each in joined.asked}
    for cancellation in cancellations:
        for item, probability, why in cancellation.may_mean:
            found[pair_of(cancellation.item.key, item.key)] = f"it may be what is cancelled: {why}", probability
    why = "notices without page 1 came from the same source within minutes of a form without notices"
    found |= {pair_of(notices.key, form.key): (why, weights.page_apart) for notices, form in pages_apart(items)}
    answered = links.together | links.apart
    asked = [Suspicion(*pair, why, round(p, 4)) for pair, (why, p) in found.items() if pair not in answered]
    return tuple(sorted(asked, key=lambda each: (-each.probability, each.one, each.other)))


def _settled(
    items: Iterable[Item], drafts: Iterable[_Draft], doubts: Mapping[RecordKey, tuple[Doubt, ...]]
) -> frozenset[str]:
    """The transmissions of which nothing is open but fields that the copies of their forms read well."""
    complete = {
        item.key
        for draft in drafts
        if len(draft.copies) > 1 and not draft.together.asks
        for item in draft.copies
        if item.key not in doubts and not _cancel_box_unclear(item)
    }
    readings = {item.key.transmission_id: item.reading for item in items if item.key in complete}
    settled = set()
    for name, reading in readings.items():
        asking = {doubt for doubt in reading.doubts if doubt not in NOTES}
        open_records = [
            ordinal
            for ordinal, record in enumerate(reading.records)
            if any(doubt not in NOTES for doubt in record.doubts) and RecordKey(name, ordinal) not in complete
        ]
        of_fields = asking <= SETTLED_BY_COPIES | {Doubt.BASIS_MISSING}
        if asking and of_fields and not open_records and reading.status is Status.NEEDS_REVIEW:
            settled.add(name)
    return frozenset(settled)


def _cancel_box_unclear(item: Item) -> bool:
    """Whether this copy may after all be the form that cancels: no other copy can answer that."""
    cancels = item.record.fields.get("cancels")
    return cancels is not None and cancels.doubt is not None and cancels.doubt not in NOTES


def _request(
    draft: _Draft,
    joined: Joined,
    doubts: Mapping[RecordKey, tuple[Doubt, ...]],
    settled: frozenset[str],
    rules: Rules,
) -> Request:
    first, record = draft.cluster[0], draft.together.record
    everyone = [*draft.cluster, *(found.item for found in draft.cancelled_by)]
    asked = [doubt for item in everyone for doubt in doubts.get(item.key, ())]
    received = first.reading.received
    waits = any(_waits(item) and item.key.transmission_id not in settled for item in everyone)
    told = tuple(dict.fromkeys(doubt for doubt in (*record.doubts, *received.doubts, *asked) if doubt not in NOTES))
    return Request(
        id=draft.id,
        received_at=first.received_at,
        channel=received.channel,
        district=received.district,
        members=_members(draft, joined),
        record=record,
        status=Status.NEEDS_REVIEW if asked or waits else Status.ACCEPTED,
        doubts=told,
        cancelled_on=min((found.item.received_at.date() for found in draft.cancelled_by), default=None),
        disposition=draft.outcomes.disposition,
        counted_on=_counted_on(first, record, rules),
    )


def _waits(item: Item) -> bool:
    """Whether a record is open: its transmission waits, and not for another person's form in it alone."""
    reading = item.reading
    if reading.status not in (Status.NEEDS_REVIEW, Status.FAILED) or len(reading.records) == 1:
        return reading.status in (Status.NEEDS_REVIEW, Status.FAILED)
    of_records = {doubt for record in reading.records for doubt in record.doubts}
    own = {doubt for doubt in reading.doubts if doubt not in of_records} | {*item.record.doubts}
    return bool(own - NOTES)


def _members(draft: _Draft, joined: Joined) -> tuple[Member, ...]:
    members = []
    for item in draft.cluster:
        role, link = draft.roles[item.key], joined.links.get(item.key)
        if link is None:
            members.append(Member(item.key, role, "first", "received first"))
        else:
            rule = "corrected_form" if role is Role.CORRECTION else link.rule
            members.append(Member(item.key, role, rule, link.why))
    members += [Member(found.item.key, Role.CANCELLATION, found.rule, found.why) for found in draft.cancelled_by]
    return tuple(members)


def _counted_on(first: Item, record: Record, rules: Rules) -> date:
    """The day that decides the year: of the first receipt, or the form's own where the rules say so and it was read."""
    form_date = record.text("form_date") if rules.year_by == "form_date" else None
    return date.fromisoformat(form_date) if form_date else first.received_at.date()


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
            ids[number] = id_of(cluster[0].key, used)
            used.add(ids[number] or "")
    return [each for each in ids if each is not None]
