"""Pure. In which order a person looks at what waits: what could change the count most comes first."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from pipeline.vocabulary import Doubt


class Consequence(IntEnum):
    """What a doubt could change, the gravest first."""

    HIDDEN = 0
    """Requests may be in it that nobody has seen."""
    COUNT = 1
    """Whether it is a request, or one more."""
    YEAR_OR_CHANNEL = 2
    """Under which year, channel, district or reason it is counted."""
    IDENTITY = 3
    """Who it is about, and so what it may be the same as."""
    SAMPLE = 4
    """Nothing is doubtful: it is looked at to keep the machine honest."""


SENTENCES: dict[Consequence, str] = {
    Consequence.HIDDEN: "may hold a request that nobody has seen",
    Consequence.COUNT: "may be a request more or less",
    Consequence.YEAR_OR_CHANNEL: "may be counted under another year, channel or reason",
    Consequence.IDENTITY: "leaves open whom it is about",
    Consequence.SAMPLE: "is sure; looked at as a sample",
}

_COUNT = frozenset(
    {
        Doubt.FORM_UNCERTAIN,
        Doubt.MENTIONS_DETAINER,
        Doubt.INCOMPLETE,
        Doubt.MISADDRESSED,
        Doubt.ADDRESSEE_UNCLEAR,
        Doubt.IN_TEXT_ALONE,
        Doubt.LINK_UNCERTAIN,
        Doubt.CANCELS_UNKNOWN,
        Doubt.CORRECTION_UNPLACED,
        Doubt.REREAD_DIFFERS,
    }
)
_YEAR_OR_CHANNEL = frozenset(
    {
        Doubt.CHANNEL_DISAGREES,
        Doubt.CHANNEL_UNKNOWN,
        Doubt.RECEIVED_DISAGREES,
        Doubt.RECEIVED_FROM_FILE_TIME,
        Doubt.BASIS_BOTH,
        Doubt.BASIS_MISSING,
        Doubt.BOXES_NOT_FOUND,
        Doubt.BOX_UNCERTAIN,
    }
)
_IDENTITY = frozenset(
    {
        Doubt.FIELD_MISSING,
        Doubt.FIELD_UNCERTAIN,
        Doubt.FIELD_INVALID,
        Doubt.READERS_DISAGREE,
        Doubt.WITNESS_DISAGREES,
        Doubt.HANDWRITTEN,
        Doubt.DATE_IN_FUTURE,
        Doubt.BIRTH_AFTER_FORM,
        Doubt.COUNTRY_UNKNOWN,
    }
)


def consequence(doubts: Iterable[Doubt], *, unread: bool = False) -> Consequence:
    """The gravest of what the doubts of a waiting transmission could change."""
    if unread:
        return Consequence.HIDDEN
    return min(map(_of, doubts), default=Consequence.COUNT)


def _of(doubt: Doubt) -> Consequence:
    if doubt in _COUNT:
        return Consequence.COUNT
    if doubt in _YEAR_OR_CHANNEL:
        return Consequence.YEAR_OR_CHANNEL
    # what is wrong with the file or a page may hide anything; so may a doubt that is new here
    return Consequence.IDENTITY if doubt in _IDENTITY else Consequence.HIDDEN
