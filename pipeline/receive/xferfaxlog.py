"""The log of calls that a HylaFAX server keeps, `xferfaxlog`. Touches the world: reads the file, never writes it.

One line a call, its columns parted by tabs (HylaFAX, man page xferfaxlog(5F)): date, what it was, the call's id, modem,
job or file, job tag, user, the own number, the other machine's id, parameters, pages, two times, the reason it failed,
and in later generations up to six more. Early generations do not name the file of a received fax. Bounded: of a very
large log the last part is read, and lines that nobody can understand are counted, not followed.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from pipeline.receive.names import clean, shown_path

MOST_BYTES = 32_000_000
"""Some 200,000 calls; of a larger log the end is read."""
LONGEST_LINE = 4_000
"""HylaFAX cuts what callers send, so that its own lines stay far below."""
RECEIVED = "RECV"
KINDS = frozenset({RECEIVED, "SEND", "CALL", "POLL", "PAGE", "UNSENT", "PROXY"})
"""What a line can be about; only `RECV` brings a fax."""

_FEWEST_COLUMNS = 11
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d\d|\d{4}) (\d\d):(\d\d)", re.ASCII)
_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d)", re.ASCII)
_PAGES = re.compile(r"\d{1,6}", re.ASCII)
_CENTURY = 69
"""POSIX: two digits from here on are of the 20th century."""
_LONGEST_CALL = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the server logged it."""

    at: datetime
    """When it began: naive, the server's wall clock, to the minute."""
    kind: str
    """One of `KINDS`."""
    call_id: str
    modem: str
    file: str | None
    """The bare name of the file that a received fax was written into, as `Transmission.file` shows it; else None."""
    pages: int
    duration: timedelta
    reason: str
    """Why it ended before it should, in the server's words; empty when it did not."""
    caller: str = ""
    """The digits of the other machine's id, else those of the caller's number; empty when it told fewer than seven.
    Tells two calls of one machine, is never shown and is no key."""


@dataclass(frozen=True, slots=True)
class FaxLog:
    """What was read of a log."""

    path: str
    calls: tuple[Call, ...] = ()
    """Those that were to receive a fax, in the order of their time, lines that stand twice once."""
    broken: int = 0
    """Lines that are none of the server's, or not whole."""
    cut: bool = False
    """It was too large and only its end was read."""
    trouble: str | None = None
    """Why it could not be read, as a sentence; None when it was."""


def read_log(path: Path) -> FaxLog:
    """The calls of a log. Never raises: a log that cannot be read says so in `trouble`."""
    try:
        # a pipe must not be waited for
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                return FaxLog(str(path), trouble=f"{path}: is no file; name the fax server's xferfaxlog")
            return _read(file, str(path), found.st_size)
    except OSError as error:
        reason = error.strerror or str(error)
        return FaxLog(str(path), trouble=f"{path}: cannot be read: {reason}; check the path and the access")


def parse_line(untrusted_line: str) -> Call | None:
    """The call that a line of the log tells; None when it is no such line. Never raises."""
    columns = untrusted_line.rstrip("\r\n").split("\t")
    if len(columns) < _FEWEST_COLUMNS or columns[1] not in KINDS:
        return None
    at, pages = _moment(columns[0]), _PAGES.fullmatch(columns[10].strip())
    if at is None or pages is None:
        return None
    texts = [_unquoted(column) for column in columns]
    received = columns[1] == RECEIVED
    return Call(
        at=at,
        kind=columns[1],
        call_id=clean(texts[2], 40),
        modem=clean(texts[3], 40),
        file=_file_name(texts[4]) if received else None,
        pages=int(pages[0]),
        duration=_duration(columns[11].strip()) if len(columns) > 11 else timedelta(),
        reason=clean(texts[13]) if len(columns) > 13 else "",
        caller=_caller(texts[8], texts[15] if len(columns) > 15 else "") if received else "",
    )


def _read(file: BinaryIO, path: str, size: int) -> FaxLog:
    cut = size > MOST_BYTES
    if cut:
        file.seek(size - MOST_BYTES)
        _skip_line(file)
    calls: dict[Call, None] = {}
    broken, budget = 0, MOST_BYTES
    # it may grow while it is read: what comes later is for the next time
    while budget > 0 and (raw := file.readline(LONGEST_LINE)):
        budget -= len(raw)
        if not raw.endswith(b"\n") and len(raw) == LONGEST_LINE:
            broken += 1
            budget -= _skip_line(file)
            continue
        kind = raw.split(b"\t", 2)[1:2]
        if kind and kind[0] != RECEIVED.encode() and kind[0].decode("latin-1") in KINDS:
            continue
        call = parse_line(raw.decode("utf-8", "surrogateescape"))
        if call is not None:
            calls[call] = None
        elif raw.strip() and raw.endswith(b"\n"):
            # a last line without its end is one that is being written
            broken += 1
    return FaxLog(path, tuple(sorted(calls, key=lambda call: call.at)), broken, cut)


def _skip_line(file: BinaryIO) -> int:
    """Goes on to the next line; how many bytes that was."""
    skipped = 0
    while rest := file.readline(LONGEST_LINE):
        skipped += len(rest)
        if rest.endswith(b"\n"):
            break
    return skipped


def _moment(text: str) -> datetime | None:
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    month, day, year, hour, minute = (int(group) for group in found.groups())
    if year < 100:
        year += 1900 if year >= _CENTURY else 2000
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001  the server's wall clock, placed by who asks
    except ValueError:
        return None


def _duration(text: str) -> timedelta:
    """`H:MM:SS` or `M:SS`; nothing when it is neither."""
    found = _TIME.fullmatch(text)
    if found is None:
        return timedelta()
    hours, minutes, seconds = (int(group or 0) for group in found.groups())
    return min(timedelta(hours=hours, minutes=minutes, seconds=seconds), _LONGEST_CALL)


def _unquoted(column: str) -> str:
    text = column.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('\\"', '"')
    return text


def _file_name(text: str) -> str | None:
    """`recvq/fax000000012.tif` -> `fax000000012.tif`; a job's number, which early generations wrote there, is none."""
    name = text.rpartition("/")[2]
    return shown_path((name[:200],)) if name and not name.isdigit() else None


def _caller(machine: str, number: str) -> str:
    for text in (machine, number):
        digits = "".join(character for character in text[:100] if character.isdecimal())
        if len(digits) >= 7:
            return digits
    return ""
