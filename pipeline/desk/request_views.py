"""Pure. What the page of one request shows: its copies and why they are one, its values and where each is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from pipeline.counted import Counted
from pipeline.counting.tally import counted_on, reason_of
from pipeline.desk.evidence import LABELS, label_of
from pipeline.named import shown_record
from pipeline.reviewing.decisions import dispositions_of
from pipeline.values import Disposition, FieldReading, FieldValue, Member, Reading, RecordKey, Request
from pipeline.vocabulary import DOUBT_SENTENCES, FIELDS, IDENTIFYING, IDENTITY, NOTES, PERSON, Basis, Role

MOST = 60
"""Copies shown of one request: a machine that sends again and again must not fill the page."""
_DERIVED = frozenset({"subject_last", "subject_first", "subject_middle", "probable_cause"})
_FROM_A_COPY = re.compile(r" in (T[0-9a-f]{16})$")
"""How a value put together from several copies names the one it was taken from."""


@dataclass(frozen=True, slots=True)
class MemberView:
    """One record of a request as the page shows it."""

    shown: str
    transmission_id: str
    role: str
    rule: str
    """The rule's sentence."""
    why: str
    kind: str
    received: str
    received_how: str
    channel: str
    channel_how: str
    district: str
    status: str
    source: str
    file: str
    """Empty for who may not see it."""
    page: int | None
    """The first page that it stands on and that can be shown; None where there is none."""
    decides: bool
    """Whether its receipt is the one that the request counts by."""
    stands: bool
    """Whether its reading is the one that stands."""


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value of a request, with where it is from."""

    label: str
    text: str
    """Empty where it was not read."""
    transmission_id: str
    shown: str
    """The copy it is from."""
    page: int | None
    by: str
    """The reader, or `a person`."""
    sure: str
    doubt: str
    asks: bool


@dataclass(frozen=True, slots=True)
class MayBeView:
    """A record that may be the same request as one of the copies."""

    ours: str
    ours_id: str
    other: str
    other_id: str
    request: str
    """Its request, empty where it belongs to none."""
    why: str


@dataclass(frozen=True, slots=True)
class CountsAs:
    """What a request counts as."""

    year: int
    month: int
    reason: str
    grounds: tuple[str, ...]
    by_form_date: bool
    """Whether the form's own date decides the year, and not the day of receipt."""


def counts_as(request: Request) -> CountsAs:
    """The figures of the year that it is in."""
    on = counted_on(request)
    grounds = tuple(LABELS[basis] for basis in request.record.basis)
    by_form_date = request.counted_on is not None and request.counted_on != request.received_at.date()
    return CountsAs(request.year, on.month, reason_of(request.record), grounds, by_form_date)


def done_about(request: Request, counted: Counted) -> Disposition:
    """What was done about it, as last said: of a large store the count may be older than the last word."""
    said = dispositions_of(counted.about(request.id))
    return said.get(request.id, request.disposition)


def members_of(
    request: Request, counted: Counted, sentences: Mapping[str, str], zone: tzinfo, *, identified: bool
) -> list[MemberView]:
    """Its records, the first receipt first; at most `MOST`, the others are left out."""
    return list(_members(request, counted, sentences, zone, identified=identified))


def _members(
    request: Request, counted: Counted, sentences: Mapping[str, str], zone: tzinfo, *, identified: bool
) -> Iterator[MemberView]:
    stands = standing_member(request)
    for place, member in enumerate(request.members[:MOST]):
        document = counted.document(member.key.transmission_id)
        if document is None or document.reading is None or member.key.ordinal >= len(document.reading.records):
            continue
        received, record = document.reading.received, document.reading.records[member.key.ordinal]
        yield MemberView(
            shown=shown_record(member.key, counted),
            transmission_id=member.key.transmission_id,
            role=member.role.value,
            rule=sentences.get(member.rule, member.rule.replace("_", " ")),
            why=member.why,
            kind=record.kind.value,
            received=received.received_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            received_how=received.received_how,
            channel=received.channel.value,
            channel_how=received.how,
            district=received.district or "",
            status=document.reading.status.value,
            source=document.transmission.source,
            file=document.transmission.file if identified else "",
            page=_shown_page(document.reading, record.pages) if identified else None,
            decides=place == 0,
            stands=member == stands,
        )


def standing_member(request: Request) -> Member:
    """The record whose reading stands: the latest correction, else the first receipt."""
    corrections = [each for each in request.members if each.role is Role.CORRECTION]
    return corrections[-1] if corrections else request.members[0]


def _shown_page(reading: Reading, pages: tuple[int, ...]) -> int | None:
    """The first of the pages that could be decoded."""
    decoded = {page.number for page in reading.pages if page.decisions is not None}
    return next((number for number in pages if number in decoded), None)


def values_of(request: Request, counted: Counted, *, identified: bool) -> list[ValueView]:
    """The values as the copies together give them, those that tell who, when and why first."""
    return list(_values(request, counted, identified=identified))


def _values(request: Request, counted: Counted, *, identified: bool) -> Iterator[ValueView]:
    stands = standing_member(request).key
    keys = {member.key.transmission_id: member.key for member in reversed(request.members)}
    names = [spec.name for spec in FIELDS if spec.name not in _DERIVED]
    for name in (*(each for each in names if each in IDENTITY), *(each for each in names if each not in IDENTITY)):
        field = request.record.fields.get(name)
        if field is None or (name in IDENTIFYING and not identified):
            continue
        if field.value is None and field.doubt is None and name not in IDENTITY:
            continue
        giver = _FROM_A_COPY.search(field.reader or "")
        key = keys.get(giver[1], stands) if giver else stands
        yield ValueView(
            label=label_of(name),
            text=text_of(field.value),
            transmission_id=key.transmission_id,
            shown=shown_record(key, counted),
            page=field.page,
            by=_reader(field),
            sure="" if field.value is None or field.reader == PERSON else f"{field.confidence:.1%}",
            doubt=DOUBT_SENTENCES[field.doubt] if field.doubt else "",
            asks=name in IDENTITY and field.doubt is not None and field.doubt not in NOTES,
        )


def _reader(field: FieldReading) -> str:
    reader = _FROM_A_COPY.sub("", field.reader or "")
    return "a person" if reader == PERSON else reader


def text_of(value: FieldValue) -> str:
    """A value as a person reads it; empty where it was not read."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        known = {basis.value: LABELS[basis] for basis in Basis}
        return "; ".join(known.get(each, each) for each in value) or "none"
    return value or ""


def doubts_of(request: Request) -> list[str]:
    """What is asked about it, in sentences."""
    return [DOUBT_SENTENCES[doubt] for doubt in request.doubts]


def may_be(request: Request, counted: Counted) -> list[MayBeView]:
    """What may be the same request as it."""
    return list(_may_be(request, counted))


def _may_be(request: Request, counted: Counted) -> Iterator[MayBeView]:
    ours = {member.key for member in request.members}
    for each in counted.gathered.suspected:
        for key, other in ((each.one, each.other), (each.other, each.one)):
            if key in ours and other not in ours:
                yield _suspicion(key, other, each.why, counted)


def _suspicion(key: RecordKey, other: RecordKey, why: str, counted: Counted) -> MayBeView:
    return MayBeView(
        ours=shown_record(key, counted),
        ours_id=key.transmission_id,
        other=shown_record(other, counted),
        other_id=other.transmission_id,
        request=counted.gathered.request_ids.get(other, ""),
        why=why,
    )
