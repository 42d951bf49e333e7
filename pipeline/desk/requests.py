"""The list of a year's requests, as counted, with filters; and of what came and is no request.

Touches the world: answers requests, asks the store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipeline import values
from pipeline.counted import Counted
from pipeline.counting.tally import document_year, reason_of
from pipeline.desk import request_page
from pipeline.desk.frame import Area, Desk, desk_of, saw_identity, shown, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.request_filters import Asked, choices, chosen, query_of, understood
from pipeline.desk.request_views import done_about
from pipeline.desk.rights import Right
from pipeline.named import shown_record
from pipeline.reporting.trace import not_counted
from pipeline.values import Record, RecordKey
from pipeline.vocabulary import Status

router = APIRouter()
_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: a request, or a record that is none."""

    id: str
    where: str
    """The page that it leads to; empty where who asks may not see that."""
    day: str
    name: str
    """The subject's name, empty for who may not see it."""
    channel: str
    district: str
    reason: str
    outcome: str
    status: str
    kind: str
    copies: int
    cancelled: bool


@router.get("/requests", dependencies=[needs(Right.LOOK)])
def requests_page(request: Request) -> HTMLResponse:
    """The year's requests, or what else came in it, as the address asks; a hundred on a page."""
    desk = desk_of(request)
    counted = desk.count.now()
    named = signed_in(request).may(Right.SEE_IDENTITIES)
    years = Counter(each.year for each in counted.gathered.requests)
    this_year = desk.clock().astimezone(desk.settings.zone).year
    latest = this_year if this_year in years else max(years, default=this_year)
    asked = understood(request.query_params, latest, _districts(desk, counted))
    of_year = [each for each in counted.gathered.requests if each.year == asked.year]
    rows: Sequence[values.Request] | Sequence[RecordKey]
    rows = chosen(of_year, asked) if asked.lists_requests else _records(counted, asked, desk.settings.zone)
    pages = max(1, -(-len(rows) // _ON_A_PAGE))
    page = min(asked.page, pages)
    some = rows[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
    if named and some:
        saw_identity(request, f"requests:{asked.year}")
    return shown(
        request,
        "requests.html",
        asked=asked,
        address=lambda **changes: f"/requests?{urlencode(query_of(asked, **changes))}",
        rows=[_row(each, counted, desk.settings.zone, named=named) for each in some],
        many=len(rows),
        of_year=len(of_year),
        cancelled=sum(each.cancelled_on is not None for each in of_year),
        waiting=sum(each.status is not Status.ACCEPTED for each in of_year),
        choices=choices(of_year, asked),
        years=sorted({*years, this_year, asked.year}, reverse=True),
        named=named,
        behind=desk.count.behind,
        page=page,
        pages=pages,
        first=(page - 1) * _ON_A_PAGE + 1,
    )


def _districts(desk: Desk, counted: Counted) -> set[str]:
    told = {place.district for place in desk.settings.sources} | {each.district for each in counted.gathered.requests}
    return {each for each in told if each}


def _records(counted: Counted, asked: Asked, zone: tzinfo) -> list[RecordKey]:
    """The records of the year that a figure of `not_counted` counts, as far as the filters let them through."""
    of_year = (each for each in counted.documents if document_year(each, zone) == asked.year)
    found = [
        key for key in not_counted(asked.apart, of_year, counted.gathered) if _let_through(key, counted, asked, zone)
    ]
    return found[::-1] if asked.sort == "newest" else found


def _let_through(key: RecordKey, counted: Counted, asked: Asked, zone: tzinfo) -> bool:
    """Whether a record that is no request is asked for; it has no outcome, and its reason is its own."""
    document = counted.document(key.transmission_id)
    if document is None or document.reading is None or asked.outcome:
        return False
    received, record = document.reading.received, document.reading.records[key.ordinal]
    return (
        asked.channel in ("", received.channel)
        and asked.district in ("", received.district or "none")
        and asked.month in (None, received.received_at.astimezone(zone).month)
        and asked.status in ("", document.reading.status)
        and asked.basis in ("", reason_of(record), *record.basis)
    )


def _row(one: values.Request | RecordKey, counted: Counted, zone: tzinfo, *, named: bool) -> Row:
    if isinstance(one, RecordKey):
        return _of_record(one, counted, zone, named=named)
    return _of_request(one, counted, named=named)


def _of_request(one: values.Request, counted: Counted, *, named: bool) -> Row:
    return Row(
        id=one.id,
        where=f"/requests/{one.id}",
        day=one.received_at.strftime("%Y-%m-%d"),
        name=_name(one.record, named=named),
        channel=one.channel.value,
        district=one.district or "",
        reason=reason_of(one.record),
        outcome=done_about(one, counted).outcome.value,
        status=one.status.value,
        kind=one.record.kind.value,
        copies=one.transmissions,
        cancelled=one.cancelled_on is not None,
    )


def _of_record(key: RecordKey, counted: Counted, zone: tzinfo, *, named: bool) -> Row:
    document = counted.document(key.transmission_id)
    if document is None or document.reading is None:
        raise RuntimeError("only what was read is listed")
    received, record = document.reading.received, document.reading.records[key.ordinal]
    request_id = counted.gathered.request_ids.get(key)
    return Row(
        id=shown_record(key, counted),
        where=f"/requests/{request_id}" if request_id else f"/verify/{key.transmission_id}" if named else "",
        day=received.received_at.astimezone(zone).strftime("%Y-%m-%d"),
        name=_name(record, named=named),
        channel=received.channel.value,
        district=received.district or "",
        reason="",
        outcome="",
        status=document.reading.status.value,
        kind=record.kind.value,
        copies=1,
        cancelled=False,
    )


def _name(record: Record, *, named: bool) -> str:
    return (record.text("subject_name") or "") if named else ""


def _routes(*routers: APIRouter) -> APIRouter:
    """One router of several, for the area that they are."""
    whole = APIRouter()
    for each in routers:
        whole.routes.extend(each.routes)
    return whole


AREA = Area("Requests", "/requests", Right.LOOK, _routes(router, request_page.router))
