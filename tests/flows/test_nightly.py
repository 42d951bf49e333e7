"""The nightly run: everything is taken in, read and counted once, whatever is wrong with one of it."""

import os
from collections.abc import Callable

import httpx
import pytest

from pipeline.audit_heads import heads_file, noted_heads
from pipeline.counting.completeness import MissingCode
from pipeline.places import open_store
from pipeline.receive import Originals, receive
from pipeline.store import Store
from pipeline.vocabulary import Doubt, Kind, Status

pytestmark = pytest.mark.slow


def test_what_arrived_is_read_and_a_second_run_does_nothing_new(
    department, run: Callable[[], object], heard, press_query: bytes
) -> None:
    department.receives("mail/query.eml", press_query)
    department.receives("fax-d-4/empty.tif", b"")
    first = run()
    assert first.new == 2
    assert {(one.file, one.kind, one.status) for one in first.outcomes} == {
        ("fax-d-4/empty.tif", Kind.UNREADABLE, Status.FAILED),
        ("mail/query.eml", Kind.OTHER, Status.SET_ASIDE),
    }
    assert heard.told[:5] == [
        "3 sources",
        "fax-dedicated: 0 new, trouble: None",
        "fax-d-4: 1 new, trouble: None",
        "mail: 1 new, trouble: None",
        "2 to read",
    ]
    second = run()
    assert (second.new, second.outcomes, second.troubles) == (0, (), ())
    assert [report.known for report in second.sources] == [0, 1, 1]
    with open_store(department.settings) as store:
        documents = list(store.documents())
        assert len(documents) == 2
        assert all(document.reading.version == 1 for document in documents)
        assert store.last_run().summary["new"] == 0


def test_a_request_on_a_fax_is_counted(department, run: Callable[[], object], heard) -> None:
    department.receives_sample("fax-dedicated/fax000000012.tif")
    summary = run()
    (outcome,) = summary.outcomes
    assert outcome.kind is Kind.DETAINER
    assert summary.standing.requests == 1
    assert summary.pages == outcome.pages >= 1
    assert heard.told.count("page") == outcome.pages
    with open_store(department.settings) as store:
        (key,) = store.memberships()
        assert key.transmission_id == outcome.id


def test_what_waits_for_a_person_makes_the_run_say_so(department, run: Callable[[], object]) -> None:
    assert not run().needs_person
    department.receives("fax-d-4/damaged.tif", b"II*\0\x08\0\0\0 and then nothing that makes sense")
    summary = run()
    assert summary.needs_person
    (waiting,) = summary.standing.waiting
    assert waiting.status is Status.FAILED
    assert waiting.doubts


def test_each_run_notes_where_the_audit_ends_and_says_so_when_it_cannot(
    department, run: Callable[[], object], reprocess: Callable[..., object], press_query: bytes
) -> None:
    department.receives("mail/query.eml", press_query)
    (outcome,) = run().outcomes
    reprocess(outcome.id)
    originals = department.settings.store.originals
    noted = noted_heads(originals)
    with open_store(department.settings) as store:
        assert (len(noted.heads), noted.trouble) == (2, None)
        assert noted.heads[-1][:2] == store.audit_head()
        assert list(store.faults(noted=noted.heads)) == []
    heads_file(originals).unlink()
    heads_file(originals).mkdir()
    (trouble,) = run().troubles
    assert "where the audit ends cannot be noted there" in trouble


def test_a_source_in_trouble_does_not_keep_the_others_waiting(
    department, run: Callable[[], object], press_query: bytes
) -> None:
    from flows.artifacts import as_markdown

    (department.folder / "inbox" / "fax-dedicated").rmdir()
    department.receives("mail/query.eml", press_query)
    summary = run()
    assert [bool(report.trouble) for report in summary.sources] == [True, False, False]
    assert [outcome.file for outcome in summary.outcomes] == ["mail/query.eml"]
    assert summary.needs_person
    (found,) = [each for each in summary.standing.missing if each.asks]
    assert (found.code, found.source) == (MissingCode.SOURCE_UNREACHABLE, "fax-dedicated")
    assert "sources not reached" in as_markdown(summary)
    with open_store(department.settings) as store:
        assert "cannot be listed" in {one.source: one for one in store.source_statuses()}["fax-dedicated"].error


def test_what_the_program_fails_at_is_set_down_once_and_the_rest_is_read(
    department, run: Callable[[], object], press_query: bytes
) -> None:
    department.receives("fax-d-4/lost.tif", b"the bytes of this one get lost")
    settings = department.settings
    originals = Originals(settings.store.originals)
    with Store.open(settings.store.url, _noon) as store:
        report = receive(settings.source("fax-d-4"), settings, originals, store, _noon)
        originals.path(store.transmission(report.taken[0]).sha256).unlink()
    department.receives("mail/query.eml", press_query)
    summary = run()
    by_file = {outcome.file: outcome for outcome in summary.outcomes}
    lost = by_file["fax-d-4/lost.tif"]
    assert (lost.kind, lost.status) == (Kind.UNREADABLE, Status.FAILED)
    assert Doubt.UNDECODABLE in lost.doubts
    assert by_file["mail/query.eml"].status is Status.SET_ASIDE
    assert [waiting.id for waiting in summary.standing.waiting] == [lost.id]
    assert run().outcomes == (), "it is not tried again every night"


def test_a_call_that_the_fax_server_logged_and_nobody_took_in_makes_the_run_say_so(
    department, run: Callable[[], object], heard
) -> None:
    from flows.artifacts import as_markdown

    line = (
        '{day} 10:00\tRECV\t00000013{n}\tttyS0\trecvq/{file}\t""\tfax\t"16175550128"\t"ICE"\t4264\t2\t0:40\t0:38\t""\n'
    )
    log = department.folder / "xferfaxlog"
    log.write_text(
        line.format(day="03/04/25", n=1, file="20250304-100000.tif") + line.format(day="03/05/25", n=2, file="fax2.tif")
    )
    settings = department.folder / "intake.toml"
    settings.write_text(settings.read_text().replace('"inbox/fax-d-4"', '"inbox/fax-d-4"\nlog = "xferfaxlog"'))
    department.receives("fax-d-4/20250304-100000.tif", b"")
    summary = run()
    found = [each for each in summary.standing.missing if each.asks]
    assert len(found) == 1
    assert found[0].sentence.endswith("with 2 pages; its file fax2.tif was never taken in.")
    assert summary.needs_person
    assert summary.as_numbers()["possibly_missing"] == 1
    assert "| calls never taken in | 1 |" in as_markdown(summary)


def test_the_summary_is_left_with_prefect_without_anything_of_the_fax(
    department, run: Callable[[], object], press_query: bytes, prefect: str
) -> None:
    from flows.artifacts import SUMMARY_KEY

    department.receives("mail/robin-reporter.eml", press_query)
    summary = run()
    who = tuple(os.environ["PREFECT_API_AUTH_STRING"].split(":"))
    left = httpx.get(f"{prefect}/artifacts/{SUMMARY_KEY}/latest", auth=who).json()["data"]
    assert f"# Run {summary.run_id}" in left
    assert "| mail | 1 | 0 | 0 |" in left
    assert "robin" not in left.lower()
    assert summary.outcomes[0].id not in left


def _noon():
    from datetime import UTC, datetime

    return datetime(2026, 6, 1, 12, tzinfo=UTC)
