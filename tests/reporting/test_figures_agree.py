"""Numbers in tally, letter, annex and export agree, whatever came: every request stands in each of them once."""

from __future__ import annotations

import csv
import re
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reporting.export import Order, export_requests
from pipeline.reporting.letter import Table
from pipeline.reporting.letter_plain import as_text
from pipeline.settings import MODELS
from pipeline.values import Disposition
from pipeline.vocabulary import Channel, Kind, Outcome, Status
from tests.counting.conftest import Drawn

FOLDERS = sorted(folder.name for folder in (MODELS / "jurisdictions").iterdir() if folder.is_dir())
BASES = [
    None,
    ("biometric",),
    ("biometric", "final_order"),
    ("transferred_for_proceeding",),
    ("biometric", "transferred_for_proceeding"),
]


@st.composite
def arrivals(draw):
    """What came in two years: requests, again, cancelled, for notice alone, doubtful; and other papers."""
    documents = []
    for number in range(draw(st.integers(0, 9))):
        notice = draw(st.booleans()) and draw(st.booleans())
        fields = {"kind": Kind.NOTIFICATION_REQUEST, "form": "I-247G", "basis": None} if notice else {}
        fields |= {} if notice else {"basis": draw(st.sampled_from(BASES))}
        record = Drawn.detainer(number + 1, **fields)
        month, day = draw(st.integers(1, 11)), draw(st.integers(1, 28))
        at = f"{draw(st.sampled_from((2024, 2025, 2025, 2025)))}-{month:02d}-{day:02d}T09:00"
        channel = draw(st.sampled_from(Channel))
        district = draw(st.sampled_from((None, "D-4", "A-15"))) if channel is Channel.DISTRICT_FAX else None
        status = draw(st.sampled_from((Status.ACCEPTED, Status.ACCEPTED, Status.NEEDS_REVIEW)))
        documents.append(Drawn.document(f"t{number}", record, at=at, channel=channel, district=district, status=status))
        if draw(st.booleans()):
            documents.append(Drawn.document(f"d{number}", record, at=f"{at[:4]}-12-01T09:00"))
        if not notice and draw(st.booleans()):
            cancelling = replace(record, kind=Kind.CANCELLATION)
            documents.append(Drawn.document(f"c{number}", cancelling, at=f"{at[:4]}-12-02T09:00"))
    others = draw(st.lists(st.sampled_from((Kind.WARRANT_ONLY, Kind.OTHER, Kind.MISADDRESSED)), max_size=3))
    documents += [
        Drawn.document(f"o{number}", Drawn.record(kind=kind, form=None), at="2025-06-01T09:00")
        for number, kind in enumerate(others)
    ]
    return documents


OUTCOMES = st.lists(
    st.builds(
        Disposition,
        outcome=st.sampled_from(Outcome),
        reimbursement=st.sampled_from((0.0, 0.0, 12.5, 1250.0)),
    ),
    min_size=9,
    max_size=9,
)


@pytest.mark.parametrize("city", FOLDERS)
@settings(max_examples=60, deadline=None)
@given(documents=arrivals(), outcomes=OUTCOMES)
def test_every_request_of_the_tally_is_in_the_export_and_the_annex_once(city, counted, documents, outcomes):
    ids = [request.id for request in counted(*documents, city=city).gathered.requests]
    year = counted(*documents, city=city, dispositions=dict(zip(ids, outcomes, strict=False)))
    tally, letter = year.tally(), year.letter(look={"log": ("number", "received", "reason", "outcome")})

    rows = exported(year)
    annex = [row for block in letter.annex if isinstance(block, Table) for row in block.rows]
    assert tally.requests == len(rows) == len(annex) == len({row["request_id"] for row in rows})
    assert [row.cells[0].rstrip("*") for row in annex] == [str(place) for place in range(1, len(annex) + 1)]
    assert [american(row["received_on"]) for row in rows] == [row.cells[1] for row in annex]
    assert [row["status"] == "needs_review" for row in rows] == [row.cells[0].endswith("*") for row in annex]

    assert {name: n for name, n in tally.by_reason.items() if n} == Counter(row["reason"] for row in rows)
    assert {name: n for name, n in tally.by_channel.items() if n} == Counter(row["channel"] for row in rows)
    assert tally.by_district == Counter(row["district"] for row in rows if row["district"])
    assert {name: n for name, n in tally.by_month.items() if n} == Counter(row["received_on"][5:7] for row in rows)
    assert tally.by_form == Counter(row["form"] for row in rows)
    assert {name: n for name, n in tally.by_ground.items() if n} == Counter(
        ground for row in rows for ground in row["grounds"].split(";") if ground
    )
    assert tally.cancelled == sum(row["cancelled"] == "true" for row in rows)
    assert tally.detained == sum(row["outcome"] == "detained" for row in rows)
    assert tally.transferred == sum(row["outcome"] == "transferred" for row in rows)
    assert tally.reimbursements == pytest.approx(sum(float(row["reimbursement"]) for row in rows))
    assert tally.final is not letter.is_draft


@pytest.mark.parametrize("city", FOLDERS)
@settings(max_examples=40, deadline=None)
@given(documents=arrivals())
def test_the_tables_of_the_letter_add_up_to_the_tally(city, counted, documents):
    year = counted(*documents, city=city)
    tally, letter = year.tally(), year.letter()
    totals = [int(row.cells[1]) for block in tables(letter) for row in block.rows if row.cells[0] == "Total"]
    assert set(totals) <= {tally.requests}
    for block in tables(letter):
        if block.rows[-1].cells[0] == "Total":
            parts = [int(row.cells[1]) for row in block.rows[:-1] if not row.indented]
            assert sum(parts) == tally.requests
        if block.columns[0] == "Kind":
            told = [int(row.cells[1]) for row in block.rows]
            assert told == [tally.not_counted[kind] for kind in year.rules.apart if tally.not_counted.get(kind)]
        if block.columns[0] == "Year":
            assert block.rows[-1].cells[:2] == ("2025", str(tally.requests))
    assert re.search(rf"\b{told_as(tally.requests)} such requests?\b", " ".join(as_text(letter).split()))


def tables(letter):
    return [block for block in letter.body if isinstance(block, Table)]


def told_as(number):
    return ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[number]


def american(day):
    year, month, date = day.split("-")
    return f"{month}/{date}/{year}"


def exported(year):
    with tempfile.TemporaryDirectory() as folder:
        order = Order(Path(folder) / "r.csv", Drawn.zone, Drawn.when("2026-01-02T09:00"), "clerk", year=2025)
        with export_requests(year.gathered.requests, order).out.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
