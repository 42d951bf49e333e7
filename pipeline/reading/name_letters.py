"""Pure, given its data. How usual a name's letters are: which follow which in names of many languages.

Print that lost a line can be FFRNANDEZ or FERNANDEZ; a person who reads knows which. So do the chances of each letter
after three others, smoothed with shorter contexts (Witten and Bell, 1991), counted over lists of names by
`scripts/reader/name_letters.py`. They choose between what readers saw, and between parts of it, and add no letter that
none of them saw; a name that no list holds is only less usual, never impossible.
"""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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


def usualness(name: str) -> float:
    """The natural logarithm of how likely the letters are in a name, against an average name of as many letters."""
    total, context = 0.0, (0, 0, 0)
    table = _table()
    for sign in f"{_bare(name)} ":
        letter = LETTERS.find(sign) if sign != LETTERS[0] else -1
        if sign in _BETWEEN:
            letter = 0
        if letter < 0:
            total += _STRANGE
        elif letter or any(context):
            total += _AVERAGE - table[(*context, letter)] / _PARTS_OF_ONE
            context = (context[1], context[2], letter) if letter else (0, 0, 0)
    return total


def _bare(name: str) -> str:
    """In capitals, without accents."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).upper()


@functools.cache
def _table() -> NDArray[np.float64]:
    with np.load(DATA) as data:
        return np.asarray(data["levels"], np.float64)
