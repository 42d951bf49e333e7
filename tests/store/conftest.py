"""Stores on real databases: SQLite in a folder of the test's own, and PostgreSQL where its server is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest

from pipeline.store import Store
from pipeline.values import (
    Box,
    FieldReading,
    HeaderLine,
    PageDecisions,
    PageReading,
    Reading,
    ReceivedBy,
    Record,
    Transmission,
)
from pipeline.vocabulary import Channel, Kind, Status

MORNING = datetime(2025, 1, 14, 19, 32, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Path]:
    """The folder of the socket of a private server, gone with the session."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    found = programs[-1].parent if programs else None
    if found is None and (initdb := shutil.which("initdb")):
        found = Path(initdb).parent
    if found is None:
        pytest.skip("PostgreSQL is not installed here (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="intake-pg-"))
    owner = _unprivileged_owner()
    as_owner = [] if owner is None else ["setpriv", f"--reuid={owner}", "--clear-groups", "--"]
    if owner is not None:
        os.chown(folder, owner, -1)

    def do(*arguments: str) -> None:
        subprocess.run([*as_owner, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    data, log = str(folder / "data"), str(folder / "log")
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=30"
    # several servers may run at once, one for each worker, beside tests that fill the memory: little of it is taken,
    # and nothing runs in the background that no test asks for
    settings += " -c shared_buffers=16MB -c jit=off -c autovacuum=off -c max_parallel_workers=0"
    try:
        do(str(found / "initdb"), "-D", data, "-U", "intake", "-A", "trust", "-E", "UTF8", "--no-sync")
        do(str(found / "pg_ctl"), "-D", data, "-l", log, "-o", settings, "-w", "start")
        yield folder
        killed = [line for line in Path(log).read_text(errors="replace").splitlines() if "terminated by signal" in line]
        do(str(found / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
        # a server whose process was killed, for want of memory, is back at once: the test of that moment fails, and
        # hypothesis, which tries again, calls it flaky; here it is said why
        assert not killed, f"PostgreSQL was hit from outside: {killed[0]}"
    finally:
        shutil.rmtree(folder)


def _unprivileged_owner() -> int | None:
    """The user to run the server as: it refuses root. None when the tests are not run by root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return known.get("postgres", known["nobody"])


_numbers = count(1)


@pytest.fixture
def postgresql_url(postgresql_server: Path) -> Iterator[str]:
    """A new, empty database, gone with the test."""
    name = f"store_{next(_numbers)}"
    with psycopg.connect(host=str(postgresql_server), user="intake", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"postgresql+psycopg://intake@/{name}?host={postgresql_server}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the store of a test is: nothing is there yet."""
    if request.param == "postgresql":
        name: str = request.getfixturevalue("postgresql_url")
        return name
    return f"sqlite:///{tmp_path / 'data' / 'intake.db'}"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A second later each time it is asked."""
    seconds = count()
    return lambda: datetime(2025, 11, 3, 9, 0, tzinfo=UTC) + timedelta(seconds=next(seconds))


@pytest.fixture
def store(url: str, clock: Callable[[], datetime]) -> Iterator[Store]:
    with Store.open(url, clock) as opened:
        yield opened


@pytest.fixture
def arrival() -> Callable[..., Transmission]:
    """Makes a fax; what the test does not care about is the same each time."""

    def make(name: str = "t1", **different: object) -> Transmission:
        fax = Transmission(
            id=name,
            source="fax-dedicated",
            file=f"fax-dedicated/{name}.tif",
            sha256=name.ljust(64, "0"),
            size=48_211,
            media_type="image/tiff",
            modified_ns=1_736_883_120_123_456_789,
            inbox_at=MORNING,
            inbox_how="tag",
            taken_in_at=MORNING + timedelta(hours=6),
        )
        return replace(fax, **different)  # type: ignore[arg-type]

    return make


@pytest.fixture
def looked_at() -> Callable[..., Reading]:
    """Makes a reading of a fax with one form."""

    def make(transmission_id: str = "t1", **different: object) -> Reading:
        seen = FieldReading("Roe, Jane", "ROE, JANE", 1, Box(0.1, 0.2, 0.5, 0.25), 0.93, "tesseract")
        form = Record(
            Kind.DETAINER, (1,), {"subject_name": seen, "basis": FieldReading(("biometric",), reader="boxes")}
        )
        decisions = PageDecisions(1728, 2200, (204.0, 98.0), "tags", turn=180, turn_confidence=0.9, skew=-0.7)
        header = HeaderLine("JAN 14 2025 14:32", datetime(2025, 1, 14, 14, 32))  # noqa: DTZ001 - the sender's clock
        page = PageReading(1, None, decisions, "i247a", 0.97, header)
        received = ReceivedBy(Channel.DEDICATED_FAX, "source", None, MORNING, "tag")
        reading = Reading(transmission_id, (form,), (page,), 1, received, Status.ACCEPTED, (), 0.8)
        return replace(reading, **different)  # type: ignore[arg-type]

    return make
