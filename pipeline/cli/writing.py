"""`intake letter` and `intake export`: files for people, and what they should know about them.

Touches the world: asks the store, writes files, records who asked for identities; prints.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from pipeline.counted import count_all
from pipeline.errors import WrongUse
from pipeline.handing_out import check_format, hand_out_data, letter_notes
from pipeline.places import now, open_store, typed
from pipeline.possibly_missing import look_for_missing
from pipeline.reporting.export import Exported, Order
from pipeline.reporting.letter_files import LETTER_SUFFIXES, save_letter
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
    for note in letter_notes(told, settings, now()):
        typer.echo(note)
    if told.letter.is_draft:
        typer.echo("It is a DRAFT, and says so on every page:")
        for note in told.letter.draft_notes:
            typer.echo(f"  {note}")
        typer.echo(f"What is open: {typed(settings, 'status')}")
    typer.echo(log_warning(told.told.log))


def write_export(
    settings: Settings, what: str, out: Path, year: int | None, kind: str | None, identified: bool
) -> None:
    """Writes the data set. Raises WrongUse for a format that there is none of."""
    order = Order(out, settings.zone, now(), who(), kind, identified, year)
    check_format(order)
    with open_store(settings) as store:
        written = hand_out_data(store, count_all(store, settings), settings, what, order, "intake export --identified")
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
