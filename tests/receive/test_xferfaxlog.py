"""A HylaFAX server's log is read in all its generations, whatever else stands in it, and never without bound."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.receive import xferfaxlog
from pipeline.receive.xferfaxlog import Call, parse_line, read_log

MODERN = (
    '03/04/25 02:15\tRECV\t000000131\tttyS0\trecvq/fax000000012.tif\t""\tfax\t"16175550206"\t"617 555 0137"'
    '\t4264\t3\t0:01:12\t0:01:09\t""\t"ICE ERO"\t"6175550137"\t""\t""\t"00 46 48"'
)
BROKEN_OFF = (
    '03/04/25 09:40\tRECV\t000000132\tttyS1\trecvq/fax000000013.tif\t""\tfax\t"16175550206"\t""'
    '\t0\t0\t0:30\t0:29\t"No answer to the training, call dropped"\t""\t"6175550137"\t""\t""\t""'
)
SENT = (
    '03/04/25 10:00\tSEND\t000000133\tttyS0\t77\t"a \\"tag\\""\tdesk\t"17815550137"\t"ICE"'
    '\t4264\t2\t0:40\t0:38\t""\t""\t""\t""\t"desk"\t""'
)
FOURTEEN_COLUMNS = (
    '11/30/98 23:59\tRECV\t00123\tttyS0\t\t""\tfax\t"5550206"\t"+1 617 555 0137"\t12\t2\t1:05\t0:59\t"Failed to recv"'
)


def test_a_received_fax_is_told_with_its_file_pages_and_length() -> None:
    assert parse_line(MODERN + "\n") == Call(
        at=datetime.fromisoformat("2025-03-04T02:15"),
        kind="RECV",
        call_id="000000131",
        modem="ttyS0",
        file="fax000000012.tif",
        pages=3,
        duration=timedelta(minutes=1, seconds=12),
        reason="",
        caller="6175550137",
    )


def test_a_call_that_broke_off_has_a_reason_and_the_number_that_called() -> None:
    call = parse_line(BROKEN_OFF)
    assert (call.pages, call.reason, call.caller) == (0, "No answer to the training, call dropped", "6175550137")


def test_an_early_generation_names_no_file() -> None:
    call = parse_line(FOURTEEN_COLUMNS)
    assert (call.at, call.file, call.pages, call.reason) == (
        datetime.fromisoformat("1998-11-30T23:59"),
        None,
        2,
        "Failed to recv",
    )


def test_a_fax_that_was_sent_names_a_job_and_no_file() -> None:
    call = parse_line(SENT)
    assert (call.kind, call.file, call.caller) == ("SEND", None, "")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "RECV",
        MODERN.replace("03/04/25", "13/04/25"),
        MODERN.replace("03/04/25 02:15", "yesterday"),
        MODERN.replace("\t3\t0:01:12", "\tthree\t0:01:12"),
        MODERN.replace("RECV", "RECEIVE"),
        MODERN[:60],
        MODERN.replace("\t", " "),
    ],
)
def test_a_line_that_is_none_of_the_servers_is_no_call(line: str) -> None:
    assert parse_line(line) is None


@given(st.text(max_size=300))
def test_no_text_makes_it_raise(text: str) -> None:
    parse_line(text)


@given(st.lists(st.text(max_size=30), min_size=9, max_size=18))
def test_no_columns_make_it_raise(columns: list[str]) -> None:
    parse_line("\t".join(["03/04/25 02:15", "RECV", *columns]))


_PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"\\/'), min_size=1, max_size=12)


@given(
    at=st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2068-12-31")),
    call_id=st.integers(1, 999_999_999),
    modem=_PLAIN,
    number=st.one_of(st.none(), st.integers(1, 999_999_999)),
    pages=st.integers(0, 999),
    seconds=st.integers(0, 86_400),
    reason=_PLAIN,
    more=st.integers(0, 5),
)
def test_a_written_line_comes_back(
    at: datetime,
    call_id: int,
    modem: str,
    number: int | None,
    pages: int,
    seconds: int,
    reason: str,
    more: int,
) -> None:
    hours, rest = divmod(seconds, 3600)
    length = f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
    file = "" if number is None else f"recvq/fax{number:09d}.tif"
    columns = [
        f"{at:%m/%d/%y %H:%M}", "RECV", f"{call_id:09d}", modem, file, '""', "fax", '"16175550100"', '"ICE"', "4264",
        str(pages), length, length, f'"{reason}"', *['""'] * more,
    ]  # fmt: skip
    assert parse_line("\t".join(columns)) == Call(
        at=at.replace(second=0, microsecond=0),
        kind="RECV",
        call_id=f"{call_id:09d}",
        modem=modem,
        file=None if number is None else f"fax{number:09d}.tif",
        pages=pages,
        duration=timedelta(seconds=seconds),
        reason=reason,
    )


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "etc" / "xferfaxlog"


def written(log: Path, *lines: str | bytes) -> Path:
    log.parent.mkdir(exist_ok=True)
    log.write_bytes(b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines))
    return log


def test_only_calls_that_were_to_receive_are_kept_in_the_order_of_their_time(log: Path) -> None:
    found = read_log(written(log, BROKEN_OFF, SENT, MODERN, FOURTEEN_COLUMNS))
    assert [call.call_id for call in found.calls] == ["00123", "000000131", "000000132"]
    assert (found.broken, found.cut, found.trouble) == (0, False, None)


def test_lines_that_nobody_understands_are_counted_and_the_others_read(log: Path) -> None:
    found = read_log(written(log, b"\x00\xff\xfe", MODERN, "RECV by hand", "", "x" * 1_000_000, BROKEN_OFF))
    assert len(found.calls) == 2
    assert found.broken == 3


def test_a_line_that_stands_twice_is_one_call(log: Path) -> None:
    assert len(read_log(written(log, MODERN, MODERN)).calls) == 1


def test_a_line_that_is_being_written_is_not_counted_as_broken(log: Path) -> None:
    written(log, MODERN)
    with log.open("ab") as file:
        file.write(BROKEN_OFF[:50].encode())
    assert (len(read_log(log).calls), read_log(log).broken) == (1, 0)


def test_of_a_log_that_is_too_large_the_end_is_read(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xferfaxlog, "MOST_BYTES", len(MODERN) + len(BROKEN_OFF) + 20)
    found = read_log(written(log, FOURTEEN_COLUMNS, SENT, MODERN, BROKEN_OFF))
    assert [call.call_id for call in found.calls] == ["000000131", "000000132"]
    assert found.cut


def test_a_name_that_is_not_utf_8_is_shown_as_the_ledger_shows_it(log: Path) -> None:
    found = read_log(written(log, MODERN.replace("fax000000012", "fax\x01").encode().replace(b"\x01", b"\xe9")))
    assert found.calls[0].file == "fax\\xe9.tif"


@pytest.mark.parametrize("what", ["nothing", "a folder", "a pipe"])
def test_a_log_that_cannot_be_read_says_so(log: Path, what: str) -> None:
    log.parent.mkdir()
    if what == "a folder":
        log.mkdir()
    elif what == "a pipe":
        os.mkfifo(log)
    found = read_log(log)
    assert str(log) in found.trouble
    assert found.calls == ()


@given(st.binary(max_size=400))
def test_no_file_makes_it_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("log") / "xferfaxlog"
    path.write_bytes(content)
    assert read_log(path).trouble is None
