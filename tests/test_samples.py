"""The sample faxes and mails, taken in and read as a run does it: what must come out of each, and what may be in doubt.

A field that was read stands as `expected.json` has it. One that was not sure is absent or carries a doubt, and where it
tells who, when or why, its record waits for a person. A wrong value without a doubt is a fault of the program: those
that are known are named below with their cause, and every other one fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.counting.requests import Gathered, gather
from pipeline.ingest import Bench, read_transmission
from pipeline.receive import Originals, receive
from pipeline.settings import Settings, load
from pipeline.store import Store
from pipeline.values import Document, FieldReading, Reading, Record, RecordKey, Request
from pipeline.vocabulary import IDENTITY, Doubt, Kind, Role, Status
from pipeline.workers import PagePool

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parent.parent / "sample_faxes"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
DOCUMENTS: dict[str, dict[str, Any]] = {entry["file"]: entry for entry in EXPECTED["documents"]}
NAMES = {
    "last": "subject_last",
    "first": "subject_first",
    "middle": "subject_middle",
    "officer": "officer_name",
    "notify": "notify_agency",
}
"""What expected.json calls differently."""
NO_FIELD = ("priorities",)
"""What it holds beside the fields of the data sets."""
WHO_WHEN_WHY = frozenset(IDENTITY)

COLUMNS = "the rule between TO and FROM lies elsewhere than described, so each cuts into the other"
LETTERS = "single letters of the office's lines are misread, and nobody reads these lines a second time"
UNDESCRIBED = "this edition prints its lower half elsewhere than models/forms/i-247g.toml says, further than is looked"
WRONG_TODAY: dict[str, dict[str, str]] = {
    "fax-c-11/fax000000038.tif": {"to_agency": COLUMNS, "from_office": COLUMNS},
    "fax-d-4/fax000000005.tif": {"to_agency": COLUMNS, "from_office": COLUMNS},
    "fax-d-4/fax000000021.tif": {"to_agency": COLUMNS, "from_office": COLUMNS},
    "fax-dedicated/fax000000012.tif": {"to_agency": COLUMNS, "from_office": COLUMNS},
    "fax-dedicated/fax000000014.tif": {"to_agency": COLUMNS, "from_office": COLUMNS},
    "fax-dedicated/fax000000022.tif": {"to_agency": COLUMNS, "from_office": COLUMNS},
    "fax-dedicated/fax000000036.tif": {
        "to_agency": "the label runs over two lines, and the end of it is taken for the answer",
        "officer_name": UNDESCRIBED,
        "signed": UNDESCRIBED,
    },
    "fax-e-13/fax000000027.tif": {
        "from_office": LETTERS,
        "officer_name": "a streak runs through the D of UNDERHILL, and both readers take what is left of it for a C",
    },
    "mail/20250516-101204.eml": {"to_agency": COLUMNS, "from_office": COLUMNS},
    "mail/20251104-140210.eml": {"to_agency": COLUMNS, "from_office": COLUMNS},
}
"""By file and field: values that are wrong and carry no doubt, with the cause. A person could read every one of them,
and none of them tells who, when or why."""

NOW = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Run:
    """All samples, read."""

    settings: Settings
    documents: dict[str, Document]
    gathered: Gathered

    def reading(self, file: str) -> Reading:
        reading = self.documents[file].reading
        assert reading is not None
        return reading

    def request_of(self, file: str, ordinal: int = 0) -> Request | None:
        key = RecordKey(self.documents[file].transmission.id, ordinal)
        wanted = self.gathered.request_ids.get(key)
        return next((request for request in self.gathered.requests if request.id == wanted), None)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("samples")
    told = load(SAMPLES / "intake.toml")
    settings = told.model_copy(
        update={
            "store": told.store.model_copy(
                update={"url": f"sqlite:///{folder}/intake.db", "originals": folder / "originals"}
            ),
            "work": told.work.model_copy(update={"processes": 2, "settle_seconds": 0.0}),
        }
    )
    originals = Originals(settings.store.originals)
    with Store.open(settings.store.url, lambda: NOW) as store:
        for source in settings.sources:
            report = receive(source, settings, originals, store, lambda: NOW)
            assert (report.trouble, report.left) == (None, ())
        arrived = [document.transmission for document in store.documents()]
    with PagePool(settings) as pool, ThreadPoolExecutor(4) as threads:
        bench = Bench.of(settings, pool, lambda: NOW)
        readings = list(threads.map(lambda transmission: read_transmission(transmission, bench), arrived))
    documents = {t.file: Document(t, reading) for t, reading in zip(arrived, readings, strict=True)}
    return Run(settings, documents, gather(documents.values(), {}, {}, bench.rules, settings.zone))


def forms_in(file: str) -> list[dict[str, Any]]:
    """The fields of each form that is a record of its own, in the order of the pages."""
    entry = DOCUMENTS[file]
    if "records" not in entry:
        return [entry["fields"]] if "fields" in entry else []
    # a warrant that came with a detainer belongs to its record
    alone = [record for record in entry["records"] if record["kind"] != "warrant_only"]
    return [record["fields"] for record in alone]


def expected_of(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if name not in NO_FIELD:
            yield NAMES.get(name, name), value if value not in ("", []) else None


def plain(name: str, value: Any) -> Any:
    """A value so that two ways to write the same are one."""
    if isinstance(value, list | tuple):
        return sorted(value)
    if not isinstance(value, str):
        return value
    if name == "notify_phone":
        return re.sub(r"\D", "", value)[-10:]
    if name in ("to_agency", "from_office"):
        letters = re.sub(r"[^a-z0-9]", "", value.casefold())
        # the form prints this too, beside the answer, so it says nothing
        return letters.removesuffix("oranysubsequentlawenforcementagency")
    if name == "edition":
        return value.removeprefix("0")
    # how capitals are set in the parts of a name is the typist's matter; the whole name is kept as printed
    return value if name == "subject_name" else value.casefold()


def faults(record: Record, fields: dict[str, Any]) -> dict[str, tuple[Any, FieldReading | None]]:
    """The fields that do not stand as expected: what was expected, and what was read."""
    return {
        name: (value, record.fields.get(name))
        for name, value in expected_of(fields)
        if plain(name, value) != plain(name, record.value(name))
    }


def doubtful(reading: FieldReading | None) -> bool:
    return reading is None or reading.value is None or reading.doubt is not None


def shown(found: dict[str, tuple[Any, FieldReading | None]]) -> str:
    return "\n".join(f"{name}: expected {want!r}, read {read!r}" for name, (want, read) in found.items())


def test_every_sample_is_taken_in_and_read(run: Run) -> None:
    assert set(run.documents) == set(DOCUMENTS)
    assert all(document.reading is not None for document in run.documents.values())


@pytest.mark.parametrize("file", DOCUMENTS)
def test_pages_in_are_pages_out(file: str, run: Run) -> None:
    reading = run.reading(file)
    assert reading.pages_held == len(reading.pages) == DOCUMENTS[file].get("pages", 0)
    assert all(page.decisions is not None for page in reading.pages)
    assert [page.number for page in reading.pages] == list(range(1, reading.pages_held + 1))
    assert not {Doubt.PAGES_MISSING, Doubt.PAGE_UNREADABLE, Doubt.PAGE_TIMED_OUT} & set(reading.doubts)


@pytest.mark.parametrize("file", DOCUMENTS)
def test_its_kind_is_known(file: str, run: Run) -> None:
    expected = DOCUMENTS[file]["kind"]
    # that a request is a duplicate only the count can tell; the form is a detainer like the first
    assert run.reading(file).kind == (Kind.DETAINER if expected == "duplicate" else expected)


@pytest.mark.parametrize("file", DOCUMENTS)
def test_how_and_when_it_was_first_received_is_known(file: str, run: Run) -> None:
    expected, received = DOCUMENTS[file], run.reading(file).received
    assert (received.channel, received.district) == (expected["channel"], expected["district"])
    local = received.received_at.astimezone(run.settings.zone)
    assert f"{local:%Y-%m-%d %H:%M:%S}" == expected["received"]
    assert not received.doubts


@pytest.mark.parametrize("file", [file for file in DOCUMENTS if forms_in(file)])
def test_each_form_in_it_is_a_record_of_its_own(file: str, run: Run) -> None:
    forms = [fields["form"] for fields in forms_in(file)]
    assert [record.value("form") for record in run.reading(file).records] == forms


@pytest.mark.parametrize("file", [file for file in DOCUMENTS if forms_in(file)])
def test_no_field_is_wrong_without_a_doubt(file: str, run: Run) -> None:
    allowed = WRONG_TODAY.get(file, {})
    for record, fields in zip(run.reading(file).records, forms_in(file), strict=True):
        wrong = {
            name: found
            for name, found in faults(record, fields).items()
            if not doubtful(found[1]) and name not in allowed
        }
        assert not wrong, shown(wrong)


def test_who_when_and_why_is_never_among_the_faults_that_are_put_up_with() -> None:
    assert not {name for fields in WRONG_TODAY.values() for name in fields} & WHO_WHEN_WHY
    assert set(WRONG_TODAY) <= set(DOCUMENTS)


@pytest.mark.parametrize("file", [file for file in DOCUMENTS if forms_in(file)])
def test_a_record_that_is_accepted_says_rightly_who_when_and_why(file: str, run: Run) -> None:
    reading = run.reading(file)
    if reading.status is not Status.ACCEPTED:
        assert reading.doubts or reading.status is Status.SET_ASIDE
        return
    for record, fields in zip(reading.records, forms_in(file), strict=True):
        described = WHO_WHEN_WHY & set(record.fields)
        wrong = {name: found for name, found in faults(record, fields).items() if name in described}
        assert not wrong, shown(wrong)


def test_nearly_everything_that_tells_who_when_and_why_is_read(run: Run) -> None:
    asked, missed = 0, []
    for file, entry in DOCUMENTS.items():
        if entry["kind"] == "warrant_only":
            continue  # a warrant alone is told apart and not read further
        for record, fields in zip(run.reading(file).records, forms_in(file), strict=False):
            asked += len(WHO_WHEN_WHY)
            missed += [f"{file}: {name}" for name in faults(record, fields) if name in WHO_WHEN_WHY]
    assert asked > 150
    assert len(missed) <= 0.03 * asked, "\n".join(missed)


def test_most_samples_need_no_person(run: Run) -> None:
    """Otherwise a program that doubts everything would pass."""
    counted = [run.reading(file) for file, entry in DOCUMENTS.items() if entry["kind"] in ("detainer", "duplicate")]
    assert sum(reading.status is Status.ACCEPTED for reading in counted) >= 0.5 * len(counted)


@pytest.mark.parametrize("file", [file for file in DOCUMENTS if forms_in(file)])
def test_every_value_tells_where_it_stands(file: str, run: Run) -> None:
    for record in run.reading(file).records:
        for name, field in record.fields.items():
            if field.value is None or field.reader == "form":
                continue  # what the form says by having no such box stands nowhere
            assert field.reader, name
            assert field.page in record.pages, name
            assert field.box is not None or str(field.reader).startswith("title"), name


@pytest.mark.parametrize("file", [f for f, entry in DOCUMENTS.items() if str(entry["kind"]) in ("other", "unreadable")])
def test_what_is_no_form_is_never_accepted_and_never_lost(file: str, run: Run) -> None:
    reading = run.reading(file)
    assert len(reading.records) == 1
    if DOCUMENTS[file]["kind"] == "unreadable":
        assert reading.status is Status.FAILED
        assert reading.doubts == (Doubt.UNDECODABLE,)
    else:
        assert reading.status in (Status.SET_ASIDE, Status.NEEDS_REVIEW)


@pytest.mark.parametrize(
    "file", [f for f, entry in DOCUMENTS.items() if entry["kind"] in ("incomplete", "misaddressed")]
)
def test_what_may_hide_a_request_waits_for_a_person(file: str, run: Run) -> None:
    assert run.reading(file).status is Status.NEEDS_REVIEW


def test_the_requests_are_those_that_were_lodged(run: Run) -> None:
    found = {
        (
            request.record.value("event_number"),
            str(request.channel),
            request.district,
            f"{request.received_at:%Y-%m-%d}",
            request.cancelled_on is not None,
        )
        for request in run.gathered.requests
    }
    wanted = {
        (lodged["event_number"], lodged["channel"], lodged["district"], lodged["received"], lodged["cancelled"])
        for lodged in EXPECTED["requests"]
    }
    assert found == wanted
    assert len(run.gathered.requests) == len(EXPECTED["requests"])


def test_each_year_counts_what_came_in_it(run: Run) -> None:
    years = [request.year for request in run.gathered.requests]
    assert (years.count(2024), years.count(2025), len(years)) == (2, 12, 14)


@pytest.mark.parametrize(
    "file", [f for f, entry in DOCUMENTS.items() if entry["kind"] in ("duplicate", "cancellation")]
)
def test_what_speaks_of_an_earlier_request_belongs_to_it(file: str, run: Run) -> None:
    entry = DOCUMENTS[file]
    first = next(
        name
        for name, other in DOCUMENTS.items()
        if other.get("request") == entry["request"] and other["kind"] == "detainer"
    )
    request = run.request_of(first)
    assert request is not None
    assert run.request_of(file) == request
    assert request.transmissions == 2
    assert run.gathered.roles[RecordKey(run.documents[file].transmission.id, 0)] is Role(entry["kind"])
    assert (request.cancelled_on is not None) == (entry["kind"] == "cancellation")


def test_a_page_that_was_fed_upside_down_is_turned(run: Run) -> None:
    (page,) = run.reading("fax-e-13/fax000000027.tif").pages
    assert page.decisions is not None
    assert page.decisions.turn == 180
    assert page.header is not None
    assert page.header.to_number == "+16175550131"


def test_no_header_line_names_another_line_than_the_one_that_was_called(run: Run) -> None:
    """A digit that was misread names no line at all, and then the source tells."""
    lines = {source.number: source.name for source in run.settings.sources if source.number}
    told = [
        (document.transmission.source, lines[page.header.to_number])
        for document in run.documents.values()
        if document.reading is not None and document.transmission.source != "mail"
        for page in document.reading.pages
        if page.header is not None and page.header.to_number in lines
    ]
    assert len(told) >= 8
    assert all(source == named for source, named in told)


def test_no_request_is_counted_for_a_reason_that_its_form_does_not_give(run: Run) -> None:
    wanted = {lodged["event_number"]: {*lodged["basis"]} for lodged in EXPECTED["requests"]}
    for request in run.gathered.requests:
        given = wanted[str(request.record.value("event_number"))]
        assert {*request.record.basis} == given or request.status is Status.NEEDS_REVIEW
