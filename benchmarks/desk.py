"""Measures how long the desk's pages take on the server, over a large store of drawn transmissions.

    .venv/bin/python -m benchmarks.desk --transmissions 1000 10000 100000

Makes a store of so many transmissions in a folder that is deleted afterwards (`--keep FOLDER` keeps it and takes it the
next time), opens the desk over it and asks it for its pages as a browser does, without a network between. Prints for
each page the median and the longest of so many times, in milliseconds; the same after a decision, which changes what
the pages show; and how long the first page waits after a start. No page picture is asked for: there are no originals.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import resource
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.linking_drawing import draw_year
from pipeline.desk.app import make_app
from pipeline.places import now
from pipeline.reviewing.decisions import Decision
from pipeline.settings import load
from pipeline.store import AccountRole, Store
from pipeline.values import Document
from pipeline.vocabulary import Action

SETTINGS = """
[[source]]
name = "fax-dedicated"
path = "inbox"
channel = "dedicated_fax"
"""
PER_REQUEST = 1.65
"""Transmissions that a drawn year holds for each of its requests, about."""
PAGES = (
    "/queue",
    "/queue?year=2025&source=mail",
    "/requests?year=2025",
    "/requests?year=2025&channel=email&page=3",
    "/year?year=2025",
    "/runs",
)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--transmissions", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    for many in asked.transmissions:
        folder = (asked.keep or Path(tempfile.mkdtemp())) / str(many)
        try:
            made = make_store(folder, many)
            print(f"{many} transmissions asked for{f', stored in {made:.0f} s' if made else ''}")
            measure(folder, asked.times)
        finally:
            if asked.keep is None:
                shutil.rmtree(folder.parent, ignore_errors=True)


def make_store(folder: Path, many: int) -> float:
    """A store of about so many transmissions; the seconds it took, 0 where it is there already."""
    file = folder / "intake.toml"
    if file.exists():
        return 0.0
    started = time.perf_counter()
    (folder / "inbox").mkdir(parents=True)
    year = draw_year(601, round(many / PER_REQUEST))
    file.write_text(SETTINGS, encoding="utf-8")
    with Store.open(load(file).store.url, now) as store:
        for document in year.documents:
            keep(store, document)
        store.add_account("clerk", AccountRole.ADMINISTRATOR, "no password fits this", "benchmark", "")
    return time.perf_counter() - started


def keep(store: Store, document: Document) -> None:
    """Stores a drawn transmission with its reading."""
    name = "T" + hashlib.sha256(document.transmission.id.encode()).hexdigest()[:16]
    store.add(replace(document.transmission, id=name))
    if document.reading is not None:
        store.add_reading(replace(document.reading, transmission_id=name), "benchmark", "drawn")


def measure(folder: Path, times: int) -> None:
    """Prints the times of each page."""
    settings = load(folder / "intake.toml")
    app = make_app(settings, now)
    desk = app.state.desk
    account = desk.store.account("clerk")
    client = TestClient(app, follow_redirects=False)
    client.cookies.set("desk", desk.sessions.begin(account), domain="testserver.local")
    print(f"  first page after a start {timed(client, '/queue'):9.0f} ms")
    desk.count.settled()
    waiting = re.findall(r"/verify/(T[0-9a-f]+)", client.get("/queue").text)
    for path in (*PAGES, f"/verify/{waiting[0]}"):
        show(path, [timed(client, path) for _ in range(times)])
    after = []
    for name in list(dict.fromkeys(waiting))[:times]:
        desk.store.decide(Decision(Action.ASSIGN, name, "clerk", now(), "measured", value="clerk"))
        after.append(timed(client, "/queue"))
    show("/queue after a decision", after)
    desk.count.settled()
    desk.store.close()
    print(f"  memory at the most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def timed(client: TestClient, path: str) -> float:
    """Milliseconds until the page is there. Raises RuntimeError where it is not."""
    started = time.perf_counter()
    answer = client.get(path)
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return took


def show(path: str, took: list[float]) -> None:
    """One line."""
    shown = re.sub(r"T[0-9a-f]{8,}", "T...", path)
    print(f"  {shown:44} median {statistics.median(took):7.0f} ms, at the most {max(took):7.0f} ms")


if __name__ == "__main__":
    main()
