"""Pure. What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
import struct

TIFF = "image/tiff"
PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
MAIL = "message/rfc822"
UNKNOWN = "application/octet-stream"

HEAD_BYTES = 65_536
"""As much of a file as `media_type` wants to see."""

_TIFF_HEADS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
"""Both byte orders, classic and BigTIFF."""
_PDF_WITHIN = 1024
"""Readers accept a PDF whose header stands within the first 1,024 bytes (ISO 32000-1, annex H, note 13)."""
_PDF_HEAD = re.compile(rb"%PDF-\d")

_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
_MAILBOX_LINE = re.compile(rb">?From \S")
_TELLS_ALONE = frozenset(
    b"received return-path message-id mime-version content-type delivered-to dkim-signature x-original-to".split()
)
"""Header fields that no ordinary text begins with."""
_TELLS_TOGETHER = frozenset(
    b"from to cc bcc subject date reply-to sender resent-from resent-to in-reply-to references importance priority "
    b"content-transfer-encoding content-disposition content-language thread-topic thread-index x-mailer".split()
)
"""Header fields of which a memo can have one by chance, hardly two."""
_HEADER_LINES = 300


def media_type(untrusted_head: bytes) -> str:
    """The media type of a file that begins with these bytes (`HEAD_BYTES` of them, or all it has).

    One of image/tiff, image/png, image/jpeg, application/pdf, message/rfc822, else application/octet-stream.
    """
    head = untrusted_head[:HEAD_BYTES]
    if head.startswith(_TIFF_HEADS):
        return TIFF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if _PDF_HEAD.match(head):
        return PDF
    # before the PDF further in: a mail with an unencoded PDF below a short header is a mail
    if _begins_like_a_mail(head):
        return MAIL
    if _PDF_HEAD.search(head, 0, _PDF_WITHIN):
        return PDF
    return UNKNOWN


def _begins_like_a_mail(head: bytes) -> bool:
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").split(b"\n", _HEADER_LINES)[:_HEADER_LINES]
    if lines and _MAILBOX_LINE.match(lines[0]):
        lines = lines[1:]
    names: set[bytes] = set()
    strange = 0
    for number, line in enumerate(lines):
        if not line.strip():
            break
        if line[:1] in b" \t" and number:
            continue
        field = _FIELD.match(line)
        if field:
            names.add(field[1].lower())
        elif number == 0:
            return False
        else:
            strange += 1
    alone, together = len(names & _TELLS_ALONE), len(names & _TELLS_TOGETHER)
    if alone + together >= 2:
        return strange < alone + together
    return alone == 1 and strange == 0


def picture_size(untrusted_head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels that a PNG, JPEG, GIF, BMP or WebP picture claims; None when it is none of them."""
    head = untrusted_head[:HEAD_BYTES]
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack_from(">II", head, 16)
        elif head.startswith((b"GIF87a", b"GIF89a")):
            width, height = struct.unpack_from("<HH", head, 6)
        elif head.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", head, 18)
            height = abs(height)
        elif head.startswith(b"RIFF") and head[8:15] == b"WEBPVP8":
            return _webp_size(head)
        elif head.startswith(b"\xff\xd8\xff"):
            return _jpeg_size(head)
        else:
            return None
    except struct.error:
        return None
    return (width, height) if width > 0 and height > 0 else None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", head, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, at + 5)
            return (width, height) if width and height else None
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + struct.unpack_from(">H", head, at + 2)[0]
    return None
