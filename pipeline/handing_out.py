"""Data sets and proof packs as they leave, at the terminal and at the desk: with identities only after it was recorded.

Touches the world: asks the store, writes files, records who asked for identities.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.audit_heads import note_head
from pipeline.counted import Counted
from pipeline.errors import WrongUse
from pipeline.possibly_missing import look_for_missing
from pipeline.reporting.export import EXPORT_FORMATS, Exported, Order, export_documents, export_requests
from pipeline.reporting.letter_input import EarlierYear
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.trace_rows import Asked
from pipeline.tracing import Traced, write_proof
from pipeline.yearly import Year

DATA_SETS = ("documents", "requests")


def hand_out_data(
    store: Store, counted: Counted, settings: Settings, what: str, order: Order, through: str
) -> Exported:
    """Writes one of DATA_SETS. `through`: where an identified one was asked for, as the audit is to tell it.

    Raises WrongUse for a data set or a format that there is none of, IntakeError when it cannot be written.
    """
    if what not in DATA_SETS:
        raise WrongUse(f"{what}: no such data set; expected one of {', '.join(DATA_SETS)}")
    order = check_format(order)
    told = {"data_set": what, "file": order.out.name, "format": order.format, "year": order.year}
    if order.identified:
        # before the file is there: what is not recorded is not written
        store.audit("identified_export_asked", f"export:{what}", None, told, order.by, through)
        note_head(store, settings.store.originals, order.at)
    if what == "documents":
        written = export_documents(counted.documents, counted.gathered, order)
    else:
        written = export_requests(counted.gathered.requests, order)
    if order.identified:
        kept = told | {"rows": written.rows, "sha256": written.sha256}
        store.audit("identified_export_written", f"export:{what}", None, kept, order.by, through)
        note_head(store, settings.store.originals, order.at)
    return written


def check_format(order: Order) -> Order:
    """The order with its format filled in, before anything is counted. Raises WrongUse for an unknown one."""
    asked = (order.format or order.out.suffix.lstrip(".")).lower()
    if asked not in EXPORT_FORMATS:
        raise WrongUse(f"{order.out.name}: end the name in one of .{', .'.join(EXPORT_FORMATS)}, or give --format")
    return replace(order, format=asked)


def hand_out_proof(
    store: Store, counted: Counted, settings: Settings, asked: Asked, folder: Path, through: str
) -> Traced:
    """Writes a proof pack to a folder that must not be there yet; see `tracing.write_proof`. `through`: as above.

    Raises WrongUse, IntakeError.
    """
    if asked.identified:
        told = {"year": asked.year, "figure": asked.figure, "request": asked.request, "folder": folder.name}
        store.audit("identified_trace_asked", f"trace:{asked.year}", None, told, asked.by, through)
        note_head(store, settings.store.originals, asked.at)
    missing = look_for_missing(counted, settings, store.source_statuses(), asked.at)
    return write_proof(counted, store.decisions(), missing, store.audit_head(), settings, asked, folder)


def letter_notes(told: Year, settings: Settings, at: datetime) -> Iterator[str]:
    """What whoever drafts a letter should know and what does not stand in it; `at`: the time, with an offset."""
    year = told.tally.year
    if at.astimezone(settings.zone).year <= year:
        yield f"{year} is not over yet: requests that are still to come are not in it."
    for earlier in told.told.earlier:
        yield from _where_figures_differ(earlier, settings)


def _where_figures_differ(earlier: EarlierYear, settings: Settings) -> Iterator[str]:
    typed_in = (settings.letter.previous or {}).get(earlier.year)
    if typed_in is not None and earlier.counted and typed_in != earlier.requests:
        yield (
            f"{earlier.year}: the settings say {typed_in} (letter.previous), the store counts {earlier.requests}; "
            "the letter tells the store's count and names the other."
        )
