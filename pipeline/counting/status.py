"""Pure. Where a transmission stands: accepted, waiting for a person, set aside, or failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.values import Record
from pipeline.vocabulary import NOTES, Doubt, Kind, Status

COUNTED = frozenset({Kind.DETAINER, Kind.CANCELLATION, Kind.NOTIFICATION_REQUEST})
_ALWAYS_ASKS = frozenset({Kind.INCOMPLETE, Kind.MISADDRESSED, Kind.UNREADABLE})
_UNDECODED = frozenset(
    {
        Doubt.UNDECODABLE,
        Doubt.EMPTY_FILE,
        Doubt.ENCRYPTED,
        Doubt.TOO_LARGE,
        Doubt.UNKNOWN_TYPE,
        Doubt.PAGE_UNREADABLE,
        Doubt.PAGE_TIMED_OUT,
    }
)
COULD_HIDE_A_REQUEST = _UNDECODED | {
    Doubt.TOO_MANY_PAGES,
    Doubt.TOO_DEEP,
    Doubt.TOO_MANY_PARTS,
    Doubt.PAGES_MISSING,
    Doubt.PART_SKIPPED,
    Doubt.NOT_YET_READ,
    Doubt.FORM_UNCERTAIN,
    Doubt.MENTIONS_DETAINER,
    Doubt.ILLEGIBLE,
    Doubt.IN_TEXT_ALONE,
    Doubt.INCOMPLETE,
    Doubt.MISADDRESSED,
}
"""Doubts that ask for a person even where nothing found in the transmission counts."""


def settle_status(records: Sequence[Record], doubts: Iterable[Doubt]) -> Status:
    """The status of a transmission from its records and all doubts about it and them.

    A doubt about how or when it came does not ask for a person where nothing in it counts, nor does a field of a
    warrant that came with a detainer.
    """
    kinds = {record.kind for record in records} or {Kind.UNREADABLE}
    counted = {doubt for record in records if record.kind in COUNTED for doubt in record.doubts}
    beside = {doubt for record in records if record.kind not in COUNTED for doubt in record.doubts}
    asking = (({*doubts} - (beside - COULD_HIDE_A_REQUEST)) | counted) - NOTES
    if kinds == {Kind.UNREADABLE} and asking & _UNDECODED:
        return Status.FAILED
    if kinds & _ALWAYS_ASKS:
        return Status.NEEDS_REVIEW
    if not kinds & COUNTED:
        return Status.NEEDS_REVIEW if asking & COULD_HIDE_A_REQUEST else Status.SET_ASIDE
    return Status.NEEDS_REVIEW if asking else Status.ACCEPTED
