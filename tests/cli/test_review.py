"""`intake review` and `intake add`: the queue, the evidence, decisions and their undoing, at the terminal."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.places import hold
from pipeline.values import Candidate
from pipeline.vocabulary import Doubt
from pipeline.wording import moment

Said = Callable[[], str]
OTHER = "T" + "c" * 16


def tally(department, said: Said) -> dict:
    said()
    assert department.intake("tally", "--year", "2025", "--json") == 0
    return json.loads(said())


def test_the_queue_begins_with_what_may_hide_a_request(stocked, said: Said) -> None:
    assert stocked.intake("review", "list", "--no-sample") == 3
    told = said()
    assert told.index(stocked.failed) < told.index(stocked.waiting)
    assert "may hold a request that nobody has seen" in told
    assert "A field was read with too little confidence. [event number]" in told
    assert not [word for word in stocked.on_the_forms if word in told], "a list names nobody"


def test_a_queue_of_another_year_is_empty(stocked, said: Said) -> None:
    assert stocked.intake("review", "list", "--year", "2019") == 0
    assert "Nothing waits for a person." in said()


def test_the_sure_ones_are_shown_as_a_sample_until_somebody_looked(stocked, said: Said) -> None:
    with (stocked.folder / "intake.toml").open("a") as settings:
        settings.write("\n[review]\nsample = 1.0\n")
    stocked.intake("review", "list")
    assert f"drawn by chance: look whether it is right\n  {stocked.accepted}" in said()
    stocked.intake("review", "accept", stocked.accepted)
    said()
    stocked.intake("review", "list")
    assert stocked.accepted not in said()


def test_the_evidence_names_readers_and_offers_and_that_somebody_looked_is_recorded(stocked, said: Said) -> None:
    assert stocked.intake("review", "show", stocked.waiting) == 0
    told = said()
    assert "987654321" in told
    assert "The source, the header line and the message disagree" in told
    with stocked.store() as store:
        assert store.audit_entries(stocked.waiting)[-1].action == "identity_viewed"


def test_correcting_and_accepting_settles_a_request(stocked, said: Said) -> None:
    code = stocked.intake(
        "review", "correct", stocked.waiting, "event_number=PRO2409816567", "channel=email", "--accept", "-r", "looked"
    )
    told = said()
    assert code == 0
    assert "accepted; it waits for nobody." in told
    assert "PRO2409816567" not in told, "what was typed is not printed again"
    after = tally(stocked, said)
    assert (after["requests"], after["awaiting_review"], after["by_channel"]["email"]) == (2, 1, 1)


def test_undoing_brings_back_what_was_before(stocked, said: Said) -> None:
    before = tally(stocked, said)
    stocked.intake("review", "reject", stocked.waiting, "--reason", "an advertisement")
    assert tally(stocked, said)["requests"] == 1
    stocked.intake("review", "undo", "2", "-r", "the wrong one")
    stocked.intake("review", "undo", "1", "-r", "the wrong one")
    assert tally(stocked, said) == before


def test_several_decisions_are_taken_back_by_one_line_or_not_at_all(stocked, said: Said) -> None:
    before = tally(stocked, said)
    stocked.intake("review", "reject", stocked.waiting, "--reason", "an advertisement")
    assert "Taken back by: intake review undo 2 1" in said()
    assert stocked.intake("review", "undo", "2", "7") == 2
    assert "there is no decision 7" in said()
    assert tally(stocked, said)["requests"] == 1
    stocked.intake("review", "undo", "2", "1", "-r", "the wrong one")
    assert tally(stocked, said) == before


def test_accepting_again_adds_nothing_and_says_so_unless_there_is_a_reason(stocked, said: Said) -> None:
    stocked.intake("review", "accept", stocked.waiting)
    said()
    assert stocked.intake("review", "accept", stocked.waiting) == 0
    told = said()
    assert f"{stocked.waiting}: stood so already, accepted by clerk on " in told
    assert "Taken back by" not in told
    with stocked.store() as store:
        assert len(store.decisions()) == 1
    stocked.intake("review", "accept", stocked.waiting, "-r", "seen by the captain too")
    stocked.intake("review", "correct", stocked.waiting, "sex=F")
    stocked.intake("review", "accept", stocked.waiting)
    with stocked.store() as store:
        assert [each.action for each in store.decisions()] == ["accept", "accept", "correct", "accept"]


@pytest.mark.parametrize("command", [("accept",), ("reject", "-r", "no"), ("correct", "sex=F")])
def test_of_a_request_that_is_named_the_transmissions_are_told(stocked, said: Said, command) -> None:
    with stocked.store() as store:
        placed = {key.transmission_id: placement.request_id for key, placement in store.memberships().items()}
    name, *more = command
    assert stocked.intake("review", name, placed[stocked.waiting], *more) == 2
    assert f"said of transmissions; those of this request are {stocked.waiting}" in said()


def test_of_a_transmission_that_is_named_the_request_is_told(stocked, said: Said) -> None:
    with stocked.store() as store:
        placed = {key.transmission_id: placement.request_id for key, placement in store.memberships().items()}
    assert stocked.intake("review", "outcome", stocked.waiting, "outcome=detained") == 2
    assert f"said of a request; it is counted with {placed[stocked.waiting]}" in said()
    assert stocked.intake("review", "outcome", stocked.failed, "outcome=detained") == 2
    assert "it is in none" in said()


def test_what_could_be_and_hardly_is_is_kept_and_said(stocked, said: Said) -> None:
    assert stocked.intake("review", "correct", stocked.waiting, "date_of_birth=2019-01-02") == 0
    told = said()
    assert "Look again: By the date of birth the subject was 6 years old when it came." in told
    assert "2019" not in told, "what was typed is not printed again"
    stocked.intake("review", "correct", stocked.waiting, "date_of_birth=1980-01-02")
    assert "Look again" not in said()


def test_a_receipt_before_the_form_was_made_and_an_outcome_before_the_receipt_are_told(stocked, said: Said) -> None:
    stocked.intake("review", "correct", stocked.waiting, "received_at=2024-02-03T10:00")
    assert "Look again: The form date lies after the day on which it came." in said()
    stocked.intake("review", "undo", "1")
    with stocked.store() as store:
        request = next(iter(store.memberships().values())).request_id
    typed = "outcome_on=2024-03-06", "released_at=2025-04-02T10:00", "transferred_at=2025-04-02T09:00"
    said()
    assert stocked.intake("review", "outcome", request, "outcome=transferred", *typed) == 0
    told = said()
    assert "Look again: The day of the outcome lies before the day on which the request came." in told
    assert "Look again: The transfer lies before the release." in told
    stocked.intake("review", "outcome", request, "outcome_on=2025-04-02", "transferred_at=2025-04-02T11:00")
    assert "Look again" not in said()


def test_a_rejection_needs_a_reason_and_a_kind_that_there_is(stocked, said: Said) -> None:
    assert stocked.intake("review", "reject", stocked.waiting) == 2
    assert "needs a reason" in said()
    assert stocked.intake("review", "reject", stocked.waiting, "--as", "misadressed", "-r", "x") == 2
    assert "--as: misadressed is none of its values; did you mean misaddressed?" in said()


def test_what_was_accepted_can_still_be_rejected_and_the_rejection_taken_back(stocked, said: Said) -> None:
    stocked.intake("review", "accept", stocked.waiting)
    before = tally(stocked, said)
    assert stocked.intake("review", "reject", stocked.waiting, "--as", "misaddressed", "-r", "for the county") == 0
    assert "misaddressed, in no request" in said()
    after = tally(stocked, said)
    assert (after["requests"], after["not_counted"]["misaddressed"]) == (before["requests"] - 1, 1)
    stocked.intake("review", "undo", "3", "2")
    assert tally(stocked, said) == before


def test_nothing_is_written_when_one_of_several_values_makes_no_sense(stocked, said: Said) -> None:
    assert stocked.intake("review", "correct", stocked.waiting, "sex=F", "date_of_birth=31/31/1980") == 2
    assert "expected a date such as" in said()
    with stocked.store() as store:
        assert store.decisions() == ()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("review", "accept", "T" + "9" * 16), "there is no such transmission"),
        (("review", "accept", "T12"), "expected the id of a transmission"),
        (("review", "show", "R" + "0" * 10), "there is no such request"),
        (("review", "correct", "T" + "b" * 16 + ":2", "sex=F"), "it has 1 record"),
        (("review", "link", "T" + "b" * 16), "name two or more"),
        (("review", "unlink", "T" + "b" * 16), "counted with no other record"),
        (("review", "undo", "7"), "there is no decision 7"),
        (("review", "settle", "M0123"), "--reason"),
        (("review", "accept", "T" + "b" * 16, "-r", "fine\n 9 somebody: decided"), "one line of plain text"),
        (("review", "correct", "T" + "b" * 16, "subject_name=\x1b[31mDOE, Jane"), "one line of plain text"),
        (("review", "show", "T" + "b" * 16, "--field", "sex"), "no place on a page"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(stocked, said: Said, arguments, expected) -> None:
    assert stocked.intake(*arguments) == 2
    told = said()
    assert expected in told
    assert "Traceback" not in told


def test_linking_makes_one_request_of_two_and_unlinking_two_again(stocked, said: Said) -> None:
    stocked.intake("review", "link", stocked.accepted, stocked.waiting, "-r", "the same form")
    assert tally(stocked, said)["requests"] == 1
    stocked.intake("review", "unlink", stocked.waiting, "-r", "no, twins")
    assert tally(stocked, said)["requests"] == 2


def test_a_request_is_split_by_naming_what_leaves_it(stocked, said: Said) -> None:
    stocked.intake("review", "link", stocked.accepted, stocked.waiting)
    with stocked.store() as store:
        (request,) = {placement.request_id for placement in store.memberships().values()}
    said()
    assert stocked.intake("review", "split", request, stocked.failed) == 2
    assert "is not counted with" in said()
    assert stocked.intake("review", "split", request, stocked.accepted, stocked.waiting) == 2
    assert "not all of them" in said()
    assert stocked.intake("review", "split", request, stocked.waiting) == 0
    assert tally(stocked, said)["requests"] == 2


def test_an_assigned_transmission_is_listed_for_its_person(stocked, said: Said) -> None:
    stocked.intake("review", "assign", stocked.waiting, "--to", "rivera")
    said()
    stocked.intake("review", "list", "--assigned", "rivera", "--no-sample")
    told = said()
    assert f"{stocked.waiting}" in told
    assert "for rivera" in told
    assert stocked.failed not in told


def test_an_outcome_is_set_and_what_is_not_named_stays(stocked, said: Said) -> None:
    with stocked.store() as store:
        request = next(iter(store.memberships().values())).request_id
    stocked.intake(
        "review", "outcome", request, "outcome=transferred", "outcome_on=2025-03-06", "-r", "judicial warrant"
    )
    said()
    stocked.intake("review", "outcome", request, "reimbursement=$1,250.50", "-r", "paid")
    told = said()
    assert f"{request}, of 2025: transferred, on 2025-03-06, reimbursed $1,250.50" in told
    assert "The year's figures: intake tally --year 2025" in told
    for wrong, expected in (
        ("reimbursement=12,50", "expected dollars"),
        ("reimbursement=\u0661\u0662", "the digits 0 to 9"),
        ("outcome_on=2090-01-01", "lies in the future"),
        ("released_at=1890-01-01T10:00", "from 1980-01-01 on"),
    ):
        assert stocked.intake("review", "outcome", request, wrong) == 2
        assert expected in said()
    found = tally(stocked, said)
    assert (found["transferred"], found["reimbursements"]) == (1, 1250.5)
    assert stocked.intake("review", "outcome", request, "outcome=released") == 2
    assert "expected one of not_acted_upon" in said()


def test_a_request_by_telephone_is_keyed_and_counted_once(stocked, said: Said) -> None:
    typed = ("subject_name=VANCE-TEST, Ruth", "date_of_birth=1980-04-09", "form_date=2025-05-02", "form=I-247A")
    code = stocked.intake("add", "--channel", "phone", "--received", "2025-05-02T10:00", "basis=biometric", *typed)
    assert code == 0
    kept = said()
    assert "first of request" in kept
    assert "A slip is put right by: intake review correct T" in kept
    assert "VANCE" not in kept
    found = tally(stocked, said)
    assert (found["requests"], found["by_channel"]["phone"]) == (3, 1)
    assert stocked.intake("add", "--channel", "phone", "--received", "2025-05-02", "sex=F") == 0
    assert "Look again: neither a name nor a number was keyed" in said()
    assert stocked.intake("add", "--channel", "phone", "--received", "2025-05-02") == 2, "nothing tells it from others"
    assert stocked.intake("add", "--channel", "phone", "--received", "2999-01-01", "sex=F") == 2
    assert "lies in the future" in said()


def test_an_unread_transmission_cannot_be_accepted(stocked, said: Said) -> None:
    with stocked.store() as store:
        first = store.transmission(stocked.accepted)
        store.add(replace(first, id=OTHER, file="fax-d-4/new.tif", sha256="c" * 64))
    assert stocked.intake("review", "accept", OTHER) == 2
    assert "has not been read yet" in said()


def test_linking_to_a_request_takes_all_its_copies_with_it(stocked, said: Said) -> None:
    with stocked.store() as store:
        first, read = store.transmission(stocked.accepted), store.latest_reading(stocked.accepted)
        for letter in "cd":
            name = "T" + letter * 16
            store.add(replace(first, id=name, file=f"fax-d-4/{letter}.tif", sha256=letter * 64))
            store.add_reading(replace(read, transmission_id=name, version=0), "intake", "")
    assert tally(stocked, said)["requests"] == 2
    stocked.intake("review", "unlink", OTHER, "-r", "twins")
    assert tally(stocked, said)["requests"] == 3
    with stocked.store() as store:
        placed = {key.transmission_id: placement.request_id for key, placement in store.memberships().items()}
    stocked.intake("review", "link", OTHER, placed[stocked.accepted], "-r", "no twins")
    assert tally(stocked, said)["requests"] == 2


def test_a_link_of_two_people_is_kept_and_remarked_upon(stocked, said: Said) -> None:
    assert stocked.intake("review", "link", stocked.accepted, stocked.waiting, "-r", "by the officer's word") == 0
    assert "surely name two people" in said()
    stocked.intake("review", "link", stocked.accepted, OTHER, "-r", "the same form")
    assert "surely name two people" not in said()


def test_two_outcomes_of_requests_that_are_linked_ask_until_one_word_is_said_of_both(stocked, said: Said) -> None:
    with stocked.store() as store:
        placed = {key.transmission_id: placement.request_id for key, placement in store.memberships().items()}
    for name, outcome in ((placed[stocked.accepted], "detained"), (placed[stocked.waiting], "transferred")):
        stocked.intake("review", "outcome", name, f"outcome={outcome}")
    stocked.intake("review", "link", stocked.accepted, stocked.waiting, "-r", "the same form")
    with stocked.store() as store:
        (together,) = {placement.request_id for placement in store.memberships().values()}
    said()
    stocked.intake("review", "show", together)
    shown = said()
    assert "Different outcomes were said" in shown
    assert "detained" in shown
    assert "transferred" in shown
    stocked.intake("review", "outcome", together, "outcome=transferred", "-r", "by the custody log")
    said()
    stocked.intake("review", "show", together)
    shown = said()
    assert "Different outcomes were said" not in shown
    assert "; transferred." in shown


def test_a_word_about_a_whole_transmission_names_no_single_record(stocked, said: Said) -> None:
    with stocked.store() as store:
        read = store.latest_reading(stocked.waiting)
        store.add_reading(replace(read, records=read.records * 2), "clerk", "two forms")
    for arguments in (("accept", f"{stocked.waiting}:2"), ("assign", f"{stocked.waiting}:1", "--to", "rivera")):
        assert stocked.intake("review", *arguments) == 2
        assert "said of a whole transmission" in said()
    assert stocked.intake("review", "accept", f"{stocked.waiting}:9") == 2
    assert "it has 2 records" in said()
    assert stocked.intake("review", "correct", f"{stocked.waiting}:2", "sex=F", "--accept") == 2
    with stocked.store() as store:
        assert store.decisions() == ()


def test_a_decision_while_something_holds_the_store_is_kept_and_says_what_holds_it(stocked, said: Said) -> None:
    with hold(stocked.settings, "intake run"):
        assert stocked.intake("review", "accept", stocked.waiting, "-r", "looked") == 0
    told = said()
    assert "The store is held by intake run, process " in told
    assert tally(stocked, said)["awaiting_review"] == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("channel=foo",), "channel=foo: no such channel"),
        (("received_at=1890-01-01",), "expected a time from 1980-01-01 on"),
        (("date_of_birth=2090-01-01",), "to today"),
        (("form=I-999",), "no form that the counting rules know"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(stocked, said: Said, arguments, expected) -> None:
    assert stocked.intake("review", "correct", stocked.waiting, "sex=F", *arguments) == 2
    assert expected in said()
    with stocked.store() as store:
        assert store.decisions() == ()


def test_nothing_of_the_evidence_is_cut_off_in_a_file_or_pipe(stocked, said: Said) -> None:
    offers = [f"HALVORSEN-BEAUMONT-TEST, Nils Alexander {number}" for number in "123"]
    with stocked.store() as store:
        read = store.latest_reading(stocked.waiting)
        name = replace(
            read.records[0].fields["subject_name"],
            doubt=Doubt.READERS_DISAGREE,
            reader="fax print + recogniser",
            candidates=tuple(Candidate(offer, "tesseract", 0.4) for offer in offers),
        )
        record = replace(read.records[0], fields=dict(read.records[0].fields) | {"subject_name": name})
        store.add_reading(replace(read, records=(record,), version=0), "intake", "again")
    stocked.intake("review", "show", stocked.waiting)
    (line,) = [line for line in said().splitlines() if line.startswith("subject name")]
    assert [offer for offer in offers if offer not in line] == []
    assert "fax print + recogniser  readers disagree: #1" in line


def test_when_something_was_decided_is_told_by_the_departments_clocks(stocked, said: Said) -> None:
    stocked.intake("review", "accept", stocked.waiting)
    with stocked.store() as store:
        (decision,) = store.decisions()
    said()
    stocked.intake("review", "show", stocked.waiting)
    told = said()
    assert f"{moment(decision.at, stocked.settings.zone)}  clerk: accept" in told
    assert "UTC" not in told


def test_what_waits_leads_from_its_evidence_to_what_settles_it(stocked, said: Said) -> None:
    stocked.intake("review", "show", stocked.waiting)
    told = said()
    assert f"Next: intake review accept {stocked.waiting}; or correct, reject or link it" in told
    assert "by district fax, D-4 (told by: source); 1 page; needs review." in told
    stocked.intake("review", "show", stocked.accepted)
    assert "Next:" not in said()
