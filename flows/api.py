"""The Prefect API that the flows of this program report to: the one that was given, else a private one.

Touches the world: starts a process of its own on the loopback address, ends it, and writes what it says to a file.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
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


class GivenApi:
    """A Prefect API that the user named."""

    def __init__(self, address: str) -> None:
        self.address = address

    def wait(self) -> None:
        """Returns when it answers. Raises IntakeError when it does not."""
        try:
            with urllib.request.urlopen(f"{self.address.rstrip('/')}/health", timeout=20):  # noqa: S310 - as named
                return
        except urllib.error.HTTPError:
            # it wants to know who asks, and is told later
            return
        except (OSError, ValueError) as error:
            raise IntakeError(
                f"the Prefect API at {self.address} does not answer ({type(error).__name__}); "
                "start it, or unset PREFECT_API_URL to work without it"
            ) from None


class PrivateApi:
    """A Prefect API in a process of this program's own, on the loopback address, that ends with the program."""

    def __init__(self, state: Path, *, scheduler: bool) -> None:
        """Begins to start it. `state` is its database, which it alone uses."""
        self._state, self._scheduler = state, scheduler
        # anyone on the machine can reach the port: only who knows the password is answered
        self.password = f"intake:{secrets.token_urlsafe(24)}"
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}/api"
        if state.exists() and state.stat().st_size > _LARGEST_DATABASE:
            _forget(state)
        self._server = self._started()

    def wait(self) -> None:
        """Returns when it answers. Raises IntakeError when it does not come to that."""
        if not _answers(self._server):
            _end(self._server)
            # what an earlier version or a full disk left behind must not keep faxes waiting
            _forget(self._state)
            self._server = self._started()
            if not _answers(self._server):
                raise IntakeError(f"Prefect's private API does not start; {self._log} says why")
        # from here on, who asks a server that has gone is refused and does not wait
        self._listening.close()

    def end(self) -> None:
        """Ends the process."""
        self._listening.close()
        _end(self._server)

    @property
    def _log(self) -> Path:
        return self._state.with_suffix(".log")

    def _started(self) -> subprocess.Popen[bytes]:
        number = self._listening.fileno()
        environment = {
            **os.environ,
            **PRIVATE_SERVER,
            "PREFECT_SERVER_API_AUTH_STRING": self.password,
            "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{self._state}",
        }
        arguments = [sys.executable, "-m", "flows.private_server", str(number)]
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603 - this program's own module
                [*arguments, "--with-scheduler"] if self._scheduler else arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                pass_fds=(number,),
            )
        finally:
            os.close(log)


@contextlib.contextmanager
def prefect_api(
    settings: Settings, database: str, *, scheduler: bool = False, debug: bool = False
) -> Iterator[GivenApi | PrivateApi]:
    """Prefect's API while the block runs, its address set in the environment for when Prefect is imported.

    PREFECT_API_URL is taken as given. Otherwise a private API is started, whose state lies in the file `database` of
    Prefect's folder. It needs some seconds, in which modules can be imported; `wait()` for it before a flow is called.
    """
    home = set_environment(prefect_home(settings), debug=debug)
    if given := os.environ.get("PREFECT_API_URL"):
        yield GivenApi(given)
        return
    api = PrivateApi(home / database, scheduler=scheduler)
    os.environ.update({"PREFECT_API_URL": api.address, "PREFECT_API_AUTH_STRING": api.password})
    try:
        yield api
    finally:
        for name in ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING"):
            os.environ.pop(name, None)
        api.end()


def _answers(server: subprocess.Popen[bytes]) -> bool:
    """Whether it says that it answers before it ends or the time is up."""
    stdout = server.stdout
    if stdout is None:
        return False
    until = time.monotonic() + _START_SECONDS
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([stdout], [], [], min(left, 1.0))
        if ready:
            return stdout.readline().strip() == b"ready"
    return False


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


def _forget(state: Path) -> None:
    for file in (state, *(state.with_name(state.name + end) for end in ("-wal", "-shm"))):
        file.unlink(missing_ok=True)
