"""Reads one set through the program and holds every field against the truth. The truth is read here alone."""

from __future__ import annotations

import json
import re
import resource
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.ingest import Bench, read_transmission
from pipeline.reading.page import PagePlace
from pipeline.receive import Originals, receive
from pipeline.settings import Settings, load
from pipeline.store import Store
from pipeline.values import PageReading, Reading, Record
from pipeline.vocabulary import Kind, Status
from pipeline.workers import PagesHere

FIELDS = (
    "subject_name", "file_number", "date_of_birth", "form_date", "citizenship", "sex", "subject_id", "event_number",
    "basis", "form", "cancels",
)  # fmt: skip
FORMS = (Kind.DETAINER, Kind.CANCELLATION, Kind.NOTIFICATION_REQUEST, Kind.MISADDRESSED)
FORM_NAMES = frozenset(FORMS) | {"duplicate"}
"""The kinds of the truth that are one of the forms: the same request again is one too."""


@dataclass(frozen=True)
class Row:
    """One field of one form, wanted and read."""

    file: str
    family: str
    level: str
    """How badly the page was harmed; for what never was a fax, which way it came. Empty when the set does not say."""
    res: str
    field: str
    wanted: str
    """Without what does not matter (see `plain`), so that a value is right exactly when it equals `got`."""
    got: str
    confidence: float
    """0..1, the program's own."""
    reader: str
    doubt: str
    """The doubt's code, empty when the value is offered as certain."""
    accepted: bool
    """Whether the whole transmission was taken without a hand."""
    offered: bool
    """Whether there is a value at all: an empty list of reasons is one, and says that no box is marked."""

    @property
    def right(self) -> bool:
        return self.wanted == self.got

    @property
    def wrong(self) -> bool:
        """A value is there and is another one than on the page."""
        return self.offered and not self.right

    @property
    def certain(self) -> bool:
        """Nothing tells a person to look at the value."""
        return self.offered and not self.doubt


@dataclass(frozen=True)
class Sent:
    """One transmission of the set: where it was sent, and what reading it took."""

    file: str
    family: str
    level: str
    res: str
    wanted: str
    """Kind of the truth."""
    got: str
    """Kind and status, or `not read`."""
    forms: int
    """Forms that the truth has."""
    forms_read: int
    accepted: bool
    pages: int
    seconds: float
    """CPU, children included."""
    slowest: float
    """Seconds by the clock of the slowest page."""
    memory: float
    """The most that the process held meanwhile, MB."""


@dataclass(frozen=True)
class Measured:
    """A whole set."""

    family: str
    rows: tuple[Row, ...]
    sent: tuple[Sent, ...]
    places: tuple[tuple[str, tuple[PagePlace, ...]], ...]
    """The pages of each file, for reading them in another way too."""


class PagesKept(PagesHere):
    """Reads pages in this process and remembers which ones they were."""

    places: tuple[PagePlace, ...] = ()

    def read(self, places: Sequence[PagePlace]) -> tuple[PageReading, ...]:
        self.places = tuple(places)
        return super().read(places)


def measure(folder: Path, scratch: Path, family: str) -> Measured:
    """Takes in and reads the set in `folder`; `scratch` gets the store and the originals.

    Meant to be called in a process of its own, so that the memory is that of reading.
    """
    settings = load(folder / "intake.toml")
    place = settings.store.model_copy(update={"url": f"sqlite:///{scratch}/b.db", "originals": scratch / "originals"})
    settings = settings.model_copy(update={"store": place})
    documents = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["documents"]
    truth = {told["file"]: told for told in documents}
    rows, sent, places, seen = [], [], [], set()
    for file, reading, here, cost in readings(settings):
        seen.add(file)
        if file not in truth:
            continue  # a file of the set of which nothing is said
        told = truth[file]
        rows += rows_of(told, reading, family)
        sent.append(sent_of(told, reading, family, cost))
        places.append((file, here))
    for file in sorted(set(truth) - seen):
        rows += rows_of(truth[file], None, family)
        sent.append(sent_of(truth[file], None, family, (0.0, 0.0)))
    return Measured(family, tuple(rows), tuple(sent), tuple(places))


def readings(settings: Settings) -> Any:
    """Yields each transmission's file, reading, pages and cost (CPU seconds, MB)."""

    def clock() -> datetime:
        return datetime.now(UTC)

    with Store.open(settings.store.url, clock) as store:
        originals = Originals(settings.store.originals)
        for source in settings.sources:
            receive(source, settings, originals, store, clock)
        pages = PagesKept(settings.limits)
        bench = Bench.of(settings, pages, clock)
        for number, transmission in enumerate(store.unread(), 1):
            pages.places = ()
            forget_peak()
            began = cpu_seconds()
            reading = read_transmission(transmission, bench)
            yield transmission.file, reading, pages.places, (cpu_seconds() - began, peak_memory())
            print(f"\rread {number}", end="", file=sys.stderr)
    print(file=sys.stderr)


def forms_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of every form that the truth names, in the order of the pages."""
    if told["kind"] not in FORM_NAMES:
        return []
    records = told.get("records") or [{"kind": told["kind"], "fields": told.get("fields")}]
    return [record["fields"] for record in records if record["kind"] in FORM_NAMES and record.get("fields")]


def compared(fields: dict[str, Any]) -> list[str]:
    """The fields of a form that are held against the truth."""
    named = [name for name in FIELDS if name in fields]
    # an I-247G prints no reasons that are counted
    return [name for name in named if not (name == "basis" and fields.get("form") == "I-247G")]


def rows_of(told: dict[str, Any], reading: Reading | None, family: str) -> list[Row]:
    found = form_records(reading)
    rows = []
    for number, fields in enumerate(forms_of(told)):
        record = found[number] if number < len(found) else None
        for name in compared(fields):
            seen = record.fields.get(name) if record else None
            rows.append(
                Row(
                    told["file"],
                    family,
                    str(told.get("level") or ""),
                    str(told.get("res") or ""),
                    name,
                    plain(name, fields[name]),
                    plain(name, seen.value if seen else None),
                    seen.confidence if seen else 0.0,
                    (seen.reader or "") if seen else "",
                    str(seen.doubt or "") if seen else "",
                    reading is not None and reading.status is Status.ACCEPTED,
                    seen is not None and seen.value is not None,
                )
            )
    return rows


def form_records(reading: Reading | None) -> list[Record]:
    """The forms that were read, in the order of the pages."""
    found = [record for record in reading.records if record.kind in FORMS] if reading else []
    return sorted(found, key=lambda record: record.pages or (0,))


def sent_of(told: dict[str, Any], reading: Reading | None, family: str, cost: tuple[float, float]) -> Sent:
    return Sent(
        told["file"],
        family,
        str(told.get("level") or ""),
        str(told.get("res") or ""),
        told["kind"],
        f"{reading.kind}/{reading.status}" if reading else "not read",
        len(forms_of(told)),
        len(form_records(reading)),
        reading is not None and reading.status is Status.ACCEPTED,
        len(reading.pages) if reading else 0,
        cost[0],
        max((page.seconds for page in reading.pages), default=0.0) if reading else 0.0,
        cost[1],
    )


def plain(name: str, value: Any) -> str:
    """A value without what does not matter: blanks and order in names, accents, an empty list."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "basis":
        return ";".join(sorted(str(reason) for reason in value))
    text = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().upper()
    words = re.sub(r"[^A-Z0-9]+", " ", text).split()
    return " ".join(sorted(words) if name == "subject_name" else words)


def cpu_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def forget_peak() -> None:
    """From here on the peak is counted anew, where the system can do that; else it stays the one since the start."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak_memory() -> float:
    """The most this process has held, MB. Not `ru_maxrss`: that one is handed down from whoever started the process."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
