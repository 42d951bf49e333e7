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


@contextlib.contextmanager
def held(lock: Path, what: str, since: datetime) -> Iterator[None]:
    """Holds the lock while the block runs. `what` says who it is: `intake run`, `intake reprocess`, ...

    Raises Busy, naming the holder as far as known, when another run holds it; StoreTrouble when there can be no lock.
    """
    note = lock.with_name(lock.name + ".holder")
    guard = FileLock(lock, timeout=0, mode=0o600, fallback_to_soft=False)
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        guard.acquire()
    except Timeout:
        raise Busy(f"another run holds the store{_holder(note)}; try again when it is done") from None
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


def _holder(note: Path) -> str:
    try:
        told = json.loads(note.read_text()[:2000])
        process, what, since = (clean(str(told[key]), 100) for key in ("process", "what", "since"))
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return f" ({what}, process {process}, since {since})"
