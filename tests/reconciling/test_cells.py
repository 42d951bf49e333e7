"""What a cell says: however it is written, and nothing where it is blank or redacted."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.lexicon import countries
from pipeline.reconciling.cells import MAC_EPOCH, Cells, CountryNames
from pipeline.reconciling.models import columns, same_countries

CELLS = Cells(columns())
DAY = date(2025, 3, 4)


@pytest.mark.parametrize(
    "mark",
    ["", "   ", None, "(b)(6),(b)(7)(C)", "b(6), b(7)c", "b(6); b(7)(C)", "(b)(6)", "B6/B7C", "b(6)", "[redacted]",
     "[REDACTED]", "(b)(6) [Redacted]", "NA", "N/A", "NaN", "null", "UNKNOWN", "-"],
)  # fmt: skip
def test_blanks_and_marks_of_redaction_are_nothing(mark: str | None) -> None:
    assert CELLS.text(mark) is None
    assert (CELLS.day(mark), CELLS.year(mark), CELLS.flag(mark), CELLS.sex(mark)) == (None, None, None, None)


@pytest.mark.parametrize("said", ["B-2 BOSTON PD", "DISTRICT B-3", "BOSTON", "MABOSPD", "BRAZIL"])
def test_what_only_resembles_a_mark_is_told(said: str) -> None:
    assert CELLS.text(said) == said


@pytest.mark.parametrize(
    "written",
    [
        datetime(2025, 3, 4, 13, 5),  # noqa: DTZ001 - files hold no zones
        DAY, 45720, 45720.55, "45720", "45720.0", "2025-03-04", "2025-03-04 00:00:00", "2025-03-04T13:05:00Z",
        "3/4/2025", "03/04/2025 1:05 PM", "3/4/25", "04MAR2025", "04MAR25", "4-Mar-2025", "Mar 4, 2025",
        "March 4, 2025", "20250304",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: object) -> None:
    assert CELLS.day(written) == DAY


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_from_its_serial_and_its_texts(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    texts = [day.isoformat(), day.strftime("%m/%d/%Y"), day.strftime("%d%b%Y").upper()]
    assert {CELLS.day(serial), CELLS.day(float(serial)), *map(CELLS.day, texts)} == {day}


def test_a_workbook_that_counts_from_1904_is_read_so() -> None:
    assert Cells(columns(), MAC_EPOCH).day((DAY - MAC_EPOCH).days) == DAY


@pytest.mark.parametrize(
    "wrong", ["13/45/2025", "2025-02-30", "soon", 12, 1e12, float("nan"), float("inf"), True, "99999"]
)
def test_what_is_no_day_is_none(wrong: object) -> None:
    assert CELLS.day(wrong) is None


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.dates()))
def test_no_cell_is_too_odd(cell: object) -> None:
    CELLS.text(cell), CELLS.day(cell), CELLS.year(cell), CELLS.flag(cell), CELLS.sex(cell), CELLS.form(cell)


@pytest.mark.parametrize("written", [1987, 1987.0, "1987", " 1987 ", "1987.0", "5/6/1987", "1987-05-06", "06MAY1987"])
def test_a_year_of_birth_is_read_from_numbers_texts_and_dates(written: object) -> None:
    assert CELLS.year(written) == 1987


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Y", True), ("YES", True), ("yes", True), (1, True), (1.0, True), (True, True), ("N", False), ("NO", False),
        (0, False), (False, False), ("FALSE", False), ("perhaps", None), ("", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_read(written: object, meant: bool | None) -> None:
    assert CELLS.flag(written) is meant


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("I247A - Immigration Detainer - Notice of Action (as of May 2025)", "I-247A"),
        ("I-247G Request for Advance Notification of Release", "I-247G"),
        ("I247 - Immigration Detainer", "I-247"),
        ("Detainer", None),
    ],
)
def test_a_detainer_type_names_its_form(said: str, form: str | None) -> None:
    assert CELLS.form(said) == form


NAMES = CountryNames(same_countries())


def test_names_of_one_country_are_one() -> None:
    assert NAMES.key("CHINA, PEOPLES REPUBLIC OF") == NAMES.key("People's Republic of China") == NAMES.key("China")
    assert NAMES.key("Côte d'Ivoire") == NAMES.key("IVORY COAST")
    assert NAMES.key("CAPE VERDE") == NAMES.key("CABO VERDE")
    assert NAMES.key("UNKNOWN") is None


def test_countries_that_only_sound_alike_stay_apart() -> None:
    apart = [("CONGO", "DEM REP OF THE CONGO"), ("GUINEA", "GUINEA-BISSAU"), ("KOREA, NORTH", "KOREA, SOUTH"),
             ("DOMINICA", "DOMINICAN REPUBLIC"), ("NIGER", "NIGERIA"), ("SUDAN", "SOUTH SUDAN")]  # fmt: skip
    assert [pair for pair in apart if NAMES.key(pair[0]) == NAMES.key(pair[1])] == []


def test_every_country_of_the_lexicon_has_a_key_of_its_own_but_for_the_groups() -> None:
    grouped = {name for group in same_countries() for name in group}
    keys = [NAMES.key(name) for name in countries() if name not in grouped and name != "UNKNOWN"]
    assert len(keys) == len(set(keys))
