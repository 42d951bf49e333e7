"""Pure. Holds the fields of one form against each other and against the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from pipeline.reading.answers import maimed_event_number, usual_event_number
from pipeline.values import FieldReading
from pipeline.vocabulary import Doubt

_YOUNGEST, _OLDEST = 12, 100
"""Years; a younger or an older subject is a misread date of birth."""


def validated(fields: Mapping[str, FieldReading], today: date) -> dict[str, FieldReading]:
    """The fields, those that cannot be right with a doubt; values are kept, for a person to see."""
    checked = dict(fields)
    for name in ("form_date", "date_of_birth", "cancels_date", "served_on"):
        day = _day(checked.get(name))
        if day is not None and day > today:
            _doubt(checked, name, Doubt.DATE_IN_FUTURE)
    born, signed = _day(checked.get("date_of_birth")), _day(checked.get("form_date"))
    if born is not None and signed is not None and born >= signed:
        _doubt(checked, "date_of_birth", Doubt.BIRTH_AFTER_FORM)
    elif born is not None and not _YOUNGEST <= (signed or today).year - born.year <= _OLDEST:
        _doubt(checked, "date_of_birth", Doubt.FIELD_INVALID)
    cancelled = _day(checked.get("cancels_date"))
    if cancelled is not None and signed is not None and cancelled > signed:
        _doubt(checked, "cancels_date", Doubt.FIELD_INVALID)
    event = checked.get("event_number")
    # a note never takes the place of a doubt
    read = event.value if event is not None and event.doubt is None else None
    if isinstance(read, str) and maimed_event_number(read):
        _doubt(checked, "event_number", Doubt.FIELD_UNCERTAIN)
    elif isinstance(read, str) and not usual_event_number(read):
        _doubt(checked, "event_number", Doubt.EVENT_NUMBER_UNUSUAL)
    return checked


def _day(reading: FieldReading | None) -> date | None:
    return date.fromisoformat(reading.value) if reading is not None and isinstance(reading.value, str) else None


def _doubt(fields: dict[str, FieldReading], name: str, doubt: Doubt) -> None:
    fields[name] = replace(fields[name], doubt=doubt)
