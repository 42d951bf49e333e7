"""Keeps the schedule: the nightly run by its cron line, reprocess and annual for whoever triggers them.

Touches the world: starts Prefect's private API unless one was given, and a process for each run of a flow; writes the
address of the private API where Prefect's own commands find it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from flows.api import GivenApi, PrivateApi, prefect_api
from pipeline.errors import WrongSettings
from pipeline.places import now, prefect_home, schedule_lock
from pipeline.receive import held
from pipeline.settings import Settings

NAME = "intake"
"""The name of each deployment: nightly/intake, reprocess/intake, annual/intake."""


def keep_schedule(settings: Settings, say: Callable[[str], None], *, debug: bool = False) -> None:
    """Works until it is interrupted. The schedule stays in force when it ends, so that a restart misses nothing else.

    Raises WrongSettings for a cron line that is none, Busy when the schedule is kept already, IntakeError when the
    API does not answer.
    """
    home = prefect_home(settings)
    with (
        held(schedule_lock(settings), "intake serve", now()),
        prefect_api(settings, "serve.db", scheduler=True, debug=debug) as api,
    ):
        from prefect.deployments.runner import RunnerDeployment
        from prefect.runner import Runner
        from prefect.schedules import Cron

        from flows.annual import annual
        from flows.nightly import nightly
        from flows.reprocess import reprocess

        parameters = {"config": str(settings.file)}
        try:
            cron = Cron(settings.schedule.nightly, timezone=settings.department.timezone)
            deployments = (
                nightly.to_deployment(NAME, schedule=cron, parameters=parameters),
                reprocess.to_deployment(NAME, parameters=parameters),
                annual.to_deployment(NAME, parameters=parameters),
            )
        except ValueError:
            expected = f"expected a cron line such as 30 1 * * * (not {settings.schedule.nightly!r})"
            raise WrongSettings(str(settings.file), "schedule.nightly", expected) from None
        api.wait()
        with _address_written(api, home):
            for line in _greeting(settings, api, home):
                say(line)
            # one run at a time: the others wait their turn instead of finding the store held
            runner = Runner(pause_on_shutdown=False, limit=1)
            for deployment in deployments:
                if isinstance(deployment, RunnerDeployment):
                    runner.add_deployment(deployment)
            # its own answer to SIGTERM warns and leaves its loop in the middle; to Ctrl-C it ends as it should
            runner.handle_sigterm = lambda *_: signal.raise_signal(signal.SIGINT)  # type: ignore[method-assign]
            asyncio.run(runner.start())


def _greeting(settings: Settings, api: GivenApi | PrivateApi, home: Path) -> Iterator[str]:
    zone = settings.department.timezone
    yield f"Keeping the schedule: the nightly run at {settings.schedule.nightly} ({zone}). Ctrl-C ends it."
    before = f"PREFECT_HOME={home} " if isinstance(api, PrivateApi) else ""
    yield f"The year's files, whenever you like: {before}prefect deployment run annual/{NAME} --param year=2025"
    yield f"Read again: {before}prefect deployment run reprocess/{NAME} --param 'what=[\"T0123456789abcdef\"]'"


@contextlib.contextmanager
def _address_written(api: GivenApi | PrivateApi, home: Path) -> Iterator[None]:
    """Where the private API is and its password, for the owner of the folder alone, while the block runs."""
    if isinstance(api, GivenApi):
        yield
        return
    file = home / "profiles.toml"
    told = (
        f'active = "{NAME}"\n\n[profiles.{NAME}]\n'
        f'PREFECT_API_URL = "{api.address}"\nPREFECT_API_AUTH_STRING = "{api.password}"\n'
    )
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as profile:
        profile.write(told)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
