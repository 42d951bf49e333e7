"""The bench itself, from drawing to the table, as it is called."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reading import judging, name_of

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_family_is_drawn_read_compared_and_kept(tmp_path: Path) -> None:
    words = ["--family", "usual", "--count", "2", "--seed", "3", "--against", "whole-page", "--csv", tmp_path / "r.csv"]
    command = [sys.executable, "benchmarks/reading.py", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    head, _, usual, *_ = done.stdout.splitlines()
    assert [cell.strip() for cell in head.split("|")][2:6] == ["fields", "exact", "wrong", "certain wrong"]
    assert usual.split("|")[1].strip() == "usual"
    assert "whole-page takes" in done.stdout
    with (tmp_path / "r.csv").open(newline="") as kept:
        rows = list(csv.DictReader(kept))
    assert {row["family"] for row in rows} == {"usual"}
    assert len(rows) == int(usual.split("|")[2])
    assert all(0 <= float(row["confidence"]) <= 1 for row in rows)


def test_an_unknown_other_reader_is_one_sentence_about_those_that_are_known() -> None:
    command = [sys.executable, "benchmarks/reading.py", "--against", "guess"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "whole-page, ocrmypdf, not guess" in done.stderr


def test_sets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    every = [tmp_path / "a" / "set", tmp_path / "b" / "set", tmp_path / "usual"]
    assert [name_of(folder, every) for folder in every] == ["a/set", "b/set", f"{tmp_path.name}/usual"]


def test_what_is_misread_in_a_judging_family_is_never_listed() -> None:
    assert [judging(name) for name in ("usual", "varied", "other", "judge", "a set of one's own")] == [
        False, False, True, True, False,
    ]  # fmt: skip
