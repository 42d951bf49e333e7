"""Pure. The count of a year, with what is not counted and what could still change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from pipeline.counting.requests import Gathered
from pipeline.values import Document, Record, RecordKey, Request
from pipeline.vocabulary import GROUNDS, NOTES, Basis, Channel, Kind, Outcome, Role, Status

PROBABLE_CAUSE = "probable_cause"
NOT_STATED = "not_stated"
_ALWAYS_TOLD = (Channel.DEDICATED_FAX, Channel.DISTRICT_FAX, Channel.EMAIL, Channel.IN_PERSON)


@dataclass(frozen=True, slots=True)
class PreviousYear:
    """The year before, for the comparison."""

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
        }


def tally(year: int, documents: Sequence[Document], gathered: Gathered, zone: tzinfo) -> Tally:
    """The count of `year` over all documents and all requests of the store.

    A request counts in the year it was first received; a transmission belongs to the year it was received, in the
    department's time zone.
    """
    requests = requests_of(year, gathered)
    of_year = [document for document in documents if document_year(document, zone) == year]
    before = requests_of(year - 1, gathered)
    known_before = bool(before) or any(document_year(document, zone) == year - 1 for document in documents)
    waiting = [document for document in of_year if could_change(document, gathered)]
    channels = Counter(request.channel for request in requests)
    return Tally(
        year=year,
        requests=len(requests),
        awaiting_review=len(waiting),
        by_reason=_by_reason(requests),
        by_ground={ground.value: sum(ground in each.record.basis for each in requests) for ground in GROUNDS},
        by_channel={c.value: channels[c] for c in Channel if c in _ALWAYS_TOLD or channels[c]},
        by_district=_by_district(requests),
        by_month={f"{month:02d}": sum(each.received_at.month == month for each in requests) for month in range(1, 13)},
        by_form=dict(sorted(Counter(each.record.text("form") or NOT_STATED for each in requests).items())),
        dedicated_share=round(channels[Channel.DEDICATED_FAX] / len(requests), 2) if requests else None,
        cancelled=sum(each.cancelled_on is not None for each in requests),
        detained=sum(each.disposition.outcome is Outcome.DETAINED for each in requests),
        transferred=sum(each.disposition.outcome is Outcome.TRANSFERRED for each in requests),
        reimbursements=round(float(sum(each.disposition.reimbursement for each in requests)), 2),
        previous_year=PreviousYear(year - 1, len(before), len(requests) - len(before)) if known_before else None,
        not_counted=_not_counted(of_year, gathered),
        open_transmissions=tuple(document.transmission.id for document in waiting),
        open_by_state=dict(Counter(_state(document) for document in waiting)),
    )


def requests_of(year: int, gathered: Gathered) -> tuple[Request, ...]:
    """The requests that count in a year, in the order in which they were first received."""
    return tuple(request for request in gathered.requests if request.year == year)


def document_year(document: Document, zone: tzinfo) -> int:
    """The year a transmission was received in; while it is unread, the year it reached the inbox."""
    reading = document.reading
    return (reading.received.received_at if reading else document.transmission.inbox_at).astimezone(zone).year


def could_change(document: Document, gathered: Gathered) -> bool:
    """Whether a person's look at the transmission could still change the count."""
    reading = document.reading
    if reading is None or reading.status in (Status.NEEDS_REVIEW, Status.FAILED):
        return True
    return any(doubt not in NOTES for doubt in gathered.transmission_doubts(document.transmission.id))


def _state(document: Document) -> str:
    if document.reading is None:
        return "unread"
    status = document.reading.status
    return status.value if status in (Status.NEEDS_REVIEW, Status.FAILED) else "link_uncertain"


def reason_of(record: Record) -> str:
    """The reason that a request gives: any ground is probable cause; else box 2; else it is not stated.

    Each request has one reason, so that reasons add up to the requests; one with both boxes ticked has probable cause.
    """
    if any(ground in record.basis for ground in GROUNDS) or record.value("probable_cause") is True:
        return PROBABLE_CAUSE
    return Basis.TRANSFERRED.value if Basis.TRANSFERRED in record.basis else NOT_STATED


def _by_reason(requests: Iterable[Request]) -> dict[str, int]:
    reasons = Counter(reason_of(request.record) for request in requests)
    told = {reason: reasons[reason] for reason in (PROBABLE_CAUSE, Basis.TRANSFERRED.value)}
    return told | ({NOT_STATED: reasons[NOT_STATED]} if reasons[NOT_STATED] else {})


def _by_district(requests: Iterable[Request]) -> dict[str, int]:
    counts = Counter(request.district for request in requests if request.district)
    return {district: counts[district] for district in sorted(counts, key=district_order)}


def district_order(district: str) -> tuple[str, int, str]:
    """A-1, A-7, A-15: letters first, numbers as numbers."""
    letter, _, number = district.partition("-")
    return letter, int(number) if number.isdigit() else 0, district


def _not_counted(documents: Iterable[Document], gathered: Gathered) -> dict[str, int]:
    """What came and is no request: re-sent and sister forms by record, everything else by transmission."""
    found: Counter[str] = Counter()
    for document in documents:
        reading = document.reading
        if reading is None:
            continue
        for ordinal, record in enumerate(reading.records):
            role = gathered.roles.get(RecordKey(document.transmission.id, ordinal))
            if role in (Role.DUPLICATE, Role.CORRECTION):
                found[role] += 1
            elif role is None and record.kind in (Kind.NOTIFICATION_REQUEST, Kind.MISADDRESSED):
                found[record.kind] += 1
        if reading.kind in (Kind.WARRANT_ONLY, Kind.INCOMPLETE, Kind.OTHER, Kind.UNREADABLE):
            found[reading.kind] += 1
    always = (
        Role.DUPLICATE,
        Kind.NOTIFICATION_REQUEST,
        Kind.WARRANT_ONLY,
        Kind.INCOMPLETE,
        Kind.MISADDRESSED,
        Kind.OTHER,
        Kind.UNREADABLE,
    )
    told = {kind.value: found[kind] for kind in always}
    return told | ({Role.CORRECTION.value: found[Role.CORRECTION]} if found[Role.CORRECTION] else {})
