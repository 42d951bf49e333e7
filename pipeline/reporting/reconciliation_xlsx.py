"""The tables of a reconciliation as one workbook: a sheet a table, heads that stay in sight, days as days.

Touches the world: xlsxwriter keeps its parts in a temporary folder. What it writes is given back.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from pipeline.reporting.columns import Column
from pipeline.reporting.reconciliation_tables import Table

_WIDEST = 70.0
_CHARACTERS = 32_000
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(made: Sequence[Table], at: datetime) -> bytes:
    """The workbook; `at` is the time that it says it was made."""
    drawn = io.BytesIO()
    with xlsxwriter.Workbook(drawn, _OPTIONS) as book:
        book.set_properties({"title": "Reconciliation with ICE", "created": at.replace(tzinfo=None)})
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#F1F1EE", "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "number": book.add_format({"num_format": "0.00", "valign": "top"}),
            "integer": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "text": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
            "bool": book.add_format({"valign": "top", "align": "left"}),
        }
        for table in made:
            _sheet(book.add_worksheet(table.name), table, looks)
    return drawn.getvalue()


def _sheet(sheet: Any, table: Table, looks: dict[str, Any]) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(table, column))
        sheet.write_string(0, place, column.name, looks["head"])
        for number, row in enumerate(table.rows, start=1):
            _write(sheet, number, place, row.get(column.name), column, looks)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, row: int, place: int, value: Any, column: Column, looks: dict[str, Any]) -> None:
    look = looks.get(column.type, looks["text"])
    if value is None or value == []:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, looks["date"])
    elif isinstance(value, int | float):
        # a row's number is a name, not an amount
        sheet.write_number(row, place, value, looks["bool"] if column.name in ("row", "days_apart") else look)
    else:
        sheet.write_string(row, place, _told(value)[:_CHARACTERS], looks["text"])


def _told(value: Any) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text.encode("utf-8", "replace").decode("utf-8")


def _width(table: Table, column: Column) -> float:
    longest = max((len(_told(row[column.name])) for row in table.rows if row.get(column.name) is not None), default=0)
    return min(_WIDEST, max(11.0, len(column.name) + 3.0, longest * 0.95 + 1))
