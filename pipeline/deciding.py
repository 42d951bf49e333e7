"""What a person can decide, one function each: the same for the terminal and the desk.

Touches the world: asks and writes the store. Each function looks at the store as it stands, writes the decisions with
what stood there before, and returns them. Whoever calls counts anew afterwards (`recount`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from pipeline.counted import Counted, asks, count_all
from pipeline.counting.rules import Rules, load_rules
from pipeline.errors import Busy, WrongUse
from pipeline.keyed import keyed_transmission, read_keyed
from pipeline.live_count import LiveCount
from pipeline.named import is_request, read_of, shown_record, the_document, the_record, the_request, the_whole
from pipeline.places import COUNTING, hold
from pipeline.possibly_missing import look_for_missing
from pipeline.receipt_said import corrections_of, understood
from pipeline.receive import Originals
from pipeline.reviewing.bounds import LONGEST_NAME, Bounds, check_done, check_reason, plain_line
from pipeline.reviewing.decisions import (
    KIND,
    OF_THE_RECEIPT,
    Decision,
    dispositions_of,
    last,
    to_undo,
    told_disposition,
)
from pipeline.reviewing.standing import accepted_now, before_of, standing
from pipeline.reviewing.typed import understood_value
from pipeline.settings import Settings
from pipeline.store import Clock, Store
from pipeline.values import Disposition, FieldReading, Reading, Record, RecordKey, Transmission
from pipeline.vocabulary import Action, Channel, Kind


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides, and about which store."""

    store: Store
    settings: Settings
    clock: Clock
    by: str
    at_hand: LiveCount | None = None
    """The count that a program that stays keeps at hand; without one everything is counted when it is asked for."""

    def counted(self) -> Counted:
        """Everything as it stands now."""
        return count_all(self.store, self.settings) if self.at_hand is None else self.at_hand.now()

    @property
    def bounds(self) -> Bounds:
        """What a typed value is held against, today."""
        return Bounds(self.clock().astimezone(self.settings.zone).date(), tuple(self.rules.forms))

    @property
    def rules(self) -> Rules:
        """The jurisdiction's."""
        return load_rules(self.settings.jurisdiction)

    def decision(self, action: Action, subject: str, reason: str, **more: Any) -> Decision:
        """A decision of this person, made now. Raises WrongUse for a reason that is no line of plain text."""
        check_reason(reason)
        return Decision(action, subject, self.by, self.clock(), reason, **more)


class Recounted(NamedTuple):
    """The count after a decision."""

    counted: Counted
    kept: bool
    """False where something else holds the store: the next count keeps where each record belongs."""
    holder: str = ""
    """What holds the store, as far as known, where it was not kept."""


def recount(reviewer: Reviewer) -> Recounted:
    """Counts anew, and keeps where each record belongs."""
    counted, live = reviewer.counted(), reviewer.at_hand
    if live is not None and live.kept is counted.gathered:
        return Recounted(counted, True)
    try:
        with hold(reviewer.settings, COUNTING):
            reviewer.store.save_memberships(counted.gathered.requests, reviewer.by)
    except Busy as busy:
        return Recounted(counted, False, busy.holder)
    if live is not None:
        live.kept = counted.gathered
    return Recounted(counted, True)


def accept(reviewer: Reviewer, named: Sequence[str], reason: str) -> tuple[Decision, ...]:
    """Each transmission stands as it is read and corrected. Raises WrongUse for one that is not there or not read.

    One that stands so already, as it was accepted, is left as it is, unless there is a reason to say it again.
    """
    counted = reviewer.counted()
    drafts = []
    for each in named:
        document = the_whole(each, counted)
        name, reading = document.transmission.id, read_of(document)
        value = accepted_now(counted.read[name], reading)
        before = last(counted.about(name), Action.ACCEPT)
        if not reason and before is not None and dict(before.value) == value and asks(document, counted) is None:
            continue
        drafts.append(reviewer.decision(Action.ACCEPT, name, reason, value=value))
    return reviewer.store.decide_all([(draft, None) for draft in drafts])


def correct(reviewer: Reviewer, named: str, typed: Mapping[str, str], reason: str) -> tuple[Decision, ...]:
    """What stands in a record, or how its transmission came, is what the person says: names and typed values.

    `#2` for a value is the second of the other values that were offered for it.

    Raises WrongUse, before anything is written, for a name or value that makes no sense.
    """
    if not typed:
        raise WrongUse("nothing to correct; name at least one value, such as date_of_birth=1980-04-09")
    counted = reviewer.counted()
    document = the_document(named, counted)
    name, reading = document.transmission.id, read_of(document)
    drafts = list(_of_the_receipt(reviewer, name, reading, typed, reason))
    fields = {field: text for field, text in typed.items() if field not in OF_THE_RECEIPT}
    if fields:
        ordinal = the_record(named, counted).ordinal
        for field, text in fields.items():
            value = _offered(reading.records[ordinal], field, text) or understood_value(field, text, reviewer.bounds)
            drafts.append(reviewer.decision(Action.CORRECT, name, reason, ordinal=ordinal, name=field, value=value))
    return reviewer.store.decide_all([(draft, before_of(reading, draft)) for draft in drafts])


def _offered(record: Record, name: str, text: str) -> str | None:
    """The offer that `#2` names, the second of those that the evidence lists; None for any other text."""
    if not re.fullmatch(r"#[1-9]", text):
        return None
    offers = other_offers(record.fields.get(name, FieldReading(None)))
    number = int(text[1:])
    if number > len(offers):
        raise WrongUse(f"{name}: {len(offers)} other values were offered, and no number {number}")
    return offers[number - 1]


def other_offers(field: FieldReading) -> tuple[str, ...]:
    """What readers and witnesses offered beside the value that stands, the likeliest first, at most nine."""
    return tuple(dict.fromkeys(one.value for one in field.candidates if one.value != field.value))[:9]


def _of_the_receipt(
    reviewer: Reviewer, name: str, reading: Reading, typed: Mapping[str, str], reason: str
) -> Iterable[Decision]:
    asked = {each: typed[each] for each in OF_THE_RECEIPT if each in typed}
    if asked:
        said = understood(
            asked.get("channel"),
            asked.get("district"),
            asked.get("received_at"),
            reviewer.settings,
            reviewer.clock(),
            options=False,
        )
        for field, value in corrections_of(said, name, reading.received, options=False):
            yield reviewer.decision(Action.CORRECT, name, reason, name=field, value=value)


def reject(reviewer: Reviewer, named: Sequence[str], kind: Kind, reason: str) -> tuple[Decision, ...]:
    """What is named asks for nothing, or for something else: it becomes that kind; whole transmissions then stand.

    A transmission named with one of its records, `T...:2`, keeps its others as they are and is not accepted by this.
    """
    if not reason:
        raise WrongUse("a rejection needs a reason; give --reason, without names of persons")
    counted = reviewer.counted()
    drafts: list[tuple[Decision, Mapping[str, Any] | None]] = []
    for each in named:
        document = the_document(each, counted)
        name, reading = document.transmission.id, read_of(document)
        ordinals = [the_record(each, counted).ordinal] if ":" in each else range(len(reading.records))
        said = [
            reviewer.decision(Action.CORRECT, name, reason, ordinal=ordinal, name=KIND, value=kind.value)
            for ordinal in ordinals
        ]
        drafts += [(draft, before_of(reading, draft)) for draft in said]
        if ":" not in each:
            read = counted.read[name]
            stands = standing(read, [*counted.about(name), *said], reviewer.rules)
            drafts.append((reviewer.decision(Action.ACCEPT, name, reason, value=accepted_now(read, stands)), None))
    return reviewer.store.decide_all(drafts)


def link(reviewer: Reviewer, named: Sequence[str], reason: str) -> tuple[Decision, ...]:
    """All that are named are one request, or a cancellation and the request that it cancels.

    Pages without their form that are linked to a request are what is left of it, and ask for nobody any more.
    """
    counted = reviewer.counted()
    firsts = list(dict.fromkeys(the_record(each, counted) for each in named))
    if len(firsts) < 2:
        raise WrongUse("name two or more that are the same request: transmissions, T...:2 records, or requests")
    # a request that is named is all its records: what a person once said of each of them is answered too
    keys = list(
        dict.fromkeys([*firsts, *(key for each in named if is_request(each) for key in _members(each, counted))])
    )
    drafts = [_pairs(reviewer, Action.LINK, keys[:1], keys[1:], reason)]
    for key in firsts:
        document = counted.document(key.transmission_id)
        stands = document.reading if document else None
        if stands is not None and stands.records[key.ordinal].kind is Kind.INCOMPLETE:
            value = accepted_now(counted.read[key.transmission_id], stands)
            drafts.append(reviewer.decision(Action.ACCEPT, key.transmission_id, reason, value=value))
    return reviewer.store.decide_all([(draft, None) for draft in drafts])


def unlink(reviewer: Reviewer, named: str, others: Sequence[str], reason: str) -> Decision:
    """The record is another request than `others`, or than all the rest of the request it is counted with."""
    counted = reviewer.counted()
    key = the_record(named, counted)
    rest: list[RecordKey] = []
    for each in others:
        request_id = counted.gathered.request_ids.get(the_record(each, counted))
        rest += _members(request_id, counted) if request_id else [the_record(each, counted)]
    if not others:
        rest = _members(counted.gathered.request_ids.get(key), counted)
    rest = [each for each in dict.fromkeys(rest) if each != key]
    if not rest:
        raise WrongUse(f"{named}: it is counted with no other record; name the one that it is not the same as")
    return reviewer.store.decide(_pairs(reviewer, Action.UNLINK, [key], rest, reason))


def split(reviewer: Reviewer, request_id: str, named: Sequence[str], reason: str) -> Decision:
    """The records that are named leave the request and are one of their own."""
    counted = reviewer.counted()
    members = [member.key for member in the_request(request_id, counted).members]
    keys = list(dict.fromkeys(the_record(each, counted) for each in named))
    strange = [shown_record(key, counted) for key in keys if key not in members]
    if strange:
        raise WrongUse(f"{strange[0]}: it is not counted with {request_id}; see: intake review show {request_id}")
    rest = [key for key in members if key not in keys]
    if not keys or not rest:
        raise WrongUse(f"name some of the records of {request_id}, and not all of them")
    return reviewer.store.decide(_pairs(reviewer, Action.UNLINK, keys, rest, reason))


def _members(request_id: str | None, counted: Counted) -> list[RecordKey]:
    return [member.key for member in the_request(request_id, counted).members] if request_id else []


def _pairs(
    reviewer: Reviewer, action: Action, ones: Sequence[RecordKey], others: Sequence[RecordKey], reason: str
) -> Decision:
    value = [[[key.transmission_id, key.ordinal] for key in side] for side in (ones, others)]
    return reviewer.decision(action, ones[0].transmission_id, reason, value=value)


def assign(reviewer: Reviewer, named: Sequence[str], to: str | None, reason: str) -> tuple[Decision, ...]:
    """Who is to look at each transmission; None takes the name away."""
    plain_line("the name", to or "", LONGEST_NAME)
    counted = reviewer.counted()
    subjects = [the_whole(each, counted).transmission.id for each in named]
    return reviewer.store.decide_all(
        [(reviewer.decision(Action.ASSIGN, subject, reason, value=to), None) for subject in subjects]
    )


def set_outcome(reviewer: Reviewer, request_id: str, done: Disposition, reason: str) -> Decision:
    """What was done about a request. Raises WrongUse when there is no such request.

    What had been said of requests that it took in no longer holds: this is the word on all of them.
    """
    check_done(done, reviewer.clock().astimezone(reviewer.settings.zone))
    counted = reviewer.counted()
    the_request(request_id, counted)
    before = dispositions_of(counted.decisions).get(request_id, Disposition())
    draft = reviewer.decision(Action.OUTCOME, request_id, reason, value=told_disposition(done))
    replaced = [
        reviewer.decision(Action.UNDO, former, reason, undoes=said.id)
        for former in counted.gathered.formerly.get(request_id, ())
        for said in counted.about(former)
        if said.action is Action.OUTCOME
    ]
    made = reviewer.store.decide_all([(draft, told_disposition(before)), *((each, None) for each in replaced)])
    return made[0]


def settle(reviewer: Reviewer, finding: str, reason: str) -> Decision:
    """Something possibly missing was looked into; the reason says with what result.

    Raises WrongUse where nothing of that id is missing, or no reason is given.
    """
    if not reason:
        raise WrongUse("say what came of looking into it, with --reason; without names of persons")
    found = look_for_missing(reviewer.counted(), reviewer.settings, reviewer.store.source_statuses(), reviewer.clock())
    if finding not in {each.id for each in found}:
        raise WrongUse(f"{finding}: nothing of that id is possibly missing; the ids are listed by: intake status")
    return reviewer.store.decide(reviewer.decision(Action.SETTLE, finding, reason))


def undo(reviewer: Reviewer, number: int, reason: str) -> Decision:
    """A decision no longer holds. Raises WrongUse when there is none of that number that holds."""
    found = to_undo(reviewer.store.decisions(), number)
    return reviewer.store.decide(reviewer.decision(Action.UNDO, found.subject, reason, undoes=number))


def add(
    reviewer: Reviewer,
    *,
    kind: Kind,
    channel: str,
    district: str | None,
    received: str,
    typed: Mapping[str, str],
    reason: str,
) -> tuple[Transmission, Reading]:
    """Keeps a request that a person keyed, with its original, as any other. Raises WrongUse for what makes no sense."""
    now = reviewer.clock()
    said = understood(channel, district, received, reviewer.settings, now)
    told = dict(corrections_of(said, "the request", None))
    fields = {name: understood_value(name, text, reviewer.bounds) for name, text in typed.items()}
    if all(value is None for value in fields.values()):
        raise WrongUse("say at least one thing that tells the request from others, such as subject_name=...")
    originals = Originals(reviewer.settings.store.originals)
    arrived = keyed_transmission(
        originals,
        kind=kind,
        channel=Channel(str(told["channel"])),
        district=str(told["district"]) if told.get("district") else None,
        received_at=datetime.fromisoformat(str(told["received_at"])),
        fields={name: value for name, value in fields.items() if value is not None},
        by=reviewer.by,
        now=now,
    )
    reviewer.store.add(arrived)
    reading = read_keyed(arrived, originals, reviewer.rules)
    return arrived, reviewer.store.add_reading(reading, reviewer.by, reason or "keyed by hand")
