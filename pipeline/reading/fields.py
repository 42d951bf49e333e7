"""Reads the fields of a form page that has been registered. Touches the world: through the engines.

Single lines go to the first reader in one batch; then each is settled by its kind. Boxes need no reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipeline.pages import DPI, Page
from pipeline.reading import answers
from pipeline.reading.agreement import SURE, Agreed, agree, first_looks
from pipeline.reading.blocks import read_block
from pipeline.reading.boxes import SeenBox, see_boxes
from pipeline.reading.by_looks import ROW, blank_after, phone_of, place_of
from pipeline.reading.cut import Cut
from pipeline.reading.cutting import answer_start, cut_line
from pipeline.reading.document import document_of_text, matches
from pipeline.reading.forms import Answer, AnswerKind, Form
from pipeline.reading.handwriting import written_by_hand
from pipeline.reading.listed_names import lost_a_tail
from pipeline.reading.registration import CLEAR, Registration
from pipeline.reading.seen import Engines, SeenLine
from pipeline.reading.words import Found
from pipeline.values import Box, FieldReading
from pipeline.vocabulary import GROUNDS, Doubt

_UNLABELLED = 0.85
"""Confidence at the most of a value whose label was not found."""
_IN_PART = 0.8
"""Confidence at the most of a name that is questionable in itself."""
_PRINTED = 0.98
"""A line that is surer to be read than this is not looked at for handwriting."""
_MOVED = 0.8
"""Inches that the next label on a row may stand further right than described."""
_TOLD_BY_ROW: frozenset[AnswerKind] = frozenset(("country", "date", "sex"))
"""Kinds of which nothing else in a row can be understood."""
_TO_THE_EDGE = 7.5
"""Inches from the left, from which an answer described to end there runs to where print ends, in any edition."""
_A_WORD, _DIGITS = re.compile(r"[A-Za-z0-9]{3}"), re.compile(r"\d.*\d")
"""What is read at least where an optional answer was given, and a date: behind an empty blank the form's own text goes
on."""
_EDGE = 0.25
"""Inches from the page's right edge in which nothing is printed."""
_INKED = 0.012
"""Share of ink in a signature's area from which it counts as signed, its rule left out."""


def read_fields(
    form: Form, page: Page, number: int, registration: Registration, engines: Engines
) -> dict[str, FieldReading]:
    """All fields of the form on page `number` of the transmission, the missing ones with a doubt."""
    fields: dict[str, FieldReading] = {}
    cuts = [
        (answer, _cut(answer, form, page, registration))
        for answer in form.answers
        if answer.kind not in ("lines", "ink")
    ]
    with_ink = [(answer, cut) for answer, cut in cuts if cut is not None]
    looks = [first_looks(cut) for _, cut in with_ink]
    seen = iter(engines.first.lines([look for several in looks for look in several]))
    for (answer, cut), several in zip(with_ink, looks, strict=True):
        fields.update(_of_line(answer, cut, [next(seen) for _ in several], page, number, engines))
        if answer.label not in registration.found and not _evident(fields.get(answer.name), answer, form, registration):
            fields.update(_unlabelled(fields, answer))
    for answer, nothing in cuts:
        if nothing is None:
            fields[answer.name] = FieldReading(
                None, doubt=None if answer.optional else Doubt.FIELD_MISSING, page=number
            )
    for answer, _ in cuts:
        if not _stands(fields, answer, registration):
            fields.update(_by_looks(answer, form, page, number, registration, engines))
    for answer in form.answers:
        if answer.kind == "lines":
            fields[answer.name] = read_block(_area(answer, form, registration), form, page, number, engines)
        elif answer.kind == "ink":
            fields[answer.name] = _of_ink(answer, form, page, number, registration)
    fields.update(fields_of_boxes(see_boxes(form, page, registration, engines), page, number))
    if "subject_name" in fields:
        fields.update(_name_parts(fields["subject_name"]))
    return fields


def _stands(fields: Mapping[str, FieldReading], answer: Answer, registration: Registration) -> bool:
    """Whether something was read that may be the answer; of an event number without its label, whether it is usual."""
    reading = fields.get(answer.name)
    if reading is None or reading.doubt is Doubt.HANDWRITTEN:
        return True
    if isinstance(reading.value, str) and answer.kind == "event_number" and answer.label not in registration.found:
        return answers.usual_event_number(reading.value)
    return reading.value is not None


def _evident(reading: FieldReading | None, answer: Answer, form: Form, registration: Registration) -> bool:
    """Whether what was read where the answer must be can be no other answer, though its label was not seen.

    It looks like nothing else on the form, or other labels tell its row, in which only one answer is of its kind.
    """
    if answer.kind == "event_number":
        return reading is not None and isinstance(reading.value, str) and answers.usual_event_number(reading.value)
    label = form.label(answer.label)
    row = form.row_of(label)
    alone = not any(other.kind == answer.kind and other.label in row and other is not answer for other in form.answers)
    return answer.kind in _TOLD_BY_ROW and alone and any(name in registration.found for name in row)


def _by_looks(
    answer: Answer, form: Form, page: Page, number: int, registration: Registration, engines: Engines
) -> dict[str, FieldReading]:
    """The answer, read where something looks like it, though no label tells that it is; empty where nothing does."""
    row = registration.label(form.label(answer.label)).baseline
    place = place_of(answer.kind, registration.words, row)
    if place is None:
        return {}
    cut = _cut_around(place, page, underlined=answer.underlined)
    if cut is None:
        return {}
    fields = _of_line(answer, cut, engines.first.lines(first_looks(cut)), page, number, engines)
    if abs(place.baseline - row) < ROW * DPI and _evident(fields.get(answer.name), answer, form, registration):
        return fields
    return {**fields, **_unlabelled(fields, answer)}


def _unlabelled(fields: Mapping[str, FieldReading], answer: Answer) -> dict[str, FieldReading]:
    """What was read where the answer must be, though its label was not seen: it may be another line's."""
    names = (answer.name, "officer_title") if answer.kind == "officer" else (answer.name,)
    return {
        name: replace(
            fields[name],
            confidence=min(fields[name].confidence, _UNLABELLED),
            doubt=fields[name].doubt or Doubt.FIELD_UNCERTAIN,
        )
        for name in names
        if fields[name].value is not None
    }


def _cut(answer: Answer, form: Form, page: Page, registration: Registration) -> Cut | None:
    place = registration.label(form.label(answer.label))
    if answer.kind == "phone":
        # it stands amid a sentence, which breaks elsewhere in each edition
        blank = phone_of(registration.words, place) or blank_after(registration.words, place)
        if blank is not None:
            return _cut_around(blank, page, underlined=answer.underlined)
    if answer.side == "right" and answer.until is not None:
        label = form.label(answer.label)
        until, _ = registration.point(answer.until, label.at[1])
        if abs(place.x0 - registration.point(label.at[0], label.at[1])[0]) > 0.7 * DPI:
            until = page.width - _EDGE * DPI  # in another column than described: to the next label or the edge
        following = _next_label(place, registration)
        if until < following <= until + _MOVED * DPI:
            until = following  # this edition gives the answer more room
        if answer.until >= _TO_THE_EDGE and form.last_in_row(label):
            until = max(until, page.width - _EDGE * DPI)
        until = min(until, following, float(page.width))
        start = answer_start(page, place.x1, place.baseline)
        return cut_line(page, start, until, place.baseline, underlined=answer.underlined)
    x0, _, x1, y1 = _area(answer, form, registration)
    return cut_line(page, max(0.0, x0), min(x1, page.width), y1 - 0.035 * DPI, underlined=answer.underlined)


def _cut_around(place: Found, page: Page, *, underlined: bool) -> Cut | None:
    """What stands where words were found that look like an answer."""
    left, right = max(0.0, place.x0 - 0.04 * DPI), min(place.x1 + 0.12 * DPI, page.width)
    return cut_line(page, left, right, place.baseline, underlined=underlined)


def _next_label(place: Found, registration: Registration) -> float:
    """Where the next label on the same row begins, in pixels; beyond the page when there is none."""
    right = [
        other.x0
        for other in registration.found.values()
        if abs(other.baseline - place.baseline) < 0.08 * DPI and other.x0 > place.x1
    ]
    return min(right, default=1e9) - 0.03 * DPI


def _area(answer: Answer, form: Form, registration: Registration) -> tuple[float, float, float, float]:
    """The answer's area on the page, moved with its label."""
    if answer.area is None:
        raise ValueError(f"{answer.name} has no area")
    label = form.label(answer.label)
    expected = registration.point(label.at[0], label.at[1])
    place = registration.label(label)
    dy = place.baseline - expected[1]
    x0, y0 = registration.point(answer.area[0], label.at[1])
    x1, _ = registration.point(answer.area[2], label.at[1])
    if answer.side == "below":
        # another edition may part the columns elsewhere: the next label tells where this one ends; a label whose
        # beginning was not recognised tells its row alone
        dx = place.x0 - expected[0] if place.score >= CLEAR else 0.0
        x0, x1 = x0 + dx, min(max(x1, x1 + dx), _next_label(place, registration))
    scale = float(np.hypot(registration.matrix[0, 0], registration.matrix[1, 0]))
    top = y0 + dy + (answer.area[1] - label.at[1]) * scale
    bottom = y0 + dy + (answer.area[3] - label.at[1]) * scale
    return x0, top, x1, bottom


def _of_line(
    answer: Answer, cut: Cut, seen: Sequence[SeenLine], page: Page, number: int, engines: Engines
) -> dict[str, FieldReading]:
    agreed = agree(answer.kind, cut, engines, seen)
    box = Box.of_pixels(cut.x0, cut.y0, cut.x1, cut.y1, page.width, page.height)
    if agreed.confidence < _PRINTED and written_by_hand(cut, agreed.looks):
        # what readers make of it is kept for the person who looks, and is no value
        agreed = replace(agreed, value=None, confidence=0.0, doubt=Doubt.HANDWRITTEN)
        written = FieldReading(None, agreed.raw, number, box, 0.0, agreed.reader, agreed.doubt, agreed.candidates)
        return _officer(agreed, written) if answer.kind == "officer" else {answer.name: written}
    given = _DIGITS if answer.kind == "date" else _A_WORD
    if agreed.value is None and answer.optional and not given.search(agreed.raw):
        return {answer.name: FieldReading(None, page=number, box=box)}
    reading = FieldReading(
        agreed.value, agreed.raw, number, box, agreed.confidence, agreed.reader, agreed.doubt, agreed.candidates
    )
    if answer.kind == "name" and agreed.value is not None and _questionable(agreed.value, answer):
        reading = replace(
            reading,
            confidence=min(reading.confidence, _IN_PART),
            doubt=reading.doubt or Doubt.FIELD_UNCERTAIN,
        )
    if answer.kind == "officer":
        return _officer(agreed, reading)
    return {answer.name: reading}


def _questionable(name: str, answer: Answer) -> bool:
    """Whether a name looks like part of one, or like one whose g lost its tail in the rule below it."""
    return answers.maimed_name(name) or (answer.underlined and lost_a_tail(name))


def _officer(agreed: Agreed, whole: FieldReading) -> dict[str, FieldReading]:
    """Name and title of `C. NAKAMURA, Border Patrol Agent`, parted where a known title begins."""
    doc = document_of_text(agreed.value or "")
    title = next(iter(matches("officer_title", doc)), None)
    parts = {"officer_name": agreed.value, "officer_title": None}
    if title is not None:
        before = doc[: title.span.start].text
        parts = {"officer_name": answers.plain(before), "officer_title": title.text}
    return {
        name: FieldReading(
            value, whole.raw, whole.page, whole.box, whole.confidence if value else 0.0, whole.reader,
            whole.doubt if value else (whole.doubt or Doubt.FIELD_MISSING),
        )
        for name, value in parts.items()
    }  # fmt: skip


def _of_ink(answer: Answer, form: Form, page: Page, number: int, registration: Registration) -> FieldReading:
    """Whether there is ink in an area, the rule under it left out."""
    x0, y0, x1, y1 = (round(side) for side in _area(answer, form, registration))
    y0, x0 = max(0, y0), max(0, x0)
    ink = page.ink[y0 : min(y1, page.height), x0 : min(x1, page.width)].astype(np.uint8)
    if ink.size == 0:
        return FieldReading(None, page=number, doubt=Doubt.FIELD_MISSING)
    rule = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 60), np.uint8))
    share = float((ink & (1 - cv2.dilate(rule, np.ones((5, 1), np.uint8)))).mean())
    box = Box.of_pixels(x0, y0, x1, y1, page.width, page.height)
    clear = abs(share - _INKED) > 0.5 * _INKED and answer.label in registration.found
    return FieldReading(
        share > _INKED, None, number, box, 0.97 if clear else 0.6, "ink", None if clear else Doubt.FIELD_UNCERTAIN
    )


def fields_of_boxes(seen: Sequence[SeenBox], page: Page, number: int) -> dict[str, FieldReading]:
    """The fields whose values are marks in boxes; a list that is not clear is the likeliest one, with a doubt."""
    by_field: dict[str, list[SeenBox]] = {}
    for box in seen:
        by_field.setdefault(box.box.field, []).append(box)
    fields: dict[str, FieldReading] = {}
    by_field.pop("priority", None)
    for name, members in by_field.items():
        unclear = [box for box in members if box.marked is None]
        found = [box for box in members if box.square is not None]
        if not found:
            fields[name] = FieldReading(None, page=number, doubt=Doubt.BOXES_NOT_FOUND)
            continue
        doubt = None
        if unclear:
            doubt = Doubt.BOXES_NOT_FOUND if any(box.square is None for box in unclear) else Doubt.BOX_UNCERTAIN
        confidence = min(box.confidence for box in members)
        raw = " ".join(
            f"{box.box.value}:{box.square.ink:.2f}" if box.square else f"{box.box.value}:?" for box in members
        )
        around = _around(found, page)
        evidence = {"raw": raw, "page": number, "box": around, "confidence": round(confidence, 3), "reader": "boxes"}
        fields[name] = _box_field(name, members, doubt, evidence)
    if "basis" in fields:
        fields["probable_cause"] = _probable_cause(fields["basis"])
    return fields


def _box_field(
    name: str, members: Sequence[SeenBox], doubt: Doubt | None, evidence: Mapping[str, object]
) -> FieldReading:
    marked = [box.box.value for box in members if box.marked]
    value: tuple[str, ...] | str | bool | None
    if name == "basis":
        all_told = all(box.likely is not None for box in members)
        likely = [box.box.value for box in members if box.likely] if all_told else []
        # with a box unseen the list may lack a reason; where all were seen it is the likeliest, for a person to confirm
        value = tuple(sorted(marked if doubt is None else likely))
        value = value if value or doubt is None else None
        # a form that lists no ground, as an I-247N, asks for none
        asked = any(box.box.value in GROUNDS for box in members)
        doubt = doubt or (Doubt.BASIS_MISSING if asked and not marked else None)
    elif name == "cancels":
        value = bool(marked) if doubt is None or marked else None
    else:
        value = marked[0] if len(marked) == 1 else None
        doubt = doubt or (Doubt.FIELD_UNCERTAIN if len(marked) > 1 else None)
    return FieldReading(value, doubt=doubt, **evidence)  # type: ignore[arg-type]


def _probable_cause(basis: FieldReading) -> FieldReading:
    ticked = basis.value if isinstance(basis.value, tuple) else ()
    value = None if basis.value is None else any(ground in ticked for ground in GROUNDS)
    return FieldReading(value, basis.raw, basis.page, basis.box, basis.confidence, basis.reader, basis.doubt)


def _around(boxes: Iterable[SeenBox], page: Page) -> Box:
    squares = [box.square for box in boxes if box.square is not None]
    return Box.of_pixels(
        min(s.x for s in squares), min(s.y for s in squares),
        max(s.x + s.side for s in squares), max(s.y + s.side for s in squares), page.width, page.height,
    )  # fmt: skip


def _name_parts(whole: FieldReading) -> dict[str, FieldReading]:
    value = whole.value if isinstance(whole.value, str) else None
    parts = answers.name_parts(value) if value else (None, None, None)
    names = ("subject_last", "subject_first", "subject_middle")
    doubt = whole.doubt
    if value and "," not in value and len(value.split()) > 3:
        # a second family name cannot be told from a middle name
        doubt = doubt or Doubt.FIELD_UNCERTAIN
    return {
        name: FieldReading(
            part, whole.raw, whole.page, whole.box, whole.confidence if part else 0.0, whole.reader, doubt
        )
        for name, part in zip(names, parts, strict=True)
    }


def sure(reading: FieldReading | None) -> bool:
    """Whether a field was read well enough to stand without a look by a person."""
    return reading is not None and reading.value is not None and reading.doubt is None and reading.confidence >= SURE
