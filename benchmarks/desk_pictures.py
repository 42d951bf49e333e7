"""Measures how long the pictures of the verifying page take: unprepared, prepared, and asked for again.

    .venv/bin/python -m benchmarks.desk_pictures --config sample_faxes/intake.toml

Takes a store that a run has filled (`intake run`) and goes through its transmissions as a clerk goes through the queue:
each page's picture is asked for as the browser asks, without a network between. *Unprepared* is the first picture of a
transmission that nothing announced; *prepared* the same where the desk had made it while the one before was looked at,
as it does for the next in the queue; *again* a second look; *crops* all places of fields of a transmission together.
Nothing is written but that somebody looked, in the audit of a copy of the store that is deleted afterwards.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import make_url
from starlette.testclient import TestClient

from benchmarks.desk import timed
from pipeline.desk.app import make_app
from pipeline.desk.work import Work
from pipeline.places import now
from pipeline.settings import Settings, load
from pipeline.store import AccountRole
from pipeline.values import Document


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=Path("intake.toml"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(copied(load(asked.config), Path(folder)))


def copied(settings: Settings, folder: Path) -> Settings:
    """The same settings over a copy of the database, which is one of SQLite; originals are read where they are."""
    database = make_url(settings.store.url).database
    if database is None or not Path(database).is_file():
        raise SystemExit("the settings name no SQLite database that is there; make one with: intake run")
    copy = shutil.copy(database, folder / "intake.db")
    return settings.model_copy(update={"store": settings.store.model_copy(update={"url": f"sqlite:///{copy}"})})


def measure(settings: Settings) -> None:
    """Prints the times of each kind."""
    app = make_app(settings, now)
    desk = app.state.desk
    account = desk.store.add_account("benchmark", AccountRole.CLERK, "no password fits this", "benchmark", "")
    client = TestClient(app, follow_redirects=False)
    client.cookies.set("desk", desk.sessions.begin(account), domain="testserver.local")
    client.get("/queue")
    documents = [each for each in desk.count.now().documents if first_page(each) is not None]
    took: dict[str, list[float]] = {"unprepared": [], "prepared": [], "again": [], "original": [], "crops": []}
    sizes = []
    for prepared in (False, True):
        app.state.work = work = Work(desk)
        for document in documents:
            if prepared:
                work.pictures.prepare(document.transmission, desk.count.now().read[document.transmission.id])
                time.sleep(0.5)
            address = f"/page/{document.transmission.id}/{first_page(document)}.png"
            took["prepared" if prepared else "unprepared"].append(timed(client, address))
            if not prepared:
                took["again"].append(timed(client, address))
                took["original"].append(timed(client, f"{address}?look=original"))
                took["crops"].append(sum(timed(client, crop) for crop in crops_of(document)))
                sizes.append(len(client.get(address).content))
        work.pictures.close()
    print(f"{len(documents)} transmissions with pages; a picture has {statistics.median(sizes) / 1000:.0f} kB")
    for kind, times in took.items():
        late = sorted(times)[int(0.95 * (len(times) - 1))]
        median, longest = statistics.median(times), max(times)
        print(f"  {kind:10} median {median:5.0f} ms, 95 % within {late:5.0f} ms, all within {longest:5.0f} ms")
    print(f"  memory at the most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    desk.store.close()


def first_page(document: Document) -> int | None:
    """The number of the first page that can be shown."""
    pages = document.reading.pages if document.reading else ()
    return next((page.number for page in pages if page.decisions is not None), None)


def crops_of(document: Document) -> list[str]:
    """The addresses of the places of all fields."""
    records = document.reading.records if document.reading else ()
    return [
        f"/crop/{document.transmission.id}/{ordinal}/{name}.png"
        for ordinal, record in enumerate(records)
        for name, field in record.fields.items()
        if field.box is not None and field.page is not None
    ]


if __name__ == "__main__":
    main()
