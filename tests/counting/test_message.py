"""What a station writes over a scan tells how it came; what it asks, denies or quotes does not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.counting.message import districts_in, is_dhs, told_by

ZONE = ZoneInfo("America/New_York")
TUESDAY = datetime(2024, 9, 24, 22, 7, tzinfo=ZONE)


def told(text):
    return told_by(f"FW: detainer\n\n{text}", TUESDAY, ZONE)


@pytest.mark.parametrize(
    ("text", "way", "district", "when"),
    [
        ("The attached came in on the fax machine at A-1 on 09/22/2024 at 20:07 hours.", "FAX", "A-1", "09-22 20:07"),
        ("received by fax at station C11 yesterday", "FAX", "C-11", "09-23 00:00"),
        ("Via facsimile, District 4, Sept 22, 2024 0215 hrs", "FAX", "D-4", "09-22 02:15"),
        ("Fax from ICE, Area E-18, 22 Sep 2024 at 2007", "FAX", "E-18", "09-22 20:07"),
        ("Please be advised the attached fax was received in C-6 at 11:30 PM 9/22/24", "FAX", "C-6", "09-22 23:30"),
        ("Spat out of the fax machine at E-5 overnight, 0330 hours, 23 September.", "FAX", "E-5", "09-23 03:30"),
        ("ICE sent this to our fax machine (B-3) Sunday night at 2240.", "FAX", "B-3", "09-22 22:40"),
        ("Sgt. Smith received this via fax at Dist. D-14 on Sept. 22 at 0215 hrs.", "FAX", "D-14", "09-22 02:15"),
        ("Picked this up off the fax at A1 at 0130 hrs on 9/22/2024.", "FAX", "A-1", "09-22 01:30"),
        ("This was on the B3 fax this shift (September 22, 2024, 2042 hrs).", "FAX", "B-3", "09-22 20:42"),
        ("Served in hand at the E13 desk on September 22, 2024 at 02:48.", "IN_PERSON", "E-13", "09-22 02:48"),
        ("It came over the detainer fax line at 6:15 p.m.", "DEDICATED_FAX", None, "09-24 18:15"),
        ("Received on the fax at headquarters this morning.", "OTHER_FAX", None, "09-24 00:00"),
        (
            "ICE officers came to the D-4 front desk and hand delivered it this evening.",
            "IN_PERSON",
            "D-4",
            "09-24 00:00",
        ),
        ("Agents dropped off the attached at B-2 on 9/21 around 3 pm.", "IN_PERSON", "B-2", "09-21 15:00"),
        ("Hand-carried to the desk at A-15 by two agents at 14:05 today.", "IN_PERSON", "A-15", "09-24 14:05"),
        ("Deportation officers walked the paperwork in at E-13.", "IN_PERSON", "E-13", None),
        ("Two officers stopped by A-7 and gave this to the desk officer at 1640.", "IN_PERSON", "A-7", "09-24 16:40"),
        ("ICE phoned in this request at 0410.", "PHONE", None, "09-24 04:10"),
        ("A telephone call from ICE was taken at D-4 on Monday.", "PHONE", "D-4", "09-23 00:00"),
        ("The attached was mailed to the station and arrived 9/20/24.", "MAIL", None, "09-20 00:00"),
        ("Received via US Mail on September 19th.", "MAIL", None, "09-19 00:00"),
        ("This came by e-mail from ICE.", "EMAIL", None, None),
    ],
)
def test_a_note_tells_way_district_and_time(text, way, district, when):
    found = told(text)
    assert found.ways == (way,)
    assert found.districts == ((district,) if district else ())
    assert (found.moment and found.moment.at.strftime("%m-%d %H:%M")) == when


@pytest.mark.parametrize(
    "text",
    [
        "Was this received by fax or hand delivered?",
        "Please let us know whether it was faxed.",
        "Do you know if these were dropped off at the front desk?",
        "How many came by fax this year?",
        "Please fax a reply to 617-555-0100.",
        "You can hand deliver the signed copy.",
        "These normally come by fax.",
        "We faxed the signed copy back to ICE.",
        "As discussed by phone, see attached.",
        "Fax: 617-555-0100",
        "The prisoner was brought in at 0200 hrs.",
        "Can someone confirm it came in on the fax machine at D-4?",
        "> The attached came in on the fax machine at D-4.",
    ],
)
def test_questions_requests_habits_and_quotes_tell_no_way(text):
    assert told(text).ways == ()


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("This was not by fax; an agent handed it to the desk officer at E-13.", "IN_PERSON"),
        ("Did not come in on the fax machine, it was hand delivered at D-14.", "IN_PERSON"),
        ("Nothing came by phone, this one came in on the fax machine.", "FAX"),
        ("It was never mailed but was faxed to C-11.", "FAX"),
        ("Dropped off at the front desk rather than by fax.", "IN_PERSON"),
    ],
)
def test_what_is_denied_is_not_the_way(text, way):
    assert told(text).ways == (way,)


def test_two_ways_are_both_told():
    assert told("It came by fax at D-4 and the agent also dropped it off at the desk.").ways == ("FAX", "IN_PERSON")


def test_the_date_of_the_form_is_not_the_date_of_receipt():
    found = told("Detainer dated 09/20/2024 was faxed to D-14 on 09/22/2024 at 0215 hrs, DOB 01/02/1980.")
    assert found.moment.at == datetime(2024, 9, 22, 2, 15, tzinfo=ZONE)


def test_the_date_may_stand_in_another_sentence_that_tells_of_the_receipt():
    found = told("Attached came by fax at D-4.\nReceived: 09/22/2024 2007 hrs")
    assert found.moment.at == datetime(2024, 9, 22, 20, 7, tzinfo=ZONE)


def test_a_quoted_mail_of_dhs_tells_who_wrote_and_when():
    found = told(
        "FYI\n\n-----Original Message-----\nFrom: ICE Boston <bos@ice.dhs.gov>\n"
        "Sent: Monday, September 23, 2024 4:15 PM\nTo: D-4\n\nPlease see the attached, also sent by fax."
    )
    assert found.from_dhs
    assert found.ways == ()
    assert found.dhs_sent == datetime(2024, 9, 23, 16, 15, tzinfo=ZONE)


@pytest.mark.parametrize(
    "address", ["Boston <bos.detainers@ice.example.gov>", "x.y@ice.dhs.gov", "<a@mail.cbp.dhs.gov>"]
)
def test_addresses_of_dhs_are_known(address):
    assert is_dhs(address)


@pytest.mark.parametrize("address", ["desk@office.gov", "d-4.desk@pd.example.gov", "ice@news.example.com", ""])
def test_other_addresses_are_not_dhs(address):
    assert not is_dhs(address)


def test_a_station_is_known_by_its_mail_address():
    assert districts_in("d-4.desk@pd.example.gov") == ("D-4",)
    assert districts_in("Desk Supervisor <e13@pd.example.gov>") == ("E-13",)
    assert districts_in("Records <records@pd.example.gov>") == ()


@given(st.text(max_size=400))
def test_any_text_is_survived(text):
    found = told_by(text, TUESDAY, ZONE)
    assert set(found.ways) <= {"FAX", "DEDICATED_FAX", "OTHER_FAX", "IN_PERSON", "EMAIL", "PHONE", "MAIL"}
