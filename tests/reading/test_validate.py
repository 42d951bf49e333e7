"""Fields are held against each other and the calendar; what cannot be right is kept with a doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pipeline.reading.validate import validated
from pipeline.values import FieldReading
from pipeline.vocabulary import Doubt

Fields = Callable[..., dict[str, FieldReading]]


def test_a_sound_form_is_left_as_it_is(detainer_fields: Fields, today: date) -> None:
    fields = detainer_fields()
    assert validated(fields, today) == fields


@pytest.mark.parametrize(
    ("name", "value", "doubt"),
    [
        ("form_date", "2025-07-01", Doubt.DATE_IN_FUTURE),
        ("date_of_birth", "2031-08-17", Doubt.BIRTH_AFTER_FORM),
        ("date_of_birth", "2025-02-11", Doubt.BIRTH_AFTER_FORM),
        ("date_of_birth", "1904-08-17", Doubt.FIELD_INVALID),
        ("date_of_birth", "1921-08-17", Doubt.FIELD_INVALID),
        ("date_of_birth", "2019-08-17", Doubt.FIELD_INVALID),
        ("cancels_date", "2025-02-12", Doubt.FIELD_INVALID),
        ("cancels_date", "2026-02-12", Doubt.FIELD_INVALID),
        ("served_on", "2025-07-01", Doubt.DATE_IN_FUTURE),
        ("event_number", "2025000123", Doubt.EVENT_NUMBER_UNUSUAL),
        ("event_number", "ES2502891855", Doubt.FIELD_UNCERTAIN),
    ],
)
def test_what_cannot_be_right_keeps_its_value_with_a_doubt(
    name: str, value: str, doubt: Doubt, detainer_fields: Fields, today: date
) -> None:
    found = validated(detainer_fields(**{name: value}), today)[name]
    assert (found.value, found.doubt) == (value, doubt)


def test_today_is_no_future(detainer_fields: Fields, today: date) -> None:
    assert validated(detainer_fields(form_date=today.isoformat()), today)["form_date"].doubt is None


def test_a_birth_without_a_form_date_is_still_held_against_the_calendar(detainer_fields: Fields, today: date) -> None:
    fields = validated(detainer_fields(form_date=None, date_of_birth="1904-01-01"), today)
    assert fields["date_of_birth"].doubt is Doubt.FIELD_INVALID


def test_fields_that_were_not_read_stay_so(detainer_fields: Fields, today: date) -> None:
    fields = detainer_fields(form_date=None, date_of_birth=None, event_number=None)
    assert validated(fields, today) == fields
    assert validated({}, today) == {}
