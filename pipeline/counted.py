"""The count over the whole store, and what waits for a person. Touches the world: asks the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.counting.requests import Gathered, gather
from pipeline.counting.rules import load_rules
from pipeline.counting.tally import could_change
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.values import Document, Reading
from pipeline.vocabulary import FIELDS, NOTES, Doubt, Kind, Status


@dataclass(frozen=True, slots=True)
class Counted:
    """Every transmission of the store, and the requests gathered from them."""

    documents: tuple[Document, ...]
    """By the time of receipt."""
    gathered: Gathered


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transmission that could still change the count, so that a person must look at it."""

    id: str
    source: str
    file: str
    received_at: datetime
    kind: Kind | None
    """None while it is unread."""
    status: Status | None
    """None while it is unread; `accepted` where only its place among the requests is in doubt."""
    doubts: tuple[Doubt, ...]
    """What asks, the notes left out."""
    fields: Mapping[Doubt, tuple[str, ...]] = field(default_factory=dict)
    """The names of the fields that a doubt is about, where it is about fields."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the whole store stands after a count."""

    requests: int
    """Of all years."""
    by_status: Mapping[Status, int]
    """Transmissions that were read, by status."""
    unread: int
    waiting: tuple[Waiting, ...]


def count_all(store: Store, settings: Settings) -> Counted:
    """Gathers the requests from everything in the store; writes nothing."""
    rules = load_rules(settings.jurisdiction)
    documents = tuple(store.documents())
    assigned = {key: placement.request_id for key, placement in store.memberships().items()}
    return Counted(documents, gather(documents, assigned, store.dispositions(), rules, settings.zone))


def standing(counted: Counted) -> Standing:
    """The count in short."""
    statuses = Counter(document.reading.status for document in counted.documents if document.reading)
    return Standing(
        requests=len(counted.gathered.requests),
        by_status={status: statuses[status] for status in Status},
        unread=len(counted.documents) - sum(statuses.values()),
        waiting=tuple(waiting(counted)),
    )


def waiting(counted: Counted) -> Iterator[Waiting]:
    """What waits for a person, by the time of receipt."""
    for document in counted.documents:
        if could_change(document, counted.gathered):
            yield _waiting(document, counted.gathered)


def _waiting(document: Document, gathered: Gathered) -> Waiting:
    arrived, reading = document.transmission, document.reading
    if reading is None:
        return Waiting(arrived.id, arrived.source, arrived.file, arrived.inbox_at, None, None, (Doubt.NOT_YET_READ,))
    asked = dict.fromkeys((*reading.doubts, *gathered.transmission_doubts(arrived.id)))
    doubts = tuple(doubt for doubt in asked if doubt not in NOTES)
    return Waiting(
        id=arrived.id,
        source=arrived.source,
        file=arrived.file,
        received_at=reading.received.received_at,
        kind=reading.kind,
        status=reading.status,
        doubts=doubts,
        fields={doubt: names for doubt in doubts if (names := _fields_in_doubt(reading, doubt))},
    )


def _fields_in_doubt(reading: Reading, doubt: Doubt) -> tuple[str, ...]:
    held = {name for record in reading.records for name, one in record.fields.items() if one.doubt is doubt}
    return tuple(spec.name for spec in FIELDS if spec.name in held)
