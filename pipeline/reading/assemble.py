"""Pure. Page readings become records: each form that asks for something, with the pages that came with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.reading.fields import sure
from pipeline.reading.forms import Form
from pipeline.reading.validate import validated
from pipeline.values import FieldReading, PageReading, Record
from pipeline.vocabulary import NOTES, Doubt, Kind

IDENTITY = (
    "form", "subject_name", "date_of_birth", "citizenship", "sex", "file_number", "subject_id", "event_number",
    "form_date", "basis", "cancels",
)  # fmt: skip
"""Fields that tell who and when and why: a record in which one of them is not sure waits for a person."""


def records_of(
    pages: Sequence[PageReading], forms: Mapping[str, Form], text_records: Sequence[Record], today: date
) -> tuple[Record, ...]:
    """The records of a transmission, in the order of its pages; those from a mail's text last.

    A form takes the notices and warrants that follow it. What has no form to belong to is a record of its own: notices
    are incomplete, a warrant is a warrant only, and what is neither is other.
    """
    requests: list[Record] = []
    loose: dict[Kind, list[PageReading]] = {}
    unread: list[PageReading] = []
    for page in pages:
        form = forms.get(page.form or "")
        if page.decisions is None:
            unread.append(page)
        elif form is not None and form.asks:
            requests.append(_request(form, page, today))
        elif form is not None and form.kind in (Kind.WARRANT_ONLY, Kind.INCOMPLETE):
            if requests:
                requests[-1] = replace(requests[-1], pages=(*requests[-1].pages, page.number))
            else:
                loose.setdefault(form.kind, []).append(page)
        else:
            loose.setdefault(Kind.OTHER, []).append(page)
    if requests:
        requests = _with_leading(requests, loose)
    records = [*requests, *text_records]
    records += _apart(loose, forms, has_request=bool(records))
    if unread:
        doubts = tuple(dict.fromkeys(doubt for page in unread for doubt in page.doubts))
        if records:
            records[0] = replace(records[0], doubts=_merged(records[0].doubts, (Doubt.PAGE_UNREADABLE, *doubts)))
        else:
            records.append(Record(Kind.UNREADABLE, tuple(page.number for page in unread), doubts=doubts))
    return tuple(records)


def _request(form: Form, page: PageReading, today: date) -> Record:
    fields = validated(page.fields, today)
    doubts: list[Doubt] = list(page.doubts)
    for name in IDENTITY:
        described = (
            name == "form" or any(a.name == name for a in form.answers) or any(b.field == name for b in form.boxes)
        )
        if described and not sure(fields.get(name)):
            reading = fields.get(name)
            doubt = (reading.doubt if reading else None) or (
                Doubt.FIELD_MISSING if reading is None or reading.value is None else Doubt.FIELD_UNCERTAIN
            )
            doubts.append(doubt)
    doubts += [reading.doubt for reading in fields.values() if reading.doubt in NOTES and reading.doubt]
    cancels = fields.get("cancels")
    kind = (
        Kind.CANCELLATION if form.kind is Kind.DETAINER and cancels is not None and cancels.value is True else form.kind
    )
    return Record(kind, (page.number,), fields, tuple(dict.fromkeys(doubts)))


def _with_leading(requests: list[Record], loose: dict[Kind, list[PageReading]]) -> list[Record]:
    """Cover sheets and warrants that came before the first form belong to it."""
    first = requests[0]
    before = [
        page.number
        for kind, pages in loose.items()
        for page in pages
        if kind is not Kind.OTHER or page.form is not None or page.number < first.pages[0]
    ]
    for kind in list(loose):
        loose[kind] = [page for page in loose[kind] if page.number not in before]
    return [replace(first, pages=tuple(sorted({*first.pages, *before}))), *requests[1:]]


def _apart(loose: Mapping[Kind, list[PageReading]], forms: Mapping[str, Form], *, has_request: bool) -> list[Record]:
    records: list[Record] = []
    warrants, notices = loose.get(Kind.WARRANT_ONLY, []), loose.get(Kind.INCOMPLETE, [])
    if notices:
        numbers = tuple(sorted(page.number for page in [*notices, *warrants]))
        records.append(Record(Kind.INCOMPLETE, numbers, doubts=(Doubt.INCOMPLETE,)))
    elif warrants:
        fields: dict[str, FieldReading] = dict(warrants[0].fields)
        fields["form"] = FieldReading(
            forms[warrants[0].form or ""].form, None, warrants[0].number, None, warrants[0].form_confidence, "title"
        )
        records.append(Record(Kind.WARRANT_ONLY, tuple(page.number for page in warrants), fields))
    others = loose.get(Kind.OTHER, [])
    if others and not has_request:
        numbers = tuple(page.number for page in others)
        mentions = {mention for page in others for mention in page.mentions}
        doubts = tuple(dict.fromkeys(doubt for page in others for doubt in page.doubts))
        if warrants or notices:
            records[0] = replace(records[0], pages=tuple(sorted({*records[0].pages, *numbers})))
        else:
            records.append(_without_form(numbers, mentions, doubts))
    elif others:
        doubts = tuple(dict.fromkeys(doubt for page in others for doubt in page.doubts))
        if doubts:
            records.append(Record(Kind.OTHER, tuple(page.number for page in others), doubts=doubts))
    return records


def _without_form(numbers: tuple[int, ...], mentions: set[str], doubts: tuple[Doubt, ...]) -> Record:
    """Pages that are no form: other, unless their text asks for something that only a form asks for."""
    if "INQUIRY" not in mentions:
        if mentions & {"HOLD_REQUEST", "CANCEL_REQUEST"}:
            return Record(Kind.INCOMPLETE, numbers, doubts=_merged(doubts, (Doubt.MENTIONS_DETAINER, Doubt.INCOMPLETE)))
        if mentions & {"DETAINER_ATTACHED", "NOTICE_TO_SUBJECT"}:
            return Record(Kind.INCOMPLETE, numbers, doubts=_merged(doubts, (Doubt.INCOMPLETE,)))
    return Record(Kind.OTHER, numbers, doubts=doubts)


def _merged(doubts: tuple[Doubt, ...], more: tuple[Doubt, ...]) -> tuple[Doubt, ...]:
    return tuple(dict.fromkeys((*doubts, *more)))
