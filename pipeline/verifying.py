"""Proves that nothing was altered: the audit's chain, what it tells of, and the bytes of every original.

Touches the world: asks the store, reads originals and the heads that were noted beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.audit_heads import Noted, noted_heads
from pipeline.errors import StoreTrouble
from pipeline.receive import Originals
from pipeline.store import AuditHead, Fault, Store

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what was found."""

    head: AuditHead
    """Where the audit's chain stands: noted elsewhere, it shows later that nothing was cut off."""
    transmissions: int
    originals: int
    """Different files of bytes, attachments of mails among them."""
    faults: tuple[Fault, ...]
    noted: Noted
    """The heads that were noted beside the originals, each of which must still be in the chain."""


def verify(
    store: Store, originals: Originals, known_head: str | None = None, told: Callable[[int, int], None] | None = None
) -> Verified:
    """Holds everything in the store against its audit and the noted heads, and every original against its SHA-256.

    `known_head`: a hash noted earlier, which must still be in the chain. `told` hears how many originals are done, of
    how many.
    """
    # before the store is asked: what is noted meanwhile is later than what is looked at
    noted = noted_heads(originals.folder)
    faults = list(store.faults(known_head, noted.heads))
    wanted = store.originals()
    for done, (sha256, subject) in enumerate(sorted(wanted.items()), 1):
        faults += _original(sha256, subject, originals)
        if told is not None:
            told(done, len(wanted))
    return Verified(store.audit_head(), store.transmissions(), len(wanted), tuple(faults), noted)


def _original(sha256: str, subject: str, originals: Originals) -> Iterator[Fault]:
    try:
        there = originals.holds(sha256)
    except ValueError:
        yield Fault(subject, f"an original of {subject} has lost its name: what the ledger tells is no SHA-256")
        return
    if not there:
        yield Fault(subject, f"an original of {subject} is not there: {originals.path(sha256)}")
        return
    digest = hashlib.sha256()
    try:
        with originals.open(sha256) as file:
            while piece := file.read(_CHUNK_BYTES):
                digest.update(piece)
    except (OSError, StoreTrouble):
        yield Fault(subject, f"an original of {subject} cannot be read: {originals.path(sha256)}")
        return
    if digest.hexdigest() != sha256:
        yield Fault(subject, f"an original of {subject} is not the one that arrived: {originals.path(sha256)}")
