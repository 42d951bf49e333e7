"""Only one run at a time holds the store; a run that crashes lets go of it.

Touches the world: an advisory lock on a file beside the store (flock, which ends with the process), and a note of who
holds it, which is for people and decides nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import Busy, StoreTrouble
from pipeline.receive.names import clean

_PATIENCE = 20.0
"""Seconds for which a holder that holds the lock for moments alone is waited for."""


@contextlib.contextmanager
def held(lock: Path, what: str, since: datetime, *, waits_for: str = "") -> Iterator[None]:
    """Holds the lock while the block runs. `what` says who it is: `intake run`, `intake reprocess`, ...

    `since` is now, as the department's clocks show it. A holder that is called `waits_for` is waited for: it is done in
    a moment. Raises Busy, naming the holder as far as known, when another run holds it; StoreTrouble when there can be
    no lock.
    """
    note = lock.with_name(lock.name + ".holder")
    guard = FileLock(lock, timeout=0, mode=0o600, fallback_to_soft=False)
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _acquire(guard, note, waits_for)
    except Timeout:
        holder = ", ".join(_holder(note))
        known = f" ({holder})" if holder else ""
        raise Busy(f"another run holds the store{known}; try again when it is done", holder) from None
    except (OSError, NotImplementedError) as error:
        raise StoreTrouble(f"{lock}: cannot be locked: {error}; give access to its folder") from None
    try:
        with contextlib.suppress(OSError):  # a note that cannot be written costs only the name in the message
            note.write_text(json.dumps({"process": os.getpid(), "what": what, "since": since.isoformat()}))
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
        guard.release()


def _acquire(guard: FileLock, note: Path, waits_for: str) -> None:
    try:
        guard.acquire()
    except Timeout:
        if not waits_for or next(iter(_holder(note)), None) != waits_for:
            raise
        guard.acquire(timeout=_PATIENCE)


def holder(lock: Path) -> str:
    """Who holds the lock, as noted, such as `intake run, process 12, since 2025-03-04 10:00`; empty where nobody does.

    For people to read: it is looked whether that process is there, and the lock itself is left alone.
    """
    told = _holder(lock.with_name(lock.name + ".holder"))
    process = told[1].removeprefix("process ") if told else ""
    try:
        if process.isascii() and process.isdigit() and int(process) > 0:
            os.kill(int(process), 0)
    except PermissionError:
        # another user's process: it lives
        pass
    except (OSError, OverflowError):
        return ""
    return ", ".join(told)


def _holder(note: Path) -> tuple[str, ...]:
    """What it is, its process, and since when, to the minute; nothing where that is not known."""
    try:
        told = json.loads(note.read_text()[:2000])
        process, what = (clean(str(told[key]), 100) for key in ("process", "what"))
        since = datetime.fromisoformat(told["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return what, f"process {process}", f"since {since:%Y-%m-%d %H:%M}"
