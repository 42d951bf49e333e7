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
from pathlib import Path
from typing import Any

import jinja2

from pipeline import __version__
from pipeline.counted import Counted
from pipeline.counting.completeness import PossiblyMissing
from pipeline.errors import IntakeError, Unreadable, WrongUse
from pipeline.reporting.table_files import harmless
from pipeline.reviewing.decisions import Decision
from pipeline.settings import MODELS, Settings
from pipeline.store import AuditHead
from pipeline.trace_rows import TABLES, Asked, TraceRows


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
    rows = TraceRows(counted, every, missing, settings, asked)
    content = _files(rows, asked, settings, head)
    aside = folder.with_name(f".{folder.name}.unfinished")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700, parents=True)
        for name, data in (*content.items(), *_pictures(rows, asked, settings)):
            place = aside / name
            place.parent.mkdir(mode=0o700, exist_ok=True)
            place.write_bytes(data)
            place.chmod(0o600)
        aside.rename(folder)
    except OSError as error:
        raise IntakeError(f"{folder}: cannot be written ({error.strerror or error}); choose another place") from None
    return Traced(folder, len(rows.figures), len(rows.requests), len(rows.documents))


def _files(rows: TraceRows, asked: Asked, settings: Settings, head: AuditHead) -> dict[str, bytes]:
    """The tables, the page, and the manifest with the SHA-256 of each."""
    told: dict[str, Sequence[Mapping[str, Any]]] = {
        "figures.csv": rows.figure_rows,
        "requests.csv": [_without(row, "members", "decisions") for row in rows.request_rows],
        "members.csv": [
            {"request_id": row["request_id"], **_without(member, "shown")}
            for row in rows.request_rows
            for member in row["members"]
        ],
        "transmissions.csv": [_without(row, "pages", "decisions") for row in rows.transmission_rows],
        "evidence.csv": rows.evidence_rows,
        "decisions.csv": rows.decision_rows,
        "possibly-missing.csv": rows.missing_rows,
    }
    tables = {name: _csv(told[name], columns) for name, columns in TABLES.items()}
    page = _template().render(
        department=settings.department.name,
        year=asked.year,
        made_at=rows.when(asked.at),
        version=__version__,
        identified=asked.identified,
        head=head.hash,
        entries=head.entries,
        figures=[
            {**row, "requests": row["requests"].split(), "records": row["records"].split()} for row in rows.figure_rows
        ],
        requests=rows.request_rows,
        transmissions=rows.transmission_rows,
        missing=rows.missing_rows,
    )
    content = {**tables, "index.html": page.encode()}
    manifest = {
        "year": asked.year,
        "figure": asked.figure,
        "request": asked.request,
        "identified": asked.identified,
        "made_at": asked.at.isoformat(),
        "made_by": asked.by,
        "program_version": __version__,
        "audit_entries": head.entries,
        "audit_head": head.hash,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(content.items())},
    }
    return {**content, "manifest.json": json.dumps(manifest, indent=2).encode()}


def _pictures(rows: TraceRows, asked: Asked, settings: Settings) -> Iterable[tuple[str, bytes]]:
    """The pages with identities, one at a time; none in a pack without them."""
    if not asked.identified:
        return
    from pipeline.picture import as_png, page_picture

    for document in rows.documents:
        for number in rows.page_numbers(document):
            if document.reading is None:
                continue
            try:
                picture = page_picture(document.transmission, document.reading, number, settings)
            except (Unreadable, WrongUse):
                continue
            yield f"pages/{document.transmission.id}-{number}.png", as_png(picture)


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows({name: harmless(value) for name, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(MODELS / "reports")
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(
        "trace.html"
    )
