"""Who is signed in, in the memory of the process that serves the desk.

Touches the world: draws tokens. A restart signs everybody out. Of a token only its SHA-256 is kept, so that whoever
reads the memory of the process cannot sign in with what is found there.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.store import Account, Clock

LONGEST = timedelta(hours=12)
"""After this a session ends, however busy it is."""
MOST = 5000
"""Sessions at once; the one that was idle longest goes first."""


@dataclass(slots=True)
class Session:
    """One sign-in in one browser."""

    account: str
    line: int
    """The number of the account's line then; once it has another, the session ends."""
    csrf: str = field(repr=False)
    """Stands in every form and is sent with everything that changes something."""
    since: datetime
    seen_at: datetime
    by_header: bool = False
    """A proxy said who it is."""
    news: list[str] = field(default_factory=list)
    """Sentences to show on the next page."""


class Sessions:
    """All sessions; asked by any thread."""

    def __init__(self, clock: Clock, idle: timedelta) -> None:
        self._clock, self._idle = clock, idle
        self._lock = threading.Lock()
        self._held: dict[str, Session] = {}

    def begin(self, account: Account, *, by_header: bool = False) -> str:
        """Begins a session; its token, 256 random bits."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._forget(now)
            self._held[_digest(token)] = Session(
                account.name, account.id, secrets.token_urlsafe(32), now, now, by_header
            )
        return token

    def find(self, token: str | None, *, keeps_alive: bool = True) -> Session | None:
        """The session of the token; None once it has ended. Being found keeps it alive, unless told otherwise."""
        if not token:
            return None
        now = self._clock()
        with self._lock:
            found = self._held.get(_digest(token))
            if found is None or self._over(found, now):
                self._held.pop(_digest(token), None)
                return None
            if keeps_alive:
                found.seen_at = now
            return found

    def end(self, token: str | None) -> None:
        """Ends the session of the token, if there is one."""
        with self._lock:
            self._held.pop(_digest(token or ""), None)

    def names(self) -> tuple[str, ...]:
        """Who is signed in."""
        with self._lock:
            self._forget(self._clock())
            return tuple(sorted({each.account for each in self._held.values()}))

    def _over(self, session: Session, now: datetime) -> bool:
        return now - session.seen_at >= self._idle or now - session.since >= LONGEST

    def _forget(self, now: datetime) -> None:
        self._held = {digest: each for digest, each in self._held.items() if not self._over(each, now)}
        while len(self._held) >= MOST:
            del self._held[min(self._held, key=lambda digest: self._held[digest].seen_at)]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
