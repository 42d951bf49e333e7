"""The proof pack of a year: from each figure to its requests, their transmissions, their pages and who decided what.

Touches the world: asks the store, opens originals, writes a folder, whole or not at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2

from pipeline import __version__
from pipeline.counted import Counted
from pipeline.counting.completeness import PossiblyMissing, with_missing
from pipeline.counting.rules import load_rules
from pipeline.counting.tally import document_year, reason_of, requests_of
from pipeline.errors import IntakeError, Unreadable, WrongUse
from pipeline.named import shown_record
from pipeline.reporting.trace import Figure, figures
from pipeline.reviewing.decisions import Decision, pairs_of
from pipeline.settings import MODELS, Settings
from pipeline.store import AuditHead
from pipeline.values import Document, Record, RecordKey, Request
from pipeline.vocabulary import IDENTIFYING, Action
from pipeline.yearly import count_year

_PAGE = (850, 1100)
"""The units in which a page is drawn: hundredths of an inch of a letter page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which proof."""

    year: int
    figure: str | None
    """One figure by its name; all where it is None."""
    request: str | None
    """One request by its id; all where it is None."""
    identified: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Traced:
    """What was written."""

    folder: Path
    figures: int
    requests: int
    transmissions: int


def write_proof(
    counted: Counted,
    every: Sequence[Decision],
    missing: Sequence[PossiblyMissing],
    head: AuditHead,
    settings: Settings,
    asked: Asked,
    folder: Path,
) -> Traced:
    """Writes the pack to a folder that must not be there yet.

    `every`: all decisions, the undone ones too. `missing`: what may be missing, of all years.

    Raises WrongUse for a figure, request or folder that makes no sense, IntakeError when it cannot be written.
    """
    if folder.exists():
        raise WrongUse(f"{folder}: is there already; name a folder that is not, so that no two proofs are mixed")
    told = _Told(counted, every, missing, settings, asked)
    content = told.files(head)
    aside = folder.with_name(f".{folder.name}.unfinished")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700, parents=True)
        for name, data in (*content.items(), *told.pictures()):
            place = aside / name
            place.parent.mkdir(mode=0o700, exist_ok=True)
            place.write_bytes(data)
            place.chmod(0o600)
        aside.rename(folder)
    except OSError as error:
        raise IntakeError(f"{folder}: cannot be written ({error.strerror or error}); choose another place") from None
    return Traced(folder, len(told.figures), len(told.requests), len(told.documents))


class _Told:
    """What is told: the figures asked for, their requests, and every transmission that these lead to."""

    def __init__(
        self,
        counted: Counted,
        every: Sequence[Decision],
        missing: Sequence[PossiblyMissing],
        settings: Settings,
        asked: Asked,
    ) -> None:
        self._counted, self._every, self._settings, self._asked = counted, every, settings, asked
        requests = requests_of(asked.year, counted.gathered)
        of_year = tuple(each for each in counted.documents if document_year(each, settings.zone) == asked.year)
        self._missing = [each for each in missing if each.in_year(asked.year, settings.zone)]
        tally = with_missing(count_year(counted, settings, asked.year), missing, settings.zone)
        self.figures = self._chosen(figures(tally, requests, of_year, counted.gathered))
        wanted = {name for figure in self.figures for name in figure.requests}
        self.requests = [one for one in requests if one.id in wanted and asked.request in (None, one.id)]
        if asked.request is not None and not self.requests:
            raise WrongUse(f"{asked.request}: no request of {asked.year}; they are listed by: intake export requests")
        names = {member.key.transmission_id for one in self.requests for member in one.members}
        if asked.request is None:
            names |= {key.transmission_id for figure in self.figures for key in figure.records}
        self.documents = [each for each in counted.documents if each.transmission.id in names]
        self._held = {decision.id for decision in counted.decisions}
        self._sentences = load_rules(settings.jurisdiction).rules

    def _chosen(self, every: tuple[Figure, ...]) -> tuple[Figure, ...]:
        if self._asked.request is not None:
            return tuple(one for one in every if self._asked.request in one.requests)
        if self._asked.figure is None:
            return every
        chosen = tuple(one for one in every if one.name == self._asked.figure)
        if not chosen:
            names = ", ".join(one.name for one in every)
            raise WrongUse(f"--figure {self._asked.figure}: no such figure; expected one of {names}")
        return chosen

    def files(self, head: AuditHead) -> dict[str, bytes]:
        """The tables, the page, and the manifest with the SHA-256 of each."""
        tables = {
            "figures.csv": _csv(self._figure_rows()),
            "requests.csv": _csv([_without(row, "members", "decisions") for row in self._request_rows()]),
            "members.csv": _csv(
                [
                    {"request_id": row["request_id"], **_without(member, "shown")}
                    for row in self._request_rows()
                    for member in row["members"]
                ]
            ),
            "transmissions.csv": _csv([_without(row, "pages", "decisions") for row in self._transmission_rows()]),
            "evidence.csv": _csv(self._evidence_rows()),
            "decisions.csv": _csv(self._decision_rows(self._every_subject())),
            "possibly-missing.csv": _csv(self._missing_rows()),
        }
        page = _template().render(
            department=self._settings.department.name,
            year=self._asked.year,
            made_at=self._when(self._asked.at),
            version=__version__,
            identified=self._asked.identified,
            head=head.hash,
            entries=head.entries,
            figures=[
                {**row, "requests": row["requests"].split(), "records": row["records"].split()}
                for row in self._figure_rows()
            ],
            requests=self._request_rows(),
            transmissions=self._transmission_rows(),
            missing=self._missing_rows(),
        )
        content = {**tables, "index.html": page.encode()}
        manifest = {
            "year": self._asked.year,
            "figure": self._asked.figure,
            "request": self._asked.request,
            "identified": self._asked.identified,
            "made_at": self._asked.at.isoformat(),
            "made_by": self._asked.by,
            "program_version": __version__,
            "audit_entries": head.entries,
            "audit_head": head.hash,
            "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(content.items())},
        }
        return {**content, "manifest.json": json.dumps(manifest, indent=2).encode()}

    def pictures(self) -> Iterable[tuple[str, bytes]]:
        """The pages with identities, one at a time; none in a pack without them."""
        if not self._asked.identified:
            return
        from pipeline.picture import as_png, page_picture

        for document in self.documents:
            for number in self._numbers(document):
                if document.reading is None:
                    continue
                try:
                    picture = page_picture(document.transmission, document.reading, number, self._settings)
                except (Unreadable, WrongUse):
                    continue
                yield f"pages/{document.transmission.id}-{number}.png", as_png(picture)

    def _numbers(self, document: Document) -> list[int]:
        return [page.number for page in document.reading.pages if page.decisions] if document.reading else []

    def _figure_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "value": one.value,
                "requests": " ".join(one.requests),
                "records": " ".join(f"{key.transmission_id}:{key.ordinal + 1}" for key in one.records),
            }
            for one in self.figures
        ]

    def _request_rows(self) -> list[dict[str, Any]]:
        return [self._request_row(one) for one in self.requests]

    def _request_row(self, one: Request) -> dict[str, Any]:
        return {
            "request_id": one.id,
            "year": one.year,
            "received_at": self._when(one.received_at),
            "channel": one.channel.value,
            "district": one.district,
            "form": one.record.text("form"),
            "reason": reason_of(one.record),
            "grounds": " ".join(one.record.basis),
            "cancelled_on": one.cancelled_on,
            "outcome": one.disposition.outcome.value,
            "status": one.status.value,
            "members": [
                {
                    "document_id": member.key.transmission_id,
                    "record": member.key.ordinal + 1,
                    "shown": shown_record(member.key, self._counted),
                    "role": member.role.value,
                    "rule": member.rule,
                    "sentence": self._sentences.get(member.rule, ""),
                    "why": member.why,
                }
                for member in one.members
            ],
            "decisions": self._decision_rows([one.id]),
        }

    def _transmission_rows(self) -> list[dict[str, Any]]:
        return [self._transmission_row(each) for each in self.documents]

    def _transmission_row(self, document: Document) -> dict[str, Any]:
        arrived, reading = document.transmission, document.reading
        received = reading.received if reading else None
        return {
            "document_id": arrived.id,
            "file": arrived.file if self._asked.identified else None,
            "source": arrived.source,
            "sha256": arrived.sha256,
            "taken_in_at": self._when(arrived.taken_in_at),
            "received_at": self._when(received.received_at if received else arrived.inbox_at),
            "received_how": received.received_how if received else arrived.inbox_how,
            "channel": received.channel.value if received else "unknown",
            "channel_how": received.how if received else None,
            "district": received.district if received else None,
            "kind": reading.kind.value if reading else "unread",
            "status": reading.status.value if reading else "unread",
            "doubts": " ".join(reading.doubts) if reading else "not_yet_read",
            "version": reading.version if reading else 0,
            "pages": [self._page(document, number) for number in self._numbers(document)],
            "decisions": self._decision_rows([arrived.id]),
        }

    def _page(self, document: Document, number: int) -> dict[str, Any]:
        reading = document.reading
        wide, high = _PAGE
        fields = [
            (name, field)
            for record in (reading.records if reading else ())
            for name, field in record.fields.items()
            if field.page == number and field.box is not None
        ]
        form = next((page.form for page in reading.pages if page.number == number), None) if reading else None
        return {
            "number": number,
            "form": form,
            "picture": f"pages/{document.transmission.id}-{number}.png" if self._asked.identified else None,
            "boxes": [
                {
                    "field": name.replace("_", " "),
                    "doubt": field.doubt.replace("_", " ") if field.doubt else "",
                    "x": round(field.box.x0 * wide),
                    "y": round(field.box.y0 * high),
                    "width": max(4, round((field.box.x1 - field.box.x0) * wide)),
                    "height": max(4, round((field.box.y1 - field.box.y0) * high)),
                }
                for name, field in fields
                if field.box is not None
            ],
        }

    def _evidence_rows(self) -> list[dict[str, Any]]:
        return [
            row
            for document in self.documents
            for ordinal, record in enumerate(document.reading.records if document.reading else ())
            for row in self._evidence(RecordKey(document.transmission.id, ordinal), record)
        ]

    def _evidence(self, key: RecordKey, record: Record) -> Iterable[dict[str, Any]]:
        for name, field in record.fields.items():
            box = field.box
            value = field.value if self._asked.identified or name not in IDENTIFYING else None
            yield {
                "document_id": key.transmission_id,
                "record": key.ordinal + 1,
                "field": name,
                "value": " ".join(value) if isinstance(value, tuple) else value,
                "page": field.page,
                **{side: getattr(box, side) if box else None for side in ("x0", "y0", "x1", "y1")},
                "confidence": round(field.confidence, 4),
                "reader": field.reader,
                "doubt": field.doubt.value if field.doubt else None,
            }

    def _missing_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "id": each.id,
                "code": each.code.value,
                "source": each.source,
                "since": self._when(each.since) if each.since else None,
                "sentence": each.sentence,
                "settled": each.settled,
            }
            for each in self._missing
        ]

    def _every_subject(self) -> list[str]:
        ids = [*(one.id for one in self.requests), *(each.transmission.id for each in self.documents)]
        return [*ids, *(each.id for each in self._missing)]

    def _decision_rows(self, subjects: Sequence[str]) -> list[dict[str, Any]]:
        return [
            {
                "decision": made.id,
                "subject": made.subject,
                "at": self._when(made.at),
                "by": made.by,
                "what": self._what(made),
                "reason": made.reason,
                "holds": made.id in self._held or made.action is Action.UNDO,
            }
            for made in self._every
            if _about(made) & {*subjects}
        ]

    def _what(self, made: Decision) -> str:
        if made.action is Action.UNDO:
            return f"decision {made.undoes} undone"
        if made.action is not Action.CORRECT:
            return made.action.value
        name = made.name or ""
        shown = self._asked.identified or name not in IDENTIFYING
        value = " ".join(made.value) if isinstance(made.value, tuple) else made.value
        return f"{name.replace('_', ' ')} corrected{f' to {value}' if shown else ''}"

    def _when(self, at: datetime) -> str:
        return at.astimezone(self._settings.zone).strftime("%Y-%m-%d %H:%M")


def _about(made: Decision) -> set[str]:
    """The ids that a decision speaks of: a link speaks of every transmission that it names."""
    named = pairs_of(made) if made.action in (Action.LINK, Action.UNLINK) else ()
    return {made.subject, *(key.transmission_id for pair in named for key in pair)}


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    if rows:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets a quote before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(MODELS / "reports")
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(
        "trace.html"
    )
