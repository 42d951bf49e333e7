"""The edge of the desk, around all routes: headers of every answer, bounds of every question, no trace of any error.

Touches the world: answers; prints the place of an unexpected error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.desk.errors import TooLarge
from pipeline.desk.frame import Desk
from pipeline.desk.guard import token_of
from pipeline.errors import IntakeError
from pipeline.faults import fault_of

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STRANGERS_BYTES, FORM_BYTES, BESIDE_A_FILE = 64_000, 2_000_000, 1_000_000
"""What is read of a question: of who is not signed in, of a form, and beside the file that is dropped."""

ErrorPage = Callable[[Request, IntakeError], Response]


class Edge:
    """An ASGI middleware; it is pure ASGI so that nothing is held back and no exception gets past it."""

    def __init__(self, app: ASGIApp, desk: Desk, error_page: ErrorPage) -> None:
        self._app, self._desk, self._error_page = app, desk, error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        bound = self._bound(scope)
        try:
            if int(Headers(scope=scope).get("content-length") or 0) > bound:
                raise TooLarge
            await self._app(scope, _bounded(receive, bound), send_with_headers)
        except Exception as error:  # noqa: BLE001 - the last resort: a sentence instead of a trace, which may quote a page
            if not isinstance(error, IntakeError):
                print(f"intake: the desk met an unexpected error ({fault_of(error)})", file=sys.stderr, flush=True)
                error = IntakeError(f"An unexpected error ({fault_of(error)}). What was saved before is safe.")
            if not begun:
                answer = self._error_page(Request(scope, receive), error)
                await answer(scope, receive, send_with_headers)

    def _bound(self, scope: Scope) -> int:
        connection = HTTPConnection(scope)
        if self._desk.sessions.find(token_of(connection, self._desk), keeps_alive=False) is None:
            return STRANGERS_BYTES
        if connection.headers.get("content-type", "").startswith("multipart/form-data"):
            return self._desk.settings.limits.file_bytes + BESIDE_A_FILE
        return FORM_BYTES


def _bounded(receive: Receive, bound: int) -> Receive:
    """The same question, which ends with an error after so many bytes: not everybody says how many there are."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > bound:
            raise TooLarge
        return message

    return bounded
