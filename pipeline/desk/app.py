"""The desk as one application.

Touches the world: opens the store once, reads templates and static files; closes the store at the end.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from urllib.parse import quote, urlsplit

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.desk import passwords, signing_in, statics
from pipeline.desk.areas import AREAS
from pipeline.desk.edge import Edge
from pipeline.desk.errors import NotFound, SignedOut, TooManyAttempts, status_of
from pipeline.desk.frame import Desk, age, is_fragment, local_moment, shown
from pipeline.desk.guard import find_signed, refuse_undeclared
from pipeline.desk.running import Running
from pipeline.desk.sessions import Sessions
from pipeline.desk.throttle import Throttle
from pipeline.desk.work import Work
from pipeline.errors import IntakeError, WrongUse
from pipeline.live_count import LiveCount
from pipeline.places import open_store
from pipeline.settings import MODELS, Settings
from pipeline.store import Clock


def make_app(settings: Settings, clock: Clock) -> FastAPI:
    """The desk over the store of the settings; it closes the store when the server ends.

    Raises StoreTrouble when there is no store yet, or it cannot be opened.
    """
    files = statics.load()
    store = open_store(settings, clock)
    desk = Desk(
        settings=settings,
        store=store,
        clock=clock,
        templates=_templates(settings, clock, files),
        sessions=Sessions(clock, timedelta(minutes=settings.desk.idle_minutes)),
        throttle=Throttle(clock),
        count=LiveCount(store, settings),
        areas=AREAS,
    )

    @asynccontextmanager
    async def as_long_as_served(app: FastAPI) -> AsyncIterator[None]:
        # the hash that unknown names are held against is made now: the first of them must not take longer than others
        passwords.matches(None, "")
        # the first page would otherwise wait for the count; of a hundred thousand transmissions that takes a minute
        threading.Thread(target=_count_ahead, args=(desk,), name="first count", daemon=True).start()
        yield
        # what is under way in the background ends with the desk
        if isinstance(running := getattr(app.state, "running", None), Running):
            await run_in_threadpool(running.stop)
        if isinstance(work := getattr(app.state, "work", None), Work):
            await run_in_threadpool(work.pictures.close)
        store.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=as_long_as_served)
    app.state.desk, app.state.statics = desk, files
    for router in (statics.router, signing_in.router, *(area.router for area in desk.areas)):
        # the routes themselves, not the router: what is served is then one flat list that can be looked through
        app.router.routes.extend(router.routes)
    refuse_undeclared(app)
    app.add_middleware(Edge, desk=desk, error_page=error_page)
    # Starlette's types want handlers of any exception
    app.add_exception_handler(IntakeError, _known)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _by_status)
    return app


def _count_ahead(desk: Desk) -> None:
    # what is wrong with the store is said to whoever asks for a page
    with suppress(IntakeError):
        desk.count.queue()


def error_page(request: Request, error: IntakeError) -> Response:
    """The one page for everything that goes wrong; for htmx the sentence alone."""
    status = status_of(error)
    if isinstance(error, SignedOut) and request.method == "GET":
        return _to_sign_in(request)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooManyAttempts) else None
    sentence = str(error)
    sentence = sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith((".", "?", "!")) else ".")
    template = "error_told.html" if is_fragment(request) else "error.html"
    return shown(request, template, status=status, headers=headers, sentence=sentence, code=status)


def _to_sign_in(request: Request) -> Response:
    if is_fragment(request):
        page = urlsplit(request.headers.get("hx-current-url", "")[:2000]).path or "/"
        return Response(status_code=401, headers={"HX-Redirect": f"/sign-in?next={quote(page)}"})
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(asked)}" if asked != "/" else "/sign-in", status_code=303)


async def _known(request: Request, error: Exception) -> Response:
    return error_page(request, error if isinstance(error, IntakeError) else IntakeError("It failed."))


async def _not_understood(request: Request, _error: Exception) -> Response:
    return error_page(request, WrongUse("What was sent is not what this page asks for; nothing was saved"))


async def _by_status(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code in (404, 405):
        await find_signed(request, keeps_alive=False)
        return error_page(request, NotFound("There is no such page"))
    return error_page(request, WrongUse("What was sent cannot be understood; nothing was saved"))


def _templates(settings: Settings, clock: Clock, files: dict[str, statics.Static]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(MODELS / "desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = lambda name: statics.address(name, files)
    made.filters["moment"] = lambda at: local_moment(at, settings.zone)
    made.filters["age"] = lambda at: age(at, clock())
    made.filters["words"] = lambda code: str(code).replace("_", " ")
    return made
