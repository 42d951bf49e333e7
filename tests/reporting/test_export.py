"""The data sets: whole files with fixed columns, nothing that a spreadsheet runs, no person unless asked for."""

import csv
import hashlib
import json
import stat
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import IntakeError, WrongUse
from pipeline.reporting.columns import Column
from pipeline.reporting.export import EXPORT_FORMATS, Order, export_documents, export_requests
from pipeline.reporting.table_files import WRITERS, write_csv
from pipeline.values import Candidate, Disposition
from pipeline.vocabulary import FIELD_NAMES, IDENTIFYING, Channel, Outcome

CONTRACT_DOCUMENT = (
    *("document_id", "source", "file", "sha256", "received_at", "received_how", "channel", "channel_how", "district"),
    *("sender", "pages", "status", "doubts", "kind", "records", "seconds", "versions"),
)
CONTRACT_REQUEST = (
    *(
        "request_id",
        "year",
        "received_on",
        "received_at",
        "channel",
        "district",
        "form",
        "edition",
        "reason",
        "grounds",
    ),
    *("transferred_for_proceeding", "cancelled", "cancelled_on", "outcome", "outcome_on", "reimbursement"),
    *("transmissions", "status", "doubts"),
)
LOG = ("released_at", "transferred_at", "receiving_agency")
"""What the log of a jurisdiction may ask for, after the columns of the contract."""


@pytest.fixture
def order(drawn, tmp_path):
    def ask(name, **more):
        return Order(tmp_path / name, drawn.zone, drawn.when("2026-01-02T09:00"), "clerk", **more)

    return ask


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_documents_as_jsonl_have_the_contracts_columns_and_all_fields(small_year, order):
    done = export_documents(small_year.documents, small_year.gathered, order("d.jsonl", identified=True))
    rows = lines(done.out)
    assert done.rows == len(rows) == len(small_year.documents)
    assert tuple(rows[0]) == CONTRACT_DOCUMENT
    record = rows[0]["records"][0]
    assert list(record) == ["kind", "role", "request_id", "pages", "fields", "evidence"]
    assert list(record["fields"]) == list(FIELD_NAMES)
    assert record["fields"]["basis"] == ["biometric"]
    assert record["fields"]["booking_number"] is None
    assert set(record["evidence"]["subject_name"]) == {
        *("raw", "candidates", "page", "box", "confidence", "reader", "doubt"),
    }
    assert (record["role"], rows[1]["records"][0]["role"], rows[4]["records"][0]["role"]) == (
        "first",
        "duplicate",
        "cancellation",
    )
    assert rows[0]["received_at"] == "2025-01-05T09:00:00-05:00"


def test_what_the_readers_offered_leaves_in_identified_exports_alone(drawn, counted, order):
    record = drawn.detainer(1)
    offered = (Candidate("212604718", "both", 0.98123), Candidate("212604713", "warrant page 4", 0.95))
    file_number = replace(record.fields["file_number"], candidates=offered)
    to_agency = replace(record.fields["to_agency"], candidates=(Candidate("BOSTON P0LICE", "tesseract"),))
    record = replace(record, fields={**record.fields, "file_number": file_number, "to_agency": to_agency})
    year = counted(drawn.document("a", record))
    (row,) = lines(export_documents(year.documents, year.gathered, order("d.jsonl", identified=True)).out)
    evidence = row["records"][0]["evidence"]
    assert evidence["file_number"]["candidates"] == [
        {"value": "212604718", "reader": "both", "confidence": 0.9812},
        {"value": "212604713", "reader": "warrant page 4", "confidence": 0.95},
    ]
    assert evidence["event_number"]["candidates"] == []
    (row,) = lines(export_documents(year.documents, year.gathered, order("e.jsonl")).out)
    assert set(row["records"][0]["evidence"]["to_agency"]) == {"page", "box", "confidence", "reader", "doubt"}


def test_a_document_that_was_not_read_is_in_the_export(drawn, counted, order):
    year = counted(drawn.document("a"))
    (row,) = lines(export_documents(year.documents, year.gathered, order("d.jsonl")).out)
    assert (row["kind"], row["status"], row["doubts"], row["records"]) == (None, "needs_review", ["not_yet_read"], [])


@pytest.mark.parametrize("kind", EXPORT_FORMATS)
def test_without_being_asked_nothing_that_identifies_leaves(kind, small_year, order):
    documents = export_documents(small_year.documents, small_year.gathered, order(f"d.{kind}"))
    requests = export_requests(small_year.gathered.requests, order(f"r.{kind}"))
    for done in (documents, requests):
        rows = rows_of(done.out, kind)
        assert not {"file", "sender", *IDENTIFYING} & set(rows[0])
        text = json.dumps(rows, default=str)
        for document in small_year.documents:
            for record in document.reading.records:
                for field in ("subject_name", "file_number", "event_number", "date_of_birth"):
                    assert record.text(field) is None or record.text(field) not in text
        assert '"raw"' not in text


@pytest.mark.parametrize("kind", EXPORT_FORMATS)
def test_every_format_tells_the_same_requests(kind, small_year, order):
    rows = rows_of(export_requests(small_year.gathered.requests, order(f"r.{kind}", year=2025)).out, kind)
    assert tuple(rows[0]) == (*CONTRACT_REQUEST, *LOG)
    assert [str(row["request_id"]) for row in rows] == [
        each.id for each in small_year.gathered.requests if each.year == 2025
    ]
    assert [str(row["received_on"])[:10] for row in rows] == ["2025-01-05", "2025-02-06", "2025-03-06"]
    assert [str(row["cancelled"]).lower() for row in rows] == ["false", "false", "true"]
    assert rows[2]["grounds"] in ("biometric;final_order", ["biometric", "final_order"])


def rows_of(path, kind):
    if kind == "jsonl":
        return lines(path)
    if kind == "csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if kind == "parquet":
        return pyarrow.parquet.read_table(path).to_pylist()
    head, *body = openpyxl.load_workbook(path)["data"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_a_sheet_keeps_texts_as_texts_and_dates_as_dates(drawn, counted, order):
    year = counted(
        drawn.document("a", drawn.detainer(1, file_number="012345678", subject_name="=HYPERLINK(1)", sex="M"))
    )
    out = export_documents(year.documents, year.gathered, order("d.xlsx", identified=True)).out
    sheet = openpyxl.load_workbook(out)["data"]
    head = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.freeze_panes == "B2"
    assert sheet.cell(2, head["file_number"]).value == "012345678"
    assert sheet.cell(2, head["subject_name"]).value == "=HYPERLINK(1)"
    assert sheet.cell(2, head["subject_name"]).data_type == "s"
    assert sheet.cell(2, head["received_at"]).value == datetime(2025, 3, 5, 10, 0)  # noqa: DTZ001 # local, as the sheet shows
    assert sheet.cell(2, head["form_date"]).is_date
    assert sheet.cell(2, head["cancels"]).value is False


def test_a_workbook_explains_its_columns_and_filters_its_rows(small_year, order):
    book = openpyxl.load_workbook(export_requests(small_year.gathered.requests, order("r.xlsx")).out)
    assert book.sheetnames == ["data", "dictionary"]
    told = [row[0] for row in book["dictionary"].iter_rows(min_row=2, values_only=True)]
    assert told == [cell.value for cell in book["data"][1]] == [*CONTRACT_REQUEST, *LOG]
    assert book["data"].auto_filter.ref == "A1:V5"
    assert book["dictionary"].freeze_panes == "B2"
    assert book["data"].print_title_rows == "$1:$1"


def test_the_same_data_give_the_same_workbook(small_year, order):
    one, two = (export_requests(small_year.gathered.requests, order(f"{name}.xlsx")) for name in ("one", "two"))
    assert one.sha256 == two.sha256


def test_releases_and_transfers_are_exported_by_the_departments_clock(drawn, counted, order):
    (request,) = counted(drawn.document("a", drawn.detainer(1))).gathered.requests
    done = Disposition(
        Outcome.TRANSFERRED,
        released_at=datetime.fromisoformat("2025-07-03T18:05:00+00:00"),
        receiving_agency="Some Agency",
    )
    year = counted(drawn.document("a", drawn.detainer(1)), dispositions={request.id: done})
    (row,) = lines(export_requests(year.gathered.requests, order("r.jsonl")).out)
    assert [row[name] for name in LOG] == ["2025-07-03T14:05:00-04:00", None, "Some Agency"]


def test_parquet_columns_are_typed(small_year, order):
    table = pyarrow.parquet.read_table(export_requests(small_year.gathered.requests, order("r.parquet")).out)
    types = {field.name: str(field.type) for field in table.schema}
    assert types["received_on"] == "date32[day]"
    assert types["received_at"] == "timestamp[us, tz=UTC]"
    assert (types["cancelled"], types["year"], types["reimbursement"]) == ("bool", "int64", "double")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20))
def test_no_text_in_a_csv_is_run_as_a_formula(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    write_csv([{"value": text}], [Column("value", "text", "")], path)
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert not row["value"].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert row["value"].removeprefix("'") == text.removeprefix("'")


def test_one_row_for_each_record_in_flat_formats(drawn, counted, order):
    year = counted(drawn.document("a", drawn.detainer(1), drawn.detainer(2)), drawn.document("b"))
    rows = rows_of(export_documents(year.documents, year.gathered, order("d.csv")).out, "csv")
    assert [(row["document_id"], row["record"], row["record_kind"]) for row in rows] == [
        ("a", "1", "detainer"),
        ("a", "2", "detainer"),
        ("b", "", ""),
    ]


def test_beside_the_data_lie_a_dictionary_and_a_manifest(small_year, order):
    done = export_requests(small_year.gathered.requests, order("r.csv", year=2025, identified=True))
    told = json.loads(done.manifest.read_text())
    assert done.manifest.name == "r.csv.manifest.json"
    assert told["sha256"] == hashlib.sha256(done.out.read_bytes()).hexdigest()
    assert (told["rows"], told["by"], told["filters"]) == (3, "clerk", {"year": 2025, "identified": True})
    assert told["written_at"] == "2026-01-02T09:00:00-05:00"
    dictionary = done.dictionary.read_text()
    assert all(f"| {name} |" in dictionary for name in [*CONTRACT_REQUEST, *IDENTIFYING])


def test_a_broken_export_leaves_the_old_file_and_no_half_one(small_year, order):
    first = export_requests(small_year.gathered.requests, order("r.csv"))
    before = first.out.read_bytes()

    def breaks():
        yield small_year.gathered.requests[0]
        raise KeyError("the source broke")

    with pytest.raises(KeyError):
        export_requests(breaks(), order("r.csv"))
    assert first.out.read_bytes() == before
    assert sorted(path.name for path in first.out.parent.iterdir()) == [
        "r.csv",
        "r.csv.dictionary.md",
        "r.csv.manifest.json",
    ]


def test_exports_are_for_the_eyes_of_their_owner(small_year, order):
    done = export_requests(small_year.gathered.requests, order("r.csv"))
    assert stat.S_IMODE(done.out.stat().st_mode) == 0o600


def test_an_unknown_format_and_a_place_that_cannot_be_written_are_told(small_year, order, tmp_path):
    with pytest.raises(WrongUse, match=r"r\.docx: expected one of jsonl, csv, xlsx, parquet"):
        export_requests(small_year.gathered.requests, order("r.docx"))
    (tmp_path / "file").write_text("")
    with pytest.raises(IntakeError, match="cannot be written"):
        export_requests(small_year.gathered.requests, order("file/r.csv"))


def test_the_format_may_be_named_apart_from_the_suffix(small_year, order):
    assert lines(export_requests(small_year.gathered.requests, order("r.txt", format="jsonl")).out)


@pytest.mark.parametrize("kind", EXPORT_FORMATS)
def test_an_empty_data_set_is_a_valid_file(kind, tmp_path):
    path = tmp_path / f"e.{kind}"
    WRITERS[kind](iter(()), [Column("day", "date", ""), Column("name", "text", "")], path)
    assert rows_of(path, kind) == []


def test_an_absurdly_long_text_still_fits_a_sheet(tmp_path):
    path = tmp_path / "l.xlsx"
    WRITERS["xlsx"](
        [{"t": "x" * 50_000, "d": date(2025, 1, 2)}], [Column("t", "text", ""), Column("d", "date", "")], path
    )
    ((text, day),) = [tuple(row.values()) for row in rows_of(path, "xlsx")]
    assert text.endswith("x…")
    assert day.date() == date(2025, 1, 2)


def test_a_duplicate_keeps_its_own_channel_in_the_documents(small_year, order):
    rows = lines(export_documents(small_year.documents, small_year.gathered, order("d.jsonl", year=2025)).out)
    assert rows[1]["channel"] == Channel.EMAIL.value
    assert len(rows) == 7
