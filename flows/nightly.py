"""The nightly run: take in what arrived, read it, count, tell. `intake run` runs the same flow.

Touches the world: through the workshop; leaves a summary with Prefect as an artifact.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace

from prefect import flow

from flows.artifacts import leave_summary
from flows.reading import IN_THREADS, read_all
from flows.tasks import count, receive_source
from flows.working import say, working
from pipeline.audit_heads import note_or_tell
from pipeline.counting.completeness import open_ones
from pipeline.errors import IntakeError
from pipeline.faults import fault_of
from pipeline.places import typed
from pipeline.receive import SourceReport
from pipeline.store import RunSource
from pipeline.telling import RunSummary
from pipeline.wording import elapsed, number_of
from pipeline.workshop import Workshop


@flow(
    name="nightly",
    description="Takes in what arrived at every source, reads it and counts.",
    task_runner=IN_THREADS,
    persist_result=False,
    log_prints=False,
)
def nightly(config: str = "intake.toml", trigger: str = "schedule") -> RunSummary:
    """One ingestion. `config` is the settings file, `trigger` what started it."""
    with working(config, "the nightly run") as shop:
        summary = ingest(shop, trigger)
        if shop.alone:
            say(in_a_line(summary, typed(shop.settings, "status")))
        return summary


def in_a_line(summary: RunSummary, see: str) -> str:
    """What a run did, for a log; `see` is the command that lists what waits."""
    waiting = len(summary.standing.waiting)
    needed = f"{number_of(waiting, 'waits', 'wait') if waiting else 'nothing waits'} for a person"
    if missing := len(open_ones(summary.standing.missing)):
        needed += f", {missing} possibly missing"
    needed += f": {see}" if waiting or missing else ""
    read = f"{len(summary.outcomes)} read ({number_of(summary.pages, 'page')})"
    return f"nightly run done: {summary.new} new, {read}, {elapsed(summary.seconds)}; {needed}"


def ingest(shop: Workshop, trigger: str) -> RunSummary:
    """Receives, reads and counts, and writes down that it did, in the store and where the audit then ends."""
    began, run = time.monotonic(), shop.store.start_run(trigger, shop.by)
    reports: tuple[SourceReport, ...] = ()
    try:
        reports = _receive_all(shop)
        outcomes, troubles = read_all([arrived.id for arrived in shop.store.unread()], "first reading")
        standing = count({report.source: None if report.trouble else run.started_at for report in reports})
    except BaseException as error:
        outcome = "failed" if isinstance(error, Exception) else "stopped"
        with contextlib.suppress(IntakeError):
            shop.store.finish_run(run.id, outcome, {"fault": fault_of(error)}, map(_visit, reports))
            note_or_tell(shop.store, shop.originals.folder, shop.clock())
        raise
    taken = time.monotonic() - began
    summary = RunSummary(run.id, reports, outcomes, standing, troubles, taken)
    outcome = "done, with troubles" if troubles or any(report.trouble for report in reports) else "done"
    shop.store.finish_run(run.id, outcome, summary.as_numbers(), map(_visit, reports))
    # too late for the run's line in the store, and told all the same
    not_noted = note_or_tell(shop.store, shop.originals.folder, shop.clock())
    summary = replace(summary, troubles=(*troubles, *not_noted))
    leave_summary(summary)
    return summary


def _receive_all(shop: Workshop) -> tuple[SourceReport, ...]:
    """Every source in the order of the settings; one that makes trouble does not keep the others waiting."""
    shop.teller.sources_begin(len(shop.settings.sources))
    reports = []
    for place in shop.settings.sources:
        try:
            report = receive_source(place.name)
        except IntakeError as error:
            report = SourceReport(place.name, trouble=str(error))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one inbox, the others are looked at
            report = SourceReport(place.name, trouble=f"could not be looked at to its end ({fault_of(error)})")
        shop.teller.source_done(report)
        reports.append(report)
    return tuple(reports)


def _visit(report: SourceReport) -> RunSource:
    """What the store keeps of a source's report."""
    seen = len(report.taken) + report.known + len(report.left)
    trouble = report.trouble or next(iter(report.not_archived), None)
    return RunSource(report.source, seen, len(report.taken), len(report.left), trouble)
