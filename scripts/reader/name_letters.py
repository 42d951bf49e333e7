"""Counts which letters follow which in names of many languages, for `pipeline/reading/name_letters.py`.

    python scripts/reader/name_letters.py --out models/readers/name_letters.npz

Needs numpy, faker, unidecode and names (the lists of the United States census of 1990), in an environment of its own.
Every list of family and given names that Faker has counts, those in other scripts as unidecode spells them. A long list
counts no more than one of `AT_MOST` names, so that no language outweighs the others; no name counts by how many people
bear it. `--check FILE` prints how well the letters of other names, one a line, are foretold.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import faker.providers.person
import names
import numpy as np
from unidecode import unidecode

LETTERS = "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The end or beginning of a word, and the letters."""
AT_MOST = 1500
_LISTS = re.compile(
    r"^(last|first)_names?(_(male|female|nonbinary|masculine|feminine|unisex))?$|^(last|first)_names_\w+$"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--check", type=Path)
    told = parser.parse_args()
    counts = np.zeros((len(LETTERS),) * 4)
    lists = [sorted(words) for words in word_lists()]
    for words in lists:
        weight = min(1.0, AT_MOST / max(1, len(words)))
        for word in words:
            count(counts, word, weight)
    chances = smoothed(counts)
    levels = np.clip(np.round(-np.log(chances) * 20), 0, 255).astype(np.uint8)
    np.savez_compressed(told.out, levels=levels)
    print(f"{len(lists)} lists, {sum(map(len, lists))} names; {told.out.stat().st_size} bytes")
    if told.check:
        among = perplexity(levels, told.check.read_text(encoding="utf-8").split())
        print(f"{among:.2f} letters to choose from, on average")


def word_lists() -> Iterator[set[str]]:
    """The words of each list of names, in capitals without accents."""
    for module in pkgutil.walk_packages(faker.providers.person.__path__, "faker.providers.person."):
        provider = importlib.import_module(module.name).Provider
        for attribute in dir(provider):
            if _LISTS.match(attribute):
                found = getattr(provider, attribute)
                if isinstance(found, (list, tuple, dict)) and (
                    words := {word for name in found if isinstance(name, str) for word in words_of(name)}
                ):
                    yield words
    for file in names.FILES.values():
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        yield {word for line in lines for word in words_of(line.split()[0])}


def words_of(name: str) -> list[str]:
    """The words of a name, of two letters or more."""
    return [word for word in re.findall(r"[A-Z]+", unidecode(name).upper()) if len(word) > 1]


def count(counts: np.ndarray, word: str, weight: float) -> None:
    """Adds every four letters in a row, the ends of the word among them."""
    codes = [0, 0, 0, *(LETTERS.index(letter) for letter in word), 0]
    for place in range(3, len(codes)):
        counts[tuple(codes[place - 3 : place + 1])] += weight


def smoothed(counts: np.ndarray) -> np.ndarray:
    """The chance of each letter after three others, made smooth with shorter contexts (Witten and Bell, 1991)."""
    chances = np.full(len(LETTERS), 1 / len(LETTERS))
    for context in range(4):
        seen = counts.sum(axis=tuple(range(3 - context))) if context < 3 else counts
        total = seen.sum(axis=-1, keepdims=True)
        kinds = (seen > 0).sum(axis=-1, keepdims=True)
        chances = (seen + np.maximum(kinds, 1) * chances) / (total + np.maximum(kinds, 1))
    return chances


def perplexity(levels: np.ndarray, words: list[str]) -> float:
    """How many letters a letter is chosen from, on average."""
    sums = many = 0.0
    for word in words:
        for part in words_of(word):
            codes = [0, 0, 0, *(LETTERS.index(letter) for letter in part), 0]
            sums += sum(levels[tuple(codes[place - 3 : place + 1])] / 20 for place in range(3, len(codes)))
            many += len(part) + 1
    return float(np.exp(sums / many))


if __name__ == "__main__":
    main()
