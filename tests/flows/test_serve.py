"""`intake serve` for real: the cron line starts the nightly run, a deployment can be triggered, it ends in silence."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BESIDE = Path(sys.executable).parent
MOST_SECONDS = 240


def wait_for(line: str, log: Path, running: subprocess.Popen[bytes]) -> str:
    """What was printed, once the line is in it or the program has ended."""
    until = time.monotonic() + MOST_SECONDS
    while line not in log.read_text() and running.poll() is None and time.monotonic() < until:
        time.sleep(0.2)
    return log.read_text()


def test_the_cron_line_starts_the_nightly_run(department, press_query: bytes, plain_environment) -> None:
    department.receives("mail/query.eml", press_query)
    with Path(department.file).open("a", encoding="utf-8") as settings:
        settings.write('\n[schedule]\nnightly = "* * * * *"\n')
    out, err = department.folder / "out.log", department.folder / "err.log"
    with out.open("wb") as printed, err.open("wb") as complained:
        running = subprocess.Popen(
            [BESIDE / "intake", "serve"],
            cwd=department.folder,
            stdout=printed,
            stderr=complained,
            env=plain_environment,
        )
    try:
        assert "Keeping the schedule: the nightly run at * * * * *" in wait_for("Keeping the schedule", out, running)
        home = department.folder / "intake-data" / "prefect"
        assert (home / "profiles.toml").stat().st_mode & 0o077 == 0, "it holds the password of the API"
        told = wait_for("nightly run done", out, running)
        assert "mail: 1 new, 0 known" in told
        assert "nightly run done: 1 new, 1 read (0 pages)" in told
        triggered = subprocess.run(
            [BESIDE / "prefect", "deployment", "run", "annual/intake", "--param", "year=2025"],
            env=plain_environment | {"PREFECT_HOME": str(home)},
            cwd=department.folder,
            capture_output=True,
            check=False,
        )
        assert triggered.returncode == 0, triggered.stderr
        assert "letter-2025.docx" in wait_for("letter-2025.docx", out, running)
    finally:
        running.send_signal(signal.SIGTERM)
        code = running.wait(timeout=60)
    assert code == 0
    assert out.read_text().endswith("Ended. The next start goes on with the same schedule.\n")
    assert err.read_text() == ""
    assert not (home / "profiles.toml").exists()
    assert (department.folder / "intake-data" / "annual" / "2025" / "letter-2025.pdf").exists()


def test_a_cron_line_that_is_none_is_refused(department, plain_environment) -> None:
    with Path(department.file).open("a", encoding="utf-8") as settings:
        settings.write('\n[schedule]\nnightly = "every night"\n')
    done = subprocess.run(
        [BESIDE / "intake", "serve"],
        cwd=department.folder,
        capture_output=True,
        text=True,
        check=False,
        env=plain_environment,
    )
    assert done.returncode == 2
    assert "schedule.nightly: expected a cron line such as 30 1 * * *" in done.stderr


def test_a_prefect_api_that_does_not_answer_is_told(department) -> None:
    done = subprocess.run(
        [BESIDE / "intake", "run"],
        cwd=department.folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PREFECT_API_URL": "http://127.0.0.1:9/api"},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("intake: the Prefect API at http://127.0.0.1:9/api does not answer")
    assert "unset PREFECT_API_URL" in done.stderr
