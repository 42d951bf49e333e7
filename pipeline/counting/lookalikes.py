"""Pure, given its data. Characters that reading takes for one another (`models/linking/confusions.toml`)."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

LINKING = Path(__file__).parents[2] / "models" / "linking"
"""What the linking knows, as data."""


def as_it_looks(text: str) -> str:
    """A text in capitals, in which characters that are taken for one another have become one."""
    singles, pairs = _confusions()
    text = text.translate(singles)
    for pair, single in pairs:
        text = text.replace(pair, single)
    return text


@functools.cache
def _confusions() -> tuple[Mapping[int, str], tuple[tuple[str, str], ...]]:
    with (LINKING / "confusions.toml").open("rb") as data:
        told = tomllib.load(data)
    singles = str.maketrans({other: group[0] for group in told["groups"] for other in group[1:]})
    # the pairs are sought among characters that were made one already
    return singles, tuple((pair.translate(singles), single.translate(singles)) for pair, single in told["pairs"])
