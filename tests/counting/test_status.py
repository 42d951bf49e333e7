"""A transmission waits for a person when something in it could change the count, and only then."""

import pytest

from pipeline.counting.status import settle_status
from pipeline.vocabulary import Doubt, Kind, Status


def test_a_clear_detainer_is_accepted(drawn):
    assert settle_status([drawn.detainer()], [Doubt.SAME_BYTES]) is Status.ACCEPTED


def test_a_doubtful_detainer_waits(drawn):
    assert settle_status([drawn.detainer(doubts=(Doubt.BASIS_MISSING,))], []) is Status.NEEDS_REVIEW
    assert settle_status([drawn.detainer()], [Doubt.CHANNEL_UNKNOWN]) is Status.NEEDS_REVIEW


@pytest.mark.parametrize("kind", [Kind.OTHER, Kind.WARRANT_ONLY])
def test_what_does_not_count_is_set_aside(kind, drawn):
    record = drawn.record(kind=kind, doubts=(Doubt.FIELD_MISSING,))
    assert settle_status([record], [Doubt.FIELD_MISSING, Doubt.CHANNEL_UNKNOWN]) is Status.SET_ASIDE


@pytest.mark.parametrize(
    "doubt", [Doubt.MENTIONS_DETAINER, Doubt.PAGES_MISSING, Doubt.PART_SKIPPED, Doubt.FORM_UNCERTAIN]
)
def test_what_could_hide_a_request_waits(doubt, drawn):
    assert settle_status([drawn.record(kind=Kind.OTHER)], [doubt]) is Status.NEEDS_REVIEW


def test_a_warrants_own_doubt_does_not_hold_up_the_detainer_it_came_with(drawn):
    warrant = drawn.record(kind=Kind.WARRANT_ONLY, doubts=(Doubt.FIELD_MISSING,))
    assert settle_status([drawn.detainer(), warrant], [Doubt.FIELD_MISSING]) is Status.ACCEPTED


@pytest.mark.parametrize("kind", [Kind.INCOMPLETE, Kind.MISADDRESSED])
def test_incomplete_and_misaddressed_always_wait(kind, drawn):
    assert settle_status([drawn.record(kind=kind)], []) is Status.NEEDS_REVIEW


def test_what_cannot_be_decoded_failed(drawn):
    assert settle_status([drawn.record(kind=Kind.UNREADABLE)], [Doubt.UNDECODABLE]) is Status.FAILED
    assert settle_status([], [Doubt.EMPTY_FILE]) is Status.FAILED


def test_a_file_of_which_a_part_was_read_waits(drawn):
    records = [drawn.record(kind=Kind.UNREADABLE), drawn.detainer()]
    assert settle_status(records, [Doubt.PAGE_UNREADABLE]) is Status.NEEDS_REVIEW
