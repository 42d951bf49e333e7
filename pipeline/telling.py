"""Pure. What a run tells while it is under way, and what it has done at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from pipeline.counted import Standing
from pipeline.counting.completeness import open_ones
from pipeline.receive import SourceReport
from pipeline.vocabulary import Channel, Doubt, Kind, Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one look at a transmission gave."""

    id: str
    file: str
    kind: Kind
    status: Status
    pages: int
    """Pages of the file that were looked at."""
    doubts: tuple[Doubt, ...] = ()
    channel: Channel = Channel.UNKNOWN
    """As it stands, a person's word included."""
    district: str | None = None
    version: int = 1
    fault: str | None = None
    """What the program failed at, without anything from the transmission; None when it did not fail."""


class Teller(Protocol):
    """Is told what a run does; may be called from any thread."""

    def sources_begin(self, sources: int) -> None:
        """So many sources are going to be looked at."""
        ...

    def source_done(self, report: SourceReport) -> None:
        """A source was looked at."""
        ...

    def reading_begins(self, transmissions: int) -> None:
        """So many transmissions are going to be read."""
        ...

    def pages_found(self, pages: int) -> None:
        """A transmission was opened; so many of its pages are going to be read."""
        ...

    def page_read(self) -> None:
        """A page is done."""
        ...

    def transmission_read(self, outcome: Outcome) -> None:
        """A transmission is done and in the store."""
        ...


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did, and what is left for a person."""

    run_id: int
    sources: tuple[SourceReport, ...]
    outcomes: tuple[Outcome, ...]
    """What was read, in the order in which it arrived."""
    standing: Standing
    """Where the whole store stands after the run."""
    troubles: tuple[str, ...]
    """What kept the run from doing all its work, a sentence each."""
    seconds: float

    @property
    def pages(self) -> int:
        """Pages that this run looked at."""
        return sum(outcome.pages for outcome in self.outcomes)

    @property
    def new(self) -> int:
        """Transmissions that this run took in."""
        return sum(len(report.taken) for report in self.sources)

    @property
    def needs_person(self) -> bool:
        """Whether someone must look at something."""
        unreachable = any(report.trouble for report in self.sources)
        stuck = any(not left.reason.passes for report in self.sources for left in report.left)
        return bool(self.standing.waiting or open_ones(self.standing.missing) or unreachable or stuck or self.troubles)

    def kinds(self) -> list[tuple[Kind, dict[Status, int]]]:
        """What this run read, by kind and status, in the order of the vocabulary."""
        counts = Counter((outcome.kind, outcome.status) for outcome in self.outcomes)
        return [
            (kind, {status: counts[kind, status] for status in Status})
            for kind in Kind
            if any(counts[kind, status] for status in Status)
        ]

    def as_numbers(self) -> dict[str, object]:
        """What the store keeps of the run: numbers alone."""
        by_status = Counter(outcome.status.value for outcome in self.outcomes)
        by_kind = Counter(outcome.kind.value for outcome in self.outcomes)
        return {
            "new": self.new,
            "read": len(self.outcomes),
            "pages": self.pages,
            "by_status": dict(by_status),
            "by_kind": dict(by_kind),
            "waiting": len(self.standing.waiting),
            "unread": self.standing.unread,
            "requests": self.standing.requests,
            "possibly_missing": len(open_ones(self.standing.missing)),
            "troubles": len(self.troubles),
            "seconds": round(self.seconds, 1),
        }
