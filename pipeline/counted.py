"""The count over the whole store, and what waits for a person. Touches the world: asks the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.counting.completeness import PossiblyMissing
from pipeline.counting.requests import Gathered, gather
from pipeline.counting.rules import load_rules
from pipeline.counting.tally import could_change
from pipeline.reviewing.decisions import Decision, by_subject, dispositions_of, holding, last, links_of
from pipeline.reviewing.sampling import checked, in_sample
from pipeline.reviewing.standing import stand
from pipeline.settings import Settings
from pipeline.store import Placement, SourceStatus, Store
from pipeline.values import Document, Reading, RecordKey, Request
from pipeline.vocabulary import DOUBT_SENTENCES, FIELDS, NOTES, Action, Doubt, Kind, Status

_ANSWERED = frozenset({Doubt.CANCELS_UNKNOWN, Doubt.READERS_DISAGREE})
"""What the linking asks about one transmission alone, so that accepting it is the answer."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Every transmission of the store, and the requests gathered from them."""

    documents: tuple[Document, ...]
    """By the time of receipt, each as it stands after what people decided."""
    gathered: Gathered
    read: Mapping[str, Reading]
    """The latest reading of each transmission as it was read, by its id."""
    decisions: tuple[Decision, ...] = ()
    """What people decided and still holds, oldest first."""
    _about: Mapping[str, tuple[Decision, ...]] = field(init=False, repr=False, compare=False)
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_about", by_subject(self.decisions))
        places = {document.transmission.id: place for place, document in enumerate(self.documents)}
        object.__setattr__(self, "_places", places)

    def about(self, subject: str) -> tuple[Decision, ...]:
        """The decisions that hold about a transmission, a request or a finding, oldest first.

        Of a request also those about the requests that it took in.
        """
        names = self.names_of(subject)
        if len(names) == 1:
            return self._about.get(subject, ())
        every = [each for name in names for each in self._about.get(name, ())]
        return tuple(sorted(every, key=lambda each: each.id))

    def names_of(self, subject: str) -> tuple[str, ...]:
        """The subject itself and, of a request, the ids of those that it took in and of which something was decided."""
        return subject, *self.gathered.formerly.get(subject, ())

    def document(self, transmission_id: str) -> Document | None:
        """The transmission of that id, None when there is none."""
        place = self._places.get(transmission_id)
        return None if place is None else self.documents[place]


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
    assigned_to: str | None = None
    """Who is to look at it, None while nobody is named."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the whole store stands after a count."""

    requests: int
    """Of all years."""
    by_status: Mapping[Status, int]
    """Transmissions that were read, by status."""
    unread: int
    waiting: tuple[Waiting, ...]
    missing: tuple[PossiblyMissing, ...] = ()
    """What may be missing, settled or not."""


def count_all(store: Store, settings: Settings) -> Counted:
    """Gathers the requests from everything in the store, with what people decided; writes nothing."""
    return counted_from(tuple(store.documents()), store.decisions(), store.memberships(), settings)


def counted_from(
    documents: Iterable[Document],
    decisions: Iterable[Decision],
    placements: Mapping[RecordKey, Placement],
    settings: Settings,
) -> Counted:
    """The count of documents as they were read, with all decisions and the requests that records were in before."""
    rules = load_rules(settings.jurisdiction)
    held = holding(decisions)
    about = by_subject(held)
    read: dict[str, Reading] = {}
    stands: list[Document] = []
    for document in documents:
        name = document.transmission.id
        if document.reading is not None:
            read[name] = document.reading
        stands.append(stand(document, about.get(name, ()), rules))
    assigned = {key: placement.request_id for key, placement in placements.items()}
    gathered = gather(stands, assigned, dispositions_of(held), rules, settings.zone, links_of(held))
    accepted = {decision.subject for decision in held if decision.action is Action.ACCEPT}
    return Counted(tuple(stands), _without_answered(gathered, accepted, stands), read, held)


def _without_answered(gathered: Gathered, accepted: Container[str], documents: Iterable[Document]) -> Gathered:
    """Without what a person has answered by accepting: that a cancellation's request is not here, and which of several
    copies that differ is right."""
    asked: dict[RecordKey, tuple[Doubt, ...]] = {}
    answered: set[RecordKey] = set()
    for key, doubts in gathered.doubts.items():
        left = tuple(doubt for doubt in doubts if doubt not in _ANSWERED or key.transmission_id not in accepted)
        if left != doubts:
            answered.add(key)
        if left:
            asked[key] = left
    if not answered:
        return gathered
    waiting = {
        document.transmission.id
        for document in documents
        if document.reading and document.reading.status in (Status.NEEDS_REVIEW, Status.FAILED)
    }
    requests = tuple(
        _settled_by_acceptance(each, asked, waiting - gathered.settled)
        if answered & {member.key for member in each.members}
        else each
        for each in gathered.requests
    )
    return replace(gathered, doubts=asked, requests=requests)


def _settled_by_acceptance(
    request: Request, asked: Mapping[RecordKey, tuple[Doubt, ...]], waiting: Container[str]
) -> Request:
    still = {doubt for member in request.members for doubt in asked.get(member.key, ())}
    waits = any(member.key.transmission_id in waiting for member in request.members)
    return replace(
        request,
        status=Status.NEEDS_REVIEW if still or waits else Status.ACCEPTED,
        doubts=tuple(doubt for doubt in request.doubts if doubt not in _ANSWERED or doubt in still),
    )


def source_statuses(store: Store, counted: Counted) -> tuple[SourceStatus, ...]:
    """Where each source stands, its transmissions by what holds now and not by what was read."""
    many = Counter(
        (document.transmission.source, document.reading.status) for document in counted.documents if document.reading
    )
    return tuple(
        replace(
            one,
            accepted=many[one.source, Status.ACCEPTED],
            needs_review=many[one.source, Status.NEEDS_REVIEW],
            set_aside=many[one.source, Status.SET_ASIDE],
            failed=many[one.source, Status.FAILED],
        )
        for one in store.source_statuses()
    )


def standing(counted: Counted, missing: tuple[PossiblyMissing, ...] = ()) -> Standing:
    """The count in short."""
    statuses = Counter(document.reading.status for document in counted.documents if document.reading)
    return Standing(
        requests=len(counted.gathered.requests),
        by_status={status: statuses[status] for status in Status},
        unread=len(counted.documents) - sum(statuses.values()),
        waiting=tuple(waiting(counted)),
        missing=missing,
    )


def waiting(counted: Counted) -> Iterator[Waiting]:
    """What waits for a person, by the time of receipt."""
    for document in counted.documents:
        if one := asks(document, counted):
            yield one


def asks(document: Document, counted: Counted) -> Waiting | None:
    """What a transmission waits for; None where it could not change the count any more."""
    if not could_change(document, counted.gathered):
        return None
    told = last(counted.about(document.transmission.id), Action.ASSIGN)
    one = _waiting(document, counted.gathered)
    return replace(one, assigned_to=told.value) if told else one


def sampled(document: Document, counted: Counted, share: float) -> Waiting | None:
    """A transmission of the sample of the sure ones that nobody has looked at yet; None for any other."""
    name = document.transmission.id
    read = counted.read.get(name)
    drawn = read is not None and in_sample(read, share) and not checked(counted.about(name))
    return _waiting(document, counted.gathered) if drawn and not could_change(document, counted.gathered) else None


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


def sentence(one: Waiting, doubt: Doubt) -> str:
    """A doubt in a sentence, with the names of the fields it is about; never with what stands in them."""
    names = ", ".join(name.replace("_", " ") for name in one.fields.get(doubt, ()))
    return f"{DOUBT_SENTENCES[doubt]}{f' [{names}]' if names else ''}"
