"""Pure. One short text for all that a row or a reading holds, by which a later change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pipeline.store import rows
from pipeline.values import Reading, Transmission


def digest_of(what: Iterable[Mapping[str, Any]]) -> str:
    """The SHA-256, 64 hexadecimal digits, of rows in their order.

    What is not there is left out, so that a column that a later version of the tables adds changes nothing.
    """
    return hashlib.sha256(canonical([_plain(row) for row in what]).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with one spelling for each value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def of_transmission(arrived: Transmission) -> str:
    """The digest of a line of the ledger with its parts."""
    return digest_of([rows.transmission_row(arrived), *(rows.part_row("", part) for part in arrived.parts)])


def of_reading(found: Reading) -> str:
    """The digest of a version of a reading with all its records, fields and pages, as they come back."""
    told = [rows.reading_row(found)]
    for ordinal, record in enumerate(found.records):
        told.append(rows.record_row(0, ordinal, record))
        told += [rows.field_row(0, ordinal, name, record.fields[name]) for name in sorted(record.fields)]
    told += [rows.page_row(0, page) for page in sorted(found.pages, key=lambda page: page.number)]
    return digest_of(told)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(held) for key, held in value.items() if held is not None}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    # a database gives back 1.0 for a 1 in a column of doubles; times in nanoseconds are too long for a double
    return float(value) if isinstance(value, int) and not isinstance(value, bool) and value < 2**53 else value
