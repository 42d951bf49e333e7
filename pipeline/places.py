"""Where the program's own files lie; the store held for those who write, opened for those who only ask.

Touches the world: locks, looks whether the store is there and where the program was started, opens the store.
"""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from pipeline.errors import StoreTrouble
from pipeline.receive import held
from pipeline.settings import Settings
from pipeline.store import Clock, Store


def now() -> datetime:
    """The time, with its offset."""
    return datetime.now(UTC)


def typed(settings: Settings, command: str) -> str:
    """How a command, such as `run`, is typed so that it finds these settings from where the program was started.

    With -c unless they are ./intake.toml, also where INTAKE_CONFIG named them: who reads the hint in a log or a mail
    may not have it set.
    """
    here, file = Path.cwd(), settings.file
    if file == here / "intake.toml":
        return f"intake {command}"
    shown = file.relative_to(here) if file.is_relative_to(here) else file
    return f"intake -c {shlex.quote(str(shown))} {command}"


def store_file(settings: Settings) -> Path | None:
    """The file of a SQLite store; None when the store is a server's."""
    try:
        url = make_url(settings.store.url)
    except ArgumentError:
        # whoever opens it says what was expected
        return None
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def data_folder(settings: Settings) -> Path:
    """The folder that holds the store: that of its file, or the one that holds the originals."""
    file = store_file(settings)
    return file.parent if file else settings.store.originals.parent


def lock_file(settings: Settings) -> Path:
    """What a run holds while it writes: beside the store's file, or beside the originals of a server's store."""
    file = store_file(settings)
    return file.with_name(f"{file.name}.lock") if file else settings.store.originals.with_name("intake.lock")


COUNTING = "a count after a decision"
"""What holds the store for a moment, while a person decides: whoever else needs it waits for that."""


@contextlib.contextmanager
def hold(settings: Settings, what: str) -> Iterator[None]:
    """Holds the store while the block runs; `what` tells others who it is, such as `intake run`.

    Raises Busy when another run holds it, StoreTrouble when there can be no lock.
    """
    since = now().astimezone(settings.zone)
    with held(lock_file(settings), what, since, waits_for="" if what == COUNTING else COUNTING):
        yield


def prefect_home(settings: Settings) -> Path:
    """Where Prefect keeps what it wants to keep; it can be deleted at any time."""
    return data_folder(settings) / "prefect"


def schedule_lock(settings: Settings) -> Path:
    """What `intake serve` holds while it keeps the schedule."""
    return prefect_home(settings) / "serve.lock"


def open_store(settings: Settings, clock: Clock = now) -> Store:
    """The store, for those who ask and do not take anything in.

    Raises StoreTrouble when there is none yet: a count of nothing must not be taken for a count of none.
    """
    file = store_file(settings)
    if file is not None and not file.exists():
        raise StoreTrouble(f"{file}: there is no store yet; make it with: {typed(settings, 'run')}")
    return Store.open(settings.store.url, clock)
