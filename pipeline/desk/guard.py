"""Who may do what: each route declares the right that it needs, and nothing runs before that was looked at.

Touches the world: asks the store for the account, of every request anew: a role that was changed holds at once.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request

from pipeline.desk import proxies
from pipeline.desk.errors import FormExpired, NotAllowed, SignedOut
from pipeline.desk.frame import Desk, Signed, desk_of
from pipeline.desk.rights import Right

_Check = Callable[[Request], AsyncIterator[Signed]]
_DECLARED: dict[Any, Right | Literal["everybody"]] = {}
"""By the dependency that looks."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def needs(right: Right, *, keeps_alive: bool = True) -> Any:
    """The dependency of a route that needs the right: `@router.get("/queue", dependencies=[needs(Right.LOOK)])`.

    The route then knows who asks by `signed_in(request)`. What changes something must also carry the session's token.

    With `keeps_alive=False`, for what a page asks by itself, being asked does not count as work of the person.
    """
    return Depends(_check(right, keeps_alive))


@cache
def _check(right: Right, keeps_alive: bool) -> _Check:
    async def check(request: Request) -> AsyncIterator[Signed]:
        signed = await find_signed(request, keeps_alive=keeps_alive)
        if signed is None:
            raise SignedOut
        if not signed.may(right):
            raise NotAllowed
        if request.method not in _SAFE:
            await _check_form(request, signed)
        try:
            yield signed
        finally:
            # a form that was read for its token may hold files that the route did not ask for
            await request.close()

    _DECLARED[check] = right
    return check


async def _open(request: Request) -> None:
    if request.method not in _SAFE:
        _check_origin(request)


_DECLARED[_open] = "everybody"

OPEN_TO_EVERYBODY = Depends(_open)
"""The dependency of the few routes that nobody need be signed in for: what they show says nothing."""


def declared(route: APIRoute) -> frozenset[Right | Literal["everybody"]]:
    """What the route declares."""
    return frozenset(_DECLARED[each] for each in _calls(route.dependant) if each in _DECLARED)


def refuse_undeclared(app: FastAPI) -> None:
    """Raises RuntimeError where a route declares no right: it must not be served."""
    for route in app.routes:
        if not isinstance(route, APIRoute) or not declared(route):
            raise RuntimeError(f"the route {getattr(route, 'path', route)} declares no right")


def cookie_of(request: HTTPConnection, desk: Desk) -> str:
    """The name of the cookie with the token; over TLS one that no other host can set."""
    return "__Host-desk" if proxies.is_encrypted(request, desk.settings.desk) else "desk"


def token_of(request: HTTPConnection, desk: Desk) -> str | None:
    """The token that the browser sent."""
    return request.cookies.get(cookie_of(request, desk))


async def find_signed(request: Request, *, keeps_alive: bool) -> Signed | None:
    """Who is signed in, which pages then know; None when nobody is, or may no longer be."""
    desk = desk_of(request)
    token = token_of(request, desk)
    session = desk.sessions.find(token, keeps_alive=keeps_alive)
    if session is None:
        return None
    account = await run_in_threadpool(desk.store.account, session.account)
    stands = account is not None and not account.disabled and account.id == session.line
    if session.by_header and proxies.named_by_proxy(request, desk.settings.desk) != session.account:
        stands = False
    if account is None or not stands:
        desk.sessions.end(token)
        return None
    signed = request.state.signed = Signed(account, session)
    return signed


async def _check_form(request: Request, signed: Signed) -> None:
    _check_origin(request)
    given: object = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith(_FORMS):
        given = (await request.form()).get("csrf")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), signed.session.csrf.encode()):
        raise FormExpired


def _check_origin(request: Request) -> None:
    """Refuses what a page of another site sent; browsers of today say where something comes from."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise FormExpired
        return
    origin = request.headers.get("origin")
    # `null` is also what a page of ours sends over plain http, since it tells no referrer
    if origin is not None and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
        raise FormExpired


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from _calls(each)
