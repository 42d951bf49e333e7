"""The channel is how the request first reached the department, not how the file reached the inbox."""

from datetime import datetime

import pytest

from pipeline.counting.channel import decide
from pipeline.settings import SourcePlace
from pipeline.values import HeaderLine
from pipeline.vocabulary import Channel, Doubt

DEDICATED = SourcePlace(name="fax-dedicated", path="a", channel="dedicated_fax", number="+16175550100")
D4 = SourcePlace(name="fax-d-4", path="b", channel="district_fax", district="D-4", number="+16175550206")
A1 = SourcePlace(name="fax-a-1", path="d", channel="district_fax", district="A-1", number="+16175550200")
MAIL = SourcePlace(name="mail", path="c", channel="email", address="detainers@pd.example.gov")
LINES = {place.number: place for place in (DEDICATED, D4, A1)}
DHS = "Boston.Detainers <bos.detainers@ice.example.gov>"
DESK = "Desk Supervisor D-4 <d-4.desk@pd.example.gov>"


@pytest.fixture
def fax(drawn):
    def decided(source, *headers, at="2025-03-05T10:00", how="tag"):
        return decide(drawn.transmission("t", at, inbox_how=how), headers, None, source, LINES, drawn.zone)

    return decided


@pytest.fixture
def mail(drawn):
    def decided(sender, message, *headers, at="2024-09-24T22:07", source=MAIL):
        transmission = drawn.transmission(
            "t", at, sender=sender, media_type="message/rfc822", inbox_how="mail_date", source="mail"
        )
        return decide(transmission, headers, message, source, LINES, drawn.zone)

    return decided


def header(number=None, sent="2025-03-05T09:58"):
    return HeaderLine("FR ICE TO ...", datetime.fromisoformat(sent) if sent else None, "ICE", number)


def test_a_fax_on_its_own_line_keeps_the_sources_channel(fax):
    received = fax(D4, header("+16175550206"))
    assert (received.channel, received.how, received.district) == (Channel.DISTRICT_FAX, "source", "D-4")
    assert received.doubts == ()
    assert received.received_how == "tag"


def test_the_dedicated_lines_number_on_a_fax_from_another_source_asks(fax):
    received = fax(D4, header("+16175550100"))
    assert received.channel is Channel.DISTRICT_FAX
    assert received.doubts == (Doubt.CHANNEL_DISAGREES,)


def test_one_page_that_names_the_sources_own_line_is_enough(fax):
    assert fax(D4, header("+16175550200"), header("+16175550206")).doubts == ()


def test_a_header_tells_the_channel_where_the_source_does_not(fax):
    received = fax(None, header("+16175550206"))
    assert (received.channel, received.how, received.district) == (Channel.DISTRICT_FAX, "header", "D-4")


def test_nothing_known_is_unknown_and_asks(fax):
    received = fax(None)
    assert (received.channel, received.doubts) == (Channel.UNKNOWN, (Doubt.CHANNEL_UNKNOWN,))


def test_a_header_date_days_off_asks(fax):
    received = fax(D4, header(sent="2025-03-01T09:00"))
    assert received.doubts == (Doubt.RECEIVED_DISAGREES,)
    assert received.received_at.day == 5


def test_the_header_is_believed_over_the_files_own_time_and_asks(fax):
    received = fax(D4, header(sent="2025-03-01T09:00"), how="file_time")
    assert (received.received_at.day, received.received_how) == (1, "header")
    assert received.doubts == (Doubt.RECEIVED_DISAGREES,)


def test_the_files_own_time_is_told_as_such(fax):
    assert fax(D4, how="file_time").doubts == (Doubt.RECEIVED_FROM_FILE_TIME,)


def test_a_plain_mail_of_dhs_is_email(mail):
    received = mail(DHS, "I-247A BAEZ\n\nPlease find the attached detainer.")
    assert (received.channel, received.how, received.district) == (Channel.EMAIL, "mail_headers", None)
    assert received.doubts == ()


def test_a_mail_of_dhs_that_speaks_of_a_fax_asks(mail):
    received = mail(DHS, "I-247A\n\nThis was also faxed to D-4 this morning.")
    assert (received.channel, received.doubts) == (Channel.EMAIL, (Doubt.CHANNEL_DISAGREES,))


def test_a_stations_forward_of_a_fax_is_that_stations_fax_at_the_time_of_the_note(mail):
    received = mail(
        "A-1 Desk <a-1.desk@pd.example.gov>", "FW\n\nCame in on the fax machine at A-1 on 09/22/2024 at 20:07 hours."
    )
    assert (received.channel, received.district, received.how) == (Channel.DISTRICT_FAX, "A-1", "message")
    assert received.received_at.isoformat() == "2024-09-22T20:07:00-04:00"
    assert (received.received_how, received.doubts) == ("message", ())


def test_without_a_date_in_the_note_the_header_line_gives_it(mail):
    received = mail(DESK, "FW\n\nCame in on our fax.", header("+16175550206", "2024-09-23T02:15"))
    assert (received.channel, received.district) == (Channel.DISTRICT_FAX, "D-4")
    assert received.received_at.isoformat() == "2024-09-23T02:15:00-04:00"
    assert (received.received_how, received.doubts) == ("header", ())


def test_a_header_line_alone_tells_a_forwarded_fax(mail):
    received = mail(DESK, "FW\n\nSee attached.", header("+16175550100", "2024-09-23T02:15"))
    assert (received.channel, received.how, received.district) == (Channel.DEDICATED_FAX, "header", None)


def test_a_note_and_a_header_that_disagree_ask(mail):
    received = mail(DESK, "FW\n\nHand delivered at the D-4 front desk.", header("+16175550206", "2024-09-24T20:00"))
    assert received.channel is Channel.IN_PERSON
    assert Doubt.CHANNEL_DISAGREES in received.doubts


def test_a_note_and_a_header_with_dates_far_apart_ask(mail):
    received = mail(DESK, "FW\n\nCame by fax at D-4 on 9/23/2024.", header("+16175550206", "2024-09-03T02:15"))
    assert received.received_at.date().isoformat() == "2024-09-23"
    assert received.doubts == (Doubt.RECEIVED_DISAGREES,)


def test_handed_over_this_evening_is_in_person_when_the_mail_says(mail):
    received = mail(DESK, "Detainer dropped off at D-4\n\nHand delivered at the front desk this evening.")
    assert (received.channel, received.district, received.how) == (Channel.IN_PERSON, "D-4", "message")
    assert received.received_at.isoformat() == "2024-09-24T22:07:00-04:00"
    assert received.received_how == "mail_date"


def test_the_senders_station_stands_where_the_note_names_none(mail):
    assert mail(DESK, "FW\n\nReceived by fax.").district == "D-4"


def test_a_note_of_another_station_than_the_sender_asks(mail):
    received = mail(DESK, "FW\n\nReceived by fax at E-13.")
    assert (received.district, received.doubts) == ("E-13", (Doubt.CHANNEL_DISAGREES,))


def test_a_stations_forward_of_what_dhs_mailed_stays_email(mail):
    received = mail(
        DESK,
        "FW: detainer\n\nFYI\n\nFrom: ICE <bos@ice.example.gov>\nSent: Monday, September 23, 2024 4:15 PM\n\nHello",
    )
    assert (received.channel, received.how, received.district) == (Channel.EMAIL, "message", None)
    assert received.received_at.isoformat() == "2024-09-23T16:15:00-04:00"


def test_a_station_that_says_nothing_of_the_way_is_unknown_and_asks(mail):
    received = mail(DESK, "FW\n\nSee attached.")
    assert (received.channel, received.district, received.doubts) == (
        Channel.UNKNOWN,
        "D-4",
        (Doubt.CHANNEL_UNKNOWN,),
    )


def test_a_mail_from_anyone_else_is_email(mail):
    received = mail("Reporter <desk@news.example.com>", "Question\n\nHow many came by fax?")
    assert (received.channel, received.how, received.doubts) == (Channel.EMAIL, "source", ())


def test_a_note_dated_after_its_own_mail_is_not_believed(mail):
    received = mail(DESK, "FW\n\nCame in by fax at D-4 on 11/22/2024.")
    assert received.received_at.isoformat() == "2024-09-24T22:07:00-04:00"
    assert received.doubts == (Doubt.RECEIVED_DISAGREES,)


def test_an_old_fax_forwarded_late_keeps_its_year_and_asks(mail):
    received = mail(DESK, "FW\n\nCame by fax at D-4 on 11/22/2024 at 0900 hrs.", at="2025-01-20T09:00")
    assert received.received_at.year == 2024
    assert received.doubts == (Doubt.RECEIVED_DISAGREES,)


def test_a_mail_picked_up_at_a_fax_lines_own_mailbox_is_that_fax(mail):
    received = mail("Fax gateway <fax@gateway.example>", "New fax from 781 555 0137", source=DEDICATED)
    assert (received.channel, received.how) == (Channel.DEDICATED_FAX, "source")


def test_a_fax_gateways_mail_header_names_the_line(drawn):
    transmission = drawn.transmission(
        "t", sender="gateway@fax.example", media_type="message/rfc822", tags={"X-Fax-Called-Number": "(617) 555-0206"}
    )
    received = decide(transmission, (), "New fax", MAIL, LINES, drawn.zone)
    assert (received.channel, received.district) == (Channel.DISTRICT_FAX, "D-4")
