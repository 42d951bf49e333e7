"""Writes rows to jsonl, csv, xlsx or parquet.

Touches the world: writes to the path it is given, which is beside the final one.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import xlsxwriter

from pipeline.errors import WrongUse
from pipeline.reporting.columns import TYPE_WORDS, Column
from pipeline.reporting.rows import Row

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_XLSX_ROWS = 1_048_575
_XLSX_CHARACTERS = 32_767
_BATCH = 10_000
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 # a fixed, naive property: the same data give the same bytes
DATA_SHEET, DICTIONARY_SHEET = "data", "dictionary"


def write_jsonl(rows: Iterable[Row], columns: Sequence[Column], path: Path) -> None:
    """One JSON object a line, lists as lists."""
    with path.open("w", encoding="utf-8", newline="\n", errors="replace") as file:
        for row in rows:
            told = {column.name: row.get(column.name) for column in columns}
            file.write(json.dumps(told, ensure_ascii=False, default=_iso) + "\n")


def write_csv(rows: Iterable[Row], columns: Sequence[Column], path: Path) -> None:
    """RFC 4180 in UTF-8; a text that a spreadsheet would run as a formula has an apostrophe in front."""
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in columns)
        for row in rows:
            writer.writerow(_csv_cell(row.get(column.name), column) for column in columns)


def write_xlsx(rows: Iterable[Row], columns: Sequence[Column], path: Path) -> None:
    """A sheet with the data, a frozen head and a filter, and one that says what its columns mean.

    Texts stay texts, dates are dates, times are the department's local time. The same data give the same bytes.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _EPOCH})
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#F1F1EE", "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "text": book.add_format({"num_format": "@"}),
            # some programs show a plain one as 1 or 0
            "bool": book.add_format({"num_format": '"TRUE";"TRUE";"FALSE"', "align": "center"}),
        }
        _sheet_of_data(book.add_worksheet(DATA_SHEET), rows, columns, looks)
        _sheet_of_meanings(book.add_worksheet(DICTIONARY_SHEET), columns, looks)


def _sheet_of_data(sheet: Any, rows: Iterable[Row], columns: Sequence[Column], looks: dict[str, Any]) -> None:
    number = 0
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column), looks["text"] if column.type in ("text", "list") else None)
        sheet.write_string(0, place, column.name, looks["head"])
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows, start=1):
        if number > _XLSX_ROWS:
            raise WrongUse("xlsx: more rows than a sheet can hold; export as parquet or csv, or name a --year")
        for place, column in enumerate(columns):
            _xlsx_cell(sheet, number, place, row.get(column.name), column, looks)
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    _on_paper(sheet)


def _sheet_of_meanings(sheet: Any, columns: Sequence[Column], looks: dict[str, Any]) -> None:
    for place, (head, width) in enumerate((("column", 30), ("type", 68), ("meaning", 110))):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, looks["head"])
    sheet.freeze_panes(1, 1)
    for number, column in enumerate(columns, start=1):
        for place, text in enumerate((column.name, TYPE_WORDS[column.type], column.meaning)):
            sheet.write_string(number, place, text, looks["text"])
    sheet.autofilter(0, 0, len(columns), 2)
    _on_paper(sheet)


def _on_paper(sheet: Any) -> None:
    """Letter paper on its side, as wide as the columns, the head on every page."""
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPage &P of &N")


def write_parquet(rows: Iterable[Row], columns: Sequence[Column], path: Path) -> None:
    """Typed columns; lists joined by `;`, times in UTC."""
    schema = pyarrow.schema([pyarrow.field(column.name, _parquet_type(column)) for column in columns])
    batch: list[Row] = []
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:
        for row in rows:
            batch.append({column.name: _joined(row.get(column.name)) for column in columns})
            if len(batch) == _BATCH:
                writer.write_table(pyarrow.Table.from_pylist(batch, schema))
                batch = []
        writer.write_table(pyarrow.Table.from_pylist(batch, schema))


WRITERS: dict[str, Callable[[Iterable[Row], Sequence[Column], Path], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}
"""By the name of the format, which is its suffix too."""


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _joined(value: Any) -> Any:
    return ";".join(map(str, value)) if isinstance(value, list) else value


def _csv_cell(value: Any, column: Column) -> str:
    value = _joined(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if column.type in ("integer", "number") else harmless(str(value))


def harmless(value: Any) -> Any:
    """The value; a text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _xlsx_cell(sheet: Any, row: int, place: int, value: Any, column: Column, looks: dict[str, Any]) -> None:
    value = _joined(value)
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, looks["bool"])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, looks["time" if isinstance(value, datetime) else "date"])
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)
    else:
        text = str(value).encode("utf-8", "replace").decode("utf-8")
        short = text if len(text) <= _XLSX_CHARACTERS else text[: _XLSX_CHARACTERS - 1] + "…"
        sheet.write_string(row, place, short, looks["text"])


def _width(column: Column) -> float:
    """Characters wide enough for the head and for most values."""
    usual = {"time": 19, "date": 11, "bool": 7, "list": 18, "integer": 8, "number": 9, "text": 16}[column.type]
    return max(usual, len(column.name) + 3)


def _parquet_type(column: Column) -> Any:
    return {
        "text": pyarrow.string(),
        "list": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "date": pyarrow.date32(),
        "time": pyarrow.timestamp("us", tz="UTC"),
        "bool": pyarrow.bool_(),
    }[column.type]
