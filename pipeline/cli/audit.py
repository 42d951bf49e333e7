"""The commands that prove: `intake audit verify`, `intake audit show`, and `intake trace`.

Touches the world: through what they call; prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from pipeline.cli.context import chosen

if TYPE_CHECKING:
    from pipeline.audit_heads import Noted

_NOT_TOLD = frozenset({"digest", "value"})
"""What an entry holds and its line does not: what a person said can name somebody."""

app = typer.Typer(help="The trail of all that was done: who, when, what and why.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Adds the commands to the program."""
    program.add_typer(app, name="audit")
    program.command()(trace)


@app.command()
def verify(
    context: typer.Context,
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="HASH", help="A hash noted earlier, which must still be in the chain."),
    ] = None,
) -> None:
    """Proves that nothing was altered: every entry of the trail, every record, the bytes of every original.

    Every run notes where the trail ends in a file beside the originals; every head in it must still be in the trail.
    Who could change the store could change that file too: so note the hash that it prints somewhere else, on paper or
    in a mail. With --head it shows later that nothing was cut off or written anew. Exit code 1 when something was
    altered.

    Example: intake audit verify
    """
    from pipeline.cli.exits import DONE, FAILED
    from pipeline.places import open_store
    from pipeline.receive import Originals
    from pipeline.verifying import verify as verify_store
    from pipeline.wording import number_of

    settings = chosen(context).settings()
    with open_store(settings) as store:
        found = verify_store(store, Originals(settings.store.originals), head, _progress)
    for fault in found.faults:
        typer.echo(f"altered: {fault.sentence}")
    looked = ", ".join(
        (
            number_of(found.head.entries, "entry", "entries"),
            number_of(found.transmissions, "transmission"),
            number_of(found.originals, "original"),
        )
    )
    for line in _heads(found.noted, settings.zone):
        typer.echo(line)
    if found.faults:
        typer.echo(f"{number_of(len(found.faults), 'thing')} altered or damaged, of {looked}.")
        typer.echo("Keep this store as it is, restore the last backup elsewhere, and compare.")
        raise typer.Exit(FAILED)
    typer.echo(f"Nothing was altered: {looked}.")
    typer.echo(f"The trail ends in {found.head.hash}")
    raise typer.Exit(DONE)


def _heads(noted: Noted, zone: ZoneInfo) -> Iterator[str]:
    """What was held against the trail of what was noted beside the originals, in a line or two."""
    from pipeline.wording import number_of

    if noted.trouble:
        yield f"Not all noted heads could be held against the trail: {noted.trouble}."
    if noted.heads:
        last = noted.heads[-1].at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        yield f"Held against the trail: {number_of(len(noted.heads), 'noted head')}, the last of {last}."
    else:
        yield "Without a noted head, entries cut off at the end can stay unseen; name one that you have with --head."


def _progress(done: int, of: int) -> None:
    if done % 1000 == 0 or done == of:
        typer.echo(f"originals: {done} of {of}", err=True)


@app.command()
def show(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="ID", help="A transmission, a request, or another subject.")],
) -> None:
    """Prints the entries about one subject, oldest first; values that a person said are left to intake review show.

    Example: intake audit show T0123456789abcdef
    """
    from pipeline.errors import WrongUse
    from pipeline.places import open_store

    settings = chosen(context).settings()
    with open_store(settings) as store:
        entries = store.audit_entries(subject)
    if not entries:
        raise WrongUse(f"{subject}: the trail has no entry about it")
    for entry in entries:
        at = entry.at.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M:%S")
        reason = f" ({entry.reason})" if entry.reason else ""
        typer.echo(f"{entry.id:>6}  {at}  {entry.by}: {entry.action.replace('_', ' ')}{reason}")
        for name, value in (("before", entry.before), ("after", entry.after)):
            if value:
                told = ", ".join(
                    f"{key} {held}" for key, held in value.items() if key not in _NOT_TOLD and held is not None
                )
                typer.echo(f"          {name}: {told}" if told else f"          {name}: kept, not shown")


def trace(
    context: typer.Context,
    year: Annotated[int, typer.Option("--year", min=1900, max=2999, metavar="Y", help="The year, such as 2025.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder to write it to.")],
    figure: Annotated[
        str | None,
        typer.Option(
            "--figure", metavar="NAME", help="One figure of the tally, such as by_channel.email; all by default."
        ),
    ] = None,
    request: Annotated[str | None, typer.Option("--request", metavar="R...", help="One request.")] = None,
    identified: Annotated[
        bool,
        typer.Option("--identified", help="With names, numbers and pages. That you asked for it is recorded."),
    ] = False,
) -> None:
    """Writes the proof pack: from each figure to its requests, their transmissions, the pages, and who decided what.

    A folder with index.html and tables as CSV, which opens anywhere without this program. De-identified unless asked.

    Example: intake trace --year 2025 --out proof-2025
    """
    from pipeline.cli.tracing import write_trace

    write_trace(chosen(context).settings(), year, out, figure, request, identified=identified)
