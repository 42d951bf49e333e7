"""ICE's file as tables whose columns are known: .xlsx with any number of sheets, .csv or .parquet.

Touches the world: reads the file, row by row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow
import pyarrow.parquet

from pipeline.errors import IntakeError, WrongUse
from pipeline.reconciling.cells import EXCEL_EPOCH, Cell
from pipeline.reconciling.models import Columns
from pipeline.reconciling.xlsx_rows import XlsxBook, XlsxRow, letters_of

FILE_SUFFIXES = (".xlsx", ".csv", ".parquet")
HEAD_ROWS = 20
"""The heads stand in one of the first so many rows."""
_CSV_CELL = 100_000
_CSV_LINE = 2_000_000
_CSV_COLUMNS = 2_000
_ROW_GROUP = 2 << 30
"""Characters, cells, and bytes of the needed columns of what a .parquet file holds together, decompressed."""
_BATCH = 20_000
_PLACES = ("facility", "code", "city")


class Row(Protocol):
    """A row of a table."""

    @property
    def number(self) -> int:
        """As a spreadsheet program numbers it."""

    def get(self, column: str) -> Cell:
        """The cell of a column by its name in `columns.toml`; None where the table has no such column."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a whole file."""

    name: str
    """The sheet's name; empty where there are no sheets."""
    columns: tuple[str, ...]
    """The columns that it has, by their names in `columns.toml`."""
    epoch: date
    """Day 0 of its serials."""
    rows: Iterator[Row]


def read_tables(path: Path, columns: Columns) -> Iterator[Table]:
    """Each table of the file whose heads are those of detainers; its rows must be taken before the next one.

    Raises WrongUse for a file of another kind, or one without such heads, with those that were found and expected;
    IntakeError for a file that cannot be read.
    """
    kind = path.suffix.lower()
    if kind not in FILE_SUFFIXES:
        raise WrongUse(f"{path}: expected ICE's detainers as {', '.join(FILE_SUFFIXES)}")
    if not path.is_file():
        raise WrongUse(f"{path}: there is no such file; download the detainers from the Deportation Data Project")
    if kind == ".xlsx":
        yield from _xlsx_tables(path, columns)
    elif kind == ".csv":
        yield _csv_table(path, columns)
    else:
        yield _parquet_table(path, columns)


def placed(heads: Mapping[int, Cell], columns: Columns) -> dict[str, int]:
    """Where each known column stands, by its name; of several heads of one column the best one."""
    by_head: dict[str, int] = {}
    for place, head in sorted(heads.items()):
        if isinstance(head, str):
            by_head.setdefault(_head(head), place)
    found = {}
    for name, labels in columns.heads.items():
        places = (by_head[head] for head in map(_head, labels) if head in by_head)
        if (best := next(places, None)) is not None:
            found[name] = best
    return found


def is_enough(found: Mapping[str, int]) -> bool:
    """Whether the columns without which nothing can be compared are there."""
    return "prepare_date" in found and any(name in found for name in _PLACES)


def _head(head: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", head[:200].lower()).strip()
    return re.sub(r" ?(?:yes ?no|y ?n)$", "", words).replace(" ", "")


class _Heads:
    """The best row of heads among the first rows of a table."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.place = -1
        self.found: dict[str, int] = {}
        self.texts: list[str] = []
        """The texts of the row with the most texts, for a message where nothing better is found."""

    def look(self, place: int, row: Mapping[int, Cell]) -> None:
        found = placed(row, self._columns)
        if is_enough(found) and len(found) > len(self.found):
            self.place, self.found = place, found
        texts = [cell for cell in row.values() if isinstance(cell, str) and cell.strip()]
        self.texts = max(self.texts, texts, key=len)


def _no_heads(path: Path, columns: Columns, seen: Sequence[_Heads]) -> WrongUse:
    texts = max((heads.texts for heads in seen), key=len, default=[])
    known = placed(dict(enumerate(texts)), columns)
    wanted = [f'"{columns.heads["prepare_date"][0]}"'] if "prepare_date" not in known else []
    if not any(name in known for name in _PLACES):
        wanted.append(" or ".join(f'"{columns.heads[name][0]}"' for name in _PLACES))
    told = ", ".join(f'"{text[:40]}"' for text in texts[:12]) + (", ..." if len(texts) > 12 else "")
    return WrongUse(
        f"{path.name}: no column {' and none '.join(wanted) or 'of detainers'} in the first {HEAD_ROWS} rows; "
        f"found {told or 'no heads at all'}. Expected the detainers as the Deportation Data Project publishes them"
    )


# --- xlsx


class _SheetRow:
    __slots__ = ("_places", "_row", "number")

    def __init__(self, row: XlsxRow, places: Mapping[str, tuple[int, bytes]]) -> None:
        self._row, self._places, self.number = row, places, row.number

    def get(self, column: str) -> Cell:
        place = self._places.get(column)
        return None if place is None else self._row.cell(*place)


def _xlsx_tables(path: Path, columns: Columns) -> Iterator[Table]:
    seen: list[_Heads] = []
    with XlsxBook(path) as book:
        for sheet in book.sheets:
            heads = _Heads(columns)
            for row in book.rows(sheet):
                if row.number > HEAD_ROWS:
                    break
                heads.look(row.number, row.cells())
            seen.append(heads)
            if heads.found:
                places = {name: (place, letters_of(place).encode()) for name, place in heads.found.items()}
                rows = (_SheetRow(row, places) for row in book.rows(sheet) if row.number > heads.place)
                yield Table(sheet, tuple(heads.found), book.epoch, rows)
    if not any(heads.found for heads in seen):
        raise _no_heads(path, columns, seen)


# --- csv


class _ListRow:
    __slots__ = ("_cells", "_places", "number")

    def __init__(self, cells: Sequence[Cell], places: Mapping[str, int], number: int) -> None:
        self._cells, self._places, self.number = cells, places, number

    def get(self, column: str) -> Cell:
        place = self._places.get(column)
        return None if place is None or place >= len(self._cells) else self._cells[place]


def _csv_table(path: Path, columns: Columns) -> Table:
    separator = _separator(path, columns)
    heads = _Heads(columns)
    for place, cells in enumerate(_csv_rows(path, separator)):
        if place == HEAD_ROWS:
            break
        heads.look(place, dict(enumerate(cells)))
    if not heads.found:
        raise _no_heads(path, columns, [heads])

    def rows() -> Iterator[Row]:
        for place, cells in enumerate(_csv_rows(path, separator)):
            if place > heads.place:
                yield _ListRow(cells, heads.found, place + 1)

    return Table("", tuple(heads.found), EXCEL_EPOCH, rows())


def _separator(path: Path, columns: Columns) -> str:
    """What stands between the cells: that with which the most heads are known."""

    def known(separator: str) -> int:
        rows = (cells for _, cells in zip(range(HEAD_ROWS), _csv_rows(path, separator), strict=False))
        return max((len(placed(dict(enumerate(cells)), columns)) for cells in rows), default=0)

    return max(",", "\t", ";", "|", key=known)


def _csv_rows(path: Path, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_CSV_CELL)
    try:
        # letters beyond ASCII stand in nothing that is compared without its accents taken off
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            for cells in csv.reader(iter(lambda: file.readline(_CSV_LINE), ""), delimiter=separator):
                if len(cells) > _CSV_COLUMNS:
                    raise IntakeError(f"{path}: a line of more than {_CSV_COLUMNS} cells; is it the published file?")
                yield cells
    except OSError as error:
        raise IntakeError(f"{path}: cannot be read ({error.strerror or error})") from None
    except csv.Error as error:
        raise IntakeError(f"{path}: is not written as .csv ({error}); save it again as .csv or .xlsx") from None


# --- parquet


class _DictRow:
    __slots__ = ("_cells", "number")

    def __init__(self, cells: Mapping[str, Cell], number: int) -> None:
        self._cells, self.number = cells, number

    def get(self, column: str) -> Cell:
        return self._cells.get(column)


def _parquet_table(path: Path, columns: Columns) -> Table:
    try:
        file = pyarrow.parquet.ParquetFile(path)
        # a column of lists or of records is none of those that are needed
        names = ["" if pyarrow.types.is_nested(head.type) else head.name for head in file.schema_arrow]
    except (OSError, pyarrow.ArrowException):
        raise IntakeError(f"{path}: cannot be read as .parquet; fetch it again, or take the .xlsx or .csv") from None
    heads = _Heads(columns)
    heads.look(0, dict(enumerate(names)))
    if not heads.found:
        raise _no_heads(path, columns, [heads])
    wanted = {name: names[place] for name, place in heads.found.items()}

    kept = set(wanted.values())
    for group in map(file.metadata.row_group, range(file.metadata.num_row_groups)):
        parts = [group.column(place) for place in range(group.num_columns)]
        if sum(part.total_uncompressed_size for part in parts if part.path_in_schema in kept) > _ROW_GROUP:
            raise IntakeError(f"{path}: is larger than any such file; is it the published one?")

    def rows() -> Iterator[Row]:
        number = 1
        try:
            for batch in file.iter_batches(_BATCH, columns=list(wanted.values())):
                cells = {name: batch.column(head).to_pylist() for name, head in wanted.items()}
                for place in range(batch.num_rows):
                    number += 1
                    yield _DictRow({name: values[place] for name, values in cells.items()}, number)
        except (OSError, pyarrow.ArrowException):
            raise IntakeError(f"{path}: is damaged after row {number}; fetch it again") from None

    return Table("", tuple(heads.found), EXCEL_EPOCH, rows())
