"""Pure. How times and texts from outside are kept so that they come back as they went in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

_TROUBLESOME = re.compile("[\x00\x1a\ud800-\udfff]")
_ESCAPED = re.compile("\x1a([0-9a-f]{4})")


class UtcTime(TypeDecorator[datetime]):
    """A moment: goes in with any offset, is kept in UTC and comes back with the offset of UTC.

    SQLite has no offsets, so its text is UTC by agreement.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time in the store carries an offset")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class AnyText(TypeDecorator[str]):
    """Text that may hold anything a mail header or a fax tag can hold.

    PostgreSQL refuses U+0000 and both databases refuse half surrogate pairs, which Python makes of bytes that are
    no UTF-8. Such characters are kept as U+001A and four hexadecimal digits; other text is kept as it is.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not _TROUBLESOME.search(value):
            return value
        return _TROUBLESOME.sub(lambda found: f"\x1a{ord(found[0]):04x}", value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        if value is None or "\x1a" not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
