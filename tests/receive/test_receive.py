"""Everything in an inbox is taken in once, or left with a reason; nothing is lost when a run dies."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.errors import StoreTrouble, WrongUse
from pipeline.receive import Ledger, Originals, SourceReport, receive, take_in
from pipeline.settings import Settings
from pipeline.values import Transmission
from pipeline.vocabulary import Doubt

Build = Callable[..., bytes]


@pytest.fixture
def run(settings_for: Callable[..., Settings], originals: Originals, ledger: Ledger, clock: Callable[[], datetime]):
    """One run at the source; files are old enough unless the test makes them young."""

    def once(
        wait: Callable[[float], None] = lambda _: pytest.fail("there was nothing to wait for"),
        into: Ledger = ledger,
        **told: object,
    ) -> SourceReport:
        settings = settings_for(**told)
        return receive(settings.sources[0], settings, originals, into, clock, wait)

    return once


def put(folder: Path, name: str | bytes, content: bytes, modified: datetime | None = None) -> Path:
    path = folder / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    when = (modified or datetime.fromisoformat("2026-05-01T00:00:00+00:00")).timestamp()
    os.utime(path, (when, when))
    return path


def the_one(ledger) -> Transmission:
    (transmission,) = ledger.entries.values()
    return transmission


def test_a_fax_becomes_a_transmission(
    run, inbox: Path, ledger, originals: Originals, fax: Build, now: datetime
) -> None:
    content = fax(tag270="7815550137", tag271="HylaFAX", tag306="2025:01:14 14:32:05")
    path = put(inbox, "fax000000012.tif", content)
    report = run()
    transmission = the_one(ledger)
    assert report == SourceReport("fax-d-4", taken=(transmission.id,))
    assert re.fullmatch(r"T[0-9a-f]{16}", transmission.id)
    assert transmission.file == "fax-d-4/fax000000012.tif"
    assert transmission.media_type == "image/tiff"
    assert transmission.sender == "7815550137"
    assert (transmission.inbox_at.isoformat(), transmission.inbox_how) == ("2025-01-14T14:32:05-05:00", "tag")
    assert transmission.modified_ns == path.stat().st_mtime_ns
    assert transmission.size == originals.size(transmission.sha256) == len(content)
    assert transmission.taken_in_at == now
    assert transmission.doubts == ()


def test_the_inbox_is_left_as_it_is(run, inbox: Path, fax: Build) -> None:
    put(inbox, "a.tif", fax())
    put(inbox, "within/b.tif", fax())
    before = {path: path.stat().st_mtime_ns for path in inbox.rglob("*")}
    run()
    assert {path: path.stat().st_mtime_ns for path in inbox.rglob("*")} == before


def test_a_second_run_does_nothing_new(run, inbox: Path, ledger, fax: Build) -> None:
    put(inbox, "a.tif", fax())
    put(inbox, "within/b.tif", fax(height=300))
    run()
    before = dict(ledger.entries)
    assert run() == SourceReport("fax-d-4", known=2)
    assert ledger.entries == before


def test_a_file_that_was_only_touched_is_the_same_transmission(
    run, inbox: Path, ledger, fax: Build, now: datetime
) -> None:
    path = put(inbox, "a.tif", fax())
    run()
    os.utime(path, (now.timestamp() - 60,) * 2)
    assert run() == SourceReport("fax-d-4", known=1)
    assert len(ledger.entries) == 1


def test_new_content_under_an_old_name_is_a_new_transmission(run, inbox: Path, ledger, fax: Build) -> None:
    put(inbox, "a.tif", fax())
    run()
    put(inbox, "a.tif", fax(height=300))
    assert len(run().taken) == 1
    assert [transmission.same_bytes_as for transmission in ledger.entries.values()] == [None, None]


def test_the_same_bytes_under_another_name_say_so(run, inbox: Path, ledger, fax: Build) -> None:
    content = fax(tag306="2025:01:14 14:32:05")
    put(inbox, "a.tif", content)
    put(inbox, "b.tif", content)
    first, second = run().taken
    assert ledger.entries[first].same_bytes_as is None
    assert ledger.entries[second].same_bytes_as == first
    assert ledger.entries[second].doubts == (Doubt.SAME_BYTES,)


def test_a_mail_brings_its_headers_parts_and_doubts(
    run, inbox: Path, ledger, multipart: Build, attached: Build, fax: Build
) -> None:
    head = b"From: Desk D-4 <d-4@pd.example.gov>\nTo: detainers@pd.example.gov\nDate: Fri, 2 May 2025 10:00:00 -0400\n"
    put(inbox, "1.eml", multipart(b"\nsee attached", attached(fax()), attached(b"PK\x03\x04"), head=head))
    run()
    mail = the_one(ledger)
    assert mail.media_type == "message/rfc822"
    assert mail.sender == "Desk D-4 <d-4@pd.example.gov>"
    assert mail.tags["To"] == "detainers@pd.example.gov"
    assert (mail.inbox_at.isoformat(), mail.inbox_how) == ("2025-05-02T10:00:00-04:00", "mail_date")
    assert [part.taken for part in mail.parts] == [True, True, False]
    assert mail.doubts == (Doubt.PART_SKIPPED,)


@pytest.mark.parametrize(
    ("content", "doubt"),
    [
        (b"", Doubt.EMPTY_FILE),
        (b"no file of any kind", Doubt.UNKNOWN_TYPE),
        (b"II*\x00\x08\x00\x00\x00\xff\xff" + b"\xff" * 50, None),
        (b"%PDF-1.4 and nothing else", None),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x01", None),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b--", None),
    ],
)
def test_a_bad_file_is_a_transmission_like_any_other(
    run, inbox: Path, ledger, content: bytes, doubt: Doubt | None
) -> None:
    put(inbox, "bad.tif", content)
    assert len(run().taken) == 1
    expected = [Doubt.RECEIVED_FROM_FILE_TIME] if doubt is None else [doubt, Doubt.RECEIVED_FROM_FILE_TIME]
    assert list(the_one(ledger).doubts) == expected


def test_a_file_over_the_limit_is_kept_and_says_so(run, inbox: Path, ledger, originals: Originals, fax: Build) -> None:
    content = fax(tag306="2025:01:14 14:32:05") + bytes(5000)
    put(inbox, "large.tif", content)
    run(limits={"file_bytes": 4000})
    transmission = the_one(ledger)
    assert transmission.doubts == (Doubt.TOO_LARGE,)
    with originals.open(transmission.sha256) as original:
        assert original.read() == content


def test_names_that_cannot_be_shown_are_escaped_and_stay_apart(run, inbox: Path, ledger) -> None:
    for number, name in enumerate([b"a\x01.tif", b"a\\x01.tif", b"a\xff.tif", "ä.tif".encode(), b"x..\\b\n.tif"]):
        put(inbox, name, f"fax {number}".encode())
    run()
    assert {transmission.file for transmission in ledger.entries.values()} == {
        "fax-d-4/a\\x01.tif",
        "fax-d-4/a\\\\x01.tif",
        "fax-d-4/a\\xff.tif",
        "fax-d-4/ä.tif",
        "fax-d-4/x..\\\\b\\x0a.tif",
    }
    assert run().known == 5


def test_links_pipes_and_unfinished_names_are_left_with_their_reason(
    run, inbox: Path, tmp_path: Path, fax: Build
) -> None:
    secret = put(tmp_path / "elsewhere", "secret.tif", fax())
    (inbox / "link.tif").symlink_to(secret)
    (inbox / "folder-link").symlink_to(secret.parent)
    os.mkfifo(inbox / "pipe.tif")
    for name in (".hidden.tif", "fax.tif.part", "FAX.TMP", "~lock.tif"):
        put(inbox, name, fax())
    put(inbox, ".hidden-folder/fax.tif", fax())
    report = run()
    assert report.taken == ()
    assert [(left.file.removeprefix("fax-d-4/"), str(left.reason)) for left in report.left] == [
        (".hidden-folder", "temporary_name"),
        (".hidden.tif", "temporary_name"),
        ("FAX.TMP", "temporary_name"),
        ("fax.tif.part", "temporary_name"),
        ("folder-link", "link"),
        ("link.tif", "link"),
        ("pipe.tif", "not_a_file"),
        ("~lock.tif", "temporary_name"),
    ]


def test_a_young_file_is_watched_once_and_taken_when_it_keeps_still(
    run, inbox: Path, fax: Build, now: datetime
) -> None:
    put(inbox, "young.tif", fax(), now)
    put(inbox, "younger.tif", fax(height=300), now)
    put(inbox, "old.tif", fax(height=400))
    waits: list[float] = []
    assert len(run(wait=waits.append).taken) == 3
    assert waits == [3.0]


def test_a_file_that_still_grows_is_left_for_the_next_run(run, inbox: Path, ledger, fax: Build, now: datetime) -> None:
    whole = fax()
    growing = put(inbox, "growing.tif", whole[:50], now)

    def grow(seconds: float) -> None:
        growing.write_bytes(whole)

    report = run(wait=grow)
    assert report.taken == ()
    assert [str(left.reason) for left in report.left] == ["still_written"]
    put(inbox, "growing.tif", whole)
    assert len(run().taken) == 1
    assert the_one(ledger).size == len(whole)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only where the system tells which files are open")
def test_a_file_that_a_process_holds_open_for_writing_is_left(run, inbox: Path, fax: Build) -> None:
    path = put(inbox, "stalled.tif", fax())
    with path.open("r+b"):
        assert [str(left.reason) for left in run().left] == ["still_written"]
    with path.open("rb"):
        assert len(run().taken) == 1


def test_a_file_that_vanishes_while_it_is_watched_is_told(run, inbox: Path, fax: Build, now: datetime) -> None:
    path = put(inbox, "young.tif", fax(), now)
    assert [str(left.reason) for left in run(wait=lambda _: path.unlink()).left] == ["vanished"]


def test_a_missing_folder_is_a_trouble_of_that_source_alone(run, inbox: Path) -> None:
    inbox.rmdir()
    report = run()
    assert report.trouble is not None
    assert "cannot be listed: No such file or directory" in report.trouble


def test_a_source_within_another_and_an_archive_are_not_taken_twice(run, inbox: Path, fax: Build) -> None:
    put(inbox, "own.tif", fax())
    put(inbox, "other/theirs.tif", fax())
    put(inbox, "done/old.tif", fax())
    report = run(more=({"name": "other", "path": inbox / "other"},), after="archive", archive=inbox / "done")
    assert len(report.taken) == 1
    assert (inbox / "done" / "own.tif").exists()


class LedgerThatDies:
    """A ledger over another whose commit never happens, as when the power goes."""

    def __init__(self, under: Ledger) -> None:
        self.known, self.by_content, self.first_with_bytes = under.known, under.by_content, under.first_with_bytes

    def add(self, transmission: Transmission) -> bool:
        raise StoreTrouble(f"{transmission.id} was not committed")


@pytest.mark.parametrize("after", ["leave", "archive"])
def test_a_run_that_dies_before_the_commit_is_made_good_by_the_next(
    run, inbox: Path, ledger, fax: Build, after: str
) -> None:
    path = put(inbox, "a.tif", fax())
    with pytest.raises(StoreTrouble):
        run(into=LedgerThatDies(ledger), after=after)
    assert path.exists()
    assert len(run(after=after).taken) == 1
    assert the_one(ledger).doubts == (Doubt.RECEIVED_FROM_FILE_TIME,)


def test_a_file_is_archived_only_after_the_commit(run, inbox: Path, ledger, fax: Build) -> None:
    path = put(inbox, "within/a.tif", fax())
    report = run(after="archive")
    assert not path.exists()
    assert (inbox.parent / "archive" / "fax-d-4" / "within" / "a.tif").read_bytes() == fax()
    assert report.taken == tuple(ledger.entries)
    assert run(after="archive") == SourceReport("fax-d-4")


def test_a_file_that_was_committed_but_not_archived_is_archived_by_the_next_run(run, inbox: Path, fax: Build) -> None:
    path = put(inbox, "a.tif", fax())
    run()
    assert run(after="archive") == SourceReport("fax-d-4", known=1)
    assert not path.exists()


def test_a_run_killed_between_linking_and_unlinking_leaves_one_file(run, inbox: Path, fax: Build) -> None:
    path = put(inbox, "a.tif", fax())
    run()
    archive = inbox.parent / "archive" / "fax-d-4"
    archive.mkdir(parents=True)
    (archive / "a.tif").hardlink_to(path)
    run(after="archive")
    assert [one.name for one in archive.iterdir()] == ["a.tif"]
    assert not path.exists()


def test_the_archive_never_loses_a_file_of_the_same_name(run, inbox: Path, fax: Build) -> None:
    for height in (200, 300, 400):
        put(inbox, "a.tif", fax(height=height))
        run(after="archive")
    archive = inbox.parent / "archive" / "fax-d-4"
    assert sorted(path.name for path in archive.iterdir()) == ["a.tif", "a.tif.1", "a.tif.2"]
    assert {path.read_bytes() for path in archive.iterdir()} == {fax(height=height) for height in (200, 300, 400)}


def test_an_archive_that_cannot_be_written_is_told_and_the_file_stays(run, inbox: Path, fax: Build) -> None:
    path = put(inbox, "a.tif", fax())
    (inbox.parent / "archive").write_text("a file stands where the folder should be")
    report = run(after="archive")
    assert len(report.taken) == 1
    assert "stored, but not moved to the archive" in report.not_archived[0]
    assert path.exists()


@pytest.fixture
def by_hand(settings_for: Callable[..., Settings], originals: Originals, ledger: Ledger, clock: Callable[[], datetime]):
    def take(path: Path, received: datetime | None = None) -> tuple[Transmission, bool]:
        return take_in(path, settings_for(), originals, ledger, clock, received=received)

    return take


def test_a_file_handed_over_is_taken_in_with_the_time_the_person_knows(by_hand, tmp_path: Path, fax: Build) -> None:
    path = put(tmp_path / "desk", "misrouted.tif", fax(tag306="2025:01:14 14:32:05"))
    transmission, new = by_hand(path, datetime.fromisoformat("2024-12-31T23:59"))  # no zone: the department's
    assert new
    assert (transmission.source, transmission.file) == ("by-hand", "misrouted.tif")
    assert (transmission.inbox_at.isoformat(), transmission.inbox_how) == ("2024-12-31T23:59:00-05:00", "person")
    assert by_hand(path) == (transmission, False)


def test_a_file_handed_over_that_came_by_fax_before_says_so(
    run, by_hand, inbox: Path, tmp_path: Path, fax: Build
) -> None:
    put(inbox, "a.tif", fax())
    (first,) = run().taken
    transmission, new = by_hand(put(tmp_path / "desk", "a.tif", fax()))
    assert new
    assert transmission.same_bytes_as == first


def test_what_is_no_file_is_refused(by_hand, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "missing.tif"):
        with pytest.raises(WrongUse, match="name a"):
            by_hand(path)


def test_a_transmission_is_the_same_whenever_it_is_made(run, inbox: Path, ledger, fax: Build) -> None:
    put(inbox, "a.tif", fax())
    run()
    before = the_one(ledger)
    ledger.entries.clear()
    run()
    assert the_one(ledger) == before
