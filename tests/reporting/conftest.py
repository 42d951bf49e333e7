"""A small year to report on, drawn with the builders of the counting tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from pipeline.counting.requests import Gathered, gather
from pipeline.counting.rules import load_rules
from pipeline.counting.tally import Tally, requests_of, tally
from pipeline.reporting.letter_texts import load_texts
from pipeline.reporting.letter_writing import write_letter
from pipeline.settings import MODELS
from pipeline.values import Document
from pipeline.vocabulary import Channel, Kind, Status
from tests.counting.conftest import Drawn


@pytest.fixture(scope="session")
def drawn():
    return Drawn


@dataclass(frozen=True)
class Counted:
    """Documents and what the counting made of them."""

    documents: tuple[Document, ...]
    gathered: Gathered

    def tally(self, year=2025) -> Tally:
        return tally(year, self.documents, self.gathered, Drawn.zone)

    def letter(self, year=2025, city="boston", department="Boston Police Department"):
        return write_letter(
            self.tally(year),
            self.tally(year - 1),
            requests_of(year, self.gathered),
            load_texts(MODELS / "jurisdictions" / city),
            department,
            date(year, 12, 31),
        )


@pytest.fixture(scope="session")
def counted():
    def run(*documents, dispositions=None):
        rules = load_rules(MODELS / "jurisdictions" / "boston")
        return Counted(documents, gather(documents, {}, dispositions or {}, rules, Drawn.zone))

    return run


@pytest.fixture(scope="session")
def small_year(drawn, counted):
    """Three requests in 2025, one sent twice and one cancelled; one request in 2024; things that do not count."""
    return counted(
        drawn.document("a", drawn.detainer(1), at="2025-01-05T09:00"),
        drawn.document("b", drawn.detainer(1), at="2025-01-06T09:00", channel=Channel.EMAIL),
        drawn.document(
            "c",
            drawn.detainer(2, basis=("transferred_for_proceeding",)),
            at="2025-02-06T09:00",
            channel=Channel.DISTRICT_FAX,
            district="D-4",
        ),
        drawn.document(
            "d", drawn.detainer(3, basis=("biometric", "final_order")), at="2025-03-06T09:00", channel=Channel.IN_PERSON
        ),
        drawn.document("e", drawn.detainer(3, kind=Kind.CANCELLATION), at="2025-04-05T09:00"),
        drawn.document("f", drawn.record(kind=Kind.NOTIFICATION_REQUEST, form="I-247G")),
        drawn.document("g", drawn.record(kind=Kind.OTHER, form=None), status=Status.SET_ASIDE),
        drawn.document("h", drawn.detainer(4), at="2024-05-05T09:00"),
    )
