"""What a person says about the receipt: understood, held against what is known, and what it settles."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.counting.rules import load_rules
from pipeline.errors import WrongUse
from pipeline.receipt_said import Said, corrections_of, is_id, understood
from pipeline.reviewing.decisions import Decision
from pipeline.reviewing.standing import standing
from pipeline.settings import MODELS, Settings, SourcePlace
from pipeline.values import FieldReading, Reading, ReceivedBy, Record
from pipeline.vocabulary import Action, Channel, Doubt, Kind, Status

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SETTINGS = Settings(
    file=Path("intake.toml"),
    source=(SourcePlace(name="harbor", path=Path("inbox"), channel=Channel.DISTRICT_FAX, district="Harbor Unit"),),
)
AT_D4 = ReceivedBy(Channel.DISTRICT_FAX, "source", "D-4", NOW, "tag")
BY_MAIL = ReceivedBy(Channel.EMAIL, "source", None, NOW, "mail_date")


@pytest.mark.parametrize(("typed", "channel"), [("email", Channel.EMAIL), ("In-Person", Channel.IN_PERSON)])
def test_a_channel_is_understood_however_it_is_written(typed: str, channel: Channel) -> None:
    assert understood(typed, None, None, SETTINGS, NOW) == Said(channel)


@pytest.mark.parametrize(
    ("typed", "district"), [("D-4", "D-4"), ("c11", "C-11"), ("Area E-13 desk", "E-13"), ("harbor unit", "Harbor Unit")]
)
def test_a_district_is_understood_however_it_is_written(typed: str, district: str) -> None:
    assert understood(None, typed, None, SETTINGS, NOW).district == district


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2025-01-14T02:15", "2025-01-14T02:15:00-05:00"),
        ("2025-07-14 02:15", "2025-07-14T02:15:00-04:00"),
        ("2025-01-14", "2025-01-14T00:00:00-05:00"),
        ("2025-01-14T02:15+00:00", "2025-01-14T02:15:00+00:00"),
    ],
)
def test_a_time_without_an_offset_is_the_departments(typed: str, at: str) -> None:
    assert understood(None, None, typed, SETTINGS, NOW).received_at.isoformat() == at


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_typed_is_understood_or_refused(channel: str, district: str, received: str) -> None:
    for said in ((channel, None, None), (None, district, None), (None, None, received)):
        with contextlib.suppress(WrongUse):
            assert understood(*said, SETTINGS, NOW)


@pytest.mark.parametrize(
    ("said", "standing", "kept"),
    [
        (Said(Channel.EMAIL), AT_D4, [("channel", "email"), ("district", None)]),
        (Said(Channel.EMAIL), BY_MAIL, [("channel", "email")]),
        (Said(Channel.EMAIL), None, [("channel", "email"), ("district", None)]),
        (Said(Channel.IN_PERSON), AT_D4, [("channel", "in_person")]),
        (Said(Channel.DISTRICT_FAX), AT_D4, [("channel", "district_fax")]),
        (Said(Channel.DISTRICT_FAX, "C-11"), AT_D4, [("channel", "district_fax"), ("district", "C-11")]),
        (Said(None, "C-11"), AT_D4, [("district", "C-11")]),
        (Said(received_at=NOW), BY_MAIL, [("received_at", NOW.isoformat())]),
        (Said(), AT_D4, []),
    ],
)
def test_the_district_is_kept_where_it_still_makes_sense(said: Said, standing: ReceivedBy | None, kept: list) -> None:
    assert list(corrections_of(said, "T1", standing)) == kept


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        (Said(Channel.EMAIL, "D-4"), BY_MAIL),
        (Said(None, "D-4"), BY_MAIL),
        (Said(None, "D-4"), None),
        (Said(Channel.DISTRICT_FAX), BY_MAIL),
        (Said(Channel.DISTRICT_FAX), None),
    ],
)
def test_what_does_not_fit_together_is_refused(said: Said, standing: ReceivedBy | None) -> None:
    with pytest.raises(WrongUse, match=r"T1: .*say"):
        list(corrections_of(said, "T1", standing))


def read(*doubts: Doubt, record: Record | None = None) -> Reading:
    form = record or Record(Kind.DETAINER, (1,), {"sex": FieldReading("F", reader="zone")})
    received = ReceivedBy(Channel.UNKNOWN, "source", None, NOW, "file_time", doubts)
    return Reading("T1", (form,), (), 1, received, Status.NEEDS_REVIEW, (*form.doubts, *doubts), 0.1)


def word(name: str, value: str) -> Decision:
    return Decision(Action.CORRECT, "T1", "clerk", NOW, "", name=name, value=value)


def settled(reading: Reading, said: list[Decision]) -> Reading:
    return standing(reading, said, load_rules(MODELS / "jurisdictions" / "boston"))


def test_once_a_person_said_how_it_came_that_is_no_longer_asked() -> None:
    found = settled(read(Doubt.CHANNEL_UNKNOWN, Doubt.CHANNEL_DISAGREES), [word("channel", "in_person")])
    assert (found.status, found.doubts, found.received.doubts) == (Status.ACCEPTED, (), ())


def test_what_a_person_did_not_speak_of_is_still_asked() -> None:
    found = settled(read(Doubt.CHANNEL_UNKNOWN, Doubt.RECEIVED_DISAGREES), [word("channel", "in_person")])
    assert (found.status, found.doubts) == (Status.NEEDS_REVIEW, (Doubt.RECEIVED_DISAGREES,))
    said = [word("channel", "in_person"), word("received_at", "2025-01-14T02:15:00-05:00")]
    found = settled(read(Doubt.CHANNEL_UNKNOWN, Doubt.RECEIVED_DISAGREES), said)
    assert found.status is Status.ACCEPTED


def test_a_doubt_about_the_form_stays_whatever_is_said_about_the_receipt() -> None:
    form = Record(Kind.DETAINER, (1,), {}, (Doubt.BASIS_MISSING,))
    found = settled(read(Doubt.CHANNEL_UNKNOWN, record=form), [word("channel", "in_person")])
    assert (found.status, found.doubts) == (Status.NEEDS_REVIEW, (Doubt.BASIS_MISSING,))


@given(st.text(max_size=20))
def test_only_what_is_written_as_an_id_is_taken_for_one(named: str) -> None:
    assert is_id(named) == (len(named) == 17 and named[0] == "T" and set(named[1:]) <= set("0123456789abcdef"))


@pytest.mark.parametrize(
    ("said", "options", "told"),
    [
        (("foo", None, None), True, "--channel foo: no such channel"),
        (("foo", None, None), False, "channel=foo: no such channel"),
        ((None, "Z-9", None), False, "district=Z-9: no such district"),
        ((None, None, "soon"), False, "received_at=soon: expected a time"),
        ((None, None, "1890-01-01"), True, "--received 1890-01-01: expected a time from 1980-01-01 on"),
        ((None, None, "9999-12-31"), False, "received_at=9999-12-31: lies in the future"),
        (("f" * 101, None, None), False, "channel: expected at most 100 characters"),
    ],
)
def test_a_refusal_names_what_was_typed(said: tuple[str | None, str | None, str | None], options: bool, told: str):
    with pytest.raises(WrongUse) as refused:
        understood(*said, SETTINGS, NOW, options=options)
    assert str(refused.value).startswith(told)


def test_what_is_missing_is_asked_for_as_it_is_typed() -> None:
    for options, told in ((True, "--district D-4"), (False, "district=D-4")):
        with pytest.raises(WrongUse, match=told):
            list(corrections_of(Said(Channel.DISTRICT_FAX), "a.tif", BY_MAIL, options=options))


def test_an_empty_district_takes_it_away_where_that_can_be() -> None:
    said = understood(None, "", None, SETTINGS, NOW)
    handed_over = ReceivedBy(Channel.IN_PERSON, "source", "D-4", NOW, "tag")
    assert list(corrections_of(said, "a.tif", handed_over)) == [("district", None)]
    with pytest.raises(WrongUse, match="say at which station's machine"):
        list(corrections_of(said, "a.tif", AT_D4))
