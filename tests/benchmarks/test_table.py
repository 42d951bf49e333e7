"""The bench counts what it says it counts."""

import csv
from pathlib import Path

from benchmarks.measure import Measured, Row, Sent, plain, rows_of
from benchmarks.table import COLUMNS, groups, head, line, routing, write_rows
from benchmarks.whole_page import Compared, Cost


def row(file: str, wanted: str, got: str, doubt: str = "", accepted: bool = False, level: str = "rough") -> Row:
    return Row(file, "varied", level, "fine", "sex", wanted, got, 0.9, "both", doubt, accepted, bool(got))


def sent(file: str, accepted: bool, wanted: str = "detainer", forms_read: int = 1, level: str = "rough") -> Sent:
    forms = int(wanted == "detainer")
    got = "detainer/accepted" if accepted else "other/set_aside"
    return Sent(file, "varied", level, "fine", wanted, got, forms, forms_read, accepted, 2, 0.5, 0.4, 300.0)


RIGHT, WRONG, DOUBTED, MISSING = (
    row("a", "M", "M", accepted=True),
    row("b", "M", "F", accepted=True),
    row("c", "M", "F", doubt="low_confidence"),
    row("c", "F", "", doubt="unreadable", level="awful"),
)
SET = Measured(
    "varied",
    (RIGHT, WRONG, DOUBTED, MISSING),
    (sent("a", True), sent("b", True), sent("c", False, level="awful")),
    (),
)


def cells(name: str, others: tuple[Compared, ...] = ()) -> dict[str, str]:
    (found,) = [line(group) for group in groups([SET], others) if group.name.strip() == name]
    return dict(zip(head(others), found, strict=True))


def test_wrong_values_are_counted_apart_from_those_that_carry_no_doubt() -> None:
    whole = cells("varied")
    assert (whole["fields"], whole["exact"], whole["wrong"], whole["certain wrong"]) == ("4", "1 25.0 %", "2", "1")


def test_an_accepted_form_with_a_wrong_field_is_counted() -> None:
    whole = cells("varied")
    assert (whole["accepted"], whole["of these wrong"]) == ("2 66.7 %", "1")


def test_an_accepted_call_in_which_a_form_was_made_up_is_wrong_though_every_field_is_right() -> None:
    twice = Measured("varied", (RIGHT,), (sent("a", True, forms_read=2),), ())
    assert groups([twice])[0].accepted_wrong == 1


def test_there_is_a_line_for_each_level_and_resolution() -> None:
    assert [group.name.strip() for group in groups([SET])] == ["varied", "awful", "rough", "fine"]
    assert cells("awful")["fields"] == "1"


def test_another_reader_of_the_same_pages_stands_beside() -> None:
    other = Compared("whole-page", "varied", (RIGHT, DOUBTED), (Cost("a", "rough", "fine", 2, 3.0, 200.0),), 0)
    named = line(groups([SET], (other,))[0])[-4:]
    assert named == ("1 50.0 %", "1", "1.50", "200")


def test_several_sets_have_a_last_line_for_all() -> None:
    assert groups([SET, SET])[-1].name == "all"
    assert len(groups([SET, SET])[-1].rows) == 8


def test_a_form_where_nobody_looks_and_junk_taken_for_a_form_are_said() -> None:
    told = routing((sent("a", False, forms_read=0), sent("b", True, wanted="other")))
    assert "where nobody looks: 1" in told
    assert "taken for one: 1, of these accepted: 1" in told


def test_a_row_is_kept_for_each_field_and_is_right_where_wanted_equals_got(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.csv", SET.rows)
    with (tmp_path / "rows.csv").open(newline="") as kept:
        read = list(csv.DictReader(kept))
    assert tuple(read[0]) == COLUMNS
    assert [one["wanted"] == one["got"] for one in read] == [True, False, False, False]
    assert read[0]["accepted"] == "yes"


def test_what_was_not_read_at_all_has_a_row_for_each_field_too() -> None:
    told = {"file": "a", "kind": "detainer", "fields": {"sex": "M", "basis": ["biometric"], "cancels": False}}
    assert [(one.field, one.got, one.offered) for one in rows_of(told, None, "set")] == [
        ("sex", "", False),
        ("basis", "", False),
        ("cancels", "", False),
    ]


def test_names_are_compared_without_order_blanks_and_accents() -> None:
    assert plain("subject_name", "D'Ávila, Ana") == plain("subject_name", "ANA D AVILA")
    assert plain("basis", ("statements", "biometric")) == "biometric;statements"
    assert plain("cancels", False) == "no"
