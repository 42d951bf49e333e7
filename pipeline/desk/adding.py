"""A request keyed by hand: what came by telephone, on paper or in person, with the same checks as `intake add`.

Touches the world: answers requests, asks and writes the store.
"""

from __future__ import annotations

from datetime import date, tzinfo
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from pipeline import deciding
from pipeline.counted import Counted, asks, sentence
from pipeline.desk import dropping
from pipeline.desk.adding_fields import GROUPS, KINDS, Form, typed_form
from pipeline.desk.evidence import LABELS
from pipeline.desk.frame import Area, desk_of, reviewer_of, shown
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.errors import WrongUse
from pipeline.reading.lexicon import countries
from pipeline.receipt_said import is_id
from pipeline.reviewing.bounds import unlikely
from pipeline.values import Record, RecordKey
from pipeline.vocabulary import Basis

router = APIRouter()


@router.get("/add", dependencies=[needs(Right.ADD)])
def add_page(request: Request, kept: str = "", channel: str = "", district: str = "") -> HTMLResponse:
    """An empty form; above it the request that was kept just now, where there is one."""
    counted = desk_of(request).count.now()
    before = Form({"channel": channel[:100], "district": district[:100]}) if kept else Form()
    return _page(request, before, kept=_kept(kept, counted, desk_of(request).settings.zone) if kept else None)


def _page(request: Request, form: Form, status: int = 200, **more: Any) -> HTMLResponse:
    reviewer = reviewer_of(request)
    values: dict[str, Any] = {"kept": None}
    return shown(
        request,
        "add.html",
        status=status,
        form=form,
        groups=GROUPS,
        kinds=KINDS,
        forms=[(each, each) for each in reviewer.rules.forms],
        bases=[(each.value, LABELS[each]) for each in Basis],
        channels=sorted(dropping.CHANNELS, key=lambda each: each not in ("phone", "mail", "in_person")),
        districts=dropping.districts_of(desk_of(request).settings),
        countries=sorted(countries()),
        now=desk_of(request).clock().astimezone(desk_of(request).settings.zone).strftime("%Y-%m-%dT%H:%M"),
        **(values | more),
    )


@router.post("/add", dependencies=[needs(Right.ADD)])
async def add(request: Request) -> Response:
    """Keeps what was typed; where something makes no sense nothing is kept, and all of it stands in the form still."""
    form = await request.form()
    return await run_in_threadpool(_add, request, form)


def _add(request: Request, sent: FormData) -> Response:
    reviewer = reviewer_of(request)
    form = typed_form(sent, reviewer)
    if form.faults:
        return _page(request, form, 400)
    try:
        arrived, _ = deciding.add(
            reviewer,
            kind=form.kind,
            channel=form.text("channel"),
            district=form.text("district") or None,
            received=form.text("received"),
            typed=form.fields,
            reason=form.text("reason"),
        )
    except WrongUse as error:
        return _page(request, form.with_fault("", str(error)), 400)
    deciding.recount(reviewer)
    beside = {name: form.text(name) for name in ("channel", "district")}
    address = request.url_for("add_page").include_query_params(kept=arrived.id, **beside)
    return RedirectResponse(f"{address.path}?{address.query}", status_code=303)


def _unusual(record: Record, received_on: date) -> list[str]:
    found = (unlikely(name, field.value, received_on) for name, field in record.fields.items())
    return [each for each in found if each]


def _kept(transmission_id: str, counted: Counted, zone: tzinfo) -> dict[str, Any] | None:
    """What became of a request that was keyed; None where there is no such transmission."""
    document = counted.document(transmission_id) if is_id(transmission_id) else None
    if document is None or document.reading is None:
        return None
    request_id = counted.gathered.request_ids.get(RecordKey(transmission_id, 0))
    belongs = next((each for each in counted.gathered.requests if each.id == request_id), None)
    asking = asks(document, counted)
    return {
        "id": transmission_id,
        "request": request_id,
        "copies": belongs.transmissions if belongs else 0,
        "kind": document.reading.kind.value,
        "unusual": _unusual(document.reading.records[0], document.reading.received.received_at.astimezone(zone).date()),
        "asks": asking is not None,
        "doubts": [sentence(asking, doubt) for doubt in asking.doubts] if asking else [],
    }


def _routes(*routers: APIRouter) -> APIRouter:
    whole = APIRouter()
    for each in routers:
        whole.routes.extend(each.routes)
    return whole


AREA = Area("Add", "/add", Right.ADD, _routes(router, dropping.router))
