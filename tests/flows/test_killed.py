"""A run that is killed or stopped at any moment and started again ends as an undisturbed one does."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

INTAKE = str(Path(sys.executable).with_name("intake"))
SAMPLES = (
    "fax-dedicated/fax000000012.tif",
    "fax-d-4/fax000000005.tif",
    "mail/20250516-101204.eml",
)
MOST_SECONDS = 240


@pytest.fixture
def filled(department):
    """The department with some invented faxes and a mail."""
    for name in SAMPLES:
        department.receives_sample(name)
    # the same bytes twice: told the same way whatever happened before
    shutil.copy2(department.folder / "inbox" / SAMPLES[0], department.folder / "inbox" / "fax-d-4" / "again.tif")
    return department


def started(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [INTAKE, "run"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # started by itself: the session's own Prefect API is not handed to it
        env={name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        | {"INTAKE_USER": "clerk"},
    )


def rows(folder: Path, table: str) -> int:
    """How many rows the store has, 0 while there is no such table."""
    try:
        with sqlite3.connect(f"file:{folder}/intake-data/intake.db?mode=ro", uri=True, timeout=5) as store:
            return int(store.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - names from below
    except sqlite3.Error:
        return 0


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "when the first fax is in the ledger": lambda folder: rows(folder, "transmission") >= 1,
    "when everything is in the ledger": lambda folder: rows(folder, "transmission") >= 4,
    "when the first reading is kept": lambda folder: rows(folder, "reading") >= 1,
    "when all are kept": lambda folder: rows(folder, "reading") >= 4,
}


def killed(folder: Path, moment: Callable[[Path], bool]) -> bool:
    """Runs it and kills it at that moment; False when it was done before."""
    running = started(folder)
    until = time.monotonic() + MOST_SECONDS
    while running.poll() is None and time.monotonic() < until:
        if moment(folder):
            running.kill()
            break
        time.sleep(0.005)
    was_killed = running.wait() == -signal.SIGKILL
    running.communicate()
    return was_killed


def exported(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Both data sets with everything in them but how long it took."""
    found = {}
    for what in ("documents", "requests"):
        out = folder / "out" / f"{what}.jsonl"
        subprocess.run(
            [INTAKE, "export", what, "--identified", "--out", str(out)], cwd=folder, check=True, capture_output=True
        )
        lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        found[what] = [{name: value for name, value in line.items() if name != "seconds"} for line in lines]
    return found


def originals(folder: Path) -> list[str]:
    """What is kept; half a file that a killed run left aside is not, and goes away by itself after an hour."""
    held = folder / "intake-data" / "originals"
    found = (path.relative_to(held) for path in held.rglob("*") if path.is_file())
    return sorted(str(path) for path in found if path.parts[0] != ".aside")


def test_killed_again_and_again_it_ends_as_if_undisturbed(filled, tmp_path_factory: pytest.TempPathFactory) -> None:
    calm = tmp_path_factory.mktemp("calm") / "department"
    shutil.copytree(filled.folder, calm)
    out, err = started(calm).communicate(timeout=MOST_SECONDS)
    assert "4 new, 4 read" in out
    assert err == ""
    # every moment on the same store: each run begins where the one before was killed
    deaths = [name for name, moment in MOMENTS.items() if killed(filled.folder, moment)]
    assert len(deaths) >= 3, deaths
    last = started(filled.folder)
    out, err = last.communicate(timeout=MOST_SECONDS)
    assert last.returncode in (0, 3)
    assert err == ""
    assert rows(filled.folder, "reading") == rows(filled.folder, "transmission") == 4, "nothing is stored or read twice"
    assert originals(filled.folder) == originals(calm)
    assert exported(filled.folder) == exported(calm)


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def told_to_stop(request: pytest.FixtureRequest, filled) -> Iterator[subprocess.Popen[str]]:
    """A run whose whole process group gets the signal when its reading has begun."""
    running = started(filled.folder)
    until = time.monotonic() + MOST_SECONDS
    while rows(filled.folder, "reading") < 1 and running.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(running.pid, request.param)
    yield running
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)


def test_told_to_stop_it_says_one_sentence_and_fails_nothing(told_to_stop: subprocess.Popen[str], filled) -> None:
    _, err = told_to_stop.communicate(timeout=60)
    assert err == "intake: stopped; what was taken in and read is safe. Type the same command to go on\n"
    assert told_to_stop.returncode in (130, 143)
    with sqlite3.connect(filled.folder / "intake-data" / "intake.db") as store:
        statuses = {status for (status,) in store.execute("SELECT status FROM reading")}
        assert "failed" not in statuses, "a page whose process was ended is not taken for a bad one"
        assert store.execute("SELECT outcome FROM run").fetchall() == [("stopped",)]


def test_nothing_is_left_at_work_when_it_is_killed(filled) -> None:
    running = started(filled.folder)
    until = time.monotonic() + MOST_SECONDS
    while rows(filled.folder, "reading") < 1 and running.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    running.kill()
    running.communicate()
    session = running.pid
    while (left := at_work(session)) and time.monotonic() < until:
        time.sleep(0.2)
    assert left == []


def at_work(session: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                fields = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] not in "ZX":
                found.append(int(place.name))
    return found
