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
