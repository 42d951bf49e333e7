"""The page about runs: what the last ones did, where each source stands, the next by the schedule, one now."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.desk.runs_schedule import next_time
from pipeline.desk.runs_told import Ending, Job, Work
from pipeline.places import hold
from pipeline.progress_lines import Progress
from pipeline.store import RunSource
from pipeline.values import Transmission
from pipeline.vocabulary import Status

BOSTON = ZoneInfo("America/New_York")
LONG = 180.0
"""Seconds after which a test gives up; what it waits for takes about ten."""
DONE = {"new": 3, "read": 3, "pages": 7, "by_status": {"accepted": 2, "needs_review": 1}, "troubles": 0}


@pytest.fixture
def ran(bureau):
    """A bureau in which runs took place."""

    def run(outcome: str | None, summary: dict[str, object], *visits: RunSource, trigger: str = "schedule") -> None:
        begun = bureau.store.start_run(trigger, "intake")
        bureau.clock.pass_(minutes=2, seconds=5)
        if outcome is not None:
            bureau.store.finish_run(begun.id, outcome, summary, visits)

    run("done", DONE, RunSource("fax-d-4", 3, 3, 0))
    return bureau, run


def _main(page: str) -> str:
    """The words of the page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1].split("</main", 1)[0]).split())


def test_a_run_is_one_line_with_how_long_it_took_and_what_became_of_what_came(ran) -> None:
    bureau, _ = ran
    words = _main(bureau.signed_in("viewer").get("/runs").text)
    assert "2025-03-04 10:00 intake by the schedule 2 min 5 s 3 3 2 1 0 0 done" in words


def test_failures_are_told_with_the_remedy(ran) -> None:
    bureau, run = ran
    run("failed", {"fault": "StoreTrouble at pipeline/store/database.py:88"})
    run("stopped", {"fault": "KeyboardInterrupt"}, trigger="by_hand")
    run(None, {})
    run(
        "done, with troubles",
        DONE | {"troubles": 1},
        RunSource("fax-d-4", 2, 0, 1, "inbox: cannot be listed: no access"),
    )
    words = _main(bureau.signed_in("clerk").get("/runs").text)
    assert "failed It failed (StoreTrouble at pipeline/store/database.py:88). What was taken in is safe" in words
    assert "stopped Stopped before its end." in words
    assert "broken off It has no end: its process was ended." in words
    assert "with troubles fax-d-4: inbox: cannot be listed: no access. 1 file left in an inbox" in words
    assert "1 transmission could not be read or kept; the next run tries again." in words
    assert "The last run could not deal with it to its end. Mend it, then run" in words


def test_what_may_name_a_file_is_shown_to_who_may_see_identities_and_that_is_recorded(ran) -> None:
    bureau, run = ran
    trouble = "OKONKWO-detainer.tif: stored, but not moved to the archive: no space"
    run("done, with troubles", DONE, RunSource("fax-d-4", 1, 1, 0, trouble))
    assert "OKONKWO" not in bureau.signed_in("viewer").get("/runs").text
    assert bureau.store.audit_entries("runs") == ()
    assert "OKONKWO" in bureau.signed_in("clerk").get("/runs").text
    assert [(each.by, each.action) for each in bureau.store.audit_entries("runs")] == [("clerk", "identity_viewed")]


def test_a_source_that_is_silent_for_longer_than_usual_is_told(ran) -> None:
    bureau, run = ran
    for day in range(12):
        bureau.store.add(_arrived(bureau.clock() - timedelta(days=60 + day), day))
    run("done", DONE, RunSource("fax-d-4", 0, 0, 0))
    words = _main(bureau.signed_in("viewer").get("/runs").text)
    assert "fax-d-4 district fax, D-4 Nothing has come from fax-d-4 since 2025-01-03, for 60 days" in words
    bureau.store.add(_arrived(bureau.clock(), 99))
    assert "Nothing has come" not in bureau.signed_in("viewer").get("/runs").text


def test_it_says_when_the_next_run_is_and_whether_anybody_keeps_the_schedule(ran) -> None:
    bureau, _ = ran
    words = _main(bureau.signed_in("viewer").get("/runs").text)
    assert "The next one by the schedule: 2025-03-05 01:30" in words
    assert "Nobody keeps the schedule on this machine now" in words


def test_run_now_is_offered_to_who_may_and_shows_who_asked(bureau) -> None:
    assert "Run now" not in bureau.signed_in("viewer").get("/runs").text
    clerk = bureau.signed_in("clerk")
    assert "Run now" in clerk.get("/runs").text
    assert clerk.post("/runs").headers["location"] == "/runs"
    page = clerk.get("/runs").text
    assert 'hx-get="/runs/told" hx-trigger="every 1s"' in page
    assert "A run asked for by clerk" in _main(page)
    again = clerk.post("/runs")
    assert (again.status_code, "he run that clerk started is not done yet" in again.text) == (409, True)
    told = bureau.signed_in("viewer").get("/runs/told")
    assert "<progress" in told.text
    assert "hx-refresh" not in told.headers
    bureau.app.state.running.stop()


def test_a_run_that_has_ended_is_told_and_the_page_is_loaded_anew(bureau) -> None:
    (bureau.folder / "inbox" / "fax-d-4").mkdir(parents=True)
    clerk = bureau.signed_in("clerk")
    clerk.post("/runs")
    assert bureau.app.state.running.wait(1, LONG).ending is Ending.DONE
    told = clerk.get("/runs/told")
    assert told.headers["hx-refresh"] == "true"
    page = clerk.get("/runs")
    assert "0 transmissions taken in, nothing to read." in _main(page.text)
    assert "clerk by hand" in _main(page.text)
    assert "hx-trigger" not in page.text.split("<main", 1)[1]
    bureau.app.state.running.stop()


def test_a_run_of_somebody_else_is_told(bureau) -> None:
    with hold(bureau.settings, "intake run"):
        page = bureau.signed_in("viewer").get("/runs").text
    assert "Another run holds the store: intake run, process" in _main(page)
    assert 'hx-get="/runs/told"' in page


def test_a_run_can_be_ended_by_who_may_start_one(bureau) -> None:
    clerk = bureau.signed_in("clerk")
    clerk.post("/runs")
    assert bureau.signed_in("viewer").post("/runs/end", {"number": "1"}).status_code == 403
    assert clerk.post("/runs/end", {"number": "1"}).status_code == 303
    job = bureau.app.state.running.wait(1, LONG)
    assert job.ending is Ending.STOPPED
    assert clerk.post("/runs/end", {"number": "7"}).status_code == 303
    bureau.app.state.running.stop()


def test_how_far_it_is_names_no_file_and_says_how_long_it_takes_when_that_is_known(bureau) -> None:
    """The numbers of a work that is under way, as the page has them."""
    clerk = bureau.signed_in("clerk")
    clerk.get("/runs")
    running = bureau.app.state.running
    at = bureau.clock()
    progress = Progress(
        sources=1, sources_done=1, new=20, transmissions=20, read=5, pages=9, pages_found=12,
        by_status={Status.ACCEPTED: 4, Status.NEEDS_REVIEW: 1}, last=("T0123456789abcdef",),
    )  # fmt: skip
    job = Job(1, Work.RUN, "osei", at, began_at=at, reading_since=at, progress=progress)
    running._jobs[1] = job
    bureau.clock.pass_(seconds=40)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", clerk.get("/runs/told").text))
    assert "Reading: 5 of 20 transmissions, 9 of 12 pages opened so far, about 2 min left." in words
    assert "So far 20 transmissions taken in, 5 read: 4 accepted, 1 for a person." in words
    assert 'value="5" max="20"' in clerk.get("/runs/told").text
    running._jobs[1] = dataclasses.replace(job, progress=Progress())
    assert re.search(r'<progress aria-label="[^"]+"></progress>', clerk.get("/runs/told").text)
    del running._jobs[1]


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("30 1 * * *", "2025-03-05 01:30"),
        ("0 22 * * *", "2025-03-04 22:00"),
        ("*/15 * * * *", "2025-03-04 10:15"),
        ("5 4 * * sun", "2025-03-09 04:05"),
        ("5 4 * * 7", "2025-03-09 04:05"),
        ("0 6 * * mon-fri", "2025-03-05 06:00"),
        ("0 0 1 * *", "2025-04-01 00:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("0 12 13 * fri", "2025-03-07 12:00"),
        ("0 9,17 * jan,mar *", "2025-03-04 17:00"),
        ("10-12 10 * * *", "2025-03-04 10:10"),
    ],
)
def test_the_next_time_of_a_cron_line(cron: str, expected: str) -> None:
    found = next_time(cron, datetime(2025, 3, 4, 15, 0, tzinfo=UTC), BOSTON)
    assert found is not None
    assert found.strftime("%Y-%m-%d %H:%M") == expected


@pytest.mark.parametrize(
    "cron", ["", "@daily", "61 1 * * *", "1 1 * *", "x 1 * * *", "0 0 31 2 *", "5-1 1 * * *", "*/0 1 * * *"]
)
def test_a_line_that_is_not_understood_here_gets_no_time_made_up(cron: str) -> None:
    assert next_time(cron, datetime(2025, 3, 4, 15, 0, tzinfo=UTC), BOSTON) is None


def _arrived(at: datetime, number: int) -> Transmission:
    return Transmission(
        id=f"T{number:016x}", source="fax-d-4", file=f"fax-d-4/fax{number:09}.tif", sha256=f"{number:064x}", size=1,
        media_type="image/tiff", modified_ns=0, inbox_at=at, inbox_how="tag", taken_in_at=at,
    )  # fmt: skip
