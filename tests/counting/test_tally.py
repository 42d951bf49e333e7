"""The figures of a year, and an honest word on what could still change them."""

import pytest

from pipeline.counting.requests import gather
from pipeline.counting.tally import tally
from pipeline.values import Disposition
from pipeline.vocabulary import Channel, Doubt, Kind, Outcome, Status


@pytest.fixture
def count(drawn, boston):
    def run(*documents, year=2025, dispositions=None, rules=None, reported=None):
        gathered = gather(documents, {}, dispositions or {}, rules or boston, drawn.zone)
        return tally(year, documents, gathered, drawn.zone, rules or boston, reported)

    return run


def test_the_contracts_shape_with_a_small_year(drawn, count):
    told = count(
        drawn.document("a", drawn.detainer(1), at="2025-01-05T09:00"),
        drawn.document("b", drawn.detainer(1), at="2025-01-06T09:00", channel=Channel.EMAIL),
        drawn.document(
            "c",
            drawn.detainer(2, basis=("transferred_for_proceeding",)),
            at="2025-02-06T09:00",
            channel=Channel.DISTRICT_FAX,
            district="A-15",
        ),
        drawn.document(
            "d", drawn.detainer(3, basis=("biometric", "final_order")), channel=Channel.DISTRICT_FAX, district="A-7"
        ),
        drawn.document("e", drawn.detainer(3, kind=Kind.CANCELLATION), at="2025-04-05T09:00"),
        drawn.document("f", drawn.record(kind=Kind.NOTIFICATION_REQUEST, form="I-247G")),
        drawn.document("g", drawn.record(kind=Kind.WARRANT_ONLY, form="I-200"), status=Status.SET_ASIDE),
        drawn.document("h", drawn.record(kind=Kind.OTHER, form=None), status=Status.SET_ASIDE),
        drawn.document("i", drawn.detainer(4), at="2024-05-05T09:00"),
    )
    assert told.as_json() == {
        "year": 2025,
        "requests": 3,
        "awaiting_review": 0,
        "final": True,
        "by_reason": {"probable_cause": 2, "transferred_for_proceeding": 1},
        "by_ground": {"final_order": 1, "pending_proceedings": 0, "biometric": 2, "statements": 0},
        "by_channel": {"dedicated_fax": 1, "district_fax": 2, "email": 0, "in_person": 0},
        "by_district": {"A-7": 1, "A-15": 1},
        "by_month": {"01": 1, "02": 1, "03": 1} | {f"{month:02d}": 0 for month in range(4, 13)},
        "by_form": {"I-247A": 3},
        "dedicated_share": 0.33,
        "cancelled": 1,
        "detained": 0,
        "transferred": 0,
        "reimbursements": 0,
        "previous_year": {"year": 2024, "requests": 1, "change": 2},
        "not_counted": {
            "duplicate": 1,
            "notification_request": 1,
            "warrant_only": 1,
            "incomplete": 0,
            "misaddressed": 0,
            "other": 1,
            "unreadable": 0,
        },
        "possibly_missing": {},
    }


def test_an_empty_first_year_has_no_share_and_no_year_before(count):
    told = count()
    assert (told.requests, told.dedicated_share, told.previous_year, told.final) == (0, None, None, True)


def test_what_is_unread_doubtful_or_broken_keeps_the_year_open(drawn, count):
    told = count(
        drawn.document("a"),
        drawn.document("b", drawn.detainer(1), status=Status.NEEDS_REVIEW),
        drawn.document("c", drawn.record(kind=Kind.UNREADABLE, form=None), status=Status.FAILED),
        drawn.document("d", drawn.detainer(2)),
    )
    assert told.open_transmissions == ("a", "b", "c")
    assert (told.requests, told.awaiting_review, told.final) == (2, 3, False)
    assert told.not_counted["unreadable"] == 1


def test_a_link_that_asks_keeps_the_year_open(drawn, count):
    same_event = drawn.detainer(2, event_number=drawn.detainer(1).text("event_number"))
    assert count(drawn.document("a", drawn.detainer(1)), drawn.document("b", same_event)).awaiting_review == 2


def test_what_waits_in_another_year_does_not_hold_up_this_one(drawn, count):
    assert count(drawn.document("a", at="2024-05-05T09:00")).final


def test_a_reason_that_could_not_be_read_is_told_apart(drawn, count):
    told = count(drawn.document("a", drawn.detainer(basis=None, doubts=(Doubt.BASIS_MISSING,))))
    assert told.by_reason == {"probable_cause": 0, "transferred_for_proceeding": 0, "not_stated": 1}


def test_a_warrant_that_came_with_its_detainer_is_not_a_warrant_alone(drawn, count):
    warrant = drawn.record(kind=Kind.WARRANT_ONLY, form="I-200")
    assert count(drawn.document("a", drawn.detainer(), warrant)).not_counted["warrant_only"] == 0


def test_outcomes_and_reimbursements_are_added_up(drawn, boston, count):
    documents = (drawn.document("a", drawn.detainer(1)), drawn.document("b", drawn.detainer(2)))
    one, other = (request.id for request in gather(documents, {}, {}, boston, drawn.zone).requests)
    done = {one: Disposition(Outcome.DETAINED, None, 120.5), other: Disposition(Outcome.TRANSFERRED)}
    told = count(*documents, dispositions=done)
    assert (told.detained, told.transferred, told.reimbursements) == (1, 1, 120.5)
