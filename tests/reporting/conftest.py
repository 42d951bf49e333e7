"""A small year to report on, drawn with the builders of the counting tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from pipeline.counting.requests import Gathered, gather
from pipeline.counting.rules import Rules, load_rules
from pipeline.counting.tally import Tally, requests_of, tally
from pipeline.reporting.letter import Letter
from pipeline.reporting.letter_input import Sender, Told, earlier_years
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
    """Documents and what the counting made of them by the rules of a jurisdiction."""

    documents: tuple[Document, ...]
    gathered: Gathered
    rules: Rules

    def tally(self, year=2025, reported=None) -> Tally:
        return tally(year, self.documents, self.gathered, Drawn.zone, self.rules, reported)

    def told(self, year=2025, department="Boston Police Department", reported=None, look=None, **more) -> Told:
        return Told(
            tally=self.tally(year, reported),
            requests=requests_of(year, self.gathered),
            rules=self.rules,
            sender=Sender(department, **(look or {})),
            on=date(year, 12, 31),
            earlier=earlier_years(year, self.documents, self.gathered, Drawn.zone, reported or {}),
            **more,
        )

    def letter(self, *given, **more) -> Letter:
        texts = load_texts(MODELS / "jurisdictions" / self.rules.jurisdiction)
        return write_letter(self.told(*given, **more), texts)


@pytest.fixture(scope="session")
def counted():
    def run(*documents, dispositions=None, city="boston"):
        rules = load_rules(MODELS / "jurisdictions" / city)
        return Counted(documents, gather(documents, {}, dispositions or {}, rules, Drawn.zone), rules)

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
