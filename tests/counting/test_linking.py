"""Records are linked by evidence that survives bad reading; what is not sure asks, and people have the last word."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.counting.blocking import LARGEST, candidate_pairs
from pipeline.counting.identity import Item
from pipeline.counting.levels import SORTS, all_levels, date_level, levels_of, name_level, number_level
from pipeline.counting.requests import gather
from pipeline.counting.tally import could_change
from pipeline.counting.weights import known_weights
from pipeline.settings import MODELS
from pipeline.values import Box, Candidate, FieldReading, Links, PageReading, Part, RecordKey
from pipeline.vocabulary import Channel, Doubt, Kind, Role, Status

A, B, C = (RecordKey(name, 0) for name in "abc")


@pytest.fixture(scope="session")
def gathered(drawn, boston):
    def run(*documents, links=None, rules=boston):
        return gather(documents, {}, {}, rules, drawn.zone, links)

    return run


@pytest.fixture(scope="session")
def levels(drawn):
    """The levels of two records, the same in both directions."""

    def run(one, other):
        items = [
            Item.of(document, document.reading, 0, drawn.zone)
            for document in (drawn.document("a", one), drawn.document("b", other))
        ]
        found = levels_of(*items)
        assert levels_of(*reversed(items)) == found
        return found

    return run


def offering(record, name, value):
    """The record with another value that a reader saw for a field."""
    reading = replace(record.fields[name], candidates=(Candidate(value, "another", 0.5),))
    return replace(record, fields={**record.fields, name: reading})


# levels


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("BOS2501000123", "BOS2501000123", "equal"),
        ("BOS2501000123", "B0S25O1000123", "alike"),
        ("BOS2501000123", "BOS2501000193", "one_off"),
        ("BOS2501000123", "BOS250100012", "slip"),
        ("BOS2501000123", "BOS2501000132", "slip"),
        ("BOS2501000123", "BOS2501000789", "different"),
        ("BOS2501000123", None, "unread"),
    ],
)
def test_event_numbers_are_compared_as_they_were_read(one, other, level, levels, drawn):
    found = levels(drawn.record(event_number=one), drawn.record(event_number=other))
    assert found["event_number"] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("GARCIA LOPEZ, Ana", "Ana García-López", "equal"),
        ("GARCIA LOPEZ, ANA", "LOPEZ GARCIA, ANA", "order_swapped"),
        ("DE LA CRUZ, ANA", "DELACRUZ, ANA", "equal"),
        ("GARCIA LOPEZ, ANA", "GARCIA, ANA", "word_missing"),
        ("GARCIA, ANA MARIA", "GARCIA, ANA M", "initial"),
        ("GARCIA, ANA", "GARC1A, ANA", "alike"),
        ("GARCIA, ANA", "GARCLA, ANA", "alike"),
        ("GARCIA, ANABEL", "GARCIA, ANABEI", "alike"),
        ("GARCIA, MARIO", "GARCIA, MARIA", "letter_off"),
        ("MENDOZA, ESTEBAN", "MEMDOXA, ESTEBAN", "letters_off"),
        ("GARCIA, ANA", "GARCIA, BEATRIZ", "in_part"),
        ("GARCIA, ANA", "NGUYEN, MINH", "different"),
    ],
)
def test_names_are_compared_word_by_word_and_letter_by_letter(one, other, level, levels, drawn):
    assert levels(drawn.record(subject_name=one), drawn.record(subject_name=other))["subject_name"] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1985-03-04", "1985-04-03", "swapped"),
        ("1985-03-04", "1985-03-24", "one_off"),
        ("1985-03-04", "1991-10-30", "different"),
    ],
)
def test_dates_tell_a_misread_digit_and_a_changed_order_from_another_day(one, other, level, levels, drawn):
    assert levels(drawn.record(date_of_birth=one), drawn.record(date_of_birth=other))["date_of_birth"] == level


def test_a_difference_in_a_doubtful_value_is_a_level_of_its_own_and_weighs_less(levels, drawn):
    one = drawn.record(file_number="200000001")
    found = levels(one, drawn.record(file_number="299999999", unsure=("file_number",)))["file_number"]
    assert found == "different_in_doubt"
    weights = known_weights().levels["file_number"]
    assert weights["different"][2] < weights[found][2] < 0


def test_what_another_reader_saw_is_a_level_of_its_own(levels, drawn):
    blurred = offering(drawn.record(file_number="200000007", unsure=("file_number",)), "file_number", "200000001")
    assert levels(drawn.record(file_number="200000001"), blurred)["file_number"] == "offered"


_TEXT = st.text("AB01O-5 ", max_size=13)


@given(one=_TEXT, other=_TEXT, sure=st.tuples(st.booleans(), st.booleans()))
def test_every_level_has_a_weight_and_is_the_same_both_ways(one, other, sure, drawn):
    readings = [
        FieldReading(text or None, reader="drawn", confidence=0.95, doubt=None if each else Doubt.FIELD_UNCERTAIN)
        for text, each in zip((one, other), sure, strict=True)
    ]
    items = []
    for name, reading in zip("ab", readings, strict=True):
        record = replace(drawn.record(), fields=dict.fromkeys((n for n in SORTS if n != "receipt"), reading))
        document = drawn.document(name, record)
        items.append(Item.of(document, document.reading, 0, drawn.zone))
    found = levels_of(*items)
    assert found == levels_of(*reversed(items))
    assert all(level in all_levels(SORTS[name]) for name, level in found.items())
    assert 0.0 <= known_weights().probability(found) <= 1.0


def test_the_comparisons_name_the_fields_they_are_for():
    assert {number_level.__name__, date_level.__name__, name_level.__name__} == {
        f"{sort}_level" for sort in ("number", "date", "name")
    }


# the cases


@pytest.mark.parametrize("later", ["2025-03-05T10:04", "2025-03-12T10:00", "2025-05-30T10:00"])
def test_the_same_form_by_another_line_is_one_request_and_says_why(later, drawn, gathered):
    found = gathered(
        drawn.document("a", drawn.detainer(), channel=Channel.DISTRICT_FAX, district="D-4"),
        drawn.document("b", drawn.detainer(), at=later),
    )
    (request,) = found.requests
    assert request.channel is Channel.DISTRICT_FAX
    why = request.members[1].why
    assert "event number, file number, name, date of birth and form date equal" in why
    assert not any(str(value) in why for value in request.record.fields["subject_name"].value.split(", "))


def test_a_bad_fax_and_the_clean_file_in_the_mail_are_one_request(drawn, gathered):
    form = drawn.detainer()
    event = form.text("event_number").replace("0", "O", 1)
    bad = drawn.detainer(event_number=event, file_number=None, subject_name="AAAAA, BBB8", unsure=("subject_name",))
    found = gathered(drawn.document("a", bad), drawn.document("b", form, at="2025-03-05T12:00", channel=Channel.EMAIL))
    (request,) = found.requests
    assert request.members[1].rule == "near_event_number"
    assert "event number and name equal but for look-alike characters" in request.members[1].why


def test_evidence_joins_what_no_single_rule_would(drawn, gathered):
    form = drawn.detainer(subject_name="MENDOZA CRUZ, ESTEBAN", subject_id="312345678")
    bad = drawn.detainer(
        event_number=None, file_number=None, form_date=None, subject_id="312345678", subject_name="MENDOZA, ESTEBAN"
    )
    (request,) = gathered(drawn.document("a", form), drawn.document("b", bad, at="2025-03-05T10:09")).requests
    assert request.members[1].rule == "by_evidence"


def test_where_nothing_tells_which_form_of_a_person_it_is_a_person_is_asked(drawn, gathered):
    form = drawn.detainer(subject_id="312345678")
    blurred = drawn.detainer(subject_id="312345678", event_number=None, form_date=None)
    found = gathered(drawn.document("a", form), drawn.document("b", blurred, at="2025-03-12T10:00"))
    assert len(found.requests) == 2
    assert [(each.one, each.other) for each in found.suspected] == [(A, B)]


def test_a_new_form_days_later_with_numbers_close_by_is_a_new_request(drawn, gathered):
    first = drawn.detainer(event_number="BOS2503000123", form_date="2025-03-04")
    second = drawn.detainer(event_number="BOS2503000141", form_date="2025-03-07")
    found = gathered(drawn.document("a", first), drawn.document("b", second, at="2025-03-07T09:00"))
    assert len(found.requests) == 2
    assert (found.doubts, found.suspected) == ({}, ())


@pytest.mark.parametrize(("first", "second"), [("JUAN", "JORGE"), ("JUAN", "JUANA"), ("MARIO", "MARIA")])
def test_twins_in_all_but_the_first_name_are_never_one(first, second, drawn, gathered):
    """Forms of a family made together have numbers in a row: each value alone could be the other one misread."""
    one = drawn.detainer(subject_name=f"MENDOZA, {first}", event_number="BOS2503000123", file_number="200000123")
    two = drawn.detainer(subject_name=f"MENDOZA, {second}", event_number="BOS2503000124", file_number="200000124")
    found = gathered(drawn.document("a", one, two), drawn.document("b", two, one, at="2025-03-06T09:00"))
    assert [len(request.members) for request in found.requests] == [2, 2]
    assert found.request_ids[A] == found.request_ids[RecordKey("b", 1)]


def test_a_name_alone_joins_nothing(drawn, gathered):
    bare = drawn.record(subject_name="MENDOZA CRUZ, ESTEBAN")
    found = gathered(drawn.document("a", bare), drawn.document("b", bare, at="2025-03-05T10:01"))
    assert len(found.requests) == 2


def test_a_record_that_fits_two_requests_asks_and_joins_them_never(drawn, gathered):
    first = drawn.detainer(event_number="BOS2503000123", form_date="2025-03-04")
    second = drawn.detainer(event_number="BOS2503000841", form_date="2025-03-07")
    blurred = drawn.detainer(event_number=None, form_date=None)
    found = gathered(
        drawn.document("a", first),
        drawn.document("b", second, at="2025-03-07T10:00"),
        drawn.document("c", blurred, at="2025-03-07T10:05"),
    )
    assert found.request_ids[A] != found.request_ids[B]
    assert Doubt.LINK_UNCERTAIN in found.transmission_doubts("c")
    asked = {(each.one, each.other) for each in found.suspected}
    assert asked & {(A, C), (B, C)}
    assert all(0 < each.probability < 1 and "file number" in each.why for each in found.suspected)


def test_a_mail_that_forwards_three_faxes_and_its_reply_add_nothing(drawn, gathered):
    people = [drawn.detainer(number) for number in (1, 2, 3)]
    faxes = [drawn.document(f"f{place}", person) for place, person in enumerate(people)]
    mail = drawn.document("m", *people, at="2025-03-06T09:00", channel=Channel.EMAIL)
    reply = drawn.document("r", *people, at="2025-03-06T11:00", channel=Channel.EMAIL)
    found = gathered(*faxes, mail, reply)
    assert [[member.role for member in request.members] for request in found.requests] == [
        [Role.FIRST, Role.DUPLICATE, Role.DUPLICATE]
    ] * 3
    assert found.suspected == ()


@pytest.mark.parametrize("minutes", ["09:55", "10:06"])
def test_notices_in_the_next_call_are_shown_with_the_form_that_lacks_them(minutes, drawn, gathered):
    notices = drawn.document(
        "b", drawn.record(Kind.INCOMPLETE, form=None), at=f"2025-03-05T{minutes}", status=Status.NEEDS_REVIEW
    )
    found = gathered(drawn.document("a", drawn.detainer()), notices)
    (suspicion,) = found.suspected
    assert (suspicion.one, suspicion.other) == (A, B)
    assert "notices" in suspicion.why
    assert could_change(notices, found)
    assert (
        gathered(drawn.document("a", drawn.detainer()), notices, links=Links(together=frozenset({(A, B)}))).suspected
        == ()
    )


def test_notices_hours_apart_belong_to_nothing_known(drawn, gathered):
    notices = drawn.document("b", drawn.record(Kind.INCOMPLETE, form=None), at="2025-03-05T15:00")
    assert gathered(drawn.document("a", drawn.detainer()), notices).suspected == ()


# cancellations


def test_a_cancellation_that_gives_a_date_alone_is_shown_with_the_requests_of_that_date(drawn, gathered):
    form = drawn.detainer(1)
    cancels = drawn.record(Kind.CANCELLATION, cancels=True, cancels_date=form.text("form_date"))
    found = gathered(
        drawn.document("a", form),
        drawn.document("b", drawn.detainer(2)),
        drawn.document("c", cancels, at="2025-03-20T09:00"),
    )
    assert found.transmission_doubts("c") == (Doubt.CANCELS_UNKNOWN,)
    assert [(each.one, each.other) for each in found.suspected] == [(A, C)]
    assert all(request.cancelled_on is None for request in found.requests)


def test_a_cancellation_read_badly_still_finds_its_request(drawn, gathered):
    form = drawn.detainer(subject_name="MENDOZA CRUZ, ESTEBAN", subject_id="312345678")
    cancels = drawn.detainer(
        kind=Kind.CANCELLATION, event_number=None, file_number=None, subject_id="312345678",
        subject_name="MENDOZA, ESTEBAN",
    )  # fmt: skip
    found = gathered(drawn.document("a", form), drawn.document("c", cancels, at="2025-03-20T09:00"))
    (request,) = found.requests
    assert request.members[1].rule == "cancels_by_evidence"
    assert "subject id" in request.members[1].why


def test_a_person_says_what_a_cancellation_cancels_and_takes_it_back(drawn, gathered):
    documents = (
        drawn.document("a", drawn.detainer(1)),
        drawn.document("c", drawn.record(Kind.CANCELLATION, cancels=True), at="2025-03-20T09:00"),
    )
    said = gathered(*documents, links=Links(together=frozenset({(A, C)})))
    assert said.requests[0].members[1].rule == "by_person"
    assert said.requests[0].cancelled_on is not None
    assert gathered(*documents) == gathered(*documents, links=Links())
    assert gathered(*documents).requests[0].cancelled_on is None


def test_a_cancellation_held_apart_from_a_request_does_not_cancel_it(drawn, gathered):
    documents = (
        drawn.document("a", drawn.detainer(1)),
        drawn.document("c", drawn.detainer(1, kind=Kind.CANCELLATION), at="2025-03-20T09:00"),
    )
    assert gathered(*documents).requests[0].cancelled_on is not None
    assert gathered(*documents, links=Links(apart=frozenset({(A, C)}))).requests[0].cancelled_on is None


# people's words


def test_what_a_person_said_stands_above_all_evidence(drawn, gathered):
    two = (drawn.document("a", drawn.detainer(1)), drawn.document("b", drawn.detainer(2), at="2025-03-06T09:00"))
    (request,) = gathered(*two, links=Links(together=frozenset({(A, B)}))).requests
    assert (request.members[1].rule, request.members[1].why) == ("by_person", "a person said so")
    same = (drawn.document("a", drawn.detainer(1)), drawn.document("b", drawn.detainer(1), at="2025-03-06T09:00"))
    apart = gathered(*same, links=Links(apart=frozenset({(A, B)})))
    assert len(apart.requests) == 2
    assert (apart.doubts, apart.suspected) == ({}, ())


def test_a_copy_joins_its_like_in_a_request_that_a_person_put_together(drawn, gathered):
    documents = (
        drawn.document("a", drawn.detainer(1)),
        drawn.document("b", drawn.detainer(2), at="2025-03-06T09:00"),
        drawn.document("c", drawn.detainer(2), at="2025-03-07T09:00"),
    )
    (request,) = gathered(*documents, links=Links(together=frozenset({(A, B)}))).requests
    assert len(request.members) == 3


def test_records_held_apart_are_not_joined_through_a_third(drawn, gathered):
    documents = [
        drawn.document(name, drawn.detainer(1), at=f"2025-03-0{day}T09:00")
        for name, day in zip("abc", (5, 6, 7), strict=True)
    ]
    found = gathered(*documents, links=Links(apart=frozenset({(A, C)})))
    assert found.request_ids[A] != found.request_ids[C]


def test_words_that_contradict_each_other_through_a_chain_ask_again(drawn, gathered):
    documents = [drawn.document(name, drawn.detainer(number)) for name, number in zip("abc", (1, 2, 3), strict=True)]
    said = Links(together=frozenset({(A, B), (B, C)}), apart=frozenset({(A, C)}))
    found = gathered(*documents, links=said)
    assert found.request_ids[A] != found.request_ids[C]
    assert set(found.doubts) == {A, B, C}
    assert {doubt for asked in found.doubts.values() for doubt in asked} == {Doubt.LINK_UNCERTAIN}


# the readings of several copies


def test_where_one_copy_is_unreadable_another_gives_the_value_and_says_where_from(drawn, gathered):
    blurred = drawn.detainer(date_of_birth=None, doubts=(Doubt.FIELD_MISSING,))
    first = drawn.document("a", blurred, status=Status.NEEDS_REVIEW)
    found = gathered(first, drawn.document("b", drawn.detainer(), at="2025-03-06T09:00"))
    (request,) = found.requests
    birth = request.record.fields["date_of_birth"]
    assert birth.value == drawn.detainer().text("date_of_birth")
    assert birth.reader == "drawn in b"
    assert (request.status, request.doubts, request.received_at.day) == (Status.ACCEPTED, (), 5)
    assert found.settled == {"a"}
    assert not could_change(first, found)


def test_two_copies_that_agree_are_surer_and_settle_a_doubt(drawn, gathered):
    unsure = drawn.detainer(unsure=("file_number",), doubts=(Doubt.FIELD_UNCERTAIN,))
    documents = [
        drawn.document(name, unsure, at=f"2025-03-0{day}T09:00", status=Status.NEEDS_REVIEW)
        for name, day in (("a", 5), ("b", 6))
    ]
    (request,) = gathered(*documents).requests
    assert request.record.fields["file_number"].confidence == pytest.approx(0.99)
    assert request.record.fields["file_number"].doubt is None
    assert request.status is Status.ACCEPTED


def test_the_same_file_or_attachment_again_is_no_second_witness(drawn, gathered):
    unsure = drawn.detainer(unsure=("subject_name",), doubts=(Doubt.FIELD_UNCERTAIN,))
    first = drawn.document("a", unsure, status=Status.NEEDS_REVIEW)
    again = drawn.document("b", unsure, at="2025-03-06T09:00", status=Status.NEEDS_REVIEW)
    same_file = replace(again, transmission=replace(again.transmission, sha256=first.transmission.sha256))
    attached = Part(2, "2", "form.tif", "image/tiff", 9, first.transmission.sha256, taken=True)
    page = PageReading(1, 2, None)
    same_attachment = replace(
        again,
        transmission=replace(again.transmission, media_type="message/rfc822", parts=(attached,)),
        reading=replace(again.reading, pages=(page,)),
    )
    for copy in (same_file, same_attachment):
        (request,) = gathered(first, copy).requests
        name = request.record.fields["subject_name"]
        assert (name.doubt, name.confidence, request.status) == (Doubt.FIELD_UNCERTAIN, 0.9, Status.NEEDS_REVIEW)


def test_a_page_that_looks_the_same_to_the_last_is_no_second_witness(drawn, gathered):
    def seen_at(document, box):
        record = document.reading.records[0]
        name = replace(record.fields["subject_name"], box=box)
        record = replace(record, fields={**record.fields, "subject_name": name})
        return replace(document, reading=replace(document.reading, records=(record,)))

    unsure = drawn.detainer(unsure=("subject_name",), doubts=(Doubt.FIELD_UNCERTAIN,))
    first, again = (
        drawn.document(name, unsure, at=f"2025-03-0{day}T09:00", status=Status.NEEDS_REVIEW)
        for name, day in (("a", 5), ("b", 6))
    )
    there, beside = Box(0.1, 0.2, 0.3, 0.25), Box(0.1, 0.2, 0.3, 0.2502)
    (same,) = gathered(seen_at(first, there), seen_at(again, there)).requests
    assert same.status is Status.NEEDS_REVIEW
    (sent_again,) = gathered(seen_at(first, there), seen_at(again, beside)).requests
    assert sent_again.status is Status.ACCEPTED


def test_two_sure_copies_that_differ_raise_a_doubt_and_keep_the_transmission_waiting(drawn, gathered):
    one = drawn.detainer(file_number="200000001")
    other = drawn.detainer(file_number="200000007")
    document = drawn.document("a", one)
    found = gathered(document, drawn.document("b", other, at="2025-03-06T09:00"))
    (request,) = found.requests
    assert request.record.fields["file_number"].doubt is Doubt.READERS_DISAGREE
    assert request.status is Status.NEEDS_REVIEW
    assert could_change(document, found)


def test_what_a_person_said_of_a_field_is_not_contradicted_by_a_copy(drawn, gathered):
    record = drawn.detainer(file_number="200000001")
    said = replace(record.fields["file_number"], reader="person", confidence=1.0)
    corrected = replace(record, fields={**record.fields, "file_number": said})
    other = drawn.document("b", drawn.detainer(file_number="200000007"), at="2025-03-06T09:00")
    (request,) = gathered(drawn.document("a", corrected), other).requests
    assert (request.record.text("file_number"), request.status) == ("200000001", Status.ACCEPTED)


def test_an_older_version_says_nothing_about_a_corrected_form(drawn, gathered):
    corrected = drawn.detainer(basis=("final_order",), date_of_birth=None, doubts=(Doubt.FIELD_MISSING,))
    found = gathered(
        drawn.document("a", drawn.detainer()),
        drawn.document("b", corrected, at="2025-03-06T09:00", status=Status.NEEDS_REVIEW),
    )
    (request,) = found.requests
    assert request.record.value("date_of_birth") is None
    assert (request.status, found.settled) == (Status.NEEDS_REVIEW, frozenset())


def test_a_copy_does_not_settle_whether_its_own_cancel_box_is_marked(drawn, gathered):
    unclear = drawn.detainer(unsure=("cancels",), doubts=(Doubt.FIELD_UNCERTAIN,))
    found = gathered(
        drawn.document("a", drawn.detainer()),
        drawn.document("b", unclear, at="2025-03-20T09:00", status=Status.NEEDS_REVIEW),
    )
    assert found.settled == frozenset()


# the year, the codes, the cost


def test_the_jurisdiction_says_which_day_decides_the_year(drawn, gathered, boston):
    document = drawn.document("a", drawn.detainer(form_date="2024-12-30"), at="2025-01-02T09:00")
    (by_receipt,) = gathered(document).requests
    (by_form,) = gathered(document, rules=boston.model_copy(update={"year_by": "form_date"})).requests
    assert (by_receipt.year, by_form.year) == (2025, 2024)
    unread = drawn.document("a", drawn.detainer(form_date=None), at="2025-01-02T09:00")
    assert gathered(unread, rules=boston.model_copy(update={"year_by": "form_date"})).requests[0].year == 2025


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in (MODELS / "jurisdictions").glob("*/rules.toml")), ids=lambda p: p.name
)
def test_every_code_of_a_link_has_a_sentence(folder):
    text = (folder / "rules.toml").read_text(encoding="utf-8")
    for code in ("by_evidence", "by_person", "cancels_by_evidence", "near_event_number", "near_file_number"):
        assert f"\n{code} = " in text


def test_a_day_with_a_thousand_alike_is_not_held_all_against_all(drawn):
    same_day = [
        drawn.document(
            f"t{number:05d}",
            drawn.record(
                subject_name=f"GARCIA, {chr(65 + number % 26)}{chr(65 + number // 26 % 26)}AN",
                form_date="2025-03-05",
                event_number=f"BOS2503{number:06d}",
            ),
        )
        for number in range(1000)
    ]
    items = [Item.of(document, document.reading, 0, drawn.zone) for document in same_day]
    pairs = list(candidate_pairs(items))
    assert len(pairs) == len(set(pairs)) < 1000 * LARGEST
    assert all(one < other for one, other in pairs)


def test_copies_of_one_form_beyond_the_largest_block_are_still_one_request(drawn, gathered):
    many = [drawn.document(f"t{number:04d}", drawn.detainer(1)) for number in range(3 * LARGEST)]
    (request,) = gathered(*many).requests
    assert len(request.members) == len(many)


_DAMAGE = st.fixed_dictionaries(
    {},
    optional={
        "event_number": st.sampled_from([None, "BOS25010O00017", "BOS2501000027"]),
        "file_number": st.sampled_from([None, "200001118", "20000117"]),
        "subject_name": st.sampled_from([None, "AAAAA", "AAAAA, BBBC", "CCCCC, BBBB"]),
        "date_of_birth": st.sampled_from([None, "1951-04-17", "1957-04-11"]),
        "form_date": st.sampled_from([None, "2025-03-03", "2025-04-20"]),
        "unsure": st.sampled_from([(), ("file_number",), ("event_number", "subject_name")]),
    },
)
_YEAR = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 27), _DAMAGE, st.booleans()), max_size=9)


@given(forms=_YEAR, data=st.data())
def test_links_do_not_depend_on_the_order_of_documents_nor_on_taking_them_in_again(forms, data, drawn, gathered):
    documents = [
        drawn.document(
            f"t{place}",
            drawn.detainer(person, kind=Kind.CANCELLATION if cancels else Kind.DETAINER, **damage),
            at=f"2025-03-{day:02d}T09:00",
        )
        for place, (person, day, damage, cancels) in enumerate(forms)
    ]
    once = gathered(*documents)
    assert gathered(*data.draw(st.permutations(documents))) == once
    keys = sorted(once.request_ids)
    pair = data.draw(st.sampled_from(list(pairwise(keys)))) if len(keys) > 1 else None
    if pair:
        lodged = [key for key in pair if once.roles[key] is not Role.CANCELLATION]
        if len(lodged) == 2:
            said = gathered(*documents, links=Links(together=frozenset({pair}))).request_ids
            assert said[pair[0]] == said[pair[1]]
            said = gathered(*documents, links=Links(apart=frozenset({pair}))).request_ids
            assert said[pair[0]] != said[pair[1]]


@given(forms=_YEAR)
def test_the_same_transmission_once_more_adds_no_request(forms, drawn, gathered):
    documents = [
        drawn.document(f"t{place}", drawn.detainer(person), at=f"2025-03-{day:02d}T09:00")
        for place, (person, day, _, _) in enumerate(forms)
    ]
    copies = [
        drawn.document(f"u{place}", *each.reading.records, at="2025-06-01T09:00")
        for place, each in enumerate(documents)
    ]
    once, twice = gathered(*documents), gathered(*documents, *copies)
    assert [request.id for request in twice.requests] == [request.id for request in once.requests]
    assert [request.record.fields["event_number"].value for request in twice.requests] == [
        request.record.fields["event_number"].value for request in once.requests
    ]
