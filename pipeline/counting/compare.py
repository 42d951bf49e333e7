"""Pure. How values are compared: without case, accents and the slips that OCR makes."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import OSA

_LOOKALIKE_PAIRS = (("RN", "M"), ("VV", "W"), ("CL", "D"), ("LL", "U"))
_LOOKALIKE_LETTERS = str.maketrans("01|!58", "OLLLSB")


def plain(text: str) -> str:
    """Upper case, without accents; every run of other characters is one blank."""
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.findall(r"[A-Z0-9]+", bare.upper()))


def looks(word: str) -> str:
    """A word as it looks: characters that OCR takes for one another become one."""
    word = word.upper().translate(_LOOKALIKE_LETTERS).replace("I", "L")
    for pair, single in _LOOKALIKE_PAIRS:
        word = word.replace(pair, single)
    return word


def ordered_words(name: str) -> list[str]:
    """The words of a name, the given names first, so that `LAST, First` and `First LAST` are the same."""
    last, comma, given = name.partition(",")
    return [*plain(given).split(), *plain(last).split()] if comma else plain(name).split()


def near(one: str, other: str) -> bool:
    """Whether two strings differ by at most one character: read wrong, lost, added or two of them swapped."""
    return OSA.distance(one, other, score_cutoff=1) <= 1
