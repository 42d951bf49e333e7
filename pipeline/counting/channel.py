"""Pure. How and when a transmission first reached the department.

What tells: the source it was picked up from, the line that the sending machine printed, the covering message, and who
sent the mail. The channel is how the *request* came, so a scan that a station forwards by mail keeps the station's
channel. Where the tellings disagree, the strongest stands and a doubt asks a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from pipeline.counting.message import Told, districts_in, is_dhs, told_by
from pipeline.counting.moments import Moment
from pipeline.settings import SourcePlace
from pipeline.values import HeaderLine, ReceivedBy, Transmission
from pipeline.vocabulary import Channel, Doubt

FAXES = frozenset({Channel.DEDICATED_FAX, Channel.DISTRICT_FAX, Channel.OTHER_FAX})
_WAYS = {
    "FAX": Channel.OTHER_FAX,
    "OTHER_FAX": Channel.OTHER_FAX,
    "DEDICATED_FAX": Channel.DEDICATED_FAX,
    "IN_PERSON": Channel.IN_PERSON,
    "EMAIL": Channel.EMAIL,
    "PHONE": Channel.PHONE,
    "MAIL": Channel.MAIL,
}
_CALLED = re.compile(r"called|dnis|\bdid\b|fax-to\b|sub-?address|csid", re.IGNORECASE)
"""Headers by which a fax gateway tells the called line; the CSID is the called station's id."""
_CLOSE = timedelta(days=2)
"""How far the clock of the sending machine may be from the receipt without a question."""
_FORWARDED_WITHIN = timedelta(days=31)
"""How late a station may forward what it received without a question."""
_CLOCKS_DIFFER = timedelta(hours=12)
"""How far a stated time may lie after the mail that states it: zones and clocks differ."""


@dataclass(frozen=True, slots=True)
class _Way:
    channel: Channel
    district: str | None
    how: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _When:
    at: datetime
    how: str
    doubts: tuple[Doubt, ...] = ()


def decide(
    transmission: Transmission,
    headers: tuple[HeaderLine, ...],
    message: str | None,
    source: SourcePlace | None,
    lines: Mapping[str, SourcePlace],
    zone: tzinfo,
) -> ReceivedBy:
    """How and when the transmission first reached the department.

    `headers`: the header lines of its pages. `message`: subject and text of the mail, None for a file that is no mail.
    `source`: where it was picked up, None when the settings no longer have it. `lines`: the department's known fax
    lines by number in E.164. `zone`: the department's time zone; the sending machine's clock is taken to be in it.
    """
    told = told_by(message, transmission.inbox_at, zone) if message else Told()
    line = _line((*headers, *_called(transmission.tags, lines)), source, lines)
    if message is None or (source and source.channel in FAXES):
        way = _of_file(source, line, headers, told)
        when = _when_of_file(transmission, headers, zone)
    else:
        way = _of_mail(transmission, source, line, headers, told)
        when = _when_of_mail(transmission, way, headers, told, zone)
    doubts = [*way.doubts, *when.doubts]
    if when.how == "file_time":
        doubts.append(Doubt.RECEIVED_FROM_FILE_TIME)
    return ReceivedBy(
        way.channel, way.how, way.district, when.at.astimezone(zone), when.how, tuple(dict.fromkeys(doubts))
    )


def _line(
    headers: tuple[HeaderLine, ...], source: SourcePlace | None, lines: Mapping[str, SourcePlace]
) -> SourcePlace | None:
    """The known line that the pages were sent to: the source's own if any page says so, else the one most name."""
    named = [lines[number] for header in headers if (number := header.to_number) is not None and number in lines]
    if not named:
        return None
    if source and any(place.name == source.name for place in named):
        return source
    counts = Counter(place.name for place in named)
    return min(named, key=lambda place: (-counts[place.name], place.name))


def _called(tags: Mapping[str, str], lines: Mapping[str, SourcePlace]) -> tuple[HeaderLine, ...]:
    """The known lines that a fax gateway's headers name as called."""
    digits = {number.lstrip("+")[-10:]: number for number in lines}
    return tuple(
        HeaderLine(value, to_number=digits[called])
        for name, value in tags.items()
        if _CALLED.search(name) and (called := "".join(filter(str.isdigit, value))[-10:]) in digits
    )


def _of_file(source: SourcePlace | None, line: SourcePlace | None, headers: tuple[HeaderLine, ...], told: Told) -> _Way:
    """A fax or scan that lay in a source of its own."""
    if source and source.channel is not Channel.UNKNOWN:
        other_line = line is not None and line.name != source.name and source.channel in FAXES
        other_way = any(not _agrees(way, source.channel) for way in told.ways)
        return _Way(source.channel, source.district, "source", (Doubt.CHANNEL_DISAGREES,) * (other_line or other_way))
    if line:
        return _Way(line.channel, line.district, "header")
    if headers:
        return _Way(Channel.OTHER_FAX, None, "header", (Doubt.CHANNEL_UNKNOWN,))
    return _Way(Channel.UNKNOWN, None, "source", (Doubt.CHANNEL_UNKNOWN,))


def _of_mail(
    transmission: Transmission,
    source: SourcePlace | None,
    line: SourcePlace | None,
    headers: tuple[HeaderLine, ...],
    told: Told,
) -> _Way:
    sender = transmission.sender or transmission.tags.get("From", "")
    if is_dhs(sender):
        elsewhere = line is not None or any(way != "EMAIL" for way in told.ways)
        return _Way(Channel.EMAIL, None, "mail_headers", (Doubt.CHANNEL_DISAGREES,) * elsewhere)
    stations = districts_in(sender)
    if told.ways:
        return _as_told(told, line, stations)
    if line:
        return _Way(line.channel, line.district, "header", _unless_same(line.district, told.districts))
    if told.from_dhs:
        return _Way(Channel.EMAIL, None, "message")
    district = next(iter(told.districts if len(told.districts) == 1 else stations), None)
    if headers:
        channel = Channel.DISTRICT_FAX if district else Channel.OTHER_FAX
        return _Way(channel, district, "header", () if district else (Doubt.CHANNEL_UNKNOWN,))
    if stations or _is_own(sender, source):
        return _Way(Channel.UNKNOWN, district, "mail_headers", (Doubt.CHANNEL_UNKNOWN,))
    return _Way(source.channel if source else Channel.EMAIL, None, "source" if source else "mail_headers")


def _as_told(told: Told, line: SourcePlace | None, stations: tuple[str, ...]) -> _Way:
    """The way that a station's note states, held against the line that the pages were sent to."""
    channel = _WAYS[told.ways[0]]
    doubts = [Doubt.CHANNEL_DISAGREES] if len(told.ways) > 1 else []
    districts = told.districts or stations
    district = districts[0] if districts else None
    if len(told.districts) > 1 or (told.districts and stations and not set(told.districts) & set(stations)):
        doubts.append(Doubt.CHANNEL_DISAGREES)
    if told.ways[0] == "FAX":
        if line and (district is None or not told.districts or line.district == district):
            channel, district = line.channel, line.district
        elif district:
            channel = Channel.DISTRICT_FAX
        else:
            doubts.append(Doubt.CHANNEL_UNKNOWN)
    if line and (channel not in FAXES or line.channel is not channel or line.district != district):
        doubts.append(Doubt.CHANNEL_DISAGREES)
    if channel in (Channel.EMAIL, Channel.DEDICATED_FAX, Channel.OTHER_FAX):
        district = None
    return _Way(channel, district, "message", tuple(doubts))


def _agrees(way: str, channel: Channel) -> bool:
    return channel in FAXES if way in ("FAX", "OTHER_FAX") else _WAYS[way] is channel


def _unless_same(district: str | None, told: tuple[str, ...]) -> tuple[Doubt, ...]:
    return (Doubt.CHANNEL_DISAGREES,) if told and district not in told else ()


def _is_own(sender: str, source: SourcePlace | None) -> bool:
    """Whether the sender's mail address is of the same house as the mailbox."""
    own = (source.address or "").rpartition("@")[2].lower() if source else ""
    theirs = sender.rpartition("@")[2].strip(" >\"'").lower()
    return bool(own) and (theirs == own or theirs.endswith("." + own))


def _when_of_file(transmission: Transmission, headers: tuple[HeaderLine, ...], zone: tzinfo) -> _When:
    """When the inbox had it; the header's clock, where only the file's own time speaks against it."""
    sent = _sent(headers, zone)
    at, how = transmission.inbox_at, transmission.inbox_how
    if sent is None or abs(sent - at) <= _CLOSE:
        return _When(at, how)
    if how == "file_time" and sent < at:
        return _When(sent, "header", (Doubt.RECEIVED_DISAGREES,))
    return _When(at, how, (Doubt.RECEIVED_DISAGREES,))


def _when_of_mail(
    transmission: Transmission, way: _Way, headers: tuple[HeaderLine, ...], told: Told, zone: tzinfo
) -> _When:
    """When the note, else the header line says that it came; else when the mail did."""
    mailed, how = transmission.inbox_at, transmission.inbox_how
    if way.channel is Channel.EMAIL and way.how == "mail_headers":
        return _When(mailed, how)
    sent = _sent(headers, zone) if way.channel in FAXES else None
    if way.channel is Channel.EMAIL and told.dhs_sent:
        return _believed(told.dhs_sent, "message", mailed, how)
    if told.ways and told.moment:
        when = _of_moment(told.moment, sent, mailed, how)
        far = sent is not None and abs(sent - when.at) > _CLOSE
        return _When(when.at, when.how, (*when.doubts, *((Doubt.RECEIVED_DISAGREES,) if far else ())))
    if sent:
        return _believed(sent, "header", mailed, how)
    return _When(mailed, how)


def _of_moment(moment: Moment, sent: datetime | None, mailed: datetime, how: str) -> _When:
    """A day alone takes the header line's time of that day; the mail's own day needs no other time than the mail's."""
    if moment.gives_time:
        return _believed(moment.at, "message", mailed, how)
    if sent and sent.date() == moment.at.date() and sent <= mailed + _CLOCKS_DIFFER:
        return _When(sent, "message")
    if mailed.astimezone(moment.at.tzinfo).date() == moment.at.date():
        return _When(mailed, how)
    return _believed(moment.at, "message", mailed, how)


def _believed(at: datetime, how: str, mailed: datetime, mailed_how: str) -> _When:
    """A stated time, unless it lies after the mail that states it; one long before is asked about."""
    if at > mailed + _CLOCKS_DIFFER:
        return _When(mailed, mailed_how, (Doubt.RECEIVED_DISAGREES,))
    late = mailed - at > _FORWARDED_WITHIN
    return _When(at, how, (Doubt.RECEIVED_DISAGREES,) if late else ())


def _sent(headers: tuple[HeaderLine, ...], zone: tzinfo) -> datetime | None:
    """The time that most pages' header lines give, in the department's zone."""
    times = [header.sent_at for header in headers if header.sent_at is not None]
    if not times:
        return None
    days = Counter(time.date() for time in times)
    day = min(days, key=lambda each: (-days[each], each))
    return min(time for time in times if time.date() == day).replace(tzinfo=zone)
