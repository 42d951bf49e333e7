"""Flows on a real store and a real private Prefect API, which is started once for all tests here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.settings import Settings, load

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "sample_faxes" / "inbox"
SETTINGS = """
[department]
name = "Boston Police Department"

[work]
processes = 1
settle_seconds = 0.0

[[source]]
name = "fax-dedicated"
path = "inbox/fax-dedicated"
channel = "dedicated_fax"
number = "+16175550100"

[[source]]
name = "fax-d-4"
path = "inbox/fax-d-4"
channel = "district_fax"
district = "D-4"
number = "+16175550128"

[[source]]
name = "mail"
path = "inbox/mail"
channel = "email"
address = "detainers@pd.example.gov"
"""
PRESS_QUERY = b"""From: Robin Reporter <robin@paper.example.com>
To: detainers@pd.example.gov
Date: Tue, 4 Nov 2025 14:02:10 -0500
Subject: parking at the station
Content-Type: text/plain; charset=utf-8

Good afternoon, who may park in front of the station on Saturdays? Best, Robin
"""


@dataclass(frozen=True)
class Department:
    """A folder with settings and inboxes."""

    folder: Path

    @property
    def file(self) -> str:
        return str(self.folder / "intake.toml")

    @property
    def settings(self) -> Settings:
        return load(Path(self.file))

    def receives(self, name: str, content: bytes) -> Path:
        """A file in an inbox, such as `mail/query.eml`."""
        path = self.folder / "inbox" / name
        path.write_bytes(content)
        return path

    def receives_sample(self, name: str) -> Path:
        """One of the invented faxes or mails."""
        return Path(shutil.copy2(SAMPLES / name, self.folder / "inbox" / name))


@dataclass
class Heard:
    """A teller that remembers what it was told."""

    told: list[str] = field(default_factory=list)

    def sources_begin(self, sources: int) -> None:
        self.told.append(f"{sources} sources")

    def source_done(self, report: object) -> None:
        self.told.append(f"{report.source}: {len(report.taken)} new, trouble: {report.trouble}")

    def reading_begins(self, transmissions: int) -> None:
        self.told.append(f"{transmissions} to read")

    def pages_found(self, pages: int) -> None:
        self.told.append(f"{pages} pages")

    def page_read(self) -> None:
        self.told.append("page")

    def transmission_read(self, outcome: object) -> None:
        self.told.append(f"read {outcome.file}")


@pytest.fixture
def department(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Department:
    monkeypatch.setenv("INTAKE_USER", "clerk")
    (tmp_path / "intake.toml").write_text(SETTINGS, encoding="utf-8")
    for name in ("fax-dedicated", "fax-d-4", "mail"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
    return Department(tmp_path)


@pytest.fixture
def plain_environment() -> dict[str, str]:
    """The environment of a program started by itself: the session's own Prefect API is not handed to it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}


@pytest.fixture
def press_query() -> bytes:
    """A mail that is no request and has no pages, so that it is read in no time."""
    return PRESS_QUERY


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A private Prefect API for the session; its address."""
    from flows.api import prefect_api

    folder = tmp_path_factory.mktemp("prefect")
    (folder / "intake.toml").write_text(SETTINGS, encoding="utf-8")
    before = dict(os.environ)
    with prefect_api(load(folder / "intake.toml"), "run.db") as api:
        import flows.nightly  # noqa: F401  Prefect reads its address when it is imported

        api.wait()
        yield api.address
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def run(prefect: str, department: Department, heard: Heard) -> Callable[[], object]:
    """The nightly flow over the department, as `intake run` calls it; its summary."""

    def once() -> object:
        from flows.nightly import nightly
        from pipeline.places import hold
        from pipeline.workshop import open_workshop

        with hold(department.settings, "a test"), open_workshop(department.settings, heard, _now):
            return nightly(department.file, "by_hand")

    return once


@pytest.fixture
def reprocess(prefect: str, department: Department, heard: Heard) -> Callable[..., object]:
    """The reprocessing flow over the department, as `intake reprocess` calls it; what came of it."""

    def once(*what: str, **said: str) -> object:
        from flows.reprocess import reprocess as flow
        from pipeline.places import hold
        from pipeline.workshop import open_workshop

        with hold(department.settings, "a test"), open_workshop(department.settings, heard, _now):
            return flow(list(what), config=department.file, **said)

    return once


def _now() -> datetime:
    return datetime.now(UTC)
