"""Pure. Names and values from outside, made safe to show, to store and to compare."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME_CHARACTERS = 200
VALUE_CHARACTERS = 500
"""A tag or header longer than this is cut: it is a hint, and the original is kept."""

_BLANKS = re.compile(r"\s+")


def shown_path(pieces: Iterable[str]) -> str:
    """The pieces of a path joined by `/`, with everything that cannot be printed escaped.

    Bytes that are not UTF-8 (surrogates, as the operating system hands them over) become `\\xNN`, unprintable
    characters `\\xNN`, `\\uNNNN` or `\\UNNNNNNNN`, a backslash two. Different paths stay different.
    """
    return "/".join("".join(_shown(character) for character in piece) for piece in pieces)


def _shown(character: str) -> str:
    code = ord(character)
    if character == "\\":
        return "\\\\"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    # a slash cannot stand inside a piece; from a caller's free text it must not make a folder
    if character.isprintable() and character != "/":
        return character
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def clean(untrusted_text: str, most: int = VALUE_CHARACTERS) -> str:
    """The text on one line, blanks collapsed, without what cannot be printed or stored, at most `most` characters."""
    # cut before the work is done, once more after it: blanks may have gone
    text = _BLANKS.sub(" ", untrusted_text[: most * 8]).strip()
    return "".join(character for character in text if character.isprintable())[:most]


def safe_name(untrusted_name: str | None) -> str | None:
    """The last piece of a file name that a mail claims, never a path; None when nothing is left of it."""
    if untrusted_name is None:
        return None
    name = clean(re.split(r"[/\\]", untrusted_name[-4096:])[-1], 4096).strip(" .")
    if len(name) > NAME_CHARACTERS:
        # the end is kept: people look at the suffix
        name = name[: NAME_CHARACTERS - 21] + "…" + name[-20:]
    return name or None
