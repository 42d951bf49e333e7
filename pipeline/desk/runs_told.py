"""Pure. One work of the desk in the background, and what is said of it while it is under way and at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.errors import Busy
from pipeline.progress_lines import Progress
from pipeline.vocabulary import Status
from pipeline.wording import number_of

_PERSON_NEEDED = 3
_FEWEST_FOR_A_GUESS = 5
_SHORTEST_FOR_A_GUESS = 10.0


class Work(StrEnum):
    """What can be under way."""

    RUN = "run"
    """Everything new at every source is taken in, read and counted."""
    REPROCESS = "reprocess"
    """Transmissions that are in the store are read."""


class Ending(StrEnum):
    """How a work ended."""

    DONE = "done"
    FAILED = "failed"
    BUSY = "busy"
    """Another run held the store: nothing was begun."""
    STOPPED = "stopped"
    """The desk ended, or somebody ended the process; what was taken in and read is safe."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says about how transmissions came, as it was typed; None for what was not spoken of."""

    channel: str | None = None
    district: str | None = None
    received: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One work, as it stands at one moment."""

    number: int
    work: Work
    by: str
    """The account that asked for it."""
    asked_at: datetime
    ids: tuple[str, ...] = ()
    """The transmissions that are read; none for a run."""
    said: Said = Said()
    began_at: datetime | None = None
    """None while it waits its turn."""
    held_up: str = ""
    """Why it waits, where another program holds the store."""
    reading_since: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress = field(default_factory=Progress)
    ending: Ending | None = None
    """None while it waits or works."""
    sentence: str = ""
    """How it ended."""

    def command(self) -> tuple[str, ...]:
        """The command of the program that does it."""
        if self.work is Work.RUN:
            return ("run",)
        options = {
            "channel": self.said.channel,
            "district": self.said.district,
            "received": self.said.received,
            "reason": self.said.reason or None,
        }
        return ("reprocess", *(f"--{name}={told}" for name, told in options.items() if told is not None), *self.ids)

    def seconds_left(self, now: datetime) -> float | None:
        """How long the reading still takes if it goes on as it went; None where that would be a guess."""
        many, read = self.progress.transmissions, self.progress.read
        if self.ending is not None or self.reading_since is None or not many or not _FEWEST_FOR_A_GUESS <= read < many:
            return None
        gone = (now - self.reading_since).total_seconds()
        return gone / read * (many - read) if gone >= _SHORTEST_FOR_A_GUESS else None


def told_end(job: Job, code: int, complaint: str) -> tuple[Ending, str]:
    """How a work ended, from the exit code of its process, and a sentence that says so with the remedy."""
    if code < 0 or code > 128:
        return Ending.STOPPED, "Stopped before its end. What was taken in and read is safe; the next run goes on."
    if code == Busy.exit_code:
        return Ending.BUSY, f"Not begun: {complaint or 'another run holds the store; try again when it is done'}."
    if complaint or code not in (0, 1, _PERSON_NEEDED):
        return Ending.FAILED, f"It failed: {complaint or 'it says no more; the same command in a terminal may'}."
    sentence = done_so_far(job)
    lost = (job.progress.transmissions or 0) - job.progress.read
    if lost > 0:
        sentence += (
            f" {number_of(lost, 'transmission')} could not be read; an earlier reading stands where there is one."
        )
    elif code == 1:
        sentence += " Not everything could be done."
    return (Ending.FAILED if code == 1 else Ending.DONE), sentence


def done_so_far(job: Job) -> str:
    """What was taken in and read, with where that stands."""
    progress = job.progress
    parts = [f"{number_of(progress.new, 'transmission')} taken in"] if job.work is Work.RUN else []
    parts.append(
        f"{progress.read} read" if progress.read else "none read" if progress.transmissions else "nothing to read"
    )
    words = {
        Status.ACCEPTED: "{} accepted",
        Status.NEEDS_REVIEW: "{} for a person",
        Status.SET_ASIDE: "{} set aside",
        Status.FAILED: "{} failed",
    }
    stands = [words[status].format(many) for status in Status if (many := progress.by_status.get(status, 0))]
    return ", ".join(parts) + (f": {', '.join(stands)}" if stands else "") + "."
