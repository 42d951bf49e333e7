"""Pure. A mail's bytes -> its leaf parts, in the order in which they stand in it, within limits.

A part is a span of the mail's bytes; nothing is copied or decoded before it is asked for. Bodies are split at their
boundaries (RFC 2046, 5.1) from the outside in, so a part can never reach beyond the part that holds it, and a mail
of a hundred thousand parts costs no more than its first ones.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.receive.kinds import HEAD_BYTES, MAIL, media_type
from pipeline.receive.mail_headers import Declared, Head, declared, read_head
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt

_MULTIPART_DEPTH = 12
"""Multiparts within multiparts of one mail; real mails have up to five."""
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_MOST_ENCODINGS, _MOST_BAD_LINES = 1000, 1000
"""In one body, so that a hostile one costs no more than its length."""
_BEFORE_THE_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
_MAILS = frozenset({MAIL, "message/global", "message/news"})
_ELSEWHERE = frozenset({"message/partial", "message/external-body"})
"""The rest of it, or all of it, is not in this mail (RFC 2046, 5.2.2 and 5.2.3)."""


@dataclass(frozen=True, slots=True)
class MailHead:
    """One of the mails within a mail; the outermost has the empty path."""

    path: str
    head: Head


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no further parts."""

    path: str
    """`2.1` is the first part of the second."""
    mail: MailHead
    """The mail it belongs to."""
    declared: Declared
    alternative: str | None
    """The path of the nearest multipart/alternative around it, None when there is none."""
    whole: bytes
    start: int
    end: int
    refused: Doubt | None = None
    """Why it was not opened: TOO_DEEP, or TOO_MANY_PARTS for all the parts from here on."""

    def content(self) -> bytes:
        """The decoded bytes; a damaged encoding gives what can be had of it. Never raises."""
        return _decoded(self.whole[self.start : self.end], self.declared.encoding)

    def head(self) -> bytes:
        """The first decoded bytes, enough to tell what it is."""
        end = min(self.end, self.start + 2 * HEAD_BYTES)
        return _decoded(self.whole[self.start : end], self.declared.encoding)[:HEAD_BYTES]


def leaves(untrusted_mail: bytes, limits: Limits) -> Iterator[Leaf]:
    """The leaf parts, at most `limits.mail_parts`, then one that is refused and stands for all the rest."""
    parts = _mail(untrusted_mail, 0, len(untrusted_mail), (), 0, limits)
    for number, leaf in enumerate(parts):
        if number == limits.mail_parts:
            yield replace(leaf, refused=Doubt.TOO_MANY_PARTS)
            return
        yield leaf


def outermost_head(untrusted_mail: bytes) -> Head:
    """The header of the mail itself. Never raises."""
    return read_head(untrusted_mail, _header_start(untrusted_mail), len(untrusted_mail))[0]


def _header_start(untrusted_mail: bytes) -> int:
    before = _BEFORE_THE_HEADER.match(untrusted_mail)
    return before.end() if before else 0


def _mail(whole: bytes, start: int, end: int, path: tuple[int, ...], depth: int, limits: Limits) -> Iterator[Leaf]:
    head, body = read_head(whole, start if path else _header_start(whole), end)
    said = declared(head, "text/plain")
    mail = MailHead(_dotted(path), head)
    whole_body = Leaf(_dotted(path), mail, said, None, whole, body, end)
    if _holds_parts(whole_body):
        yield from _multipart(whole_body, path, 1, depth, limits)
    else:
        inner = (*path, 1)
        yield from _part(replace(whole_body, path=_dotted(inner)), inner, 0, depth, limits)


def _multipart(outer: Leaf, path: tuple[int, ...], nesting: int, depth: int, limits: Limits) -> Iterator[Leaf]:
    alternative = outer.path if outer.declared.media_type == "multipart/alternative" else outer.alternative
    default = MAIL if outer.declared.media_type == "multipart/digest" else "text/plain"
    for number, (start, end) in enumerate(_segments(outer), start=1):
        head, body = read_head(outer.whole, start, end)
        inner = (*path, number)
        part = Leaf(_dotted(inner), outer.mail, declared(head, default), alternative, outer.whole, body, end)
        yield from _part(part, inner, nesting, depth, limits)


def _part(part: Leaf, path: tuple[int, ...], nesting: int, depth: int, limits: Limits) -> Iterator[Leaf]:
    said = part.declared
    if _holds_parts(part):
        if nesting >= _MULTIPART_DEPTH:
            yield replace(part, refused=Doubt.TOO_DEEP)
        else:
            yield from _multipart(part, path, nesting + 1, depth, limits)
    elif _is_mail(part):
        if depth >= limits.mail_depth:
            yield replace(part, refused=Doubt.TOO_DEEP)
        elif said.encoding in ("", "7bit", "8bit", "binary"):
            yield from _mail(part.whole, part.start, part.end, path, depth + 1, limits)
        else:  # forbidden by RFC 2046, 5.2.1, and done all the same
            content = part.content()
            yield from _mail(content, 0, len(content), path, depth + 1, limits)
    else:
        yield part


def _is_mail(part: Leaf) -> bool:
    if part.declared.media_type in _MAILS | _ELSEWHERE:
        return part.declared.media_type in _MAILS
    # a text that quotes a header is a text; the same as a named file is a mail
    text = part.declared.media_type.startswith(("text/", "multipart/")) and part.declared.name is None
    return not text and media_type(part.head()) == MAIL


def _delimiter(boundary: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$\n?", re.MULTILINE)


def _holds_parts(outer: Leaf) -> bool:
    """Without any part of its own a multipart is nothing but text, and must not vanish."""
    said = outer.declared
    return said.media_type.startswith("multipart/") and bool(said.boundary) and any(True for _ in _segments(outer))


def _segments(outer: Leaf) -> Iterator[tuple[int, int]]:
    """Where each part of a multipart begins and ends; a missing last delimiter ends it where the whole ends."""
    begun: int | None = None
    for delimiter in _delimiter(outer.declared.boundary or b"").finditer(outer.whole, outer.start, outer.end):
        if begun is not None:
            yield begun, _before_line_end(outer.whole, begun, delimiter.start())
        begun = None if delimiter[1] else delimiter.end()
    if begun is not None:
        yield begun, outer.end


def _before_line_end(whole: bytes, start: int, end: int) -> int:
    """The line end before a delimiter belongs to the delimiter."""
    if end > start and whole[end - 1 : end] == b"\n":
        end -= 1
        if end > start and whole[end - 1 : end] == b"\r":
            end -= 1
    return end


def _dotted(path: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in path)


def _decoded(raw: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        # padding in the middle: several encodings were put one behind the other
        pieces = raw.translate(None, _NOT_BASE64).split(b"=", _MOST_ENCODINGS)
        return b"".join(_base64(letters) for letters in pieces if letters)
    if encoding == "quoted-printable":
        return quopri.decodestring(raw)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uudecoded(raw)
    return raw


def _base64(letters: bytes) -> bytes:
    if len(letters) % 4 == 1:  # cut short: a lone last letter holds no whole byte
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _uudecoded(raw: bytes) -> bytes:
    decoded, bad = bytearray(), 0
    for line in raw.splitlines():
        if line.rstrip() == b"end" or bad > _MOST_BAD_LINES:
            break
        if line.startswith(b"begin ") or not line.strip():
            continue
        try:
            decoded += binascii.a2b_uu(line)
        except binascii.Error:
            # some encoders write more than the line's own count says (as email.message does)
            counted = line[: 1 + (((line[0] - 32) & 63) * 4 + 5) // 3]
            try:
                decoded += binascii.a2b_uu(counted)
            except binascii.Error:
                bad += 1
    return bytes(decoded)
