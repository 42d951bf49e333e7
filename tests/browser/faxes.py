"""A small bureau for the browser: sample faxes, two of them as a bad line would have brought them, really read.

| file | what a person is asked |
|---|---|
| `fax000000003.tif` | name (lost rows, half a letter) and event number are harmed: two doubtful fields |
| `fax000000022.tif` | event number, file number and date are gone: is it the same request as `fax000000021.tif`? |
| `fax000000021.tif` | that same question, from the other side |
| `20250915-083412_0011.pdf` | five pages: cover sheet, form, notices, warrant; nothing in doubt |
"""

from __future__ import annotations

import io
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageDraw

from pipeline.counted import count_all
from pipeline.desk import passwords
from pipeline.ingest import Bench, read_transmission
from pipeline.receive import Originals, receive
from pipeline.settings import Settings, load
from pipeline.store import AccountRole, Store
from pipeline.workers import PagePool

SAMPLES = Path(__file__).resolve().parent.parent.parent / "sample_faxes" / "inbox"
PASSWORD = "seven grey herons at dusk"  # noqa: S105 - of invented people
PEOPLE = {
    "clara": AccountRole.CLERK,
    "colin": AccountRole.CLERK,
    "vera": AccountRole.VIEWER,
    "anna": AccountRole.ANALYST,
    "adam": AccountRole.ADMINISTRATOR,
}
SETTINGS = """
[department]
name = "Boston Police Department"

[work]
processes = 2
settle_seconds = 0.0

[[source]]
name = "fax-dedicated"
path = "inbox/fax-dedicated"
channel = "dedicated_fax"
number = "+16175550100"

[[source]]
name = "fax-d-4"
path = "inbox/fax-d-4"
channel = "district_fax"
district = "D-4"
number = "+16175550128"
"""
TWO_DOUBTS, SURE, AGAIN, BUNDLE = (
    "fax-dedicated/fax000000003.tif",
    "fax-d-4/fax000000021.tif",
    "fax-dedicated/fax000000022.tif",
    "fax-dedicated/20250915-083412_0011.pdf",
)
ARRIVED = {
    TWO_DOUBTS: datetime(2024, 3, 14, 14, 5, tzinfo=UTC),
    SURE: datetime(2025, 4, 18, 15, 0, tzinfo=UTC),
    AGAIN: datetime(2025, 4, 19, 15, 0, tzinfo=UTC),
    BUNDLE: datetime(2025, 9, 15, 12, 34, 12, tzinfo=UTC),
}
NAME, EVENT_NUMBER = "QUISPE, Tomas Gilberto", "BOS2403783404"
"""What `fax000000003.tif` truly says."""
GONE = {
    TWO_DOUBTS: ((303, 528, 672, 530), (303, 520, 672, 522), (640, 515, 672, 530), (236, 304, 462, 315)),
    AGAIN: ((1048, 290, 1270, 322), (1016, 327, 1165, 359), (197, 327, 380, 359)),
}
"""What the line lost of a page, in its pixels: left, top, right, bottom."""


def make_bureau(folder: Path) -> None:
    """Takes the faxes in, reads and counts them, and lets people in; the folder then holds all that a desk needs."""
    for file, at in ARRIVED.items():
        place = folder / "inbox" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        if file in GONE:
            place.write_bytes(_with_gaps(SAMPLES / file, GONE[file]))
        else:
            shutil.copy(SAMPLES / file, place)
        os.utime(place, (at.timestamp(), at.timestamp()))
    (folder / "intake.toml").write_text(SETTINGS, encoding="utf-8")
    _take_in(load(folder / "intake.toml"))


def _with_gaps(file: Path, gaps: tuple[tuple[int, int, int, int], ...]) -> bytes:
    page = Image.open(file)
    page.load()
    pen = ImageDraw.Draw(page)
    for gap in gaps:
        pen.rectangle(gap, fill=255)
    held = io.BytesIO()
    page.save(held, "TIFF", compression="group4", dpi=(204, 196))
    return held.getvalue()


def _take_in(settings: Settings) -> None:
    originals = Originals(settings.store.originals)
    with Store.open(settings.store.url, _now) as store:
        for source in settings.sources:
            report = receive(source, settings, originals, store, _now)
            assert (report.trouble, report.left) == (None, ())
        arrived = [document.transmission for document in store.documents()]
        with PagePool(settings) as pool, ThreadPoolExecutor(2) as threads:
            bench = Bench.of(settings, pool, _now)
            for reading in threads.map(lambda transmission: read_transmission(transmission, bench), arrived):
                store.add_reading(reading, "intake", "")
        store.save_memberships(count_all(store, settings).gathered.requests, "intake")
        kept = passwords.hash_of("anybody", PASSWORD)
        for name, role in PEOPLE.items():
            store.add_account(name, role, kept, "root", "invented")


def _now() -> datetime:
    return datetime.now(UTC)
