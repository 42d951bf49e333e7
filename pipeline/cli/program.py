"""The program `intake`: its commands, its global options, and how an error ends it.

Touches the world: reads arguments and environment, prints, gives the exit code. Each command imports what it needs
when it is called, so that help and mistakes cost nothing.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli import accounts, audit, desk, figures, review, work
from pipeline.cli.context import Chosen
from pipeline.errors import IntakeError
from pipeline.faults import fault_of

_GLOBAL = {"-c": 1, "--config": 1, "--debug": 0}
"""Options that may stand anywhere on the line, with how many values they take."""

app = typer.Typer(
    name="intake",
    help=(
        "Takes in faxed and e-mailed immigration detainer requests, counts each one once and drafts the yearly report."
        "\n\nThe settings are read from ./intake.toml, or from the file that -c or INTAKE_CONFIG names."
    ),
    epilog=(
        "Examples:  intake check  ·  intake run  ·  intake status  ·  intake tally --year 2025  ·  "
        "intake letter --year 2025 --out letter.docx"
        "\n\nExit codes: 0 done; 1 failed; 2 wrong use or settings; 3 done, a person is needed; 4 another run is on."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"intake {__version__}")
        raise typer.Exit


@app.callback()
def _globals(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option("-c", "--config", help="The settings file.", metavar="FILE")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the trace of an error, and Prefect's own log.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    context.obj = Chosen(config, debug)


work.add_to(app)
review.add_to(app)
figures.add_to(app)
audit.add_to(app)
desk.add_to(app)
accounts.add_to(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    # Pillow warns of odd metadata, which is no news on a fax; for the whole process, since pages are opened in threads
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        app(args=_globals_first(given), prog_name="intake")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except IntakeError as error:
        if debug:
            traceback.print_exc()
        _complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        # whoever read the output has gone; a second complaint at the end of the process would be all that is left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence instead of a trace, which may quote a page
        if debug:
            traceback.print_exc()
        _complain(
            f"an unexpected error ({fault_of(error)}); what was taken in is safe. "
            "Please report it, with what the same command prints with --debug, after taking out names"
        )
        return 1
    return 0


def _globals_first(arguments: list[str]) -> list[str]:
    """The global options moved before the command, so that `intake run -c FILE` works too."""
    first: list[str] = []
    others: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            others += [argument, *waiting]
        elif argument in _GLOBAL:
            first.append(argument)
            first += [value for _, value in zip(range(_GLOBAL[argument]), waiting, strict=False)]
        elif argument.startswith("--config="):
            first.append(argument)
        else:
            others.append(argument)
    return first + others


def _complain(sentence: str) -> None:
    print(f"intake: {sentence}", file=sys.stderr)
