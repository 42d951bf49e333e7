"""How well and how fast forms are read: draws sets that were not tuned on, reads them, holds them against the truth.

    .venv/bin/python benchmarks/reading.py --family usual --family other --count 60 --seed 401
    .venv/bin/python benchmarks/reading.py --set FOLDER          a folder with intake.toml, inbox/ and truth.json
    ... --csv FILE                                               keeps a row for each field, for calibration

Families and sets may be named several times; each is read in a process of its own. Prints one table: fields exact,
wrong values, those of them that carry no doubt, transmissions accepted without a hand and those of them with a wrong
field, CPU seconds a page and memory, by family, by damage and by resolution.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import Measured, measure
from benchmarks.table import HEAD, by_field, groups, line, routing, table, write_rows
from sample_faxes.families import FAMILIES, JUDGING


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, action="append", default=[], help="a folder with inbox and truth.json")
    parser.add_argument("--family", choices=tuple(FAMILIES), action="append", default=[])
    parser.add_argument("--count", type=int, default=60, help="transmissions drawn of each family")
    parser.add_argument("--seed", type=int, default=401)
    parser.add_argument("--csv", type=Path, help="keeps wanted, got and confidence of each field")
    parser.add_argument("--list", action="store_true", help="name each field that is not exact, but for judging")
    told = parser.parse_args()
    families = told.family or ([] if told.set else ["other"])
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        sets = [(folder, folder.resolve().name) for folder in told.set]
        sets += [(drawn(family, told.count, told.seed, Path(scratch)), family) for family in families]
        measured = []
        for number, (folder, name) in enumerate(sets):
            own = Path(scratch) / f"store-{number}"
            own.mkdir()
            measured.append(apart(folder, own, name))
            if told.csv:  # after each set, so that a run that is broken off leaves what it has
                write_rows(told.csv, [row for one in measured for row in one.rows])
    report(measured, told.list)
    print(f"{time.perf_counter() - began:.0f} s in all")


def drawn(family: str, count: int, seed: int, scratch: Path) -> Path:
    folder = scratch / f"drawn-{family}"
    words = ["vary", "--count", count, "--seed", seed, "--family", family, "--out", folder]
    subprocess.run([sys.executable, "-m", "sample_faxes", *map(str, words)], check=True)  # noqa: S603
    return folder


def apart(folder: Path, scratch: Path, name: str) -> Measured:
    """Measures a set in a process of its own, so that memory and loaded engines are those of this set."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, folder, scratch, name).result()


def report(measured: list[Measured], listing: bool) -> None:
    print(table(HEAD, map(line, groups(measured))))
    for one in measured:
        pages = [item.slowest for item in one.sent if item.pages]
        print(f"\n{one.family}: {sum(item.pages for item in one.sent)} pages")
        print(by_field(one.rows))
        print(routing(one.sent))
        if len(pages) > 1:
            print(f"the slowest page takes more than {statistics.quantiles(pages, n=20)[-1]:.1f} s in one of twenty")
        if listing and not judging(one.family):
            for row in one.rows:
                if not row.right:
                    print(f"  {row.file} {row.field}: {row.wanted!r} read as {row.got!r} {row.doubt}")


def judging(family: str) -> bool:
    return family in FAMILIES and FAMILIES[family].purpose == JUDGING


if __name__ == "__main__":
    main()
