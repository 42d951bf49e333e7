"""`intake account`: who may sign in at the desk.

Touches the world: through what it calls; asks for passwords; prints.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.context import chosen

if TYPE_CHECKING:
    from pipeline.store import AccountRole

app = typer.Typer(help="Who may sign in at the desk, and as what.", no_args_is_help=True)

_Name = Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and . _ @ -")]
_Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="viewer, clerk, analyst or administrator.")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept with the change.")]
_PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="Its first line is the password; - is the standard input."),
]
_LONGEST_FILE = 10_000
"""Characters that are read of a file with a password."""


def add_to(program: typer.Typer) -> None:
    """Adds the commands to the program."""
    program.add_typer(app, name="account")


@app.command()
def add(
    context: typer.Context,
    name: _Name,
    role: _Role = "clerk",
    password_file: _PasswordFile = None,
    without_password: Annotated[
        bool, typer.Option("--without-password", help="A proxy says who it is, see desk.trusted_header.")
    ] = False,
    reason: _Reason = "",
) -> None:
    """Adds an account. The password is asked for twice; at least 12 characters.

    Example: intake account add jane.doe --role administrator
    """
    from pipeline.desk.passwords import hash_of
    from pipeline.errors import WrongUse
    from pipeline.places import open_store
    from pipeline.who import who

    known = _role(role)
    with open_store(chosen(context).settings()) as store:
        if store.account(name) is not None:
            raise WrongUse(f"there is an account {name} already; change it with: intake account role, password")
        kept = "" if without_password else hash_of(name, _password(password_file))
        store.add_account(name, known, kept, who(), reason)
    typer.echo(f"{name} may sign in at the desk, as {known}.")


@app.command("list")
def show(context: typer.Context) -> None:
    """Shows all accounts, those that are disabled too.

    Example: intake account list
    """
    from pipeline.cli.tables import table
    from pipeline.cli.terminal import console
    from pipeline.places import open_store

    settings = chosen(context).settings()
    with open_store(settings) as store:
        accounts = store.accounts()
    if not accounts:
        typer.echo("There is no account yet; make the first one: intake account add NAME --role administrator")
        return
    rows = [
        (
            each.name,
            f"{each.role}{', disabled' if each.disabled else ''}",
            "password" if each.password_hash else "proxy",
            each.at.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M"),
            each.by,
        )
        for each in accounts
    ]
    console().print(table(("account", "role", "signs in by", "since", "by"), rows))


@app.command()
def password(context: typer.Context, name: _Name, password_file: _PasswordFile = None, reason: _Reason = "") -> None:
    """Gives an account another password, and signs it out everywhere.

    Example: intake account password jane.doe
    """
    from pipeline.desk.passwords import hash_of
    from pipeline.errors import WrongUse
    from pipeline.places import open_store
    from pipeline.who import who

    with open_store(chosen(context).settings()) as store:
        if store.account(name) is None:
            raise WrongUse(f"there is no account {name}; intake account list shows those that there are")
        store.change_account(name, who(), reason, password_hash=hash_of(name, _password(password_file)))
    typer.echo(f"{name} has another password.")


@app.command()
def role(
    context: typer.Context,
    name: _Name,
    new: Annotated[str, typer.Argument(metavar="ROLE", help="viewer, clerk, analyst or administrator.")],
    reason: _Reason = "",
) -> None:
    """Gives an account another role.

    Example: intake account role jane.doe analyst
    """
    from pipeline.places import open_store
    from pipeline.who import who

    known = _role(new)
    with open_store(chosen(context).settings()) as store:
        store.change_account(name, who(), reason, role=known)
    typer.echo(f"{name} is {known} from now on.")


@app.command()
def disable(
    context: typer.Context,
    name: _Name,
    back: Annotated[bool, typer.Option("--back", help="The other way: it may sign in again.")] = False,
    reason: _Reason = "",
) -> None:
    """Keeps an account from signing in, and signs it out. What it decided stays.

    Example: intake account disable jane.doe --reason "left the department"
    """
    from pipeline.places import open_store
    from pipeline.who import who

    with open_store(chosen(context).settings()) as store:
        store.change_account(name, who(), reason, disabled=not back)
    typer.echo(f"{name} may sign in again." if back else f"{name} may no longer sign in.")


def _role(typed: str) -> AccountRole:
    from pipeline.errors import WrongUse
    from pipeline.store import AccountRole

    if typed not in set(AccountRole):
        raise WrongUse(f"there is no role {typed}; expected viewer, clerk, analyst or administrator")
    return AccountRole(typed)


def _password(file: Path | None) -> str:
    """Asked for twice on a terminal, or the first line of the file."""
    from pipeline.errors import WrongUse

    if file is None:
        if not sys.stdin.isatty():
            raise WrongUse("a password is asked for on a terminal; elsewhere name a file with --password-file, or -")
        typed: str = typer.prompt("Password", hide_input=True)
        again: str = typer.prompt("The same again", hide_input=True)
        if typed != again:
            raise WrongUse("the two passwords differ; nothing was kept")
        return typed
    try:
        if str(file) == "-":
            text = sys.stdin.read(_LONGEST_FILE)
        else:
            with file.open(encoding="utf-8") as opened:
                text = opened.read(_LONGEST_FILE)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise WrongUse(f"{file}: the password cannot be read: {why}") from None
    return text.split("\n", 1)[0].rstrip("\r")
