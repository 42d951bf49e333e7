"""Pure. What a person's word about the receipt settles in a reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.counting.status import settle_status
from pipeline.store import Correction
from pipeline.values import Reading
from pipeline.vocabulary import Channel, Doubt

_SETTLES: dict[str, frozenset[Doubt]] = {
    "channel": frozenset({Doubt.CHANNEL_DISAGREES, Doubt.CHANNEL_UNKNOWN}),
    "district": frozenset({Doubt.CHANNEL_DISAGREES, Doubt.CHANNEL_UNKNOWN}),
    "received_at": frozenset({Doubt.RECEIVED_DISAGREES, Doubt.RECEIVED_FROM_FILE_TIME}),
}
"""The doubts that are answered once a person has said the value."""
WITHOUT_DISTRICT = frozenset({Channel.DEDICATED_FAX, Channel.OTHER_FAX, Channel.EMAIL})
"""Channels that lead to the department as a whole and to no station."""


def settled(reading: Reading, corrections: Iterable[Correction]) -> Reading:
    """The reading without the doubts that a person has answered, and with the status that then remains.

    The values themselves stay as they were read: the store lays the corrections over them.
    """
    answered: set[Doubt] = set()
    for correction in corrections:
        if correction.ordinal is None:
            answered |= _SETTLES[correction.name]
    if not answered:
        return reading
    doubts = tuple(doubt for doubt in reading.doubts if doubt not in answered)
    received = replace(
        reading.received, doubts=tuple(doubt for doubt in reading.received.doubts if doubt not in answered)
    )
    return replace(reading, received=received, doubts=doubts, status=settle_status(reading.records, doubts))
