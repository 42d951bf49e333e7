"""The committed samples are what expected.json says they are."""

import datetime
import email
import email.policy
import io
import json
import re
import tomllib
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, UnidentifiedImageError

SAMPLES = Path(__file__).parents[2] / "sample_faxes"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text())
DOCUMENTS = {entry["file"]: entry for entry in EXPECTED["documents"]}
FORMS = [fields for entry in EXPECTED["documents"] for fields in
         ([record["fields"] for record in entry.get("records", [])] or [entry.get("fields")]) if fields]  # fmt: skip
BASIS = {"final_order", "pending_proceedings", "biometric", "statements", "transferred_for_proceeding"}


def pages_of(data: bytes) -> int:
    if data.startswith(b"%PDF"):
        return len(pypdfium2.PdfDocument(data))
    with Image.open(io.BytesIO(data)) as image:
        for page in range(image.n_frames):
            image.seek(page)
            image.load()
            assert image.mode == "1"
            assert image.size[0] == 1728
        return image.n_frames


def test_every_file_in_the_inbox_is_expected_and_every_expected_file_is_there() -> None:
    assert {str(file.relative_to(SAMPLES / "inbox")) for file in (SAMPLES / "inbox").rglob("*.*")} == set(DOCUMENTS)


@pytest.mark.parametrize("file", [name for name in DOCUMENTS if name.startswith("fax-")])
def test_a_fax_decodes_to_the_promised_pages(file: str) -> None:
    data = (SAMPLES / "inbox" / file).read_bytes()
    if DOCUMENTS[file]["kind"] == "unreadable":
        with pytest.raises(UnidentifiedImageError), pytest.warns(UserWarning, match="Corrupt"):
            pages_of(data)
    else:
        assert pages_of(data) == DOCUMENTS[file]["pages"]


@pytest.mark.parametrize("file", [name for name in DOCUMENTS if name.startswith("mail/")])
def test_a_mail_carries_the_promised_pages(file: str) -> None:
    message = email.message_from_bytes((SAMPLES / "inbox" / file).read_bytes(), policy=email.policy.default)
    assert message["To"] == "detainers@pd.example.gov"
    assert not message.defects
    assert sum(pages_of(part.get_content()) for part in message.iter_attachments()) == DOCUMENTS[file].get("pages", 0)


@pytest.mark.parametrize("fields", FORMS, ids=lambda fields: fields["subject_name"])
def test_what_must_be_read_is_well_formed(fields: dict) -> None:
    assert re.fullmatch(r"\d{9}", fields["file_number"])
    datetime.date.fromisoformat(fields["form_date"])
    if fields["form"].startswith("I-247"):
        assert datetime.date.fromisoformat(fields["date_of_birth"]) < datetime.date.fromisoformat(fields["form_date"])
        assert set(fields["basis"]) <= BASIS
        assert re.fullmatch(r"[A-Z]{3}\d{8,12}", fields["event_number"])
        assert re.fullmatch(r"\(\d{3}\) 555-01\d\d", fields["notify_phone"])
        assert (fields["cancels_date"] is not None) == fields["cancels"]


def test_the_requests_are_those_of_the_documents_and_each_is_counted_once() -> None:
    assert [request["id"] for request in EXPECTED["requests"]] == list(range(len(EXPECTED["requests"])))
    years = [request["received"][:4] for request in EXPECTED["requests"]]
    assert (years.count("2024"), years.count("2025")) == (2, 12)
    assert [request["id"] for request in EXPECTED["requests"] if request["cancelled"]] == [2]


def test_the_two_copies_of_a_request_faxed_twice_are_not_bit_identical() -> None:
    (second,) = [entry for entry in DOCUMENTS.values() if entry["kind"] == "duplicate"]
    (first,) = [e for e in DOCUMENTS.values() if e["kind"] == "detainer" and e.get("request") == second["request"]]
    assert first["fields"]["event_number"] == second["fields"]["event_number"]
    assert first["channel"] != second["channel"]
    assert (SAMPLES / "inbox" / first["file"]).read_bytes() != (SAMPLES / "inbox" / second["file"]).read_bytes()


def test_the_faxes_show_every_coding_both_bit_orders_and_a_missing_resolution() -> None:
    codings, orders, resolutions = set(), set(), set()
    for file in (SAMPLES / "inbox").rglob("fax0*.tif"):
        with Image.open(file) as image:
            tags = image.tag_v2
            codings.add((tags[259], tags.get(292, 0)))
            orders.add(tags[266])
            resolutions.add(round(float(tags[283])) if 283 in tags else None)
            assert tags[271] == "HylaFAX"
    assert codings == {(3, 0), (3, 1), (4, 0)}
    assert orders == {1, 2}
    assert resolutions == {None, 98, 196}


def test_the_settings_name_every_folder_of_the_inbox() -> None:
    settings = tomllib.loads((SAMPLES / "intake.toml").read_text())
    assert {source["path"] for source in settings["source"]} == {f"inbox/{file.split('/')[0]}" for file in DOCUMENTS}


def test_the_folder_stays_small() -> None:
    held = [file for file in SAMPLES.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert sum(file.stat().st_size for file in held if "intake-data" not in file.parts) < 2_000_000
