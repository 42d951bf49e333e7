"""Pure. The sample of sure ones that a person looks at all the same, and what that says about the others.

Which ones are in it follows from their ids alone, which nobody chooses: it is the same whenever it is asked, and does
not depend on what else came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.counting.status import COUNTED
from pipeline.reviewing.decisions import KIND, Decision
from pipeline.values import Reading
from pipeline.vocabulary import IDENTITY, Action, Status

_MATTERS = frozenset((*IDENTITY, KIND, "channel", "district", "received_at", "to_agency"))
"""A correction of any of these says that the machine was wrong where it was sure."""


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What looking at the sample has shown so far."""

    drawn: int
    """Transmissions in it."""
    checked: int
    """Those that a person has accepted or corrected."""
    corrected: int
    """Of these, those in which a value that matters was wrong."""

    def __post_init__(self) -> None:
        if not 0 <= self.corrected <= self.checked <= self.drawn:
            raise ValueError("of a sample at most as many are corrected as were checked, and checked as were drawn")

    @property
    def rate(self) -> float | None:
        """The share of the checked ones that were wrong, 0..1; None while none is checked."""
        return self.corrected / self.checked if self.checked else None


def in_sample(read: Reading, share: float) -> bool:
    """Whether the machine was sure of this reading, it counts, and chance has drawn it; `share` in 0..1."""
    if read.status is not Status.ACCEPTED or not any(record.kind in COUNTED for record in read.records):
        return False
    drawn = int.from_bytes(hashlib.sha256(f"sample/{read.transmission_id}".encode()).digest()[:8])
    return drawn < share * 2**64


def checked(held: Iterable[Decision]) -> bool:
    """Whether a person has looked at a transmission, by the decisions about it that hold."""
    return any(each.action in (Action.ACCEPT, Action.CORRECT) for each in held)


def measured(readings: Iterable[Reading], about: Callable[[str], Sequence[Decision]], share: float) -> SampleResult:
    """The result over these readings as they were read; `about` gives the decisions that hold about each."""
    drawn = [read for read in readings if in_sample(read, share)]
    held = {read.transmission_id: about(read.transmission_id) for read in drawn}
    seen = [read for read in drawn if checked(held[read.transmission_id])]
    return SampleResult(
        len(drawn), len(seen), sum(any(_was_wrong(read, each) for each in held[read.transmission_id]) for read in seen)
    )


def _was_wrong(read: Reading, said: Decision) -> bool:
    if said.action is not Action.CORRECT or said.name not in _MATTERS:
        return False
    if said.ordinal is None:
        received = read.received
        of_the_receipt = {"channel": received.channel.value, "district": received.district}
        return said.name == "received_at" or bool(of_the_receipt[said.name] != said.value)
    if said.ordinal >= len(read.records):
        return True
    record = read.records[said.ordinal]
    stood: object = record.kind.value if said.name == KIND else record.value(said.name)
    return bool(stood != said.value)
