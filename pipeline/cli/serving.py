"""`intake serve`: the schedule, until someone ends it.

Touches the world: through `flows.serve`; prints.
"""

from __future__ import annotations

import signal
from types import FrameType

from pipeline.cli.context import Chosen
from pipeline.cli.exits import DONE


def serve_now(chosen: Chosen) -> int:
    """Keeps the schedule; the exit code. Being told to end is how it ends well."""
    settings = chosen.settings()
    from flows.serve import keep_schedule

    def terminate(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        keep_schedule(settings, _say, debug=chosen.debug)
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
    _say("Ended. The next start goes on with the same schedule.")
    return DONE


def _say(line: str) -> None:
    print(line, flush=True)
