"""`intake run`: one ingestion through the nightly flow, with its progress and its summary.

Touches the world: starts Prefect's private API and the flow; answers Ctrl-C and SIGTERM; prints.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.cli.context import Chosen
from pipeline.cli.showing_run import show_summary
from pipeline.cli.terminal import progress
from pipeline.places import hold

PERSON_NEEDED = 3
_STOPPED = "Stopped. What was taken in and read is safe; type the same command to go on."


class _EndedError(KeyboardInterrupt):
    """SIGTERM: handled as a Ctrl-C is."""


def run_now(chosen: Chosen) -> int:
    """Runs the nightly flow now; the exit code."""
    settings = chosen.settings()
    from flows.api import prefect_api

    with _sigterm_as_interrupt():
        try:
            with (
                progress() as teller,
                hold(settings, "intake run"),
                prefect_api(settings, "run.db", debug=chosen.debug) as api,
            ):
                from flows.nightly import nightly
                from pipeline.workshop import open_workshop

                with open_workshop(settings, teller):
                    if api:
                        api.wait()
                    summary = nightly(str(settings.file), "by_hand")
        except KeyboardInterrupt as stop:
            print(_STOPPED, file=sys.stderr)
            return 128 + (signal.SIGTERM if isinstance(stop, _EndedError) else signal.SIGINT)
    show_summary(summary, settings)
    return PERSON_NEEDED if summary.needs_person else 0


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    def end(_signal: int, _frame: FrameType | None) -> None:
        raise _EndedError

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
