"""The Prefect API that the flows of this program report to: the one that was given, else a private one.

Touches the world: starts a process of its own on the loopback address, ends it, and writes what it says to a file.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from flows.quiet import PRIVATE_SERVER, set_environment
from pipeline.errors import IntakeError
from pipeline.places import prefect_home
from pipeline.settings import Settings

_START_SECONDS = 120.0
"""It takes about five; a busy machine with a cold disk is given more."""
_LARGEST_DATABASE = 200_000_000
"""Bytes; what Prefect remembers of earlier runs is of no use to anyone, and begins anew beyond this."""


@contextlib.contextmanager
def prefect_api(settings: Settings, database: str, *, scheduler: bool = False, debug: bool = False) -> Iterator[str]:
    """Prefect's address while the block runs, set in the environment, before Prefect is imported.

    PREFECT_API_URL is taken as given. Otherwise a private API is started, whose state lies in the file `database` of
    Prefect's folder: two servers never share one. Raises IntakeError when it does not start.
    """
    home = set_environment(prefect_home(settings), debug=debug)
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield given
        return
    password = f"intake:{secrets.token_urlsafe(24)}"
    state = home / database
    if state.exists() and state.stat().st_size > _LARGEST_DATABASE:
        _forget(state)
    server, port = _started(state, password, scheduler)
    if port is None:
        # what an earlier version or a full disk left behind must not keep faxes waiting
        _forget(state)
        server, port = _started(state, password, scheduler)
    if port is None:
        raise IntakeError(f"Prefect's private API does not start; {_log(state)} says why")
    address = f"http://127.0.0.1:{port}/api"
    # anyone on the machine can reach the port: only who knows the password is answered
    os.environ.update({"PREFECT_API_URL": address, "PREFECT_API_AUTH_STRING": password})
    try:
        yield address
    finally:
        for name in ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING"):
            os.environ.pop(name, None)
        _end(server)


def _started(state: Path, password: str, scheduler: bool) -> tuple[subprocess.Popen[bytes], int | None]:
    """The server's process and its port, None when it did not start."""
    environment = {
        **os.environ,
        **PRIVATE_SERVER,
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{state}",
    }
    arguments = [sys.executable, "-m", "flows.private_server", *(["--with-scheduler"] if scheduler else [])]
    log = os.open(_log(state), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        server = subprocess.Popen(  # noqa: S603 - this program's own module
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment
        )
    finally:
        os.close(log)
    try:
        port = _port(server)
    except BaseException:
        _end(server)
        raise
    if port is None:
        _end(server)
    return server, port


def _port(server: subprocess.Popen[bytes]) -> int | None:
    """What the server prints once it answers; None when it ended or the time is up."""
    stdout = server.stdout
    if stdout is None:
        return None
    until = time.monotonic() + _START_SECONDS
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([stdout], [], [], min(left, 1.0))
        if ready:
            line = stdout.readline().strip()
            return int(line) if line.isdigit() else None
    return None


def _end(server: subprocess.Popen[bytes]) -> None:
    for pipe in (server.stdin, server.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _log(state: Path) -> Path:
    return state.with_suffix(".log")


def _forget(state: Path) -> None:
    for file in (state, *(state.with_name(state.name + end) for end in ("-wal", "-shm"))):
        file.unlink(missing_ok=True)
