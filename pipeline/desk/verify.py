"""Verifying: the page at the left, what was read of it at the right, and a person's word.

Touches the world: answers requests, asks and writes the store, opens originals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from pipeline import deciding
from pipeline.counted import Counted
from pipeline.deciding import Reviewer
from pipeline.desk.evidence import LABELS, RecordView, records_of
from pipeline.desk.frame import Area, desk_of, reviewer_of, saw_identity, say, shown, signed_of
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.desk.work import work_of
from pipeline.errors import WrongUse
from pipeline.named import read_of, the_document
from pipeline.reviewing.decisions import Decision
from pipeline.values import Document, Reading
from pipeline.vocabulary import DOUBT_SENTENCES, Action, Kind
from pipeline.wording import moment

router = APIRouter()
_NOTHING_SAID: dict[str, Any] = {"changed": (), "typed": {}, "fault": ""}
_LOOKS = ("clean", "original", "small")
_PRIVATE = {"Cache-Control": "private, max-age=600"}
"""Pictures may be kept by the browser of who may see them, for as long as somebody works on one transmission."""


@router.get("/verify/{transmission_id}", dependencies=[needs(Right.SEE_IDENTITIES)])
def verify(request: Request, transmission_id: str) -> HTMLResponse:
    """The page of one transmission; that somebody looked is recorded."""
    desk = desk_of(request)
    counted = desk.count.now()
    document = the_document(transmission_id, counted)
    saw_identity(request, transmission_id)
    return _shown(request, document, counted)


def _shown(request: Request, document: Document, counted: Counted, **more: Any) -> HTMLResponse:
    desk, name, reading = desk_of(request), document.transmission.id, document.reading
    queue = desk.count.queue()
    following, place = queue.after(name), queue.place(name)
    if following is not None:
        other, read = counted.document(following), counted.read.get(following)
        if other is not None and read is not None:
            work_of(request).pictures.prepare(other.transmission, read)
    return shown(
        request,
        "verify.html",
        document=document,
        reading=reading,
        received=moment(reading.received.received_at, desk.settings.zone) if reading else "",
        pages=[page for page in reading.pages if page.decisions is not None] if reading else [],
        records=records_of(document, counted),
        doubts=_general(document, counted),
        decisions=_told(desk.store.decisions(name), counted.about(name), desk.settings.zone),
        seen=seen_of(counted, name),
        waits=place is not None,
        others=work_of(request).presence.look(name, _name(request)),
        following=following,
        place=None if place is None else place + 1,
        many=len(queue.order),
        kinds=[kind.value for kind in Kind if kind is not Kind.UNREADABLE],
        bases=LABELS,
        **(_NOTHING_SAID | more),
    )


def _name(request: Request) -> str:
    signed = signed_of(request)
    return signed.name if signed else ""


def _general(document: Document, counted: Counted) -> list[str]:
    """The doubts of the transmission that are about none of its records."""
    reading = document.reading
    if reading is None:
        return ["It has been stored but not read yet."]
    of_records = {doubt for record in reading.records for doubt in record.doubts}
    return [DOUBT_SENTENCES[doubt] for doubt in reading.doubts if doubt not in of_records]


def seen_of(counted: Counted, transmission_id: str) -> str:
    """What a person has before the eyes: the reading's version and the last decision about it."""
    held = counted.about(transmission_id)
    read = counted.read.get(transmission_id)
    return f"{read.version if read else 0}.{max((each.id for each in held), default=0)}"


def _told(every: tuple[Decision, ...], held: tuple[Decision, ...], zone: ZoneInfo) -> list[dict[str, object]]:
    numbers = {each.id for each in held}
    return [
        {
            "id": each.id,
            "at": moment(each.at, zone),
            "by": each.by,
            "what": f"{(each.name or '').replace('_', ' ')} corrected" if each.action is Action.CORRECT
            else f"decision {each.undoes} undone" if each.undoes is not None
            else each.action.value,
            "reason": each.reason,
            "holds": each.id in numbers,
        }
        for each in reversed(every)
    ]  # fmt: skip


@router.post("/verify/{transmission_id}", dependencies=[needs(Right.DECIDE)])
async def decide(request: Request, transmission_id: str) -> Response:
    """Keeps what was typed, and accepts where that was asked for; refused where somebody else was faster."""
    form = await request.form()
    return await run_in_threadpool(_decide, request, transmission_id, form)


def _decide(request: Request, transmission_id: str, form: FormData) -> Response:
    desk = desk_of(request)
    counted = desk.count.now()
    document = the_document(transmission_id, counted)
    reviewer = reviewer_of(request)
    reason = str(form.get("reason", "")).strip()
    changes = _changes(records_of(document, counted), form)
    if str(form.get("seen", "")) != seen_of(counted, transmission_id):
        typed = {key: value for record in changes.values() for key, value in record.items()}
        return _conflict(request, document, counted, str(form.get("seen", "")), typed)
    following = desk.count.queue().after(transmission_id)
    do = str(form.get("do", "save"))
    try:
        _apply(reviewer, transmission_id, do, changes, reason, form)
    except WrongUse as error:
        answer = _shown(request, document, counted, fault=str(error))
        answer.status_code = 400
        return answer
    deciding.recount(reviewer)
    target = f"/verify/{transmission_id}"
    if do in ("accept", "reject"):
        say(request, f"{transmission_id}: {'accepted' if do == 'accept' else 'rejected'}.")
        target = f"/verify/{following}" if following else "/queue"
    return RedirectResponse(target, status_code=303)


def _apply(
    reviewer: Reviewer, name: str, do: str, changes: Mapping[int, Mapping[str, str]], reason: str, form: FormData
) -> None:
    if do == "reject":
        deciding.reject(reviewer, [name], Kind(str(form.get("kind", "other"))), reason)
        return
    for ordinal, values in changes.items():
        if values:
            deciding.correct(reviewer, f"{name}:{ordinal + 1}", values, reason)
    receipt = {key: str(form[f"r-{key}"]) for key in ("channel", "district", "received_at") if form.get(f"r-{key}")}
    if receipt:
        deciding.correct(reviewer, name, receipt, reason)
    if do == "accept":
        deciding.accept(reviewer, [name], reason)


def _changes(records: tuple[RecordView, ...], form: FormData) -> dict[int, dict[str, str]]:
    """What was typed and stands otherwise, by record."""
    found: dict[int, dict[str, str]] = {}
    for record in records:
        values: dict[str, str] = {}
        for field in record.fields:
            key = f"f-{record.ordinal}-{field.name}"
            if field.type == "list":
                if f"{key}-shown" in form:
                    ticked = sorted(str(each) for each in form.getlist(key))
                    if ticked != sorted(field.ticked):
                        values[field.name] = ",".join(ticked) or "none"
            elif field.type == "bool":
                if form.get(key) and form[key] not in field.ticked:
                    values[field.name] = str(form[key])
            elif key in form and str(form[key]).strip() != field.text:
                values[field.name] = str(form[key]).strip()
        kind = form.get(f"f-{record.ordinal}-kind")
        if kind and kind != record.kind:
            values["kind"] = str(kind)
        found[record.ordinal] = values
    return found


def _conflict(request: Request, document: Document, counted: Counted, seen: str, typed: Mapping[str, str]) -> Response:
    """The page as it stands now, with what changed meanwhile and what had been typed: nothing is overwritten."""
    last = int(seen.partition(".")[2] or 0) if seen.partition(".")[2].isdigit() else 0
    desk, name = desk_of(request), document.transmission.id
    told = _told(desk.store.decisions(name), counted.about(name), desk.settings.zone)
    changed = [each for each in told if int(str(each["id"])) > last]
    answer = _shown(request, document, counted, changed=changed, typed=typed)
    answer.status_code = 409
    return answer


@router.post("/verify/{transmission_id}/undo", dependencies=[needs(Right.DECIDE)])
def undo(
    request: Request, transmission_id: str, number: Annotated[int, Form()], reason: Annotated[str, Form()] = ""
) -> Response:
    """Takes back one decision about the transmission."""
    desk = desk_of(request)
    reviewer = reviewer_of(request)
    the_document(transmission_id, desk.count.now())
    deciding.undo(reviewer, number, reason)
    deciding.recount(reviewer)
    return RedirectResponse(f"/verify/{transmission_id}", status_code=303)


@router.post("/verify/{transmission_id}/same", dependencies=[needs(Right.DECIDE)])
def same(
    request: Request,
    transmission_id: str,
    one: Annotated[str, Form()],
    other: Annotated[str, Form()],
    answer: Annotated[str, Form()],
) -> Response:
    """Answers whether two records are one request."""
    reviewer = reviewer_of(request)
    if answer == "yes":
        deciding.link(reviewer, [one, other], "")
    else:
        deciding.unlink(reviewer, one, [other], "")
    deciding.recount(reviewer)
    return RedirectResponse(f"/verify/{transmission_id}", status_code=303)


@router.post("/verify/{transmission_id}/here", dependencies=[needs(Right.SEE_IDENTITIES, keeps_alive=False)])
def here(request: Request, transmission_id: str) -> dict[str, list[str]]:
    """A sign that somebody still looks at it; who else does."""
    desk = desk_of(request)
    the_document(transmission_id, desk.count.now())
    return {"others": list(work_of(request).presence.look(transmission_id, _name(request)))}


@router.get("/page/{transmission_id}/{number}.png", dependencies=[needs(Right.SEE_IDENTITIES)])
def page(request: Request, transmission_id: str, number: int, look: Annotated[str, Query()] = "clean") -> Response:
    """A page as a picture."""
    document, reading = _read(request, transmission_id)
    if look not in _LOOKS:
        raise WrongUse(f"look: expected one of {', '.join(_LOOKS)}")
    picture = work_of(request).pictures.page(document.transmission, reading, number, look)
    return Response(picture, media_type="image/png", headers=_PRIVATE)


@router.get("/crop/{transmission_id}/{ordinal}/{name}.png", dependencies=[needs(Right.SEE_IDENTITIES)])
def crop(request: Request, transmission_id: str, ordinal: int, name: str) -> Response:
    """The place of a field as a picture."""
    document, reading = _read(request, transmission_id)
    field = reading.records[ordinal].fields.get(name) if 0 <= ordinal < len(reading.records) else None
    if field is None or field.page is None or field.box is None:
        raise WrongUse(f"{name}: it has no place on a page")
    picture = work_of(request).pictures.crop(document.transmission, reading, field.page, field.box)
    return Response(picture, media_type="image/png", headers=_PRIVATE)


def _read(request: Request, transmission_id: str) -> tuple[Document, Reading]:
    """The transmission as it stands, and its reading as it was read: what people decide changes no picture."""
    counted = desk_of(request).count.now()
    document = the_document(transmission_id, counted)
    read_of(document)
    return document, counted.read[transmission_id]


AREA = Area("", "/verify", Right.SEE_IDENTITIES, router)
