"""Reading again and taking in by hand: a person's word is added and stands, and nothing is overwritten."""

from collections.abc import Callable

import pytest

from pipeline.counted import count_all
from pipeline.errors import WrongUse
from pipeline.places import open_store
from pipeline.vocabulary import Channel, Doubt, Status

pytestmark = pytest.mark.slow
FAX = "fax-dedicated/fax000000012.tif"


def test_a_file_by_hand_comes_in_with_its_true_channel_district_and_time(
    department, reprocess: Callable[..., object], tmp_path
) -> None:
    found = tmp_path / "in-a-drawer.tif"
    found.write_bytes(department.receives_sample(FAX).read_bytes())
    done = reprocess(str(found), channel="district_fax", district="C11", received="2025-02-11T08:30", reason="the desk")
    (outcome,) = done.outcomes
    assert (outcome.file, outcome.channel, outcome.district) == ("in-a-drawer.tif", Channel.DISTRICT_FAX, "C-11")
    assert not {Doubt.CHANNEL_UNKNOWN, Doubt.CHANNEL_DISAGREES, Doubt.RECEIVED_DISAGREES} & set(outcome.doubts)
    with open_store(department.settings) as store:
        received = count_all(store, department.settings).document(outcome.id).reading.received
        assert received.received_at.isoformat() == "2025-02-11T08:30:00-05:00"
        assert {said.reason for said in store.decisions(outcome.id)} == {"the desk"}
        assert {said.by for said in store.decisions(outcome.id)} == {"clerk"}


def test_a_persons_word_survives_every_further_reading(
    department, run: Callable[[], object], reprocess: Callable[..., object], press_query: bytes
) -> None:
    department.receives("mail/query.eml", press_query)
    (first,) = run().outcomes
    assert first.channel is not Channel.IN_PERSON
    reprocess(first.id, channel="in_person", district="D-4")
    (again,) = reprocess(first.id).outcomes
    assert (again.version, again.channel, again.district) == (3, Channel.IN_PERSON, "D-4")
    with open_store(department.settings) as store:
        assert [reading.version for reading in store.readings(first.id)] == [1, 2, 3]
        assert len(store.decisions(first.id)) == 2, "what was said once is kept once"


def test_a_channel_that_leads_to_no_station_takes_the_district_away(
    department, run: Callable[[], object], reprocess: Callable[..., object]
) -> None:
    department.receives("fax-d-4/empty.tif", b"")
    (first,) = run().outcomes
    assert first.district == "D-4"
    (by_hand,) = reprocess(first.id, channel="in_person").outcomes
    assert by_hand.district == "D-4", "it may have been handed over at that station"
    (mailed,) = reprocess(first.id, channel="email").outcomes
    assert (mailed.channel, mailed.district) == (Channel.EMAIL, None)


def test_what_makes_no_sense_changes_nothing(
    department, run: Callable[[], object], reprocess: Callable[..., object], press_query: bytes
) -> None:
    department.receives("mail/query.eml", press_query)
    (first,) = run().outcomes
    for what, said in (
        ((first.id, "T" + "0" * 16), {"channel": "in_person"}),
        ((first.id,), {"channel": "telex"}),
        ((first.id,), {"channel": "email", "district": "D-4"}),
        ((first.id,), {"channel": "district_fax"}),
    ):
        with pytest.raises(WrongUse):
            reprocess(*what, **said)
    with open_store(department.settings) as store:
        assert store.decisions(first.id) == ()
        assert store.latest_reading(first.id).version == 1


def test_what_a_file_lacks_is_told_by_its_name_and_before_it_is_taken_in(
    department, run: Callable[[], object], reprocess: Callable[..., object], tmp_path
) -> None:
    run()
    found = tmp_path / "empty.tif"
    found.write_bytes(b"")
    for said, told in (
        ({"channel": "district_fax"}, r"empty\.tif: say at which station's machine it came, such as --district D-4"),
        ({"district": "D-4"}, r"empty\.tif: is not known to have come by a station"),
        ({"channel": "phone", "reason": "fine\n 9 somebody: decided"}, "the reason: expected one line of plain text"),
    ):
        with pytest.raises(WrongUse, match=told):
            reprocess(str(found), **said)
    with open_store(department.settings) as store:
        assert list(store.documents()) == []
    (outcome,) = reprocess(str(found), channel="district_fax", district="D-4", reason="from the drawer").outcomes
    assert Doubt.EMPTY_FILE in outcome.doubts
    reprocess(str(found), channel="email")
    with pytest.raises(WrongUse, match=r"empty\.tif: say at which"):
        reprocess(str(found), channel="district_fax")


def test_a_file_that_lies_in_an_inbox_is_the_transmission_it_became(
    department, run: Callable[[], object], reprocess: Callable[..., object], press_query: bytes
) -> None:
    path = department.receives("mail/query.eml", press_query)
    (first,) = run().outcomes
    (again,) = reprocess(str(path)).outcomes
    assert (again.id, again.version) == (first.id, 2)


def test_an_earlier_reading_stands_when_the_program_fails_at_reading_again(
    department, run: Callable[[], object], reprocess: Callable[..., object], press_query: bytes
) -> None:
    from pipeline.receive import Originals

    department.receives("mail/query.eml", press_query)
    (first,) = run().outcomes
    with open_store(department.settings) as store:
        Originals(department.settings.store.originals).path(store.transmission(first.id).sha256).unlink()
    done = reprocess(first.id)
    assert done.outcomes == ()
    assert "its earlier reading stands" in done.troubles[0]
    with open_store(department.settings) as store:
        assert store.latest_reading(first.id).status is Status.SET_ASIDE
