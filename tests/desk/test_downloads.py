"""What is taken along from the desk: the terminal's files, the same figures everywhere, and nothing left behind."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from pipeline.cli import main
from pipeline.desk import downloads
from pipeline.places import data_folder
from pipeline.receive import Originals
from pipeline.values import PageDecisions, PageReading
from pipeline.vocabulary import Status
from tests.counting.conftest import Drawn
from tests.desk.test_year import OPEN, keep, keep_a_year

FAX = Path(__file__).resolve().parent.parent.parent / "sample_faxes" / "inbox" / "fax-dedicated"
SOMEBODY = ("AAAAA", "200001117", "BOS25010000017")


@pytest.fixture
def year(bureau):
    keep_a_year(bureau)
    return bureau


@pytest.fixture
def analyst(year):
    return year.signed_in("analyst")


@pytest.fixture
def administrator(year):
    return year.signed_in("administrator")


def unpacked(answer) -> dict[str, bytes]:
    """The files of the archive that was answered with, by name."""
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def named(answer) -> str:
    return re.search(r'^attachment; filename="([^"]+)"$', answer.headers["content-disposition"])[1]


def left_over(bureau) -> list[Path]:
    return [*(data_folder(bureau.settings) / "desk-files").iterdir()]


def test_page_letter_export_proof_and_terminal_tell_the_same_figures(year, analyst, capsys) -> None:
    page = analyst.get("/year?year=2025").text
    letter = analyst.get("/year/letter.txt?year=2025").text
    rows = rows_of(unpacked(analyst.get("/year/data/requests.csv?year=2025"))["requests-2025.csv"])
    proof = rows_of(unpacked(analyst.get("/year/proof?year=2025"))["proof-2025/figures.csv"])
    assert main(["-c", str(year.settings.file), "tally", "--year", "2025", "--json"]) == 0
    tally = json.loads(capsys.readouterr().out)

    assert tally == json.loads(analyst.get("/year/tally.json?year=2025").text)
    assert tally["requests"] == len(rows) == 4
    assert re.search(r"<strong>4</strong>requests", page)
    assert re.search(r"Total +4\n", letter)
    for name, column in (("by_channel", "channel"), ("by_district", "district"), ("by_reason", "reason")):
        told = {value: number for value, number in tally[name].items() if number}
        assert told == dict(Counter(row[column] for row in rows if row[column])), name
        for value, number in told.items():
            assert f'{column.replace("reason", "basis")}={value}">{number}</a>' in page, value
    assert tally["cancelled"] == sum(row["cancelled"] == "true" for row in rows) == 1
    assert "One request was later cancelled" in letter
    in_proof = {row["name"]: float(row["value"]) for row in proof}
    assert in_proof["requests"] == 4
    for name in ("by_channel", "by_month", "by_ground", "not_counted"):
        for value, number in tally[name].items():
            assert in_proof[f"{name}.{value}"] == number


@pytest.mark.parametrize("kind", ["docx", "pdf", "txt", "md"])
def test_the_letter_is_byte_for_byte_the_terminals(year, analyst, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"letter.{kind}"
    assert (
        main(["-c", str(year.settings.file), "letter", "--year", "2025", "--out", str(out), "--date", "2026-01-15"])
        == 0
    )
    answer = analyst.get(f"/year/letter.{kind}?year=2025&dated=2026-01-15")
    assert answer.content == out.read_bytes()
    assert named(answer) == f"detainer-letter-2025.{kind}"


@pytest.mark.parametrize("what", ["requests", "documents"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "jsonl"])
def test_a_data_set_is_byte_for_byte_the_terminals(year, analyst, tmp_path: Path, what: str, kind: str) -> None:
    out = tmp_path / f"{what}-2025.{kind}"
    assert main(["-c", str(year.settings.file), "export", what, "--year", "2025", "--out", str(out)]) == 0
    answer = analyst.get(f"/year/data/{what}.{kind}?year=2025")
    files = unpacked(answer)
    assert named(answer) == f"detainer-{what}-2025-{kind}.zip"
    assert files.keys() == {out.name, f"{out.name}.dictionary.md", f"{out.name}.manifest.json"}
    assert files[out.name] == out.read_bytes()
    assert files[f"{out.name}.dictionary.md"] == Path(f"{out}.dictionary.md").read_bytes()
    manifest = json.loads(files[f"{out.name}.manifest.json"])
    assert manifest["by"] == "analyst"
    assert manifest["sha256"] == json.loads(Path(f"{out}.manifest.json").read_text())["sha256"]


def test_without_identities_nobody_is_named_and_nothing_is_recorded(year, analyst) -> None:
    before = year.store.last_entry()
    answers = ["/year/data/documents.jsonl?year=2025", "/year/data/requests.csv?year=2025", "/year/proof?year=2025"]
    for path in answers:
        files = unpacked(analyst.get(path))
        for somebody in SOMEBODY:
            assert not any(somebody.encode() in content for content in files.values()), path
        assert not any(name.endswith(".png") for name in files)
    assert year.store.last_entry() == before


def test_identities_leave_with_the_same_words_in_the_audit_as_at_the_terminal(year, administrator, tmp_path) -> None:
    out = tmp_path / "requests-2025.csv"
    arguments = ["export", "requests", "--year", "2025", "--out", str(out), "--identified"]
    assert main(["-c", str(year.settings.file), *arguments]) == 0
    answer = administrator.post("/year/data", {"what": "requests", "kind": "csv", "year": "2025"})
    assert named(answer) == "detainer-requests-2025-csv-WITH-NAMES.zip"
    assert b"AAAAA" in unpacked(answer)[out.name]
    entries = year.store.audit_entries("export:requests")
    assert [each.action for each in entries] == ["identified_export_asked", "identified_export_written"] * 2
    of_terminal, of_desk = entries[:2], entries[2:]
    assert [each.after for each in of_terminal] == [each.after for each in of_desk]
    assert {each.by for each in of_desk} == {"administrator"}
    assert {each.reason for each in of_desk} == {"the desk"}


def test_a_proof_pack_with_identities_has_pages_and_is_recorded(year, administrator) -> None:
    original = next(FAX.glob("*.tif")).read_bytes()
    page = PageReading(1, None, PageDecisions(1728, 2200, (204.0, 196.0), "tags"), "i-247a", 0.97)
    document = Drawn.document("T" + "9" * 16, Drawn.detainer(9), at="2025-04-01T09:00")
    sha256 = Originals(year.settings.store.originals).put(original)
    year.store.add(replace(document.transmission, sha256=sha256, size=len(original)))
    year.store.add_reading(replace(document.reading, pages=(page,)), "intake", "")
    answer = administrator.post("/year/proof", {"year": "2025", "figure": "by_month.04"})
    files = unpacked(answer)
    assert named(answer) == "detainer-proof-2025-by_month.04-WITH-NAMES.zip"
    assert "proof-2025/pages/T9999999999999999-1.png" in files
    assert b"IIIII" in files["proof-2025/evidence.csv"]
    (asked,) = year.store.audit_entries("trace:2025")
    assert (asked.action, asked.by, asked.after["figure"]) == ("identified_trace_asked", "administrator", "by_month.04")


def test_an_analyst_gets_no_identities_and_it_is_not_recorded_as_if(year, analyst) -> None:
    before = year.store.last_entry()
    for path in ("/year/data", "/year/proof"):
        assert analyst.post(path, {"what": "requests", "kind": "csv", "year": "2025"}).status_code == 403
    assert "identities" not in analyst.get("/year?year=2025").text
    assert year.store.last_entry() == before


def test_identities_are_not_to_be_had_by_a_link(administrator) -> None:
    assert administrator.get("/year/data?year=2025&what=requests&kind=csv").status_code == 404
    administrator.csrf = "made up"
    assert administrator.post("/year/data", {"what": "requests", "kind": "csv", "year": "2025"}).status_code == 403


def test_nothing_is_left_on_the_disk_whether_it_was_made_or_not(year, analyst) -> None:
    assert analyst.get("/year/data/requests.xlsx?year=2025").status_code == 200
    assert analyst.get("/year/proof?year=2025").status_code == 200
    refused = analyst.get("/year/proof?year=2025&figure=by_moon")
    assert refused.status_code == 400
    assert "no such figure" in refused.text
    assert left_over(year) == []
    assert (data_folder(year.settings) / "desk-files").stat().st_mode & 0o077 == 0


def test_what_a_broken_off_desk_left_is_removed_after_a_day(year, analyst) -> None:
    old, fresh = (data_folder(year.settings) / "desk-files" / name for name in ("file-old", "file-fresh"))
    for folder in (old, fresh):
        folder.mkdir(parents=True)
        (folder / "requests.csv").write_text("left")
    os.utime(old, (0, 0))
    assert analyst.get("/year/data/requests.csv?year=2025").status_code == 200
    assert left_over(year) == [fresh]


def test_while_enough_is_being_made_more_is_told_to_wait_and_other_pages_answer(analyst) -> None:
    with downloads.turn(), downloads.turn():
        refused = analyst.get("/year/proof?year=2025")
        assert refused.status_code == 409
        assert "Try again in a minute" in refused.text
        assert analyst.get("/queue").status_code == 200
        assert analyst.get("/year?year=2025").status_code == 200
    assert analyst.get("/year/proof?year=2025").status_code == 200


def test_more_than_the_desk_makes_is_led_to_the_terminal(analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_TRACED", 3)
    refused = analyst.get("/year/proof?year=2025")
    assert refused.status_code == 400
    assert "intake trace --year 2025" in refused.text


def test_a_draft_is_named_a_draft(year, analyst) -> None:
    doubtful = Drawn.detainer(5, subject_name=None)
    keep(year, Drawn.document(OPEN, doubtful, at="2025-03-03T09:00", status=Status.NEEDS_REVIEW))
    answer = analyst.get("/year/letter.docx?year=2025")
    assert named(answer) == "detainer-letter-2025-DRAFT.docx"
    assert "One transmission" in analyst.get("/year/letter.txt?year=2025").text


def test_the_letter_is_shown_page_by_page_as_it_is_printed(analyst) -> None:
    pdf = pypdfium2.PdfDocument(analyst.get("/year/letter.pdf?year=2025").content)
    try:
        pages = len(pdf)
    finally:
        pdf.close()
    page = analyst.get("/year/letter?year=2025").text
    shown = re.findall(r'<img src="(/year/letter/\d+\.png\?year=2025)"', page)
    assert len(shown) == pages
    for address in shown:
        answer = analyst.get(address)
        assert answer.headers["content-type"] == "image/png"
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.size == (1105, 1430)
            darkest, lightest = picture.convert("L").getextrema()
            assert (darkest < 100, lightest) == (True, 255), "a printed page, not an empty one"
    assert "City Clerk" in page, "the words of the letter stand there too"
    for beyond in (0, pages + 1, "x"):
        assert analyst.get(f"/year/letter/{beyond}.png?year=2025").status_code == 404


def test_a_letter_of_another_day_is_another_letter(analyst) -> None:
    assert "January 15, 2026" in analyst.get("/year/letter?year=2025&dated=2026-01-15").text
    assert "December 31, 2025" in analyst.get("/year/letter?year=2025").text


def test_who_drafts_a_letter_is_warned_of_small_numbers_and_that_the_year_is_not_over(analyst) -> None:
    for path in ("/year?year=2025", "/year/letter?year=2025"):
        page = analyst.get(path).text
        assert "public arrest log" in page
        assert "2025 is not over yet" in page


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/year/data/persons.csv?year=2025", "one of documents, requests"),
        ("/year/data/requests.docx?year=2025", "csv"),
        ("/year/data/requests.csv", "Name the year"),
        ("/year/data/requests.csv?year=20x5", "four digits"),
        ("/year/proof", "Name the year"),
    ],
)
def test_what_there_is_none_of_is_told_what_there_is(analyst, path: str, expected: str) -> None:
    answer = analyst.get(path)
    assert answer.status_code == 400
    assert expected in answer.text


def test_a_letter_in_a_format_there_is_none_of_is_not_there(analyst) -> None:
    assert analyst.get("/year/letter.exe?year=2025").status_code == 404
