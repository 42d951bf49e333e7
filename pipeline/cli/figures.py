"""The commands that give figures and files: tally, letter, export. They start nothing and change nothing.

Touches the world: through what they call; prints.
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.context import chosen

Year = Annotated[int, typer.Option("--year", min=1900, max=2999, metavar="Y", help="The year.")]


def add_to(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command()(tally)


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
    from pipeline.counting.tally import tally as count_year
    from pipeline.places import open_store
    from pipeline.reporting.tally_text import tally_text

    settings = chosen(context).settings()
    with open_store(settings) as store:
        counted = count_all(store, settings)
    found = count_year(year, counted.documents, counted.gathered, settings.zone)
    typer.echo(json.dumps(found.as_json(), indent=2) if as_json else tally_text(found), nl=as_json)
