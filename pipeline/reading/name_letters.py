"""Pure, given its data. How usual a name is: by the words of lists, and by which letters follow which in names.

Print that lost a line can be FFRNANDEZ or FERNANDEZ; a person who reads knows which. So do the chances of each letter
after three others, smoothed with shorter contexts (Witten and Bell, 1991), counted over lists of names by
`scripts/reader/name_letters.py`. They choose between what readers saw, and between parts of it, and add no letter that
none of them saw; a name that no list holds is only less usual, never impossible. A word is half the time one of those
that are listed (`listed_names`), and else as likely as its letters.
"""

from __future__ import annotations

import functools
import math
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.reading.listed_names import chance_of, in_capitals, words_of

DATA = Path(__file__).parents[2] / "models" / "readers" / "name_letters.npz"
LETTERS = "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The end of a word, and the letters: four of these name a place in the table."""
_PARTS_OF_ONE = 20.0
"""The table holds the natural logarithm of each chance in twentieths, without its sign."""
_AVERAGE = 2.4
"""Of a letter of a name: so a longer name is not less usual for its length."""
_STRANGE = -6.0
"""For each sign that stands in no name."""
_BETWEEN = " ,-'’."
_LOOKS_LIKE = {
    "A": "HR", "B": "EGHRS", "C": "GO", "D": "NO", "E": "BFHL", "F": "EPTV", "G": "BCO", "H": "ABEKMN", "I": "JLT",
    "J": "IU", "K": "HRX", "L": "EI", "M": "HNW", "N": "DHM", "O": "CDGQU", "P": "FR", "Q": "O", "R": "ABKP", "S": "BZ",
    "T": "FI", "U": "JOV", "V": "FUWY", "W": "MV", "X": "K", "Y": "V", "Z": "S",
}  # fmt: skip
"""Capitals that fax print makes of one another: a bar or a foot gone, a bow closed or open."""


def usualness(name: str) -> float:
    """The natural logarithm of how likely a name is, against an average one of as many letters."""
    told = in_capitals(name)
    strange = sum(sign not in _BETWEEN and not "A" <= sign <= "Z" for sign in told)
    return _STRANGE * strange + sum(_word(word) + _AVERAGE * (len(word) + 1) for word in re.findall("[A-Z]+", told))


@functools.lru_cache(maxsize=16384)
def _word(word: str) -> float:
    """The natural logarithm of the chance of a word, in capitals: half by its letters, half by the lists."""
    in_lists = chance_of(word) if len(word) > 1 else None
    both = by_letters(word) if in_lists is None else float(np.logaddexp(by_letters(word), in_lists))
    return both - math.log(2)


def by_letters(word: str) -> float:
    """The natural logarithm of the chance of a word, in capitals, by which letters follow which."""
    table, context, total = _table(), (0, 0, 0), 0.0
    for letter in (*(LETTERS.index(sign) for sign in word), 0):
        total -= float(table[(*context, letter)]) / _PARTS_OF_ONE
        context = (context[1], context[2], letter)
    return total


@functools.lru_cache(maxsize=4096)
def more_usual_by_one_letter(name: str) -> float:
    """How many times as usual, as a natural logarithm and by its letters alone, a name would be with one other letter
    that looks much like the one read there: LOURDES for LOJRDES. 0 where none makes it more usual."""
    table, best = _table(), 0.0
    for word in words_of(name):
        codes = [0, 0, 0, *(LETTERS.index(letter) for letter in word), 0]
        for place, letter in enumerate(word, 3):
            # only the letter itself and what three letters foretell after it change
            ends = range(place, min(place + 4, len(codes)))
            now = sum(table[tuple(codes[end - 3 : end + 1])] for end in ends)
            for other in _LOOKS_LIKE.get(letter, ""):
                changed = [*codes[:place], LETTERS.index(other), *codes[place + 1 :]]
                then = sum(table[tuple(changed[end - 3 : end + 1])] for end in ends)
                best = max(best, float(now - then) / _PARTS_OF_ONE)
    return best


@functools.cache
def _table() -> NDArray[np.float64]:
    with np.load(DATA) as data:
        return np.asarray(data["levels"], np.float64)
