"""Verifying: the page at the left, what was read of it at the right, and a person's word.

Touches the world: answers requests, asks and writes the store, opens originals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from pipeline import deciding
from pipeline.counted import Counted
from pipeline.deciding import Reviewer
from pipeline.desk.evidence import LABELS, records_of
from pipeline.desk.frame import Area, desk_of, reviewer_of, saw_identity, say, shown, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.message import message_of
from pipeline.desk.request_history import since, told
from pipeline.desk.rights import RIGHTS, Right
from pipeline.desk.verify_typed import changes_of, check, field_of_fault, typed_of
from pipeline.desk.work import work_of
from pipeline.errors import WrongUse
from pipeline.named import the_document
from pipeline.reviewing.decisions import last
from pipeline.store import Account
from pipeline.values import Document
from pipeline.vocabulary import DOUBT_SENTENCES, Action, Kind
from pipeline.wording import moment

router = APIRouter()
_NOTHING_SAID: dict[str, Any] = {
    "changed": None,
    "typed": {},
    "fault": "",
    "faulty": "",
    "reason": "",
    "linked": {"one": "", "other": ""},
}

Text = Annotated[str, Form(max_length=500)]
Decide = Callable[[Reviewer, Document, Counted], str]
"""Writes decisions; what is said about them then. Raises WrongUse."""


@router.get("/verify/{transmission_id}", dependencies=[needs(Right.SEE_IDENTITIES)])
def verify(request: Request, transmission_id: str) -> HTMLResponse:
    """The page of one transmission; that somebody looked is recorded."""
    counted = desk_of(request).count.now()
    return _shown(request, the_document(transmission_id, counted), counted)


def _shown(request: Request, document: Document, counted: Counted, status: int = 200, **more: Any) -> HTMLResponse:
    desk, name, reading, work = desk_of(request), document.transmission.id, document.reading, work_of(request)
    account = signed_in(request).name
    saw_identity(request, name)
    work.looked.recorded(name, account)
    queue = desk.count.queue()
    following, place = queue.after(name), queue.place(name)
    for each in (name, following):
        _prepare(request, each, counted)
    decisions = desk.store.decisions(name)
    return shown(
        request,
        "verify.html",
        status=status,
        document=document,
        reading=reading,
        received=moment(reading.received.received_at, desk.settings.zone) if reading else "",
        pages=[page for page in reading.pages if page.decisions is not None] if reading else [],
        message=message_of(document.transmission, desk.settings),
        records=records_of(document, counted),
        doubts=_general(document),
        decisions=told(reversed(decisions), counted, identified=True),
        seen=seen_of(counted, name),
        others=work.presence.look(name, account),
        assigned_to=_assigned_to(counted, name),
        may_decide=[each.name for each in desk.store.accounts() if _may_decide(each)],
        following=following,
        place=None if place is None else place + 1,
        many=len(queue.order),
        kinds=[kind.value for kind in Kind if kind is not Kind.UNREADABLE],
        bases=LABELS,
        **(_NOTHING_SAID | more),
    )


def _assigned_to(counted: Counted, transmission_id: str) -> str | None:
    said = last(counted.about(transmission_id), Action.ASSIGN)
    return str(said.value) if said is not None and said.value else None


def _may_decide(account: Account) -> bool:
    return not account.disabled and Right.DECIDE in RIGHTS[account.role]


def _prepare(request: Request, transmission_id: str | None, counted: Counted) -> None:
    """Begins to make the pictures of what is looked at now, or next."""
    document = counted.document(transmission_id) if transmission_id else None
    read = counted.read.get(transmission_id) if transmission_id else None
    if document is not None and read is not None:
        work_of(request).pictures.prepare(document.transmission, read)


def _general(document: Document) -> list[str]:
    """The doubts of the transmission that are about none of its records."""
    reading = document.reading
    if reading is None:
        return ["It has been stored but not read yet."]
    of_records = {doubt for record in reading.records for doubt in record.doubts}
    return [DOUBT_SENTENCES[doubt] for doubt in reading.doubts if doubt not in of_records]


def seen_of(counted: Counted, transmission_id: str) -> str:
    """What a person has before the eyes: the last decision about it, and the reading's version."""
    held = counted.about(transmission_id)
    read = counted.read.get(transmission_id)
    return f"{max((each.id for each in held), default=0)}.{read.version if read else 0}"


@router.post("/verify/{transmission_id}", dependencies=[needs(Right.DECIDE)])
async def decide(request: Request, transmission_id: str) -> Response:
    """Keeps what was typed, and accepts or rejects where that was asked for."""
    form = await request.form()
    return await run_in_threadpool(_decide, request, transmission_id, form)


def _decide(request: Request, transmission_id: str, form: FormData) -> Response:
    do, reason = str(form.get("do", "save")), str(form.get("reason", "")).strip()

    def decided(reviewer: Reviewer, document: Document, counted: Counted) -> str:
        name, file = document.transmission.id, document.transmission.file
        if do == "reject":
            if not reason:
                raise WrongUse("a rejection needs a reason, without names of persons")
            deciding.reject(reviewer, [name], Kind(str(form.get("kind", "other"))), reason)
            return f"Rejected: {file}."
        changes = changes_of(records_of(document, counted), form)
        check(changes, reviewer.bounds)
        for ordinal, values in changes.items():
            deciding.correct(reviewer, f"{name}:{ordinal + 1}", values, reason)
        if do == "accept":
            deciding.accept(reviewer, [name], reason)
            return f"Accepted: {file}."
        return "Saved." if changes else "Nothing was changed, and nothing saved."

    return _said(request, transmission_id, str(form.get("seen", "")), decided, form)


@router.post("/verify/{transmission_id}/same", dependencies=[needs(Right.DECIDE)])
def same(
    request: Request, transmission_id: str, one: Text, other: Text = "", answer: Text = "yes", seen: Text = ""
) -> Response:
    """Answers whether two records are one request; `other` may name a request too."""

    def decided(reviewer: Reviewer, _document: Document, _counted: Counted) -> str:
        named = other.strip()
        if not named:
            raise WrongUse("name the other one: a transmission (T...) or a request (R...)")
        if answer == "yes":
            deciding.link(reviewer, [one, named], "")
            return f"{one} and {named} are one request."
        deciding.unlink(reviewer, one, [named], "")
        return f"{one} and {named} are two requests."

    return _said(request, transmission_id, seen, decided, linked={"one": one, "other": other})


@router.post("/verify/{transmission_id}/assign", dependencies=[needs(Right.DECIDE)])
def assign(request: Request, transmission_id: str, to: Text = "", seen: Text = "") -> Response:
    """Says who is to look at it; empty for nobody."""

    def decided(reviewer: Reviewer, document: Document, counted: Counted) -> str:
        named = to.strip()
        account = reviewer.store.account(named) if named else None
        if named and (account is None or not _may_decide(account)):
            raise WrongUse("choose somebody who may decide")
        if named == (_assigned_to(counted, transmission_id) or ""):
            return "Nothing was changed, and nothing saved."
        deciding.assign(reviewer, [transmission_id], named or None, "")
        return f"Assigned to {named}: {document.transmission.file}." if named else "It is assigned to nobody."

    return _said(request, transmission_id, seen, decided)


@router.post("/verify/{transmission_id}/undo", dependencies=[needs(Right.DECIDE)])
def undo(
    request: Request, transmission_id: str, number: Annotated[int, Form()], reason: Text = "", seen: Text = ""
) -> Response:
    """Takes back one decision about the transmission."""

    def decided(reviewer: Reviewer, _document: Document, _counted: Counted) -> str:
        deciding.undo(reviewer, number, reason.strip())
        return f"Decision {number} no longer holds."

    return _said(request, transmission_id, seen, decided)


def _said(
    request: Request, transmission_id: str, seen: str, decide: Decide, form: FormData | None = None, **kept: Any
) -> Response:
    """Lets the person's word stand, unless somebody else changed what it is about; then on to what waits next."""
    desk, reviewer = desk_of(request), reviewer_of(request)
    typed = typed_of(form) if form is not None else {}
    with work_of(request).deciding:
        counted = desk.count.now()
        document = the_document(transmission_id, counted)
        if seen != seen_of(counted, transmission_id):
            changed = told(since(seen, reversed(desk.store.decisions(transmission_id))), counted, identified=True)
            kept = {key: value for key, value in typed.items() if value}
            return _shown(request, document, counted, 409, changed=changed, typed=kept)
        queue = desk.count.queue()
        following, waited = queue.after(transmission_id), queue.place(transmission_id) is not None
        try:
            sentence = decide(reviewer, document, counted)
        except WrongUse as error:
            fault = str(error)[:1].upper() + str(error)[1:]
            faulty, reason = field_of_fault(str(error), typed), str(form.get("reason", "")) if form else ""
            more = {"fault": fault, "faulty": faulty, "typed": typed, "reason": reason, **kept}
            return _shown(request, document, counted, 400, **more)
        deciding.recount(reviewer)
    say(request, sentence)
    settled = waited and desk.count.queue().place(transmission_id) is None
    if settled or (form is not None and form.get("do") in ("accept", "reject")):
        return RedirectResponse(f"/verify/{following}" if following else "/queue", status_code=303)
    return RedirectResponse(f"/verify/{transmission_id}", status_code=303)


@router.post("/verify/{transmission_id}/here", dependencies=[needs(Right.SEE_IDENTITIES, keeps_alive=False)])
def here(request: Request, transmission_id: str) -> dict[str, list[str]]:
    """A sign that somebody still looks at it; who else does."""
    the_document(transmission_id, desk_of(request).count.now())
    return {"others": list(work_of(request).presence.look(transmission_id, signed_in(request).name))}


AREA = Area("", "/verify", Right.SEE_IDENTITIES, router)
