"""Pure. How far two values of one field are apart: the same, nearly the same, or somebody else's."""

from __future__ import annotations

import re
import unicodedata
from math import inf

from rapidfuzz.distance import OSA

SAME = 0.0
ALIKE = 0.5
"""The same words, though their order or a comma does not show which of them are the family name."""
NEAR = 2.0
"""Characters between two readings of one value at the most; what is further apart is another value."""
IN_PART = 3.0
"""One name is part of the other: the same person, and nothing is said about the rest."""
_SURELY = 10
"""Letters from which two names that share no word but are near are one name: shorter ones meet by chance."""


def words_of(name: str, *, loose: bool = False) -> tuple[str, ...]:
    """The words of a name in their order, upper case, without accents and points; `loose`: without hyphens and
    apostrophes too, which people leave out where they type."""
    bare = unicodedata.normalize("NFKD", name.replace("’", "'"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter)).upper()
    if loose:
        bare = bare.replace("'", "").replace("-", " ")
    return tuple(re.findall(r"[^\W\d_]+(?:['\-][^\W\d_]+)*'?", bare))


def name_distance(own: str, said: str, *, loose: bool = False) -> float:
    """How far two names are apart: SAME, ALIKE, in characters up to NEAR, IN_PART, or without end.

    `LAST, First` and `First LAST` are the same. `loose`, for what people type, forgives a lost comma.
    """
    as_printed = words_of(own, loose=loose), words_of(said, loose=loose)
    parted = _given_first(own, loose), _given_first(said, loose)
    if not all(as_printed):
        return inf
    if parted[0] == parted[1]:
        return SAME
    if sorted(parted[0]) == sorted(parted[1]):
        # in print of one make the comma alone is lost or invented
        return ALIKE if loose or as_printed[0] != as_printed[1] else 1.0
    apart = min(_characters(" ".join(one), " ".join(other)) for one, other in (as_printed, parted))
    shared = set(parted[0]) & set(parted[1])
    if apart <= NEAR and (shared or sum(map(len, parted[0])) >= _SURELY):
        return apart
    fewer, more = sorted((set(parted[0]), set(parted[1])), key=len)
    return IN_PART if len(fewer) >= 2 and fewer <= more else inf


def text_distance(own: str, said: str) -> float:
    """How far two numbers or dates are apart: SAME, in characters up to NEAR, or without end."""
    return _characters(own, said)


def _given_first(name: str, loose: bool) -> tuple[str, ...]:
    last, comma, given = name.partition(",")
    words = words_of(last, loose=loose)
    return (*words_of(given, loose=loose), *words) if comma else words


def _characters(one: str, other: str) -> float:
    """Characters read wrong, lost, added or swapped."""
    apart = OSA.distance(one, other, score_cutoff=int(NEAR))
    return float(apart) if apart <= NEAR else inf
