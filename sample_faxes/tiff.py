"""Writes fax TIFFs: one bit, T.4 or T.6, either bit order, with or without resolution tags.

Pillow's libtiff does the coding; the file around it is written here, because a fax server's file holds what Pillow
will not write: reversed bits, no resolution, its own tags on every page.
"""

import io
import struct
from dataclasses import dataclass

import numpy as np
from PIL import Image

CODINGS = {"g3-1d": ("group3", 3, 0), "g3-2d": ("group3", 3, 1), "g4": ("group4", 4, None)}
"""Pillow's name, tag 259, tag 292."""

REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))

ASCII, SHORT, LONG, RATIONAL = 2, 3, 4, 5


@dataclass(frozen=True)
class Page:
    """One page as the receiving machine keeps it."""

    black: np.ndarray
    """Rows by columns, true where black."""
    lines: float
    """Lines an inch down the page: 98, 196 or 391."""


def coded(black: np.ndarray, coding: str, reverse: bool = False) -> bytes:
    """The bitmap as one strip of T.4 or T.6 code, white as zero."""
    out = io.BytesIO()
    name, _, options = CODINGS[coding]
    tags = {278: black.shape[0]} | ({292: options} if options is not None else {})
    Image.fromarray(black).save(out, "TIFF", compression=name, tiffinfo=tags)
    entry = Image.open(io.BytesIO(out.getvalue())).tag_v2
    start, count = entry[273][0], entry[279][0]
    data = out.getvalue()[start : start + count]
    return data.translate(REVERSED) if reverse else data


def tiff(
    pages: list[Page],
    coding: str,
    reverse: bool = False,
    resolution: bool = True,
    tags: dict[int, str | int] | None = None,
) -> bytes:
    """The whole file. `tags` are extra ones: text as ASCII, numbers as LONG, repeated on each page as HylaFAX does."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for number, page in enumerate(pages):
        strip = coded(page.black, coding, reverse)
        start = len(out)
        out += strip + b"\0" * (len(strip) % 2)
        _, compression, options = CODINGS[coding]
        rows, columns = page.black.shape
        entries: dict[int, tuple[int, int, bytes]] = {
            254: (LONG, 1, struct.pack("<I", 2)),
            256: (LONG, 1, struct.pack("<I", columns)),
            257: (LONG, 1, struct.pack("<I", rows)),
            258: (SHORT, 1, struct.pack("<H", 1)),
            259: (SHORT, 1, struct.pack("<H", compression)),
            262: (SHORT, 1, struct.pack("<H", 0)),
            266: (SHORT, 1, struct.pack("<H", 2 if reverse else 1)),
            273: (LONG, 1, struct.pack("<I", start)),
            277: (SHORT, 1, struct.pack("<H", 1)),
            278: (LONG, 1, struct.pack("<I", rows)),
            279: (LONG, 1, struct.pack("<I", len(strip))),
            297: (SHORT, 2, struct.pack("<HH", number, len(pages))),
        }
        if options is not None:
            entries[292] = (LONG, 1, struct.pack("<I", options))
        if resolution:
            entries[282] = (RATIONAL, 1, struct.pack("<II", 204, 1))
            entries[283] = (RATIONAL, 1, struct.pack("<II", round(page.lines), 1))
            entries[296] = (SHORT, 1, struct.pack("<H", 2))
        for tag, value in (tags or {}).items():
            text = value.encode() + b"\0" if isinstance(value, str) else struct.pack("<I", value)
            entries[tag] = (ASCII, len(text), text) if isinstance(value, str) else (LONG, 1, text)
        link = directory(out, entries, link)
    return bytes(out)


def directory(out: bytearray, entries: dict[int, tuple[int, int, bytes]], link: int) -> int:
    """Appends one directory, points the one before to it, and returns where the next link stands."""
    packed = []
    for tag, (kind, count, data) in sorted(entries.items()):
        inline = data
        if len(data) > 4:
            inline = struct.pack("<I", len(out))
            out += data + b"\0" * (len(data) % 2)
        packed.append(struct.pack("<HHI", tag, kind, count) + inline.ljust(4, b"\0"))
    struct.pack_into("<I", out, link, len(out))
    out += struct.pack("<H", len(packed)) + b"".join(packed)
    out += b"\0\0\0\0"
    return len(out) - 4


def hylafax_tags(sender: str, when: str) -> dict[int, str | int]:
    """What a HylaFAX server writes; `when` as TIFF has it, `2025:03:04 02:15:00`, local time."""
    return {270: sender, 271: "HylaFAX", 305: "HylaFAX (tm) Version 6.0.7", 306: when}
