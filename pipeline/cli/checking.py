"""`intake check`: whether everything that a run needs is there, a line each, ok or what to do.

Touches the world: looks at programs, models, folders, the store, the lock and the disk; prints. It makes nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import typer

from pipeline.cli import checking_readers
from pipeline.cli.context import Chosen
from pipeline.cli.exits import DONE, FAILED
from pipeline.errors import Busy, IntakeError
from pipeline.places import data_folder, hold, lock_file, open_store, store_file, typed
from pipeline.receive.xferfaxlog import read_log
from pipeline.settings import Settings
from pipeline.wording import number_of

_ENOUGH_DISK = 2_000_000_000
"""Bytes: some thousand faxes with their readings."""


class Found(NamedTuple):
    """What was looked at, whether it is well, and what it is or what to do."""

    what: str
    well: bool
    told: str


def check(chosen: Chosen) -> int:
    """Prints a line for each; the exit code."""
    settings = chosen.settings()
    found = [Found("settings", True, str(settings.file)), *_all(settings)]
    width = max(len(each.what) for each in found)
    for each in found:
        typer.echo(f"{'ok ' if each.well else 'NOT'}  {each.what:<{width}}  {each.told}")
    wrong = sum(not each.well for each in found)
    typer.echo(
        f"Everything is ready: {typed(settings, 'run')}"
        if not wrong
        else f"{wrong} of {len(found)} not ready; see NOT above"
    )
    return FAILED if wrong else DONE


def _all(settings: Settings) -> Iterator[Found]:
    yield Found("time zone", True, f"{settings.department.timezone}, now {_local(settings)}")
    yield _asked("tesseract", _tesseract)
    yield _asked("poppler", _poppler)
    for what, question in checking_readers.questions():
        yield _asked(what, question)
    for place in settings.sources:
        yield Found(f"source {place.name}", *_folder(place.path))
        if place.log is not None:
            yield Found(f"log of {place.name}", *_log(place.log))
    yield _asked("store", lambda: _store(settings))
    yield _asked("originals", lambda: _writable(settings.store.originals))
    yield _asked("lock", lambda: _lock(settings))
    yield _asked("disk", lambda: _disk(settings))


def _asked(what: str, question: Callable[[], str]) -> Found:
    """The answer, or the sentence of the error."""
    try:
        return Found(what, True, question())
    except IntakeError as error:
        return Found(what, False, str(error))


def _local(settings: Settings) -> str:
    return datetime.now(settings.zone).strftime("%Y-%m-%d %H:%M %Z")


def _first_line(*command: str) -> str:
    """What a program says of itself. Raises IntakeError when it cannot be started."""
    program = shutil.which(command[0])
    if program is None:
        raise IntakeError(f"the program {command[0]} is not installed")
    try:
        done = subprocess.run(  # noqa: S603 - the program that the readers start too
            [program, *command[1:]], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise IntakeError(f"{program} does not start ({type(error).__name__}); install it anew") from None
    return next(iter((done.stdout + done.stderr).splitlines()), "").strip()


def _tesseract() -> str:
    try:
        return _first_line("tesseract", "--version")
    except IntakeError as error:
        raise IntakeError(f"{error}; install tesseract-ocr") from None


def _poppler() -> str:
    try:
        return _first_line("pdfinfo", "-v")
    except IntakeError as error:
        raise IntakeError(f"{error}; install poppler-utils") from None


def _folder(path: Path) -> tuple[bool, str]:
    try:
        with os.scandir(path) as entries:
            files = sum(entry.is_file(follow_symlinks=False) for entry in entries)
    except FileNotFoundError:
        return False, f"{path} is not there; make it with: mkdir -p {path}"
    except NotADirectoryError:
        return False, f"{path} is no folder; correct its path in the settings"
    except OSError as error:
        return False, f"{path} cannot be listed ({error.strerror}); give the user that runs intake the right to read it"
    return True, f"{path}, {number_of(files, 'file')}"


def _log(path: Path) -> tuple[bool, str]:
    """The fax server's log of calls, as the search for what is missing reads it."""
    log = read_log(path)
    if log.trouble is not None:
        return False, log.trouble
    broken = f", {number_of(log.broken, 'line')} not understood" if log.broken else ""
    if log.broken and not log.calls:
        return False, f"{path} holds no line of a fax server's log{broken}; name its xferfaxlog"
    return True, f"{path}, {number_of(len(log.calls), 'call')} received{broken}"


def _store(settings: Settings) -> str:
    file = store_file(settings)
    if file is not None and not file.exists():
        return f"none yet, the first run makes it: {_writable(file.parent)}"
    with open_store(settings) as store:
        store.check_writable()
    return f"{file}, can be written" if file else "the server answers and can be written"


def _writable(folder: Path) -> str:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise IntakeError(f"{there} cannot be written; give the user that runs intake the right to write it")
    return f"{folder}{'' if there == folder else ' can be made'}"


def _lock(settings: Settings) -> str:
    if not lock_file(settings).exists():
        return "free"
    try:
        with hold(settings, "intake check"):
            return "free"
    except Busy as error:
        # a run at work is as it should be; it is told so that nobody wonders
        return str(error)


def _disk(settings: Settings) -> str:
    folder = data_folder(settings)
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    if free < _ENOUGH_DISK:
        raise IntakeError(f"only {free / 1e9:.1f} GB are free at {there}; make room for {_ENOUGH_DISK / 1e9:.0f} GB")
    return f"{free / 1e9:.0f} GB free"
