"""Where the audit ended, noted outside the database, so that entries cut off at its end are missed.

Touches the world: appends lines to a file beside the folder of originals, reads it, asks the store. A line is
`ENTRIES HASH TIME VERSION`; the program adds lines, durably, and never changes one.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import __version__
from pipeline.errors import StoreTrouble
from pipeline.store import NotedHead, Store
from pipeline.wording import number_of

_LINE = re.compile(r"([0-9]{1,18}) ([0-9a-f]{64}) (\S{10,40}) (\S{1,40})")
_LONGEST_LINE, _LARGEST_FILE = 400, 64 << 20
"""Bytes: half a million lines. What is larger, this program did not write."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What the file of noted heads holds."""

    file: Path
    heads: tuple[NotedHead, ...]
    """In the order in which they were noted."""
    trouble: str | None = None
    """Why there are none, or not all, in a sentence: a restored backup may lack the file."""


def heads_file(originals: Path) -> Path:
    """Where the heads of the store with that folder of originals are noted."""
    return originals.with_name(f"{originals.name}.audit-heads.txt")


def note_head(store: Store, originals: Path, at: datetime) -> None:
    """Notes where the audit ends now; the line is on the disk on return. `at`: the time, with an offset.

    Raises StoreTrouble when it cannot be written.
    """
    head = store.audit_head()
    line = f"{head.entries} {head.hash} {at.isoformat(timespec='seconds')} {__version__}\n"
    try:
        _append(heads_file(originals), line.encode("ascii"))
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreTrouble(
            f"{heads_file(originals)}: where the audit ends cannot be noted there: {why}; make room or give access"
        ) from None


def note_or_tell(store: Store, originals: Path, at: datetime) -> tuple[str, ...]:
    """As `note_head`; what kept it from being noted is given back as a sentence, for work that is done already."""
    try:
        note_head(store, originals, at)
    except StoreTrouble as trouble:
        return (str(trouble),)
    return ()


def noted_heads(originals: Path) -> Noted:
    """All heads that were noted. Never raises for what the file holds or lacks: `Noted.trouble` tells."""
    file = heads_file(originals)
    heads: list[NotedHead] = []
    unread = 0
    try:
        for line in _lines(file):
            head = _head_of(line)
            if head is None:
                unread += 1
            else:
                heads.append(head)
    except FileNotFoundError:
        return Noted(file, (), f"{file} is not there")
    except OSError as error:
        return Noted(file, tuple(heads), f"{file} cannot be read: {error.strerror or error}")
    trouble = f"{file}: {number_of(unread, 'line')} cannot be read and left out" if unread else None
    return Noted(file, tuple(heads), trouble)


def _lines(file: Path) -> Iterator[bytes]:
    told = file.stat()
    if not stat.S_ISREG(told.st_mode) or told.st_size > _LARGEST_FILE:
        raise OSError(None, "it is no file that this program wrote")
    with file.open("rb") as lines:
        while line := lines.readline(_LONGEST_LINE):
            yield line


def _head_of(line: bytes) -> NotedHead | None:
    found = _LINE.fullmatch(line.decode("ascii", errors="replace").removesuffix("\n"))
    if found is None:
        return None
    entries, digest, at, version = found.groups()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return NotedHead(int(entries), digest, moment, version) if moment.tzinfo else None


def _append(file: Path, line: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = not file.exists()
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        # what a crash left half written stays, as a line of its own
        size = os.fstat(descriptor).st_size
        broken = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        whole = b"\n" + line if broken else line
        if os.write(descriptor, whole) != len(whole):
            raise OSError(None, "there was no room for the whole line")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError:
        # some network file systems cannot sync a folder; the file itself is synced
        return
    finally:
        os.close(descriptor)
