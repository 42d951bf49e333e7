"""`intake desk`: the review desk in a browser.

Touches the world: through what it calls; serves; prints.
"""

from __future__ import annotations

import signal
import socket
from contextlib import closing
from ipaddress import ip_address
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.context import chosen

if TYPE_CHECKING:
    from pipeline.settings import Settings


def add_to(program: typer.Typer) -> None:
    """Adds the command to the program."""
    program.command()(desk)


def desk(
    context: typer.Context,
    host: Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="Instead of desk.host.")] = None,
    port: Annotated[
        int | None, typer.Option("--port", metavar="N", min=0, max=65535, help="Instead of desk.port; 0 for any.")
    ] = None,
) -> None:
    """Serves the desk: the queue, and each page beside what was read of it. Ctrl-C ends it.

    To this machine alone, unless desk.host says otherwise. Accounts are made with: intake account add.

    Example: intake desk --port 8300
    """
    settings = chosen(context).settings()
    from pipeline.errors import WrongUse
    from pipeline.places import now, open_store, typed

    with open_store(settings) as store:
        usable = [each for each in store.accounts() if not each.disabled]
    if not usable:
        command = typed(settings, "account add NAME --role administrator")
        raise WrongUse(f"there is no account yet that may sign in; make the first administrator: {command}")
    from pipeline.desk.app import make_app

    with closing(_listening(host or settings.desk.host, settings.desk.port if port is None else port)) as listener:
        app = make_app(settings, now)
        _say(settings, listener)
        _serve(app, listener)
    print("Ended. Whoever was signed in signs in again after the next start.", flush=True)


def _serve(app: object, listener: socket.socket) -> None:
    """Serves until told to end, which is how it ends well."""
    import uvicorn

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        # nothing is logged: addresses hold ids, and a trace can quote a page
        log_config=None,
        log_level="critical",
        access_log=False,
        # who calls is found out in `desk.proxies`, by what the settings say
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )

    def terminate(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _listening(host: str, port: int) -> socket.socket:
    from pipeline.errors import WrongUse

    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            # whoever follows the address as soon as it is printed waits, instead of being refused
            listener.listen(128)
        except OSError:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "no such address"
        raise WrongUse(f"the desk cannot listen at {host} port {port}: {why}; try --port, or correct [desk]") from None
    return listener


def _say(settings: Settings, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"The desk is at http://{shown}:{port}/ until Ctrl-C.", flush=True)
    if not ip_address(host).is_loopback and not settings.desk.behind_tls and not settings.desk.trusted_proxies:
        print(
            "Other machines can reach it, and nothing encrypts the way: put a proxy with TLS in front (docs/desk.md)",
            flush=True,
        )
