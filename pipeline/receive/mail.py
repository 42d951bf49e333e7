"""Pure, given where to keep the bytes. Takes a mail apart: which parts are taken, which are skipped, and why.

What a part is, its bytes say: neither its disposition nor its name nor its declared type decides (attachments that
peers lost were lost that way). Whatever is wrong with a mail ends as a doubt, never as an exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from pipeline.errors import IntakeError
from pipeline.receive import kinds
from pipeline.receive.mail_content import TEXT_BYTES, kind_of, text_of, why_not
from pipeline.receive.mail_headers import used_headers
from pipeline.receive.mail_parts import Leaf, leaves, outermost_head
from pipeline.receive.mail_text import decoded_text, holds_a_picture, text_of_html, words
from pipeline.receive.originals import Originals
from pipeline.settings import Limits
from pipeline.values import Part
from pipeline.vocabulary import Doubt

MAIL_BYTES = 100_000_000
"""A larger mail is kept but not opened: taking one apart needs about three times its size in memory."""
TEXT_CHARACTERS = 1_000_000
"""Of all texts of a mail together; also the most that spaCy takes by default."""

HTML_CHARACTERS = 2_000_000
"""Of all HTML of a mail together, with its tags and what is embedded in it."""

_FURTHER_MAIL = re.compile(rb"\n\r?\nFrom [^\r\n]{1,200}\d{4}[^\r\n]{0,40}\r?\n[!-9;-~]{1,80}:")


class MailText(NamedTuple):
    """The words of a part."""

    part: int
    """The part's ordinal."""
    text: str


class Attachment(NamedTuple):
    """A part with pages."""

    part: int
    sha256: str
    media_type: str
    """image/tiff, application/pdf, image/png or image/jpeg."""
    name: str | None


class InnerMail(NamedTuple):
    """A mail within the mail: its place, and the headers of it that are used."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A mail taken apart, for the ledger and for reading."""

    headers: Mapping[str, str]
    """Of the outermost mail, as `mail_headers.used_headers` names them."""
    inner: tuple[InnerMail, ...]
    texts: tuple[MailText, ...]
    attachments: tuple[Attachment, ...]
    parts: tuple[Part, ...]
    doubts: tuple[Doubt, ...]


def open_mail(untrusted_mail: bytes, limits: Limits, keep: Callable[[bytes], str]) -> OpenedMail:
    """Takes a mail apart. `keep` stores a part's bytes and gives their SHA-256 (`Originals.put`).

    Opening the same mail again gives the same. Raises only what `keep` raises.
    """
    bench = _Bench(limits, keep)
    if len(untrusted_mail) > min(limits.file_bytes, MAIL_BYTES):
        bench.doubts.append(Doubt.TOO_LARGE)
        return bench.opened(used_headers(outermost_head(untrusted_mail[:MAIL_BYTES])))
    found: list[Leaf] = []
    try:
        for leaf in leaves(untrusted_mail, limits):
            found.append(leaf)
    except Exception:  # noqa: BLE001  what stands before the fault is still taken; the rest waits for a person
        bench.doubts += [Doubt.UNDECODABLE, Doubt.PART_SKIPPED]
    bench.remember_plain_words(found)
    for leaf in found:
        bench.take(leaf)
    if untrusted_mail.startswith(b"From ") and _FURTHER_MAIL.search(untrusted_mail):
        # a mailbox with several mails: only its first was opened
        bench.skip(len(found) + 1, "", None, kinds.MAIL, Doubt.UNKNOWN_TYPE)
    return bench.opened(used_headers(outermost_head(untrusted_mail)))


def open_stored_mail(originals: Originals, sha256: str, limits: Limits) -> OpenedMail:
    """Takes a stored mail apart; its parts are stored beside it. Raises StoreTrouble."""
    return open_mail(originals.head(sha256, min(limits.file_bytes, MAIL_BYTES) + 1), limits, originals.put)


@dataclass(slots=True)
class _Bench:
    """What gathers while one mail is taken apart."""

    limits: Limits
    keep: Callable[[bytes], str]
    parts: list[Part] = field(default_factory=list)
    texts: list[MailText] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    inner: dict[str, Mapping[str, str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    plain_words: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    room: int = TEXT_CHARACTERS
    html_room: int = HTML_CHARACTERS

    def opened(self, headers: Mapping[str, str]) -> OpenedMail:
        return OpenedMail(
            headers=MappingProxyType(dict(headers)),
            inner=tuple(InnerMail(path, MappingProxyType(dict(used))) for path, used in self.inner.items()),
            texts=tuple(self.texts),
            attachments=tuple(self.attachments),
            parts=tuple(self.parts),
            doubts=tuple(dict.fromkeys(self.doubts)),
        )

    def remember_plain_words(self, found: list[Leaf]) -> None:
        """The words of the plain text in each multipart/alternative, for its HTML to be held against."""
        room = TEXT_CHARACTERS
        for leaf in found:
            if leaf.alternative is not None and leaf.declared.media_type == "text/plain" and not leaf.refused:
                group = (leaf.mail.path, leaf.alternative)
                text = decoded_text(leaf.content()[:TEXT_BYTES], leaf.declared.charset)[:room]
                room -= len(text)
                self.plain_words[group] = self.plain_words.get(group, frozenset()) | words(text)

    def take(self, leaf: Leaf) -> None:
        ordinal = len(self.parts) + 1
        if leaf.mail.path and leaf.mail.path not in self.inner:
            self.inner[leaf.mail.path] = used_headers(leaf.mail.head)
        try:
            self._take(leaf, ordinal)
        except IntakeError:
            raise
        except Exception:  # noqa: BLE001  one part that nobody foresaw must not cost the others
            del self.parts[ordinal - 1 :]
            self.skip(ordinal, leaf.path, leaf.declared.name, leaf.declared.media_type, Doubt.UNDECODABLE)

    def skip(
        self,
        ordinal: int,
        path: str,
        name: str | None,
        media_type: str,
        reason: Doubt | str,
        content: bytes | None = None,
    ) -> None:
        kept = self.keep(content) if content is not None else None
        size = len(content) if content is not None else 0
        self.parts.append(Part(ordinal, path, name, media_type, size, kept, taken=False, reason=reason))
        if isinstance(reason, Doubt):
            told = () if reason in (Doubt.UNKNOWN_TYPE, Doubt.UNDECODABLE, Doubt.EMPTY_FILE) else (reason,)
            self.doubts += [*told, Doubt.PART_SKIPPED]

    def _take(self, leaf: Leaf, ordinal: int) -> None:
        said, path, name = leaf.declared, leaf.path, leaf.declared.name
        if leaf.refused:
            self.skip(ordinal, path, name, said.media_type, leaf.refused)
            return
        content = leaf.content()
        kind = kind_of(leaf, content)
        text = text_of(leaf, content) if kind == kinds.UNKNOWN else None
        if text is not None:
            self._take_text(leaf, ordinal, content, text)
        elif (reason := why_not(leaf, content, kind)) is not None:
            self.skip(ordinal, path, name, kind, reason, content)
        else:
            kept = self.keep(content)
            self.parts.append(Part(ordinal, path, name, kind, len(content), kept, taken=True))
            self.attachments.append(Attachment(ordinal, kept, kind, name))

    def _take_text(self, leaf: Leaf, ordinal: int, content: bytes, text: str) -> None:
        said = leaf.declared
        media_type = said.media_type if said.media_type.startswith("text/") else "text/plain"
        if media_type == "text/html":
            if len(text) > self.html_room:
                self.doubts.append(Doubt.TOO_LARGE)
            if holds_a_picture(text):
                self.doubts.append(Doubt.PART_SKIPPED)
            shown, self.html_room = text[: self.html_room], self.html_room - min(len(text), self.html_room)
            text = text_of_html(shown)
        alternative = self.plain_words.get((leaf.mail.path, leaf.alternative or ""))
        # HTML with the same words as the plain text beside it, or a calendar entry or the like
        if alternative is not None and (
            (media_type == "text/html" and len(text) <= TEXT_CHARACTERS and words(text) <= alternative)
            or media_type not in ("text/html", "text/plain")
        ):
            self.skip(ordinal, leaf.path, said.name, media_type, "alternative", content)
            return
        if not text.strip():
            self.skip(ordinal, leaf.path, said.name, media_type, "empty", content)
            return
        if len(content) > TEXT_BYTES:
            self.doubts.append(Doubt.TOO_LARGE)
        if "-----BEGIN PGP MESSAGE-----" in text:
            self.doubts.append(Doubt.ENCRYPTED)
        kept = self.keep(content)
        self.parts.append(Part(ordinal, leaf.path, said.name, media_type, len(content), kept, taken=True))
        self.texts.append(MailText(ordinal, text[: self.room]))
        if len(text) > self.room:
            self.doubts.append(Doubt.TOO_LARGE)
        self.room -= min(len(text), self.room)
