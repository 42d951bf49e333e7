"""The accounts, for administrators: who may sign in, and as what.

Touches the world: keeps accounts, hashes passwords.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.desk import passwords
from pipeline.desk.errors import NotFound
from pipeline.desk.frame import Area, desk_of, say, shown, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.rights import ROLE_SENTENCES, Right
from pipeline.errors import WrongUse
from pipeline.store import AccountRole

router = APIRouter()
AREA = Area("Accounts", "/accounts", Right.ACCOUNTS, router)


@router.get("/accounts", dependencies=[needs(Right.ACCOUNTS)])
def accounts_page(request: Request) -> Response:
    """All accounts, who of them is signed in, and a form for another one."""
    desk = desk_of(request)
    return shown(
        request,
        "accounts.html",
        accounts=desk.store.accounts(),
        here=desk.sessions.names(),
        roles=[(role.value, ROLE_SENTENCES[role]) for role in AccountRole],
    )


@router.post("/accounts", dependencies=[needs(Right.ACCOUNTS)])
def add_account(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[str, Form(max_length=50)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Adds an account."""
    kept = passwords.hash_of(name, password)
    added = desk_of(request).store.add_account(name, _role(role), kept, signed_in(request).name, reason)
    say(request, f"{added.name} may sign in. Hand over the password, to be changed after the first sign-in.")
    return RedirectResponse("/accounts", status_code=303)


@router.post("/accounts/{name}", dependencies=[needs(Right.ACCOUNTS)])
def change_account(
    request: Request,
    name: str,
    role: Annotated[str, Form(max_length=50)] = "",
    disabled: Annotated[bool, Form()] = False,
    password: Annotated[str, Form(max_length=2000)] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Keeps how an account stands from now on; whoever is signed in with it is signed out."""
    store = desk_of(request).store
    if store.account(name) is None:
        raise NotFound("There is no such account.")
    kept = passwords.hash_of(name, password) if password else None
    store.change_account(name, signed_in(request).name, reason, role=_role(role), password_hash=kept, disabled=disabled)
    say(request, f"{name} was changed, and is signed out.")
    return RedirectResponse("/accounts", status_code=303)


def _role(typed: str) -> AccountRole:
    if typed not in set(AccountRole):
        raise WrongUse(f"a role is one of {', '.join(AccountRole)}")
    return AccountRole(typed)
