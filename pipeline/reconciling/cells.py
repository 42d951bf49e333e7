"""Pure. What a cell of ICE's file says: days, years, flags, sexes, forms; nothing where it is blank or redacted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pipeline.counting.compare import plain
from pipeline.reconciling.models import Columns

Cell = str | int | float | bool | date | None
"""As the file holds it; a datetime is a date too."""
EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of a sheet's serials, such that those since 1 March 1900 are right."""
MAC_EPOCH = date(1904, 1, 1)
CHARACTERS = 300
"""No cell that is needed is longer; what is, is cut."""
_SERIALS = range(20_000, 80_000)
"""Days of the years 1954 to 2119: other numbers are no dates."""
_DAY_TEXTS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), "ymd"),
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)"), "mdy"),
    (re.compile(r"(\d{1,2})[- ]?([A-Za-z]{3})[a-z]*[- ,]*(\d{4}|\d{2})(?!\d)"), "dby"),
    (re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})(?!\d)"), "bdy"),
    (re.compile(r"(\d{4})(\d{2})(\d{2})$"), "ymd"),
)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_YEARS = range(1900, 2100)
_FORM = re.compile(r"\bI-?\s?247\s?-?\s?([ADGNX])?\b", re.IGNORECASE)


class Cells:
    """Understands cells in the words of `models/reconciling/columns.toml`."""

    def __init__(self, columns: Columns, epoch: date = EXCEL_EPOCH) -> None:
        """`epoch` is day 0 of the sheet's serials."""
        self._epoch = epoch
        self._nothing = {_bare(word) for word in columns.nothing.words}
        self._redaction = re.compile(columns.nothing.redaction)
        self._flags = {_bare(word): True for word in columns.flags.yes} | {
            _bare(word): False for word in columns.flags.no
        }
        self._sexes = {_bare(word): sex for sex, words in columns.sex.items() for word in words}

    def text(self, cell: Cell) -> str | None:
        """What a cell says, its blanks made single; None where that is nothing."""
        if cell is None:
            return None
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        said = " ".join(str(cell)[:CHARACTERS].split())
        bare = _bare(said)
        return None if not bare or bare in self._nothing or self._redaction.match(bare) else said

    def day(self, cell: Cell) -> date | None:
        """A day, from a date, a serial or a text; None where it is none."""
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, bool):
            return None
        if isinstance(cell, int | float):
            return self._of_serial(cell)
        said = self.text(cell)
        if said is None:
            return None
        if re.fullmatch(r"\d{5}(\.\d+)?", said):
            return self._of_serial(float(said))
        for pattern, order in _DAY_TEXTS:
            if found := pattern.match(said):
                return _day(dict(zip(order, found.groups(), strict=True)))
        return None

    def year(self, cell: Cell) -> int | None:
        """A year of birth; of a whole date its year."""
        if isinstance(cell, date):
            return cell.year
        said = self.text(cell)
        number = re.fullmatch(r"(\d{4})(?:\.0*)?", said or "")
        if number:
            return int(number.group(1)) if int(number.group(1)) in _YEARS else None
        day = self.day(said) if re.search(r"\D", (said or "").replace(".", "")) else None
        return day.year if day else None

    def flag(self, cell: Cell) -> bool | None:
        """Yes or no."""
        said = self.text(cell)
        return None if said is None else self._flags.get(_bare(said))

    def sex(self, cell: Cell) -> str | None:
        """M or F."""
        said = self.text(cell)
        return None if said is None else self._sexes.get(_bare(said))

    def form(self, cell: Cell) -> str | None:
        """The number of the form that a detainer type names."""
        found = _FORM.search(self.text(cell) or "")
        return None if found is None else "I-247" + (found.group(1) or "").upper()

    def _of_serial(self, days: float) -> date | None:
        # the comparison comes first: there are numbers that no whole number is made of
        serial = int(days) if _SERIALS.start <= days < _SERIALS.stop else None
        return None if serial is None else self._epoch + timedelta(days=serial)


class CountryNames:
    """One key for all names of a country."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._keys = {
            words: min(map(_country_words, group))
            for group in map(tuple, groups)
            for words in map(_country_words, group)
        }

    def key(self, name: str | None) -> str | None:
        """What all names of the country share; None where no country is named."""
        words = _country_words(name or "")
        return None if words in ("", "UNKNOWN", "NOT REPORTED") else self._keys.get(words, words)


def _country_words(name: str) -> str:
    return " ".join(sorted(set(plain(name.replace("'", "")).split()) - {"THE", "OF", "AND"}))


def _bare(said: str) -> str:
    return re.sub(r"[^a-z0-9]", "", said.lower())


def _day(parts: dict[str, str]) -> date | None:
    year = int(parts["y"])
    if year < 100:
        # a prepare date is never before 2000: detainers were first published for 2002
        year += 2000
    month = parts.get("m") or parts["b"].upper()
    number = int(month) if month.isdecimal() else _MONTHS.index(month) + 1 if month in _MONTHS else 0
    try:
        return date(year, number, int(parts["d"]))
    except ValueError:
        return None
