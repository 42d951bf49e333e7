"""Pure. What readers offer for one line: how each is named, and which offers are the same value."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from pipeline.reading.forms import AnswerKind
from pipeline.reading.listed_names import in_capitals

READERS = ("fax print", "tesseract", "recogniser")
"""The project's own small reader, Tesseract, and PP-OCR's recogniser, in the order in which they are asked."""
AGAIN = ", again"
"""Ends the reader's name of a further look, smoothed or stretched in another way."""
TOGETHER = ", together"
"""Ends the reader's name of what all its looks bear out best together, made of parts of what was offered."""
LISTED = ", as listed"
"""Ends the reader's name of a name that nobody saw, made of words of lists near to what was seen."""
STEADILY = ", steadily"
"""Ends the reader's name where it says how steadily it sees a value: its claim is the share of many looks that do."""
WITH_STREAKS = ", with streaks"
"""Ends the reader's name of what it sees of a line with the streaks that were taken out of it."""
LOOKS, FIRST_LOOKS = 4, 2
"""In how many ways the first reader looks at a line, and at one that is clear at once."""
SURE_LOOK = 0.98
"""Claim of the first reader's first looks, from which no more are taken where Tesseract sees the same."""
_GROUPS: Mapping[AnswerKind, str] = {
    "name": "name",
    "digits": "number",
    "event_number": "number",
    "file_number": "number",
    "phone": "number",
    "date": "date",
    "country": "closed",
    "sex": "closed",
    "text": "text",
    "officer": "text",
}
GROUPS = frozenset(_GROUPS.values())
"""Groups of kinds that share the weights of `calibration`."""


def letters_alike(kind: AnswerKind, one: str, other: str) -> bool:
    """Whether two values are the same; in names and texts, blanks and points are settled apart."""
    return bare(one) == bare(other) if kind in ("name", "text", "officer") else one == other


@functools.lru_cache(maxsize=4096)
def bare(value: str) -> str:
    """The letters and digits of a value, in capitals and without accents: specks look like these, and forms are filled
    in without them."""
    return re.sub(r"[\W_]", "", in_capitals(value))


def group_of(kind: AnswerKind) -> str:
    """The one of `GROUPS` to which a kind belongs."""
    return _GROUPS[kind]


def parts_of(value: str) -> list[str]:
    """The words and numbers of a value."""
    return re.findall(r"\w+", value)


def one_sign_other(one: str, other: str) -> bool:
    """Whether two values are of one length and differ in one sign."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
