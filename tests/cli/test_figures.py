"""`intake tally`, `letter` and `export`: figures and files, and what is told about them."""

import csv
import json
from collections.abc import Callable

import pytest


def test_the_tally_as_json_is_json_and_nothing_else(stocked, said: Callable[[], str]) -> None:
    assert stocked.intake("tally", "--year", "2025", "--json") == 0
    told = json.loads(said())
    assert (told["year"], told["requests"], told["awaiting_review"], told["final"]) == (2025, 2, 2, False)
    assert told["by_district"] == {"D-4": 2}


def test_the_tally_as_text_says_what_is_open(stocked, settled, said: Callable[[], str]) -> None:
    settled.intake("tally", "--year", "2025")
    assert "Final: nothing received in the year is waiting." in said()


def test_the_tally_of_a_year_that_is_not_over_says_so(settled, said: Callable[[], str]) -> None:
    settled.intake("tally", "--year", "2999")
    assert "2999 is not over yet" in said()
    settled.intake("tally", "--year", "2021")
    assert "is not over yet" not in said()


def test_a_letter_over_something_open_is_told_to_be_a_draft(stocked, said: Callable[[], str]) -> None:
    assert stocked.intake("letter", "--year", "2025", "--out", "letter.md") == 0
    told = said()
    assert "It is a DRAFT" in told
    assert "could not be decoded" in told
    assert "public arrest log" in told
    assert (stocked.folder / "letter.md").read_text().count("Trust Act")


def test_a_final_letter_is_not_called_a_draft_but_still_carries_the_warning(settled, said: Callable[[], str]) -> None:
    assert settled.intake("letter", "--year", "2025", "--out", "letter.pdf") == 0
    told = said()
    assert "DRAFT" not in told
    assert "public arrest log" in told
    assert (settled.folder / "letter.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_state_gives_the_same_letter_dated_as_due_or_as_asked(settled, said: Callable[[], str]) -> None:
    for name in ("one", "two"):
        assert settled.intake("letter", "--year", "2025", "--out", f"{name}.pdf") == 0
    assert (settled.folder / "one.pdf").read_bytes() == (settled.folder / "two.pdf").read_bytes()
    assert "It is dated December 31, 2025, the day it is due" in said()
    assert settled.intake("letter", "--year", "2025", "--out", "other.md", "--date", "2026-01-15") == 0
    assert "It is dated January 15, 2026, as asked." in said()
    assert "January 15, 2026" in (settled.folder / "other.md").read_text()


@pytest.mark.parametrize("day", ["15.1.2026", "2026-02-30", "soon"])
def test_a_date_that_is_none_is_refused(settled, day: str) -> None:
    assert settled.intake("letter", "--year", "2025", "--out", "l.md", "--date", day) == 2
    assert not (settled.folder / "l.md").exists()


def test_typed_years_stand_in_tally_and_letter_until_the_store_knows_better(settled, said: Callable[[], str]) -> None:
    text = (settled.folder / "intake.toml").read_text()
    (settled.folder / "intake.toml").write_text(text + "\n[letter.previous]\n2024 = 15\n2025 = 9\n")
    assert settled.intake("tally", "--year", "2025", "--json") == 0
    assert json.loads(said())["previous_year"] == {"year": 2024, "requests": 15, "change": -14}
    assert settled.intake("letter", "--year", "2026", "--out", "l.md") == 0
    assert "2025: the settings say 9 (letter.previous), the store counts 1" in said()
    told = (settled.folder / "l.md").read_text()
    assert "| 2024 | 15 |" in told
    assert "| 2025 | 1 |" in told
    assert "earlier reported nine requests for 2025" in told


def test_a_letter_of_another_kind_is_refused_with_what_is_expected(stocked, said: Callable[[], str]) -> None:
    assert stocked.intake("letter", "--year", "2025", "--out", "letter.odt") == 2
    assert ".docx, .pdf, .txt, .md" in said()


def test_an_export_holds_nobody_unless_that_is_asked_for(stocked, said: Callable[[], str]) -> None:
    for what in ("documents", "requests"):
        assert stocked.intake("export", what, "--out", f"{what}.csv") == 0
        text = (stocked.folder / f"{what}.csv").read_text()
        assert not [word for word in stocked.on_the_forms if word in text]
        assert "What can point at a person is left out" in said()
    with stocked.store() as store:
        assert store.audit_entries("export:documents") == ()


def test_who_asks_for_identities_is_recorded(stocked, said: Callable[[], str]) -> None:
    assert stocked.intake("export", "requests", "--out", "r.csv", "--year", "2025", "--identified") == 0
    assert "OKONKWO" in (stocked.folder / "r.csv").read_text()
    with stocked.store() as store:
        asked, written = store.audit_entries("export:requests")
    assert (asked.by, asked.action, asked.after["file"]) == ("clerk", "identified_export_asked", "r.csv")
    assert (written.by, written.action, written.after["rows"]) == ("clerk", "identified_export_written", 2)
    assert "is recorded" in said()


def test_the_format_is_that_of_the_name_or_the_one_asked_for(stocked, said: Callable[[], str]) -> None:
    assert stocked.intake("export", "requests", "--out", "data", "--format", "csv") == 0
    with (stocked.folder / "data").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 2
    assert json.loads((stocked.folder / "data.manifest.json").read_text())["rows"] == 2
    assert (stocked.folder / "data.dictionary.md").exists()
    said()
    assert stocked.intake("export", "requests", "--out", "data.doc") == 2
    assert "end the name in one of .jsonl, .csv, .xlsx, .parquet" in said()


def test_an_export_in_a_format_there_is_none_of_asks_nothing_of_the_audit(stocked) -> None:
    assert stocked.intake("export", "documents", "--out", "d.doc", "--identified") == 2
    with stocked.store() as store:
        assert store.audit_entries("export:documents") == ()


def test_a_place_that_cannot_be_written_is_told(stocked, said: Callable[[], str]) -> None:
    (stocked.folder / "file").write_text("no folder")
    assert stocked.intake("export", "requests", "--out", "file/r.csv") == 1
    assert "choose another place" in said()


@pytest.mark.parametrize("year", ["25", "twenty"])
def test_a_year_that_is_none_is_refused(stocked, year: str) -> None:
    assert stocked.intake("tally", "--year", year) == 2
