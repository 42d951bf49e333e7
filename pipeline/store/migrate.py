"""Touches the world: brings the tables of a store to the version that this program knows."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, inspect, text

from pipeline.errors import StoreTrouble
from pipeline.store.audit import Deed, write
from pipeline.store.database import Database
from pipeline.store.tables import metadata
from pipeline.store.values import Clock
from pipeline.store.verify import seal

_FOLDER = Path(__file__).parent / "migrations"
_alembic = Lock()
"""Alembic's environment is one a process, not one a thread."""


def versions() -> tuple[str, ...]:
    """The versions of the tables that this program knows, oldest first: the files in `migrations/versions/`."""
    return tuple(sorted(file.stem.partition("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*.py")))


def bring_up_to_date(database: Database, clock: Clock) -> None:
    """Makes or changes the tables where that is needed; the change and the note of it share a transaction.

    Raises StoreTrouble when the store is of a newer program or not this program's.
    """
    newest = versions()[-1]
    with database.reading() as connection:
        held = _held(connection)
    if held == newest:
        return
    with _alembic, database.writing() as connection:
        # again, for another process may have been faster
        held = _held(connection)
        if held != newest:
            _upgrade(connection)
            if held is not None:
                seal(connection, clock())
            deed = Deed("store_upgraded", "store", "intake", "opened by a newer program")
            write(connection, deed, clock(), {"version": held}, {"version": newest})


def _held(connection: Connection) -> str | None:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        held = connection.scalar(text("SELECT version_num FROM alembic_version"))
        if held is not None and held not in versions():
            raise StoreTrouble(
                f"The store cannot be used: its tables are of version {held} and this program knows them up to "
                f"{versions()[-1]}; install the newer program that wrote it, or restore the backup from before"
            )
        return None if held is None else str(held)
    if tables & set(metadata.tables):
        raise StoreTrouble(
            "The store cannot be used: the database holds another program's tables; give intake a database of its own"
        )
    return None


def _upgrade(connection: Connection) -> None:
    # imported here because it costs every command a third of a second, and is needed once a release
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
