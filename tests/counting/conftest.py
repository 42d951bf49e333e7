"""Builders of records and documents, so that each test says only what matters to it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.counting.rules import load_rules
from pipeline.settings import MODELS
from pipeline.values import Document, FieldReading, Reading, ReceivedBy, Record, Transmission
from pipeline.vocabulary import Channel, Doubt, Kind, Status

ZONE = ZoneInfo("America/New_York")


class Drawn:
    """Draws values with everything filled in that a test does not mention."""

    zone = ZONE

    @staticmethod
    def record(kind=Kind.DETAINER, doubts=(), unsure=(), **fields):
        """A record of an I-247A; fields given as None were not read, those in `unsure` only doubtfully."""
        values = {"form": "I-247A", "basis": ("biometric",), "cancels": False} | fields
        readings = {
            name: FieldReading(
                value,
                raw=None if value is None else str(value),
                page=1,
                confidence=0.9,
                reader="drawn",
                doubt=Doubt.FIELD_MISSING if value is None else Doubt.FIELD_UNCERTAIN if name in unsure else None,
            )
            for name, value in values.items()
        }
        return Record(kind, (1,), readings, tuple(doubts))

    @classmethod
    def detainer(cls, number=1, **fields):
        """The detainer of the person with that number."""
        return cls.record(
            **{
                "event_number": f"BOS25010{number:05d}7",
                "file_number": f"{200000000 + number * 1117}",
                "subject_name": f"{chr(64 + number) * 5}, {chr(65 + number) * 4}",
                "date_of_birth": f"19{50 + number}-04-{10 + number % 18}",
                "form_date": f"2025-03-{1 + number % 27:02d}",
                "to_agency": "BOSTON POLICE DEPARTMENT",
                **fields,
            }
        )

    @staticmethod
    def when(text):
        """A time in the department's zone."""
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)

    @classmethod
    def transmission(cls, name, at="2025-03-05T10:00", **more):
        """A transmission, of which the id is its name."""
        more.setdefault("inbox_how", "tag")
        return Transmission(
            id=name,
            source=more.pop("source", "fax-dedicated"),
            file=f"fax-dedicated/{name}.tif",
            sha256=more.pop("sha256", hashlib.sha256(name.encode()).hexdigest()),
            size=1,
            media_type=more.pop("media_type", "image/tiff"),
            modified_ns=0,
            inbox_at=cls.when(at),
            taken_in_at=cls.when("2026-01-02T01:30"),
            **more,
        )

    @classmethod
    def document(
        cls, name, *records, at="2025-03-05T10:00", channel=Channel.DEDICATED_FAX, district=None, status=Status.ACCEPTED
    ):
        """A document that was read; without records it was not read yet."""
        transmission = cls.transmission(name, at)
        if not records:
            return Document(transmission, None)
        received = ReceivedBy(channel, "source", district, cls.when(at), "tag")
        doubts = tuple(dict.fromkeys(doubt for record in records for doubt in record.doubts))
        return Document(
            transmission, Reading(name, tuple(records), (), 1, received, status, doubts, seconds=1.0, version=1)
        )


@pytest.fixture(scope="session")
def drawn():
    return Drawn


@pytest.fixture(scope="session")
def boston():
    return load_rules(MODELS / "jurisdictions" / "boston")
