"""How many pairs of a reconciliation are right, how long it takes and how much memory, on a file as large as ICE's.

.venv/bin/python -m benchmarks.reconciling                  100 years of 300 forms each, small files
.venv/bin/python -m benchmarks.reconciling --rows 400000    and one file with so many rows, .xlsx, .csv and .parquet
"""

from __future__ import annotations

import argparse
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from benchmarks.ice_file import Drawn, Row, draw, elsewhere, mixed, write
from pipeline.reconciling.reconcile import Reconciled, reconcile_ours

_YEAR, _PATTERN = 2025, "BOSTON POLICE*"
_ALONE = f"""
import pickle, re, sys, time
from pathlib import Path
from pipeline.reconciling.reconcile import reconcile_ours
ours = pickle.load(sys.stdin.buffer)
start = time.perf_counter()
found = reconcile_ours({_YEAR}, ours, [Path(sys.argv[1])], [{_PATTERN!r}])
taken = time.perf_counter() - start
# not what getrusage says: that begins with what the process had that started this one
memory = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text()).group(1))
sys.stdout.buffer.write(pickle.dumps((found, taken, memory)))
"""
_HEADS_ROW = {".xlsx": 7, ".csv": 1, ".parquet": 1}


@dataclass(frozen=True)
class Judged:
    """Pairs held against the truth; those whose two sides lie in the year and its margins."""

    true: int = 0
    """Pairs that there are."""
    right: int = 0
    wrong: int = 0
    """Pairs made that are none."""
    missed: int = 0
    """Pairs that there are, whose request got no row."""
    ambiguous: int = 0
    wrong_and_ambiguous: int = 0

    @classmethod
    def sum(cls, several: Iterable[Judged]) -> Judged:
        """All together."""
        return cls(*map(sum, zip(*map(astuple, several), strict=True)))


def judge(drawn: Drawn, numbers: Mapping[int, int], found: Reconciled) -> Judged:
    """`numbers`: the row's number in the file for each place in `drawn.rows`."""
    rows = {row.number for row in found.theirs.rows}
    truth = {request: numbers[place] for request, place in drawn.truth.items() if numbers[place] in rows}
    told = found.account
    compared = {each.request.id for each in (*told.both, *told.only_ours)}
    truth = {request: number for request, number in truth.items() if request in compared}
    pairs = {both.request.id: (both.row.number, both.match.ambiguous) for both in told.both} | {
        only.request.id: (only.row.number, only.match.ambiguous) for only in told.only_ours if only.row and only.match
    }
    wrong = [request for request, (number, _) in pairs.items() if truth.get(request) != number]
    return Judged(
        true=len(truth),
        right=sum(pairs.get(request, (0,))[0] == number for request, number in truth.items()),
        wrong=len(wrong),
        missed=sum(request not in pairs for request in truth),
        ambiguous=sum(ambiguous for _, ambiguous in pairs.values()),
        wrong_and_ambiguous=sum(pairs[request][1] for request in wrong),
    )


def many_years(seeds: Iterable[int], folder: Path) -> Judged:
    """Years of one department, each with its own file."""
    return Judged.sum(_year(seed, folder / f"{seed}.csv", 300, 300)[0] for seed in seeds)


def _year(seed: int, path: Path, forms: int, others: int) -> tuple[Judged, Reconciled]:
    drawn, numbers = _drawn(seed, path, forms, others)
    found = reconcile_ours(_YEAR, drawn.ours, [path], [_PATTERN])
    return judge(drawn, numbers, found), found


def _drawn(seed: int, path: Path, forms: int, others: int) -> tuple[Drawn, dict[int, int]]:
    drawn, numbers = draw(seed, _YEAR, forms), {}

    def rows() -> Iterable[Row]:
        start = _HEADS_ROW[path.suffix] + 1
        for number, (place, row) in enumerate(mixed(drawn, elsewhere(seed, _YEAR, others), others, seed), start=start):
            if place is not None:
                numbers[place] = number
            yield row

    write(rows(), path)
    return drawn, numbers


def _large(rows: int, folder: Path) -> None:
    for suffix in (".xlsx", ".csv", ".parquet"):
        path = folder / f"detainers{suffix}"
        drawn, numbers = _drawn(1, path, 600, rows)
        # in a process of its own, so that drawing the file does not count
        told = subprocess.run(  # noqa: S603 - this Python, with a program written here
            [sys.executable, "-c", _ALONE, str(path)], input=pickle.dumps(drawn.ours), capture_output=True, check=True
        )
        found, taken, memory = pickle.loads(told.stdout)  # noqa: S301 - from the process above
        print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB, {found.theirs.read:,} rows, {taken:.1f} s, "
              f"{memory / 1024:.0f} MB at most; {judge(drawn, numbers, found)}")  # fmt: skip


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=0, help="rows of other departments in one large file")
    parser.add_argument("--seeds", type=int, nargs=2, default=(4000, 4100), metavar=("FIRST", "END"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        whole = many_years(range(*asked.seeds), Path(folder))
        print(f"{whole}; right {whole.right / whole.true:.1%} of the pairs that there are, "
              f"{whole.right / (whole.right + whole.wrong):.1%} of those made; {time.perf_counter() - start:.0f} s, "
              f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # fmt: skip
        if asked.rows:
            _large(asked.rows, Path(folder))


if __name__ == "__main__":
    main()
