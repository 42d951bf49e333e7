"""Pure. Page readings become records: each form that asks for something, with the pages that came with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.reading.acceptance import TARGET_ERROR, unsure
from pipeline.reading.forms import Form
from pipeline.reading.testimony import Place, Witness, of_page
from pipeline.reading.validate import validated
from pipeline.reading.witnesses import heard, whose
from pipeline.values import FieldReading, PageReading, Record
from pipeline.vocabulary import IDENTITY, NOTES, Doubt, Kind


@dataclass(slots=True)
class _Begun:
    """A form that asks for something, and the pages that were found to belong to it."""

    form: Form
    page: PageReading
    fields: Mapping[str, FieldReading]
    numbers: list[int]


def records_of(
    pages: Sequence[PageReading],
    forms: Mapping[str, Form],
    text_records: Sequence[Record],
    today: date,
    message: Sequence[Witness] = (),
    target_error: float = TARGET_ERROR,
) -> tuple[Record, ...]:
    """The records of a transmission, in the order of its pages; those from a mail's text last.

    A form takes the notices and warrants that follow it, a warrant that names another form's subject goes to that one.
    What has no form to belong to is a record of its own: notices are incomplete, a warrant is a warrant only, and what
    is neither is other. `message` is what the mail and the names of files tell; with the other pages it bears witness
    for each form before its doubts are settled. `target_error` is the share of accepted records that may hold an error.
    """
    begun: list[_Begun] = []
    loose: dict[Kind, list[PageReading]] = {}
    unread: list[PageReading] = []
    for page in pages:
        form = forms.get(page.form or "")
        if page.decisions is None:
            unread.append(page)
        elif form is not None and form.asks:
            begun.append(_Begun(form, page, validated(page.fields, today), [page.number]))
        elif form is not None and form.kind in (Kind.WARRANT_ONLY, Kind.INCOMPLETE):
            if begun:
                begun[-1].numbers.append(page.number)
            else:
                loose.setdefault(form.kind, []).append(page)
        else:
            loose.setdefault(Kind.OTHER, []).append(page)
    if begun:
        _take_leading(begun[0], loose)
    witnesses = [*message, *(told for page in pages if (told := _witness(page, forms)) is not None)]
    _hand_over(begun, witnesses)
    records = [*(_request(each, begun, witnesses, today, target_error) for each in begun), *text_records]
    records += _apart(loose, forms, has_request=bool(records))
    if unread:
        doubts = tuple(dict.fromkeys(doubt for page in unread for doubt in page.doubts))
        if records:
            records[0] = replace(records[0], doubts=_merged(records[0].doubts, (Doubt.PAGE_UNREADABLE, *doubts)))
        else:
            records.append(Record(Kind.UNREADABLE, tuple(page.number for page in unread), doubts=doubts))
    return tuple(records)


def _witness(page: PageReading, forms: Mapping[str, Form]) -> Witness | None:
    form = forms.get(page.form or "")
    return of_page(page, form) if form is not None and page.fields else None


def _hand_over(begun: Sequence[_Begun], witnesses: Iterable[Witness]) -> None:
    """Warrants between two people's forms go to the one whom they name."""
    for witness in witnesses:
        named = whose(witness, [each.fields for each in begun]) if witness.place is Place.WARRANT else None
        if named is None or witness.page is None or witness.page in begun[named].numbers:
            continue
        for each in begun:
            each.numbers = [number for number in each.numbers if number != witness.page]
        begun[named].numbers.append(witness.page)


def _request(
    told: _Begun, begun: Sequence[_Begun], witnesses: Sequence[Witness], today: date, target_error: float
) -> Record:
    form, page = told.form, told.page
    others = {each.page.number: each.fields for each in begun if each is not told}
    fields = heard(told.fields, [each for each in witnesses if each.page != page.number], others, page.header, today)
    doubts: list[Doubt] = list(page.doubts)
    notes = [reading.doubt for reading in fields.values() if reading.doubt in NOTES and reading.doubt]
    described = {"form", *(answer.name for answer in form.answers), *(box.field for box in form.boxes)}
    for name in unsure(fields, [name for name in IDENTITY if name in described], target_error):
        reading = fields.get(name, FieldReading(None))
        doubt = reading.doubt
        if doubt is None or doubt in NOTES:
            doubt = Doubt.FIELD_MISSING if reading.value is None else Doubt.FIELD_UNCERTAIN
        # the field itself says that it keeps the record back, so that a person is shown the right one
        if name in fields:
            fields[name] = replace(reading, doubt=doubt)
        doubts.append(doubt)
    doubts += notes
    cancels = fields.get("cancels")
    kind = (
        Kind.CANCELLATION if form.kind is Kind.DETAINER and cancels is not None and cancels.value is True else form.kind
    )
    return Record(kind, tuple(sorted(told.numbers)), fields, tuple(dict.fromkeys(doubts)))


def _take_leading(first: _Begun, loose: dict[Kind, list[PageReading]]) -> None:
    """Cover sheets and warrants that came before the first form belong to it."""
    before = [
        page.number
        for kind, pages in loose.items()
        for page in pages
        if kind is not Kind.OTHER or page.form is not None or page.number < first.page.number
    ]
    for kind in list(loose):
        loose[kind] = [page for page in loose[kind] if page.number not in before]
    first.numbers = sorted({*first.numbers, *before})


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
