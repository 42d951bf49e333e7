"""Days and times are understood as people write them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.counting.moments import moments_in

ZONE = ZoneInfo("America/New_York")
WRITTEN = datetime(2024, 9, 24, 22, 7, tzinfo=ZONE)


@given(
    st.dates(date(2000, 1, 1), date(2024, 9, 24)),
    st.times(),
    st.sampled_from(["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%m-%d-%Y"]),
    st.sampled_from(["at %H:%M", "%H%M hrs", "at %I:%M %p", "%H:%M hours", "at %H%M"]),
)
def test_a_written_day_and_time_is_read_back(day, clock, day_style, time_style):
    clock = clock.replace(second=0, microsecond=0)
    (moment,) = moments_in(f"faxed on {day.strftime(day_style)} {clock.strftime(time_style)}.", WRITTEN, ZONE)
    assert moment.at.replace(tzinfo=None) == datetime.combine(day, clock)
    assert moment.gives_time


@given(st.text(max_size=200))
def test_any_text_is_survived(text):
    for moment in moments_in(text, WRITTEN, ZONE):
        assert moment.at.tzinfo is ZONE


def test_a_time_alone_is_the_last_such_time():
    assert moments_in("came at 0215 hrs", WRITTEN, ZONE)[0].at.date() == date(2024, 9, 24)
    assert moments_in("came at 2330 hrs", WRITTEN, ZONE)[0].at.date() == date(2024, 9, 23)


def test_a_day_without_a_year_is_the_last_such_day():
    assert moments_in("on 12/30", datetime(2025, 1, 2, tzinfo=ZONE), ZONE)[0].at.date() == date(2024, 12, 30)


def test_a_weekday_is_the_last_such_day():
    assert moments_in("on Sunday", WRITTEN, ZONE)[0].at.date() == date(2024, 9, 22)
    assert moments_in("on Tuesday", WRITTEN, ZONE)[0].at.date() == date(2024, 9, 24)


def test_a_day_alone_stands_as_its_midnight():
    (moment,) = moments_in("yesterday", WRITTEN, ZONE)
    assert moment.at == datetime.combine(WRITTEN.date() - timedelta(days=1), time(), ZONE)
    assert not moment.gives_time


@pytest.mark.parametrize(
    "text", ["DOB 01/02/1980", "dated 9/20/2024", "arrested on 09/21/2024", "13/45/2024", "0261 hrs"]
)
def test_other_days_and_impossible_ones_are_left_out(text):
    assert moments_in(text, WRITTEN, ZONE) == ()


def test_a_date_says_more_than_a_word_of_the_day():
    (moment,) = moments_in("on the A-1 fax this shift (September 20, 2024, 0900 hrs)", WRITTEN, ZONE)
    assert moment.at == datetime(2024, 9, 20, 9, 0, tzinfo=ZONE)
