"""The workshop that a flow works in: the one that the program opened for it, else one of its own.

Touches the world: reads the settings, holds the store; prints what it does when no program around it does.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import IntakeError
from pipeline.faults import fault_of
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
    with told_when_it_fails(what):
        settings = load(Path(config))
        with hold(settings, what), open_workshop(settings, PlainLines(say), alone=True) as shop:
            yield shop


@contextlib.contextmanager
def told_when_it_fails(what: str) -> Iterator[None]:
    """Says in a sentence why a flow failed that nobody waits for; a run that does not take place must be heard of."""
    try:
        yield
    except IntakeError as error:
        print(f"{what} failed: {error}", file=sys.stderr, flush=True)
        raise
    except Exception as error:
        print(f"{what} failed: an unexpected error ({fault_of(error)})", file=sys.stderr, flush=True)
        raise


def say(line: str) -> None:
    """Prints a line at once."""
    print(line, flush=True)
