"""One call or mail as it lands in an inbox, with what must be read from it; and the file that says so."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

DISTRICTS = ("A-1", "A-7", "A-15", "B-2", "B-3", "C-6", "C-11", "D-4", "D-14", "E-5", "E-13", "E-18")
SOURCES = (
    ("fax-dedicated", "dedicated_fax", None, "+16175550100"),
    *(
        (f"fax-{name.lower()}", "district_fax", name, f"+16175550{number}")
        for number, name in enumerate(DISTRICTS, 121)
    ),
)
"""Name, channel, district, number. The mailbox comes after them in intake.toml."""


def at(words: str) -> datetime.datetime:
    """Local time in Boston, without offset: what a fax machine's clock shows."""
    return datetime.datetime.fromisoformat(words)


NUMBER_OF = {name: number.lstrip("+") for name, _, _, number in SOURCES}
ROUTE_OF = {name: (channel, district) for name, channel, district, _ in SOURCES}


@dataclass(frozen=True)
class Transmission:
    file: str
    """Source folder and file name."""
    data: bytes
    kind: str
    """As in the documents export; `duplicate` where the same request came before."""
    received: str
    """First receipt by the department, local time, `YYYY-MM-DD HH:MM:SS`."""
    channel: str
    district: str | None = None
    pages: int | None = None
    records: tuple[tuple[str, dict[str, object]], ...] = ()
    """(kind, fields) of each form in it, the first page first."""
    requests: tuple[int, ...] = ()
    """Which requests it speaks of, numbered as in the file that says what must come out."""
    level: str | None = None
    resolution: str | None = None
    note: str | None = None
    why: str | None = None
    """For what is no form: which sort of page."""
    looks: dict[str, object] = field(default_factory=dict)
    """How it was drawn, for breaking down errors: faces, marks, turning, form of the file."""

    def entry(self) -> dict[str, object]:
        found: dict[str, object] = {"file": self.file, "kind": self.kind}
        if self.records:
            found["fields"] = self.records[0][1]
        if len(self.records) > 1:
            found["records"] = [{"kind": kind, "fields": fields} for kind, fields in self.records]
        found |= {"channel": self.channel, "district": self.district, "received": self.received}
        if len(self.requests) == 1:
            found["request"] = self.requests[0]
        elif self.requests:
            found["requests"] = list(self.requests)
        optional = {
            "pages": self.pages,
            "level": self.level,
            "res": self.resolution,
            "why": self.why,
            "note": self.note,
            "looks": self.looks,
        }
        return found | {name: value for name, value in optional.items() if value}


def requests_of(transmissions: Iterable[Transmission]) -> list[dict[str, object]]:
    """The requests that are lodged, each once, from the transmission that brought it first."""
    made: dict[int, dict[str, object]] = {}
    cancelled: set[int] = set()
    for sent in sorted(transmissions, key=lambda one: one.received):
        forms = [fields for kind, fields in sent.records if kind == "detainer"]
        if sent.kind == "cancellation":
            cancelled |= set(sent.requests)
        elif sent.kind == "detainer":
            for number, fields in zip(sent.requests, forms, strict=True):
                made.setdefault(
                    number,
                    {
                        "id": number,
                        "channel": sent.channel,
                        "district": sent.district,
                        "received": sent.received[:10],
                        "cancelled": False,
                        **fields,
                    },
                )
    return [made[number] | {"cancelled": number in cancelled} for number in sorted(made)]


def truth(transmissions: list[Transmission]) -> str:
    """The file that says what must come out."""
    documents = [sent.entry() for sent in sorted(transmissions, key=lambda one: one.file)]
    return (
        json.dumps({"documents": documents, "requests": requests_of(transmissions)}, indent=1, ensure_ascii=False)
        + "\n"
    )


PREAMBLE = (
    '[department]\nname = "Boston Police Department"\ntimezone = "America/New_York"\njurisdiction = "boston"\n',
    '[store]\nurl = "sqlite:///intake-data/intake.db"\noriginals = "intake-data/originals"\n',
)


def folder_source(name: str) -> str:
    return f'[[source]]\nname = "{name}"\nkind = "folder"\npath = "inbox/{name}"\n'


def settings(names: Iterable[str]) -> str:
    """intake.toml for the folders that hold something."""
    names = set(names)
    parts = ["# One [[source]] for each fax line or mailbox. Paths are relative to this file.\n", *PREAMBLE]
    for name, channel, district, number in SOURCES:
        if name in names:
            place = f'district = "{district}"\n' if district else ""
            parts.append(f'{folder_source(name)}channel = "{channel}"\n{place}number = "{number}"\n')
    if "mail" in names:
        parts.append(f'{folder_source("mail")}channel = "email"\naddress = "detainers@pd.example.gov"\n')
    return "\n".join(parts)


def write(folder: Path, transmissions: list[Transmission], truth_name: str) -> None:
    """Puts the inboxes, the settings and the truth into a folder; files of an earlier drawing are removed."""
    inbox = folder / "inbox"
    wanted = {inbox / sent.file for sent in transmissions}
    for old in sorted(inbox.glob("*/*")):
        if old not in wanted:
            old.unlink()
    for sent in transmissions:
        target = inbox / sent.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(sent.data)
    (folder / "intake.toml").write_text(settings(sent.file.split("/")[0] for sent in transmissions))
    (folder / truth_name).write_text(truth(transmissions))
    (folder / ".gitignore").write_text("intake-data/\n")
