"""Work that takes longer than a page: taking in what arrived, reading again. One thing at a time, in the background.

Touches the world: starts this same program as a process of its own, hears how far it is, ends it with the desk. The
process holds the store's lock as any other run does; the desk itself never does for long.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import IO

from starlette.requests import Request

from pipeline.desk.frame import desk_of
from pipeline.desk.runs_told import Ending, Job, Said, Work, told_end
from pipeline.errors import Busy, WrongUse
from pipeline.progress_lines import LONGEST_LINE, VARIABLE
from pipeline.receipt_said import is_id
from pipeline.settings import Settings
from pipeline.store import Clock

PROGRAM = (sys.executable, "-m", "pipeline.cli")
_PATIENCE_SECONDS = 15.0
"""So long reading again waits before it asks once more whether another run has let go of the store."""
_TIME_TO_END_SECONDS = 20.0
_MOST_IDS = 1000
"""Transmissions that may wait here to be read; all that waits is in the store anyway, and the nightly run reads it."""
_KEPT = 20
"""Works that are remembered after their end."""
_COMPLAINT_BYTES = 20_000


class Running:
    """What the desk has under way in the background, asked and told by any thread."""

    def __init__(self, settings: Settings, clock: Clock, *, patience: float = _PATIENCE_SECONDS) -> None:
        """`patience`: seconds."""
        self._settings, self._clock, self._patience = settings, clock, patience
        self._lock = threading.Lock()
        self._wake = threading.Condition(self._lock)
        self._jobs: dict[int, Job] = {}
        """By number; those that wait or work, and the last ones that ended."""
        self._number = 0
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._unwanted = 0
        """The work that was to be ended, perhaps before its process was there."""
        self._stopping = False

    def run(self, by: str) -> Job:
        """Takes in what arrived and reads it, as the nightly run does; `by` is the account that asked for it.

        Raises Busy when that is under way, or waits, here already. Whether another program holds the store shows at its
        end: it is then said, and nothing was begun.
        """
        with self._lock:
            for job in self._jobs.values():
                if job.work is Work.RUN and job.ending is None:
                    raise Busy(f"the run that {job.by} started is not done yet")
            return self._add(Job(0, Work.RUN, by, self._clock()))

    def reprocess(
        self,
        ids: Sequence[str],
        by: str,
        *,
        channel: str | None = None,
        district: str | None = None,
        received: str | None = None,
        reason: str = "",
    ) -> Job:
        """Reads transmissions again, with what a person says about how they came, as `intake reprocess` does.

        What is said is text as it was typed; whoever calls has held it against what is known (`receipt_said`). While
        another run holds the store it waits. What waits already in the same words is read together with it.

        Raises WrongUse for what is no id, Busy when too much waits.
        """
        if not ids or not all(map(is_id, ids)):
            raise WrongUse("name the transmissions that are to be read by their ids")
        said = Said(channel, district, received, reason)
        with self._lock:
            waiting = [job for job in self._jobs.values() if job.ending is None and job.began_at is None]
            if sum(len(job.ids) for job in waiting) + len(ids) > _MOST_IDS:
                raise Busy("too much waits to be read already; the nightly run reads it too")
            for job in waiting:
                if (job.work, job.by, job.said) == (Work.REPROCESS, by, said):
                    more = replace(job, ids=tuple(dict.fromkeys((*job.ids, *ids))))
                    self._jobs[job.number] = more
                    return more
            return self._add(Job(0, Work.REPROCESS, by, self._clock(), tuple(dict.fromkeys(ids)), said))

    def jobs(self) -> tuple[Job, ...]:
        """What is under way or waits, and what ended lately, as it was asked for."""
        with self._lock:
            return tuple(self._jobs.values())

    def job(self, number: int) -> Job | None:
        """The work of that number; None when it is not remembered."""
        with self._lock:
            return self._jobs.get(number)

    def working(self) -> Job | None:
        """What is under way, None when nothing is."""
        return next((job for job in self.jobs() if job.began_at and job.ending is None), None)

    def wait(self, number: int, seconds: float) -> Job | None:
        """The work of that number once it has ended, or as it stands after so many seconds."""
        with self._wake:
            self._wake.wait_for(lambda: number not in self._jobs or self._jobs[number].ending is not None, seconds)
            return self._jobs.get(number)

    def end(self, number: int) -> None:
        """Ends one work, as Ctrl-C does at a terminal; what waits is taken away. Nothing where it has ended already."""
        with self._wake:
            job = self._jobs.get(number)
            if job is None or job.ending is not None:
                return
            if job.began_at is None:
                sentence = "Taken away before it began. What is in the store is read by the next run."
                self._jobs[number] = replace(job, ending=Ending.STOPPED, sentence=sentence, ended_at=self._clock())
                self._wake.notify_all()
            else:
                self._unwanted = number
                _signal(self._process, signal.SIGTERM)

    def stop(self) -> None:
        """Ends what is under way, as Ctrl-C does at a terminal; what was taken in and read is safe."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
            thread = self._thread
            _signal(self._process, signal.SIGTERM)
        if thread is not None:
            thread.join(_TIME_TO_END_SECONDS)
            if thread.is_alive():
                with self._lock:
                    _signal(self._process, signal.SIGKILL)
                thread.join(_TIME_TO_END_SECONDS)

    def _add(self, job: Job) -> Job:
        """Lets it wait its turn; called with the lock held."""
        if self._stopping:
            raise Busy("the desk is ending; ask again after its next start")
        self._number += 1
        job = self._jobs[self._number] = replace(job, number=self._number)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work_on, name="running", daemon=True)
            self._thread.start()
        self._wake.notify_all()
        return job

    def _work_on(self) -> None:
        """One work after the other, as long as the desk is served."""
        while (number := self._next()) is not None:
            try:
                code, complaint = self._do(number)
            except Exception as error:  # noqa: BLE001 - whatever it is: it is told, and the next work is begun
                code, complaint = 1, f"it could not be started ({type(error).__name__})"
            self._end(number, code, complaint)

    def _next(self) -> int | None:
        """The number of the next work, waited for; None when the desk ends."""
        with self._wake:
            while True:
                if self._stopping:
                    self._end_all()
                    return None
                for job in self._jobs.values():
                    if job.ending is None:
                        self._jobs[job.number] = replace(job, began_at=self._clock(), held_up="")
                        return job.number
                self._wake.wait()

    def _do(self, number: int) -> tuple[int, str]:
        """Starts the program and follows it to its end: its exit code, and what it complained of."""
        told, tell = os.pipe()
        with os.fdopen(told, "rb") as lines, tempfile.TemporaryFile() as complaints:
            try:
                with self._lock:
                    if self._stopping or self._unwanted == number:
                        return -signal.SIGTERM, ""
                    process = self._process = self._started(self._jobs[number], tell, complaints)
            finally:
                os.close(tell)
            while line := lines.readline(LONGEST_LINE):
                self._hear(number, line.decode("utf-8", "replace"))
            code = process.wait()
            with self._lock:
                self._process = None
            complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - _COMPLAINT_BYTES))
            return code, _complaint(complaints.read(_COMPLAINT_BYTES).decode("utf-8", "replace"))

    def _started(self, job: Job, tell: int, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        command = [*PROGRAM, "--config", str(self._settings.file), *job.command()]
        return subprocess.Popen(  # noqa: S603 - this program's own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            pass_fds=(tell,),
            env={**os.environ, "INTAKE_USER": job.by, VARIABLE: str(tell)},
            # a Ctrl-C at the desk's terminal is the desk's to answer
            start_new_session=True,
        )

    def _hear(self, number: int, line: str) -> None:
        with self._lock:
            job = self._jobs[number]
            reads = job.progress.transmissions is not None
            progress = job.progress.after(line)
            begins = progress.transmissions is not None and not reads
            self._jobs[number] = replace(
                job, progress=progress, reading_since=self._clock() if begins else job.reading_since
            )

    def _end(self, number: int, code: int, complaint: str) -> None:
        with self._wake:
            job = self._jobs[number]
            if code == Busy.exit_code and job.work is Work.REPROCESS and not self._stopping:
                # what was asked for is not dropped for another run; it is asked once more, after what else waits
                self._jobs[number] = replace(self._jobs.pop(number), began_at=None, held_up=complaint)
                self._wake.wait_for(lambda: self._stopping, self._patience)
                return
            ending, sentence = told_end(job, code, complaint)
            self._jobs[number] = replace(job, ending=ending, sentence=sentence, ended_at=self._clock())
            for old in [each for each, job in self._jobs.items() if job.ending is not None][:-_KEPT]:
                del self._jobs[old]
            self._wake.notify_all()

    def _end_all(self) -> None:
        for job in list(self._jobs.values()):
            if job.ending is None:
                sentence = "Not begun: the desk ended before. What is in the store is read by the next run."
                self._jobs[job.number] = replace(job, ending=Ending.STOPPED, sentence=sentence, ended_at=self._clock())
        self._wake.notify_all()


def _signal(process: subprocess.Popen[bytes] | None, number: signal.Signals) -> None:
    if process is not None and process.poll() is None:
        if number is signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)


def _complaint(printed: str) -> str:
    """The sentence with which the program ended, without its name."""
    said = [line.removeprefix("intake: ") for line in printed.splitlines() if line.startswith("intake: ")]
    return said[-1][:500].strip() if said else ""


_MAKING = threading.Lock()


def running_of(request: Request) -> Running:
    """What the desk that answers the request has under way; made when it is first asked for."""
    with _MAKING:
        found = getattr(request.app.state, "running", None)
        if not isinstance(found, Running):
            desk = desk_of(request)
            found = request.app.state.running = Running(desk.settings, desk.clock)
        return found
