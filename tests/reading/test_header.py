"""The line that the sending machine prints is understood in the layouts of many makes, and where it is damaged."""

# ruff: noqa: DTZ001 - the clock of a sending machine has no zone
from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.header import complete, fuller, parse_header, whole
from sample_faxes.headers import LAYOUTS, Call

CALL = Call("ICE ERO BOSTON", "7815550137", "16175550100", datetime(2025, 1, 14, 14, 32))
TELLS_THE_NUMBER_CALLED = ("fr-to", "from-to", "weekday", "iso")
TELLS_HOW_MANY_PAGES = ("fr-to", "from-to", "columns", "weekday", "iso")


@pytest.mark.parametrize("layout", LAYOUTS)
@given(
    when=st.datetimes(datetime(2000, 1, 1), datetime(2059, 12, 31)),
    page=st.integers(1, 30),
    more=st.integers(0, 20),
    sender=st.sampled_from(
        ["ICE ERO BOSTON", "Ero Hartford Sub Office", "DHS/ICE BURLINGTON MA", "PERC LAGUNA NIGUEL"]
    ),
)
def test_every_layout_tells_its_time_its_page_and_its_sender(
    layout: str, when: datetime, page: int, more: int, sender: str
) -> None:
    call = Call(sender, "7815550137", "16175550100", when)
    header = parse_header(LAYOUTS[layout](call, page, page + more))
    assert header is not None
    assert header.sent_at == when.replace(second=0, microsecond=0)
    assert header.sent_at.tzinfo is None
    assert header.page == page
    assert header.pages == (page + more if layout in TELLS_HOW_MANY_PAGES else None)
    assert (header.sender or "").upper() == sender.upper()
    assert header.to_number == ("+16175550100" if layout in TELLS_THE_NUMBER_CALLED else None)


@pytest.mark.parametrize(
    ("line", "sent_at", "to_number", "page", "pages"),
    [
        ("JAN l4 2O25 14:32 FR ICE ERO 781 555 0137 TO 1617555O1O0 P.O2/04", (1, 14, 14, 32), "+16175550100", 2, 4),
        ("01/14/2025 14;32 FROM ICE BOSTON T0: (617) 555-0100 PAGE 1 OF 3", (1, 14, 14, 32), "+16175550100", 1, 3),
        ("14 JAN 2025 2:05 PM ICE BOSTON PG 3/3", (1, 14, 14, 5), None, 3, 3),
        ("2025-01-14 12:05 AM ICE BOSTON P 1/1", (1, 14, 0, 5), None, 1, 1),
        ("ICE ERO BOSTON 01-14-2025 23:59 02/05", (1, 14, 23, 59), None, 2, 5),
        ("FR ICE ERO TO 617 555 0100 P.01/02", None, "+16175550100", 1, 2),
        ("01/14/25 08:00 ICE BURLINGTON 617-555-0122 PAGE 1/1", (1, 14, 8, 0), None, 1, 1),
    ],
)
def test_a_damaged_line_tells_what_is_left_of_it(
    line: str, sent_at: tuple[int, int, int, int] | None, to_number: str | None, page: int, pages: int
) -> None:
    header = parse_header(line)
    assert header is not None
    assert header.sent_at == (datetime(2025, *sent_at) if sent_at else None)
    assert header.to_number == to_number
    assert (header.page, header.pages) == (page, pages)
    assert header.raw == line


@pytest.mark.parametrize(
    "line",
    [
        "", "DEPARTMENT OF HOMELAND SECURITY", "IMMIGRATION DETAINER - NOTICE OF ACTION", "Date: 03/05/2020",
        "Please send this to 617 555 0100", "U.S. Immigration and Customs Enforcement", "0123456789 0123456789",
    ],
)  # fmt: skip
def test_what_is_no_header_line_is_none(line: str) -> None:
    assert parse_header(line) is None


def test_an_hour_that_is_none_gives_no_time() -> None:
    header = parse_header("01/14/2025 27:61 ICE ERO BOSTON TO 16175550100 P.01/02")
    assert header is not None
    assert header.sent_at is None


def test_a_page_beyond_the_last_is_no_page() -> None:
    header = parse_header("01/14/2025 14:32 ICE ERO BOSTON TO 16175550100 P.07/02")
    assert header is not None
    assert (header.page, header.pages) == (None, None)


def test_two_readings_of_one_line_make_up_for_each_other() -> None:
    one = parse_header("JAN 14 2025 14:32 FR ICE ERO BOSTON 781 555 0137 TO l6l7~~50100 P.02/04")
    other = parse_header("JAN 14 20~5 1~:32 FR ICE ER0 TO 16175550100 P.02/04")
    both = fuller(one, other)
    assert both is not None
    assert both.sent_at == datetime(2025, 1, 14, 14, 32)
    assert both.to_number == "+16175550100"
    turned = fuller(other, one)
    assert turned is not None
    assert (turned.sent_at, turned.to_number, turned.page) == (both.sent_at, both.to_number, both.page)
    assert fuller(None, one) == one == fuller(one, None)
    assert fuller(None, None) is None


def test_a_line_is_complete_when_it_tells_time_and_page() -> None:
    assert complete(parse_header(LAYOUTS["fr-to"](CALL, 2, 4)))
    assert not complete(parse_header("FR ICE ERO TO 617 555 0100 P.01/02"))
    assert not complete(None)


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120))
def test_no_text_makes_it_fail(text: str) -> None:
    header = parse_header(text)
    if header is not None and header.page is not None and header.pages is not None:
        assert 1 <= header.page <= header.pages


def test_a_line_is_whole_when_no_number_in_it_may_be_the_receiving_one() -> None:
    assert whole(parse_header(LAYOUTS["fr-to"](CALL, 2, 4)))
    assert whole(parse_header("JAN 14 2025 14:32 ICE ERO BOSTON P.02/04"))
    assert not whole(parse_header("JAN 14 2025 14:32 FR ICE ERO BOSTON 781 555 0137 P.02/04"))
    assert not whole(None)
