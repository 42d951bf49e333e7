"""What everybody may do: go to the first page, see the own account, change the own password.

Touches the world: checks and keeps passwords.
"""

from __future__ import annotations

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.desk import passwords
from pipeline.desk.errors import TooManyAttempts
from pipeline.desk.frame import Area, desk_of, shown, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.proxies import address_of
from pipeline.desk.rights import ROLE_SENTENCES, Right
from pipeline.desk.signing_in import password_limiter, with_session
from pipeline.errors import WrongUse
from pipeline.store import Account

router = APIRouter()
AREA = Area("", "/account", Right.OWN_ACCOUNT, router)


@router.get("/", dependencies=[needs(Right.OWN_ACCOUNT)])
def first_page(request: Request) -> Response:
    """The first area that the role may see."""
    who = signed_in(request)
    seen = [area.path for area in desk_of(request).areas if area.title and who.may(area.right)]
    return RedirectResponse((*seen, "/account")[0], status_code=303)


@router.get("/account", dependencies=[needs(Right.OWN_ACCOUNT)])
def account_page(request: Request, changed: str = "") -> Response:
    """Who is signed in, and the form for another password."""
    return _page(request, "", changed=bool(changed))


@router.post("/account/awake", dependencies=[needs(Right.OWN_ACCOUNT)])
def awake() -> Response:
    """A sign that somebody types or clicks on a page, which asks nothing by itself: being asked keeps the session."""
    return Response(status_code=204)


@router.post("/account/password", dependencies=[needs(Right.OWN_ACCOUNT)])
async def change_password(
    request: Request,
    current: Annotated[str, Form(max_length=2000)] = "",
    new: Annotated[str, Form(max_length=2000)] = "",
    again: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keeps another password; signs out every other browser of the account."""
    desk, signed = desk_of(request), signed_in(request)
    address = address_of(request, desk.settings.desk)
    if wait := desk.throttle.wait(signed.name, address):
        raise TooManyAttempts(wait)
    desk.throttle.attempt(signed.name, address)
    limiter = password_limiter(request)
    if not await anyio.to_thread.run_sync(passwords.matches, signed.account.password_hash, current, limiter=limiter):
        return _page(request, "This is not your current password.")
    desk.throttle.succeeded(signed.name, address)
    if new != again:
        return _page(request, "The two new passwords differ.")
    try:
        kept = await anyio.to_thread.run_sync(passwords.hash_of, signed.name, new, limiter=limiter)
    except WrongUse as error:
        return _page(request, f"Not changed: {error}.")

    def keep() -> Account:
        return desk.store.change_account(signed.name, signed.name, "own password", password_hash=kept)

    account = await anyio.to_thread.run_sync(keep)
    return with_session(request, account, "/account?changed=yes", by_header=False)


def _page(request: Request, refused: str, *, changed: bool = False) -> Response:
    signed = signed_in(request)
    return shown(
        request,
        "account.html",
        refused=refused,
        changed=changed,
        may_what=ROLE_SENTENCES[signed.account.role],
        by_header=signed.session.by_header,
        status=400 if refused else 200,
    )
