"""Pure. A database's exceptions -> StoreTrouble, in one sentence with the remedy and with nobody's data in it.

What the database itself says is not repeated: PostgreSQL quotes the row it refuses, and rows hold names.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError, StatementError

from pipeline.errors import StoreTrouble

LOCKED = "another program holds it; wait until that has ended and try again"
FULL = "its disk is full; free some space and run again: what was stored is safe"
READ_ONLY = "it can only be read; give the user that runs intake the right to write the file and its folder"
APPEND_ONLY = "what was once written there is neither changed nor deleted; add a new entry instead"
NO_ANSWER = (
    "the server cannot be reached or refuses the user, the password or the database; "
    "check that it runs, that the database was created, and store.url"
)
DAMAGED = "its file is damaged; restore it from the last backup"

_SQLITE = {
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_CANTOPEN": "its file cannot be opened; check store.url and the rights of the user that runs intake",
    "SQLITE_NOTADB": "the file is no SQLite database; check store.url",
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_IOERR": "its disk cannot be read or written; check the disk, then run again",
    "SQLITE_CONSTRAINT_TRIGGER": APPEND_ONLY,
}
"""By the beginning of the error's name, https://www.sqlite.org/rescode.html."""

_POSTGRESQL = {
    "53100": FULL,
    "25006": "the server is read-only; name the primary server in store.url",
    "42501": "the user in store.url lacks the right; make it the owner of the database",
    "55P03": LOCKED,
    "40": LOCKED,
    "57": "the server is stopping; start it and try again",
    "08": NO_ANSWER,
    "23001": APPEND_ONLY,
}
"""By the beginning of SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html."""


def trouble(error: SQLAlchemyError) -> StoreTrouble:
    """The error to raise in place of `error`."""
    if isinstance(error, NoSuchModuleError | ArgumentError):
        return StoreTrouble(
            "The store cannot be opened: store.url is expected to be sqlite:///PATH or postgresql+psycopg://..."
        )
    cause = error.orig if isinstance(error, StatementError) else error
    remedy = _remedy(cause)
    if remedy is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        remedy = NO_ANSWER
    if remedy is not None:
        return StoreTrouble(f"The store cannot be used: {remedy}.")
    return StoreTrouble(f"The store refused what it was given ({_name(cause)}); please report this sentence.")


def _remedy(cause: BaseException | None) -> str | None:
    if isinstance(cause, sqlite3.Error):
        return _longest(_SQLITE, getattr(cause, "sqlite_errorname", None) or "")
    state = getattr(cause, "sqlstate", None)
    if state:
        return _longest(_POSTGRESQL, state)
    if type(cause).__module__.startswith("psycopg") and type(cause).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
    ):
        # while connecting, psycopg hands on no state: nobody there and nobody let in look the same
        return NO_ANSWER
    return None


def _longest(remedies: dict[str, str], code: str) -> str | None:
    fitting = [start for start in remedies if code.startswith(start)]
    return remedies[max(fitting, key=len)] if fitting else None


def _name(cause: BaseException | None) -> str:
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__}, {code}" if code else type(cause).__name__
