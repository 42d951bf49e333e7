"""Pure, given its data. Words that stand in lists of names, with how many people bear them.

A name all of whose words stand in a list is seldom misread: a lost stroke makes of one listed word another listed one
far less often than none. So it counts among the evidence for a name (`calibration`), and of words that stand in no list
those near are held against the print. The lists are those of `scripts/reader/listed_names.py`: Faker's, of many
languages, and the surnames and given names of the United States census.
"""

from __future__ import annotations

import functools
import gzip
import itertools
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

DATA = Path(__file__).parents[2] / "models" / "readers" / "listed_names.txt.gz"
"""In each line the words that about as many bear, behind half the logarithm of how many, to the base of 2."""
_ODD = re.compile(r"[^A-Z \-,.'’]")
"""What stands in no name."""
_SHORT = 3
"""Letters of a word that is like too many others to be looked up."""
_NEAR = 12
"""Words near to another that are looked at, the most alike and most frequent first."""


def in_capitals(name: str) -> str:
    """The name in capitals, without accents."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).upper()


def words_of(name: str) -> list[str]:
    """The words of a name, in capitals without accents; what stands between them is left out."""
    return re.findall("[A-Z]+", in_capitals(name))


def chance_of(word: str) -> float | None:
    """The natural logarithm of the chance of a word, in capitals, among all that are listed; None where it is not.

    Frequent words count by the square root of how many bear them: who is sent is not who lives here.
    """
    return _listed().get(word)


@functools.lru_cache(maxsize=4096)
def listed(name: str) -> bool:
    """Whether a name has words, all of them stand in lists, and it has no sign that stands in no name. Initials are
    taken as they are."""
    words = [word for word in words_of(name) if len(word) > 1]
    return bool(words) and all(word in _listed() for word in words) and not _ODD.search(in_capitals(name))


def lost_a_tail(name: str) -> bool:
    """Whether a name of no list has a q without a u, which may be a g whose tail is gone."""
    return bool(re.search(r"q(?!u)", name)) and not listed(name)


@functools.lru_cache(maxsize=1024)
def near(word: str) -> Sequence[str]:
    """Listed words that differ from a word, in capitals, by one letter, or by two if it is long, the nearest first."""
    furthest = 1 if len(word) < 6 else 2
    known, by_length = _listed(), _by_length()
    found = [
        (distance, -known[other], other)
        for length in range(len(word) - furthest, len(word) + furthest + 1)
        for other, distance, _ in process.extract(
            word, by_length.get(length, []), scorer=Levenshtein.distance, score_cutoff=furthest, limit=None
        )
    ]
    return [other for _, _, other in sorted(found)[:_NEAR]]


def exchanges(text: str) -> list[tuple[int, int, Sequence[str]]]:
    """For each word of a text in plain letters that stands in no list: where it begins and ends, and what listed words
    might stand there, written as it is. A word beside one that is not listed may be the rest of it."""
    words = list(re.finditer("[A-Za-z]+", text))
    unknown = [len(word[0]) > 1 and word[0].upper() not in _listed() for word in words]
    found = [
        (word.start(), word.end(), word[0], near(word[0].upper()))
        for word, is_unknown in zip(words, unknown, strict=True)
        if is_unknown and len(word[0]) > _SHORT
    ]
    for place, (word, further) in enumerate(itertools.pairwise(words)):
        if text[word.end() : further.start()] == " " and (unknown[place] or unknown[place + 1] or len(further[0]) == 1):
            whole = word[0] + further[0]
            found.append((word.start(), further.end(), word[0], _whole(whole.upper())))
    return [(start, end, _as_written(like, others)) for start, end, like, others in found if others]


def _whole(word: str) -> Sequence[str]:
    return [word] if word in _listed() else near(word)


def _as_written(word: str, others: Sequence[str]) -> Sequence[str]:
    capitals = word[1:].isupper()
    return [other if capitals else other.title() for other in others]


@functools.cache
def _listed() -> Mapping[str, float]:
    groups = [line.split() for line in gzip.decompress(DATA.read_bytes()).decode("ascii").splitlines()]
    weights = {word: 2.0 ** int(level) for level, *words in groups for word in words}
    total = math.log(sum(weights.values()))
    return {word: math.log(weight) - total for word, weight in weights.items()}


@functools.cache
def _by_length() -> Mapping[int, list[str]]:
    groups: dict[int, list[str]] = defaultdict(list)
    for word in _listed():
        groups[len(word)].append(word)
    return groups
