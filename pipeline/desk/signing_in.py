"""Signing in and out.

Touches the world: asks the store for the account, checks passwords, begins and ends sessions, writes the audit.
"""

from __future__ import annotations

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Form, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.desk import passwords, proxies
from pipeline.desk.errors import TooManyAttempts
from pipeline.desk.frame import Desk, desk_of, shown, signed_in
from pipeline.desk.guard import OPEN_TO_EVERYBODY, cookie_of, needs, token_of
from pipeline.desk.rights import Right
from pipeline.store import Account

router = APIRouter()

_AT_ONCE = 2
"""Passwords checked at the same time; each takes 64 MiB."""


@router.get("/sign-in", dependencies=[OPEN_TO_EVERYBODY])
async def sign_in_page(
    request: Request, onwards: Annotated[str, Query(alias="next", max_length=2000)] = "/"
) -> Response:
    """The form; or, where a proxy says who it is, straight on."""
    desk = desk_of(request)
    named = proxies.named_by_proxy(request, desk.settings.desk)
    account = await run_in_threadpool(desk.store.account, named) if named else None
    if account is not None and not account.disabled:
        return await _let_in(request, account, onwards, by_header=True)
    refused = "The proxy names an account that there is not, or that is disabled." if named else ""
    return shown(request, "sign_in.html", next=_within(onwards), refused=refused, name="", status=403 if named else 200)


@router.post("/sign-in", dependencies=[OPEN_TO_EVERYBODY])
async def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    onwards: Annotated[str, Form(alias="next", max_length=2000)] = "/",
) -> Response:
    """Checks name and password; as long for a name that there is not."""
    desk = desk_of(request)
    typed, address = name.strip().lower(), proxies.address_of(request, desk.settings.desk)
    if wait := desk.throttle.wait(typed, address):
        raise TooManyAttempts(wait)
    desk.throttle.attempt(typed, address)
    account = await run_in_threadpool(desk.store.account, typed)
    kept = account.password_hash if account is not None and not account.disabled else None
    good = await anyio.to_thread.run_sync(passwords.matches, kept, password, limiter=password_limiter(request))
    if account is None or not good:
        await run_in_threadpool(_failed, desk, account, address)
        refused = "This name and password do not belong together, or the account is disabled."
        return shown(request, "sign_in.html", next=_within(onwards), refused=refused, name=typed[:64], status=403)
    desk.throttle.succeeded(typed, address)
    return await _let_in(request, account, onwards, by_header=False)


@router.post("/sign-out", dependencies=[needs(Right.OWN_ACCOUNT)])
async def sign_out(request: Request) -> Response:
    """Ends the session."""
    desk = desk_of(request)
    desk.sessions.end(token_of(request, desk))
    await run_in_threadpool(_note, desk, "signed_out", signed_in(request).name, "")
    answer = RedirectResponse("/sign-in", status_code=303, headers={"Clear-Site-Data": '"cache"'})
    secure = proxies.is_encrypted(request, desk.settings.desk)
    answer.delete_cookie(cookie_of(request, desk), path="/", secure=secure, httponly=True, samesite="strict")
    return answer


async def _let_in(request: Request, account: Account, onwards: str, *, by_header: bool) -> Response:
    desk = desk_of(request)
    address = proxies.address_of(request, desk.settings.desk)
    how = f"by {'a proxy' if by_header else 'password'}, from {address}"
    await run_in_threadpool(_note, desk, "signed_in", account.name, how)
    return with_session(request, account, onwards, by_header=by_header)


def with_session(request: Request, account: Account, onwards: str, *, by_header: bool) -> Response:
    """Ends the session that there was, begins another with another token, and goes on to a page of the desk."""
    desk = desk_of(request)
    desk.sessions.end(token_of(request, desk))
    answer = RedirectResponse(_within(onwards), status_code=303)
    answer.set_cookie(
        cookie_of(request, desk),
        desk.sessions.begin(account, by_header=by_header),
        path="/",
        secure=proxies.is_encrypted(request, desk.settings.desk),
        httponly=True,
        samesite="strict",
    )
    return answer


def _failed(desk: Desk, account: Account | None, address: str) -> None:
    """Notes it; not what was typed where there is no such account: a password may stand in the wrong place."""
    subject = "desk" if account is None else f"account:{account.name}"
    why = "no such account" if account is None else "disabled" if account.disabled else "wrong password"
    desk.store.audit("sign_in_failed", subject, None, None, "unknown", f"{why}, from {address}")


def _note(desk: Desk, action: str, name: str, why: str) -> None:
    desk.store.audit(action, f"account:{name}", None, None, name, why)


def password_limiter(request: Request) -> anyio.CapacityLimiter:
    """How many passwords are checked at once. Made when it is first asked for, since it belongs to the event loop."""
    state = request.app.state
    if not hasattr(state, "limiter"):
        state.limiter = anyio.CapacityLimiter(_AT_ONCE)
    limiter: anyio.CapacityLimiter = state.limiter
    return limiter


def _within(onwards: str) -> str:
    """The page to go on to, if it is one of the desk's; else the first."""
    plain = onwards.isprintable() and "\\" not in onwards
    return onwards if plain and onwards.startswith("/") and not onwards.startswith("//") else "/"
