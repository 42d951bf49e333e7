"""The nightly run: take in what arrived, read it, count, tell. `intake run` runs the same flow.

Touches the world: through the workshop; leaves a summary with Prefect as an artifact.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.artifacts import leave_summary
from flows.tasks import count, fault_of, read_one, receive_source, set_down
from pipeline.errors import IntakeError, ProgramMissing
from pipeline.places import hold
from pipeline.plain_lines import PlainLines
from pipeline.receive import SourceReport
from pipeline.settings import load
from pipeline.store import RunSource
from pipeline.telling import Outcome, RunSummary
from pipeline.workshop import StoppingError, Workshop, current, open_workshop, opened

READING_THREADS = (os.cpu_count() or 1) + 2
"""Transmissions open at once: a few more than reading processes, so that these always have a page to read."""
IN_THREADS: TaskRunner[PrefectFuture[Any]] = ThreadPoolTaskRunner(max_workers=READING_THREADS)  # type: ignore[assignment]


@flow(
    name="nightly",
    description="Takes in what arrived at every source, reads it and counts.",
    task_runner=IN_THREADS,
    persist_result=False,
    log_prints=False,
)
def nightly(config: str = "intake.toml", trigger: str = "schedule") -> RunSummary:
    """One ingestion. `config` is the settings file, `trigger` what started it."""
    with _workshop(config, "the nightly run") as shop:
        return ingest(shop, trigger)


def ingest(shop: Workshop, trigger: str) -> RunSummary:
    """Receives, reads and counts, and writes down that it did."""
    began, run = time.monotonic(), shop.store.start_run(trigger, shop.by)
    reports: tuple[SourceReport, ...] = ()
    try:
        reports = _receive_all(shop)
        outcomes, troubles = read_all([arrived.id for arrived in shop.store.unread()], "first reading")
        standing = count()
    except BaseException as error:
        outcome = "failed" if isinstance(error, Exception) else "stopped"
        with contextlib.suppress(IntakeError):
            shop.store.finish_run(run.id, outcome, {"fault": fault_of(error)}, map(_visit, reports))
        raise
    taken = time.monotonic() - began
    summary = RunSummary(run.id, reports, outcomes, standing, troubles, taken)
    outcome = "done, with troubles" if troubles or any(report.trouble for report in reports) else "done"
    shop.store.finish_run(run.id, outcome, summary.as_numbers(), map(_visit, reports))
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


def read_all(ids: list[str], reason: str) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Reads these transmissions, several at once: what was read, and a sentence for each that could not be kept."""
    shop = current()
    shop.teller.reading_begins(len(ids))
    if not ids:
        return (), ()
    shop.begin_reading()
    try:
        submitted = {read_one.submit(each, reason): each for each in ids}
        outcomes: dict[str, Outcome] = {}
        troubles: list[str] = []
        for future in as_completed(list(submitted)):
            name = submitted[future]
            outcome = _outcome_of(future, name)
            if isinstance(outcome, str):
                troubles.append(outcome)
            else:
                outcomes[name] = outcome
    except BaseException:
        shop.stop()
        raise
    return tuple(outcomes[each] for each in ids if each in outcomes), tuple(troubles)


def _outcome_of(future: PrefectFuture[Any], transmission_id: str) -> Outcome | str:
    """What was read; what was set down where the program failed at it; a sentence where neither could be kept.

    Raises what is not the transmission's fault: it says nothing about the page, and the next run reads it.
    """
    found = future.result(raise_on_failure=False)
    if isinstance(found, Outcome):
        return found
    if isinstance(found, ProgramMissing | StoppingError | CancelledError) or not isinstance(found, Exception):
        raise found if isinstance(found, BaseException) else RuntimeError(f"a task gave {type(found).__name__}")
    try:
        return set_down(transmission_id, fault_of(found))
    except IntakeError as error:
        return f"{transmission_id}: not read: {error}"


@contextlib.contextmanager
def _workshop(config: str, what: str) -> Iterator[Workshop]:
    """The workshop that the program has opened already, else one of these settings."""
    present = opened()
    if present is not None:
        yield present
        return
    settings = load(Path(config))
    with hold(settings, what), open_workshop(settings, PlainLines(_say)) as shop:
        yield shop


def _say(line: str) -> None:
    print(line, flush=True)


def _visit(report: SourceReport) -> RunSource:
    """What the store keeps of a source's report."""
    seen = len(report.taken) + report.known + len(report.left)
    trouble = report.trouble or next(iter(report.not_archived), None)
    return RunSource(report.source, seen, len(report.taken), len(report.left), trouble)
