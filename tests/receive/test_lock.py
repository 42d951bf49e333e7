"""One run at a time; a crash lets go."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.errors import Busy, StoreTrouble
from pipeline.receive import held, holder

HOLDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from pipeline.receive import held
with held(Path(sys.argv[1]), "intake run", datetime(2026, 1, 2, 3, 4, tzinfo=UTC)):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_who_holds_the_store_and_a_crash_lets_go(tmp_path: Path, now: datetime) -> None:
    lock = tmp_path / "store" / "intake.lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=rf"intake run, process {holder.pid}, since 2026-01-02 03:04\)"):  # noqa: SIM117
            with held(lock, "intake reprocess", now):
                pytest.fail("two runs at once")
        holder.kill()
    with held(lock, "intake run", now):
        assert lock.exists()


def test_the_lock_can_be_held_again_after_it_was_let_go(tmp_path: Path, now: datetime) -> None:
    for _ in range(2):
        with held(tmp_path / "intake.lock", "intake run", now):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["intake.lock"]


def test_an_error_within_lets_go(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path / "intake.lock", "intake run", now):
        raise ZeroDivisionError
    with held(tmp_path / "intake.lock", "intake run", now):
        pass


def test_a_place_that_cannot_be_locked_is_a_trouble_of_the_store(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreTrouble), held(tmp_path / "file" / "intake.lock", "intake run", now):
        pytest.fail("held nothing")


def test_who_holds_it_for_a_moment_alone_is_waited_for(tmp_path: Path, now: datetime) -> None:
    lock = tmp_path / "intake.lock"
    counting = HOLDER.replace("intake run", "a count").replace("sleep(60)", "sleep(0.5)")
    with subprocess.Popen([sys.executable, "-c", counting, str(lock)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy) as busy, held(lock, "another count", now):
            pytest.fail("two counts at once")
        assert busy.value.holder == f"a count, process {holder.pid}, since 2026-01-02 03:04"
        with held(lock, "intake run", now, waits_for="a count"):
            assert holder.wait() == 0


def test_who_holds_the_store_can_be_asked_and_a_note_that_a_crash_left_names_nobody(tmp_path: Path) -> None:
    lock = tmp_path / "intake.lock"
    assert holder(lock) == ""
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert holder(lock) == f"intake run, process {process.pid}, since 2026-01-02 03:04"
        process.kill()
    assert lock.with_name("intake.lock.holder").exists()
    assert holder(lock) == ""
