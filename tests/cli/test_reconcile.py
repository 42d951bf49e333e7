"""`intake reconcile`: the year held against ICE's file, from the store to the folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks.ice_file import write

BPD = {"Detainer Facility": "BOSTON POLICE DEPARTMENT", "Facility City": "BOSTON", "Detainer Facility Code": "MABOSPD"}


@pytest.fixture
def ice(department) -> Path:
    """Two rows of the department, one of another."""
    rows = [
        BPD | {"Detainer Prepare Date": date(2025, 3, 3), "Biometric Match Yes No": "YES"},
        BPD | {"Detainer Prepare Date": date(2025, 5, 1), "Detainer Lift Reason": "Duplicate"},
        {"Detainer Prepare Date": date(2025, 5, 1), "Detainer Facility": "LYNN JAIL", "Facility City": "LYNN"},
    ]
    write(rows, department.folder / "detainers.xlsx")
    return department.folder / "detainers.xlsx"


def test_it_writes_a_folder_and_prints_two_lines(stocked, ice: Path, said: Callable[[], str]) -> None:
    assert stocked.intake("reconcile", "--year", "2025", "--ice", str(ice), "--facility", "boston police*") == 0
    first, second, *_ = said().splitlines()
    assert first.startswith("DRAFT, 2 transmissions of the year")
    assert "2 detainer rows for the department and the department counted 2 requests" in first
    assert "1 as duplicates of another row" in second
    folder = stocked.folder / "reconciliation-2025"
    assert (folder / "summary.txt").read_text().splitlines() == [first, second]
    assert {"reconciliation.xlsx", "reconciliation.png", "reconciliation.svg", "matched.csv"} <= {
        path.name for path in folder.iterdir()
    }


def test_it_says_which_part_of_the_year_the_data_do_not_cover(stocked, ice: Path, said: Callable[[], str]) -> None:
    stocked.intake("reconcile", "--year", "2025", "--ice", str(ice), "--facility", "boston")
    told = said()
    assert "ICE's data do not cover 2025 before 2025-03-03" in told
    assert "ICE's data do not cover 2025 after 2025-05-01" in told
    rows = [BPD | {"Detainer Prepare Date": date(2025, 1, 1)}, BPD | {"Detainer Prepare Date": date(2025, 12, 30)}]
    write(rows, stocked.folder / "more.csv")
    stocked.intake("reconcile", "--year", "2025", "--ice", str(ice), "--ice", "more.csv", "--facility", "boston")
    told = said()
    assert "4 detainer rows" in told
    assert "do not cover" not in told


def test_nobody_is_in_what_it_writes(stocked, ice: Path, said: Callable[[], str]) -> None:
    stocked.intake("reconcile", "--year", "2025", "--ice", str(ice), "--facility", "boston", "--out", "out")
    told = said() + "".join(path.read_text() for path in (stocked.folder / "out").glob("*.csv"))
    assert not [word for word in stocked.on_the_forms if word in told]
    assert "give out the summary and the chart, not the tables" in told


def test_once_nothing_is_open_it_is_no_draft(settled, ice: Path, said: Callable[[], str]) -> None:
    settled.intake("reconcile", "--year", "2025", "--ice", str(ice), "--facility", "boston")
    assert "DRAFT" not in said()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--facility", "Bostn Polise"), "the nearest names are BOSTON POLICE DEPARTMENT (BOSTON, MABOSPD)"),
        (("--facility", "boston", "--ice", "nowhere.xlsx"), "nowhere.xlsx: there is no such file"),
        (("--facility", "boston", "--ice", "intake.toml"), "expected ICE's detainers as .xlsx, .csv, .parquet"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_with_the_remedy(
    stocked, ice: Path, said: Callable[[], str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert stocked.intake("reconcile", "--year", "2025", "--ice", str(ice), *arguments) == 2
    assert sentence in said()


def test_without_a_pattern_it_is_used_wrongly(stocked, ice: Path) -> None:
    assert stocked.intake("reconcile", "--year", "2025", "--ice", str(ice)) == 2


def test_without_a_store_it_says_how_to_make_one(department, ice: Path, said: Callable[[], str]) -> None:
    assert department.intake("reconcile", "--year", "2025", "--ice", str(ice), "--facility", "boston") == 1
    assert "there is no store yet" in said()
