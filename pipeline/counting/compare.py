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


def name_words(name: str) -> frozenset[str]:
    """The words of a name, so that their order and the comma do not matter."""
    return frozenset(plain(name).split())


def near_names(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names may be one, read badly: as many words, each equal or one character off."""
    left, right = sorted(one - other), sorted(other - one)
    if len(left) != len(right) or (not one & other and len(one) > 1):
        return False
    unmatched = list(right)
    for word in left:
        match = next((candidate for candidate in unmatched if near(word, candidate)), None)
        if match is None:
            return False
        unmatched.remove(match)
    return True


def near(one: str, other: str) -> bool:
    """Whether two strings differ by at most one character: read wrong, lost, added or two of them swapped."""
    return OSA.distance(one, other, score_cutoff=1) <= 1
