"""One request: what it counts as and why, its copies, values and history, and a person's word about it.

Touches the world: answers requests, asks and writes the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline import deciding, values
from pipeline.counted import Counted
from pipeline.counting.rules import load_rules
from pipeline.deciding import Reviewer
from pipeline.desk.errors import NotFound
from pipeline.desk.frame import desk_of, reviewer_of, saw_identity, say, shown, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.request_filters import MONTHS
from pipeline.desk.request_history import decisions_about, seen_of, since, told, trail_of
from pipeline.desk.request_views import (
    MOST,
    counts_as,
    done_about,
    doubts_of,
    may_be,
    members_of,
    standing_member,
    values_of,
)
from pipeline.desk.rights import Right
from pipeline.desk.work import work_of
from pipeline.errors import WrongUse
from pipeline.named import is_request, shown_record, the_record, the_request
from pipeline.outcome_said import outcome_of
from pipeline.vocabulary import Outcome

router = APIRouter()
_NOTHING_SAID: dict[str, Any] = {"changed": None, "typed": {"form": ""}, "fault": ""}

Text = Annotated[str, Form(max_length=500)]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about a request, each as its input shows it."""

    outcome: str
    outcome_on: str
    reimbursement: str
    released_at: str
    transferred_at: str
    receiving_agency: str


@router.get("/requests/{request_id}", dependencies=[needs(Right.LOOK)])
def request_page(request: Request, request_id: str) -> Response:
    """The page of one request. Who may not see identities sees how it counts, and nothing of who it is about."""
    counted = desk_of(request).count.now()
    one = _found(request_id, counted)
    if one is None:
        into = next((name for name, former in counted.gathered.formerly.items() if request_id in former), None)
        if into is None:
            raise NotFound(f"{request_id[:40]}: there is no such request, or no longer; look among the requests")
        say(request, f"{request_id} is counted with {into}.")
        return RedirectResponse(f"/requests/{into}", status_code=303)
    if signed_in(request).may(Right.SEE_IDENTITIES):
        saw_identity(request, one.id)
    return _shown(request, one, counted)


def _found(request_id: str, counted: Counted) -> values.Request | None:
    """The request of that id, None where there is none."""
    if not is_request(request_id):
        return None
    return next((each for each in counted.gathered.requests if each.id == request_id), None)


def _shown(request: Request, one: values.Request, counted: Counted, status: int = 200, **more: Any) -> HTMLResponse:
    desk, signed = desk_of(request), signed_in(request)
    identified = signed.may(Right.SEE_IDENTITIES)
    every = decisions_about(desk.store, counted, one)
    presence = work_of(request).presence
    return shown(
        request,
        "request.html",
        status=status,
        one=one,
        name=one.record.text("subject_name") if identified else None,
        counts=counts_as(one),
        months=MONTHS,
        done=done_about(one, counted),
        said=_as_typed(done_about(one, counted), desk.settings.zone),
        outcomes=list(Outcome),
        members=members_of(
            one, counted, load_rules(desk.settings.jurisdiction).rules, desk.settings.zone, identified=identified
        ),
        left_out=max(0, len(one.members) - MOST),
        stands=standing_member(one).key.transmission_id,
        read=values_of(one, counted, identified=identified),
        doubts=doubts_of(one),
        may_be=may_be(one, counted),
        decisions=told(every, counted, identified=identified),
        trail=trail_of(desk.store, counted, one) if identified else None,
        seen=seen_of(counted, one, every),
        first=shown_record(one.members[0].key, counted),
        others=presence.look(one.id, signed.name) if identified else (),
        identified=identified,
        behind=desk.count.behind,
        **(_NOTHING_SAID | more),
    )


@router.post("/requests/{request_id}/outcome", dependencies=[needs(Right.DECIDE)])
def outcome(
    request: Request,
    request_id: str,
    outcome: Text = "",
    outcome_on: Text = "",
    reimbursement: Text = "",
    released_at: Text = "",
    transferred_at: Text = "",
    receiving_agency: Text = "",
    reason: Text = "",
    seen: Text = "",
    first: Text = "",
) -> Response:
    """Keeps what was done about the request; what was not changed stays as it was."""
    typed = Done(outcome, outcome_on, reimbursement, released_at, transferred_at, receiving_agency)
    words = {each.name: getattr(typed, each.name).strip() for each in fields(typed)}

    def decide(reviewer: Reviewer, one: values.Request, counted: Counted) -> str:
        zone = reviewer.settings.zone
        before = _as_typed(done_about(one, counted), zone)
        changed = {name: text for name, text in words.items() if text != getattr(before, name)}
        done = outcome_of(changed, counted, one.id, zone)
        if not changed and counted.gathered.formerly.get(one.id) is None and _spoken_of(one, counted):
            return "Nothing was changed."
        deciding.set_outcome(reviewer, one.id, done, reason.strip())
        return f"{one.id}: {done.outcome.replace('_', ' ')}."

    return _decided(request, request_id, seen, first, decide, words | {"reason": reason, "form": "outcome"})


def _spoken_of(one: values.Request, counted: Counted) -> bool:
    return any(each.subject == one.id and each.action == "outcome" for each in counted.about(one.id))


def _as_typed(done: values.Disposition, zone: tzinfo) -> Done:
    def when(at: datetime | None) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at else ""

    return Done(
        outcome=done.outcome.value,
        outcome_on=done.outcome_on.isoformat() if done.outcome_on else "",
        reimbursement=f"{done.reimbursement:.2f}" if done.reimbursement else "",
        released_at=when(done.released_at),
        transferred_at=when(done.transferred_at),
        receiving_agency=done.receiving_agency or "",
    )


@router.post("/requests/{request_id}/link", dependencies=[needs(Right.DECIDE)])
def link(
    request: Request, request_id: str, other: Text = "", reason: Text = "", seen: Text = "", first: Text = ""
) -> Response:
    """The request and another one, or a transmission, are one request; a cancellation is bound so too."""

    def decide(reviewer: Reviewer, one: values.Request, counted: Counted) -> str:
        named = other.strip()
        if the_record(named, counted) in {member.key for member in one.members}:
            raise WrongUse(f"{named}: it is counted with {one.id} already")
        deciding.link(reviewer, [one.id, named], reason.strip())
        return f"{one.id} and {named} are one request."

    return _decided(request, request_id, seen, first, decide, {"other": other, "reason": reason, "form": "link"})


@router.post("/requests/{request_id}/apart", dependencies=[needs(Right.DECIDE)])
def apart(
    request: Request,
    request_id: str,
    named: Annotated[list[str] | None, Form()] = None,
    reason: Text = "",
    seen: Text = "",
    first: Text = "",
) -> Response:
    """The copies that are named are another request than the rest; a cancellation cancels it no more."""
    named = (named or [])[:MOST]

    def decide(reviewer: Reviewer, one: values.Request, counted: Counted) -> str:
        strange = [each for each in named if each not in {shown_record(member.key, counted) for member in one.members}]
        if strange or not named:
            raise WrongUse(f"tick which copies of {one.id} are another request")
        if len(named) == 1:
            deciding.unlink(reviewer, named[0], [one.id], reason.strip())
        else:
            deciding.split(reviewer, one.id, named, reason.strip())
        return f"{', '.join(named)} kept apart from {one.id}."

    return _decided(request, request_id, seen, first, decide, {"reason": reason, "form": "apart"})


@router.post("/requests/{request_id}/undo", dependencies=[needs(Right.DECIDE)])
def undo(
    request: Request,
    request_id: str,
    number: Annotated[int, Form()],
    reason: Text = "",
    seen: Text = "",
    first: Text = "",
) -> Response:
    """Takes back one of the decisions that the page shows."""

    def decide(reviewer: Reviewer, one: values.Request, counted: Counted) -> str:
        if number not in {each.id for each in decisions_about(reviewer.store, counted, one)}:
            raise WrongUse(f"decision {number} is not about {one.id}; take it back where it is shown")
        deciding.undo(reviewer, number, reason.strip())
        return f"Decision {number} no longer holds."

    return _decided(request, request_id, seen, first, decide, {"reason": reason, "form": "undo"})


def _decided(
    request: Request,
    request_id: str,
    seen: str,
    first: str,
    decide: Callable[[Reviewer, values.Request, Counted], str],
    typed: Mapping[str, str],
) -> Response:
    """Decides on a page that is not out of date, counts anew, and leads to where the request's first copy is counted.

    `seen`: what the page showed; `first`: its first copy, by which the request is found when it has another id now.
    """
    desk = desk_of(request)
    counted = desk.count.now()
    one = _found(request_id, counted) or _by_copy(first, counted)
    if one is None:
        raise NotFound(f"{request_id[:40]}: there is no such request, or no longer; nothing was saved")
    every = decisions_about(desk.store, counted, one)
    if one.id != request_id or seen != seen_of(counted, one, every):
        saw_identity(request, one.id)
        later = told(since(seen, every), counted, identified=True)
        # the forms show what stands now: what was typed on the old page would take back what it did not know of
        return _shown(request, one, counted, 409, changed=later, typed={**typed, "form": ""})
    reviewer = reviewer_of(request)
    try:
        news = decide(reviewer, one, counted)
    except WrongUse as error:
        saw_identity(request, one.id)
        return _shown(request, one, counted, 400, fault=str(error), typed=typed)
    deciding.recount(reviewer)
    now = desk.count.now()
    say(request, news)
    return RedirectResponse(f"/requests/{now.gathered.request_ids.get(one.members[0].key, one.id)}", status_code=303)


def _by_copy(named: str, counted: Counted) -> values.Request | None:
    """The request that the copy is counted with now."""
    try:
        request_id = counted.gathered.request_ids.get(the_record(named, counted))
        return the_request(request_id, counted) if request_id else None
    except WrongUse:
        return None
