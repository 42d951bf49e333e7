"""Pure. Attempts to sign in are slowed down, by name and by address, the more of them fail.

The clock is an argument. What is kept is bounded: names and addresses come from outside.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.store import Clock

FREE_OF_A_NAME, FREE_OF_AN_ADDRESS = 3, 10
"""Failed attempts without a wait: one mistypes, and a whole station may share an address."""
LONGEST_WAIT = timedelta(minutes=5)
"""Longer would let anybody keep a clerk out by guessing in the clerk's name."""
FORGOTTEN_AFTER = timedelta(hours=1)
MOST = 10_000
"""Names and addresses that are remembered; the one that was quiet longest is forgotten first."""


@dataclass(slots=True)
class _Failures:
    many: int
    last: datetime


class Throttle:
    """Not for several threads at once: the desk asks it from its event loop alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait(self, name: str, address: str) -> int:
        """How many seconds the next attempt is to wait; 0 for none."""
        return max(self._wait(("name", name), FREE_OF_A_NAME), self._wait(("address", address), FREE_OF_AN_ADDRESS))

    def attempt(self, name: str, address: str) -> None:
        """Counts an attempt as failed, before it is looked at: so that many at once are slowed down too."""
        for key in (("name", name), ("address", address)):
            held = self._held.pop(key, None)
            now = self._clock()
            fresh = held is None or now - held.last >= FORGOTTEN_AFTER
            self._held[key] = _Failures(1 if held is None or fresh else held.many + 1, now)
            if len(self._held) > MOST:
                self._held.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """The attempt that was counted was a good one."""
        self._held.pop(("name", name), None)
        held = self._held.get(("address", address))
        if held is not None:
            held.many -= 1

    def _wait(self, key: tuple[str, str], free: int) -> int:
        held = self._held.get(key)
        if held is None or held.many < free:
            return 0
        due = min(timedelta(seconds=2 ** min(held.many - free + 1, 20)), LONGEST_WAIT)
        return max(0, math.ceil((held.last + due - self._clock()).total_seconds()))
