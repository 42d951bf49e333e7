"""`intake check`: each line ok, or what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.places import hold


def test_all_is_well_before_the_first_run(department, said: Callable[[], str]) -> None:
    assert department.intake("check") == 0
    told = said()
    assert "Everything is ready: intake run" in told
    assert "none yet, the first run makes it" in told
    assert not (department.folder / "intake-data").exists(), "it looks, and makes nothing"


def test_a_missing_inbox_is_told_with_the_command_that_makes_it(department, said: Callable[[], str]) -> None:
    missing = department.folder / "inbox" / "mail"
    missing.rmdir()
    assert department.intake("check") == 1
    told = said()
    assert f"mkdir -p {missing}" in told
    assert "1 of " in told


def test_an_inbox_that_is_a_file_is_told(department, said: Callable[[], str]) -> None:
    missing = department.folder / "inbox" / "mail"
    missing.rmdir()
    missing.write_text("a file")
    assert department.intake("check") == 1
    assert "is no folder; correct its path" in said()


def test_the_files_in_an_inbox_are_counted(department, said: Callable[[], str]) -> None:
    (department.folder / "inbox" / "mail" / "a.eml").write_text("x")
    department.intake("check")
    assert any("inbox/mail, 1 file" in line for line in said().splitlines())


def test_a_missing_program_is_told_with_its_package(
    department, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "no-programs"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    assert department.intake("check") == 1
    told = said()
    assert "tesseract is not installed; install tesseract-ocr" in told
    assert "install poppler-utils" in told


def test_a_missing_english_model_is_told(
    department, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pipeline.reading import engines

    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr(engines, "_LANGUAGE_FOLDERS", (str(tmp_path),))
    assert department.intake("check") == 1
    assert "install tesseract-ocr-eng" in said()


def test_a_run_at_work_is_told_and_is_well(stocked, said: Callable[[], str]) -> None:
    with hold(stocked.settings, "intake run"):
        assert stocked.intake("check") == 0
    assert "another run holds the store (intake run" in said()


def test_the_lock_is_let_go_again(stocked, said: Callable[[], str]) -> None:
    with hold(stocked.settings, "intake run"):
        pass
    assert stocked.intake("check") == 0
    with hold(stocked.settings, "intake run"):
        pass


def test_a_store_that_a_newer_program_wrote_or_nobody_can_read_is_told(stocked, said: Callable[[], str]) -> None:
    shutil.copy(stocked.folder / "intake.toml", stocked.folder / "intake-data" / "intake.db")
    for end in ("-wal", "-shm"):
        (stocked.folder / "intake-data" / f"intake.db{end}").unlink(missing_ok=True)
    assert stocked.intake("check") == 1
    assert any(line.startswith("NOT") and "store" in line for line in said().splitlines())
