"""Moves a file out of an inbox once it is stored, for sources with `after = "archive"`.

Touches the world: links and unlinks, or copies over to another file system. Never overwrites anything.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from pipeline.receive.folder import Arrival
from pipeline.settings import SourcePlace

_TRIES = 10_000


def archive_folder(source: SourcePlace) -> Path:
    """Where a source's files go: the folder it names, else its own folder in `archive/` beside the inbox."""
    return source.archive or source.path.parent / "archive" / source.path.name


def move_to_archive(arrival: Arrival, inbox: Path, archive: Path) -> Path | None:
    """Moves the file to the same place within the archive, beside what is there already; gives where it went.

    None when the file in the inbox is no longer the one that was taken in: that one is a new arrival. Raises OSError;
    the file then still is in the inbox.
    """
    if not arrival.unchanged(arrival.path.lstat()):
        return None
    target = archive / arrival.path.relative_to(inbox)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(_TRIES):
        place = target.with_name(f"{target.name}.{number}") if number else target
        try:
            _copy_or_link(arrival.path, place)
        except FileExistsError:
            if not place.samefile(arrival.path):
                continue
            # a run was killed between linking and unlinking
        arrival.path.unlink()
        return place
    raise FileExistsError(errno.EEXIST, "too many files of that name in the archive", str(target))


def _copy_or_link(path: Path, place: Path) -> None:
    """The file under a second name, durable; FileExistsError when the name is taken."""
    try:
        place.hardlink_to(path)
        return
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
    # another file system, or one without links
    created = False
    try:
        with path.open("rb") as original, place.open("xb") as copy:
            created = True
            place.chmod(0o600)
            shutil.copyfileobj(original, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        shutil.copystat(path, place)
    except OSError:
        if created:
            place.unlink(missing_ok=True)
        raise
