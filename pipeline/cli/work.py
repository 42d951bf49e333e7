"""The commands that take in and read: run, serve, reprocess, status, check.

Touches the world: through what they call; prints.
"""

from __future__ import annotations

import typer

from pipeline.cli.context import chosen


def add_to(app: typer.Typer) -> None:
    """Adds the commands to the program."""
    app.command()(run)
    app.command()(status)


def run(context: typer.Context) -> None:
    """Takes in everything new, reads it, counts; what the nightly run does, now.

    The inboxes are left as they are, unless a source says after = "archive". Running it again does nothing twice.

    Example: intake -c intake.toml run
    """
    from pipeline.cli.running import run_now

    raise typer.Exit(run_now(chosen(context)))


def status(context: typer.Context) -> None:
    """Says where each source stands and what waits for a person. Exit code 3 when something does.

    Example: intake status || echo "someone should look"
    """
    from pipeline.cli.showing_status import show_status

    raise typer.Exit(show_status(chosen(context)))
