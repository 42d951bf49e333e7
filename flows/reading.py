"""Transmissions read, several at once; what the program fails at ends as a doubt of that one transmission.

Touches the world: through the workshop.
"""

from __future__ import annotations

import os
from typing import Any

from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.tasks import read_one, set_down
from pipeline.errors import IntakeError, ProgramMissing
from pipeline.faults import fault_of
from pipeline.telling import Outcome
from pipeline.workers import PagesEndedError
from pipeline.workshop import StoppingError, current

READING_THREADS = (os.cpu_count() or 1) + 2
"""Transmissions open at once: a few more than reading processes, so that these always have a page to read."""
IN_THREADS: TaskRunner[PrefectFuture[Any]] = ThreadPoolTaskRunner(max_workers=READING_THREADS)  # type: ignore[assignment]


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
    """What was read; what was set down where the program failed at it; a sentence where there is neither.

    A transmission that was read before keeps its earlier reading when the program fails at reading it again.
    Raises what is not the transmission's fault: it says nothing about the page, and the next run reads it.
    """
    found = future.result(raise_on_failure=False)
    if isinstance(found, Outcome):
        return found
    if isinstance(found, ProgramMissing | PagesEndedError | StoppingError) or not isinstance(found, Exception):
        raise found if isinstance(found, BaseException) else RuntimeError(f"a task gave {type(found).__name__}")
    fault = str(found) if isinstance(found, IntakeError) else fault_of(found)
    try:
        if current().store.latest_reading(transmission_id) is not None:
            return f"{transmission_id}: could not be read again, its earlier reading stands: {fault}"
        return set_down(transmission_id, fault_of(found))
    except IntakeError as error:
        return f"{transmission_id}: not read: {error}"
