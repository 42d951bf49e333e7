"""Reads the same pages as others would: the whole page as text, then simple rules.

`whole-page` is pytesseract over the page at 300 dots an inch with square pixels. `ocrmypdf` is OCRmyPDF over the same
pages in a PDF, turned and deskewed by it; it is not a dependency and is measured only where it is installed.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytesseract
from PIL import Image

from benchmarks.label_rules import Value, forms_in
from benchmarks.measure import FORM_NAMES, Row, compared, cpu_seconds, forget_peak, forms_of, peak_memory, plain
from pipeline.errors import Unreadable
from pipeline.pages import open_bitmap
from pipeline.reading.page import PagePlace
from pipeline.settings import Limits, load

DOTS = 300
TOGETHER = 600
"""Seconds that OCRmyPDF may take over one transmission."""


@dataclass(frozen=True)
class Cost:
    """What one transmission took."""

    file: str
    level: str
    res: str
    pages: int
    seconds: float
    """CPU, children included."""
    memory: float
    """MB: the largest single process, this one or a program that it has started so far."""


@dataclass(frozen=True)
class Compared:
    """A set, read in another way."""

    reader: str
    family: str
    rows: tuple[Row, ...]
    costs: tuple[Cost, ...]
    made_up: int
    """Transmissions without a form in which the rules found one."""


def tesseract_texts(pages: Sequence[np.ndarray]) -> list[str]:
    return [pytesseract.image_to_string(Image.fromarray(page), lang="eng") for page in pages]


def ocrmypdf_texts(pages: Sequence[np.ndarray]) -> list[str]:
    """Nothing from a transmission that it gives up on."""
    if not pages:
        return []
    program = shutil.which("ocrmypdf")
    if program is None:
        raise SystemExit("ocrmypdf is not installed: leave it out of --against, or install it so that it is found")
    with tempfile.TemporaryDirectory() as scratch:
        pdf, text = Path(scratch) / "in.pdf", Path(scratch) / "text.txt"
        first, *rest = (Image.fromarray(page) for page in pages)
        first.save(pdf, save_all=True, append_images=rest, resolution=DOTS)
        command = [program, "--quiet", "--jobs", "1", "--force-ocr", "--rotate-pages", "--deskew"]
        command += ["--output-type", "pdf", "--sidecar", str(text), str(pdf), str(Path(scratch) / "out.pdf")]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=TOGETHER)  # noqa: S603
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            print(f"\nocrmypdf gave up: {type(error).__name__} {getattr(error, 'returncode', '')}", file=sys.stderr)
            return []
        return text.read_text(encoding="utf-8").split("\f")


READERS: dict[str, Callable[[Sequence[np.ndarray]], list[str]]] = {
    "whole-page": tesseract_texts,
    "ocrmypdf": ocrmypdf_texts,
}


def compare(folder: Path, places: Sequence[tuple[str, tuple[PagePlace, ...]]], reader: str, family: str) -> Compared:
    """Reads the pages that the program read, and holds what the rules find against the truth.

    Meant to be called in a process of its own, like `measure`.
    """
    limits = load(folder / "intake.toml").limits
    documents = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["documents"]
    at = dict(places)
    rows, costs, made_up = [], [], 0
    for number, told in enumerate(documents, 1):
        here = at.get(told["file"], ())
        forget_peak()
        began = cpu_seconds()
        found = forms_in(READERS[reader]([page for place in here if (page := squared(place, limits)) is not None]))
        seconds = cpu_seconds() - began
        started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        level, res = str(told.get("level") or ""), str(told.get("res") or "")
        costs.append(Cost(told["file"], level, res, len(here), seconds, max(peak_memory(), started)))
        rows += rows_of(told, found, reader, family)
        made_up += bool(found) and told["kind"] not in FORM_NAMES
        print(f"\r{reader} {number}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return Compared(reader, family, tuple(rows), tuple(costs), made_up)


def squared(place: PagePlace, limits: Limits) -> np.ndarray | None:
    """The page in grey at 300 dots an inch both ways, None where it does not open."""
    try:
        bitmap = open_bitmap(place.path, place.media_type, place.index, limits)
    except Unreadable:
        return None
    across, down = bitmap.resolution
    return cv2.resize(bitmap.gray, None, fx=DOTS / across, fy=DOTS / down, interpolation=cv2.INTER_LINEAR)


def rows_of(told: dict[str, Any], found: list[dict[str, Value]], reader: str, family: str) -> list[Row]:
    rows = []
    for number, fields in enumerate(forms_of(told)):
        read = found[number] if number < len(found) else {}
        for name in compared(fields):
            got = read.get(name)
            where = (told["file"], family, str(told.get("level") or ""), str(told.get("res") or ""), name)
            rows.append(
                Row(*where, plain(name, fields[name]), plain(name, got), 0.0, reader, "", False, got is not None)
            )
    return rows
