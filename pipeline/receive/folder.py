"""A folder in which files arrive: which of them are whole, and which must be left for a later run.

Touches the world: lists and reads the folder, waits once. It never writes, moves or deletes anything in it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pipeline.receive.names import shown_path
from pipeline.receive.open_files import written_now
from pipeline.receive.originals import CHUNK_BYTES

_TEMPORARY_STARTS = (".", "~")
_TEMPORARY_ENDS = (".part", ".partial", ".filepart", ".crdownload", ".tmp")
_DEEPEST = 32


class LeftBecause(StrEnum):
    """Why something in an inbox was not taken in."""

    TEMPORARY_NAME = "temporary_name"
    """Hidden, or named as programs name a file they still write; it waits for its final name."""
    STILL_WRITTEN = "still_written"
    LINK = "link"
    NOT_A_FILE = "not_a_file"
    TOO_DEEP = "too_deep"
    CANNOT_BE_READ = "cannot_be_read"
    VANISHED = "vanished"

    @property
    def passes(self) -> bool:
        """Whether a later run settles it by itself; otherwise a person must."""
        return self in (LeftBecause.STILL_WRITTEN, LeftBecause.VANISHED)


@dataclass(frozen=True, slots=True)
class Left:
    """Something in an inbox that was not taken in, with the reason."""

    file: str
    """As `Transmission.file`."""
    reason: LeftBecause


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file in an inbox as it was when it was listed."""

    path: Path
    file: str
    """As `Transmission.file`: from the source's parent, escaped for display."""
    size: int
    modified_ns: int
    identity: tuple[int, int]
    """Device and inode."""

    def unchanged(self, now: os.stat_result) -> bool:
        """Whether this is still the same file with the same size and time."""
        return (self.size, self.modified_ns, self.identity) == (now.st_size, now.st_mtime_ns, (now.st_dev, now.st_ino))


class ChangedWhileReadError(Exception):
    """The file changed while it was read; it is left for the next run."""


def listed(folder: Path, excluded: frozenset[Path] = frozenset()) -> tuple[tuple[Arrival, ...], tuple[Left, ...]]:
    """The files in a folder and the folders within it, in the order of their names, and what is left at once.

    Links are not followed. `excluded` folders (an archive, another source) are passed over in silence.
    Raises OSError when the folder itself cannot be listed.
    """
    arrivals: list[Arrival] = []
    left: list[Left] = []
    waiting: list[tuple[Path, tuple[str, ...]]] = [(folder, (folder.name,))]
    while waiting:
        place, pieces = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: os.fsencode(entry.name))
        except OSError:
            if place == folder:
                raise
            left.append(Left(shown_path(pieces), LeftBecause.CANNOT_BE_READ))
            continue
        for entry in entries:
            path, named = place / entry.name, (*pieces, entry.name)
            if path in excluded:
                continue
            found = _seen(entry, path, shown_path(named))
            if isinstance(found, Arrival):
                arrivals.append(found)
            elif found is not None:
                left.append(found)
            elif len(named) > _DEEPEST:
                left.append(Left(shown_path(named), LeftBecause.TOO_DEEP))
            else:
                waiting.append((path, named))
    return tuple(sorted(arrivals, key=lambda a: a.file)), tuple(sorted(left, key=lambda one: one.file))


def _seen(entry: os.DirEntry[str], path: Path, file: str) -> Arrival | Left | None:
    """A file, something to leave, or None for a folder to go into."""
    if entry.name.startswith(_TEMPORARY_STARTS) or entry.name.lower().endswith(_TEMPORARY_ENDS):
        return Left(file, LeftBecause.TEMPORARY_NAME)
    try:
        if entry.is_symlink():
            return Left(file, LeftBecause.LINK)
        if entry.is_dir(follow_symlinks=False):
            return None
        now = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return Left(file, LeftBecause.VANISHED)
    except OSError:
        return Left(file, LeftBecause.CANNOT_BE_READ)
    if not stat.S_ISREG(now.st_mode):
        return Left(file, LeftBecause.NOT_A_FILE)
    return Arrival(path, file, now.st_size, now.st_mtime_ns, (now.st_dev, now.st_ino))


def whole_ones(
    arrivals: tuple[Arrival, ...],
    *,
    settle_seconds: float,
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
) -> Iterator[Arrival | Left]:
    """The arrivals that nobody writes any more, and the others as left for the next run.

    Files that have not changed for `settle_seconds` come first. The younger ones are then watched all together, once,
    for as long; a file that changes meanwhile, or that a process holds open for writing, is left.
    """
    now = clock().timestamp()
    # a time in the future tells nothing about its age
    young = {a.path for a in arrivals if not settle_seconds <= now - a.modified_ns / 1e9}
    held = written_now(arrivals)
    for arrival in arrivals:
        if arrival.path not in young:
            yield Left(arrival.file, LeftBecause.STILL_WRITTEN) if arrival.identity in held else arrival
    if not young:
        return
    wait(settle_seconds)
    watched = tuple(arrival for arrival in arrivals if arrival.path in young)
    held = written_now(watched)
    for arrival in watched:
        try:
            settled = arrival.unchanged(arrival.path.lstat()) and arrival.identity not in held
        except FileNotFoundError:
            yield Left(arrival.file, LeftBecause.VANISHED)
        except OSError:
            yield Left(arrival.file, LeftBecause.CANNOT_BE_READ)
        else:
            yield arrival if settled else Left(arrival.file, LeftBecause.STILL_WRITTEN)


def contents(arrival: Arrival) -> Iterator[bytes]:
    """The file's bytes in pieces. Raises OSError, and ChangedWhileReadError when it is
    not, or no longer, the file that was listed."""
    # a link or a pipe may have taken the file's place since: neither is followed or waited for
    descriptor = os.open(arrival.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not arrival.unchanged(os.fstat(descriptor)):
            raise ChangedWhileReadError
        read = 0
        while piece := file.read(CHUNK_BYTES):
            read += len(piece)
            if read > arrival.size:
                raise ChangedWhileReadError
            yield piece
        if read != arrival.size or not arrival.unchanged(os.fstat(descriptor)):
            raise ChangedWhileReadError
