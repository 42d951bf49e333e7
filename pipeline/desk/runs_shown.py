"""Pure. A run of the store, and a work in the background, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.desk.runs_told import Ending, Job, Work, done_so_far
from pipeline.store import Run
from pipeline.vocabulary import Status
from pipeline.wording import elapsed, number_of

TRIGGERS = {"by_hand": "by hand", "schedule": "by the schedule"}
_MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class RunView:
    """One line of the list of runs."""

    number: int
    began: datetime
    by: str
    trigger: str
    took: str
    """Empty while it has no end."""
    figures: tuple[int | None, ...]
    """Taken in, read, and of these accepted, for a person, set aside, failed; None where that is not known."""
    outcome: str
    """`done`, `troubles`, `failed`, `stopped` or `open`."""
    sentences: tuple[str, ...]
    """What went wrong, with the remedy."""
    names_files: bool
    """Whether a sentence may name a file."""


def run_view(run: Run, now: datetime, *, named: bool) -> RunView:
    """The line of a run; `named`: whether who looks may see names of files."""
    summary = run.summary
    by_status = summary.get("by_status")
    stands: Mapping[str, object] = by_status if isinstance(by_status, Mapping) else {}
    known = "read" in summary
    figures: list[int | None] = [_number(summary.get("new")), _number(summary.get("read"))]
    figures += [_number(stands.get(status.value, 0)) if known else None for status in Status]
    troubled = [source for source in run.sources if source.error]
    sentences = [
        f"{each.source}: {each.error}" if named else f"{each.source} could not be dealt with to its end"
        for each in troubled
    ]
    left = sum(source.left for source in run.sources)
    if left:
        sentences.append(f"{number_of(left, 'file')} left in an inbox; the next run looks again")
    if lost := _number(summary.get("troubles")):
        sentences.append(f"{number_of(lost, 'transmission')} could not be read or kept; the next run tries again")
    outcome, more = _outcome(run, summary.get("fault"))
    return RunView(
        number=run.id,
        began=run.started_at,
        by=run.by,
        trigger=TRIGGERS.get(run.trigger, run.trigger.replace("_", " ")),
        took=elapsed((run.ended_at - run.started_at).total_seconds()) if run.ended_at else "",
        figures=tuple(figures),
        outcome=outcome,
        sentences=tuple(_sentence(each) for each in [*more, *sentences]),
        names_files=named and bool(troubled),
    )


def _outcome(run: Run, fault: object) -> tuple[str, list[str]]:
    match run.outcome:
        case None:
            return "open", []
        case "failed":
            why = f" ({fault})" if isinstance(fault, str) else ""
            remedy = "What was taken in is safe; start it again, and where it fails again, look with: intake check"
            return "failed", [f"It failed{why}. {remedy}"]
        case "stopped":
            return "stopped", ["Stopped before its end. What was taken in and read is safe; the next run goes on"]
        case "done":
            return "done", []
        case _:
            return "troubles", []


def _number(told: object) -> int | None:
    return told if isinstance(told, int) else None


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


@dataclass(frozen=True, slots=True)
class JobView:
    """A work in the background."""

    number: int
    title: str
    by: str
    began: datetime | None
    asked: datetime
    step: str
    """What it does at this moment, in words."""
    value: int | None
    """How many of `most`; None where that cannot be said."""
    most: int
    so_far: str
    left: str
    """How long it still takes, in words; empty where that would be a guess."""
    troubles: tuple[str, ...]
    ended: datetime | None
    good: bool
    sentence: str
    links: tuple[str, ...]
    """Transmissions that were read, no more than a few."""
    more: int
    """Those that were read beyond them."""


def job_view(job: Job, now: datetime) -> JobView:
    """The work as it stands."""
    step, value, most = _step(job)
    read = job.progress.last
    return JobView(
        number=job.number,
        title="A run" if job.work is Work.RUN else f"Reading {number_of(len(job.ids), 'transmission')}",
        by=job.by,
        began=job.began_at,
        asked=job.asked_at,
        step=step,
        value=value,
        most=most,
        so_far=done_so_far(job) if job.progress.read else "",
        left=_left(job.seconds_left(now)),
        troubles=job.progress.troubles,
        ended=job.ended_at,
        good=job.ending is Ending.DONE,
        sentence=job.sentence,
        links=read[-_MOST_LINKS:],
        more=max(0, job.progress.read - _MOST_LINKS),
    )


def _step(job: Job) -> tuple[str, int | None, int]:
    """What it does, how far that is, and of how many."""
    progress = job.progress
    many = progress.transmissions
    if job.began_at is None:
        return (f"It waits: {job.held_up}" if job.held_up else "It waits its turn"), None, 1
    if many is None:
        if progress.sources is None:
            return "Starting", None, 1
        done, sources = progress.sources_done, progress.sources
        return f"Looking at the sources: {done} of {sources}", done, max(sources, 1)
    if progress.read >= many:
        return "Counting", None, 1
    found = number_of(progress.pages_found, "page")
    pages = f", {progress.pages} of {found} opened so far" if progress.pages_found else ""
    told = f"Reading: {progress.read} of {number_of(many, 'transmission')}{pages}"
    if many == 1 and progress.pages_found:
        return told, progress.pages, progress.pages_found
    return told, progress.read, many


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 55:
        return f"about {max(5, round(seconds / 5) * 5)} s left"
    if seconds < 3600:
        return f"about {round(seconds / 60)} min left"
    return f"about {seconds / 3600:.1f} h left"
