"""A reading with one doubtful form, and decisions about it, so that each test says only what matters to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest

from pipeline.counting.rules import Rules, load_rules
from pipeline.reviewing.decisions import Decision
from pipeline.settings import MODELS
from pipeline.values import Candidate, FieldReading, Reading, ReceivedBy, Record
from pipeline.vocabulary import Action, Channel, Doubt, Kind, Status

AT = datetime(2025, 3, 4, 15, tzinfo=UTC)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules(MODELS / "jurisdictions" / "boston")


@pytest.fixture
def decided() -> Callable[..., Decision]:
    """Makes decisions about `t1`, numbered in the order in which they are made."""
    numbers = count(1)

    def make(action: Action, **more: object) -> Decision:
        return Decision(action, "t1", "clerk", AT, "looked", id=next(numbers), **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def form() -> Callable[..., Record]:
    """Makes an I-247A whose name is in doubt; fields given replace those of the form."""

    def make(**fields: FieldReading) -> Record:
        sure = {
            "form": "I-247A",
            "date_of_birth": "1979-08-14",
            "file_number": "214273574",
            "event_number": "PRO2409816567",
            "form_date": "2025-03-03",
            "to_agency": "BOSTON POLICE DEPARTMENT",
            "basis": ("biometric",),
            "cancels": False,
        }
        told = {name: FieldReading(value, "", 1, None, 0.999, "fax print") for name, value in sure.items()}
        offers = (Candidate("BAEZ, THIACO", "fax print", 0.7), Candidate("DAEZ, THIACO", "tesseract", 0.6))
        told["subject_name"] = FieldReading(
            "BAEZ, THIACO", "", 1, None, 0.75, "fax print", Doubt.READERS_DISAGREE, offers
        )
        told |= fields
        doubts = tuple(dict.fromkeys(field.doubt for field in told.values() if field.doubt))
        return Record(Kind.DETAINER, (1,), told, doubts)

    return make


@pytest.fixture
def looked_at(form: Callable[..., Record]) -> Callable[..., Reading]:
    """Makes a reading of these records, of one doubtful form where none is named."""

    def make(*records: Record, version: int = 1, status: Status = Status.NEEDS_REVIEW, doubts: tuple = ()) -> Reading:
        held = records or (form(),)
        received = ReceivedBy(
            Channel.DEDICATED_FAX, "source", None, AT, "tag", (Doubt.CHANNEL_DISAGREES,) if doubts else ()
        )
        every = tuple(dict.fromkeys((*(doubt for record in held for doubt in record.doubts), *doubts)))
        return Reading("t1", held, (), 1, received, status, every, 0.5, version)

    return make
