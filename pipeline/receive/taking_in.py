"""From an inbox into the originals and the ledger: copied, committed, and only then tidied away.

Touches the world: reads inboxes, writes originals, asks and writes the ledger, moves files of sources that want it.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.receive import folder
from pipeline.receive.archive import archive_folder, move_to_archive
from pipeline.receive.folder import Arrival, Left, LeftBecause
from pipeline.receive.ledger import Ledger
from pipeline.receive.names import safe_name, shown_path
from pipeline.receive.originals import Originals, Readable
from pipeline.receive.transmissions import transmission_of
from pipeline.settings import Settings, SourcePlace
from pipeline.values import Transmission

BY_HAND = "by-hand"
"""The source of a file that a person handed over."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one run found at one source. Every file in it is in exactly one of `taken`, `known` and `left`."""

    source: str
    taken: tuple[str, ...] = ()
    """The ids of the transmissions that are new in the ledger."""
    known: int = 0
    """Files that are in the ledger already."""
    left: tuple[Left, ...] = ()
    not_archived: tuple[str, ...] = ()
    """Files that are stored but could not be moved to the archive, with the reason."""
    trouble: str | None = None
    """Why the source could not be listed at all, as a sentence; None when it was."""


def receive(
    source: SourcePlace,
    settings: Settings,
    originals: Originals,
    ledger: Ledger,
    clock: Callable[[], datetime],
    wait: Callable[[float], None] = time.sleep,
) -> SourceReport:
    """Takes in everything new at one source. Raises StoreTrouble when originals or ledger cannot be written.

    `clock` gives the time with an offset; `wait` pauses for seconds. A run that is killed at any point is made good by
    the next one: bytes are stored under their own hash, and ids follow from source, name and content.
    """
    originals.clear_leftovers(clock())
    inbox = Path(os.path.normpath(source.path))
    archive = archive_folder(source) if source.after == "archive" else None
    try:
        arrivals, left_at_once = folder.listed(inbox, _not_this_source(source, settings))
    except OSError as error:
        reason = error.strerror or str(error)
        return SourceReport(source.name, trouble=f"{inbox}: cannot be listed: {reason}; check the path and the access")
    # with an archive, what is still here was not moved: it is looked at again, by its content
    news = tuple(a for a in arrivals if archive or not ledger.known(source.name, a.file, a.size, a.modified_ns))
    known, taken = len(arrivals) - len(news), list[str]()
    left, not_archived = list(left_at_once), list[str]()
    entry = _Entry(source.name, settings, originals, ledger, clock)
    for found in folder.whole_ones(news, settle_seconds=settings.work.settle_seconds, clock=clock, wait=wait):
        if isinstance(found, Left):
            left.append(found)
            continue
        stored = _stored(found, originals)
        if isinstance(stored, Left):
            left.append(stored)
            continue
        transmission, new = entry.of(found.file, stored, found.modified_ns)
        if new:
            taken.append(transmission.id)
        else:
            known += 1
        if archive is not None and (why_not := _archived(found, inbox, archive)) is not None:
            not_archived.append(why_not)
    return SourceReport(source.name, tuple(taken), known, tuple(left), tuple(not_archived))


def take_in(
    path: Path,
    settings: Settings,
    originals: Originals,
    ledger: Ledger,
    clock: Callable[[], datetime],
    *,
    source: str = BY_HAND,
    received: datetime | None = None,
) -> tuple[Transmission, bool]:
    """Takes in one file that a person hands over, wherever it lies; its transmission, and whether it is new.

    Its `file` is its bare name. `received` is when it came, if the person knows; a file that was taken in before
    under the same name keeps its transmission as it is. Raises WrongUse when it is no readable file; StoreTrouble.
    """
    try:
        # a pipe must not be waited for
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            now = os.fstat(descriptor)
            if not stat.S_ISREG(now.st_mode):
                raise WrongUse(f"{path}: is not a file; name a TIFF, PDF, PNG, JPEG or .eml file")
            sha256 = originals.put(file)
    except OSError as error:
        raise WrongUse(f"{path}: cannot be read: {error.strerror or error}; name a file that can be read") from None
    name = shown_path((Path(os.path.normpath(path)).name,))
    return _Entry(source, settings, originals, ledger, clock).of(name, sha256, now.st_mtime_ns, received)


def take_in_stream(
    content: Readable,
    untrusted_name: str,
    settings: Settings,
    originals: Originals,
    ledger: Ledger,
    clock: Callable[[], datetime],
    *,
    received: datetime | None = None,
) -> tuple[Transmission, bool]:
    """Takes in what a person hands over as a stream, as `take_in` does a file; its transmission, and whether it is new.

    `untrusted_name` is what it is said to be called, perhaps a path: the last piece is kept, made safe and bounded.
    Where nothing tells when it was received, it is now. Raises StoreTrouble, and whatever reading the stream raises.
    """
    sha256 = originals.put(content)
    name = shown_path((safe_name(untrusted_name) or "unnamed",))
    return _Entry(BY_HAND, settings, originals, ledger, clock).of(
        name, sha256, int(clock().timestamp() * 1e9), received
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """How stored bytes get into the ledger."""

    source: str
    settings: Settings
    originals: Originals
    ledger: Ledger
    clock: Callable[[], datetime]

    def of(
        self, file: str, sha256: str, modified_ns: int, received: datetime | None = None
    ) -> tuple[Transmission, bool]:
        """The transmission of these bytes under this name, committed; and whether it is new."""
        before = self.ledger.by_content(self.source, file, sha256)
        if before is not None:
            return before, False
        transmission = transmission_of(
            source=self.source,
            file=file,
            sha256=sha256,
            modified_ns=modified_ns,
            originals=self.originals,
            limits=self.settings.limits,
            zone=self.settings.zone,
            now=self.clock(),
            received=received,
            same_bytes_as=self.ledger.first_with_bytes(sha256),
        )
        return transmission, self.ledger.add(transmission)


def _stored(arrival: Arrival, originals: Originals) -> str | Left:
    """The SHA-256 of the file, now an original; or why it is left."""
    try:
        return originals.put(folder.contents(arrival))
    except folder.ChangedWhileReadError:
        return Left(arrival.file, LeftBecause.STILL_WRITTEN)
    except FileNotFoundError:
        return Left(arrival.file, LeftBecause.VANISHED)
    except OSError:
        return Left(arrival.file, LeftBecause.CANNOT_BE_READ)


def _archived(arrival: Arrival, inbox: Path, archive: Path) -> str | None:
    """Moves a committed file to the archive; a sentence when it could not be moved."""
    try:
        moved = move_to_archive(arrival, inbox, archive)
    except OSError as error:
        return f"{arrival.file}: stored, but not moved to the archive: {error.strerror or error}"
    return None if moved else f"{arrival.file}: stored, but changed since; looked at again in the next run"


def _not_this_source(source: SourcePlace, settings: Settings) -> frozenset[Path]:
    """What may lie within the inbox and is none of it: archives, other sources, the originals, a fax server's log."""
    places = [settings.store.originals]
    for other in settings.sources:
        places.append(archive_folder(other))
        if other.log is not None:
            places.append(other.log)
        if other.name != source.name:
            places.append(other.path)
    own = Path(os.path.normpath(source.path))
    return frozenset(place for place in map(Path, map(os.path.normpath, places)) if place != own)
