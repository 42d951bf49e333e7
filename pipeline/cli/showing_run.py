"""The summary at the end of a run: sources, kinds, what a person must look at, and the next step.

Touches the world: prints.
"""

from __future__ import annotations

from pipeline.cli.showing_missing import show_missing
from pipeline.cli.showing_waiting import next_steps, show_waiting
from pipeline.cli.tables import table
from pipeline.cli.terminal import console
from pipeline.receive import LeftBecause
from pipeline.settings import Settings
from pipeline.telling import RunSummary
from pipeline.vocabulary import Kind, Status
from pipeline.wording import elapsed, number_of

_MOST_WAITING = 20
_LEFT = {
    LeftBecause.TEMPORARY_NAME: "is named as a file that is still being written; it waits for its final name",
    LeftBecause.STILL_WRITTEN: "is still being written; the next run takes it",
    LeftBecause.LINK: "is a link and is not followed; put the file itself there",
    LeftBecause.NOT_A_FILE: "is no file; take it away",
    LeftBecause.TOO_DEEP: "lies in too many folders within each other; move it up",
    LeftBecause.CANNOT_BE_READ: "cannot be read; give the user that runs intake the right to read it",
    LeftBecause.VANISHED: "was gone before it could be taken in",
}
KIND_WORDS = {
    Kind.DETAINER: "detainer requests",
    Kind.CANCELLATION: "cancellations",
    Kind.UNREADABLE: "unreadable",
    Kind.INCOMPLETE: "incomplete forms",
    Kind.MISADDRESSED: "addressed to another agency",
    Kind.NOTIFICATION_REQUEST: "notification requests",
    Kind.WARRANT_ONLY: "warrants alone",
    Kind.OTHER: "other, not a detainer",
}


def show_summary(summary: RunSummary, settings: Settings) -> None:
    """Prints what the run did."""
    out = console()
    out.print(_sources(summary))
    if kinds := summary.kinds():
        out.print()
        out.print(_kinds(kinds))
    out.print()
    pages = number_of(summary.pages, "page")
    read = f"{len(summary.outcomes)} read ({pages})" if summary.outcomes else "nothing new to read"
    out.print(
        f"{summary.new} new, {read}, {elapsed(summary.seconds)}. Requests in the store: {summary.standing.requests}."
    )
    for report in summary.sources:
        for left in report.left:
            out.print(f"left: {left.file} {_LEFT[left.reason]}", markup=False, soft_wrap=True)
        for sentence in report.not_archived:
            out.print(f"not moved: {sentence}", markup=False, soft_wrap=True)
        if report.trouble:
            out.print(f"trouble: {report.source}: {report.trouble}", markup=False, soft_wrap=True)
    for trouble in summary.troubles:
        out.print(f"trouble: {trouble}", markup=False, soft_wrap=True)
    show_waiting(out, summary.standing.waiting, settings, most=_MOST_WAITING)
    show_missing(out, summary.standing.missing, settings, most=_MOST_WAITING)
    troubles = [each.trouble for each in summary.sources if each.trouble]
    for step in next_steps(summary.standing.waiting, troubles, settings):
        out.print(step, markup=False, soft_wrap=True)


def _sources(summary: RunSummary) -> object:
    rows = [(each.source, str(len(each.taken)), str(each.known), str(len(each.left))) for each in summary.sources]
    return table(("source", "new", "known", "left"), rows)


def _kinds(kinds: list[tuple[Kind, dict[Status, int]]]) -> object:
    rows = [(KIND_WORDS[kind], *(str(counts[status] or "") for status in Status)) for kind, counts in kinds]
    totals = [sum(counts[status] for _, counts in kinds) for status in Status]
    rows.append(("all that was read", *map(str, totals)))
    return table(("read now", "accepted", "waiting", "set aside", "failed"), rows)
