"""Pure. When a transmission reached the inbox, from the best witness there is. Clock and time zone are arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""A clock that says less was never set."""
AHEAD = timedelta(days=1)
"""A witness further ahead of the clock than this is wrong."""

_TAG = re.compile(r"\s*(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_IN_NAME = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)[-_T](\d\d)(\d\d)(\d\d)(?!\d)")


class Arrived(NamedTuple):
    """When it reached the inbox, in the department's time zone, and what says so."""

    at: datetime
    how: str
    """`tag`, `file_name`, `mail_received`, `mail_date` or `file_time`."""


def inbox_time(tags: Mapping[str, str], file_name: str, modified_ns: int, *, zone: ZoneInfo, now: datetime) -> Arrived:
    """The first of these that is possible and not in the future.

    The DateTime tag of a TIFF; a `YYYYMMDD-HHMMSS` in the file's name; a mail's Received headers from the top (the
    department's own server writes the topmost); its Date header; the file's own time. When even that cannot be, `now`
    under the name of the file's time.
    """
    for at, how in _witnesses(tags, file_name, modified_ns, zone):
        if at is not None and EARLIEST <= at <= now + AHEAD:
            return Arrived(at.astimezone(zone), how)
    return Arrived(now.astimezone(zone), "file_time")


def local(naive: datetime, zone: ZoneInfo) -> datetime:
    """A wall-clock time in its zone.

    In the hour that comes twice in autumn it is the first; in the hour that spring leaves out it is moved on by the
    hour that the clocks were.
    """
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def _witnesses(
    tags: Mapping[str, str], file_name: str, modified_ns: int, zone: ZoneInfo
) -> Iterator[tuple[datetime | None, str]]:
    tag = _TAG.match(tags.get("DateTime", ""))
    if tag:
        yield _wall(tag.groups(), zone), "tag"
    for stamp in _IN_NAME.finditer(file_name):
        yield _wall(stamp.groups(), zone), "file_name"
    for name, value in tags.items():
        if name.split(".")[0] == "Received":
            # RFC 5321, 4.4: the date stands behind the last semicolon
            yield _mail_date(value.rpartition(";")[2]), "mail_received"
    yield _mail_date(tags.get("Date", "")), "mail_date"
    try:
        yield datetime.fromtimestamp(modified_ns // 1_000_000_000, UTC), "file_time"
    except (OverflowError, ValueError, OSError):
        return


def _wall(digits: tuple[str, ...], zone: ZoneInfo) -> datetime | None:
    year, month, day, hour, minute, second = (int(group) for group in digits)
    try:
        return local(datetime(year, month, day, hour, minute, min(second, 59)), zone)  # noqa: DTZ001  local() places it
    except (ValueError, OverflowError):
        return None


def _mail_date(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        date = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        # "-0000" says UTC without a place (RFC 5322, 3.3); the parser gives it back naive
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
