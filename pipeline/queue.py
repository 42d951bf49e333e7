"""Pure. The queue: what waits for a person, what could change the count most first."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.counted import Counted, Waiting, asks, sampled
from pipeline.reviewing.consequence import Consequence, consequence


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits by what it could change, the oldest first; the sample of the sure ones stands at its end."""

    groups: Mapping[Consequence, tuple[Waiting, ...]]
    """The gravest first; those that nothing waits in are absent."""
    order: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The ids of all, as a person works through them."""
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        order = tuple(one.id for them in self.groups.values() for one in them)
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "_places", {name: place for place, name in enumerate(order)})

    @property
    def waiting(self) -> int:
        """How many could change the count; the sample is not among them."""
        return sum(len(them) for grave, them in self.groups.items() if grave is not Consequence.SAMPLE)

    def place(self, name: str) -> int | None:
        """Where the transmission stands in the order, from 0; None where it does not wait."""
        return self._places.get(name)

    def after(self, name: str) -> str | None:
        """What comes after it; the first where it is not in the queue, None at the end."""
        following = self._places.get(name, -1) + 1
        return self.order[following] if following < len(self.order) else None

    def find(self, name: str) -> tuple[Consequence, Waiting] | None:
        """What it could change, and why it waits; None where it does not."""
        place = self._places.get(name)
        if place is None:
            return None
        for grave, them in self.groups.items():
            if place < len(them):
                return grave, them[place]
            place -= len(them)
        return None


def queue_of(counted: Counted, share: float) -> Queue:
    """The queue of a count; `share`, 0..1, of the sure ones is drawn as a sample."""
    grouped: dict[Consequence, list[Waiting]] = {grave: [] for grave in Consequence}
    for document in counted.documents:
        if found := _in_queue(document.transmission.id, counted, share):
            grouped[found[0]].append(found[1])
    return Queue({grave: tuple(sorted(them, key=_oldest)) for grave, them in grouped.items() if them})


def queue_after(before: Queue, counted: Counted, changed: Iterable[str], share: float) -> Queue:
    """The queue of a count in which only the named transmissions stand otherwise than in that of `before`."""
    grouped = {grave: list(before.groups.get(grave, ())) for grave in Consequence}
    for name in changed:
        stood, stands = before.find(name), _in_queue(name, counted, share)
        if stood:
            grouped[stood[0]].remove(stood[1])
        if stands:
            insort(grouped[stands[0]], stands[1], key=_oldest)
    return Queue({grave: tuple(them) for grave, them in grouped.items() if them})


def _in_queue(name: str, counted: Counted, share: float) -> tuple[Consequence, Waiting] | None:
    document = counted.document(name)
    if document is None:
        return None
    if one := asks(document, counted):
        return consequence(one.doubts, unread=one.status is None), one
    drawn = sampled(document, counted, share)
    return (Consequence.SAMPLE, drawn) if drawn else None


def _oldest(one: Waiting) -> tuple[datetime, str]:
    return one.received_at, one.id
