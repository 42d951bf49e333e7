"""`intake check`: each line ok, or what to do."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.places import hold

ROOT = Path(__file__).parents[2]
CALL = (
    '03/04/25 02:15\tRECV\t000000131\tttyS0\trecvq/fax000000012.tif\t""\tfax\t"16175550206"\t"617 555 0137"'
    '\t12\t2\t1:05\t0:59\t""'
)
READERS_FILES = {
    "small reader": "fax_print.onnx",
    "box marks": "box_marks.onnx",
    "letters of names": "name_letters.npz",
    "listed names": "listed_names.txt.gz",
    "calibration": "calibration.toml",
    "handwriting": "handwriting.toml",
}


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


@pytest.mark.parametrize(
    ("log", "begins", "told"),
    [
        (None, "NOT", "cannot be read: No such file or directory; check the path and the access"),
        ("a diary\nof somebody\n", "NOT", "holds no line of a fax server's log, 2 lines not understood"),
        ("", "ok ", ", 0 calls received"),
        (f"{CALL}\n", "ok ", ", 1 call received"),
        (f"{CALL}\nscribble\n", "ok ", ", 1 call received, 1 line not understood"),
    ],
)
def test_a_fax_servers_log_is_looked_at(
    department, said: Callable[[], str], log: str | None, begins: str, told: str
) -> None:
    settings = department.folder / "intake.toml"
    settings.write_text(settings.read_text().replace("[[source]]", '[[source]]\nlog = "xferfaxlog"', 1))
    if log is not None:
        (department.folder / "xferfaxlog").write_text(log)
    assert department.intake("check") == (1 if begins == "NOT" else 0)
    (line,) = [line for line in said().splitlines() if "log of fax-d-4" in line]
    assert line.startswith(begins)
    assert told in line


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


@pytest.fixture
def copied(department, tmp_path: Path) -> Callable[[], dict[str, str]]:
    """Makes a copy of the program in `program/` of the folder; gives what its `intake check` says of each thing."""
    for name in ("pipeline", "models"):
        shutil.copytree(ROOT / name, tmp_path / "program" / name, ignore=shutil.ignore_patterns("__pycache__"))

    def lines() -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main(['check']))"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "program"), "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        told = [line for line in done.stdout.splitlines() if line.startswith(("ok ", "NOT"))]
        return {re.split(r"  +", line)[1]: line for line in told}

    return lines


def test_a_program_that_was_copied_elsewhere_has_its_readers_and_forms(copied: Callable[[], dict[str, str]]) -> None:
    told = copied()
    for what in ("forms", "recogniser", *READERS_FILES):
        assert told[what].startswith("ok "), told[what]


def test_missing_files_of_the_readers_are_told_each_with_its_path(
    copied: Callable[[], dict[str, str]], tmp_path: Path
) -> None:
    for name in READERS_FILES.values():
        (tmp_path / "program" / "models" / "readers" / name).unlink()
    shutil.rmtree(tmp_path / "program" / "models" / "forms")
    told = copied()
    for what, name in READERS_FILES.items():
        assert told[what].startswith("NOT")
        assert f"models/readers/{name} is missing; put the file of this version" in told[what]
    assert told["forms"].startswith("NOT")


def test_damaged_files_of_the_readers_are_told_and_so_is_a_wrong_description(
    copied: Callable[[], dict[str, str]], tmp_path: Path
) -> None:
    models = tmp_path / "program" / "models"
    network = models / "readers" / "fax_print_quick.onnx"
    network.write_bytes(network.read_bytes()[:100_000])
    (models / "readers" / "calibration.toml").write_text("[weights]\nname = [1.0]\n", encoding="utf-8")
    (models / "readers" / "handwriting.toml").write_text("cut = ", encoding="utf-8")
    for name in ("box_marks.onnx", "name_letters.npz", "listed_names.txt.gz"):
        whole = (models / "readers" / name).read_bytes()
        (models / "readers" / name).write_bytes(whole[: len(whole) // 2])
    form = models / "forms" / "i-247a.toml"
    form.write_text(form.read_text(encoding="utf-8").replace('"file_number"', '"file_nmber"'), encoding="utf-8")
    told = copied()
    assert "fax_print_quick.onnx cannot be loaded" in told["small reader"]
    assert "box_marks.onnx cannot be loaded" in told["box marks"]
    assert "name_letters.npz cannot be read" in told["letters of names"]
    assert "listed_names.txt.gz cannot be read" in told["listed names"]
    assert "calibration.toml is of another version" in told["calibration"]
    assert "handwriting.toml cannot be read" in told["handwriting"]
    assert "i-247a.toml: field." in told["forms"]
    assert [line[:3] for line in (told["small reader"], told["calibration"], told["forms"])] == ["NOT"] * 3
