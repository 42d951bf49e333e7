"""Which files some process holds open for writing at this moment.

Touches the world: reads /proc where there is one, as far as this user may.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

_PROCESSES = Path("/proc")


class Identified(Protocol):
    """A file with its device and inode."""

    @property
    def path(self) -> Path:
        """Where it is."""
        ...

    @property
    def identity(self) -> tuple[int, int]:
        """Device and inode."""
        ...


def written_now(files: Iterable[Identified]) -> frozenset[tuple[int, int]]:
    """The identities of those files that a process holds open for writing; empty where that cannot be told."""
    wanted = {file.identity: os.fsencode(file.path.name) for file in files}
    if not wanted:
        return frozenset()
    names = frozenset(wanted.values())
    found: set[tuple[int, int]] = set()
    for process in _listed(_PROCESSES):
        if not process.name.isdigit():
            continue
        for link in _listed(process / "fd"):
            try:
                # the name first: asking after every open file of the machine could hang on a dead network share
                if os.fsencode(link.readlink().name) not in names:
                    continue
                now = link.stat()
                if (now.st_dev, now.st_ino) in wanted and _for_writing(process / "fdinfo" / link.name):
                    found.add((now.st_dev, now.st_ino))
            except (OSError, ValueError):
                continue  # closed meanwhile, or not ours to see
    return frozenset(found)


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _for_writing(information: Path) -> bool:
    """proc(5): a line `flags:` with the flags of open(2) in octal."""
    for line in information.read_text(encoding="ascii").splitlines():
        if line.startswith("flags:"):
            return int(line.split()[1], 8) & os.O_ACCMODE in (os.O_WRONLY, os.O_RDWR)
    return False
