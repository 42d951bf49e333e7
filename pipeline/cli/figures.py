"""The commands that give figures and files: tally, letter, export. They start nothing and change no figure.

Touches the world: through what they call; prints.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import reconciling
from pipeline.cli.context import chosen

Year = Annotated[int, typer.Option("--year", min=1900, max=2999, metavar="Y", help="The year, such as 2025.")]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write it.", dir_okay=False)]


class DataSet(StrEnum):
    """What can be exported."""

    DOCUMENTS = "documents"
    REQUESTS = "requests"


class Format(StrEnum):
    """The kinds of file."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


def add_to(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command()(tally)
    app.command()(letter)
    app.command()(export)
    reconciling.add_to(app)


def tally(
    context: typer.Context,
    year: Year,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Counts the requests of a year, with what is not counted and what is still open.

    Example: intake tally --year 2025 --json
    """
    import json

    from pipeline.counted import count_all
    from pipeline.counting.completeness import with_missing
    from pipeline.places import now, open_store, typed
    from pipeline.possibly_missing import look_for_missing
    from pipeline.reporting.tally_text import tally_text
    from pipeline.yearly import count_year

    settings = chosen(context).settings()
    with open_store(settings) as store:
        counted = count_all(store, settings)
        missing = look_for_missing(counted, settings, store.source_statuses(), now())
    found = with_missing(count_year(counted, settings, year), missing, settings.zone)
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2))
        return
    typer.echo(tally_text(found, typed(settings, "status")), nl=False)
    if now().astimezone(settings.zone).year <= year:
        typer.echo(f"{year} is not over yet: requests that are still to come are not in it.")


def letter(
    context: typer.Context,
    year: Year,
    out: Out,
    dated: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="The letter's date; by default the day on which the report is due.",
        ),
    ] = None,
) -> None:
    """Drafts the yearly letter that the jurisdiction asks for: .docx, .pdf, .txt or .md, as the file's name ends.

    While anything that was received in the year is still open, the letter is marked as a draft and says what is open.
    Names are never in it. The same state of the store gives the same bytes, whenever it is written.

    Example: intake letter --year 2025 --out letter-2025.docx --date 2026-01-15
    """
    from pipeline.cli.writing import write_letter_file

    write_letter_file(chosen(context).settings(), year, out, dated.date() if dated else None)


def export(
    context: typer.Context,
    what: Annotated[
        DataSet, typer.Argument(help="documents: a row for each transmission; requests: for each request.")
    ],
    out: Out,
    year: Annotated[
        int | None, typer.Option("--year", min=1900, max=2999, metavar="Y", help="Only what was received in that year.")
    ] = None,
    kind: Annotated[
        Format | None, typer.Option("--format", help="The kind of file; by default as the file's name ends.")
    ] = None,
    identified: Annotated[
        bool, typer.Option("--identified", help="With what can point at a person. That you asked for it is recorded.")
    ] = False,
) -> None:
    """Writes a data set, with a dictionary of its columns and a manifest beside it.

    Example: intake export requests --year 2025 --out requests-2025.csv
    """
    from pipeline.cli.writing import write_export

    write_export(chosen(context).settings(), what.value, out, year, kind.value if kind else None, identified)
