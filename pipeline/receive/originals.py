"""The original bytes of everything that arrived, under their SHA-256: `aa/bb/<sha256>`.

Touches the world: writes aside on the same file system, syncs, renames, syncs the folder. Files are 0600, folders
0700. Nothing here deletes or changes an original.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from pipeline.errors import StoreTrouble

CHUNK_BYTES = 1 << 20
ABANDONED_AFTER = timedelta(hours=1)
"""A file written aside and untouched for so long belongs to a run that was killed."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ASIDE = ".aside"


class Readable(Protocol):
    """Anything that gives its bytes piece by piece."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""
        ...


class Originals:
    """A folder of originals. Making one touches nothing; the folder appears with the first `put`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the original with this SHA-256 is, or would be. Raises ValueError for anything but 64 hex digits."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("an original is named by its SHA-256, 64 digits of 0-9a-f")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def holds(self, sha256: str) -> bool:
        """Whether the original is here."""
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Bytes. Raises StoreTrouble when the original is not here."""
        with _store_trouble(self.path(sha256)):
            return self.path(sha256).stat().st_size

    def open(self, sha256: str) -> BinaryIO:
        """The original, opened for reading. Raises StoreTrouble when it is not here."""
        with _store_trouble(self.path(sha256)):
            return self.path(sha256).open("rb")

    def head(self, sha256: str, size: int) -> bytes:
        """The first `size` bytes."""
        with self.open(sha256) as original, _store_trouble(self.path(sha256)):
            return original.read(size)

    def put(self, content: bytes | Readable | Iterable[bytes]) -> str:
        """Stores bytes, a stream or pieces, durably when it returns; gives the SHA-256. Memory is bounded by a piece.

        Storing the same bytes again changes nothing. Whatever reading the stream or the pieces raises is passed on and
        nothing is kept; raises StoreTrouble when the bytes cannot be written.
        """
        if isinstance(content, bytes):
            sha256 = hashlib.sha256(content).hexdigest()
            if self._holds_whole(sha256, len(content)):
                return sha256
        aside = self.folder / _ASIDE / f"{os.getpid()}-{secrets.token_hex(8)}"
        digest, size = hashlib.sha256(), 0
        with _store_trouble(self.folder):
            _make(aside.parent)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            try:
                for piece in _pieces(content):
                    digest.update(piece)
                    size += len(piece)
                    with _store_trouble(self.folder):
                        _write(descriptor, piece)
                with _store_trouble(self.folder):
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            sha256 = digest.hexdigest()
            with _store_trouble(self.folder):
                if not self._holds_whole(sha256, size):
                    place = self.path(sha256)
                    _make(place.parent)
                    aside.rename(place)
                    _sync(place.parent)
        finally:
            aside.unlink(missing_ok=True)
        return sha256

    def clear_leftovers(self, now: datetime) -> int:
        """Removes what killed runs left half written, not what a run of the last hour may still write; how many."""
        cleared = 0
        with contextlib.suppress(FileNotFoundError), _store_trouble(self.folder, FileNotFoundError):
            for aside in (self.folder / _ASIDE).iterdir():
                if now.timestamp() - aside.stat().st_mtime > ABANDONED_AFTER.total_seconds():
                    aside.unlink(missing_ok=True)
                    cleared += 1
        return cleared

    def _holds_whole(self, sha256: str, size: int) -> bool:
        """An original cut short by a full disk or a damaged file system is not whole, and is written again."""
        try:
            return self.path(sha256).stat().st_size == size
        except OSError:
            return False


def _pieces(content: bytes | Readable | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif hasattr(content, "read"):
        while piece := content.read(CHUNK_BYTES):
            yield piece
    else:
        yield from content


def _write(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _make(folder: Path) -> None:
    """The folder and those above it; a new folder is durable only when the one above it is synced."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # some network file systems cannot sync a folder; the file itself is synced
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _store_trouble(place: Path, *passed: type[OSError]) -> Iterator[None]:
    """Turns what the operating system says about the store into StoreTrouble."""
    try:
        yield
    except passed:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreTrouble(f"{place}: the originals cannot be kept there: {reason}; make room or give access") from None
