"""Requests and rows one to one, by what all witnesses say together."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reconciling.accounting import account
from pipeline.reconciling.cells import CountryNames
from pipeline.reconciling.matching import Matching, assign, match
from pipeline.reconciling.models import columns, same_countries, scores
from pipeline.reconciling.standing import standings
from pipeline.reconciling.values import OurRequest, TheirRow, Verdict
from pipeline.vocabulary import Basis
from tests.reconciling.conftest import our_request, their_row

COUNTRIES = CountryNames(same_countries())
DAY = date(2025, 3, 4)


def matched(ours: Sequence[OurRequest], theirs: Sequence[TheirRow]) -> Matching:
    rows = sorted(theirs, key=lambda row: (row.prepared_on, row.number))
    return match(ours, rows, standings(rows, columns().lift_reasons), scores(), COUNTRIES, 2025)


def crowd() -> list[TheirRow]:
    """Other people's rows, so that values have their usual shares."""
    names = ("GUATEMALA", "EL SALVADOR", "HAITI", "BRAZIL", "DOMINICAN REPUBLIC", "HONDURAS")
    return [
        their_row(100 + n, date(2025, 1, 1) + timedelta(n * 3), citizenship=names[n % 6], birth_country=names[n % 6],
                  birth_year=1960 + n % 43, sex="F" if n % 8 == 0 else "M")
        for n in range(120)
    ]  # fmt: skip


def row_of(request: OurRequest, *rows: TheirRow) -> int | None:
    """The number of the row that the request gets, among these and a crowd."""
    theirs = sorted([*crowd(), *rows], key=lambda row: (row.prepared_on, row.number))
    found = matched([request], theirs).by_ours.get(0)
    return theirs[found.theirs].number if found else None


def test_a_request_gets_the_row_in_which_everything_agrees() -> None:
    assert row_of(our_request(), their_row(7)) == 7


@pytest.mark.parametrize(
    "changed",
    [
        {"citizenship": None}, {"birth_year": None}, {"sex": None}, {"flags": None}, {"birth_year": 1986},
        {"citizenship": "BAHAMAS"}, {"flags": {Basis.BIOMETRIC: False, Basis.STATEMENTS: True}}, {"form": "I-247D"},
    ],
)  # fmt: skip
def test_one_thing_that_is_redacted_or_differs_does_not_lose_the_pair(changed: dict[str, object]) -> None:
    assert row_of(our_request(), their_row(7, **changed)) == 7


def test_a_row_that_tells_of_somebody_else_is_not_taken() -> None:
    assert (
        row_of(our_request(), their_row(7, citizenship="PERU", birth_country="PERU", birth_year=1960, sex="F")) is None
    )


def test_a_row_that_tells_nothing_but_its_day_is_not_enough() -> None:
    told = {"citizenship": None, "birth_country": None, "birth_year": None, "sex": None, "flags": None, "form": None}
    assert row_of(our_request(basis=None), their_row(7, **told)) is None


@pytest.mark.parametrize(("days", "found"), [(0, 7), (1, 7), (-1, 7), (3, 7), (14, 7), (15, None), (-40, None)])
def test_a_row_prepared_long_before_or_after_is_another_one(days: int, found: int | None) -> None:
    assert row_of(our_request(citizenship="LATVIA"), their_row(7, DAY + timedelta(days), citizenship="LATVIA")) == found


def test_the_day_of_receipt_speaks_where_the_forms_date_was_not_read_or_was_misread() -> None:
    late = DAY + timedelta(days=2)
    assert row_of(our_request(on=late, form_date=None, citizenship="LATVIA"), their_row(7, citizenship="LATVIA")) == 7
    wrong = our_request(on=DAY, form_date=date(2023, 3, 4), citizenship="LATVIA")
    assert row_of(wrong, their_row(7, citizenship="LATVIA")) == 7
    (found,) = matched([wrong], [their_row(7, citizenship="LATVIA"), *crowd()]).matches
    assert (found.verdicts["date"], found.days) == (Verdict.DIFFERS, 0)


def test_dhs_names_of_one_country_agree_and_a_country_of_birth_nearly_does() -> None:
    (found,) = matched(
        [our_request(citizenship="CHINA, PEOPLES REPUBLIC OF")], [their_row(citizenship="China")]
    ).matches
    assert found.verdicts["citizenship"] is Verdict.AGREES
    (found,) = matched([our_request(citizenship="HAITI")], [their_row(citizenship="BAHAMAS"), *crowd()]).matches
    assert found.verdicts["citizenship"] is Verdict.NEARLY


def test_twins_are_paired_by_what_tells_them_apart() -> None:
    ours = [our_request("R1"), our_request("R2", birth_year=1990)]
    theirs = sorted(
        [*crowd(), their_row(7, birth_year=1990), their_row(8)], key=lambda row: (row.prepared_on, row.number)
    )
    found = matched(ours, theirs)
    assert [theirs[found.by_ours[place].theirs].number for place in (0, 1)] == [8, 7]
    assert not any(each.ambiguous for each in found.matches)


def test_twins_that_nothing_tells_apart_are_paired_and_called_ambiguous() -> None:
    found = matched(
        [our_request("R1"), our_request("R2", birth_year=None)], [their_row(7), their_row(8, birth_year=None)]
    )
    assert len(found.matches) == 2
    found = matched([our_request("R1"), our_request("R2")], [their_row(7), their_row(8)])
    assert len(found.matches) == 2
    assert all(each.ambiguous and each.rivals_ours and each.rivals_theirs for each in found.matches)


def test_one_request_for_two_rows_alike_is_ambiguous_and_takes_one() -> None:
    (found,) = matched([our_request()], [their_row(7), their_row(8), *crowd()]).matches
    assert found.ambiguous
    assert len(found.rivals_theirs) == 1


def test_the_row_that_stands_is_taken_before_its_duplicate() -> None:
    rows = [their_row(7, birth_year=1988, lift_reason="Duplicate"), their_row(8)]
    assert row_of(our_request(), *rows) == 8


def test_a_rare_country_says_more_than_a_common_one() -> None:
    common, rare = our_request(citizenship="GUATEMALA"), our_request("R2", citizenship="LATVIA")
    found = matched(
        [common, rare], [their_row(7, citizenship="GUATEMALA"), their_row(8, citizenship="LATVIA"), *crowd()]
    )
    assert found.by_ours[1].score > found.by_ours[0].score


def test_nothing_matches_nothing() -> None:
    assert matched([], []).matches == ()
    assert matched([our_request()], []).matches == ()
    assert matched([], [their_row()]).matches == ()


# --- whatever comes


prepared = operator.attrgetter("prepared_on")
DAYS = st.dates(date(2024, 12, 20), date(2026, 1, 10))
SOME = {
    "citizenship": st.sampled_from(["HAITI", "BRAZIL", "CHINA", None]),
    "birth_year": st.sampled_from([1987, 1988, None]),
    "sex": st.sampled_from(["M", "F", None]),
}
REQUESTS = st.lists(
    st.builds(lambda on, **facts: our_request(on=on, **facts), on=DAYS, form_date=st.none() | DAYS, **SOME), max_size=12
).map(lambda found: [replace(request, id=f"R{place}") for place, request in enumerate(found)])
ROWS = st.lists(
    st.builds(
        lambda on, **facts: their_row(0, on, **facts),
        on=DAYS,
        lift_reason=st.sampled_from([None, "Duplicate", "Superseding - New Form Issued"]),
        duplicate_likely=st.sampled_from([None, True, False]),
        person=st.sampled_from([None, "a", "b"]),
        **SOME,
    ),
    max_size=12,
).map(lambda found: [replace(row, number=8 + place) for place, row in enumerate(sorted(found, key=prepared))])


@settings(max_examples=60, deadline=None)
@given(REQUESTS, ROWS)
def test_never_two_of_ours_to_one_of_theirs_and_the_account_always_adds_up(
    ours: list[OurRequest], theirs: list[TheirRow]
) -> None:
    found = matched(ours, theirs)
    assert (
        len({each.ours for each in found.matches}) == len({each.theirs for each in found.matches}) == len(found.matches)
    )
    assert all(each.score >= found.threshold for each in found.matches)
    told = account(2025, ours, theirs, standings(theirs, columns().lift_reasons), found)
    assert (
        told.theirs - sum(told.their_reasons.values()) == len(told.both) == told.ours - sum(told.our_reasons.values())
    )
    assert told.theirs == sum(row.prepared_on.year == 2025 for row in theirs)
    assert told.ours == sum(request.received_on.year == 2025 for request in ours)
    assert {each.request.id for each in (*told.both, *told.only_ours)} == {r.id for r in ours if r.year == 2025}


@settings(max_examples=40, deadline=None)
@given(REQUESTS, ROWS, st.randoms())
def test_the_best_sum_does_not_depend_on_the_order(
    ours: list[OurRequest], theirs: list[TheirRow], chance: object
) -> None:
    turned = list(ours)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    one, other = (sum(each.score for each in matched(some, theirs).matches) for some in (ours, turned))
    assert one == pytest.approx(other)


CANDIDATES = st.dictionaries(
    st.integers(0, 4), st.dictionaries(st.integers(0, 4), st.floats(0, 20), max_size=5), max_size=5
)


@settings(deadline=None)
@given(CANDIDATES)
def test_no_other_way_to_pair_is_better(candidates: dict[int, dict[int, float]]) -> None:
    threshold = 6.0

    def worth(pairs: dict[int, int]) -> float:
        return sum(candidates[request][row] - threshold for request, row in pairs.items())

    requests = list(candidates)
    best = 0.0
    for rows in itertools.product(*([None, *candidates[request]] for request in requests)):
        taken = [row for row in rows if row is not None]
        if len(set(taken)) == len(taken):
            pairs = {request: row for request, row in zip(requests, rows, strict=True) if row is not None}
            if all(candidates[request][row] >= threshold for request, row in pairs.items()):
                best = max(best, worth(pairs))
    assert worth(assign(candidates, threshold)) == pytest.approx(best, abs=1e-6)
