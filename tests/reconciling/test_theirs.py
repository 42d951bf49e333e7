"""Of a whole country's rows, the department's rows around the year are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import WrongUse
from pipeline.reconciling import theirs
from pipeline.reconciling.models import columns
from pipeline.reconciling.theirs import Theirs, read_theirs
from tests.reconciling.conftest import ice_row


def read(path: Path, *patterns: str) -> Theirs:
    return read_theirs([path], patterns, 2025, 31, columns())


@pytest.mark.parametrize(
    "pattern", ["BOSTON POLICE*", "boston  police department", "*police*", "Boston", "mabospd", "?ABOSPD"]
)
def test_a_pattern_fits_the_whole_of_facility_city_or_code_without_case(
    ice_file: Callable[..., Path], pattern: str
) -> None:
    path = ice_file(
        [ice_row(), ice_row(Detainer_Facility="LYNN JAIL", Facility_City="LYNN", Detainer_Facility_Code="L")]
    )
    assert len(read(path, pattern).rows) == 1


def test_several_patterns_fit_what_any_of_them_fits(ice_file: Callable[..., Path]) -> None:
    path = ice_file([ice_row(), ice_row(Detainer_Facility="BPD D-4", Facility_City="ROXBURY")])
    assert len(read(path, "BOSTON POLICE DEPARTMENT", "BPD*").rows) == 2


def test_where_nothing_fits_the_nearest_names_are_told(ice_file: Callable[..., Path]) -> None:
    path = ice_file([ice_row(), ice_row(Detainer_Facility="DALLAS COUNTY JAIL", Facility_City="DALLAS")])
    with pytest.raises(WrongUse, match=r"no row fits --facility Bostn Polce; the nearest names are BOSTON POLICE"):
        read(path, "Bostn Polce")


def test_rows_a_month_beyond_the_year_are_kept_and_others_are_not(ice_file: Callable[..., Path]) -> None:
    days = [date(2024, 11, 30), date(2024, 12, 1), date(2025, 6, 1), date(2026, 1, 31), date(2026, 2, 1)]
    found = read(ice_file([ice_row(Detainer_Prepare_Date=day) for day in days]), "boston")
    assert [row.prepared_on for row in found.rows] == days[1:4]
    assert (found.read, found.of_department) == (5, 5)


def test_rows_without_a_day_are_counted_apart(ice_file: Callable[..., Path]) -> None:
    found = read(ice_file([ice_row(), ice_row(Detainer_Prepare_Date="(b)(6)")]), "boston")
    assert (len(found.rows), found.undated) == (1, 1)


def test_a_pattern_that_fits_half_the_country_is_refused(
    ice_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theirs, "MOST_ROWS", 10)
    with pytest.raises(WrongUse, match="fits more than 10 rows around 2025; name the department alone"):
        read(ice_file([ice_row() for _ in range(11)]), "*")


def test_columns_that_are_not_there_are_told(ice_file: Callable[..., Path]) -> None:
    heads = ("Detainer Prepare Date", "Facility City", "Gender")
    found = read(ice_file([ice_row()], "a.csv", heads=heads), "boston")
    assert {"citizenship", "birth_year", "lift_reason"} < set(found.missing)
    assert found.rows[0].sex == "M"


def test_several_files_are_read_as_one_and_name_their_rows(ice_file: Callable[..., Path]) -> None:
    one = ice_file([ice_row(Detainer_Prepare_Date=date(2025, 9, 30))], "FY25.xlsx")
    other = ice_file([ice_row(Detainer_Prepare_Date=date(2025, 10, 1))], "FY26.csv")
    found = read_theirs([one, other], ["boston"], 2025, 31, columns())
    assert [(row.sheet, row.number) for row in found.rows] == [("FY25:Detainers", 8), ("FY26", 2)]


def test_the_days_that_the_data_cover_are_those_of_any_department(ice_file: Callable[..., Path]) -> None:
    rows = [
        ice_row(),
        ice_row(Detainer_Prepare_Date=date(2025, 10, 15), Detainer_Facility="LYNN", Facility_City="LYNN"),
    ]
    assert read(ice_file(rows), "boston").covers == (date(2025, 3, 4), date(2025, 10, 15))
    rows = [ice_row(Detainer_Prepare_Date=date(2019, 1, 1))]
    assert read(ice_file(rows), "boston").covers is None
