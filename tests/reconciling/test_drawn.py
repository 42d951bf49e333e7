"""On drawn files with known truth, at least 98 of 100 pairs are right, through the file and all."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ice_file import HEADS, draw, elsewhere, mixed, snake, write
from benchmarks.reconciling import Judged, judge
from pipeline.reconciling.reconcile import reconcile_ours

SEEDS = range(500, 520)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_at_least_98_of_100_pairs_are_right_and_few_are_wrong(tmp_path: Path, suffix: str) -> None:
    all_years = []
    for seed in SEEDS:
        drawn, path, numbers = draw(seed, 2025, 300), tmp_path / f"{seed}{suffix}", {}
        rows = []
        first = 8 if suffix == ".xlsx" else 2
        for number, (place, row) in enumerate(mixed(drawn, elsewhere(seed, 2025, 200), 200, seed), start=first):
            rows.append(row)
            if place is not None:
                numbers[place] = number
        write(rows, path, called={head: snake(head) for head in HEADS} if seed % 2 else None)
        found = reconcile_ours(2025, drawn.ours, [path], ["BOSTON POLICE*"])
        all_years.append(judge(drawn, numbers, found))
    whole = Judged.sum(all_years)
    assert whole.true > 2000
    assert whole.right / whole.true >= 0.98
    assert whole.wrong / whole.true <= 0.02
