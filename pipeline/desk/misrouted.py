"""Misrouted: a person says how a transmission truly came, and has it read again.

Touches the world: answers requests, asks and writes the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline import deciding
from pipeline.counted import Counted
from pipeline.desk.errors import NotFound
from pipeline.desk.frame import Area, desk_of, reviewer_of, saw_identity, say, shown, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.request_history import told as told_decisions
from pipeline.desk.rights import Right
from pipeline.desk.running import running_of
from pipeline.desk.runs_told import Job
from pipeline.desk.verify import seen_of
from pipeline.desk.work import work_of
from pipeline.errors import WrongUse
from pipeline.receipt_said import WITHOUT_DISTRICT, is_id
from pipeline.reviewing.decisions import OF_THE_RECEIPT, Decision
from pipeline.settings import Settings
from pipeline.values import Document, RecordKey
from pipeline.vocabulary import Action, Channel

router = APIRouter()
_NOTHING_SAID: dict[str, Any] = {"changed": None, "typed": {}, "had_typed": {}, "fault": ""}
_CHANNELS = tuple(channel.value for channel in Channel if channel is not Channel.UNKNOWN)

Text = Annotated[str, Form(max_length=500)]


@router.get("/misrouted/{transmission_id}", dependencies=[needs(Right.SEE_IDENTITIES)])
def misrouted(request: Request, transmission_id: str) -> HTMLResponse:
    """How a transmission came, what tells so, and a form to say otherwise."""
    counted = desk_of(request).count.now()
    document = _found(transmission_id, counted)
    saw_identity(request, transmission_id)
    return _shown(request, document, counted)


def _found(transmission_id: str, counted: Counted) -> Document:
    document = counted.document(transmission_id) if is_id(transmission_id) else None
    if document is None:
        raise NotFound(f"{transmission_id[:40]}: there is no such transmission")
    return document


def _shown(request: Request, document: Document, counted: Counted, status: int = 200, **more: Any) -> HTMLResponse:
    desk, name, reading = desk_of(request), document.transmission.id, document.reading
    read = counted.read.get(name)
    headers = [page.header for page in reading.pages if page.header is not None] if reading else []
    return shown(
        request,
        "misrouted.html",
        status=status,
        document=document,
        reading=reading,
        stands=stands_of(document, desk.settings),
        read=read.received if read else None,
        header=headers[0] if headers else None,
        page=next((page.number for page in reading.pages if page.decisions is not None), None) if reading else None,
        requests=_requests(document, counted),
        channels=_CHANNELS,
        districts=sorted({place.district for place in desk.settings.sources if place.district}),
        said=told_decisions([each for each in counted.about(name) if _of_the_receipt(each)], counted, identified=True),
        seen=seen_of(counted, name),
        others=work_of(request).presence.look(name, signed_in(request).name),
        job=_job(request, name),
        **(_NOTHING_SAID | more),
    )


def stands_of(document: Document, settings: Settings) -> dict[str, str]:
    """Channel, district and time of receipt as they stand, each as its input shows it; empty while it is unread."""
    if document.reading is None:
        return dict.fromkeys(OF_THE_RECEIPT, "")
    received = document.reading.received
    return {
        "channel": received.channel.value,
        "district": received.district or "",
        "received_at": received.received_at.astimezone(settings.zone).strftime("%Y-%m-%dT%H:%M"),
    }


def _requests(document: Document, counted: Counted) -> list[str]:
    """The requests that it belongs to."""
    many = len(document.reading.records) if document.reading else 0
    keys = (RecordKey(document.transmission.id, ordinal) for ordinal in range(many))
    return list(dict.fromkeys(found for key in keys if (found := counted.gathered.request_ids.get(key))))


def _job(request: Request, transmission_id: str) -> Job | None:
    """The latest reading again of it that this desk was asked for."""
    return next((each for each in reversed(running_of(request).jobs()) if transmission_id in each.ids), None)


def _of_the_receipt(each: Decision) -> bool:
    return each.action is Action.CORRECT and each.ordinal is None


@router.post("/misrouted/{transmission_id}", dependencies=[needs(Right.REPROCESS)])
def came_otherwise(
    request: Request,
    transmission_id: str,
    channel: Text = "",
    district: Text = "",
    received_at: Text = "",
    reason: Text = "",
    seen: Text = "",
    again: Annotated[bool, Form()] = False,
) -> Response:
    """Keeps how it truly came, and has it read again where that is asked; refused where somebody else was faster."""
    desk = desk_of(request)
    counted = desk.count.now()
    document = _found(transmission_id, counted)
    typed = {"channel": channel.strip(), "district": district.strip(), "received_at": received_at.strip()}
    if seen != seen_of(counted, transmission_id):
        saw_identity(request, transmission_id)
        later = [each for each in counted.about(transmission_id) if each.id > _last(seen)]
        changed = told_decisions(later, counted, identified=True)
        # the form shows what stands now: what was typed on the old page would take back what it did not know of
        more: dict[str, Any] = {"changed": changed, "typed": {"reason": reason}, "had_typed": typed}
        return _shown(request, document, counted, 409, **more)
    stands = stands_of(document, desk.settings)
    otherwise = {name: text for name, text in typed.items() if text != stands[name]}
    try:
        _keep(request, transmission_id, otherwise, reason.strip())
    except WrongUse as error:
        saw_identity(request, transmission_id)
        # the terminal's options are the inputs here
        fault = str(error).replace("--", "").replace("received_at=", "Received: ")
        return _shown(request, document, counted, 400, fault=fault, typed=typed | {"reason": reason})
    deciding.recount(reviewer_of(request))
    say(request, f"{transmission_id}: kept how it came.")
    if again:
        _read_again(request, transmission_id, reason.strip())
    return RedirectResponse(f"/misrouted/{transmission_id}", status_code=303)


@router.post("/misrouted/{transmission_id}/again", dependencies=[needs(Right.REPROCESS)])
def again(request: Request, transmission_id: str, reason: Text = "") -> Response:
    """Has it read again as it stands: a further version, nothing is overwritten."""
    _found(transmission_id, desk_of(request).count.now())
    _read_again(request, transmission_id, reason.strip())
    return RedirectResponse(f"/misrouted/{transmission_id}", status_code=303)


@router.get("/misrouted/{transmission_id}/told", dependencies=[needs(Right.SEE_IDENTITIES, keeps_alive=False)])
def told(request: Request, transmission_id: str) -> Response:
    """How far reading it again is, for the page that waits for it; once it has ended the page is loaded anew."""
    _found(transmission_id, desk_of(request).count.now())
    job = _job(request, transmission_id)
    if job is None or job.ending is not None:
        return Response(headers={"HX-Refresh": "true"})
    return shown(request, "misrouted_told.html", job=job)


def _read_again(request: Request, transmission_id: str, reason: str) -> None:
    """Asks for it; it is read in the background, for it can take a minute and holds the store; the page says so."""
    running_of(request).reprocess([transmission_id], signed_in(request).name, reason=reason)


def _keep(request: Request, transmission_id: str, changed: Mapping[str, str], reason: str) -> None:
    if not changed:
        raise WrongUse("Nothing was changed: say another channel, district or time.")
    if not reason:
        raise WrongUse("Say why, such as what the station's log says; without names of persons.")
    if changed.get("district") == "" and changed.get("channel", Channel.DISTRICT_FAX) not in WITHOUT_DISTRICT:
        raise WrongUse("A station is left out only with a channel that leads to none, such as email.")
    deciding.correct(reviewer_of(request), transmission_id, changed, reason)


def _last(seen: str) -> int:
    told = seen.partition(".")[2]
    return int(told) if told.isascii() and told.isdigit() else 0


AREA = Area("", "/misrouted", Right.SEE_IDENTITIES, router)
