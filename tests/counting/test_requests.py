"""Every request once, whatever way and however often it came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.counting.requests import gather
from pipeline.values import Disposition, Links, RecordKey
from pipeline.vocabulary import Channel, Doubt, Kind, Outcome, Role, Status


@pytest.fixture(scope="session")
def gathered(drawn, boston):
    def run(*documents, assigned=None, dispositions=None):
        return gather(documents, assigned or {}, dispositions or {}, boston, drawn.zone)

    return run


def roles(request):
    return [member.role for member in request.members]


def test_one_form_is_one_request(drawn, gathered):
    (request,) = gathered(drawn.document("a", drawn.detainer())).requests
    assert roles(request) == [Role.FIRST]
    assert (request.year, request.transmissions, request.status) == (2025, 1, Status.ACCEPTED)


def test_two_peoples_forms_in_one_call_are_two_requests(drawn, gathered):
    assert len(gathered(drawn.document("a", drawn.detainer(1), drawn.detainer(2))).requests) == 2


def test_the_same_event_number_is_a_duplicate_that_keeps_the_first_channel(drawn, gathered):
    found = gathered(
        drawn.document("b", drawn.detainer(), at="2025-03-06T09:00", channel=Channel.EMAIL),
        drawn.document("a", drawn.detainer(), at="2025-03-05T09:00", channel=Channel.DISTRICT_FAX, district="D-4"),
    )
    (request,) = found.requests
    assert (request.channel, request.district) == (Channel.DISTRICT_FAX, "D-4")
    assert [(m.key.transmission_id, m.role, m.rule) for m in request.members] == [
        ("a", Role.FIRST, "first"),
        ("b", Role.DUPLICATE, "same_event_number"),
    ]
    assert found.doubts == {}


def test_the_same_file_number_and_form_date_is_a_duplicate(drawn, gathered):
    (request,) = gathered(
        drawn.document("a", drawn.detainer()),
        drawn.document("b", drawn.detainer(event_number=None, subject_name=None), at="2025-03-06T09:00"),
    ).requests
    assert request.members[1].rule == "same_file_and_date"


def test_name_birth_and_date_join_where_the_numbers_cannot_be_read(drawn, gathered):
    blurred = drawn.detainer(event_number=None, file_number=None, subject_name="Bbbb AÁÁAA")
    clear = drawn.detainer(subject_name="AAAAA, Bbbb")
    (request,) = gathered(drawn.document("a", clear), drawn.document("b", blurred, at="2025-03-06T09:00")).requests
    assert request.members[1].rule == "same_name_birth_and_date"


def test_a_new_form_for_the_same_person_is_a_new_request(drawn, gathered):
    found = gathered(
        drawn.document("a", drawn.detainer()),
        drawn.document(
            "b", drawn.detainer(event_number="BOS2504999999", form_date="2025-04-20"), at="2025-04-20T09:00"
        ),
    )
    assert len(found.requests) == 2
    assert found.doubts == {}


def test_a_digit_read_badly_joins_when_the_rest_agrees(drawn, gathered):
    form = drawn.detainer()
    misread = form.text("event_number").replace("BOS", "B0S")
    (request,) = gathered(
        drawn.document("a", form),
        drawn.document("b", drawn.detainer(event_number=misread, file_number=None), at="2025-03-06T09:00"),
    ).requests
    assert request.members[1].rule == "near_event_number"


def test_a_near_event_number_without_enough_agreement_asks(drawn, gathered):
    form = drawn.detainer()
    near = drawn.detainer(
        event_number=form.text("event_number")[:-1] + "8", subject_name=None, date_of_birth=None, form_date=None
    )
    found = gathered(drawn.document("a", form), drawn.document("b", near, at="2025-03-06T09:00"))
    assert len(found.requests) == 2
    assert found.transmission_doubts("a") == found.transmission_doubts("b") == (Doubt.LINK_UNCERTAIN,)
    assert {request.status for request in found.requests} == {Status.NEEDS_REVIEW}


def test_two_people_under_one_event_number_are_not_joined_silently(drawn, gathered):
    other = drawn.detainer(2, event_number=drawn.detainer(1).text("event_number"))
    found = gathered(drawn.document("a", drawn.detainer(1)), drawn.document("b", other))
    assert len(found.requests) == 2
    assert found.doubts == dict.fromkeys((RecordKey("a", 0), RecordKey("b", 0)), (Doubt.LINK_UNCERTAIN,))


def test_two_people_are_never_joined_through_a_third_record(drawn, gathered):
    one, two = drawn.detainer(1), drawn.detainer(2)
    between = drawn.detainer(
        1, file_number=two.text("file_number"), form_date=two.text("form_date"), subject_name=None, date_of_birth=None
    )
    found = gathered(*(drawn.document(name, record) for name, record in zip("abc", (one, two, between), strict=True)))
    assert found.request_ids[RecordKey("a", 0)] != found.request_ids[RecordKey("b", 0)]
    assert Doubt.LINK_UNCERTAIN in found.transmission_doubts("c")


def test_twins_with_another_first_name_are_two_requests(drawn, gathered):
    twin = drawn.detainer(1, subject_name="AAAAA, CCCC", file_number="299999999", event_number="BOS2501777777")
    found = gathered(drawn.document("a", drawn.detainer(1)), drawn.document("b", twin))
    assert len(found.requests) == 2
    assert found.doubts == {}


def test_a_certain_change_is_a_correction_and_the_latest_reading_stands(drawn, gathered):
    corrected = drawn.detainer(basis=("final_order",))
    (request,) = gathered(
        drawn.document("a", drawn.detainer()),
        drawn.document("b", corrected, at="2025-03-06T09:00"),
        drawn.document("c", drawn.detainer(), at="2025-03-07T09:00"),
    ).requests
    assert roles(request) == [Role.FIRST, Role.CORRECTION, Role.DUPLICATE]
    assert request.record == corrected
    assert request.received_at.day == 5


def test_a_doubtful_difference_is_a_duplicate(drawn, gathered):
    (request,) = gathered(
        drawn.document("a", drawn.detainer()),
        drawn.document("b", drawn.detainer(basis=("final_order",), unsure=("basis",)), at="2025-03-06T09:00"),
    ).requests
    assert roles(request) == [Role.FIRST, Role.DUPLICATE]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({}, "cancels_by_event_number"),
        ({"event_number": "LES2503000001"}, "cancels_by_file_number"),
        ({"event_number": None, "cancels_date": "2025-03-02"}, "cancels_by_file_and_date"),
        ({"event_number": None, "file_number": None}, "cancels_by_name_and_birth"),
    ],
)
def test_a_cancellation_finds_its_request(fields, rule, drawn, gathered):
    cancels = drawn.detainer(1, kind=Kind.CANCELLATION, cancels=True, **fields)
    found = gathered(
        drawn.document("a", drawn.detainer(1)),
        drawn.document("b", drawn.detainer(2)),
        drawn.document("c", cancels, at="2025-03-20T09:00"),
    )
    cancelled, other = found.requests
    assert cancelled.cancelled_on.isoformat() == "2025-03-20"
    assert cancelled.members[-1].rule == rule
    assert roles(cancelled) == [Role.FIRST, Role.CANCELLATION]
    assert other.cancelled_on is None
    assert found.doubts == {}


def test_of_two_requests_the_cancellations_date_decides(drawn, gathered):
    cancels = drawn.detainer(1, kind=Kind.CANCELLATION, event_number=None, cancels_date="2025-03-02")
    found = gathered(
        drawn.document("a", drawn.detainer(1)),
        drawn.document(
            "b", drawn.detainer(1, event_number="BOS25040001", form_date="2025-04-20"), at="2025-04-20T09:00"
        ),
        drawn.document("c", cancels, at="2025-05-20T09:00"),
    )
    assert [request.cancelled_on is not None for request in found.requests] == [True, False]


def test_a_cancellation_of_something_unknown_asks(drawn, gathered):
    cancels = drawn.detainer(3, kind=Kind.CANCELLATION)
    found = gathered(drawn.document("a", drawn.detainer(1)), drawn.document("c", cancels))
    assert found.transmission_doubts("c") == (Doubt.CANCELS_UNKNOWN,)
    assert found.requests[0].cancelled_on is None


def test_an_id_once_given_stays_when_an_earlier_copy_turns_up(drawn, gathered):
    late = drawn.document("b", drawn.detainer(), at="2025-03-06T09:00")
    before = gathered(late)
    early = drawn.document("a", drawn.detainer(), at="2025-03-05T09:00")
    after = gathered(early, late, assigned=before.request_ids)
    assert [request.id for request in after.requests] == [request.id for request in before.requests]
    assert after.requests[0].members[0].key.transmission_id == "a"


def test_requests_that_turn_out_to_be_two_never_share_an_id(drawn, gathered):
    documents = (drawn.document("a", drawn.detainer(1)), drawn.document("b", drawn.detainer(2), at="2025-03-06T09:00"))
    assigned = dict.fromkeys((RecordKey("a", 0), RecordKey("b", 0)), "R1234567890")
    ids = [request.id for request in gathered(*documents, assigned=assigned).requests]
    assert ids[0] == "R1234567890"
    assert ids[1] != ids[0]


def test_what_was_done_follows_the_request(drawn, gathered):
    document = drawn.document("a", drawn.detainer())
    request_id = gathered(document).requests[0].id
    done = Disposition(Outcome.TRANSFERRED, None, 120.0)
    assert gathered(document, dispositions={request_id: done}).requests[0].disposition == done


DETAINED, TRANSFERRED = Disposition(Outcome.DETAINED), Disposition(Outcome.TRANSFERRED, None, 120.0)


def test_what_was_done_about_a_request_that_turns_out_to_be_another_goes_with_it(drawn, gathered):
    one, other = drawn.document("a", drawn.detainer()), drawn.document("b", drawn.detainer(2), at="2025-03-06T09:00")
    first, second = gathered(one, other).requests
    assigned = {RecordKey("a", 0): first.id, RecordKey("b", 0): second.id}
    same = drawn.document("b", drawn.detainer(), at="2025-03-06T09:00")
    found = gathered(one, same, assigned=assigned, dispositions={second.id: TRANSFERRED})
    assert [(each.id, each.disposition) for each in found.requests] == [(first.id, TRANSFERRED)]
    assert found.formerly == {first.id: (second.id,)}
    assert found.requests[0].status == Status.ACCEPTED


@pytest.mark.parametrize(("said", "status"), [(TRANSFERRED, Status.ACCEPTED), (DETAINED, Status.NEEDS_REVIEW)])
def test_two_outcomes_of_what_is_one_request_ask_where_they_differ(drawn, gathered, said, status):
    one, other = drawn.document("a", drawn.detainer()), drawn.document("b", drawn.detainer(2), at="2025-03-06T09:00")
    first, second = gathered(one, other).requests
    same = drawn.document("b", drawn.detainer(), at="2025-03-06T09:00")
    found = gathered(one, same, dispositions={first.id: said, second.id: TRANSFERRED})
    assert [(each.disposition, each.status) for each in found.requests] == [(said, status)]
    assert found.transmission_doubts("a") == ((Doubt.OUTCOMES_DISAGREE,) if status is Status.NEEDS_REVIEW else ())


def test_what_was_done_about_what_is_no_request_any_more_is_not_forgotten(drawn, gathered):
    (request,) = gathered(drawn.document("a", drawn.detainer())).requests
    rejected = drawn.document("a", drawn.record(kind=Kind.OTHER, form=None))
    found = gathered(rejected, dispositions={request.id: TRANSFERRED})
    assert (found.requests, found.without_request) == ((), (request.id,))


def test_a_member_that_waits_makes_the_request_wait(drawn, gathered):
    waiting = drawn.document("b", drawn.detainer(), at="2025-03-06T09:00", status=Status.NEEDS_REVIEW)
    assert gathered(drawn.document("a", drawn.detainer()), waiting).requests[0].status is Status.NEEDS_REVIEW


def test_the_year_is_told_in_the_departments_zone(drawn, gathered):
    (request,) = gathered(drawn.document("a", drawn.detainer(), at="2024-12-31T23:30")).requests
    assert request.year == 2024


_FORMS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.integers(1, 27),
        st.sampled_from(
            [{}, {"event_number": None}, {"file_number": None}, {"subject_name": None}, {"form_date": None}]
        ),
        st.sampled_from([Kind.DETAINER, Kind.DETAINER, Kind.DETAINER, Kind.CANCELLATION]),
    ),
    max_size=10,
)


@given(forms=_FORMS, data=st.data())
def test_the_order_of_documents_does_not_matter_and_gathering_again_changes_nothing(forms, data, drawn, gathered):
    documents = [
        drawn.document(f"t{place}", drawn.detainer(person, kind=kind, **fields), at=f"2025-03-{day:02d}T09:00")
        for place, (person, day, fields, kind) in enumerate(forms)
    ]
    once = gathered(*documents)
    assert gathered(*data.draw(st.permutations(documents))) == once
    assert gathered(*documents, assigned=once.request_ids) == once
    placed = [member.key for request in once.requests for member in request.members]
    assert len(placed) == len(set(placed))
    assert {d.transmission.id for d in documents if d.reading.kind is Kind.DETAINER} <= {
        k.transmission_id for k in placed
    }
    assert len({request.id for request in once.requests}) == len(once.requests)


@given(forms=_FORMS)
def test_a_copy_of_what_is_there_adds_no_request(forms, drawn, gathered):
    documents = [
        drawn.document(f"t{place}", drawn.detainer(person, **fields), at=f"2025-03-{day:02d}T09:00")
        for place, (person, day, fields, _) in enumerate(forms)
        if fields != {"event_number": None}
    ]
    copies = [drawn.document(f"u{d.transmission.id}", *d.reading.records, at="2025-06-01T09:00") for d in documents]
    assert len(gathered(*documents, *copies).requests) == len(gathered(*documents).requests)


def test_a_name_and_a_form_date_alone_ask_a_person(drawn, gathered):
    one = drawn.detainer(event_number=None, date_of_birth=None)
    other = drawn.detainer(event_number=None, date_of_birth=None, file_number="987654321", unsure=("file_number",))
    found = gathered(drawn.document("a", one), drawn.document("b", other, at="2025-03-06T09:00"))
    assert len(found.requests) == 2
    assert found.transmission_doubts("a") == (Doubt.LINK_UNCERTAIN,)
    assert [(each.one.transmission_id, each.other.transmission_id) for each in found.suspected] == [("a", "b")]


def test_notices_that_a_person_links_to_a_form_belong_to_its_request_and_are_no_copy(drawn, boston):
    form = drawn.document("a", drawn.detainer())
    notices = drawn.document("b", drawn.record(kind=Kind.INCOMPLETE, form=None), at="2025-03-05T10:04")
    links = Links(together=frozenset({(RecordKey("a", 0), RecordKey("b", 0))}))
    found = gather([form, notices], {}, {}, boston, drawn.zone, links)
    (request,) = found.requests
    assert [(member.key.transmission_id, member.rule) for member in request.members] == [
        ("a", "first"),
        ("b", "by_person"),
    ]
    assert found.request_ids[RecordKey("b", 0)] == request.id
    assert RecordKey("b", 0) not in found.roles, "it was not sent again"


def test_a_doubt_about_one_persons_form_leaves_the_other_ones_request_standing(drawn, gathered):
    blurred = drawn.detainer(1, subject_name=None, doubts=(Doubt.FIELD_MISSING,))
    found = gathered(drawn.document("a", blurred, drawn.detainer(2), status=Status.NEEDS_REVIEW))
    assert sorted(request.status for request in found.requests) == [Status.ACCEPTED, Status.NEEDS_REVIEW]
