"""Pure. What one part of a mail is, and whether it is taken: told by its content first, by what it declares last."""

from __future__ import annotations

from pipeline.receive import kinds
from pipeline.receive.mail_parts import Leaf
from pipeline.receive.mail_text import decoded_text
from pipeline.vocabulary import Doubt

TEXT_BYTES = 8_000_000
"""Of one text."""
_READABLE = frozenset({kinds.TIFF, kinds.PDF, kinds.PNG, kinds.JPEG})
_SIGNATURES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    }
)
_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})
_SHORT_SIDE, _LONG_SIDE = 150, 400
"""Pixels; a picture that is smaller either way is a logo: no page of a form can be read on it."""


def kind_of(leaf: Leaf, content: bytes) -> str:
    """The media type of a part by its content; a text stays unknown here, whatever it quotes."""
    kind = kinds.media_type(content[: kinds.HEAD_BYTES])
    text = leaf.declared.media_type.startswith(("text/", "multipart/"))
    if kind == kinds.MAIL or (kind == kinds.PDF and text and not content.startswith(b"%PDF")):
        return kinds.UNKNOWN  # a text that quotes a header, or speaks of PDF
    return kind


def text_of(leaf: Leaf, content: bytes) -> str | None:
    """A part that is text, HTML with its tags; None when it is something else."""
    said = leaf.declared
    declared_text = said.media_type.startswith(("text/", "multipart/"))
    if not declared_text and not (content and said.media_type == kinds.UNKNOWN and _looks_like_text(content)):
        return None
    wide = (said.charset or "").lower().startswith(("utf-16", "utf-32", "utf16", "utf32"))
    if said.name and not wide and b"\0" in content[:4096]:
        return None  # a file of some other kind under a text's name
    return decoded_text(content[:TEXT_BYTES], said.charset)


def _looks_like_text(content: bytes) -> bool:
    try:
        head = content[:4096].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < 4092:
            return False
        head = content[: error.start].decode("utf-8")
    return (
        all(character.isprintable() or character in "\r\n\t\f" for character in head) and "-----BEGIN PGP" not in head
    )


def why_not(leaf: Leaf, content: bytes, kind: str) -> Doubt | str | None:
    """Why a part that is no text is skipped; None when it has pages that can be read."""
    said = leaf.declared
    if not content:
        return Doubt.EMPTY_FILE
    picture = kinds.picture_size(content)
    if picture and (min(picture) < _SHORT_SIDE or max(picture) < _LONG_SIDE):
        return "decoration"
    if kind in _READABLE:
        return None
    if said.media_type in _SIGNATURES:
        return "signature"
    if said.media_type in _REPORTS:
        return "report"
    sealed = said.media_type in ("application/pkcs7-mime", "application/x-pkcs7-mime") and said.smime != "signed-data"
    if sealed or said.media_type == "application/pgp-encrypted" or b"-----BEGIN PGP MESSAGE" in content[:200]:
        return Doubt.ENCRYPTED
    return Doubt.UNKNOWN_TYPE
