"""Pure. A reading as it stands today: a person's word laid over what was read, and what follows from it.

A corrected value loses its doubt, and the record the doubts that it had for it; kinds and reasons are settled anew by
the rules of the count. What a person accepted stands without doubts, for as long as no later reading says otherwise.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipeline.counting.kinds import settle_kind
from pipeline.counting.rules import Rules
from pipeline.counting.status import COUNTED, settle_status
from pipeline.reading.answers import name_parts
from pipeline.reviewing.decisions import KIND, OF_THE_RECEIPT, Decision, last
from pipeline.values import Document, FieldReading, FieldValue, Reading, ReceivedBy, Record
from pipeline.vocabulary import GROUNDS, IDENTITY, NOTES, PERSON, Action, Channel, Doubt, Kind, Status

_ANSWERS: dict[str, frozenset[Doubt]] = {
    "channel": frozenset({Doubt.CHANNEL_DISAGREES, Doubt.CHANNEL_UNKNOWN}),
    "district": frozenset({Doubt.CHANNEL_DISAGREES, Doubt.CHANNEL_UNKNOWN}),
    "received_at": frozenset({Doubt.RECEIVED_DISAGREES, Doubt.RECEIVED_FROM_FILE_TIME}),
}
"""The doubts about a receipt that are answered once a person has said the value."""
_COMPARED = (*IDENTITY, "to_agency")
"""The fields by which a later reading is held against what was accepted."""


def stand(document: Document, held: Sequence[Decision], rules: Rules) -> Document:
    """The document with its reading as it stands after the decisions that hold, oldest first."""
    return replace(document, reading=standing(document.reading, held, rules)) if document.reading and held else document


def standing(reading: Reading, held: Sequence[Decision], rules: Rules) -> Reading:
    """The reading as it stands; each decision about it is a version more."""
    said = [each for each in held if each.action is Action.CORRECT]
    records = [_corrected(record, ordinal, said, rules) for ordinal, record in enumerate(reading.records)]
    received = _received(reading.received, said)
    accepted = last(held, Action.ACCEPT)
    if accepted is not None:
        by_then = [each for each in said if not _later(each, accepted)]
        kinds = [_corrected(record, ordinal, by_then, rules).kind for ordinal, record in enumerate(reading.records)]
        records = [
            _as_accepted(record, ordinal, accepted, said, by_then=kinds[ordinal])
            for ordinal, record in enumerate(records)
        ]
    doubts = _doubts(reading, records, received)
    found = replace(
        reading,
        records=tuple(records),
        received=received,
        doubts=doubts,
        status=settle_status(records, doubts),
        version=reading.version + sum(each.action in (Action.CORRECT, Action.ACCEPT) for each in held),
    )
    return _accepted(found, accepted.value, reading) if accepted is not None else found


def accepted_now(read: Reading, stands: Reading) -> dict[str, Any]:
    """What a person accepts who accepts `stands`, made of `read`: the value of an `accept`.

    What had been read is kept too, so that reading the same again is no news.
    """
    return {
        "version": read.version,
        "records": [
            {
                "kind": now.kind.value,
                "fields": {name: _plain(now.value(name)) for name in _COMPARED},
                "read": {name: _plain(then.value(name)) for name in _COMPARED},
            }
            for then, now in zip(read.records, stands.records, strict=True)
        ],
    }


def before_of(stands: Reading, draft: Decision) -> dict[str, Any]:
    """What stands where a `correct` is going to say otherwise, for the audit."""
    if draft.ordinal is None:
        received = stands.received
        told: dict[str, FieldValue] = {
            "channel": received.channel.value,
            "district": received.district,
            "received_at": received.received_at.isoformat(),
        }
        value = told[draft.name or ""]
    else:
        record = stands.records[draft.ordinal]
        value = record.kind.value if draft.name == KIND else record.value(draft.name or "")
    return {"ordinal": draft.ordinal, "name": draft.name, "value": _plain(value)}


def _corrected(record: Record, ordinal: int, said: Iterable[Decision], rules: Rules) -> Record:
    mine = [each for each in said if each.ordinal == ordinal]
    if not mine:
        return record
    fields = dict(record.fields)
    for each in mine:
        if each.name != KIND and each.name is not None:
            fields[each.name] = said_value(fields.get(each.name), each.value)
    named = {each.name for each in mine}
    fields |= following(fields, named)
    answered = {old.doubt for name, old in record.fields.items() if name in named and old.doubt}
    answered |= {Doubt.FIELD_MISSING} if any(name not in record.fields for name in named) else set()
    still = {new.doubt for name, new in fields.items() if name in IDENTITY and new.doubt}
    doubts = tuple(doubt for doubt in record.doubts if doubt not in answered or doubt in still)
    corrected = settle_kind(replace(record, fields=fields, doubts=doubts), rules)
    overruled = next((each for each in reversed(mine) if each.name == KIND), None)
    if overruled is None:
        return corrected
    asked_by_kind = {Doubt.INCOMPLETE, Doubt.MISADDRESSED, Doubt.FORM_UNCERTAIN, Doubt.MENTIONS_DETAINER}
    asked_by_kind |= {Doubt.ADDRESSEE_UNCLEAR, Doubt.IN_TEXT_ALONE, Doubt.ILLEGIBLE}
    kind = Kind(str(overruled.value))
    kept = tuple(doubt for doubt in corrected.doubts if doubt not in asked_by_kind)
    return replace(corrected, kind=kind, doubts=kept)


def following(fields: Mapping[str, FieldReading], named: Container[str | None]) -> dict[str, FieldReading]:
    """What follows from a corrected field, unless a person has spoken of it too."""
    follows: dict[str, FieldValue] = {}
    if "subject_name" in named:
        name = fields["subject_name"].value
        parts = name_parts(name) if isinstance(name, str) else (None, None, None)
        follows |= dict(zip(("subject_last", "subject_first", "subject_middle"), parts, strict=True))
    if "basis" in named:
        basis = fields["basis"].value
        follows["probable_cause"] = any(one in GROUNDS for one in basis) if isinstance(basis, tuple) else None
    return {name: said_value(fields.get(name), value) for name, value in follows.items() if name not in named}


def said_value(seen: FieldReading | None, value: FieldValue) -> FieldReading:
    """The field with a person's value in place of what was read; its place on the page and the offers stay."""
    return replace(
        seen or FieldReading(None),
        value=tuple(value) if isinstance(value, list) else value,
        confidence=1.0,
        reader=PERSON,
        doubt=None,
    )


def _received(received: ReceivedBy, said: Iterable[Decision]) -> ReceivedBy:
    answered: set[Doubt] = set()
    for each in said:
        if each.ordinal is not None or each.name not in OF_THE_RECEIPT:
            continue
        answered |= _ANSWERS[each.name]
        if each.name == "channel":
            received = replace(received, channel=Channel(str(each.value)), how=PERSON)
        elif each.name == "district":
            received = replace(received, district=None if each.value is None else str(each.value))
        else:
            received = replace(received, received_at=datetime.fromisoformat(str(each.value)), received_how=PERSON)
    return replace(received, doubts=tuple(doubt for doubt in received.doubts if doubt not in answered))


def _doubts(reading: Reading, records: Iterable[Record], received: ReceivedBy) -> tuple[Doubt, ...]:
    """Those of the transmission itself, of the records and of the receipt as they stand now."""
    of_parts = {doubt for record in reading.records for doubt in record.doubts} | {*reading.received.doubts}
    own = [doubt for doubt in reading.doubts if doubt not in of_parts]
    return tuple(dict.fromkeys([*own, *(doubt for record in records for doubt in record.doubts), *received.doubts]))


def _later(said: Decision, accepted: Decision) -> bool:
    """Whether it was said after the acceptance; what the store has not numbered yet is later than all that it has."""
    return said.id == 0 or said.id > accepted.id


def _as_accepted(
    record: Record, ordinal: int, accepted: Decision, said: Iterable[Decision], *, by_then: Kind
) -> Record:
    """The record with the values that a person accepted, where a later reading has others and nobody corrected them.

    What is said after the acceptance holds over it, and so does a kind that follows from it: `by_then` is the record's
    kind by all that had been said when it was accepted.
    """
    kept = accepted.value["records"]
    if ordinal >= len(kept):
        return record
    later = {each.name for each in said if each.ordinal == ordinal and _later(each, accepted)}
    fields = dict(record.fields)
    for name, then in kept[ordinal]["fields"].items():
        value = tuple(then) if isinstance(then, list) else then
        if name not in later and value is not None and record.value(name) != value:
            fields[name] = said_value(fields.get(name), value)
    said_anew = KIND in later or record.kind is not by_then
    kind = record.kind if said_anew else Kind(kept[ordinal]["kind"])
    return replace(record, kind=kind, fields=fields)


def _accepted(found: Reading, accepted: Any, read: Reading) -> Reading:
    """Without doubts, unless the latest reading holds other forms, or says otherwise, than what was accepted."""
    kept = accepted["records"]
    same = len(kept) == len(found.records)
    if same and read.version > accepted["version"]:
        same = all(_agrees(record, one) for record, one in zip(read.records, kept, strict=True))
    if not same:
        doubts = tuple(dict.fromkeys((*found.doubts, Doubt.REREAD_DIFFERS)))
        return replace(found, doubts=doubts, status=Status.NEEDS_REVIEW)
    records = tuple(
        replace(record, doubts=tuple(doubt for doubt in record.doubts if doubt in NOTES)) for record in found.records
    )
    counted = any(record.kind in COUNTED for record in records)
    return replace(
        found,
        records=records,
        received=replace(found.received, doubts=tuple(doubt for doubt in found.received.doubts if doubt in NOTES)),
        doubts=tuple(doubt for doubt in found.doubts if doubt in NOTES),
        status=Status.ACCEPTED if counted else Status.SET_ASIDE,
    )


def _agrees(record: Record, accepted: Any) -> bool:
    """Whether a reading bears out what was accepted: no field that it read for certain is another."""
    for name, value in accepted["fields"].items():
        seen = record.fields.get(name)
        if seen is None or seen.value is None or seen.doubt is not None:
            continue
        if value is not None and _plain(seen.value) not in (value, accepted["read"].get(name)):
            return False
    return True


def _plain(value: FieldValue) -> str | bool | list[str] | None:
    return list(value) if isinstance(value, tuple) else value
