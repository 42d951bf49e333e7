"""Pure. What the verifying page shows of a transmission: its records and fields with doubts, places and choices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.counted import Counted
from pipeline.deciding import other_offers
from pipeline.named import place_of, shown_record
from pipeline.values import Document, FieldReading, FieldValue, Record, RecordKey
from pipeline.vocabulary import DOUBT_SENTENCES, FIELDS, IDENTITY, NOTES, PERSON, Basis, Doubt, FieldSpec, Kind

_DERIVED = frozenset({"subject_last", "subject_first", "subject_middle", "probable_cause"})
"""Fields that follow from another one: a person corrects that."""
_COMPARED = (
    "subject_name",
    "date_of_birth",
    "file_number",
    "subject_id",
    "event_number",
    "form_date",
    "citizenship",
    "sex",
)
"""What two records that may be one request are held against each other by, for the eyes."""
LABELS: dict[Basis, str] = {
    Basis.FINAL_ORDER: "final order of removal",
    Basis.PENDING_PROCEEDINGS: "ongoing removal proceedings",
    Basis.BIOMETRIC: "biometric confirmation and records check",
    Basis.STATEMENTS: "statements or other evidence",
    Basis.TRANSFERRED: "transferred for a proceeding (box 2)",
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as the page shows it."""

    name: str
    label: str
    type: str
    """`text`, `date`, `bool` or `list`."""
    text: str
    """The value as it is typed; empty when it was not read."""
    ticked: tuple[str, ...]
    """Of a list, what is ticked; of a yes or no, `yes`, `no` or nothing."""
    doubt: str
    """A sentence; empty where there is none."""
    asks: bool
    """Whether the doubt keeps the record from standing."""
    matters: bool
    """Whether it tells who, when or why."""
    sure: str
    reader: str
    page: int | None
    box: tuple[float, float, float, float] | None
    offers: tuple[str, ...]
    by_person: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two records beside each other."""

    label: str
    ours: str
    """Empty when it was not read; so is `theirs`."""
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether both were read, and differently."""
        return bool(self.ours and self.theirs) and self.ours.casefold() != self.theirs.casefold()


@dataclass(frozen=True, slots=True)
class SuspicionView:
    """Another record that may be the same request."""

    other: str
    other_id: str
    other_file: str
    other_page: int | None
    """The page with its form, from 1; None where no page can be shown."""
    own_page: int | None
    request: str | None
    why: str
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as the page shows it."""

    ordinal: int
    shown: str
    kind: str
    pages: tuple[int, ...]
    place: str
    doubts: tuple[str, ...]
    fields: tuple[FieldView, ...]
    suspicions: tuple[SuspicionView, ...]


def records_of(document: Document, counted: Counted) -> tuple[RecordView, ...]:
    """The records of a transmission that was read."""
    reading = document.reading
    return tuple(
        _record(RecordKey(document.transmission.id, ordinal), record, counted)
        for ordinal, record in enumerate(reading.records if reading else ())
    )


def _record(key: RecordKey, record: Record, counted: Counted) -> RecordView:
    of_fields = {field.doubt for field in record.fields.values()}
    linking = counted.gathered.doubts.get(key, ())
    doubts = [doubt for doubt in (*record.doubts, *linking) if doubt not in of_fields or doubt in linking]
    return RecordView(
        ordinal=key.ordinal,
        shown=shown_record(key, counted),
        kind=record.kind.value,
        pages=record.pages,
        place=place_of(key, counted),
        doubts=tuple(DOUBT_SENTENCES[doubt] for doubt in dict.fromkeys(doubts)),
        fields=tuple(_fields(record)),
        suspicions=tuple(_suspicions(key, counted)),
    )


def _fields(record: Record) -> Iterator[FieldView]:
    """The fields that the form has; those that tell who, when and why first, in the order of the form."""
    if record.kind in (Kind.OTHER, Kind.UNREADABLE, Kind.INCOMPLETE) and not record.fields:
        return
    shown = [spec for spec in FIELDS if spec.name not in _DERIVED]
    for spec in (*(s for s in shown if s.name in IDENTITY), *(s for s in shown if s.name not in IDENTITY)):
        field = record.fields.get(spec.name)
        if field is not None or spec.name in IDENTITY:
            yield _field(spec, field or FieldReading(None, doubt=Doubt.FIELD_MISSING))


def _field(spec: FieldSpec, field: FieldReading) -> FieldView:
    box = field.box
    return FieldView(
        name=spec.name,
        label=label_of(spec.name),
        type=spec.type,
        text=field.value if isinstance(field.value, str) else "",
        ticked=_ticked(field.value),
        doubt=DOUBT_SENTENCES[field.doubt] if field.doubt else "",
        asks=spec.name in IDENTITY and field.doubt is not None and field.doubt not in NOTES,
        matters=spec.name in IDENTITY,
        sure="" if field.value is None else f"{field.confidence:.1%}",
        reader=field.reader or "",
        page=field.page,
        box=(box.x0, box.y0, box.x1, box.y1) if box else None,
        offers=other_offers(field)[:4] if spec.type in ("text", "date") else (),
        by_person=field.reader == PERSON,
    )


def _ticked(value: FieldValue) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes",) if value else ("no",)
    return value if isinstance(value, tuple) else ()


def label_of(name: str) -> str:
    """A field's name as a person reads it, such as `Subject ID`."""
    return name.replace("_", " ").capitalize().replace(" id", " ID")


def _suspicions(key: RecordKey, counted: Counted) -> Iterator[SuspicionView]:
    for suspicion in counted.gathered.suspected:
        if key in (suspicion.one, suspicion.other):
            other = suspicion.other if suspicion.one == key else suspicion.one
            ours, theirs = _record_of(key, counted), _record_of(other, counted)
            held = counted.document(other.transmission_id)
            yield SuspicionView(
                other=shown_record(other, counted),
                other_id=other.transmission_id,
                other_file=held.transmission.file if held else "",
                other_page=next(iter(theirs.pages), None) if theirs else None,
                own_page=next(iter(ours.pages), None) if ours else None,
                request=counted.gathered.request_ids.get(other),
                why=suspicion.why,
                rows=tuple(_compared(ours, theirs)) if ours and theirs else (),
            )


def _record_of(key: RecordKey, counted: Counted) -> Record | None:
    document = counted.document(key.transmission_id)
    reading = document.reading if document else None
    return reading.records[key.ordinal] if reading and key.ordinal < len(reading.records) else None


def _compared(ours: Record, theirs: Record) -> Iterator[Compared]:
    for name in _COMPARED:
        values = [record.fields[name].value if name in record.fields else None for record in (ours, theirs)]
        one, other = (value if isinstance(value, str) else "" for value in values)
        if one or other:
            yield Compared(label_of(name), one, other)
