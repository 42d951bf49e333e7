"""What is missing is said as far as it can be told, and nothing is made up about what cannot."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.counting.completeness import MissingCode, SourceLog, find_missing, open_ones, tallied
from pipeline.counting.completeness.silence import chance_of_pause
from pipeline.counting.requests import gather
from pipeline.receive.xferfaxlog import Call, FaxLog
from pipeline.values import Disposition, HeaderLine, PageReading
from pipeline.vocabulary import Doubt, Kind, Outcome, Status
from tests.counting.conftest import Drawn

NOW = Drawn.when("2025-06-01T12:00")
LATE = dict.fromkeys(("fax-d-4", "fax-dedicated", "mail"), NOW)


@pytest.fixture
def missing(boston):
    def look(
        *documents,
        sources=("fax-d-4",),
        logs=(),
        looked=LATE,
        now=NOW,
        settled=None,
        dispositions=None,
        unreachable=(),
    ):
        gathered = gather(documents, {}, dispositions or {}, boston, Drawn.zone)
        return find_missing(documents, gathered, sources, logs, looked, now, Drawn.zone, settled, (), unreachable)

    return look


def fax(number, at="2025-03-04T02:15", source="fax-d-4", name=None, how="tag", record=None, sha=None):
    """A file of a fax server, read as something that does not count."""
    name = name or f"fax{number:09d}.tif"
    kept = record or Drawn.record(kind=Kind.OTHER, form=None)
    document = Drawn.document(f"T{source}{number}", kept, at=at, status=Status.SET_ASIDE)
    place = name if source == "by-hand" else f"{source}/{name}"
    arrived = replace(document.transmission, source=source, file=place, inbox_how=how, sha256=sha or f"{number:064d}")
    return replace(document, transmission=arrived)


def call(number, at="2025-03-04T02:15", pages=3, reason="", caller="6175550137", file=True):
    return Call(
        at=datetime.fromisoformat(at),
        kind="RECV",
        call_id=f"{number:09d}",
        modem="ttyS0",
        file=f"fax{number:09d}.tif" if file else None,
        pages=pages,
        duration=timedelta(minutes=2),
        reason=reason,
        caller=caller,
    )


def logged(*calls, sources=("fax-d-4",), **more):
    return (SourceLog(FaxLog("etc/xferfaxlog", tuple(sorted(calls, key=lambda each: each.at)), **more), sources),)


def codes(findings):
    return [each.code for each in findings]


# the fax server's log


def test_a_call_whose_file_was_never_taken_in_is_possibly_missing(missing):
    (found,) = missing(fax(12), logs=logged(call(12), call(13, "2025-03-04T03:00", pages=1)))
    assert (found.code, found.source, found.asks) == (MissingCode.CALL_NOT_TAKEN_IN, "fax-d-4", True)
    assert "2025-03-04 03:00" in found.sentence
    assert "fax000000013.tif" in found.sentence
    assert found.since == Drawn.when("2025-03-04T03:00")


def test_a_call_whose_file_was_taken_in_is_not(missing):
    assert missing(fax(12), fax(13, "2025-03-04T03:01"), logs=logged(call(12), call(13, "2025-03-04T03:00"))) == ()


@pytest.mark.parametrize("source", ["by-hand", "mail"])
def test_a_file_that_was_taken_in_elsewhere_is_there(missing, source):
    logs = logged(call(12), call(13, "2025-03-04T03:00"))
    assert missing(fax(12), fax(13, "2025-03-04T03:01", source=source), logs=logs) == ()


def test_a_file_of_that_name_from_another_year_is_another_fax(missing):
    logs = logged(call(12), call(13, "2025-03-04T03:00"))
    (found,) = missing(fax(12), fax(13, "2025-05-20T08:00", source="fax-dedicated"), logs=logs)
    assert found.code is MissingCode.CALL_NOT_TAKEN_IN


def test_one_file_is_not_the_fax_of_two_calls(missing):
    (found,) = missing(fax(12), logs=logged(call(12), call(12, "2025-03-05T09:00")))
    assert found.code is MissingCode.CALL_NOT_TAKEN_IN


def test_a_copy_without_its_own_time_is_found_by_its_name(missing):
    early = fax(11, "2025-03-01T08:00")
    assert missing(early, fax(12, "2025-05-30T08:00", how="file_time"), logs=logged(call(12))) == ()


def test_what_came_after_the_last_look_cannot_have_been_taken_in(missing):
    logs = logged(call(12), call(13, "2025-03-04T03:00"))
    just_after = {"fax-d-4": Drawn.when("2025-03-04T03:30")}
    assert missing(fax(12), logs=logs, looked=just_after) == ()
    assert missing(fax(12), logs=logs, looked={}) == ()
    assert len(missing(fax(12), logs=logs, looked={"fax-d-4": Drawn.when("2025-03-05T01:30")})) == 1


def test_a_log_that_fills_two_sources_waits_for_both_to_be_looked_at(missing):
    logs = logged(call(12), call(13, "2025-03-04T03:00"), sources=("fax-d-4", "fax-a-1"))
    assert missing(fax(12), logs=logs) == ()
    (found,) = missing(fax(12), logs=logs, looked=LATE | {"fax-a-1": NOW})
    assert found.source == "fax-d-4, fax-a-1"


def test_a_call_without_pages_broke_off(missing):
    (found,) = missing(fax(12), logs=logged(call(12), call(13, "2025-03-04T03:00", pages=0, reason="No carrier")))
    assert (found.code, found.asks, found.transmissions) == (MissingCode.CALL_BROKEN_OFF, True, ())
    assert "broke off before a page came" in found.sentence


def test_a_call_that_broke_off_and_came_through_soon_after_asks_nobody(missing):
    broken = call(13, "2025-03-04T03:00", pages=0, reason="No carrier")
    logs = logged(call(12), broken, call(14, "2025-03-04T03:04"))
    (found,) = missing(fax(12), fax(14, "2025-03-04T03:06"), logs=logs)
    assert (found.code, found.asks) == (MissingCode.CALL_BROKEN_OFF, False)
    assert "The same machine got a call through 4 minutes later." in found.sentence
    other = logged(call(12), broken, call(14, "2025-03-04T03:04", caller="7815550199"))
    assert missing(fax(12), fax(14, "2025-03-04T03:06"), logs=other)[0].asks


def test_a_call_that_broke_off_after_some_pages_names_its_transmission(missing):
    (found,) = missing(fax(12), logs=logged(call(12, pages=1, reason="Call dropped")))
    assert found.code is MissingCode.CALL_BROKEN_OFF
    assert found.transmissions == (fax(12).transmission.id,)


def test_an_early_log_without_file_names_is_held_against_the_times(missing):
    calls = [call(n, f"2025-03-0{n}T02:15", file=False) for n in (4, 5, 6)]
    (found,) = missing(fax(1, "2025-03-04T02:18"), fax(2, "2025-03-06T02:10"), logs=logged(*calls))
    assert (found.code, found.since) == (MissingCode.CALL_NOT_TAKEN_IN, Drawn.when("2025-03-05T02:15"))


def test_what_the_log_tells_from_before_the_first_arrival_is_said_once(missing):
    years = [call(n, f"20{10 + n}-03-04T02:15") for n in range(1, 12)]
    (found,) = missing(fax(77), logs=logged(*years, call(77)))
    assert (found.code, found.asks) == (MissingCode.CALLS_BEFORE_FIRST, False)
    assert "11 calls" in found.sentence


def test_a_source_whose_log_has_calls_and_that_never_delivered_asks(missing):
    found = missing(logs=logged(call(12), call(13, "2025-03-04T03:00", pages=0)))
    assert codes(found) == [MissingCode.SOURCE_NEVER_DELIVERED, MissingCode.CALLS_BEFORE_FIRST]
    assert [each.asks for each in found] == [False, True]


def test_a_log_that_cannot_be_read_is_said_so_and_asks(missing):
    (found,) = missing(fax(12), logs=logged(trouble="etc/xferfaxlog: cannot be read: Permission denied"))
    assert (found.code, found.asks) == (MissingCode.LOG_UNREADABLE, True)
    assert "Permission denied" in found.sentence
    assert found.in_year(2025, Drawn.zone)
    assert found.in_year(2024, Drawn.zone)


def test_a_log_with_broken_lines_or_cut_short_is_said_so(missing):
    found = missing(fax(12), logs=logged(call(12), broken=3, cut=True))
    assert codes(found) == [MissingCode.LOG_DAMAGED, MissingCode.LOG_DAMAGED]
    assert not open_ones(found)


# the numbering


def day(number):
    return f"2025-03-{number:02d}T10:00"


def numbered(*numbers, source="fax-d-4"):
    return [fax(number, day(number), source) for number in numbers]


def test_a_number_left_out_is_possibly_missing(missing):
    (found,) = missing(*numbered(10, 11, 12, 14, 15, 16))
    assert (found.code, found.asks, found.source) == (MissingCode.NUMBERS_LEFT_OUT, True, "fax-d-4")
    assert "No file fax000000013.tif came from fax-d-4" in found.sentence
    assert (found.since, found.until) == (Drawn.when(day(12)), Drawn.when(day(14)))


def test_several_numbers_in_a_row_are_one_range(missing):
    (found,) = missing(*numbered(10, 11, 12, 15, 16, 17))
    assert "fax000000013.tif to fax000000014.tif" in found.sentence


def test_a_number_that_another_source_or_a_hand_has_is_no_gap(missing):
    assert missing(*numbered(10, 11, 12, 14, 15, 16), *numbered(13, source="fax-dedicated")) == ()
    assert missing(*numbered(10, 11, 12, 14, 15, 16), *numbered(13, source="by-hand")) == ()


def test_a_source_with_numbers_of_its_own_says_nothing_about_another(missing):
    other = [fax(n, day(n), "fax-dedicated", sha="f" * 64) for n in (12, 13)]
    assert codes(missing(*numbered(10, 11, 12, 14, 15, 16), *other)) == [MissingCode.NUMBERS_LEFT_OUT]


def test_sources_that_share_a_servers_numbers_are_looked_at_together(missing):
    one, other = numbered(2, 4, 6, 8, 10, 12), numbered(1, 3, 5, 7, 11, 13, source="fax-dedicated")
    (found,) = missing(*one, *other)
    assert (found.source, found.code) == ("fax-d-4, fax-dedicated", MissingCode.NUMBERS_LEFT_OUT)
    assert "fax000000009.tif" in found.sentence


def test_where_most_numbers_are_absent_the_numbering_is_said_to_tell_nothing(missing):
    (found,) = missing(*numbered(3, 8, 12, 19, 27))
    assert (found.code, found.asks) == (MissingCode.NUMBERS_SPARSE, False)
    assert "5 of 25 numbers" in found.sentence


def test_files_without_one_pattern_have_no_numbering(missing):
    others = [fax(n, day(n), name=name) for n, name in enumerate(("a scan.tif", "letter.pdf", "x.tif"), 20)]
    assert missing(*numbered(10, 11, 12, 14, 15, 16), *others, sources=()) == ()
    assert missing(*numbered(10, 12, 13)) == ()


def test_a_number_may_be_late_by_a_day(missing):
    late = Drawn.when("2025-03-16T11:00")
    assert missing(*numbered(11, 12, 13, 14, 16), now=late, looked={"fax-d-4": late}) == ()
    assert len(missing(*numbered(11, 12, 13, 14, 16))) == 1


def test_a_server_that_began_anew_leaves_no_gap(missing):
    before = [fax(99990 + n, day(n)) for n in range(1, 6)]
    assert missing(*before, *numbered(6, 7, 8, 9, 10), sources=()) == ()


def test_where_the_log_tells_the_numbering_says_nothing(missing):
    faxes = numbered(10, 11, 12, 14, 15, 16)
    here = [call(n, day(n)) for n in (10, 11, 12, 14, 15, 16)]
    assert missing(*faxes, logs=logged(*here)) == ()
    elsewhere = [*here, call(13, day(13), pages=0, reason="No carrier")]
    assert codes(missing(*faxes, logs=logged(*elsewhere))) == [MissingCode.CALL_BROKEN_OFF]
    rotated = [each for each in here if each.at.day >= 15]
    assert codes(missing(*faxes, logs=logged(*rotated))) == [MissingCode.NUMBERS_LEFT_OUT]


# silence


def weekly(count, start="2025-01-06T10:00", source="fax-d-4"):
    first = datetime.fromisoformat(start)
    return [
        fax(n, (first + timedelta(days=7 * n)).isoformat(), source, name=f"{n}-of-january.tif") for n in range(count)
    ]


def test_a_source_is_silent_when_its_pause_is_far_beyond_its_usual_ones(missing):
    faxes = weekly(12)
    last = faxes[-1].transmission.inbox_at
    for days, silent in ((8, False), (20, False), (60, True)):
        now = last + timedelta(days=days)
        found = missing(*faxes, now=now, looked={"fax-d-4": now})
        assert bool(found) is silent, days
    assert (found[0].code, found[0].asks) == (MissingCode.SOURCE_SILENT, False)
    assert "for 60 days; the longest pause otherwise was 7 days" in found[0].sentence


def test_the_finding_stays_the_same_one_while_the_silence_lasts(missing):
    faxes = weekly(12)
    nows = [faxes[-1].transmission.inbox_at + timedelta(days=days) for days in (60, 61)]
    one, other = (missing(*faxes, now=now, looked={"fax-d-4": now}) for now in nows)
    assert one[0].id == other[0].id


def test_what_nobody_fetched_is_no_silence(missing):
    faxes = weekly(12)
    last = faxes[-1].transmission.inbox_at
    assert missing(*faxes, now=last + timedelta(days=60), looked={"fax-d-4": last}) == ()


def test_few_arrivals_do_not_tell_what_is_usual(missing):
    assert missing(*weekly(8)) == ()


def test_a_long_pause_that_is_over_is_told_too(missing):
    faxes = [*weekly(12, "2024-06-03T10:00"), *weekly(12, "2025-03-03T10:00")]
    faxes = [replace(each, transmission=replace(each.transmission, id=f"T{n}")) for n, each in enumerate(faxes)]
    now = faxes[-1].transmission.inbox_at
    (found,) = missing(*faxes, now=now, looked={"fax-d-4": now})
    assert found.code is MissingCode.SOURCE_SILENT
    assert "between 2024-08-19 and 2025-03-03" in found.sentence
    assert found.in_year(2024, Drawn.zone)
    assert found.in_year(2025, Drawn.zone)
    assert not found.in_year(2023, Drawn.zone)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.floats(0, 1000), st.floats(0, 1000))
def test_a_longer_pause_is_never_more_likely(pauses, days, more):
    assert 0 <= chance_of_pause(pauses, days + more) <= chance_of_pause(pauses, days) <= 1


def test_a_source_of_the_settings_that_never_delivered_is_told(missing):
    (found,) = missing(fax(1), sources=("fax-d-4", "mail"))
    assert (found.code, found.source, found.asks) == (MissingCode.SOURCE_NEVER_DELIVERED, "mail", False)
    assert missing(fax(1), sources=("fax-d-4", "mail"), looked={"fax-d-4": NOW}) == (), "nobody looked yet"


def test_a_source_that_could_not_be_looked_at_asks_since_it_last_was(missing):
    (found,) = missing(fax(1), unreachable={"fax-d-4"}, looked={"fax-d-4": Drawn.when("2025-05-02T08:00")})
    assert (found.code, found.source, found.open) == (MissingCode.SOURCE_UNREACHABLE, "fax-d-4", True)
    assert (found.since, found.until) == (Drawn.when("2025-05-02T08:00"), NOW)
    assert "fax-d-4 could not be looked at since 2025-05-02 08:00" in found.sentence
    assert [found.in_year(year, Drawn.zone) for year in (2024, 2025, 2026)] == [False, True, False]
    assert missing(fax(1)) == (), "it is looked at again"


def test_a_source_that_never_could_be_looked_at_concerns_every_year(missing):
    (found,) = missing(fax(1), sources=("fax-d-4", "mail"), unreachable={"mail"}, looked={"fax-d-4": NOW})
    assert (found.code, found.source, found.open) == (MissingCode.SOURCE_UNREACHABLE, "mail", True)
    assert (found.in_year(1999, Drawn.zone), found.in_year(2025, Drawn.zone)) == (True, True)


def test_what_is_settled_about_a_source_out_of_reach_holds_for_that_year_and_that_time_alone(missing):
    def found_at(now, settled=None, looked="2025-05-02T08:00"):
        times = {"fax-d-4": Drawn.when(looked)}
        return missing(fax(1), unreachable={"fax-d-4"}, looked=times, now=Drawn.when(now), settled=settled)

    (found,) = found_at("2025-06-01T12:00")
    settled = {found.id: "the line was given up"}
    assert [each.open for each in found_at("2025-07-01T12:00", settled)] == [False]
    assert [(each.since.year, each.open) for each in found_at("2026-02-01T12:00", settled)] == [
        (2025, False),
        (2026, True),
    ]
    assert [each.open for each in found_at("2025-07-01T12:00", settled, "2025-06-15T08:00")] == [True]


def test_a_source_that_is_out_of_reach_is_not_called_silent(missing):
    often = [fax(n, f"2025-03-{n:02d}T09:00") for n in range(1, 16)]
    assert codes(missing(*often)) == [MissingCode.SOURCE_SILENT]
    out_of_reach = missing(*often, unreachable={"fax-d-4"}, looked={"fax-d-4": Drawn.when("2025-03-16T09:00")})
    assert codes(out_of_reach) == [MissingCode.SOURCE_UNREACHABLE]


def test_a_source_that_left_the_settings_is_not_looked_for(missing):
    assert missing(fax(1), unreachable={"closed"}) == ()


def test_a_clock_that_was_set_back_hides_no_source(missing):
    (found,) = missing(fax(1), unreachable={"fax-d-4"}, looked={"fax-d-4": Drawn.when("2025-06-02T08:00")})
    assert found.since == found.until


# announced pages


def sent(name, *headers, at="2025-03-04T02:15", record=None, held=None):
    """A fax whose header lines say these pages of pages; None for a page whose line tells none."""
    document = fax(0, at, name=f"{name}.tif", record=record)
    pages = tuple(
        PageReading(n, None, None, header=header and HeaderLine("JAN 14", page=header[0], pages=header[1]))
        for n, header in enumerate(headers, 1)
    )
    reading = replace(document.reading, transmission_id=name, pages=pages, pages_held=held or len(pages))
    return replace(document, transmission=replace(document.transmission, id=name), reading=reading)


@pytest.mark.parametrize(
    ("headers", "which"),
    [
        ([(1, 2)], "announces 2 pages and 1 came; page 2 is absent"),
        ([(1, 4), (2, 4)], "announces 4 pages and 2 came; pages 3, 4 are absent"),
        ([(1, 4), (2, 4), (4, 4)], "announces 4 pages and 3 came; page 3 is absent"),
        ([(1, 3), None], "announces 3 pages and 2 came; page 3 is absent. Only one of its 2 pages says so"),
        ([(1, 4), (2, 4), (3, 9)], "announces 4 pages and 3 came; page 4 is absent"),
        ([(2, 4), (2, 4)], "announces 4 pages and 2 came."),
        ([(1, 2), (2, 2), (1, 3), (2, 3)], "announces 3 pages and 2 came; page 3 is absent"),
    ],
)
def test_pages_that_the_header_line_announces_and_that_never_came_are_missing(missing, headers, which):
    (found,) = missing(sent("a", *headers))
    assert (found.code, found.transmissions, found.asks) == (MissingCode.PAGES_ANNOUNCED, ("a",), True)
    assert which in found.sentence


@pytest.mark.parametrize(
    "headers",
    [
        [(1, 2), (2, 2)],
        [(1, 2), None],
        [(1, 1), (1, 1), (1, 1)],
        [(1, 2), (2, 2), None],
        # misread numbers
        [(1, 4), (2, 4), (3, 4), (1, 4)],
        [(1, 3), (8, 3), (3, 3)],
        [(1, 3), (2, 8), (3, 3)],
        [(1, 4), (2, 7), (3, 9)],
        [(4, 7)],
        [(1, 400)],
        [None, None],
    ],
)
def test_pages_that_are_there_or_lines_that_do_not_agree_say_nothing(missing, headers):
    assert missing(sent("a", *headers)) == ()


def test_pages_that_came_in_another_call_are_not_missing(missing):
    whole = missing(sent("a", (1, 3)), sent("b", (2, 3), (3, 3), at="2025-03-04T02:25"))
    assert [each.transmissions for each in whole] == [("b",)], "the second call alone lacks its first page"
    assert len(missing(sent("a", (1, 3)), sent("b", (2, 3), (3, 3), at="2025-03-09T02:25"))) == 2
    assert len(missing(sent("a", (1, 3)), sent("b", (1, 3), (2, 3), (3, 3)))) == 1, "somebody else's form"


def test_the_same_request_sent_again_whole_brings_them(missing):
    again = sent("b", (1, 2), (2, 2), at="2025-03-04T02:25", record=Drawn.detainer(1))
    assert missing(sent("a", (1, 2), record=Drawn.detainer(1)), again) == ()


def test_pages_that_were_not_looked_at_are_not_missing(missing):
    assert missing(sent("a", (1, 3), held=3)) == ()


@given(st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 120), st.integers(0, 120))), max_size=12))
def test_whatever_header_lines_say_the_pages_add_up(boston, headers):
    document = sent("a", *headers) if headers else sent("a", None)
    gathered = gather([document], {}, {}, boston, Drawn.zone)
    for found in find_missing([document], gathered, (), (), {}, NOW, Drawn.zone):
        announced, came = map(int, re.findall(r"announces (\d+) pages and (\d+) came", found.sentence)[0])
        assert came < announced <= 99


# papers that speak of others


def cover(name, *mentions, at="2025-03-04T02:15", record=None):
    document = sent(name, None, at=at, record=record)
    page = replace(document.reading.pages[0], form="cover", mentions=mentions)
    return replace(document, reading=replace(document.reading, pages=(page,)))


def test_a_cover_sheet_that_announces_a_detainer_misses_its_form(missing):
    (found,) = missing(cover("a", "FORM_NAMED"))
    assert (found.code, found.transmissions, found.asks) == (MissingCode.COVER_ALONE, ("a",), True)


def test_a_cover_sheet_of_something_else_misses_nothing(missing):
    assert missing(cover("a")) == ()
    assert missing(cover("a", "FORM_NAMED", "INQUIRY")) == ()


def test_a_cover_sheet_with_its_form_or_shortly_before_it_misses_nothing(missing):
    assert missing(cover("a", "FORM_NAMED", record=Drawn.detainer(1))) == ()
    assert missing(cover("a", "FORM_NAMED"), sent("b", None, at="2025-03-04T09:00", record=Drawn.detainer(1))) == ()
    assert len(missing(cover("a", "FORM_NAMED"), sent("b", None, at="2025-03-08", record=Drawn.detainer(1)))) == 1


def test_a_mail_that_announces_what_is_not_attached_misses_its_form(missing):
    announced = replace(Drawn.record(kind=Kind.INCOMPLETE, form=None), pages=(), doubts=(Doubt.INCOMPLETE,))
    (found,) = missing(sent("a", None, record=announced))
    assert (found.code, found.sentence[:9]) == (MissingCode.COVER_ALONE, "A message")


def test_a_cancellation_without_its_request_misses_it(missing):
    (found,) = missing(sent("a", None, record=Drawn.detainer(1, kind=Kind.CANCELLATION)))
    assert (found.code, found.transmissions, found.asks) == (MissingCode.CANCELS_UNKNOWN, ("a",), True)
    lodged = sent("b", None, at="2025-03-03", record=Drawn.detainer(1))
    assert missing(sent("a", None, record=Drawn.detainer(1, kind=Kind.CANCELLATION)), lodged) == ()


# findings


def test_a_settled_finding_stays_and_asks_no_more(missing):
    (found,) = missing(sent("a", (1, 2)))
    (settled,) = missing(sent("a", (1, 2)), settled={found.id: "the sender says that it was one page"})
    assert (settled.settled, settled.open) == ("the sender says that it was one page", False)
    assert replace(settled, settled=None) == found
    assert (tallied([found]), tallied([settled])) == ({"pages_announced": 1}, {})


def test_ids_are_the_same_in_every_run_whatever_else_arrives(missing):
    faxes = numbered(10, 11, 12, 14, 15, 16)
    (before,) = missing(*faxes)
    after = missing(*reversed(faxes), sent("a", (1, 2)))
    assert re.fullmatch("M[0-9a-f]{10}", before.id)
    assert before.id in {each.id for each in after}
    assert len({each.id for each in after}) == 2


def test_no_finding_says_who_called_or_what_stands_on_a_form(missing):
    logs = logged(call(12), call(13, "2025-03-04T03:00", pages=0, reason="JANE DOE hung up"), broken=1)
    broken = sent("a", (1, 2), record=Drawn.detainer(1))
    told = " ".join(each.sentence for each in missing(fax(12), broken, cover("b", "FORM_NAMED"), logs=logs))
    record = Drawn.detainer(1)
    for secret in ("6175550137", "JANE", record.text("subject_name"), record.text("event_number")):
        assert secret not in told


def test_an_outcome_whose_request_is_no_longer_counted_asks_until_a_person_has_looked(missing):
    document = fax(7)
    done = {"R0123456789": Disposition(Outcome.DETAINED)}
    (found,) = [each for each in missing(document, dispositions=done) if each.code == "outcome_without_request"]
    assert found.open
    assert "R0123456789" in found.sentence
    settled = missing(document, dispositions=done, settled={found.id: "a notice, not a request"})
    assert [each.open for each in settled if each.id == found.id] == [False]
