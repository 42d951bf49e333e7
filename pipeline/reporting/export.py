"""Exports the data sets, each with a dictionary and a manifest beside it.

Touches the world: writes the files, each whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.counting.requests import Gathered
from pipeline.counting.tally import document_year
from pipeline.errors import WrongUse
from pipeline.reporting.columns import TYPE_WORDS, Column, document_columns, request_columns
from pipeline.reporting.rows import Row, flat_document_rows, nested_document_rows, request_rows
from pipeline.reporting.table_files import WRITERS
from pipeline.reporting.whole_files import write_whole, written_aside
from pipeline.values import Document, Request

EXPORT_FORMATS: tuple[str, ...] = tuple(WRITERS)
_DISTRIBUTION = "detainer-intake"


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for which export."""

    out: Path
    zone: tzinfo
    """The department's time zone, in which years are told and times written."""
    at: datetime
    """When it was asked for, with an offset."""
    by: str
    """Who asked for it."""
    format: str | None = None
    """One of EXPORT_FORMATS; told by the suffix of `out` when it is None."""
    identified: bool = False
    """With what can point at a person; the caller records that it was asked for."""
    year: int | None = None
    """Only what was received in that year; everything when it is None."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    out: Path
    rows: int
    sha256: str
    dictionary: Path
    manifest: Path


def export_documents(documents: Iterable[Document], gathered: Gathered, order: Order) -> Exported:
    """Every transmission: as jsonl one line for each with its records nested, else one row for each record.

    Raises WrongUse for an unknown format, IntakeError when the place cannot be written to.
    """
    kind = _format(order)
    chosen = (each for each in documents if order.year in (None, document_year(each, order.zone)))
    nested = kind == "jsonl"
    rows = (nested_document_rows if nested else flat_document_rows)(chosen, gathered, order.identified, order.zone)
    return _export("documents", rows, document_columns(order.identified, nested), kind, order)


def export_requests(requests: Iterable[Request], order: Order) -> Exported:
    """Every request, the data set behind the letter.

    Raises WrongUse for an unknown format, IntakeError when the place cannot be written to.
    """
    chosen = (each for each in requests if order.year in (None, each.year))
    return _export(
        "requests", request_rows(chosen, order.identified), request_columns(order.identified), _format(order), order
    )


def _format(order: Order) -> str:
    asked = (order.format or order.out.suffix.lstrip(".")).lower()
    if asked not in WRITERS:
        wanted = ", ".join(EXPORT_FORMATS)
        raise WrongUse(f"{order.out.name}: expected one of {wanted}, as the file's suffix or with --format")
    return asked


def _export(what: str, rows: Iterable[Row], columns: Sequence[Column], kind: str, order: Order) -> Exported:
    number = 0

    def counted() -> Iterator[Row]:
        nonlocal number
        for row in rows:
            number += 1
            yield row

    with written_aside(order.out) as aside:
        WRITERS[kind](counted(), columns, aside)
        digest = _sha256(aside)
    dictionary = order.out.with_name(f"{order.out.name}.dictionary.md")
    manifest = order.out.with_name(f"{order.out.name}.manifest.json")
    write_whole(dictionary, _dictionary(what, columns, order).encode("utf-8"))
    told = {
        "file": order.out.name,
        "data_set": what,
        "format": kind,
        "written_at": order.at.astimezone(order.zone).isoformat(timespec="seconds"),
        "by": order.by,
        "filters": {"year": order.year, "identified": order.identified},
        "rows": number,
        "columns": len(columns),
        "sha256": digest,
        "program": _DISTRIBUTION,
        "version": program_version(),
    }
    write_whole(manifest, (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))
    return Exported(order.out, number, digest, dictionary, manifest)


def _dictionary(what: str, columns: Sequence[Column], order: Order) -> str:
    year = f" received in {order.year}" if order.year else ""
    people = (
        "It can point at people: keep it as the forms themselves are kept."
        if order.identified
        else ("What can point at a person is left out. Date, district and small numbers together still can.")
    )
    lines = [f"# {order.out.name}", "", f"All {what}{year}. {people} A value that is not known is empty.", ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| {column.name} | {TYPE_WORDS[column.type]} | {column.meaning} |" for column in columns]
    return "\n".join(lines) + "\n"


def program_version() -> str:
    """The version of this program, `unknown` when it is not installed."""
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
