"""A run told in lines and figures, without anything that stands on a fax."""

from datetime import UTC, datetime

import pytest

from pipeline.counted import Standing, Waiting
from pipeline.faults import FaultError, fault_of
from pipeline.plain_lines import PlainLines
from pipeline.receive import Left, LeftBecause, SourceReport
from pipeline.telling import Outcome, RunSummary
from pipeline.vocabulary import Doubt, Kind, Status

AT = datetime(2025, 3, 4, tzinfo=UTC)
NOBODY = Standing(0, {}, 0, ())
WAITS = Waiting("T1", "mail", "mail/a.eml", AT, Kind.OTHER, Status.NEEDS_REVIEW, (Doubt.MENTIONS_DETAINER,))


def outcome(number: int, kind: Kind = Kind.OTHER, status: Status = Status.SET_ASIDE) -> Outcome:
    return Outcome(f"T{number}", f"mail/{number}.eml", kind, status, pages=2)


def summary(*reports: SourceReport, standing: Standing = NOBODY, outcomes=(), troubles=()) -> RunSummary:
    return RunSummary(1, reports, tuple(outcomes), standing, tuple(troubles), 65.0)


def test_plain_lines_tell_the_beginning_each_source_every_so_many_and_the_end() -> None:
    said: list[str] = []
    lines = PlainLines(said.append)
    lines.sources_begin(2)
    lines.source_done(SourceReport("mail", ("T1",), 3, (Left("mail/x.part", LeftBecause.TEMPORARY_NAME),)))
    lines.source_done(SourceReport("fax", trouble="fax: cannot be listed"))
    lines.reading_begins(60)
    for number in range(60):
        lines.pages_found(2)
        lines.page_read()
        lines.page_read()
        lines.transmission_read(outcome(number))
    assert said[:4] == [
        "looking at 2 sources",
        "mail: 1 new, 3 known, 1 left",
        "fax: fax: cannot be listed",
        "reading 60 transmissions",
    ]
    assert [line.partition(",")[0] for line in said[4:]] == [
        "read 25 of 60 transmissions",
        "read 50 of 60 transmissions",
        "read 60 of 60 transmissions",
    ]
    assert "120 of 120 pages opened so far" in said[-1]


def test_nothing_to_read_needs_no_line() -> None:
    said: list[str] = []
    PlainLines(said.append).reading_begins(0)
    assert said == []


@pytest.mark.parametrize(
    ("run", "needed"),
    [
        (summary(SourceReport("mail")), False),
        (summary(SourceReport("mail", left=(Left("a", LeftBecause.STILL_WRITTEN),))), False),
        (summary(SourceReport("mail", left=(Left("a", LeftBecause.LINK),))), True),
        (summary(SourceReport("mail", trouble="mail: cannot be listed")), True),
        (summary(SourceReport("mail"), troubles=("T1: not read",)), True),
        (summary(SourceReport("mail"), standing=Standing(1, {}, 0, (WAITS,))), True),
    ],
)
def test_a_person_is_needed_for_what_no_later_run_settles(run: RunSummary, needed: bool) -> None:
    assert run.needs_person is needed


def test_kinds_are_told_with_what_became_of_them() -> None:
    read = [
        outcome(1),
        outcome(2),
        outcome(3, Kind.DETAINER, Status.ACCEPTED),
        outcome(4, Kind.DETAINER, Status.NEEDS_REVIEW),
    ]
    kinds = dict(summary(outcomes=read).kinds())
    assert list(kinds) == [Kind.DETAINER, Kind.OTHER]
    assert kinds[Kind.DETAINER] == {
        Status.ACCEPTED: 1,
        Status.NEEDS_REVIEW: 1,
        Status.SET_ASIDE: 0,
        Status.FAILED: 0,
    }


def test_an_unexpected_error_is_told_by_its_kind_and_place_and_never_by_what_it_says() -> None:
    try:
        SourceReport(**{"Jane Roe, A123456789": 1})
    except TypeError as error:
        told = fault_of(error)
    assert told.startswith("TypeError at tests/flows/test_telling.py:")
    assert "Roe" not in told
    assert fault_of(FaultError(told)) == told
