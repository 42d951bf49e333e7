"""The rows of ICE's file that are about the department, around a year.

Touches the world: reads the file.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from pipeline.errors import WrongUse
from pipeline.reconciling.cells import Cell, Cells
from pipeline.reconciling.models import Columns
from pipeline.reconciling.tables import Row, Table, read_tables
from pipeline.reconciling.values import TheirRow
from pipeline.vocabulary import Basis

MOST_ROWS = 60_000
"""Rows of one department in a year and its margins; more is a pattern that fits half the country."""
_MOST_PLACES = 100_000
_NEAREST = 8
_Place = tuple[str, str, str]
"""Facility, city and code as the file writes them."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """What ICE's file says about the department."""

    rows: tuple[TheirRow, ...]
    """By prepare date, then by place in the file."""
    read: int
    """All rows of the file."""
    of_department: int
    """The department's rows of all years."""
    undated: int
    """The department's rows without a readable prepare date, which can be in no year."""
    facilities: tuple[tuple[str, int], ...]
    """The facilities that the pattern fitted, with their rows of all years, the largest first."""
    missing: tuple[str, ...]
    """The columns that some table of the file does not have."""
    covers: tuple[date, date] | None
    """The first and last prepare date of any department's rows around the year; None where there is none."""


def read_theirs(
    paths: Sequence[Path], patterns: Sequence[str], year: int, margin_days: int, columns: Columns
) -> Theirs:
    """Keeps the department's rows of the year and of so many days on either side.

    `paths`: one file, or several that go on from one another, as those of fiscal years do. `patterns` are shell-
    like wildcards, compared without case with the whole of facility, city and code; one that fits is enough. Raises
    WrongUse when no row fits, with the nearest names; and as `read_tables` does.
    """
    first, last = date(year, 1, 1) - timedelta(margin_days), date(year, 12, 31) + timedelta(margin_days)
    chosen = _Chosen(patterns)
    kept: list[TheirRow] = []
    read = undated = 0
    missing: dict[str, None] = {}
    sheets: list[str] = []
    earliest, latest = last, first
    several = len(paths) > 1
    for path, table in _tables(paths, columns):
        name = ":".join(each for each in (path.stem, table.name) if each) if several else table.name
        sheets.append(name)
        missing |= dict.fromkeys(name for name in columns.heads if name not in table.columns)
        cells = Cells(columns, table.epoch)
        for row in table.rows:
            read += 1
            prepared = cells.day(row.get("prepare_date"))
            if prepared and first <= prepared <= last:
                earliest, latest = min(earliest, prepared), max(latest, prepared)
            if not chosen.fits(row, cells):
                continue
            if prepared is None:
                undated += 1
            elif first <= prepared <= last:
                kept.append(_row(row, name, prepared, cells))
                if len(kept) > MOST_ROWS:
                    raise WrongUse(
                        f"--facility {' '.join(patterns)}: fits more than {MOST_ROWS:,} rows around {year}; "
                        f"name the department alone. It fits {', '.join(name for name, _ in chosen.found()[:_NEAREST])}"
                    )
    if not chosen.rows:
        raise WrongUse(_nothing_fits(paths, patterns, chosen))
    return Theirs(
        rows=tuple(sorted(kept, key=lambda row: (row.prepared_on, sheets.index(row.sheet), row.number))),
        read=read,
        of_department=chosen.rows,
        undated=undated,
        facilities=tuple(chosen.found()),
        missing=tuple(missing),
        covers=(earliest, latest) if earliest <= latest else None,
    )


def _tables(paths: Sequence[Path], columns: Columns) -> Iterator[tuple[Path, Table]]:
    for path in paths:
        yield from ((path, table) for table in read_tables(path, columns))


class _Chosen:
    """Which rows are the department's; each place is looked at once."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [re.compile(fnmatch.translate(" ".join(each.split()).lower())) for each in patterns]
        self._known: dict[tuple[Cell, Cell, Cell], bool] = {}
        self._counts: Counter[_Place] = Counter()
        self._others: dict[_Place, None] = {}
        self.rows = 0

    def fits(self, row: Row, cells: Cells) -> bool:
        seen = (row.get("facility"), row.get("city"), row.get("code"))
        fits = self._known.get(seen)
        if fits is None:
            names = self._names(seen, cells)
            fits = any(pattern.match(name.lower()) for pattern in self._patterns for name in names if name)
            if len(self._known) < _MOST_PLACES:
                self._known[seen] = fits
                if not fits:
                    self._others[names] = None
        if fits:
            self.rows += 1
            self._counts[self._names(seen, cells)] += 1
        return fits

    def found(self) -> list[tuple[str, int]]:
        """What fitted, the most frequent first."""
        return [
            (place_name(place), count) for place, count in sorted(self._counts.items(), key=lambda at: (-at[1], at))
        ]

    def nearest(self, patterns: Sequence[str]) -> list[str]:
        """The names in the file that come nearest to what was asked for."""
        # one of each facility is enough, however many cities and codes it stands under
        names = {place[0] or place[1]: place_name(place) for place in self._others if any(place)}
        near: Counter[str] = Counter()
        for pattern in patterns:
            asked = re.sub(r"[*?\[\]]+", " ", pattern)
            for name, ratio, _ in process.extract(
                asked, list(names), scorer=fuzz.WRatio, processor=utils.default_process, limit=_NEAREST
            ):
                near[name] = max(near[name], int(ratio))
        return [names[name] for name, _ in sorted(near.items(), key=lambda one: (-one[1], one[0]))[:_NEAREST]]

    @staticmethod
    def _names(seen: tuple[Cell, Cell, Cell], cells: Cells) -> _Place:
        facility, city, code = (cells.text(cell) or "" for cell in seen)
        return facility, city, code


def place_name(place: _Place) -> str:
    """A place as it is told: facility, city and code."""
    facility, city, code = place
    return (facility or code or "no facility") + (
        f" ({', '.join(each for each in (city, code) if each)})" if city else ""
    )


def _nothing_fits(paths: Sequence[Path], patterns: Sequence[str], chosen: _Chosen) -> str:
    near = chosen.nearest(patterns)
    told = f"the nearest names are {'; '.join(near)}" if near else "the file names no facility at all"
    return (
        f"{', '.join(path.name for path in paths)}: no row fits --facility {' '.join(patterns)}; {told}. "
        "* stands for any letters and ? for one, compared with the whole name, city or code"
    )


def _row(row: Row, sheet: str, prepared: date, cells: Cells) -> TheirRow:
    flags = {basis: flag for basis in Basis if (flag := cells.flag(row.get(basis.value))) is not None}
    return TheirRow(
        number=row.number,
        sheet=sheet,
        prepared_on=prepared,
        facility=cells.text(row.get("facility")),
        city=cells.text(row.get("city")),
        form=cells.form(row.get("detainer_type")),
        citizenship=cells.text(row.get("citizenship")),
        birth_country=cells.text(row.get("birth_country")),
        birth_year=cells.year(row.get("birth_year")),
        sex=cells.sex(row.get("sex")),
        flags=flags,
        cancels=cells.flag(row.get("cancels")),
        lift_reason=cells.text(row.get("lift_reason")),
        duplicate_likely=cells.flag(row.get("duplicate_likely")),
        person=cells.text(row.get("person")),
    )
