"""Work in the background: this same program as a process, one thing at a time, which tells how far it is."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.desk.running import Running
from pipeline.desk.runs_told import Ending, Job, Work, told_end
from pipeline.errors import Busy, WrongUse
from pipeline.ingest import Bench, read_transmission
from pipeline.places import hold, open_store
from pipeline.progress_lines import VARIABLE, Progress, ProgressLines, progress_to_parent
from pipeline.receive import Originals, SourceReport, receive
from pipeline.settings import Settings, load
from pipeline.store import Store
from pipeline.telling import Outcome
from pipeline.vocabulary import Kind, Status
from pipeline.workers import PagePool

SAMPLES = Path(__file__).resolve().parent.parent.parent / "sample_faxes" / "inbox"
QUERY = b"""From: Robin Reporter <robin@paper.example.com>
To: detainers@pd.example.gov
Date: Tue, 4 Nov 2025 14:02:10 -0500
Subject: parking at the station
Content-Type: text/plain; charset=utf-8

Good afternoon, who may park in front of the station on Saturdays? Best, Robin
"""
SETTINGS = """
[work]
processes = 1
settle_seconds = 0.0

[[source]]
name = "mail"
path = "inbox/mail"
channel = "email"

[[source]]
name = "lost"
path = "inbox/never-made"
channel = "other_fax"
"""
LONG = 180.0
"""Seconds after which a test gives up; what it waits for takes about ten."""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "inbox" / "mail").mkdir(parents=True)
    (tmp_path / "intake.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "inbox" / "mail" / "query.eml").write_bytes(QUERY)
    settings = load(tmp_path / "intake.toml")
    Store.open(settings.store.url, _now).close()
    return settings


@pytest.fixture
def running(settings: Settings) -> Iterator[Running]:
    running = Running(settings, _now, patience=0.2)
    yield running
    running.stop()


def _now() -> datetime:
    return datetime.now(UTC)


def _ended(running: Running, number: int) -> Job:
    job = running.wait(number, LONG)
    assert job is not None
    assert job.ending is not None, job
    return job


def _taken_in(settings: Settings) -> str:
    """What lies in the inbox of mails, taken in and read here: a program of its own takes seconds to begin."""
    originals = Originals(settings.store.originals)
    with open_store(settings) as store, PagePool(settings) as pool:
        assert receive(settings.sources[0], settings, originals, store, _now).trouble is None
        [document] = store.documents()
        store.add_reading(read_transmission(document.transmission, Bench.of(settings, pool, _now)), "intake", "")
    return document.transmission.id


def test_a_run_is_done_in_the_name_of_who_asked_and_tells_what_it_did(running: Running, settings: Settings) -> None:
    job = _ended(running, running.run("rivera").number)
    # the second inbox cannot be looked at: a person is needed, and is told which
    assert job.ending is Ending.DONE
    assert job.sentence == "1 transmission taken in, 1 read: 1 set aside."
    assert [trouble.partition(":")[0] for trouble in job.progress.troubles] == ["lost"]
    assert (job.progress.sources, job.progress.sources_done, job.progress.transmissions) == (2, 2, 1)
    with open_store(settings) as store:
        last = store.last_run()
    assert last is not None
    assert (last.by, last.finished) == ("rivera", True)


def test_a_run_that_finds_the_store_held_says_by_whom_and_begins_nothing(running: Running, settings: Settings) -> None:
    with hold(settings, "the nightly run"):
        job = _ended(running, running.run("rivera").number)
    assert job.ending is Ending.BUSY
    assert job.sentence.startswith("Not begun: another run holds the store (the nightly run, process ")


def test_reading_again_waits_for_the_other_run_and_keeps_what_a_person_says(
    running: Running, settings: Settings
) -> None:
    name = _taken_in(settings)
    said = {"channel": "in_person", "district": "D-4", "reason": "the desk's book"}
    with hold(settings, "the nightly run"):
        number = running.reprocess([name], "osei", **said).number
        held_up = _when(running, number, lambda job: job.held_up)
        assert "the nightly run" in held_up.held_up
        assert held_up.ending is None
    job = _ended(running, number)
    assert (job.ending, job.progress.last) == (Ending.DONE, (name,)), job.sentence
    with open_store(settings) as store:
        read = store.latest_reading(name)
        decisions = store.decisions(name)
    assert read is not None
    assert read.version == 2
    assert {(each.name, each.value, each.by, each.reason) for each in decisions} == {
        ("channel", "in_person", "osei", "the desk's book"),
        ("district", "D-4", "osei", "the desk's book"),
    }


def test_one_run_at_a_time_and_what_is_asked_alike_is_read_together(running: Running) -> None:
    run = running.run("rivera")
    with pytest.raises(Busy, match="the run that rivera started is not done yet"):
        running.run("osei")
    one = running.reprocess(["T0123456789abcdef"], "osei")
    two = running.reprocess(["T0123456789abcde0", "T0123456789abcdef"], "osei")
    other = running.reprocess(["T0123456789abcdef"], "osei", channel="email")
    assert (one.number, two.ids) == (two.number, ("T0123456789abcdef", "T0123456789abcde0"))
    assert other.number != one.number
    running.stop()
    assert {job.ending for job in running.jobs()} == {Ending.STOPPED}
    assert "the desk ended before" in (running.job(one.number) or run).sentence
    with pytest.raises(Busy, match="the desk is ending"):
        running.run("rivera")


def test_what_is_under_way_ends_with_the_desk_and_the_next_run_goes_on(settings: Settings) -> None:
    for sample in sorted((SAMPLES / "fax-dedicated").iterdir()):
        shutil.copy2(sample, settings.sources[0].path / sample.name)
    running = Running(settings, _now)
    number = running.run("rivera").number
    _when(running, number, lambda job: job.progress.transmissions is not None)
    running.stop()
    job = running.job(number)
    assert job is not None
    assert job.ending is Ending.STOPPED
    assert "What was taken in and read is safe" in job.sentence
    # nobody is left who holds the store
    with hold(settings, "a test"):
        pass


def test_what_is_no_id_reaches_no_command_line(running: Running) -> None:
    for named in ([], ["--debug"], ["inbox/mail/query.eml"], ["T0123456789abcdef", "-c"]):
        with pytest.raises(WrongUse, match="by their ids"):
            running.reprocess(named, "osei")
    assert running.jobs() == ()


def test_a_transmission_that_is_not_there_is_said_and_the_next_work_is_done(running: Running) -> None:
    lost = _ended(running, running.reprocess(["T0123456789abcdef"], "osei").number)
    assert lost.ending is Ending.FAILED
    assert "there is no such transmission" in lost.sentence
    assert _ended(running, running.run("osei").number).ending is Ending.DONE


def test_how_far_it_is_comes_from_its_lines_and_from_nothing_else() -> None:
    lines: list[str] = []
    told = ProgressLines(lines.append)
    told.sources_begin(2)
    told.source_done(SourceReport("fax-d-4", taken=("T1", "T2"), known=3))
    told.source_done(SourceReport("mail", trouble="cannot be listed"))
    told.reading_begins(2)
    told.pages_found(3)
    told.page_read()
    told.transmission_read(Outcome("T1", "OKONKWO.tif", Kind.DETAINER, Status.ACCEPTED, 3))
    assert "OKONKWO" not in "".join(lines)
    progress = Progress()
    for line in [*lines, "", "{", "[]", '{"step": "pages", "many": "x"}', '{"step": "read", "status": "lost"}']:
        progress = progress.after(line)
    assert (progress.sources, progress.sources_done, progress.new) == (2, 2, 2)
    assert (progress.transmissions, progress.read, progress.pages, progress.pages_found) == (2, 1, 1, 3)
    assert progress.by_status == {Status.ACCEPTED: 1}
    assert progress.last == ("T1",)
    assert progress.troubles == ("mail: cannot be listed",)


def test_a_run_that_nobody_listens_to_any_more_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    listening, telling = os.pipe()
    monkeypatch.setenv(VARIABLE, str(telling))
    with progress_to_parent() as teller:
        assert teller is not None
        assert VARIABLE not in os.environ
        os.close(listening)
        teller.page_read()
        teller.page_read()


@pytest.mark.parametrize("named", ["", "x", "-1", "999999"])
def test_a_run_that_nobody_watches_tells_the_terminal(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv(VARIABLE, named)
    with progress_to_parent() as teller:
        assert teller is None


def test_the_time_that_is_left_is_said_only_when_it_is_no_guess() -> None:
    began = datetime(2025, 3, 4, 15, 0, tzinfo=UTC)
    job = Job(
        1, Work.RUN, "rivera", began, began_at=began, reading_since=began, progress=Progress(transmissions=20, read=4)
    )
    later = began + timedelta(seconds=40)
    assert job.seconds_left(later) is None
    read = Job(
        1, Work.RUN, "rivera", began, began_at=began, reading_since=began, progress=Progress(transmissions=20, read=5)
    )
    assert read.seconds_left(later) == 120.0
    assert read.seconds_left(began + timedelta(seconds=2)) is None


@pytest.mark.parametrize(
    ("code", "complaint", "ending", "begins"),
    [
        (0, "", Ending.DONE, "1 transmission taken in, 2 read"),
        (3, "", Ending.DONE, "1 transmission taken in, 2 read"),
        (1, "", Ending.FAILED, "1 transmission taken in, 2 read"),
        (1, "the disk is full", Ending.FAILED, "It failed: the disk is full."),
        (2, "", Ending.FAILED, "It failed: "),
        (4, "another run holds the store", Ending.BUSY, "Not begun: another run holds the store."),
        (143, "stopped", Ending.STOPPED, "Stopped before its end."),
        (-9, "", Ending.STOPPED, "Stopped before its end."),
    ],
)
def test_how_it_ended_is_a_sentence(code: int, complaint: str, ending: Ending, begins: str) -> None:
    at = datetime(2025, 3, 4, 15, 0, tzinfo=UTC)
    job = Job(1, Work.RUN, "rivera", at, progress=Progress(new=1, transmissions=2, read=2))
    found, sentence = told_end(job, code, complaint)
    assert found is ending
    assert sentence.startswith(begins)


def _when(running: Running, number: int, wanted: Callable[[Job], object]) -> Job:
    """The work once something can be said of it."""
    for _ in range(int(LONG / 0.05)):
        job = running.job(number)
        assert job is not None
        if wanted(job):
            return job
        assert job.ending is None, job
        threading.Event().wait(0.05)
    raise AssertionError("it never came")
