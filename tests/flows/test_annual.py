"""The year's files, written by a flow."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import StoreTrouble

pytestmark = pytest.mark.slow


def test_the_files_of_a_year_lie_in_one_folder(
    department, run: Callable[[], object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.annual import annual

    department.receives("fax-d-4/20250304-101500.tif", b"")
    run()
    capsys.readouterr()
    written = annual(2025, str(tmp_path / "out"), department.file)
    told = capsys.readouterr().out
    assert "(0 requests, a draft: something is still open)" in told
    assert "The requests are there as csv; as xlsx, parquet or jsonl: intake -c" in told
    assert (written.requests, written.final) == (0, False)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(written.files)
    assert json.loads((tmp_path / "out" / "tally-2025.json").read_text())["awaiting_review"] == 1


def test_without_a_store_nothing_is_written(
    department, prefect: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.annual import annual

    with pytest.raises(StoreTrouble):
        annual(2025, str(tmp_path / "out"), department.file)
    assert not (tmp_path / "out").exists()
    assert "the files of 2025 failed:" in capsys.readouterr().err
