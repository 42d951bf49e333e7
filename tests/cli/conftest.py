"""A department with a store of three transmissions: an accepted request, one that cannot be decoded, one that waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.counted import count_all
from pipeline.settings import Settings, load
from pipeline.store import Store
from pipeline.values import FieldReading, Reading, ReceivedBy, Record, Transmission
from pipeline.vocabulary import Channel, Doubt, Kind, Status

ACCEPTED, FAILED, WAITING = "T" + "a" * 16, "T" + "f" * 16, "T" + "b" * 16
NAME, FILE_NUMBER = "OKONKWO-TEST, Ifeoma", "123456789"
ANOTHER_NAME = "HALVORSEN-TEST, Nils"
AT = datetime(2025, 3, 4, 15, 0, tzinfo=UTC)
SETTINGS = """
[[source]]
name = "fax-d-4"
path = "inbox/fax-d-4"
channel = "district_fax"
district = "D-4"
number = "+16175550206"

[[source]]
name = "mail"
path = "inbox/mail"
channel = "email"
"""


@dataclass(frozen=True)
class Department:
    """A folder with settings and inboxes, and the program as it is typed there."""

    folder: Path
    accepted: str = ACCEPTED
    failed: str = FAILED
    waiting: str = WAITING
    on_the_forms: tuple[str, ...] = (NAME, "OKONKWO", ANOTHER_NAME, FILE_NUMBER, "987654321", "BOS2503000001")
    """What nobody may read in a list, a log or a figure."""

    @property
    def settings(self) -> Settings:
        return load(self.folder / "intake.toml")

    def intake(self, *arguments: str) -> int:
        """The exit code of `intake -c intake.toml ...`."""
        return main(["-c", str(self.folder / "intake.toml"), *arguments])

    def store(self) -> Store:
        return Store.open(self.settings.store.url, lambda: AT)


@pytest.fixture
def department(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Department:
    """Settings and empty inboxes; no store yet."""
    monkeypatch.setenv("INTAKE_USER", "clerk")
    monkeypatch.delenv("INTAKE_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "intake.toml").write_text(SETTINGS, encoding="utf-8")
    for name in ("fax-d-4", "mail"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
    return Department(tmp_path)


@pytest.fixture
def stocked(department: Department) -> Department:
    """The department with its three transmissions, counted."""
    with department.store() as store:
        for name in (ACCEPTED, FAILED, WAITING):
            store.add(_fax(name))
        store.add_reading(_reading(ACCEPTED, _form(), Status.ACCEPTED), "intake", "first reading")
        unreadable = Record(Kind.UNREADABLE, (), doubts=(Doubt.UNDECODABLE,))
        store.add_reading(_reading(FAILED, unreadable, Status.FAILED, Doubt.UNDECODABLE), "intake", "first reading")
        unsure = replace(_form(), doubts=(Doubt.FIELD_UNCERTAIN,))
        another = {
            "event_number": FieldReading(None, doubt=Doubt.FIELD_UNCERTAIN),
            "file_number": FieldReading("987654321", "987654321", 1, confidence=0.99, reader="zone"),
            "subject_name": FieldReading(ANOTHER_NAME, ANOTHER_NAME, 1, confidence=0.99, reader="zone"),
        }
        unsure = replace(unsure, fields=dict(unsure.fields) | another)
        doubts = (Doubt.FIELD_UNCERTAIN, Doubt.CHANNEL_DISAGREES)
        store.add_reading(_reading(WAITING, unsure, Status.NEEDS_REVIEW, *doubts), "intake", "first reading")
        store.save_memberships(count_all(store, department.settings).gathered.requests, "intake")
    return department


@pytest.fixture
def settled(department: Department, stocked: Department) -> Department:
    """The department once a person has looked at everything: nothing is open."""
    with department.store() as store:
        advertisement = Record(Kind.OTHER, (1,))
        for name in (FAILED, WAITING):
            store.add_reading(_reading(name, advertisement, Status.SET_ASIDE), "clerk", "looked at it")
        store.save_memberships(count_all(store, department.settings).gathered.requests, "clerk")
    return department


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What the program printed on both its outputs since the last time it was asked."""

    def told() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    return told


def _fax(name: str) -> Transmission:
    return Transmission(
        id=name,
        source="fax-d-4",
        file=f"fax-d-4/{name[:4]}.tif",
        sha256=name[1] * 64,
        size=48_211,
        media_type="image/tiff",
        modified_ns=1_741_100_400_000_000_000,
        inbox_at=AT,
        inbox_how="tag",
        taken_in_at=AT,
    )


def _form() -> Record:
    values = {
        "form": "I-247A",
        "subject_name": NAME,
        "file_number": FILE_NUMBER,
        "form_date": "2025-03-03",
        "event_number": "BOS2503000001",
    }
    fields = {name: FieldReading(value, value, 1, confidence=0.99, reader="zone") for name, value in values.items()}
    fields["basis"] = FieldReading(("biometric",), reader="boxes", confidence=0.99)
    return Record(Kind.DETAINER, (1,), fields)


def _reading(name: str, record: Record, status: Status, *doubts: Doubt) -> Reading:
    about_receipt = tuple(doubt for doubt in doubts if doubt is Doubt.CHANNEL_DISAGREES)
    received = ReceivedBy(Channel.DISTRICT_FAX, "source", "D-4", AT, "tag", about_receipt)
    return Reading(name, (record,), (), 1, received, status, doubts, 0.5)
