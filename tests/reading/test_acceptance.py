"""A record stands without a person only where few enough errors are to be expected in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.reading.acceptance import cut_for, expected_errors, unsure
from pipeline.values import FieldReading
from pipeline.vocabulary import Doubt

NAMES = ("subject_name", "file_number", "form_date")


def fields(**different: FieldReading) -> dict[str, FieldReading]:
    return {name: FieldReading("x", confidence=0.9998, reader="all") for name in NAMES} | different


def test_a_record_that_was_read_clearly_stands() -> None:
    assert unsure(fields(), NAMES, 0.01) == ()


@pytest.mark.parametrize(
    "bad",
    [
        FieldReading(None, doubt=Doubt.FIELD_MISSING),
        FieldReading("x", confidence=0.9998, doubt=Doubt.READERS_DISAGREE),
        FieldReading("x", confidence=0.85),
    ],
    ids=["missing", "doubted", "unlikely"],
)
def test_one_field_that_is_missing_doubted_or_unlikely_keeps_it_back(bad: FieldReading) -> None:
    assert unsure(fields(file_number=bad), NAMES, 0.01) == ("file_number",)


def test_a_field_that_is_not_there_keeps_it_back() -> None:
    assert unsure({}, ("subject_name",), 0.01) == ("subject_name",)


def test_many_fields_that_are_each_nearly_sure_keep_it_back_together() -> None:
    nearly = FieldReading("x", confidence=1 - 0.5 * cut_for(0.01))
    told = fields(subject_name=nearly, file_number=nearly, form_date=nearly)
    assert expected_errors(told, NAMES) > cut_for(0.01)
    assert len(unsure(told, NAMES, 0.01)) == 1


@given(some.floats(0.0001, 0.2), some.floats(0.0001, 0.2), some.lists(some.floats(0, 1), min_size=3, max_size=3))
def test_who_allows_fewer_errors_never_accepts_more(one: float, other: float, sure: list[float]) -> None:
    strict, lax = min(one, other), max(one, other)
    assert cut_for(strict) <= cut_for(lax)
    told = {name: FieldReading("x", confidence=each) for name, each in zip(NAMES, sure, strict=True)}
    if not unsure(told, NAMES, strict):
        assert not unsure(told, NAMES, lax)
