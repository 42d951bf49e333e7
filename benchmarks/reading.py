"""How well and how fast forms are read: draws a set that was not tuned on, reads it, holds it against the truth.

    .venv/bin/python benchmarks/reading.py --family other --count 60 --seed 401
    .venv/bin/python benchmarks/reading.py --set FOLDER          a folder with intake.toml, inbox/ and truth.json
    ... --against-whole-pages                                    also reads every page whole with pytesseract

Prints each field's exact matches and wrong values, what was accepted without a hand and what of that is wrong, where
transmissions were sent, CPU seconds a page and the largest memory of a reading process. The truth is read here alone.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import pytesseract
from PIL import Image

from pipeline.errors import Unreadable
from pipeline.ingest import Bench, read_transmission
from pipeline.pages import open_bitmap
from pipeline.receive import Originals, receive
from pipeline.settings import Settings, load
from pipeline.store import Store
from pipeline.values import Reading, Record
from pipeline.vocabulary import Kind, Status
from pipeline.workers import PagesHere

FIELDS = (
    "subject_name", "file_number", "date_of_birth", "form_date", "citizenship", "sex", "subject_id", "event_number",
    "basis", "form", "cancels",
)  # fmt: skip
FORMS = (Kind.DETAINER, Kind.CANCELLATION, Kind.NOTIFICATION_REQUEST, Kind.MISADDRESSED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, help="a folder with intake.toml, inbox and truth.json")
    parser.add_argument("--family", choices=("usual", "other"), default="other")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=401)
    parser.add_argument("--against-whole-pages", action="store_true")
    parser.add_argument("--list", action="store_true", help="name every field that is not exact")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = told.set
        if folder is None:
            folder = Path(scratch) / "set"
            words = ["vary", "--count", told.count, "--seed", told.seed, "--family", told.family, "--out", folder]
            # in a process of its own, so that the memory measured is that of reading
            subprocess.run([sys.executable, "-m", "sample_faxes", *map(str, words)], check=True)  # noqa: S603
        measure(folder, Path(scratch), told.against_whole_pages, told.list)


def measure(folder: Path, scratch: Path, against_whole_pages: bool, listing: bool) -> None:
    settings = load(folder / "intake.toml")
    place = settings.store.model_copy(update={"url": f"sqlite:///{scratch}/b.db", "originals": scratch / "originals"})
    settings = settings.model_copy(update={"store": place})
    truth = {t["file"]: t for t in json.loads((folder / "truth.json").read_text(encoding="utf-8"))["documents"]}
    readings, seconds = read_all(settings)
    report(truth, readings, listing)
    pages = sum(len(reading.pages) for reading in readings.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{pages} pages, {seconds / pages:.2f} CPU s a page in one process, {memory:.0f} MB at most")
    slow = statistics.quantiles([p.seconds for r in readings.values() for p in r.pages], n=20)[-1]
    print(f"one page in twenty takes more than {slow:.1f} s by the clock")
    if against_whole_pages:
        other = whole_pages(settings)
        times = other / seconds
        print(f"whole pages with pytesseract at 300 dpi: {other / pages:.2f} CPU s a page, {times:.1f} times ours")


def read_all(settings: Settings) -> tuple[dict[str, Reading], float]:
    """Every transmission's reading by its file, and the CPU seconds it took, children included."""

    def clock() -> datetime:
        return datetime.now(UTC)

    readings: dict[str, Reading] = {}
    with Store.open(settings.store.url, clock) as store:
        originals = Originals(settings.store.originals)
        for source in settings.sources:
            receive(source, settings, originals, store, clock)
        bench = Bench.of(settings, PagesHere(settings.limits), clock)
        began = _cpu()
        for transmission in store.unread():
            readings[transmission.file] = read_transmission(transmission, bench)
            print(f"\rread {len(readings)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return readings, _cpu() - began


def whole_pages(settings: Settings) -> float:
    """CPU seconds of reading every page of the set whole with pytesseract, squared and at 300 dots an inch."""
    began = _cpu()
    for file in sorted(settings.store.originals.rglob("*")):
        if not file.is_file():
            continue
        head = file.read_bytes()[:8]
        media = "application/pdf" if head.startswith(b"%PDF") else "image/tiff" if head[:2] in (b"II", b"MM") else None
        index = 0
        while media:
            try:
                bitmap = open_bitmap(file, media, index, settings.limits)
            except (Unreadable, IndexError):
                break
            across, down = bitmap.resolution
            page = cv2.resize(bitmap.gray, None, fx=300 / across, fy=300 / down, interpolation=cv2.INTER_LINEAR)
            pytesseract.image_to_data(Image.fromarray(page), lang="eng")
            index += 1
    return _cpu() - began


def report(truth: dict[str, Any], readings: dict[str, Reading], listing: bool) -> None:
    right, total, wrong = collections.Counter[str](), collections.Counter[str](), collections.Counter[str]()
    cells: dict[tuple[str, str], list[int]] = {}
    routing = collections.Counter[str]()
    accepted, accepted_wrong, lines = 0, [], []
    for file, told in sorted(truth.items()):
        reading = readings.get(file)
        routing[f"{told['kind']} -> {f'{reading.kind}/{reading.status}' if reading else 'NOT READ'}"] += 1
        if reading is None or "fields" not in told or told["kind"] not in FORMS:
            continue
        record = next((record for record in reading.records if record.kind in FORMS), None)
        whole = True
        for name in FIELDS:
            if name not in told["fields"] or (name == "basis" and told["fields"].get("form") == "I-247G"):
                continue  # an I-247G prints no reasons
            want, have = plain(name, told["fields"][name]), plain(name, value(record, name))
            cell = cells.setdefault((str(told.get("level")), str(told.get("res"))), [0, 0])
            total[name] += 1
            cell[1] += 1
            if want == have:
                right[name] += 1
                cell[0] += 1
                continue
            whole = False
            wrong[name] += have is not None
            lines.append(f"  {file} {name}: {told['fields'][name]!r} read as {value(record, name)!r}")
        if reading.status is Status.ACCEPTED:
            accepted += 1
            accepted_wrong += [] if whole else [file]
        total["whole form"] += 1
        right["whole form"] += whole
    for name in (*FIELDS, "whole form"):
        _line(name, right[name], total[name], wrong[name])
    _line("all fields", *(sum(counts[name] for name in FIELDS) for counts in (right, total, wrong)))
    print(f"accepted without a hand {accepted} of {total['whole form']}")
    print(f"of these with a wrong field {len(accepted_wrong)} {accepted_wrong[:6]}")
    by_damage = {f"{level}/{res}": f"{x}/{y}" for (level, res), (x, y) in sorted(cells.items())}
    print("fields exact by damage and resolution:", by_damage)
    print("routing:", dict(sorted(routing.items())))
    if listing:
        print("\n".join(lines))


def _line(name: str, right: int, total: int, wrong: int) -> None:
    print(f"{name:15s} {right:4d} of {total:<4d} {100 * right / max(1, total):6.1f} %   wrong {wrong}")


def value(record: Record | None, name: str) -> Any:
    return record.value(name) if record else None


def plain(name: str, value: Any) -> Any:
    """A value without what does not matter: blanks and order in names, accents, an empty list."""
    if value in (None, "", [], ()):
        return None
    if isinstance(value, bool):
        return value
    if name == "basis":
        return tuple(sorted(value))
    text = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().upper()
    words = re.sub(r"[^A-Z0-9]+", " ", text).split()
    return " ".join(sorted(words) if name == "subject_name" else words)


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    print(f"{time.perf_counter() - began:.0f} s in all")
