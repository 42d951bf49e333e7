"""ICE's file is read whatever its kind, its generation and its heads; what cannot be is said in a sentence."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.ice_file import HEADS, OLDER_HEADS, snake
from pipeline.errors import IntakeError, WrongUse
from pipeline.reconciling.cells import Cells
from pipeline.reconciling.models import columns
from pipeline.reconciling.tables import read_tables
from pipeline.reconciling.theirs import read_theirs
from tests.reconciling.conftest import ice_row

GENERATIONS = {
    "as published": None,
    "tidied": {head: snake(head) for head in HEADS},
    "older": {head: snake(head) for head in HEADS} | OLDER_HEADS,
    "with flags as Y/N": {head: head.replace("Yes No", "Y/N") for head in HEADS},
}
ROWS = [ice_row(), ice_row(Detainer_Prepare_Date=date(2025, 7, 1), Gender="Female", Birth_Year="(b)(6)")]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "parquet"])
@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_kind_and_generation_reads_the_same(ice_file: Callable[..., Path], kind: str, generation: str) -> None:
    path = ice_file(ROWS, f"detainers.{kind}", GENERATIONS[generation])
    one, other = read_theirs([path], ["boston police*"], 2025, 31, columns()).rows
    assert (one.prepared_on, one.citizenship, one.birth_year, one.sex) == (date(2025, 3, 4), "HAITI", 1987, "M")
    assert (other.prepared_on, other.birth_year, other.sex, other.form) == (date(2025, 7, 1), None, "F", "I-247A")
    assert one.flags == {"final_order": False, "biometric": True}
    assert other.number - one.number == 1


def test_a_row_is_numbered_as_a_spreadsheet_numbers_it(ice_file: Callable[..., Path]) -> None:
    for name, first in (("detainers.xlsx", 8), ("detainers.csv", 2), ("detainers.parquet", 2)):
        assert read_theirs([ice_file(ROWS, name)], ["*"], 2025, 31, columns()).rows[0].number == first


def test_a_workbook_that_another_program_wrote_reads_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "FY25 & FY26"
    for line in (["About"], [], [None, "Detainer Prepare Date", "Detainer Facility", "Gender", "Biometric Match Y/N"]):
        sheet.append(line)
    sheet.append([None, date(2025, 3, 4), "BOSTON & <PD>", "M", True])
    sheet.append([])
    sheet.append([None, "2025-03-05", "BOSTON & <PD>", None, 0])
    book.create_sheet("Notes").append(["nothing here"])
    again = book.create_sheet("older")
    again.append(["Facility", "Prepare Date"])
    again.append(["BOSTON & <PD>", "03/06/25"])
    book.save(tmp_path / "other.xlsx")
    found = read_theirs([tmp_path / "other.xlsx"], ["boston*"], 2025, 31, columns())
    assert [(row.sheet, row.number, row.prepared_on.day, row.sex) for row in found.rows] == [
        ("FY25 & FY26", 4, 4, "M"),
        ("FY25 & FY26", 6, 5, None),
        ("older", 2, 6, None),
    ]
    assert [row.flags for row in found.rows] == [{"biometric": True}, {"biometric": False}, {}]
    assert found.facilities == (("BOSTON & <PD>", 3),)


def _book(path: Path, sheet: str, texts: str = "", properties: str = "") -> Path:
    """A workbook whose sheet is the XML given."""
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", f'<x:workbook>{properties}<x:sheet name="S" r:id="r1"/></x:workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", '<R><Relationship Target="/xl/s.xml" Id="r1"/></R>')
        book.writestr("xl/s.xml", sheet)
        if texts:
            book.writestr("xl/sharedStrings.xml", texts)
    return path


INLINE = "<x:c t='inlineStr'><x:is><x:t>{}</x:t></x:is></x:c>"


def _cells(path: Path) -> list[tuple[int, object, object]]:
    found = []
    for table in read_tables(path, columns()):
        cells = Cells(columns(), table.epoch)
        found += [(row.number, cells.day(row.get("prepare_date")), row.get("facility")) for row in table.rows]
    return found


def test_cells_without_places_and_tags_with_prefixes_are_read(tmp_path: Path) -> None:
    head = INLINE.format("Prepare Date") + INLINE.format("Facility")
    rows = f"<x:row>{head}</x:row><x:row/><x:row><x:c><x:v>45720</x:v></x:c>{INLINE.format('A &amp; B')}</x:row>"
    path = _book(tmp_path / "a.xlsx", f"<x:worksheet><x:sheetData>{rows}</x:sheetData></x:worksheet>")
    assert _cells(path) == [(3, date(2025, 3, 4), "A & B")]


def test_texts_in_pieces_without_content_and_out_of_the_table_keep_their_places(tmp_path: Path) -> None:
    texts = (
        "<sst><si><r><t>Prepare </t></r><r><t>Date</t></r></si><si/><si><t>Facility</t><rPh><t>x</t></rPh></si></sst>"
    )
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>45720</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>99</v></c></row>'
        '<row r="12"><c t="str" r="C12"><f>x</f><v>BPD</v></c></row>'
        '<row r="13"><c r="A13" s="1"/><c r="C13" t="e"><v>#N/A</v></c></row>'
    )
    path = _book(tmp_path / "a.xlsx", f"<worksheet><sheetData>{rows}</sheetData></worksheet>", texts)
    assert _cells(path) == [(2, date(2025, 3, 4), None), (12, None, "BPD"), (13, None, None)]


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    rows = f"<row>{INLINE.format('Prepare Date')}{INLINE.format('Facility')}</row><row><c><v>44258</v></c></row>"
    from_1904 = '<workbookPr date1904="1"/>'
    path = _book(tmp_path / "a.xlsx", f"<worksheet><sheetData>{rows}</sheetData></worksheet>", properties=from_1904)
    assert _cells(path) == [(2, date(2025, 3, 4), None)]


def test_heads_on_the_twentieth_row_are_found_and_later_ones_are_not(tmp_path: Path) -> None:
    for lines, found in ((19, True), (20, False)):
        path = tmp_path / "a.csv"
        path.write_text("x\n" * lines + "Prepare Date\tCity\n3/4/25\tBOSTON\n")
        if found:
            assert len(read_theirs([path], ["boston"], 2025, 31, columns()).rows) == 1
        else:
            with pytest.raises(WrongUse, match="in the first 20 rows"):
                read_theirs([path], ["boston"], 2025, 31, columns())


def test_a_file_without_the_heads_says_which_were_found_and_expected(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Detainer Facility,Arrest Day\nBOSTON,1\n")
    with pytest.raises(WrongUse, match=r'no column "Detainer Prepare Date".*found "Detainer Facility", "Arrest Day"'):
        list(read_tables(path, columns()))
    path.write_text("Detainer Prepare Date,Arrest Day\n1,1\n")
    with pytest.raises(
        WrongUse, match=r'no column "Detainer Facility" or "Detainer Facility Code" or "Facility City" in'
    ):
        list(read_tables(path, columns()))


@pytest.mark.parametrize("name", ["a.xls", "a.docx", "a"])
def test_a_file_of_another_kind_is_refused_with_what_is_expected(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(WrongUse, match=r"\.xlsx, \.csv, \.parquet"):
        list(read_tables(tmp_path / name, columns()))


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(WrongUse, match="no such file"):
        list(read_tables(Path("nowhere.xlsx"), columns()))


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
def test_rubbish_ends_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00rubbish" * 100)
    with pytest.raises(IntakeError, match="cannot be"):
        list(read_tables(tmp_path / name, columns()))


def test_a_workbook_cut_short_or_with_a_part_missing_ends_in_a_sentence(ice_file: Callable[..., Path]) -> None:
    path = ice_file([ice_row(Birth_Year=1900 + n % 90) for n in range(3000)])
    whole = path.read_bytes()
    for at in (200, len(whole) // 3, len(whole) // 2):
        path.write_bytes(whole[:at] + b"\xff" * 64 + whole[at + 64 :])
        with pytest.raises(IntakeError):
            read_theirs([path], ["*"], 2025, 31, columns())
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(IntakeError, match="missing or damaged"):
        list(read_tables(path, columns()))


def test_a_row_without_end_takes_no_memory(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", '<workbook><sheet name="S" r:id="r1"/></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", '<R><Relationship Target="s.xml" Id="r1"/></R>')
        book.writestr("xl/s.xml", "<worksheet><row>" + "<c/>" * (4 << 20))
    with pytest.raises(IntakeError, match="larger than any such file"):
        list(read_tables(tmp_path / "a.xlsx", columns()))


@pytest.mark.parametrize(
    "rubbish", ["<c>", "<c ", "<c><v>", "<c><is><t>", "<c><is><rPh>", "</v>", "<c r='A1' ", "<row "]
)
def test_tags_that_are_never_closed_cost_no_more_than_others(tmp_path: Path, rubbish: str) -> None:
    rows = f"<row>{rubbish * 60_000}</row><row>{INLINE.format('Prepare Date')}{INLINE.format('City')}</row><row/>"
    texts = f"<sst><si>{rubbish * 60_000}</si></sst>"
    path = _book(tmp_path / "a.xlsx", f"<worksheet><sheetData>{rows}</sheetData></worksheet>", texts)
    assert _cells(path) == []


@given(st.text(alphabet="<>/crvtsi =\"'019A&;:?!-", max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sheet_is_too_odd(tmp_path: Path, odd: str) -> None:
    head = f"<row>{INLINE.format('Prepare Date')}{INLINE.format('Facility')}</row>"
    xml = f"<worksheet><sheetData>{head}<row>{odd}</row>{odd}<row><c><v>45720</v></c></row></sheetData></worksheet>"
    with contextlib.suppress(IntakeError):
        _cells(_book(tmp_path / "a.xlsx", xml, f"<sst><si>{odd}</si></sst>"))


def test_a_csv_line_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('Prepare Date,City\n1,"' + "x" * 300_000)
    with pytest.raises(IntakeError, match=r"not written as \.csv"):
        read_theirs([tmp_path / "a.csv"], ["*"], 2025, 31, columns())
