"""Numbers and moments are written one way, and one of a thing is one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.wording import elapsed, moment, number_of


@pytest.mark.parametrize(
    ("number", "noun", "plural", "told"),
    [
        (1, "page", "", "1 page"),
        (0, "page", "", "0 pages"),
        (1200, "page", "", "1,200 pages"),
        (1, "entry", "entries", "1 entry"),
        (2, "transmission waits", "transmissions wait", "2 transmissions wait"),
    ],
)
def test_a_number_agrees_with_its_noun(number: int, noun: str, plural: str, told: str) -> None:
    assert number_of(number, noun, plural) == told


def test_a_moment_is_told_as_the_departments_clocks_show_it() -> None:
    boston = ZoneInfo("America/New_York")
    assert moment(datetime(2025, 3, 4, 3, 30, tzinfo=UTC), boston) == "2025-03-03 22:30"
    assert moment(datetime(2025, 7, 4, 3, 30, tzinfo=UTC), boston) == "2025-07-03 23:30"


@pytest.mark.parametrize(("seconds", "told"), [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (185.2, "3 min 5 s")])
def test_durations_are_told_in_words(seconds: float, told: str) -> None:
    assert elapsed(seconds) == told
