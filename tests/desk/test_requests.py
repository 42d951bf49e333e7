"""The desk's requests: the year's list as figures lead to it, the page of one, and a word that overwrites nobody's."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from pipeline.counted import count_all
from pipeline.counting.tally import document_year, requests_of
from pipeline.deciding import Reviewer, correct, recount, set_outcome
from pipeline.desk.request_filters import NOT_COUNTED
from pipeline.live_count import LiveCount
from pipeline.reporting.trace import figures
from pipeline.values import Disposition
from pipeline.vocabulary import Channel, Doubt, Kind, Outcome, Status
from pipeline.yearly import count_year
from tests.counting.conftest import Drawn

FIRST, COPY, MAILED, CANCELS, BOXED, NOTICE, PRESS = ("T" + each * 16 for each in "1234567")
NAMES = ("AAAAA, BBBB", "BBBBB, CCCC", "CCCCC, DDDD")
"""As the tests draw them for persons 1 to 3."""


@pytest.fixture
def year(bureau):
    """Three requests of 2025, one of them sent again, one cancelled, one in doubt; and what is no request."""
    cancellation = Drawn.detainer(2, cancels=True, cancels_date="2025-03-03")
    for document in (
        Drawn.document(FIRST, Drawn.detainer(1), at="2025-01-14T10:00", channel=Channel.DISTRICT_FAX, district="D-4"),
        Drawn.document(COPY, Drawn.detainer(1), at="2025-01-20T10:00"),
        Drawn.document(MAILED, Drawn.detainer(2), at="2025-03-05T10:00", channel=Channel.EMAIL),
        Drawn.document(CANCELS, replace(cancellation, kind=Kind.CANCELLATION), at="2025-04-05T10:00"),
        Drawn.document(
            BOXED,
            replace(Drawn.detainer(3, basis=("transferred_for_proceeding",)), doubts=(Doubt.FORM_UNCERTAIN,)),
            at="2025-03-06T10:00",
            status=Status.NEEDS_REVIEW,
        ),
        Drawn.document(NOTICE, replace(Drawn.detainer(4, form="I-247G"), kind=Kind.NOTIFICATION_REQUEST)),
        Drawn.document(PRESS, Drawn.record(Kind.OTHER, form=None), status=Status.SET_ASIDE),
    ):
        bureau.store.add(document.transmission)
        bureau.store.add_reading(document.reading, "intake", "")
    recount(reviewer(bureau))
    return bureau


@pytest.fixture
def clerk(year):
    return year.signed_in("clerk")


def counted(year):
    return count_all(year.store, year.settings)


def request_of(year, transmission: str = FIRST):
    """The request that a transmission is counted with."""
    return next(
        one
        for one in counted(year).gathered.requests
        if any(member.key.transmission_id == transmission for member in one.members)
    )


def listed(page: str) -> list[str]:
    """The ids in the list, in its order."""
    return re.findall(r'class="(?:row )?id"(?: href="[^"]*")?>([RT][^<]*)<', page)


def form_of(page: str, **values: str) -> dict[str, str]:
    """What a browser sends of a form of the page beside what is typed."""
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "first")} | values


def reviewer(year, by: str = "somebody") -> Reviewer:
    return Reviewer(year.store, year.settings, year.clock, by)


def test_the_list_holds_the_requests_of_the_year_as_counted(clerk, year) -> None:
    page = clerk.get("/requests?year=2025").text
    assert listed(page) == [each.id for each in requests_of(2025, counted(year).gathered)]
    assert "3 requests, each counted once" in page
    assert all(name in page for name in NAMES)
    entry = year.store.audit_entries("requests:2025")[-1]
    assert (entry.action, entry.by) == ("identity_viewed", "clerk")


def test_who_may_not_see_identities_sees_the_list_and_nobody_in_it(year) -> None:
    page = year.signed_in("viewer").get("/requests?year=2025").text
    assert len(listed(page)) == 3
    assert not any(name in page for name in NAMES)
    assert year.store.audit_entries("requests:2025") == ()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("channel=district_fax", [FIRST]),
        ("month=3", [MAILED, BOXED]),
        ("month=03&channel=email", [MAILED]),
        ("district=D-4", [FIRST]),
        ("district=d4", [FIRST]),
        ("district=none", [MAILED, BOXED]),
        ("basis=probable_cause", [FIRST, MAILED]),
        ("basis=biometric", [FIRST, MAILED]),
        ("basis=transferred_for_proceeding", [BOXED]),
        ("outcome=not_acted_upon", [FIRST, MAILED, BOXED]),
        ("outcome=reimbursed", []),
        ("status=needs_review", [BOXED]),
        ("apart=cancelled", [MAILED]),
        ("sort=newest", [BOXED, MAILED, FIRST]),
        ("channel=&month=&district=&basis=&outcome=&status=&apart=", [FIRST, MAILED, BOXED]),
    ],
)
def test_a_filter_lets_through_what_it_names(clerk, year, query: str, expected: list[str]) -> None:
    page = clerk.get(f"/requests?year=2025&{query}").text
    assert listed(page) == [request_of(year, each).id for each in expected]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("channel=telex", "Channel: telex is none; expected one of dedicated_fax"),
        ("month=13", "Month: expected a month from 1 to 12, not 13"),
        ("year=soon", "Year: expected a year such as 2025, not soon"),
        ("district=Z-9", "District: Z-9 is none of this department"),
        ("basis=whim", "Basis: whim is none"),
        ("page=-1", "Page: expected a number from 1"),
        ("sort=sideways", "Sort: expected oldest or newest"),
        ("apart=<script>", "Apart: <script> is none"),
    ],
)
def test_an_unknown_value_is_told_with_what_was_expected(clerk, query: str, told: str) -> None:
    answer = clerk.get(f"/requests?{query}")
    assert answer.status_code == 400
    assert told in html.unescape(answer.text)
    assert "<script>" not in answer.text


def test_every_figure_of_the_year_leads_to_as_many_as_it_counts(clerk, year) -> None:
    now = counted(year)
    of_year = [each for each in now.documents if document_year(each, year.settings.zone) == 2025]
    tally = count_year(now, year.settings, 2025)
    names = {"by_reason": "basis", "by_ground": "basis", "by_channel": "channel", "by_district": "district"}
    names |= {"by_month": "month", "not_counted": "apart"}
    walked = 0
    for figure in figures(tally, requests_of(2025, now.gathered), of_year, now.gathered):
        group, _, value = figure.name.partition(".")
        if group in names:
            page = clerk.get(f"/requests?year=2025&{names[group]}={value}").text
            assert len(listed(page)) == figure.value, figure.name
            walked += bool(figure.value)
    assert walked >= 10


def test_what_is_no_request_is_listed_by_what_it_is(clerk) -> None:
    expected = {"duplicate": [COPY], "notification_request": [NOTICE], "other": [PRESS]}
    for name in NOT_COUNTED:
        assert listed(clerk.get(f"/requests?year=2025&apart={name}").text) == expected.get(name, [])


def test_a_long_list_is_shown_a_hundred_at_a_time(bureau) -> None:
    for number in range(101):
        event = {"event_number": f"BOS2502{number:06d}", "file_number": f"{300000000 + number * 7919}"}
        drawn = Drawn.detainer(1 + number % 20, **event, subject_name=f"NAME{number:03d}, TEST")
        document = Drawn.document(f"T{number:016x}", drawn, at=f"2025-02-{1 + number % 28:02d}T10:00")
        bureau.store.add(document.transmission)
        bureau.store.add_reading(document.reading, "intake", "")
    every = [each.id for each in count_all(bureau.store, bureau.settings).gathered.requests]
    viewer = bureau.signed_in("viewer")
    first = viewer.get("/requests?year=2025").text
    assert listed(first) == every[:100]
    onward = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    assert listed(viewer.get(onward).text) == every[100:]


def test_the_page_says_what_it_counts_as_and_why(clerk, year) -> None:
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    assert NAMES[0] in page
    assert "January 2025" in page
    assert re.search(rf"district fax, D-4.*{FIRST}.*duplicate.*The same event number", page, re.DOTALL)
    assert next(member.why for member in one.members if member.key.transmission_id == COPY) in page
    assert f'href="/verify/{FIRST}"' in page
    entry = year.store.audit_entries(one.id)[-1]
    assert (entry.action, entry.by) == ("identity_viewed", "clerk")


def test_who_may_not_see_identities_sees_how_it_counts_and_not_who_it_is(year) -> None:
    one = request_of(year)
    correct(reviewer(year), FIRST, {"subject_name": "ZULU, Anna"}, "her sister Bea said so")
    page = year.signed_in("analyst").get(f"/requests/{one.id}").text
    assert "January 2025" in page
    assert "subject name corrected" in page
    hidden = (
        *NAMES,
        "ZULU",
        "Bea",
        "BOS25010000017",
        "200001117",
        "fax-dedicated/T",
        "/page/",
        "/verify/",
        "<form method",
    )
    main = page.split("<main", 1)[1]
    assert not [each for each in hidden if each in main]
    assert year.store.audit_entries(one.id) == ()


def test_a_value_names_the_copy_that_it_was_taken_from(clerk, year) -> None:
    late = "T" + "8" * 16
    document = Drawn.document(late, Drawn.detainer(3, basis=("transferred_for_proceeding",)), at="2025-03-09T10:00")
    seen = Drawn.detainer(3, basis=("transferred_for_proceeding",), date_of_birth=None)
    stands = replace(year.store.latest_reading(BOXED), records=(seen,), version=0)
    year.store.add_reading(stands, "intake", "read again")
    year.store.add(document.transmission)
    year.store.add_reading(document.reading, "intake", "")
    page = clerk.get(f"/requests/{request_of(year, BOXED).id}").text
    row = re.search(r'<th scope="row">Date of birth</th>(.*?)</tr>', page, re.DOTALL)[1]
    assert "1953-04-13" in row
    assert late in row


def test_an_outcome_is_kept_with_its_reason_and_shown_everywhere(clerk, year) -> None:
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    typed = {"outcome": "transferred", "outcome_on": "2025-02-01", "transferred_at": "2025-02-01T14:30"}
    typed |= {"receiving_agency": "ICE ERO", "reimbursement": "1,250.00", "reason": "a judge's warrant"}
    answer = clerk.post(f"/requests/{one.id}/outcome", form_of(page, **typed))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{one.id}")
    done = request_of(year).disposition
    assert (done.outcome, done.reimbursement, done.receiving_agency) == (Outcome.TRANSFERRED, 1250.0, "ICE ERO")
    assert done.transferred_at.astimezone(year.settings.zone).hour == 14
    made = year.store.decisions(one.id)[-1]
    assert (made.by, made.reason) == ("clerk", "a judge's warrant")
    page = clerk.get(f"/requests/{one.id}").text
    assert "$1,250.00 reimbursed" in page
    assert f"{one.id}: transferred." in page
    assert listed(clerk.get("/requests?year=2025&outcome=reimbursed").text) == [one.id]


def test_an_outcome_that_says_nothing_new_is_no_decision(clerk, year) -> None:
    one = request_of(year)
    for _ in range(2):
        page = clerk.get(f"/requests/{one.id}").text
        clerk.post(f"/requests/{one.id}/outcome", form_of(page, outcome="detained"))
    assert len(year.store.decisions(one.id)) == 1


def test_an_outcome_that_makes_no_sense_is_told_and_what_was_typed_is_kept(clerk, year) -> None:
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    typed = {"outcome": "detained", "reimbursement": "a lot", "reason": "said at the hearing"}
    answer = clerk.post(f"/requests/{one.id}/outcome", form_of(page, **typed))
    assert answer.status_code == 400
    assert "expected dollars" in answer.text
    assert 'value="a lot"' in answer.text
    assert 'value="said at the hearing"' in answer.text
    assert year.store.decisions(one.id) == ()


def test_a_refusal_says_that_nothing_was_saved_and_is_a_sentence(clerk, year) -> None:
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    refused = clerk.post(f"/requests/{one.id}/outcome", form_of(page, outcome="detained", reimbursement="-5")).text
    told = re.search(r'role="alert">([^<]+)<', refused)[1]
    assert told.startswith("Reimbursement: expected dollars")
    assert told.endswith("not -5. Nothing was saved.")


def test_a_single_request_is_told_as_one(bureau) -> None:
    document = Drawn.document(FIRST, Drawn.detainer(1), at="2025-01-05T09:00")
    bureau.store.add(document.transmission)
    bureau.store.add_reading(document.reading, "intake", "")
    assert "<p>1 request.</p>" in bureau.signed_in("clerk").get("/requests?year=2025").text


def test_of_two_clerks_the_slower_one_is_told_what_changed_and_overwrites_nothing(clerk, year) -> None:
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    set_outcome(reviewer(year, "the other"), one.id, Disposition(Outcome.DETAINED), "as the log says")
    answer = clerk.post(f"/requests/{one.id}/outcome", form_of(page, outcome="transferred", receiving_agency="ICE"))
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    assert re.search(r"the other, [^:]+:\d\d: detained \(as the log says\)", answer.text)
    assert "receiving agency ICE" in answer.text, "what was typed is not lost"
    assert re.search(r'<option value="detained" selected', answer.text), "the form shows what stands now"
    assert request_of(year).disposition.outcome is Outcome.DETAINED


def test_a_save_is_refused_when_another_copy_came_meanwhile(clerk, year) -> None:
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    document = Drawn.document("T" + "9" * 16, Drawn.detainer(1), at="2025-02-02T10:00")
    year.store.add(document.transmission)
    year.store.add_reading(document.reading, "intake", "")
    answer = clerk.post(f"/requests/{one.id}/outcome", form_of(page, outcome="detained"))
    assert answer.status_code == 409
    assert "Which copies belong to it, or how they were read, has changed" in answer.text
    assert year.store.decisions(one.id) == ()


def test_a_save_finds_the_request_that_its_copy_is_counted_with_by_now(clerk, year) -> None:
    later, earlier = request_of(year, BOXED), request_of(year, MAILED)
    page = clerk.get(f"/requests/{later.id}").text
    other = year.signed_in("administrator")
    its = other.get(f"/requests/{earlier.id}").text
    other.post(f"/requests/{earlier.id}/link", form_of(its, other=later.id, reason="one form in two hands"))
    answer = clerk.post(f"/requests/{later.id}/outcome", form_of(page, outcome="detained"))
    assert answer.status_code == 409
    assert earlier.id in answer.text
    assert "one form in two hands" in answer.text
    assert request_of(year, BOXED).disposition.outcome is Outcome.NOT_ACTED_UPON


def test_another_request_is_linked_by_its_id_and_parted_again(clerk, year) -> None:
    one, other = request_of(year, MAILED), request_of(year, BOXED)
    page = clerk.get(f"/requests/{other.id}").text
    answer = clerk.post(f"/requests/{other.id}/link", form_of(page, other=one.id, reason="the same form"))
    assert answer.headers["location"] == f"/requests/{one.id}"
    assert request_of(year, BOXED).id == one.id
    page = clerk.get(f"/requests/{one.id}").text
    clerk.post(f"/requests/{one.id}/apart", form_of(page, named=BOXED, reason="after all not"))
    assert request_of(year, BOXED).id != one.id
    assert len(counted(year).gathered.requests) == 3


def test_several_copies_leave_together(clerk, year) -> None:
    later = "T" + "9" * 16
    document = Drawn.document(later, Drawn.detainer(1), at="2025-02-02T10:00")
    year.store.add(document.transmission)
    year.store.add_reading(document.reading, "intake", "")
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    values = form_of(page, reason="another person's") | {"named": [COPY, later]}
    clerk.post(f"/requests/{one.id}/apart", values)
    assert request_of(year, COPY).id == request_of(year, later).id != one.id


def test_a_cancellation_that_is_kept_apart_cancels_no_more(clerk, year) -> None:
    one = request_of(year, MAILED)
    page = clerk.get(f"/requests/{one.id}").text
    assert "it still counts as lodged" in page
    clerk.post(f"/requests/{one.id}/apart", form_of(page, named=CANCELS, reason="of somebody else"))
    assert request_of(year, MAILED).cancelled_on is None


@pytest.mark.parametrize("named", [[], [FIRST, COPY], [BOXED]])
def test_parting_nothing_everything_or_a_stranger_is_refused(clerk, year, named: list[str]) -> None:
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    answer = clerk.post(f"/requests/{one.id}/apart", form_of(page) | {"named": named})
    assert answer.status_code == 400
    assert year.store.decisions() == ()


@pytest.mark.parametrize("other", ["R0000000000", "T0000000000000000", "nonsense", FIRST])
def test_linking_what_is_not_there_or_is_here_already_is_refused(clerk, year, other: str) -> None:
    one = request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    answer = clerk.post(f"/requests/{one.id}/link", form_of(page, other=other))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert year.store.decisions() == ()


def test_a_decision_is_taken_back_on_the_page_and_stays_told(clerk, year) -> None:
    one = request_of(year)
    made = set_outcome(reviewer(year), one.id, Disposition(Outcome.DETAINED), "by mistake")
    page = clerk.get(f"/requests/{one.id}").text
    clerk.post(f"/requests/{one.id}/undo", form_of(page, number=str(made.id)))
    assert request_of(year).disposition.outcome is Outcome.NOT_ACTED_UPON
    page = clerk.get(f"/requests/{one.id}").text
    assert f"decision {made.id} undone" in page
    assert "by mistake" in page


def test_a_decision_about_something_else_is_not_taken_back_here(clerk, year) -> None:
    one, other = request_of(year), request_of(year, MAILED)
    made = set_outcome(reviewer(year), other.id, Disposition(Outcome.DETAINED), "")
    page = clerk.get(f"/requests/{one.id}").text
    answer = clerk.post(f"/requests/{one.id}/undo", form_of(page, number=str(made.id)))
    assert answer.status_code == 400
    assert request_of(year, MAILED).disposition.outcome is Outcome.DETAINED


def test_a_request_that_went_into_another_leads_there(clerk, year) -> None:
    one, other = request_of(year, MAILED), request_of(year, BOXED)
    set_outcome(reviewer(year), other.id, Disposition(Outcome.DETAINED), "")
    page = clerk.get(f"/requests/{one.id}").text
    clerk.post(f"/requests/{one.id}/link", form_of(page, other=other.id))
    answer = clerk.get(f"/requests/{other.id}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{one.id}")


def test_what_there_is_not_is_not_found_in_a_sentence(clerk) -> None:
    for name in ("R0000000000", "nonsense", "1"):
        answer = clerk.get(f"/requests/{name}")
        assert answer.status_code == 404
        assert "there is no such request" in answer.text


def test_an_analyst_looks_and_decides_nothing(year) -> None:
    one = request_of(year)
    analyst = year.signed_in("analyst")
    analyst.get(f"/requests/{one.id}")
    for what in ("outcome", "link", "apart", "undo"):
        assert analyst.post(f"/requests/{one.id}/{what}", {"outcome": "detained"}).status_code == 403
    assert year.store.decisions() == ()


def test_the_list_and_the_page_can_be_used_by_ear(clerk, year) -> None:
    for path in ("/requests?year=2025", f"/requests/{request_of(year).id}"):
        text = clerk.get(path).text
        assert text.count("<h1>") == 1
        for control in re.findall(r"<(?:input|select|textarea)[^>]*>", text):
            if 'type="hidden"' not in control and "aria-label" not in control:
                before = text[: text.index(control)]
                assert before.rfind("<label") > before.rfind("</label"), control


def test_of_a_large_store_the_outcome_shows_at_once_and_the_rest_is_said_to_follow(year) -> None:
    count = LiveCount(year.store, year.settings, at_once=0)
    year.app.state.desk = replace(year.app.state.desk, count=count)
    clerk, one = year.signed_in("clerk"), request_of(year)
    page = clerk.get(f"/requests/{one.id}").text
    follows = "follow within minutes"
    assert follows not in page
    clerk.post(f"/requests/{one.id}/outcome", form_of(page, outcome="detained"))
    for path, shown in (
        (f"/requests/{one.id}", '<span class="badge">detained'),
        ("/requests?year=2025", "<td>detained"),
    ):
        page = clerk.get(path).text
        assert shown in page
        assert follows in page
    count.settled()
    page = clerk.get("/requests?year=2025&outcome=detained").text
    assert listed(page) == [one.id]
    assert follows not in page
