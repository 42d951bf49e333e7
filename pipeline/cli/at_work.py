"""A command that works with the store held and Prefect at hand, and how it is stopped.

Touches the world: holds the store, starts Prefect's private API; answers Ctrl-C and SIGTERM; shows progress.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.cli.context import Chosen
from pipeline.cli.terminal import progress
from pipeline.errors import IntakeError
from pipeline.places import hold
from pipeline.settings import Settings


class StoppedError(IntakeError):
    """The user or the system ended the work."""

    def __init__(self, by: signal.Signals) -> None:
        super().__init__("stopped; what was taken in and read is safe. Type the same command to go on")
        self.exit_code = 128 + by


class _TerminatedError(KeyboardInterrupt):
    """SIGTERM, handled as a Ctrl-C is."""


@contextmanager
def at_work(chosen: Chosen, settings: Settings, what: str) -> Iterator[None]:
    """While the block runs, flows can be called. Raises Busy, StoreTrouble, and StoppedError after a signal."""
    from flows.api import prefect_api

    with (
        _stoppable(),
        progress() as teller,
        hold(settings, what),
        prefect_api(settings, "run.db", debug=chosen.debug) as api,
    ):
        # imported here: it takes as long as the API takes to start, and goes on at the same time
        import flows.nightly  # noqa: F401
        from pipeline.workshop import open_workshop

        with open_workshop(settings, teller):
            api.wait()
            yield


@contextmanager
def _stoppable() -> Iterator[None]:
    def terminate(_signal: int, _frame: FrameType | None) -> None:
        raise _TerminatedError

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except _TerminatedError:
        raise StoppedError(signal.SIGTERM) from None
    except KeyboardInterrupt:
        raise StoppedError(signal.SIGINT) from None
    finally:
        signal.signal(signal.SIGTERM, before)
