"""`intake reconcile`: the year's requests held against ICE's published detainers.

Touches the world: asks the store, reads ICE's file, writes a folder; prints.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import chosen


def add_to(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command()(reconcile)


def reconcile(
    context: typer.Context,
    year: Annotated[int, typer.Option("--year", min=1900, max=2999, metavar="Y", help="The year, such as 2025.")],
    ice: Annotated[
        list[Path],
        typer.Option(
            "--ice",
            metavar="FILE",
            help="ICE's detainers as the Deportation Data Project publishes them: .xlsx, .csv or .parquet. "
            "May be given several times: a file of a fiscal year holds parts of two years.",
        ),
    ],
    facility: Annotated[
        list[str],
        typer.Option(
            "--facility",
            metavar="PATTERN",
            help="Which rows are the department's, with shell-like wildcards: * for any letters, ? for one. Held, "
            "without case, against the whole name of the facility, its city and its code; one that fits is enough. "
            "May be given several times.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FOLDER", help="Where to write; else ./reconciliation-YEAR.", file_okay=False
        ),
    ] = None,
) -> None:
    """Holds the year's requests against ICE's list, request by request, without names, and says why the totals differ.

    Writes a workbook, the same tables as csv, a chart and two lines fit for an answer to the press.

    Example: intake reconcile --year 2025 --ice detainers.xlsx --facility "BOSTON POLICE*"
    """
    from pipeline.counted import count_all
    from pipeline.counting.rules import load_rules
    from pipeline.counting.tally import could_change, document_year
    from pipeline.places import now, open_store, typed
    from pipeline.reconciling.reconcile import reconcile as hold_against
    from pipeline.reporting.reconciliation_files import save_reconciliation
    from pipeline.reporting.reconciliation_text import press_lines
    from pipeline.vocabulary import Kind
    from pipeline.wording import number_of

    settings = chosen(context).settings()
    with open_store(settings) as store:
        counted = count_all(store, settings)
    rules = load_rules(settings.jurisdiction)
    notices = Kind.NOTIFICATION_REQUEST in rules.counts
    counted_forms = [form for form, rule in rules.forms.items() if notices and rule.kind is Kind.NOTIFICATION_REQUEST]
    found = hold_against(year, counted.gathered.requests, ice, facility, counted_forms)
    waiting = sum(
        document_year(document, settings.zone) == year and could_change(document, counted.gathered)
        for document in counted.documents
    )
    folder = Path(f"reconciliation-{year}") if out is None else out
    written = save_reconciliation(found, waiting, folder, now())
    for line in press_lines(found.account, waiting):
        typer.echo(line)
    typer.echo("")
    if found.account.ambiguous:
        typer.echo(
            f"{number_of(found.account.ambiguous, 'pair is', 'pairs are')} ambiguous: "
            "another way to pair is nearly as good (column ambiguous)."
        )
    if found.theirs.undated:
        typer.echo(f"Rows of the department without a readable prepare date, so in no year: {found.theirs.undated}")
    for part in found.not_covered:
        typer.echo(f"ICE's data do not cover {part}: the totals are not of the same time")
    if waiting:
        typer.echo(f"What is open: {typed(settings, 'status')}")
    typer.echo(f"{folder}: {', '.join(path.name for path in written[:4])} and the tables as csv")
    typer.echo(
        "No names are in it. Its tables tie requests to rows in which anyone can read a country and a year of birth: "
        "give out the summary and the chart, not the tables."
    )
