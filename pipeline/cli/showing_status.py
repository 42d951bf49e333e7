"""`intake status`: where each source stands, what waits for a person, and what may be missing.

Touches the world: asks the store; prints.
"""

from __future__ import annotations

from pipeline.cli.context import Chosen
from pipeline.cli.exits import DONE, PERSON_NEEDED
from pipeline.cli.showing_missing import show_missing
from pipeline.cli.showing_waiting import next_steps, show_waiting
from pipeline.cli.tables import table
from pipeline.cli.terminal import console
from pipeline.counted import count_all, source_statuses, waiting
from pipeline.counting.completeness import open_ones
from pipeline.places import now, open_store, typed
from pipeline.possibly_missing import look_for_missing
from pipeline.settings import Settings
from pipeline.store import Run, SourceStatus
from pipeline.wording import moment


def show_status(chosen: Chosen) -> int:
    """Prints where things stand; the exit code."""
    settings = chosen.settings()
    with open_store(settings) as store:
        counted = count_all(store, settings)
        statuses = source_statuses(store, counted)
        last = store.last_run()
    open_transmissions = tuple(waiting(counted))
    missing = look_for_missing(counted, settings, statuses, now())
    out = console()
    out.print(_sources(statuses, settings))
    out.print()
    out.print(_last_run(last, settings), markup=False, soft_wrap=True)
    troubles = [f"{one.source}: {one.error}" for one in statuses if one.error]
    for trouble in troubles:
        out.print(f"trouble: {trouble}", markup=False, soft_wrap=True)
    show_waiting(out, open_transmissions, settings)
    show_missing(out, missing, settings)
    for step in next_steps(open_transmissions, troubles, settings):
        out.print(step, markup=False, soft_wrap=True)
    stuck = any(one.left for one in statuses)
    if stuck:
        again = typed(settings, "run")
        out.print(
            f"Files were left in an inbox; the last run said why, and the next says it again: {again}",
            markup=False,
            soft_wrap=True,
        )
    return PERSON_NEEDED if open_transmissions or open_ones(missing) or troubles else DONE


def _sources(statuses: tuple[SourceStatus, ...], settings: Settings) -> object:
    known = {status.source: status for status in statuses}
    names = [place.name for place in settings.sources]
    rows: list[tuple[str, ...]] = []
    for name in [*names, *(name for name in known if name not in names)]:
        one = known.get(name)
        if one is None:
            rows.append((name, *("0",) * 7, "never"))
            continue
        figures = (one.received, one.read, one.accepted, one.needs_review, one.set_aside, one.failed, one.left)
        when = moment(one.last_run_at, settings.zone) if one.last_run_at else ""
        rows.append((name, *map(str, figures), when + (" trouble" if one.error else "")))
    totals = [
        sum(getattr(status, name) for status in statuses)
        for name in ("received", "read", "accepted", "needs_review", "set_aside", "failed", "left")
    ]
    rows.append(("all", *map(str, totals), ""))
    headings = ("source", "received", "read", "accepted", "waiting", "set aside", "failed", "left", "last run")
    return table(headings, rows)


def _last_run(last: Run | None, settings: Settings) -> str:
    if last is None:
        return "No run yet."
    how = last.outcome if last.finished else "not finished: still at work, or broken off"
    return f"Last run: {moment(last.started_at, settings.zone)} by {last.by} ({last.trigger}): {how}."
