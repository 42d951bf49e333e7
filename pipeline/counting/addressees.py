"""Pure. Whether a form is addressed to the department, to anyone, or to another agency."""

from __future__ import annotations

import re
from enum import StrEnum

from rapidfuzz import fuzz

from pipeline.counting.compare import looks, plain
from pipeline.counting.rules import Rules


class Addressee(StrEnum):
    """To whom a form is addressed."""

    OURS = "ours"
    OTHER = "other"
    UNCLEAR = "unclear"


def addressee(text: str, rules: Rules) -> Addressee:
    """To whom `text`, the TO block of a form as read, is addressed.

    Another agency's name beside the department's own leaves it unclear; so does a text that holds neither.
    """
    words = _words(text)
    told = rules.addressee
    ours, words = _take(words, told.ours, told.word_ratio)
    anyone, words = _take(words, told.anyone, told.word_ratio)
    others, words = _take(words, told.others, told.word_ratio)
    city, _ = _take(words, (rules.city,), told.word_ratio)
    if not ours and not city:
        elsewhere, words = _take(words, told.others_elsewhere, told.word_ratio)
        others = others or elsewhere
    if others:
        return Addressee.UNCLEAR if ours else Addressee.OTHER
    if ours or (anyone and not any(len(word) > 3 and word.isalpha() for word in words)):
        return Addressee.OURS
    return Addressee.UNCLEAR


def _words(text: str) -> list[str]:
    """The words, with P.D. as PD and D-4 as D4."""
    text = re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\b)", r"\1", text)
    text = re.sub(r"\b([A-Za-z])\s?[-–]\s?(\w{1,2})\b", r"\1\2", text)
    return plain(text).split()


def _take(words: list[str], phrases: tuple[str, ...], word_ratio: float) -> tuple[bool, list[str]]:
    """Whether any of the phrases stands in the words, and the words that are left without them."""
    left, found = list(words), False
    for phrase in sorted((_words(phrase) for phrase in phrases), key=lambda each: (-len(each), each)):
        start = 0
        while start + len(phrase) <= len(left):
            if all(_alike(a, b, word_ratio) for a, b in zip(phrase, left[start : start + len(phrase)], strict=True)):
                left[start : start + len(phrase)] = ["-"]
                found = True
            start += 1
    return found, left


def _alike(one: str, other: str, word_ratio: float) -> bool:
    """Short words must look the same; longer ones may differ a little."""
    one, other = looks(one), looks(other)
    if min(len(one), len(other)) < 4:
        return one == other
    return fuzz.ratio(one, other) >= word_ratio
