"""What a typed value can be: what cannot be is refused, what hardly is, is told without quoting it."""

from datetime import UTC, date, datetime

import pytest

from pipeline.errors import WrongUse
from pipeline.reviewing.bounds import LONGEST_REASON, check_done, check_past, check_reason, unlikely
from pipeline.values import Disposition

CAME = date(2025, 6, 1)
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("date_of_birth", "2016-05-01", "the subject was 9 years old when it came"),
        ("date_of_birth", "1930-05-01", "the subject was 95 years old when it came"),
        ("date_of_birth", "2025-06-02", "lies after the day on which it came"),
        ("form_date", "2025-06-02", "lies after the day on which it came"),
        ("event_number", "BOS12", "does not have the usual form"),
        ("subject_id", "12", "has 2 digits"),
    ],
)
def test_what_can_be_and_hardly_is_is_told_without_its_value(name: str, value: str, told: str) -> None:
    sentence = unlikely(name, value, CAME)
    assert sentence is not None
    assert told in sentence
    assert value not in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date_of_birth", "2011-06-01"),
        ("date_of_birth", "1934-06-02"),
        ("date_of_birth", None),
        ("form_date", "2025-06-01"),
        ("event_number", "BOS2501000123"),
        ("subject_id", "316260261"),
        ("basis", ("biometric",)),
    ],
)
def test_of_what_is_usual_nothing_is_told(name: str, value: object) -> None:
    assert unlikely(name, value, CAME) is None


@pytest.mark.parametrize("at", [datetime(1890, 1, 1, tzinfo=UTC), datetime(2025, 6, 1, 13, tzinfo=UTC)])
def test_a_time_before_all_forms_or_after_now_is_refused(at: datetime) -> None:
    with pytest.raises(WrongUse, match=r"received_at: (expected a time from 1980-01-01 on|lies in the future)"):
        check_past("received_at", at, NOW)


@pytest.mark.parametrize(
    "done",
    [
        Disposition(outcome_on=date(2025, 6, 2)),
        Disposition(released_at=datetime(2025, 6, 1, 13, tzinfo=UTC)),
        Disposition(transferred_at=datetime(1890, 6, 1, 13, tzinfo=UTC)),
        Disposition(receiving_agency="x" * 301),
        Disposition(receiving_agency="ICE\nall accepted"),
    ],
)
def test_what_was_done_was_done_and_can_be_read(done: Disposition) -> None:
    with pytest.raises(WrongUse):
        check_done(done, NOW)
    check_done(Disposition(outcome_on=date(2025, 6, 1), receiving_agency="ICE"), NOW)


@pytest.mark.parametrize("reason", ["fine\nnot fine", "\x1b[31m", "x" * (LONGEST_REASON + 1)])
def test_a_reason_is_one_line_of_plain_text(reason: str) -> None:
    with pytest.raises(WrongUse, match="the reason: expected"):
        check_reason(reason)
    check_reason("the caller said so, at 02:15")
