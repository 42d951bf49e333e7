"""Why the totals differ: each request and each row has one reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from pipeline.reconciling.accounting import Account, OurReason, TheirReason, account
from pipeline.reconciling.models import columns
from pipeline.reconciling.standing import standings
from pipeline.reconciling.values import OurRequest, TheirRow
from tests.reconciling.conftest import our_request, their_row
from tests.reconciling.test_matching import crowd, matched


def told(ours: Sequence[OurRequest], *theirs: TheirRow, forms: Sequence[str] = ()) -> Account:
    rows = sorted(theirs, key=lambda row: (row.prepared_on, row.number))
    return account(2025, ours, rows, standings(rows, columns().lift_reasons), matched(ours, rows), forms)


def test_a_pair_is_counted_by_both() -> None:
    found = told([our_request()], their_row())
    assert (found.theirs, found.ours, len(found.both), found.their_reasons, found.our_reasons) == (1, 1, 1, {}, {})


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"lift_reason": "Duplicate"}, TheirReason.DUPLICATE),
        ({"lift_reason": "Superseding - New Form Issued"}, TheirReason.SUPERSEDED),
        ({"cancels": True}, TheirReason.CANCELS),
        ({"form": "I-247G"}, TheirReason.NOTIFICATION),
        ({}, TheirReason.NOT_RECEIVED),
    ],
)
def test_a_row_without_a_request_has_its_reason(changed: dict[str, object], reason: TheirReason) -> None:
    assert told([], their_row(**changed)).their_reasons == {reason: 1}


def test_where_notification_requests_count_they_are_missed() -> None:
    assert told([], their_row(form="I-247G"), forms=["I-247G"]).their_reasons == {TheirReason.NOT_RECEIVED: 1}


def test_a_row_like_a_request_that_another_row_fits_better_says_so() -> None:
    found = told([our_request()], their_row(7), their_row(8, birth_year=None), *crowd())
    assert found.their_reasons[TheirReason.LIKE_ANOTHER] >= 1
    assert len(found.both) == 1


@pytest.mark.parametrize(
    ("lifted", "reason"),
    [("Duplicate", OurReason.ROW_DUPLICATE), ("Superseding - New Form Issued", OurReason.ROW_SUPERSEDED)],
)
def test_a_request_whose_only_row_is_set_aside_says_so(lifted: str, reason: OurReason) -> None:
    found = told([our_request()], their_row(lift_reason=lifted))
    assert (found.our_reasons, len(found.both)) == ({reason: 1}, 0)
    assert found.only_ours[0].row == their_row(lift_reason=lifted)


def test_a_request_without_a_row_is_not_in_the_file() -> None:
    assert told([our_request()]).our_reasons == {OurReason.NOT_IN_FILE: 1}


def test_a_request_whose_day_the_file_does_not_cover_says_so() -> None:
    ours, covers = [our_request("R1"), our_request("R2", date(2025, 11, 2))], (date(2024, 12, 1), date(2025, 10, 15))
    found = account(2025, ours, [], [], matched(ours, []), covers=covers)
    assert found.our_reasons == {OurReason.OUTSIDE_FILE: 1, OurReason.NOT_IN_FILE: 1}


def test_pairs_across_new_year_are_found_and_told_from_either_side() -> None:
    eve, morning = date(2024, 12, 31), date(2025, 1, 2)
    end, after = date(2025, 12, 31), date(2026, 1, 2)
    ours = [our_request("R1", morning, form_date=eve), our_request("R2", after, form_date=end, sex="F")]
    found = told(ours, their_row(7, eve), their_row(8, end, sex="F"))
    assert (found.theirs, found.ours, len(found.both)) == (1, 1, 0)
    assert found.their_reasons == {TheirReason.OTHER_YEAR: 1}
    assert found.our_reasons == {OurReason.ROW_OTHER_YEAR: 1}
    assert found.only_theirs[0].request == ours[1]


def test_the_year_of_a_request_is_the_one_it_counts_in() -> None:
    counted_before = replace(our_request("R1", date(2025, 1, 1)), counts_in=2024)
    assert told([counted_before]).ours == 0


def test_an_account_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="add up"):
        Account(2025, 2, 0, (), (), (), 1.0)
