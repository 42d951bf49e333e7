"""What is told of a reconciliation: tables, workbook, chart and two lines agree and point at nobody."""

from __future__ import annotations

import csv
import io
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from benchmarks.ice_file import draw, elsewhere, mixed, write
from pipeline.reconciling.reconcile import Reconciled, reconcile_ours
from pipeline.reporting.reconciliation_chart import waterfall
from pipeline.reporting.reconciliation_files import save_reconciliation
from pipeline.reporting.reconciliation_tables import dictionary, tables
from pipeline.reporting.reconciliation_text import Step, press_lines, steps
from tests.reconciling.conftest import ice_row, our_request

AT = datetime(2026, 1, 9, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Reconciled:
    """A drawn year in which every reason occurs that can."""
    drawn, path = draw(3, 2025, 260), tmp_path_factory.mktemp("ice") / "detainers.csv"
    write((row for _, row in mixed(drawn, elsewhere(3, 2025, 50), 50, 3)), path)
    return reconcile_ours(2025, drawn.ours, [path], ["boston"])


def test_the_steps_lead_from_one_total_to_the_other(found: Reconciled) -> None:
    first, *between, last = steps(found.account)
    assert (first.after, last.after) == (found.account.theirs, found.account.ours)
    running = first.after
    for step in between:
        running += {"less": -step.number, "more": step.number, "total": 0}[step.kind]
        assert step.after == running
    assert [step.after for step in between if step.kind == "total"] == [len(found.account.both)]


def test_each_row_and_each_request_stands_in_one_table(found: Reconciled) -> None:
    by_name = {table.name: table.rows for table in tables(found, 0)}
    rows = [row["row"] for name in ("matched", "only theirs", "set aside") for row in by_name[name]]
    requests = [row["request_id"] for name in ("matched", "only ours") for row in by_name[name]]
    assert len(rows) == len(set(rows)) == found.account.theirs
    assert len(requests) == len(set(requests)) == found.account.ours
    assert by_name["differences"][-1]["total"] == found.account.ours


def test_two_lines_say_both_totals_and_every_reason(found: Reconciled) -> None:
    first, second = press_lines(found.account, 0)
    assert f"{found.account.theirs} detainer rows" in first
    assert f"{found.account.ours} requests" in first
    for number in (*found.account.their_reasons.values(), *found.account.our_reasons.values()):
        assert f"{number} " in second
    assert "\n" not in first + second


def test_while_something_is_open_the_first_line_says_draft(found: Reconciled) -> None:
    assert press_lines(found.account, 1)[0].startswith("DRAFT, 1 transmission of the year")
    assert "DRAFT" not in press_lines(found.account, 0)[0]


def test_lists_that_are_the_same_are_said_to_be(ice_file: Callable[..., Path]) -> None:
    path = ice_file([ice_row()])
    told = press_lines(reconcile_ours(2025, [our_request()], [path], ["boston"]).account, 0)
    counted = "ICE's published data have 1 detainer row for the department and the department counted 1 request"
    assert told == (f"For 2025, {counted}; 1 is in both.", "The two lists are the same.")


def test_the_workbook_has_a_sheet_a_table_with_real_days_and_a_dictionary(found: Reconciled, tmp_path: Path) -> None:
    save_reconciliation(found, 2, tmp_path, AT)
    book = openpyxl.load_workbook(tmp_path / "reconciliation.xlsx")
    made = tables(found, 2)
    assert book.sheetnames == [*(table.name for table in made), "dictionary"]
    for table in made:
        sheet = book[table.name]
        assert [cell.value for cell in sheet[1]] == [column.name for column in table.columns]
        assert (sheet.freeze_panes, sheet.max_row) == ("A2", len(table.rows) + 1)
        days = [place for place, column in enumerate(table.columns) if column.type == "date"]
        for row in sheet.iter_rows(min_row=2):
            assert all(row[place].value is None or row[place].is_date for place in days)
    explained = {(row["table"], row["column"]) for row in dictionary(made).rows}
    assert {(table.name, column.name) for table in made for column in table.columns} <= explained


def test_the_same_tables_are_there_as_csv(found: Reconciled, tmp_path: Path) -> None:
    written = save_reconciliation(found, 0, tmp_path, AT)
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()}
    with (tmp_path / "matched.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found.account.both)
    assert all(date.fromisoformat(row["prepared_on"]).year == 2025 for row in rows)
    assert (tmp_path / "summary.txt").read_text().splitlines() == list(press_lines(found.account, 0))


def test_nothing_that_is_told_is_a_fact_about_a_person(ice_file: Callable[..., Path], tmp_path: Path) -> None:
    row = ice_row(Citizenship_Country="KIRIBATI", Birth_Country="KIRIBATI", Birth_Year=1931, Gender="Female",
                  Anonymized_Identifier="cafe0123")  # fmt: skip
    ours = [replace(our_request(), citizenship="KIRIBATI", birth_year=1931, sex="F")]
    for requests in (ours, []):
        made = reconcile_ours(2025, requests, [ice_file([row])], ["boston"])
        for path in save_reconciliation(made, 0, tmp_path / "out", AT):
            if path.suffix in (".csv", ".txt"):
                text = path.read_text()
                assert not [word for word in ("KIRIBATI", "1931", "cafe0123", "Female") if word in text], path.name


def test_a_cell_that_a_spreadsheet_would_run_stays_a_text(ice_file: Callable[..., Path], tmp_path: Path) -> None:
    row = ice_row(Detainer_Facility="=cmd()", Detainer_Lift_Reason="@evil")
    save_reconciliation(reconcile_ours(2025, [], [ice_file([row])], ["boston"]), 0, tmp_path, AT)
    told = openpyxl.load_workbook(tmp_path / "reconciliation.xlsx")["only theirs"]
    assert [cell.data_type for cell in told[2] if str(cell.value) in ("=cmd()", "@evil")] == ["s", "s"]
    assert "'=cmd()" in (tmp_path / "only-theirs.csv").read_text()


def test_the_chart_is_a_picture_and_the_same_for_the_same_steps(found: Reconciled) -> None:
    drawn = waterfall(steps(found.account), "How", "png")
    assert drawn.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", drawn[16:24])
    assert width > 900
    assert height > 300
    picture = waterfall(steps(found.account), "How & why", "svg")
    assert picture == waterfall(steps(found.account), "How & why", "svg")
    assert ET.parse(io.BytesIO(picture)).getroot().tag.endswith("svg")  # noqa: S314 - drawn above


def test_a_chart_of_nothing_can_be_drawn() -> None:
    assert waterfall([Step("none", "total", 0, 0)], "Nothing", "png").startswith(b"\x89PNG")
