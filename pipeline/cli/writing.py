"""`intake letter` and `intake export`: files for people, and what they should know about them.

Touches the world: asks the store, writes files, records who asked for identities; prints.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from pipeline.counted import count_all
from pipeline.errors import WrongUse
from pipeline.places import now, open_store, typed
from pipeline.possibly_missing import look_for_missing
from pipeline.reporting.export import EXPORT_FORMATS, Exported, Order, export_documents, export_requests
from pipeline.reporting.letter_files import LETTER_SUFFIXES, save_letter
from pipeline.reporting.letter_input import EarlierYear
from pipeline.reporting.letter_log import log_warning
from pipeline.settings import Settings
from pipeline.who import who
from pipeline.wording import number_of
from pipeline.yearly import tell_year


def write_letter_file(settings: Settings, year: int, out: Path, on: date | None = None) -> None:
    """Writes the letter, and says whether it is a draft. Raises WrongUse for a suffix that no letter has."""
    if out.suffix.lower() not in LETTER_SUFFIXES:
        raise WrongUse(f"{out.name}: a letter is written as {', '.join(LETTER_SUFFIXES)}; end the name in one of these")
    with open_store(settings) as store:
        counted = count_all(store, settings)
        missing = look_for_missing(counted, settings, store.source_statuses(), now())
    told = tell_year(counted, settings, year, on, missing)
    save_letter(told.letter, out)
    typer.echo(f"{out}: the letter for {year}, {number_of(len(told.requests), 'request')}")
    why = "as asked" if on else "the day it is due; --date says otherwise"
    typer.echo(f"It is dated {told.letter.date}, {why}.")
    if now().astimezone(settings.zone).year <= year:
        typer.echo(f"{year} is not over yet: requests that are still to come are not in it.")
    for earlier in told.told.earlier:
        _say_where_figures_differ(earlier, settings)
    if told.letter.is_draft:
        typer.echo("It is a DRAFT, and says so on every page:")
        for note in told.letter.draft_notes:
            typer.echo(f"  {note}")
        typer.echo(f"What is open: {typed(settings, 'status')}")
    typer.echo(log_warning(told.told.log))


def _say_where_figures_differ(earlier: EarlierYear, settings: Settings) -> None:
    typed_in = (settings.letter.previous or {}).get(earlier.year)
    if typed_in is not None and earlier.counted and typed_in != earlier.requests:
        typer.echo(
            f"{earlier.year}: the settings say {typed_in} (letter.previous), the store counts {earlier.requests}; "
            "the letter tells the store's count and names the other."
        )


def write_export(
    settings: Settings, what: str, out: Path, year: int | None, kind: str | None, identified: bool
) -> None:
    """Writes the data set. Raises WrongUse for a format that there is none of."""
    asked = (kind or out.suffix.lstrip(".")).lower()
    if asked not in EXPORT_FORMATS:
        raise WrongUse(f"{out.name}: end the name in one of .{', .'.join(EXPORT_FORMATS)}, or give --format")
    order = Order(out, settings.zone, now(), who(), asked, identified, year)
    with open_store(settings) as store:
        told = {"data_set": what, "file": out.name, "format": asked, "year": year}
        if identified:
            # before the file is there: what is not recorded is not written
            store.audit("identified_export_asked", f"export:{what}", None, told, order.by, "intake export --identified")
        counted = count_all(store, settings)
        if what == "documents":
            written = export_documents(counted.documents, counted.gathered, order)
        else:
            written = export_requests(counted.gathered.requests, order)
        if identified:
            kept = told | {"rows": written.rows, "sha256": written.sha256}
            store.audit(
                "identified_export_written", f"export:{what}", None, kept, order.by, "intake export --identified"
            )
    _say(written, what, identified)


def _say(written: Exported, what: str, identified: bool) -> None:
    typer.echo(f"{written.out}: {number_of(written.rows, 'row')} of {what}")
    typer.echo(f"Beside it: {written.dictionary.name}, {written.manifest.name}")
    if identified:
        typer.echo(
            "It can point at people; that you asked for it is recorded. Keep it as the forms themselves are kept."
        )
    else:
        typer.echo("What can point at a person is left out. Date, district and small numbers together still can.")
