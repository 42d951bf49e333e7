"""How well and how fast forms are read: draws sets that were not tuned on, reads them, holds them against the truth.

    .venv/bin/python benchmarks/reading.py --family usual --family other --count 60 --seed 401
    .venv/bin/python benchmarks/reading.py --set FOLDER          a folder with intake.toml, inbox/ and truth.json
    ... --against whole-page,ocrmypdf                            reads the same pages as others would, side by side
    ... --csv FILE                                               keeps a row for each field, for calibration

Families and sets may be named several times; each is read in a process of its own. Prints one table: fields exact,
wrong values, those of them that carry no doubt, transmissions accepted without a hand and those of them with a wrong
field, CPU seconds a page and memory, by family, by damage and by resolution; beside it, with --against, the same pages
read whole as text (pytesseract at 300 dots an inch, OCRmyPDF) and taken apart by simple rules. `other`, `judge` and
`unseen` are for judging: what is misread in them is not listed, so that no rule is made for it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from benchmarks.measure import Measured, measure
from benchmarks.table import by_field, groups, head, line, routing, table, write_rows
from benchmarks.whole_page import READERS, Compared, compare
from sample_faxes.families import FAMILIES, JUDGING

Result = TypeVar("Result")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, action="append", default=[], help="a folder with inbox and truth.json")
    parser.add_argument("--family", choices=tuple(FAMILIES), action="append", default=[])
    parser.add_argument("--count", type=int, default=60, help="transmissions drawn of each family")
    parser.add_argument("--seed", type=int, default=401)
    parser.add_argument("--against", default="", help=f"other ways, by commas: {', '.join(READERS)}")
    parser.add_argument("--csv", type=Path, help="keeps wanted, got and confidence of each field")
    parser.add_argument("--list", action="store_true", help="name each field that is not exact, but for judging")
    told = parser.parse_args()
    # one thread an engine, for us and for those we are held against: inherited by every process that is started
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    others = [name for name in told.against.split(",") if name]
    if unknown := [name for name in others if name not in READERS]:
        parser.error(f"--against knows {', '.join(READERS)}, not {', '.join(unknown)}")
    if "ocrmypdf" in others and shutil.which("ocrmypdf") is None:
        print("ocrmypdf is not installed and is left out", file=sys.stderr)
        others.remove("ocrmypdf")
    families = told.family or ([] if told.set else ["other"])
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        sets = [(folder, name_of(folder, told.set)) for folder in told.set]
        sets += [(drawn(family, told.count, told.seed, Path(scratch)), family) for family in families]
        measured, compared = [], []
        for number, (folder, name) in enumerate(sets):
            own = Path(scratch) / f"store-{number}"
            own.mkdir()
            measured.append(apart(measure, folder, own, name))
            if told.csv:  # after each set, so that a run that is broken off leaves what it has
                write_rows(told.csv, [row for one in measured for row in one.rows])
            compared += [apart(compare, folder, measured[-1].places, other, name) for other in others]
    report(measured, compared, told.list)
    print(f"{time.perf_counter() - began:.0f} s in all")


def name_of(folder: Path, every: list[Path]) -> str:
    """The folder's name, with the one it lies in where another set or a family has the same."""
    names = [other.resolve().name for other in every] + list(FAMILIES)
    here = folder.resolve()
    return here.name if names.count(here.name) == 1 else f"{here.parent.name}/{here.name}"


def drawn(family: str, count: int, seed: int, scratch: Path) -> Path:
    folder = scratch / f"drawn-{family}"
    words = ["vary", "--count", count, "--seed", seed, "--family", family, "--out", folder]
    subprocess.run([sys.executable, "-m", "sample_faxes", *map(str, words)], check=True)  # noqa: S603
    return folder


def apart(work: Callable[..., Result], *words: object) -> Result:
    """Does the work in a process of its own, so that memory and loaded engines are those of this set."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *words).result()


def report(measured: list[Measured], compared: list[Compared], listing: bool) -> None:
    print(table(head(compared), map(line, groups(measured, compared))))
    for other in compared:
        ours = sum(item.seconds for one in measured if one.family == other.family for item in one.sent)
        times = sum(cost.seconds for cost in other.costs) / ours
        print(
            f"{other.reader} takes {times:.1f} times as long over {other.family}; "
            f"what is no form, taken for one: {other.made_up}"
        )
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
