"""What a person says about how a transmission came, understood and held against what is known.

Touches the world: looks whether a named file is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rapidfuzz import process

from pipeline.counting.message import districts_in
from pipeline.errors import WrongUse
from pipeline.places import typed as typed_command
from pipeline.reviewing.bounds import LONGEST_NAME, check_past, plain_line
from pipeline.settings import Settings
from pipeline.values import FieldValue, ReceivedBy
from pipeline.vocabulary import Channel

WITHOUT_DISTRICT = frozenset({Channel.DEDICATED_FAX, Channel.OTHER_FAX, Channel.EMAIL})
"""Channels that lead to the department as a whole and to no station."""

_ID = re.compile(r"T[0-9a-f]{16}")
_CHANNELS = tuple(channel.value for channel in Channel if channel is not Channel.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Said:
    """A person's word; what was not spoken of is None."""

    channel: Channel | None = None
    district: str | None = None
    received_at: datetime | None = None
    no_district: bool = False
    """It came to no station, said by an empty district."""

    def __bool__(self) -> bool:
        return self != Said()


def understood(
    channel: str | None,
    district: str | None,
    received: str | None,
    settings: Settings,
    now: datetime,
    *,
    options: bool = True,
) -> Said:
    """The person's word from what was typed: as options, `--channel email`, or as assignments, `channel=email`.

    Raises WrongUse, with what was expected, and named as it was typed.
    """
    typed = _AsTyped(options)
    named = district is not None and district.strip() != ""
    return Said(
        _channel(typed.line("channel", channel), typed) if channel is not None else None,
        _district(typed.line("district", district or ""), typed, settings) if named else None,
        _received(typed.line("received", received), typed, settings.zone, now) if received is not None else None,
        no_district=district is not None and not named,
    )


@dataclass(frozen=True, slots=True)
class _AsTyped:
    """How a person names what is said: a sentence about it uses the same words."""

    options: bool

    def name(self, name: str) -> str:
        return f"--{name}" if self.options else {"received": "received_at"}.get(name, name)

    def both(self, name: str, text: str) -> str:
        return f"{self.name(name)}{' ' if self.options else '='}{text}"

    def line(self, name: str, text: str) -> str:
        return plain_line(self.name(name), text, LONGEST_NAME)


def is_id(named: str) -> bool:
    """Whether it is written as the id of a transmission is."""
    return _ID.fullmatch(named) is not None


def check_named(named: str, settings: Settings) -> None:
    """Raises WrongUse for what is neither the id of a transmission nor a file."""
    if not is_id(named) and not Path(named).is_file():
        lists = typed_command(settings, "status")
        raise WrongUse(f"{named}: neither the id of a transmission nor a file; the ids are listed by: {lists}")


def corrections_of(
    said: Said, subject: str, standing: ReceivedBy | None, *, options: bool = True
) -> Iterator[tuple[str, FieldValue]]:
    """What to keep of the person's word about `subject`, whose receipt stands as `standing`; None while it is unread.

    A channel that leads to no station takes the district away. Raises WrongUse when it does not make sense together.
    """
    typed = _AsTyped(options)
    channel = said.channel or (standing.channel if standing else None)
    if said.district and (channel is None or channel in WITHOUT_DISTRICT):
        how = f"came by {channel}, which leads to no district" if channel else "is not known to have come by a station"
        raise WrongUse(f"{subject}: {how}; say how it came too, such as {typed.both('channel', 'district_fax')}")
    district = None if said.no_district else said.district or (standing.district if standing else None)
    if channel is Channel.DISTRICT_FAX and district is None and (said.channel or said.no_district):
        raise WrongUse(f"{subject}: say at which station's machine it came, such as {typed.both('district', 'D-4')}")
    if said.channel:
        yield "channel", said.channel.value
    if said.district:
        yield "district", said.district
    elif (said.channel in WITHOUT_DISTRICT or said.no_district) and (standing is None or standing.district is not None):
        yield "district", None
    if said.received_at:
        yield "received_at", said.received_at.isoformat()


def _channel(text: str, typed: _AsTyped) -> Channel:
    wanted = text.strip().lower().replace("-", "_")
    if wanted in _CHANNELS:
        return Channel(wanted)
    near = process.extractOne(wanted, _CHANNELS, score_cutoff=60)
    hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(_CHANNELS)}"
    raise WrongUse(f"{typed.both('channel', text)}: no such channel; {hint}")


def _district(text: str, typed: _AsTyped, settings: Settings) -> str:
    known = {place.district.lower(): place.district for place in settings.sources if place.district}
    if named := known.get(text.strip().lower()):
        return named
    found = districts_in(text)
    if len(found) != 1:
        raise WrongUse(f"{typed.both('district', text)}: no such district; expected one such as D-4")
    return found[0]


def _received(text: str, typed: _AsTyped, zone: ZoneInfo, now: datetime) -> datetime:
    said = typed.both("received", text)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise WrongUse(f"{said}: expected a time such as 2025-01-14T02:15, or a day alone") from None
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    check_past(said, at, now)
    return at
