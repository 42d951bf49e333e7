"""Pure, given the stored bytes. A stored file -> its Transmission, whatever is wrong with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.errors import IntakeError
from pipeline.receive import kinds, tags
from pipeline.receive.mail import open_stored_mail
from pipeline.receive.originals import Originals
from pipeline.receive.times import Arrived, inbox_time
from pipeline.settings import Limits
from pipeline.values import Part, Transmission
from pipeline.vocabulary import Doubt


def transmission_id(source: str, file: str, sha256: str) -> str:
    """The id of the transmission of this content under this name at this source; the same whenever it is asked."""
    return "T" + hashlib.sha256("\0".join((source, file, sha256)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Inside:
    """What looking into a file gave."""

    media_type: str
    tags: dict[str, str]
    sender: str | None
    parts: tuple[Part, ...]
    doubts: tuple[Doubt, ...]


def transmission_of(
    *,
    source: str,
    file: str,
    sha256: str,
    modified_ns: int,
    originals: Originals,
    limits: Limits,
    zone: ZoneInfo,
    now: datetime,
    received: datetime | None = None,
    same_bytes_as: str | None = None,
) -> Transmission:
    """The transmission of a stored original. Raises StoreTrouble alone; what is wrong with the file becomes a doubt.

    `received` is given when a person says when it came.
    """
    size = originals.size(sha256)
    try:
        inside = _look_into(sha256, size, originals, limits)
    except IntakeError:
        raise
    except Exception:  # noqa: BLE001  nothing that arrives may be lost to a fault in looking at it
        inside = _Inside(kinds.UNKNOWN, {}, None, (), (Doubt.UNDECODABLE,))
    if received is not None:
        arrived = Arrived(received if received.tzinfo else received.replace(tzinfo=zone), "person")
    else:
        arrived = inbox_time(inside.tags, file.rpartition("/")[2], modified_ns, zone=zone, now=now)
    doubts = list(inside.doubts)
    if arrived.how == "file_time":
        doubts.append(Doubt.RECEIVED_FROM_FILE_TIME)
    if same_bytes_as is not None:
        doubts.append(Doubt.SAME_BYTES)
    return Transmission(
        id=transmission_id(source, file, sha256),
        source=source,
        file=file,
        sha256=sha256,
        size=size,
        media_type=inside.media_type,
        modified_ns=modified_ns,
        inbox_at=arrived.at,
        inbox_how=arrived.how,
        taken_in_at=now,
        sender=inside.sender,
        tags=inside.tags,
        same_bytes_as=same_bytes_as,
        parts=inside.parts,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _look_into(sha256: str, size: int, originals: Originals, limits: Limits) -> _Inside:
    if size == 0:
        return _Inside(kinds.UNKNOWN, {}, None, (), (Doubt.EMPTY_FILE,))
    kind = kinds.media_type(originals.head(sha256, kinds.HEAD_BYTES))
    too_large = (Doubt.TOO_LARGE,) if size > limits.file_bytes else ()
    if kind == kinds.TIFF:
        with originals.open(sha256) as tiff:
            found = tags.fax_tags(tiff)
        return _Inside(kind, found, tags.sender(found), (), too_large)
    if kind == kinds.MAIL:
        opened = open_stored_mail(originals, sha256, limits)
        headers = dict(opened.headers)
        return _Inside(
            kind, headers, headers.get("From"), opened.parts, tuple(dict.fromkeys(too_large + opened.doubts))
        )
    unknown = (Doubt.UNKNOWN_TYPE,) if kind == kinds.UNKNOWN else ()
    return _Inside(kind, {}, None, (), too_large + unknown)
