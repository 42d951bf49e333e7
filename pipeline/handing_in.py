"""A file that a person hands in, with that person's word on how it came.

Touches the world: stores the file, writes the ledger and the decisions. It is then read like any other transmission,
by whoever holds the store.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.deciding import Reviewer
from pipeline.receipt_said import corrections_of, understood
from pipeline.receive import Originals, Readable, take_in_stream
from pipeline.reviewing.bounds import check_reason
from pipeline.reviewing.decisions import Decision, holding
from pipeline.reviewing.standing import before_of
from pipeline.values import FieldValue, Reading, Transmission
from pipeline.vocabulary import Action


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a file."""

    transmission: Transmission
    new: bool
    """False where this file with this name was handed in before: then nothing was changed, unless it is unread."""
    unread: bool
    """Whether it still has to be read."""


def hand_in(
    reviewer: Reviewer,
    content: Readable,
    untrusted_name: str,
    *,
    channel: str | None,
    district: str | None,
    received: str | None,
    reason: str,
) -> HandedIn:
    """Keeps a file and the person's word; when it returns both are safe on the disk.

    `channel`, `district` and `received` are what was typed, None for what was not spoken of. Raises WrongUse, before
    anything is kept, where they make no sense; StoreTrouble.
    """
    check_said(reviewer, channel, district, received, reason)
    said = understood(channel, district, received, reviewer.settings, reviewer.clock(), options=False)
    originals = Originals(reviewer.settings.store.originals)
    arrived, new = take_in_stream(
        content,
        untrusted_name,
        reviewer.settings,
        originals,
        reviewer.store,
        reviewer.clock,
        received=said.received_at,
    )
    unread = new or reviewer.store.latest_reading(arrived.id) is None
    if unread:
        # also where an earlier try broke off between the file and the word
        for name, value in corrections_of(said, arrived.id, None, options=False):
            keep_word(reviewer, arrived.id, name, value, reason or "said on handing it in", None)
        if new:
            reviewer.store.audit("handed_in", arrived.id, None, None, reviewer.by, reason)
    return HandedIn(arrived, new, unread)


def check_said(
    reviewer: Reviewer, channel: str | None, district: str | None, received: str | None, reason: str
) -> None:
    """Raises WrongUse where what is said about files that nobody has read makes no sense."""
    check_reason(reason)
    said = understood(channel, district, received, reviewer.settings, reviewer.clock(), options=False)
    list(corrections_of(said, "the file", None, options=False))


def keep_word(
    reviewer: Reviewer, transmission_id: str, name: str, value: FieldValue, reason: str, stands: Reading | None
) -> None:
    """Keeps what a person says about the receipt, unless that is the last that was said about it.

    `stands`: the reading as it stands, None while it is unread.
    """
    held = holding(reviewer.store.decisions(transmission_id))
    said = [each.value for each in held if each.action is Action.CORRECT and each.ordinal is None and each.name == name]
    if not said or said[-1] != value:
        draft = Decision(Action.CORRECT, transmission_id, reviewer.by, reviewer.clock(), reason, name=name, value=value)
        reviewer.store.decide(draft, before_of(stands, draft) if stands else None)
