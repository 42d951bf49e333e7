"""The summary of a run as a Prefect artifact: figures alone, since Prefect's database is no place for people.

Touches the world: writes to the Prefect API, and does without when that does not answer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from prefect.artifacts import create_markdown_artifact

from pipeline.counting.completeness import MISSING_WORDS, MissingCode, tallied
from pipeline.telling import RunSummary
from pipeline.vocabulary import Status
from pipeline.wording import elapsed, number_of

SUMMARY_KEY = "intake-run"


def leave_summary(summary: RunSummary) -> None:
    """Leaves the summary with the flow run that is under way."""
    # the run is done and in the store: a page for people to look at is not worth failing it
    with contextlib.suppress(Exception):
        create_markdown_artifact(key=SUMMARY_KEY, markdown=as_markdown(summary), description="What the run did")


def as_markdown(summary: RunSummary) -> str:
    """The figures of a run. Neither names nor files nor ids are in it."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: RunSummary) -> Iterator[str]:
    standing = summary.standing
    yield f"# Run {summary.run_id}"
    yield ""
    pages = number_of(summary.pages, "page")
    yield f"{summary.new} new, {len(summary.outcomes)} read, {pages}, {elapsed(summary.seconds)}."
    yield ""
    yield "| source | new | known | left | trouble |"
    yield "|---|---:|---:|---:|---|"
    for report in summary.sources:
        trouble = "yes" if report.trouble else ""
        yield f"| {report.source} | {len(report.taken)} | {report.known} | {len(report.left)} | {trouble} |"
    if kinds := summary.kinds():
        yield ""
        yield "| kind | accepted | waiting | set aside | failed |"
        yield "|---|---:|---:|---:|---:|"
        for kind, counts in kinds:
            figures = " | ".join(str(counts[status]) for status in Status)
            yield f"| {kind} | {figures} |"
    yield ""
    waiting = number_of(len(standing.waiting), "transmission waits", "transmissions wait")
    yield f"The store: {number_of(standing.requests, 'request')}; {waiting} for a person."
    if missing := tallied(standing.missing):
        yield ""
        yield "| possibly missing | |"
        yield "|---|---:|"
        for code, found in missing.items():
            yield f"| {MISSING_WORDS[MissingCode(code)]} | {found} |"
