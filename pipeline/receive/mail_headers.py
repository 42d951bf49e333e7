"""Pure. The header of a mail or of one of its parts, read within bounds.

Written here rather than with `email.parser`: its cost grows with the number of parts times their depth before any
limit can be set, and its modern header classes raise on headers that occur. The standard library still takes single,
shortened values apart (`email.message`, `email.header`).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value

from pipeline.receive.mail_text import decoded_text
from pipeline.receive.names import VALUE_CHARACTERS, clean, safe_name

_MOST_FIELDS = 1000
_MOST_LINES = 10_000
"""After these the rest of a header is passed over: its body still is read."""
_FIELD_BYTES = 4096
"""As much of one field as is looked at; the standard library's parameter parser is quadratic."""
_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:[ \t]*")
_TRANSPORT = re.compile(rb"^(?:content-type|content-transfer-encoding|mime-version|message-id|received):", re.I | re.M)
_BLANK_LINE = re.compile(rb"\n\r?\n")

_USED = ("From", "To", "Cc", "Subject", "Date", "Delivered-To", "X-Original-To", "Message-ID")
_RECEIVED_KEPT = 3
_FROM_A_GATEWAY = re.compile(
    r"x-.{0,40}(?:fax|csid|tsid|caller|called|dnis|[-_]ani\b|[-_]did\b|sub-?address|remote-?id)", re.I
)
_GATEWAY_KEPT = 20


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of one header in their order, unfolded; bytes that are not UTF-8 stand as surrogates."""

    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> Iterator[str]:
        """Every value of a field, from the top."""
        return (value for field, value in self.fields if field.lower() == name.lower())

    def first(self, name: str) -> str:
        """The topmost value of a field, empty when there is none."""
        return next(self.all(name), "")


def read_head(untrusted: bytes, start: int, end: int) -> tuple[Head, int]:
    """The header that begins at `start`, and where its body begins. Never raises."""
    fields: list[tuple[bytes, bytearray]] = []
    blank = _BLANK_LINE.search(untrusted, start, end)
    block_end = blank.end() if blank else end
    transport_at = -2  # not looked for yet
    at, lines = start, 0
    while at < end:
        lines += 1
        if lines > _MOST_LINES:
            at = block_end
            break
        line_end = untrusted.find(b"\n", at, end)
        line_end = end if line_end < 0 else line_end
        line = untrusted[at : min(line_end, at + _FIELD_BYTES)].rstrip(b"\r")
        if not line.strip():
            at = line_end + 1
            break
        field = _FIELD.match(line)
        if line[:1] in b" \t" and fields:
            _continue(fields[-1][1], line)
        elif field:
            if len(fields) < _MOST_FIELDS:
                fields.append((field[1], bytearray(line[field.end() :])))
        elif at == start and re.match(rb">?From ", line):
            pass  # the line that sets mails apart in a mailbox file
        else:
            if transport_at != -1 and transport_at <= line_end:
                found = _TRANSPORT.search(untrusted, line_end + 1, block_end)
                transport_at = found.start() if found else -1
            if transport_at < 0:
                break  # the blank line is missing: the body begins here
            if fields:  # a header goes on further down: a broken fold
                _continue(fields[-1][1], b" " + line)
        at = line_end + 1
    read = tuple((_as_text(name), _as_text(bytes(value)).strip()) for name, value in fields)
    return Head(read), min(at, end)


def _continue(value: bytearray, line: bytes) -> None:
    value += line[: max(0, _FIELD_BYTES - len(value))]


def _as_text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def decoded(untrusted_value: str) -> str:
    """A header's value with its encoded words (RFC 2047) decoded, on one line. Never raises."""
    value = untrusted_value[:_FIELD_BYTES]
    try:
        pieces = decode_header(value)
    except (MessageError, binascii.Error, ValueError):
        pieces = [(value, None)]
    text = "".join(
        decoded_text(piece, charset) if isinstance(piece, bytes) else _without_surrogates(piece)
        for piece, charset in pieces
    )
    return clean(_without_surrogates(text))


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("latin-1") if _only_bytes(text) else clean(text)
    return text


def _only_bytes(text: str) -> bool:
    return all(not 0xD800 <= ord(character) <= 0xDFFF or 0xDC80 <= ord(character) <= 0xDCFF for character in text)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a part says of itself."""

    media_type: str
    charset: str | None
    boundary: bytes | None
    encoding: str
    """The transfer encoding, in small letters."""
    name: str | None
    """Sanitised, never a path."""
    smime: str
    """What an S/MIME body is: `enveloped-data`, `signed-data`, ..."""


def declared(head: Head, default_type: str) -> Declared:
    """What the header says of the part below it; what cannot be understood is left at its default. Never raises."""
    message: Message[str, str] = Message()
    for field in ("Content-Type", "Content-Disposition"):
        if value := head.first(field):
            message[field] = value
    media_type = default_type
    if head.first("Content-Type"):
        media_type = clean(_attempt(message, "type") or "text/plain", 100).lower()
    boundary, name = _attempt(message, "boundary"), _attempt(message, "filename")
    return Declared(
        media_type=media_type,
        charset=_attempt(message, "charset"),
        boundary=boundary.encode("utf-8", "surrogateescape") if boundary and _only_bytes(boundary) else None,
        encoding=head.first("Content-Transfer-Encoding").split(";")[0].strip().lower(),
        name=safe_name(decoded(name)) if name else None,
        smime=(_attempt(message, "smime-type") or "").lower(),
    )


def _attempt(message: Message[str, str], what: str) -> str | None:
    """One thing out of the standard library's hands, which raise all sorts on headers that occur."""
    try:
        match what:
            case "type":
                return message.get_content_type()
            case "boundary":
                return message.get_boundary()
            case "filename":
                return message.get_filename()
            case _:
                value = message.get_param(what)
                return collapse_rfc2231_value(value) if value else None
    except (LookupError, ValueError, TypeError, AttributeError, MessageError):
        return None


def used_headers(head: Head) -> dict[str, str]:
    """The headers that help to tell channel, sender and time, by name; later Received headers as `Received.2`, ..."""
    used = {name: value for name in _USED if (value := decoded(head.first(name)))}
    for number, value in enumerate(head.all("Received"), start=1):
        if number > _RECEIVED_KEPT:
            break
        line = clean(decoded(value) if len(value) <= VALUE_CHARACTERS else value, _FIELD_BYTES)
        if len(line) > VALUE_CHARACTERS:  # the date stands at the end
            line = line[: VALUE_CHARACTERS - 203] + "..." + line[-200:]
        used["Received" if number == 1 else f"Received.{number}"] = line
    gateway = [(name, value) for name, value in head.fields if _FROM_A_GATEWAY.match(name)]
    for name, value in gateway[:_GATEWAY_KEPT]:
        used.setdefault(clean(name, 80), decoded(value))
    return used
