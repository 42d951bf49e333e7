"""The commands that take in and read, and those that watch over it: run, serve, reprocess, status, check.

Touches the world: through what they call; prints.
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.context import chosen


def add_to(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command()(run)
    app.command()(serve)
    app.command()(reprocess)
    app.command()(status)
    app.command()(check)


def run(context: typer.Context) -> None:
    """Takes in everything new, reads it and counts: what the nightly run does, now.

    The inboxes are left as they are, unless a source says after = "archive". Running it again does nothing twice.

    Example: intake -c intake.toml run
    """
    from pipeline.cli.running import run_now

    raise typer.Exit(run_now(chosen(context)))


def serve(context: typer.Context) -> None:
    """Keeps the schedule: the nightly run, and reprocess and annual for whoever triggers them. Ctrl-C ends it.

    It works by itself, or with the Prefect server that PREFECT_API_URL names. When the nightly run takes place is
    schedule.nightly in the settings, in the department's time zone.

    Example: intake -c intake.toml serve
    """
    from pipeline.cli.serving import serve_now

    raise typer.Exit(serve_now(chosen(context)))


def reprocess(
    context: typer.Context,
    what: Annotated[list[str], typer.Argument(metavar="ID|FILE", help="Ids from intake status, or files.")],
    channel: Annotated[
        str | None,
        typer.Option(
            "--channel",
            metavar="C",
            help="How it truly came: dedicated_fax, district_fax, other_fax, email, in_person, phone or mail.",
        ),
    ] = None,
    district: Annotated[
        str | None, typer.Option("--district", metavar="D", help="The station where it came in, such as D-4.")
    ] = None,
    received: Annotated[
        str | None, typer.Option("--received", metavar="WHEN", help="When it came, such as 2025-01-14T02:15.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", "-r", metavar="TEXT", help="Why, for the audit; without names of persons.")
    ] = "",
) -> None:
    """Reads transmissions again, or takes in files by hand, with what you say about how they came.

    A further version is added and nothing is overwritten; what people corrected stays corrected.

    Example: intake reprocess T0123456789abcdef --channel district_fax --district D-4 --reason "the desk's log says so"

    Example: intake reprocess found-in-a-drawer.tif --channel district_fax --district C-11 --received 2025-03-02T09:40
    """
    from pipeline.cli.running import reprocess_now

    raise typer.Exit(reprocess_now(chosen(context), what, channel, district, received, reason))


def status(context: typer.Context) -> None:
    """Says where each source stands and what waits for a person. Exit code 3 when something does.

    Example: intake status || echo "someone should look"
    """
    from pipeline.cli.showing_status import show_status

    raise typer.Exit(show_status(chosen(context)))


def check(context: typer.Context) -> None:
    """Looks whether everything that a run needs is there: each line says ok, or what to do.

    Example: intake -c intake.toml check
    """
    from pipeline.cli.checking import check as look

    raise typer.Exit(look(chosen(context)))
