"""What every page of the desk is made with: the desk itself, who is signed in, and how a page is shown.

Touches the world: reads templates, writes the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from fastapi import APIRouter
from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.deciding import Reviewer
from pipeline.desk.rights import RIGHTS, Right
from pipeline.desk.sessions import Session, Sessions
from pipeline.desk.throttle import Throttle
from pipeline.live_count import LiveCount
from pipeline.settings import Settings
from pipeline.store import Account, Clock, Store
from pipeline.wording import moment, number_of


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the desk with pages of its own."""

    title: str
    """As the navigation shows it; empty for what is not in it."""
    path: str
    """Where its pages begin, such as `/queue`."""
    right: Right
    """Who has it sees the area in the navigation; each route declares its own right all the same."""
    router: APIRouter


@dataclass(frozen=True)
class Desk:
    """All that the pages share."""

    settings: Settings
    store: Store
    clock: Clock
    templates: Environment
    sessions: Sessions
    throttle: Throttle
    count: LiveCount
    """The count of everything, kept at hand: `desk.count.now()`."""
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Signed:
    """Who is signed in, as the account stands at this moment."""

    account: Account
    session: Session

    @property
    def name(self) -> str:
        """The account's name, which stands in decisions and in the audit."""
        return self.account.name

    @cached_property
    def rights(self) -> frozenset[Right]:
        """All that the role may do."""
        return RIGHTS[self.account.role]

    def may(self, right: Right | str) -> bool:
        """Whether the role has the right."""
        return right in self.rights


def desk_of(request: Request) -> Desk:
    """The desk that answers the request."""
    return cast(Desk, request.app.state.desk)


def signed_of(request: Request) -> Signed | None:
    """Who is signed in, None before anybody was found to be."""
    return getattr(request.state, "signed", None)


def signed_in(request: Request) -> Signed:
    """Who is signed in, for a route that declares a right."""
    signed = signed_of(request)
    if signed is None:
        raise RuntimeError("only a route that declares a right knows who asks")
    return signed


def reviewer_of(request: Request) -> Reviewer:
    """Whoever is signed in, as the functions of `pipeline.deciding` know a person."""
    desk = desk_of(request)
    return Reviewer(desk.store, desk.settings, desk.clock, signed_in(request).name, desk.count)


def saw_identity(request: Request, subject: str, what: str = "the desk") -> None:
    """Records that who is signed in looks at what tells who; called once for each page that shows it."""
    desk_of(request).store.audit("identity_viewed", subject, None, None, signed_in(request).name, what)


def say(request: Request, sentence: str) -> None:
    """Keeps a sentence for the next page that is shown whole, such as after a redirect."""
    session = signed_in(request).session
    # bounded, for a page that is never shown must not gather them
    session.news = [*session.news[-4:], sentence]


def shown(
    request: Request, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """The answer that a template of `models/desk/` makes of the values.

    Every template also has: `account` and `role` (None when nobody is signed in), `may(right)`, `csrf` and `csrf_field`
    (a hidden input for every form that posts), `areas` (title, path), `area` (the path of the current one),
    `department`, `path`, and `news()`, the sentences that `say` kept.
    """
    desk, signed = desk_of(request), signed_of(request)
    areas = [each for each in desk.areas if each.title and signed is not None and signed.may(each.right)]
    csrf = signed.session.csrf if signed else ""
    frame: dict[str, Any] = {
        "account": signed.name if signed else None,
        "role": signed.account.role.value if signed else None,
        "may": signed.may if signed else lambda _right: False,
        "csrf": csrf,
        "csrf_field": Markup('<input type="hidden" name="csrf" value="{}">').format(csrf),
        "areas": [(each.title, each.path) for each in areas],
        "area": _area_of(request.url.path, desk.areas),
        "department": desk.settings.department.name,
        "path": request.url.path,
        "news": lambda: _news_of(signed),
        "now": desk.clock(),
    }
    page = desk.templates.get_template(template).render({**frame, **values})
    return HTMLResponse(page, status_code=status, headers=dict(headers or {}))


def is_fragment(request: Request) -> bool:
    """Whether htmx asks, for a piece of a page."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"


def local_moment(at: datetime | None, zone: Any) -> str:
    """A moment as the department's clocks show it, such as `2025-03-04 10:00`; empty for None."""
    return moment(at, zone) if at else ""


def age(at: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that fits: `3 days`; empty for None."""
    if at is None:
        return ""
    minutes = max(0, int((now - at).total_seconds() // 60))
    for unit, many in (("year", 525_600), ("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= many:
            return number_of(minutes // many, unit)
    return "just now"


def _area_of(path: str, areas: tuple[Area, ...]) -> str:
    within = [each.path for each in areas if path == each.path or path.startswith(each.path + "/")]
    return max(within, key=len, default="")


def _news_of(signed: Signed | None) -> list[str]:
    if signed is None:
        return []
    told, signed.session.news = signed.session.news, []
    return told
