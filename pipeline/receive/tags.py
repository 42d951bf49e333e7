"""Pure. The tags that a fax server writes into the first frame of a TIFF, read without decoding the picture.

Only the first directory is looked at, only the tags named here, and only so many bytes of each: a directory that
points at itself, or claims four billion values, costs nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import BinaryIO

from pipeline.receive.names import VALUE_CHARACTERS, clean

FAX_TAGS: dict[int, str] = {
    270: "ImageDescription",
    271: "Make",
    305: "Software",
    306: "DateTime",
    34908: "FaxRecvParams",
    34909: "FaxSubAddress",
    # libtiff, tiff.h: "receive time (secs)": how long the call took, not when it came
    34910: "FaxRecvTime",
    34911: "FaxDCS",
}
"""By number: TIFF 6.0, and libtiff's tiff.h for those of HylaFAX."""

_MOST_ENTRIES = 4096
_TEXT, _SHORT, _LONG, _LONG8 = 2, 3, 4, 16
_WIDTHS = {_TEXT: 1, _SHORT: 2, _LONG: 4, _LONG8: 8}


def fax_tags(untrusted_tiff: BinaryIO) -> dict[str, str]:
    """The fax tags of a TIFF by name, numbers as text; those that are absent or damaged are left out. Never raises."""
    try:
        return _read(untrusted_tiff)
    except (OSError, ValueError, struct.error, OverflowError):
        return {}


def sender(tags: Mapping[str, str]) -> str | None:
    """The sending station's id. HylaFAX writes it into ImageDescription; elsewhere that tag says anything at all."""
    if "hylafax" in (tags.get("Make", "") + tags.get("Software", "")).lower():
        return tags.get("ImageDescription") or None
    return None


def _read(tiff: BinaryIO) -> dict[str, str]:
    head = tiff.read(16)
    order = {b"II": "<", b"MM": ">"}[head[:2]] if head[:2] in (b"II", b"MM") else ""
    if not order or len(head) < 8:
        return {}
    big = struct.unpack_from(order + "H", head, 2)[0] == 43
    offset = struct.unpack_from(order + ("Q" if big else "L"), head, 8 if big else 4)[0]
    counter, entry = ("Q", "HHQ8s") if big else ("H", "HHL4s")
    tiff.seek(offset)
    (entries,) = struct.unpack(order + counter, tiff.read(struct.calcsize(order + counter)))
    width = struct.calcsize(order + entry)
    directory = tiff.read(width * min(entries, _MOST_ENTRIES))
    found: dict[str, str] = {}
    for at in range(0, len(directory) - width + 1, width):
        number, kind, count, inline = struct.unpack_from(order + entry, directory, at)
        name = FAX_TAGS.get(number)
        if name is None or name in found or kind not in _WIDTHS or count == 0:
            continue
        size = min(count * _WIDTHS[kind], VALUE_CHARACTERS * 4)
        if count * _WIDTHS[kind] > len(inline):
            tiff.seek(struct.unpack(order + ("Q" if big else "L"), inline)[0])
            raw = tiff.read(size)
        else:
            raw = inline[:size]
        value = _value(order, kind, raw)
        if value:
            found[name] = value
    return found


def _value(order: str, kind: int, raw: bytes) -> str:
    if kind == _TEXT:
        text = raw.split(b"\0", 1)[0]
        try:
            return clean(text.decode("utf-8"))
        except UnicodeDecodeError:
            return clean(text.decode("latin-1"))
    if len(raw) < _WIDTHS[kind]:
        return ""
    return str(struct.unpack_from(order + {_SHORT: "H", _LONG: "L", _LONG8: "Q"}[kind], raw)[0])
