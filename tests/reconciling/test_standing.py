"""Which rows stand for a detainer of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.reconciling.models import columns
from pipeline.reconciling.standing import filled, standings
from pipeline.reconciling.values import TheirRow
from tests.reconciling.conftest import their_row


def stood(*rows: TheirRow) -> list[str]:
    return [each.standing.value for each in standings(rows, columns().lift_reasons)]


def repeats(rows: Sequence[TheirRow]) -> list[int | None]:
    return [each.of for each in standings(rows, columns().lift_reasons)]


def test_lift_reasons_say_what_is_a_duplicate_and_what_was_superseded() -> None:
    reasons = ("Booked into Detention", "Duplicate", "Superseding - New Form Issued", "DUPLICATE", None)
    rows = [their_row(n, date(2025, 1, 1 + 9 * n // 4), lift_reason=reason) for n, reason in enumerate(reasons)]
    assert stood(*rows) == ["stands", "duplicate", "superseded", "duplicate", "stands"]


def test_of_rows_that_are_all_marked_duplicate_likely_one_stands() -> None:
    rows = [their_row(n, duplicate_likely=True) for n in range(3)]
    assert stood(*rows) == ["stands", "duplicate", "duplicate"]


def test_a_row_marked_duplicate_likely_stands_when_its_twin_is_already_a_duplicate() -> None:
    rows = [their_row(1, duplicate_likely=True, lift_reason="Duplicate"), their_row(2, duplicate_likely=True)]
    assert stood(*rows) == ["duplicate", "stands"]
    assert repeats(rows) == [1, None]


def test_a_row_marked_duplicate_likely_whose_twin_is_elsewhere_stands() -> None:
    assert stood(their_row(1, duplicate_likely=True)) == ["stands"]


def test_rows_of_one_person_within_a_day_are_one_and_later_ones_are_not() -> None:
    days = [date(2025, 3, 4), date(2025, 3, 5), date(2025, 3, 9)]
    rows = [their_row(n, day, person="a1") for n, day in enumerate(days)]
    assert stood(*rows) == ["stands", "duplicate", "stands"]


def test_people_who_only_look_alike_are_two() -> None:
    assert stood(their_row(1, person="a1"), their_row(2, person="a2")) == ["stands", "stands"]
    assert stood(their_row(1), their_row(2)) == ["stands", "stands"]


def test_a_duplicate_repeats_its_persons_row_or_the_only_one_that_tells_the_same() -> None:
    other = their_row(3, birth_year=1990)
    assert (
        repeats([their_row(1, person="a"), their_row(2, date(2025, 3, 9), person="a", lift_reason="Duplicate")])[1] == 0
    )
    assert repeats([their_row(1), other, their_row(2, lift_reason="Duplicate")])[2] == 0
    assert repeats([their_row(1), their_row(4), their_row(2, lift_reason="Duplicate")])[2] is None
    assert repeats([other, their_row(2, lift_reason="Duplicate")])[1] is None


def test_what_is_redacted_in_a_row_is_filled_from_its_duplicate_and_nothing_is_changed() -> None:
    rows = [their_row(1, person="a", birth_year=None, sex="F"), their_row(2, person="a", lift_reason="Duplicate")]
    whole = filled(rows, standings(rows, columns().lift_reasons))
    assert (whole[0].birth_year, whole[0].sex, whole[0].number) == (1987, "F", 1)
    assert whole[1] == rows[1]
