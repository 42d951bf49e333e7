"""Pure. The count of a year, with what is not counted and what could still change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

from pipeline.counting.requests import Gathered
from pipeline.counting.rules import Rules
from pipeline.values import Document, Record, RecordKey, Request
from pipeline.vocabulary import GROUNDS, NOTES, Basis, Channel, Kind, Outcome, Role, Status

PROBABLE_CAUSE = "probable_cause"
NOTIFICATION = "notification"
"""The reason of a request that asks for notice of a release alone, where such forms count and state no other."""
NOT_STATED = "not_stated"
REASONS: tuple[str, ...] = (PROBABLE_CAUSE, Basis.TRANSFERRED.value, NOTIFICATION, NOT_STATED)
"""In the order in which they are told."""
_BY_RECORD = frozenset({Kind.NOTIFICATION_REQUEST, Kind.MISADDRESSED})
_BY_TRANSMISSION = frozenset({Kind.WARRANT_ONLY, Kind.INCOMPLETE, Kind.OTHER, Kind.UNREADABLE})
_NOT_COUNTED = (
    "duplicate",
    "notification_request",
    "warrant_only",
    "incomplete",
    "misaddressed",
    "other",
    "unreadable",
)
"""Always told, be it none; corrections only where there are any."""
_ALWAYS_TOLD = (Channel.DEDICATED_FAX, Channel.DISTRICT_FAX, Channel.EMAIL, Channel.IN_PERSON)


@dataclass(frozen=True, slots=True)
class PreviousYear:
    """The year before, for the comparison: as the store has it, else as the settings do."""

    year: int
    requests: int
    change: int
    """How many more requests came in the year of the tally; negative when fewer."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of one year, named as `tally --json` prints it."""

    year: int
    requests: int
    awaiting_review: int
    """Transmissions of the year that wait for a person or could not be read, so that the count could change."""
    by_reason: Mapping[str, int]
    by_ground: Mapping[str, int]
    """A request may give several grounds, so these may add up to more than the requests."""
    by_channel: Mapping[str, int]
    by_district: Mapping[str, int]
    by_month: Mapping[str, int]
    by_form: Mapping[str, int]
    dedicated_share: float | None
    """Of all requests, 0..1, two places; None when there are no requests."""
    cancelled: int
    detained: int
    transferred: int
    reimbursements: float
    """US dollars received for requests of the year."""
    previous_year: PreviousYear | None
    """None when nothing at all is known of the year before."""
    not_counted: Mapping[str, int]
    by_kind: Mapping[str, int] = field(default_factory=dict)
    """By kind of record, where the jurisdiction counts more than one; else empty."""
    open_transmissions: tuple[str, ...] = ()
    """The ids of the transmissions that await review, in the order given."""
    open_by_state: Mapping[str, int] = field(default_factory=dict)
    """How many of these are `unread`, `needs_review`, `failed` or, read without a doubt, `link_uncertain`."""
    possibly_missing: Mapping[str, int] = field(default_factory=dict)
    """What may be missing of the year and nobody has settled, by `completeness.MissingCode`."""
    missing_open: int = 0
    """How many of these have to be looked into before the count is final."""

    @property
    def final(self) -> bool:
        """Whether nothing could still change the count."""
        return self.awaiting_review == 0 and self.missing_open == 0

    def as_json(self) -> dict[str, Any]:
        """What `tally --json` prints."""
        before = self.previous_year
        kinds = {"by_kind": dict(self.by_kind)} if self.by_kind else {}
        return {
            "year": self.year,
            "requests": self.requests,
            "awaiting_review": self.awaiting_review,
            "final": self.final,
            "by_reason": dict(self.by_reason),
            "by_ground": dict(self.by_ground),
            "by_channel": dict(self.by_channel),
            "by_district": dict(self.by_district),
            "by_month": dict(self.by_month),
            "by_form": dict(self.by_form),
            "dedicated_share": self.dedicated_share,
            "cancelled": self.cancelled,
            "detained": self.detained,
            "transferred": self.transferred,
            "reimbursements": int(self.reimbursements) if self.reimbursements.is_integer() else self.reimbursements,
            "previous_year": before and {"year": before.year, "requests": before.requests, "change": before.change},
            "not_counted": dict(self.not_counted),
            "possibly_missing": dict(self.possibly_missing),
        } | kinds


def tally(
    year: int,
    documents: Sequence[Document],
    gathered: Gathered,
    zone: tzinfo,
    rules: Rules,
    reported: Mapping[int, int] | None = None,
) -> Tally:
    """The count of `year` over all documents and all requests of the store.

    A request counts in the year that the rules' day lies in; a transmission belongs to the year it was received, in the
    department's time zone. `reported`: requests of earlier years by year, as they were reported without the store; its
    own count stands before these.
    """
    requests = requests_of(year, gathered)
    of_year = [document for document in documents if document_year(document, zone) == year]
    waiting = [
        document
        for document in (of_year if rules.year_by == "received" else _touching(year, documents, gathered, zone))
        if could_change(document, gathered)
    ]
    channels = Counter(request.channel for request in requests)
    months = Counter(counted_on(request).month for request in requests)
    kinds = Counter(request.record.kind for request in requests)
    return Tally(
        year=year,
        requests=len(requests),
        awaiting_review=len(waiting),
        by_reason=_by_reason(requests, rules),
        by_ground={ground.value: sum(ground in each.record.basis for each in requests) for ground in GROUNDS},
        by_channel={c.value: channels[c] for c in Channel if c in _ALWAYS_TOLD or channels[c]},
        by_district=_by_district(requests),
        by_month={f"{month:02d}": months[month] for month in range(1, 13)},
        by_form=dict(sorted(Counter(each.record.text("form") or NOT_STATED for each in requests).items())),
        dedicated_share=round(channels[Channel.DEDICATED_FAX] / len(requests), 2) if requests else None,
        cancelled=sum(each.cancelled_on is not None for each in requests),
        detained=sum(each.disposition.outcome is Outcome.DETAINED for each in requests),
        transferred=sum(each.disposition.outcome is Outcome.TRANSFERRED for each in requests),
        reimbursements=round(float(sum(each.disposition.reimbursement for each in requests)), 2),
        previous_year=_before(year, len(requests), documents, gathered, zone, reported or {}),
        not_counted=_not_counted(of_year, gathered, rules),
        by_kind={kind.value: kinds[kind] for kind in rules.counts} if len(rules.counts) > 1 else {},
        open_transmissions=tuple(document.transmission.id for document in waiting),
        open_by_state=dict(Counter(_state(document) for document in waiting)),
    )


def _before(
    year: int,
    requests: int,
    documents: Iterable[Document],
    gathered: Gathered,
    zone: tzinfo,
    reported: Mapping[int, int],
) -> PreviousYear | None:
    """The store's own count where it holds a request of that year, else what was reported, else none if it looked."""
    found = len(requests_of(year - 1, gathered)) or reported.get(year - 1, 0)
    known = found or year - 1 in reported or any(document_year(each, zone) == year - 1 for each in documents)
    return PreviousYear(year - 1, found, requests - found) if known else None


def _touching(year: int, documents: Iterable[Document], gathered: Gathered, zone: tzinfo) -> list[Document]:
    """Those received in the year, and those of its requests: where the form's date decides, these can differ."""
    belonging = {member.key.transmission_id for each in requests_of(year, gathered) for member in each.members}
    return [
        document
        for document in documents
        if document_year(document, zone) == year or document.transmission.id in belonging
    ]


def requests_of(year: int, gathered: Gathered) -> tuple[Request, ...]:
    """The requests that count in a year, in the order in which they were first received."""
    return tuple(request for request in gathered.requests if request.year == year)


def counted_on(request: Request) -> date:
    """The day that decides in which month and year a request counts."""
    return request.counted_on or request.received_at.date()


def document_year(document: Document, zone: tzinfo) -> int:
    """The year a transmission was received in; while it is unread, the year it reached the inbox."""
    reading = document.reading
    return (reading.received.received_at if reading else document.transmission.inbox_at).astimezone(zone).year


def could_change(document: Document, gathered: Gathered) -> bool:
    """Whether a person's look at the transmission could still change the count."""
    reading = document.reading
    waits = reading is None or reading.status in (Status.NEEDS_REVIEW, Status.FAILED)
    if waits and document.transmission.id not in gathered.settled:
        return True
    return any(doubt not in NOTES for doubt in gathered.transmission_doubts(document.transmission.id))


def _state(document: Document) -> str:
    if document.reading is None:
        return "unread"
    status = document.reading.status
    return status.value if status in (Status.NEEDS_REVIEW, Status.FAILED) else "link_uncertain"


def reason_of(record: Record) -> str:
    """The reason that a request gives: any ground is probable cause; else box 2; else that it asks for notice alone.

    Each request has one reason, so that reasons add up to the requests; one with both boxes ticked has probable cause.
    A form that asks to hold someone and gives no reason that could be read is `not_stated`.
    """
    if any(ground in record.basis for ground in GROUNDS) or record.value("probable_cause") is True:
        return PROBABLE_CAUSE
    if Basis.TRANSFERRED in record.basis:
        return Basis.TRANSFERRED.value
    return NOTIFICATION if record.kind is Kind.NOTIFICATION_REQUEST else NOT_STATED


def _by_reason(requests: Iterable[Request], rules: Rules) -> dict[str, int]:
    """Always the two boxes, notice alone where such forms count, and what could not be read where there is any."""
    reasons = Counter(reason_of(request.record) for request in requests)
    always = [PROBABLE_CAUSE, Basis.TRANSFERRED.value]
    always += [NOTIFICATION] if Kind.NOTIFICATION_REQUEST in rules.counts else []
    return {reason: reasons[reason] for reason in REASONS if reason in always or reasons[reason]}


def _by_district(requests: Iterable[Request]) -> dict[str, int]:
    counts = Counter(request.district for request in requests if request.district)
    return {district: counts[district] for district in sorted(counts, key=district_order)}


def district_order(district: str) -> tuple[str, int, str]:
    """A-1, A-7, A-15: letters first, numbers as numbers."""
    letter, _, number = district.partition("-")
    return letter, int(number) if number.isdigit() else 0, district


def _not_counted(documents: Iterable[Document], gathered: Gathered, rules: Rules) -> dict[str, int]:
    """What came and is no request: re-sent and sister forms by record, everything else by transmission.

    Re-sent forms first, then what the rules report apart in their order, then the rest; names and kinds are fixed, and
    a kind that counts as a request stays at none.
    """
    found: Counter[str] = Counter()
    for document in documents:
        reading = document.reading
        if reading is None:
            continue
        for ordinal, record in enumerate(reading.records):
            role = gathered.roles.get(RecordKey(document.transmission.id, ordinal))
            if role in (Role.DUPLICATE, Role.CORRECTION):
                found[role] += 1
            elif role is None and record.kind in _BY_RECORD and record.kind not in rules.counts:
                found[record.kind] += 1
        if reading.kind in _BY_TRANSMISSION and reading.kind not in rules.counts:
            found[reading.kind] += 1
    order = dict.fromkeys((Role.DUPLICATE.value, *rules.apart, *_NOT_COUNTED, Role.CORRECTION.value))
    return {name: found[name] for name in order if name in _NOT_COUNTED or found[name]}
