"""The best witness says when something came in; impossible ones are passed over."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.receive.times import inbox_time

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
MODIFIED = int(datetime(2026, 5, 30, 8, 0, tzinfo=UTC).timestamp()) * 10**9


def arrived(tags: dict[str, str], name: str = "fax.tif", modified_ns: int = MODIFIED) -> tuple[str, str]:
    at, how = inbox_time(tags, name, modified_ns, zone=ZONE, now=NOW)
    return at.isoformat(), how


def test_the_tag_is_on_the_wall_clock_of_the_department() -> None:
    assert arrived({"DateTime": "2025:01:14 14:32:05"}) == ("2025-01-14T14:32:05-05:00", "tag")


def test_without_a_tag_the_file_name_tells() -> None:
    assert arrived({}, "20250716-024500_0012.pdf") == ("2025-07-16T02:45:00-04:00", "file_name")


def test_the_topmost_received_header_comes_before_the_date() -> None:
    headers = {
        "Received": "from mx.example.gov by pd.example.gov; Fri, 2 May 2025 10:00:00 -0400",
        "Received.2": "from a by mx.example.gov; Fri, 2 May 2025 09:00:00 -0400",
        "Date": "Thu, 1 May 2025 23:00:00 -0400",
    }
    assert arrived(headers, "1.eml") == ("2025-05-02T10:00:00-04:00", "mail_received")
    del headers["Received"]
    assert arrived(headers, "1.eml")[0] == "2025-05-02T09:00:00-04:00"
    del headers["Received.2"]
    assert arrived(headers, "1.eml") == ("2025-05-01T23:00:00-04:00", "mail_date")


def test_a_mail_of_new_years_eve_counts_in_the_departments_year() -> None:
    assert arrived({"Date": "Thu, 1 Jan 2026 02:00:00 +0000"}, "1.eml")[0] == "2025-12-31T21:00:00-05:00"


@pytest.mark.parametrize(
    "tag",
    [
        "2025:13:01 00:00:00",
        "2025:02:30 00:00:00",
        "0000:00:00 00:00:00",
        "1970:01:01 00:00:00",
        "2031:01:01 00:00:00",
        "?",
    ],
)
def test_an_impossible_or_future_tag_is_passed_over(tag: str) -> None:
    assert arrived({"DateTime": tag}, "20250716-024500.tif")[1] == "file_name"


def test_a_name_with_a_number_that_is_no_date_falls_to_the_next() -> None:
    assert arrived({}, "99999999-999999_20250716-024500.pdf")[1] == "file_name"
    assert arrived({}, "1202507160-024500.pdf") == ("2026-05-30T04:00:00-04:00", "file_time")


def test_a_clock_a_few_hours_ahead_is_believed() -> None:
    assert arrived({"DateTime": "2026:06:01 20:00:00"})[1] == "tag"


def test_an_impossible_file_time_gives_the_time_it_was_taken_in() -> None:
    assert arrived({}, modified_ns=2**80) == ("2026-06-01T08:00:00-04:00", "file_time")
    assert arrived({}, modified_ns=0) == ("2026-06-01T08:00:00-04:00", "file_time")


def test_the_hour_that_comes_twice_is_the_first() -> None:
    assert arrived({"DateTime": "2025:11:02 01:30:00"})[0] == "2025-11-02T01:30:00-04:00"


def test_the_hour_that_is_left_out_is_moved_on() -> None:
    assert arrived({"DateTime": "2025:03:09 02:30:00"})[0] == "2025-03-09T03:30:00-04:00"


@pytest.mark.parametrize(
    "date", ["Thu, 99 Foo 2025", "x", ",", "1 1 1 1 1 1", "Fri, 2 May 2025 10:00:00 +9999", "\udcff"]
)
def test_a_date_that_cannot_be_read_falls_to_the_files_time(date: str) -> None:
    assert arrived({"Date": date}, "1.eml")[1] == "file_time"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.integers())
def test_whatever_the_witnesses_say_there_is_a_time(tag: str, name: str, header: str, modified_ns: int) -> None:
    at, _ = inbox_time({"DateTime": tag, "Received": header, "Date": header}, name, modified_ns, zone=ZONE, now=NOW)
    assert at.tzinfo is not None
    assert at.year >= 1989
