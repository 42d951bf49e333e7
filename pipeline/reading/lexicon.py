"""What the program knows of names, from `models/lexicons/`. Touches the world: reads the lexicons, once."""

from __future__ import annotations

import functools

from pipeline.settings import MODELS


@functools.cache
def countries() -> tuple[str, ...]:
    """Countries as DHS writes them."""
    lines = (MODELS / "lexicons" / "countries.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
