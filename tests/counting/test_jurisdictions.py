"""Each jurisdiction is a folder of data: the same code counts by its rules, and rules that cannot hold are refused."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.counting.kinds import settle_kind
from pipeline.counting.requests import gather
from pipeline.counting.rules import Rules, load_rules
from pipeline.counting.tally import NOTIFICATION, Tally, tally
from pipeline.errors import WrongSettings
from pipeline.settings import MODELS
from pipeline.vocabulary import Doubt, Kind, Status

FOLDERS = sorted(folder for folder in (MODELS / "jurisdictions").iterdir() if folder.is_dir())
EACH = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def rules_of(name: str) -> Rules:
    return load_rules(MODELS / "jurisdictions" / name)


@pytest.fixture
def count(drawn):
    """The tally of forms, given by number, once the jurisdiction's rules have said what each is."""

    def run(rules: Rules, *forms: str, **more) -> Tally:
        documents = []
        for number, form in enumerate(forms, start=1):
            given = more | {"basis": ("biometric",) if rules.forms[form].gives_reason else None}
            drawn_here = drawn.detainer(number, form=form, to_agency=rules.addressee.ours[0], **given)
            record = settle_kind(drawn_here, rules)
            set_aside = record.kind not in (*rules.counts, Kind.NOTIFICATION_REQUEST)
            status = Status.SET_ASIDE if set_aside else Status.ACCEPTED
            documents.append(drawn.document(f"t{number}", record, status=status))
        return tally(2025, documents, gather(documents, {}, {}, rules, drawn.zone), drawn.zone, rules)

    return run


@EACH
def test_every_jurisdiction_counts_a_small_year_and_its_figures_add_up(folder: Path, count) -> None:
    rules = load_rules(folder)
    told = count(rules, "I-247A", "I-247A", "I-247G", "I-247N", "I-200")
    expected = 4 if Kind.NOTIFICATION_REQUEST in rules.counts else 2
    assert told.requests == expected
    for figures in (told.by_reason, told.by_channel, told.by_month, told.by_form, told.by_kind or {"": expected}):
        assert sum(figures.values()) == expected
    assert told.not_counted["warrant_only"] == 1
    assert told.final


@EACH
def test_every_jurisdiction_is_named_as_its_folder_and_explains_its_rules(folder: Path) -> None:
    rules = load_rules(folder)
    assert rules.jurisdiction == folder.name
    joins = {"same_event_number", "same_file_and_date", "same_name_birth_and_date"}
    assert {"first", "corrected_form", *joins, *(kind for kind in rules.apart if kind != "correction")} <= {
        *rules.rules
    }
    assert all(sentence.endswith(".") for sentence in rules.rules.values())
    assert rules.forms["I-247A"].kind in rules.counts


def test_in_boston_a_request_for_notice_is_reported_apart(count) -> None:
    told = count(rules_of("boston"), "I-247A", "I-247G")
    assert (told.requests, told.not_counted["notification_request"], told.by_kind) == (1, 1, {})
    assert NOTIFICATION not in told.by_reason


@pytest.mark.parametrize("name", ["connecticut", "illinois"])
def test_where_requests_for_notice_count_they_have_a_reason_and_a_kind_of_their_own(name: str, count) -> None:
    told = count(rules_of(name), "I-247A", "I-247G", "I-247N")
    assert told.by_reason == {"probable_cause": 1, "transferred_for_proceeding": 0, "notification": 2}
    assert told.by_kind == {"detainer": 1, "notification_request": 2}
    assert told.as_json()["by_kind"] == told.by_kind
    assert told.not_counted["notification_request"] == 0


def test_a_request_for_notice_that_states_a_ground_has_that_reason(drawn) -> None:
    rules = rules_of("connecticut")
    documents = [drawn.document("a", drawn.detainer(kind=Kind.NOTIFICATION_REQUEST, form="I-247N"))]
    told = tally(2025, documents, gather(documents, {}, {}, rules, drawn.zone), drawn.zone, rules)
    assert (told.by_reason["probable_cause"], told.by_reason["notification"]) == (1, 0)


def test_a_hold_without_a_readable_reason_is_never_taken_for_a_request_for_notice(drawn) -> None:
    rules = rules_of("connecticut")
    documents = [drawn.document("a", drawn.detainer(basis=None, doubts=(Doubt.BASIS_MISSING,)))]
    told = tally(2025, documents, gather(documents, {}, {}, rules, drawn.zone), drawn.zone, rules)
    assert (told.by_reason["not_stated"], told.by_reason["notification"]) == (1, 0)


@pytest.mark.parametrize(
    ("name", "due"),
    [("boston", "2025-12-31"), ("somerville", "2025-12-31"), ("illinois", "2026-03-01"), ("connecticut", "2025-12-31")],
)
def test_the_day_that_a_report_is_due_is_the_jurisdictions(name: str, due: str) -> None:
    assert rules_of(name).report.due_on(2025) == date.fromisoformat(due)


def test_what_is_reported_apart_stands_in_the_order_of_the_rules(count) -> None:
    boston = rules_of("boston")
    turned = boston.model_copy(update={"apart": ("misaddressed", "warrant_only", "notification_request")})
    assert list(count(boston, "I-247A").not_counted) == [
        *("duplicate", "notification_request", "warrant_only", "misaddressed", "incomplete", "other", "unreadable"),
    ]
    assert list(count(turned, "I-247A").not_counted) == [
        *("duplicate", "misaddressed", "warrant_only", "notification_request", "incomplete", "other", "unreadable"),
    ]


def test_where_the_forms_date_decides_a_late_arrival_counts_in_its_year_and_keeps_it_open(drawn) -> None:
    rules = rules_of("boston").model_copy(update={"year_by": "form_date"})
    record = drawn.detainer(1, form_date="2025-12-30")
    documents = [drawn.document("a", record, at="2026-01-02T09:00", status=Status.NEEDS_REVIEW)]
    gathered = gather(documents, {}, {}, rules, drawn.zone)
    old, new = (tally(year, documents, gathered, drawn.zone, rules) for year in (2025, 2026))
    assert (old.requests, old.by_month["12"], old.awaiting_review) == (1, 1, 1)
    assert (new.requests, new.awaiting_review) == (0, 1)
    received = rules_of("boston")
    gathered = gather(documents, {}, {}, received, drawn.zone)
    assert tally(2025, documents, gathered, drawn.zone, received).final


CHANGES = [
    ({"counts": []}, "counts"),
    ({"counts": ["cancellation"]}, "a cancellation cancels a request"),
    ({"counts": ["detainer", "detainer"]}, "twice: detainer"),
    ({"counts": ["detainer", "notification_request"]}, "cannot be reported apart too"),
    ({"year_by": "form"}, "received"),
    ({"apart": ["misaddressed", "misaddressed"]}, "twice: misaddressed"),
    ({"report": {"due": "02-29"}}, "a month and a day that every year has"),
    ({"report": {"due": "31-12"}}, "report.due"),
    ({"report": {"parts": ["lodged"]}}, "names the columns of its log"),
    ({"report": {"log": []}}, "names the columns of its log"),
    ({"report": {"log": ["received", "name"]}}, "report.log"),
]


@pytest.mark.parametrize(("change", "told"), CHANGES, ids=[str(change) for change, _ in CHANGES])
def test_rules_that_cannot_hold_are_refused(change: dict, told: str) -> None:
    given = tomllib.loads((MODELS / "jurisdictions" / "boston" / "rules.toml").read_text(encoding="utf-8"))
    changed = given | {key: given[key] | value if isinstance(value, dict) else value for key, value in change.items()}
    with pytest.raises(ValidationError, match=told):
        Rules.model_validate(changed)


def test_a_fault_in_a_rules_file_names_file_and_key(tmp_path: Path) -> None:
    text = (MODELS / "jurisdictions" / "boston" / "rules.toml").read_text(encoding="utf-8")
    (tmp_path / "rules.toml").write_text(text.replace('due = "12-31"', 'due = "02-30"'), encoding="utf-8")
    with pytest.raises(WrongSettings, match=r"rules\.toml: report\.due: expected a month and a day"):
        load_rules(tmp_path)


@given(year=st.integers(1901, 2900), month=st.integers(1, 12), day=st.integers(1, 28), following=st.booleans())
def test_a_report_is_due_in_its_year_or_in_the_next(year: int, month: int, day: int, following: bool) -> None:
    boston = rules_of("boston").report
    due = boston.model_copy(update={"due": f"{month:02d}-{day:02d}", "following_year": following}).due_on(year)
    assert due == date(year + following, month, day)
