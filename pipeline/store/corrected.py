"""Pure. A reading with a person's corrections laid over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pipeline.store.values import Correction
from pipeline.values import FieldReading, FieldValue, Reading, ReceivedBy, Record
from pipeline.vocabulary import Channel

PERSON = "person"
"""The reader of a corrected field, and what told a corrected channel or time."""


def corrected(reading: Reading, corrections: Iterable[Correction]) -> Reading:
    """The reading as it stands today: the later of two corrections holds.

    The corrected values lose their own doubt. Status and the other doubts stay as the reading has them: whether
    enough was corrected is decided by the person who accepts it, with a new version.
    """
    received, records = reading.received, list(reading.records)
    for correction in corrections:
        if correction.ordinal is None:
            received = _received(received, correction.name, correction.value)
        elif correction.ordinal < len(records):
            records[correction.ordinal] = _record(records[correction.ordinal], correction)
    return replace(reading, received=received, records=tuple(records))


def corrected_time(corrections: Iterable[Correction]) -> datetime | None:
    """When it was received according to a person; None when none said so."""
    times = [correction.value for correction in corrections if correction.name == "received_at"]
    return datetime.fromisoformat(str(times[-1])) if times else None


def _record(record: Record, correction: Correction) -> Record:
    seen = record.fields.get(correction.name, FieldReading(None))
    said = replace(seen, value=correction.value, confidence=1.0, reader=PERSON, doubt=None)
    return replace(record, fields={**record.fields, correction.name: said})


def _received(received: ReceivedBy, name: str, value: FieldValue) -> ReceivedBy:
    if name == "channel":
        return replace(received, channel=Channel(str(value)), how=PERSON)
    if name == "district":
        return replace(received, district=None if value is None else str(value))
    return replace(received, received_at=datetime.fromisoformat(str(value)), received_how=PERSON)
