"""The rows of a large .xlsx file, one after the other, in little memory.

Touches the world: reads the file.

Libraries that hold a whole sheet need 1.6 GB for 400,000 rows of 66 columns, and those that do not need minutes. Here
a sheet's XML is cut at the ends of rows as it is decompressed, and only cells that are asked for are looked at. The
format (ECMA-376) leaves little to misread: a cell names its place, a text is a number in a table of texts.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from pipeline.errors import IntakeError
from pipeline.reconciling.cells import EXCEL_EPOCH, MAC_EPOCH, Cell

_CHUNK = 1 << 20
_SMALL_PART = 4 << 20
_ROW = 2 << 20
_SHEET = 16 << 30
_TEXTS = 400 << 20
"""Bytes: of parts that only name others, of one row, of one sheet, and of all texts, decompressed."""
_COLUMNS = 16_384
# none of these looks further than the next tag of its kind, so that what is not closed costs no more than what is
_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*?)(?:/>|>([^<]*(?:<(?!/?(?:\w+:)?c\b)[^<]*)*)</(?:\w+:)?c>)",
)
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})\d*["']""")
_NAMED = re.compile(rb"""<(?:\w+:)?c\b[^<>]*\sr=["'][A-Z]{1,3}(\d{1,8})["']""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,8})["']""")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]*)</(?:\w+:)?v>")
_TEXT = re.compile(rb"<(?:\w+:)?t\b(?:[^<>]*[^/<>])?>([^<]*)</(?:\w+:)?t>")
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b[^<]*(?:<(?!/?(?:\w+:)?rPh\b)[^<]*)*</(?:\w+:)?rPh>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class XlsxBook:
    """An open workbook. Every fault of the file becomes an IntakeError."""

    def __init__(self, path: Path) -> None:
        """Raises IntakeError when the file is no workbook, is locked, or is too large to be taken."""
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, NotImplementedError):
            raise IntakeError(
                f"{path}: cannot be opened as .xlsx; if it is locked with a password or an older .xls, "
                "save it again as .xlsx or .csv"
            ) from None
        book = self._small("xl/workbook.xml")
        targets = {
            found["Id"]: found.get("Target", "")
            for found in _elements(self._small("xl/_rels/workbook.xml.rels"), "Relationship")
            if "Id" in found
        }
        self.sheets = {
            found["name"]: _part(targets[found["r:id"]])
            for found in _elements(book, "sheet")
            if "name" in found and found.get("r:id") in targets
        }
        """The part of each sheet, by the sheet's name, in the order of the workbook."""
        properties = next(iter(_elements(book, "workbookPr")), {})
        self.epoch = MAC_EPOCH if properties.get("date1904") in ("1", "true") else EXCEL_EPOCH
        self._texts: _Texts | None = None

    def __enter__(self) -> XlsxBook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def rows(self, sheet: str) -> Iterator[XlsxRow]:
        """The rows of a sheet, those without content left out. Raises IntakeError."""
        if self._texts is None:
            self._texts = self._read_texts()
        number = 0
        for row in self._pieces(self.sheets[sheet], b"row", _SHEET):
            head = row.find(b">") + 1
            told = _ROW_NUMBER.search(row, 0, head) or _NAMED.search(row, head)
            number = int(told.group(1)) if told else number + 1
            if row:
                yield XlsxRow(row, number, self._texts)

    def _read_texts(self) -> _Texts:
        texts = _Texts()
        if "xl/sharedStrings.xml" in self._zip.namelist():
            for item in self._pieces("xl/sharedStrings.xml", b"si", _TEXTS):
                texts.add(item)
        return texts

    def _pieces(self, part: str, tag: bytes, most: int) -> Iterator[bytes]:
        """Every `tag` element of a part, from its opening tag on, its end left out; nothing for one without content."""
        taken, rest, opening, ending, alone = 0, b"", b"", b"", re.compile(b"")
        for chunk in self._chunks(part):
            taken += len(chunk)
            rest += chunk
            if taken > most or len(rest) > _ROW + _CHUNK:
                raise IntakeError(f"{self.path}: {part} is larger than any such file; is it the published one?")
            if not opening:
                found = re.search(rb"<((?:\w+:)?)" + tag + rb"[\s/>]", rest)
                if found is None:
                    rest = rest[-100:]
                    continue
                opening, ending = b"<" + found.group(1) + tag, b"</" + found.group(1) + tag + b">"
                alone = re.compile(re.escape(opening) + rb"(?:\s[^<>]*)?/>")
                rest = rest[found.start() :]
            *whole, rest = rest.split(ending)
            for piece in whole:
                # what is without content stands before what has some
                start = piece.rfind(opening)
                if start > 0:
                    yield from (b"" for _ in alone.finditer(piece, 0, start))
                yield piece[start:]

    def _chunks(self, part: str) -> Iterator[bytes]:
        try:
            with self._zip.open(part) as file:
                yield from iter(lambda: file.read(_CHUNK), b"")
        except (OSError, EOFError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
            raise _damaged(self.path, part) from None

    def _small(self, part: str) -> str:
        try:
            with self._zip.open(part) as file:
                return file.read(_SMALL_PART).decode("utf-8", "replace")
        except (OSError, EOFError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
            raise _damaged(self.path, part) from None


class XlsxRow:
    """One row, its cells read when they are asked for."""

    __slots__ = ("_cells", "_number", "_row", "_texts", "number")

    def __init__(self, row: bytes, number: int, texts: _Texts) -> None:
        self._row, self._texts, self.number = row, texts, number
        self._number = b"%d" % number
        self._cells: dict[int, Cell] | None = None

    def cells(self) -> dict[int, Cell]:
        """All cells that hold something, by their column from 0."""
        found: dict[int, Cell] = {}
        place = -1
        for cell in _CELL.finditer(self._row):
            ref = _REF.search(cell.group(1))
            place = column_of(ref.group(1).decode()) if ref else place + 1
            if place < _COLUMNS and (value := self._value(cell)) is not None:
                found[place] = value
        return found

    def cell(self, column: int, letters: bytes) -> Cell:
        """The cell of a column, which is given as its place from 0 and as its letters."""
        if self._cells is None:
            at = self._row.find(b' r="' + letters + self._number + b'"')
            if at >= 0:
                found = _CELL.match(self._row, self._row.rfind(b"<", 0, at))
                return None if found is None else self._value(found)
            # a cell that is not there is blank, unless this row names its cells otherwise, or not at all
            named = _NAMED.search(self._row)
            if named is not None and named.group(1) == self._number:
                return None
            self._cells = self.cells()
        return self._cells.get(column)

    def _value(self, cell: re.Match[bytes]) -> Cell:
        attributes, body = cell.groups()
        if body is None:
            return None
        kind = _TYPE.search(attributes)
        named = kind.group(1) if kind else b"n"
        if named == b"inlineStr":
            return "".join(map(_said, _TEXT.findall(_PHONETIC.sub(b"", body)))) or None
        found = _VALUE.search(body)
        if found is None:
            return None
        raw = found.group(1)
        if named == b"s":
            return self._texts.get(raw)
        if named == b"b":
            return raw.strip() == b"1"
        if named == b"n":
            try:
                return float(raw)
            except ValueError:
                return None
        return None if named == b"e" else _said(raw) or None


class _Texts:
    """The table of texts, as bytes until one is asked for."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("Q", [0])

    def add(self, item: bytes) -> None:
        self._bytes += b"".join(_TEXT.findall(_PHONETIC.sub(b"", item) if b"rPh" in item else item))
        self._ends.append(len(self._bytes))

    def get(self, raw: bytes) -> str | None:
        try:
            place = int(raw)
            start, end = self._ends[place], self._ends[place + 1]
        except (ValueError, IndexError):
            return None
        return _said(bytes(self._bytes[start:end])) or None if place >= 0 else None


def column_of(letters: str) -> int:
    """The place of a column from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def letters_of(column: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _said(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))


def _elements(xml: str, tag: str) -> Iterator[dict[str, str]]:
    """The attributes of every such element."""
    for found in re.finditer(rf"<(?:\w+:)?{tag}\s([^<>]*)>", xml):
        yield {name: html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(found.group(1))}


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _damaged(path: Path, part: str) -> IntakeError:
    return IntakeError(f"{path}: {part} is missing or damaged; fetch the file again, or save it again as .xlsx or .csv")
