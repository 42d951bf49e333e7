"""A person's word over what was read: what it settles, what it outlives, and when it asks again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reviewing.decisions import holding
from pipeline.reviewing.standing import accepted_now, before_of, standing
from pipeline.values import FieldReading, Record
from pipeline.vocabulary import Action, Channel, Doubt, Kind, Status


def test_a_corrected_field_has_no_doubt_and_keeps_its_place_and_offers(looked_at, decided, rules):
    read = looked_at()
    said = decided(Action.CORRECT, ordinal=0, name="subject_name", value="BAEZ, THIAGO")
    stands = standing(read, [said], rules)
    seen = read.records[0].fields["subject_name"]
    assert stands.records[0].fields["subject_name"] == replace(
        seen, value="BAEZ, THIAGO", confidence=1.0, reader="person", doubt=None
    )
    assert (stands.status, stands.doubts, stands.version) == (Status.ACCEPTED, (), 2)
    assert read.records[0].text("subject_name") == "BAEZ, THIACO", "what was read stays as it was"


def test_the_parts_of_a_corrected_name_follow_it(looked_at, decided, rules):
    said = decided(Action.CORRECT, ordinal=0, name="subject_name", value="BAEZ LUNA, Thiago Rui")
    record = standing(looked_at(), [said], rules).records[0]
    assert [record.text(f"subject_{part}") for part in ("last", "first", "middle")] == ["BAEZ LUNA", "Thiago", "Rui"]


def test_the_later_of_two_corrections_holds(looked_at, decided, rules):
    first = decided(Action.CORRECT, ordinal=0, name="sex", value="M")
    second = decided(Action.CORRECT, ordinal=0, name="sex", value=None)
    assert standing(looked_at(), [first, second], rules).records[0].value("sex") is None
    assert standing(looked_at(), [first], rules).records[0].value("sex") == "M"


def test_another_doubtful_field_still_asks(looked_at, form, decided, rules):
    blurred = form(date_of_birth=FieldReading(None, doubt=Doubt.FIELD_MISSING))
    said = decided(Action.CORRECT, ordinal=0, name="subject_name", value="BAEZ, THIAGO")
    stands = standing(looked_at(blurred), [said], rules)
    assert (stands.status, stands.doubts) == (Status.NEEDS_REVIEW, (Doubt.FIELD_MISSING,))


def test_a_corrected_cancel_box_makes_a_cancellation(looked_at, decided, rules):
    said = decided(Action.CORRECT, ordinal=0, name="cancels", value=True)
    assert standing(looked_at(), [said], rules).records[0].kind is Kind.CANCELLATION


def test_a_corrected_basis_answers_for_its_probable_cause(looked_at, form, decided, rules):
    unticked = replace(
        form(basis=FieldReading((), reader="boxes", doubt=Doubt.BOX_UNCERTAIN)), doubts=(Doubt.BASIS_MISSING,)
    )
    said = decided(Action.CORRECT, ordinal=0, name="basis", value=("final_order",))
    record = standing(looked_at(unticked), [said], rules).records[0]
    assert record.value("probable_cause") is True
    assert Doubt.BASIS_MISSING not in record.doubts


def test_a_person_overrules_the_kind_that_the_rules_give(looked_at, decided, rules):
    said = decided(Action.CORRECT, ordinal=0, name="kind", value="misaddressed")
    record = standing(looked_at(), [said], rules).records[0]
    assert record.kind is Kind.MISADDRESSED
    assert standing(looked_at(), [], rules).records[0].kind is Kind.DETAINER


def test_a_word_about_the_receipt_answers_its_doubts(looked_at, decided, rules):
    read = looked_at(doubts=(Doubt.CHANNEL_DISAGREES,))
    said = [
        decided(Action.CORRECT, name="channel", value="district_fax"),
        decided(Action.CORRECT, name="district", value="D-4"),
    ]
    stands = standing(read, said, rules)
    received = stands.received
    assert (received.channel, received.how, received.district) == (Channel.DISTRICT_FAX, "person", "D-4")
    assert Doubt.CHANNEL_DISAGREES not in stands.doubts
    assert Doubt.READERS_DISAGREE in stands.doubts, "the name is still in doubt"


def accepted(read, decided, rules, *said):
    return decided(Action.ACCEPT, value=accepted_now(read, standing(read, said, rules)))


def test_what_a_person_accepted_stands_without_doubts(looked_at, decided, rules):
    read = looked_at(doubts=(Doubt.CHANNEL_DISAGREES,))
    stands = standing(read, [accepted(read, decided, rules)], rules)
    assert (stands.status, stands.doubts, stands.records[0].doubts) == (Status.ACCEPTED, (), ())


def test_what_does_not_count_is_set_aside_once_it_is_accepted(looked_at, decided, rules):
    read = looked_at(Record(Kind.INCOMPLETE, (1,), {}, (Doubt.INCOMPLETE,)))
    assert standing(read, [accepted(read, decided, rules)], rules).status is Status.SET_ASIDE


def test_reading_the_same_again_is_no_news(looked_at, decided, rules):
    read = looked_at()
    corrected = decided(Action.CORRECT, ordinal=0, name="subject_name", value="BAEZ, THIAGO")
    held = [corrected, accepted(read, decided, rules, corrected)]
    stands = standing(replace(read, version=2), held, rules)
    assert (stands.status, stands.records[0].text("subject_name")) == (Status.ACCEPTED, "BAEZ, THIAGO")


def test_a_later_reading_that_is_sure_of_something_else_asks_again(looked_at, form, decided, rules):
    read = looked_at()
    held = [accepted(read, decided, rules)]
    other = looked_at(form(date_of_birth=FieldReading("1979-08-11", "", 1, None, 0.999, "fax print")), version=2)
    stands = standing(other, held, rules)
    assert (stands.status, Doubt.REREAD_DIFFERS in stands.doubts) == (Status.NEEDS_REVIEW, True)
    assert stands.records[0].text("date_of_birth") == "1979-08-14", "what was accepted stands until a person says else"


def test_a_later_reading_that_finds_another_form_asks_again(looked_at, form, decided, rules):
    read = looked_at()
    held = [accepted(read, decided, rules)]
    stands = standing(looked_at(form(), form(), version=2), held, rules)
    assert (stands.status, Doubt.REREAD_DIFFERS in stands.doubts) == (Status.NEEDS_REVIEW, True)


def test_a_doubtful_misreading_does_not_undo_an_acceptance(looked_at, form, decided, rules):
    read = looked_at()
    held = [accepted(read, decided, rules)]
    blurred = looked_at(form(date_of_birth=FieldReading("1919-08-14", doubt=Doubt.FIELD_UNCERTAIN)), version=2)
    stands = standing(blurred, held, rules)
    assert (stands.status, stands.records[0].text("date_of_birth")) == (Status.ACCEPTED, "1979-08-14")


def test_what_is_corrected_after_an_acceptance_holds_over_it(looked_at, decided, rules):
    read = looked_at()
    held = [
        accepted(read, decided, rules),
        decided(Action.CORRECT, ordinal=0, name="date_of_birth", value="1979-08-15"),
    ]
    assert standing(read, held, rules).records[0].text("date_of_birth") == "1979-08-15"


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("cancels", True, Kind.CANCELLATION),
        ("to_agency", "SUFFOLK COUNTY HOUSE OF CORRECTION", Kind.MISADDRESSED),
        ("sex", "F", Kind.DETAINER),
    ],
)
def test_what_a_record_is_follows_from_what_is_corrected_after_an_acceptance(
    looked_at, decided, rules, name, value, kind
):
    read = looked_at()
    held = [accepted(read, decided, rules), decided(Action.CORRECT, ordinal=0, name=name, value=value)]
    assert standing(read, held, rules).records[0].kind is kind


def test_an_accepted_kind_outlives_a_later_reading_and_a_correction_that_says_nothing_of_it(
    looked_at, form, decided, rules
):
    read = looked_at()
    held = [accepted(read, decided, rules), decided(Action.CORRECT, ordinal=0, name="sex", value="F")]
    cancelled = form(cancels=FieldReading(True, doubt=Doubt.BOX_UNCERTAIN))
    stands = standing(looked_at(replace(cancelled, kind=Kind.CANCELLATION), version=2), held, rules)
    assert stands.records[0].kind is Kind.DETAINER


def test_undoing_every_decision_brings_back_what_was_read(looked_at, decided, rules):
    read = looked_at()
    made = [
        decided(Action.CORRECT, ordinal=0, name="subject_name", value="BAEZ, THIAGO"),
        decided(Action.CORRECT, ordinal=0, name="kind", value="other"),
    ]
    made.append(accepted(read, decided, rules, *made))
    undone = [decided(Action.UNDO, undoes=each.id) for each in made]
    assert standing(read, holding([*made, *undone]), rules) == read


@given(st.lists(st.integers(0, 5), max_size=8))
def test_of_any_undoings_those_hold_that_no_holding_one_undoes(names):
    from datetime import UTC, datetime

    from pipeline.reviewing.decisions import Decision

    at = datetime(2025, 3, 4, tzinfo=UTC)
    made = [Decision(Action.ASSIGN, "t1", "clerk", at, "", value="rivera", id=1)]
    for back in names:
        made.append(Decision(Action.UNDO, "t1", "clerk", at, "", undoes=max(1, len(made) - back), id=len(made) + 1))
    held = {1}
    for each in made[1:]:
        held.add(each.id)
    for each in reversed(made):
        if each.undoes is not None and each.id in held:
            held.discard(each.undoes)
    assert {each.id for each in holding(made)} == held & {1}


def test_what_stood_there_is_told_for_the_audit(looked_at, decided):
    said = decided(Action.CORRECT, ordinal=0, name="basis", value=("statements",))
    assert before_of(looked_at(), said) == {"ordinal": 0, "name": "basis", "value": ["biometric"]}
    kind = decided(Action.CORRECT, ordinal=0, name="kind", value="other")
    assert before_of(looked_at(), kind)["value"] == "detainer"
    channel = decided(Action.CORRECT, name="channel", value="email")
    assert before_of(looked_at(), channel)["value"] == "dedicated_fax"


@pytest.mark.parametrize("ordinal", [3, 7])
def test_a_correction_of_a_record_that_is_gone_changes_nothing_else(looked_at, decided, rules, ordinal):
    said = decided(Action.CORRECT, ordinal=ordinal, name="sex", value="M")
    assert standing(looked_at(), [said], rules).records == looked_at().records
