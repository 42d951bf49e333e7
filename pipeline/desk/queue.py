"""The queue: what waits for a person, the gravest first.

Touches the world: answers requests, asks the store.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipeline.counted import sentence
from pipeline.desk.frame import Area, desk_of, shown, signed_of
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.desk.work import work_of
from pipeline.reviewing.consequence import SENTENCES

router = APIRouter()
_MOST = 200
"""Rows on one page: the gravest; the others follow once these are settled."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    id: str
    day: str
    age: int
    """Days since it was received."""
    source: str
    file: str
    kind: str
    doubts: tuple[str, ...]
    assigned_to: str
    open_by: str


@router.get("/queue", dependencies=[needs(Right.LOOK)])
def queue(request: Request, source: str = "", assigned: str = "", year: str = "") -> HTMLResponse:
    """What waits, with filters."""
    desk = desk_of(request)
    zone, today = desk.settings.zone, desk.clock().astimezone(desk.settings.zone).date()
    signed = signed_of(request)
    named = signed is not None and signed.may(Right.SEE_IDENTITIES)
    groups = []
    left = _MOST
    waits = desk.count.queue()
    every = [one for them in waits.groups.values() for one in them]
    for grave, them in waits.groups.items():
        wanted = [
            one
            for one in them
            if source in ("", one.source)
            and assigned in ("", one.assigned_to or "")
            and year in ("", str(one.received_at.astimezone(zone).year))
        ]
        rows = [
            Row(
                id=one.id,
                day=one.received_at.astimezone(zone).strftime("%Y-%m-%d"),
                age=(today - one.received_at.astimezone(zone).date()).days,
                source=one.source,
                file=one.file if named else "",
                kind="not read yet" if one.kind is None else one.kind.replace("_", " "),
                doubts=tuple(sentence(one, doubt) for doubt in one.doubts),
                assigned_to=one.assigned_to or "",
                open_by=", ".join(work_of(request).presence.at(one.id)),
            )
            for one in wanted[: max(0, left)]
        ]
        left -= len(rows)
        if wanted:
            groups.append({"title": SENTENCES[grave], "many": len(wanted), "rows": rows})
    return shown(
        request,
        "queue.html",
        groups=groups,
        waiting=waits.waiting,
        sources=sorted({one.source for one in every}),
        people=sorted({one.assigned_to for one in every if one.assigned_to}),
        years=sorted({one.received_at.astimezone(zone).year for one in every}, reverse=True),
        chosen={"source": source, "assigned": assigned, "year": year},
        may_verify=named,
    )


AREA = Area("Queue", "/queue", Right.LOOK, router)
