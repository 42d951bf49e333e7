"""Runs: the last ingestions, where each source stands, the next nightly run, and one now.

Touches the world: answers requests, asks the store, starts runs in the background.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.desk.frame import Area, Desk, desk_of, saw_identity, shown, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.desk.running import running_of
from pipeline.desk.runs_schedule import next_time
from pipeline.desk.runs_shown import job_view, run_view
from pipeline.desk.runs_sources import sources_of
from pipeline.desk.runs_told import Job
from pipeline.places import lock_file, schedule_lock, typed
from pipeline.receive import holder

router = APIRouter()
AREA = Area("Runs", "/runs", Right.LOOK, router)
_ON_A_PAGE = 20


@router.get("/runs", dependencies=[needs(Right.LOOK)])
def runs_page(request: Request) -> HTMLResponse:
    """The last runs and all sources; live while something runs."""
    desk = desk_of(request)
    named = signed_in(request).may(Right.SEE_IDENTITIES)
    last = desk.store.runs(_ON_A_PAGE)
    ended = next((each.id for each in last if each.finished), 0)
    sources = sources_of(request).now(desk.count.now(), ended)
    runs = [run_view(each, desk.clock(), named=named) for each in last]
    if any(each.names_files for each in runs):
        saw_identity(request, "runs")
    return shown(
        request,
        "runs.html",
        runs=runs,
        sources=sources,
        next=next_time(desk.settings.schedule.nightly, desk.clock(), desk.settings.zone),
        cron=desk.settings.schedule.nightly,
        zone=desk.settings.department.timezone,
        keeper=holder(schedule_lock(desk.settings)),
        serve=typed(desk.settings, "serve"),
        check=typed(desk.settings, "check"),
        **_live(request, desk),
    )


def _live(request: Request, desk: Desk) -> dict[str, Any]:
    """What is under way and what ended last."""
    jobs = running_of(request).jobs()
    open_ones = [each for each in jobs if each.ending is None]
    ended = max((each for each in jobs if each.ending is not None), key=_end_of, default=None)
    elsewhere = "" if open_ones else holder(lock_file(desk.settings))
    now = desk.clock()
    return {
        "jobs": [job_view(each, now) for each in open_ones],
        "ended": job_view(ended, now) if ended else None,
        "elsewhere": elsewhere,
    }


def _end_of(job: Job) -> tuple[datetime, int]:
    return job.ended_at or job.asked_at, job.number


@router.get("/runs/told", dependencies=[needs(Right.LOOK, keeps_alive=False)])
def told(request: Request) -> Response:
    """How far it is, for the page that shows it; once nothing is under way the page is loaded anew."""
    live = _live(request, desk_of(request))
    answer = shown(request, "runs_told.html", **live)
    if not live["jobs"] and not live["elsewhere"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.post("/runs", dependencies=[needs(Right.RUN)])
def run_now(request: Request) -> Response:
    """Starts a run in the background."""
    running_of(request).run(signed_in(request).name)
    return RedirectResponse("/runs", status_code=303)


@router.post("/runs/end", dependencies=[needs(Right.RUN)])
def end(request: Request, number: Annotated[int, Form()]) -> Response:
    """Ends a work that is under way here, or takes one away that waits."""
    running_of(request).end(number)
    return RedirectResponse("/runs", status_code=303)
