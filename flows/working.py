"""The workshop that a flow works in: the one that the program opened for it, else one of its own.

Touches the world: reads the settings, holds the store; prints what it does when nobody else tells it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.places import hold
from pipeline.plain_lines import PlainLines
from pipeline.settings import load
from pipeline.workshop import Workshop, open_workshop, opened


@contextlib.contextmanager
def working(config: str, what: str) -> Iterator[Workshop]:
    """The workshop while the block runs. A flow that a schedule started opens its own, from the settings file.

    Raises WrongSettings, Busy when another run holds the store, StoreTrouble.
    """
    present = opened()
    if present is not None:
        yield present
        return
    settings = load(Path(config))
    with hold(settings, what), open_workshop(settings, PlainLines(_say)) as shop:
        yield shop


def _say(line: str) -> None:
    print(line, flush=True)
