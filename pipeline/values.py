"""Pure. What flows between the stages: frozen values, each refusing to be impossible.

A file that arrives is a `Transmission`. Its pages become `PageReading`s, the forms on them `Record`s, all of them
together one `Reading` with a version. Counting joins records into `Request`s.
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from pipeline.vocabulary import FIELD_NAMES, Basis, Channel, Doubt, Kind, Outcome, Role, Status

FieldValue = str | bool | tuple[str, ...] | None
"""Text, an ISO date as text, a box, or a sorted list of names; None when it was not read."""


def _frozen(mapping: Mapping[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(dict(mapping))


# values travel between processes, and a mapping proxy does not say by itself how
copyreg.pickle(MappingProxyType, lambda proxy: (_frozen, (dict(proxy),)))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the upright page, each side in 0..1 of the page's width or height."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not (0.0 <= self.x0 <= self.x1 <= 1.0 and 0.0 <= self.y0 <= self.y1 <= 1.0):
            raise ValueError(f"a box must lie within the page, left to right and top to bottom: {self}")

    @classmethod
    def of_pixels(cls, x0: float, y0: float, x1: float, y1: float, width: int, height: int) -> Box:
        """The box of a rectangle in pixels of a page `width` by `height`, cut to the page."""

        def part(value: float, whole: int) -> float:
            return round(min(max(value / whole, 0.0), 1.0), 5)

        return cls(part(x0, width), part(y0, height), part(max(x0, x1), width), part(max(y0, y1), height))


@dataclass(frozen=True, slots=True)
class Word:
    """A word as an engine read it."""

    text: str
    box: Box
    confidence: float
    """0..1, as the engine claims it; not a probability."""
    line: int
    """Words with the same number stand on one line; lines count from the top of the page."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a reader offered for a field, kept so that a person can choose it."""

    value: str
    reader: str
    """Which reader saw it, or which witness tells it."""
    confidence: float = 0.0
    """0..1, the reader's own claim."""
    likelihood: float | None = None
    """How well what stands on the page bears it out: the mean, over the looks of the small reader, of the natural
    logarithm of its probability (`reading/ctc.py`), or of that of the likeliest way where all readers agree; None where
    that was not asked."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"a confidence lies in 0..1, not {self.confidence}")


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field of a form with its evidence. `value` is None when it was not read; then `doubt` says why."""

    value: FieldValue
    raw: str | None = None
    """What the reader saw before it was understood."""
    page: int | None = None
    """The page of the transmission, from 1."""
    box: Box | None = None
    confidence: float = 0.0
    """0..1."""
    reader: str | None = None
    """Which reader or rule the value comes from."""
    doubt: Doubt | None = None
    candidates: tuple[Candidate, ...] = ()
    """All that the readers and witnesses offered, the value itself among them, the likeliest first."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"a confidence lies in 0..1, not {self.confidence}")
        if self.value in ("", ()) and self.reader is None:
            raise ValueError("a value that was not read is None, never empty")


@dataclass(frozen=True, slots=True)
class Record:
    """One form, or one thing that is no form, found in a transmission."""

    kind: Kind
    pages: tuple[int, ...]
    """The pages of the transmission it stands on, from 1; empty for the text of a mail."""
    fields: Mapping[str, FieldReading] = field(default_factory=dict)
    """By name as in `vocabulary.FIELDS`; a field the form does not have is absent."""
    doubts: tuple[Doubt, ...] = ()

    def __post_init__(self) -> None:
        unknown = set(self.fields) - set(FIELD_NAMES)
        if unknown:
            raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
        object.__setattr__(self, "fields", _frozen(self.fields))

    def value(self, name: str) -> FieldValue:
        """The value of a field, None when it is absent or was not read."""
        reading = self.fields.get(name)
        return reading.value if reading else None

    def text(self, name: str) -> str | None:
        """The value of a text or date field, None when it was not read."""
        value = self.value(name)
        return value if isinstance(value, str) else None

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The ticked reasons, in the order of the form."""
        value = self.value("basis")
        ticked = value if isinstance(value, tuple) else ()
        return tuple(basis for basis in Basis if basis in ticked)


@dataclass(frozen=True, slots=True)
class PageDecisions:
    """What was done to a page before it was read, and how sure that was."""

    width: int
    """Pixels of the upright page with square pixels."""
    height: int
    resolution: tuple[float, float]
    """Dots an inch across and down, of the bitmap as received."""
    resolution_how: str
    """`tags`, `shape` (from 1,728 columns and the height), `rendered`, `assumed`, or `reduced` (a sheet that went in
    sideways: dots an inch of the paper it was)."""
    turn: int = 0
    """Quarter turns clockwise in degrees that made it upright: 0, 90, 180 or 270."""
    turn_confidence: float = 0.0
    skew: float = 0.0
    """Degrees it was rotated clockwise to level its lines."""
    streaks: int = 0
    """Vertical streaks that were taken out."""
    rows_doubled: bool = False
    """A gateway had doubled the rows of a standard fax."""


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """The line that the sending machine prints at the top edge of a page."""

    raw: str
    sent_at: datetime | None = None
    """Naive: the clock of the sending machine, its zone unknown."""
    sender: str | None = None
    to_number: str | None = None
    """The receiving number in E.164, such as +16175550100."""
    page: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one page of a transmission held."""

    number: int
    """From 1, through all parts of the transmission."""
    part: int | None
    """The ordinal of the mail's part it stands in; None for a file that is not a mail."""
    decisions: PageDecisions | None
    """None when the page could not be decoded."""
    form: str | None = None
    """The name of the form description in `models/forms/` that the page was recognised as."""
    form_confidence: float = 0.0
    header: HeaderLine | None = None
    fields: Mapping[str, FieldReading] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    mentions: tuple[str, ...] = ()
    """Labels of spaCy rules that matched on a page which is no known form."""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", _frozen(self.fields))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mail, taken or skipped."""

    ordinal: int
    """From 1, in the order in which they stand in the mail."""
    path: str
    """Where it stands in the mail: `2.1` is the first part of the second."""
    name: str | None
    """The sanitised file name, never used as a path."""
    media_type: str
    """Told by content for attachments, as declared for text."""
    size: int
    """Bytes after decoding."""
    sha256: str | None
    """None when it was skipped before its content was decoded."""
    taken: bool
    reason: Doubt | str | None = None
    """Why it was skipped: `alternative` (its plain-text sibling was taken), `signature`, a doubt code, ..."""


@dataclass(frozen=True, slots=True)
class Transmission:
    """One file that arrived at one source: a line of the ledger. Never changed once written."""

    id: str
    source: str
    file: str
    """Path relative to the source's parent, such as `fax-d-4/fax000000012.tif`."""
    sha256: str
    size: int
    media_type: str
    """By content: image/tiff, application/pdf, image/png, image/jpeg, message/rfc822 or application/octet-stream."""
    modified_ns: int
    """The file's modification time when it was taken in."""
    inbox_at: datetime
    """When it reached the inbox, with an offset."""
    inbox_how: str
    """`tag`, `file_name`, `mail_received`, `mail_date`, `file_time` or `person`."""
    taken_in_at: datetime
    sender: str | None = None
    """The sending station's id or the mail's From, free text, never a key."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Fax tags or mail headers that help to tell the channel, by name."""
    same_bytes_as: str | None = None
    """The id of the first transmission that held the same bytes under another name."""
    parts: tuple[Part, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """What was wrong with the file itself when it was taken in."""

    def __post_init__(self) -> None:
        if self.inbox_at.tzinfo is None or self.taken_in_at.tzinfo is None:
            raise ValueError("the times of a transmission carry an offset")
        object.__setattr__(self, "tags", _frozen(self.tags))


@dataclass(frozen=True, slots=True)
class ReceivedBy:
    """How and when a transmission first reached the department, and what tells so."""

    channel: Channel
    how: str
    """What told the channel: `source`, `header`, `message`, `mail_headers` or `person`."""
    district: str | None
    received_at: datetime
    received_how: str
    doubts: tuple[Doubt, ...] = ()

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise ValueError("a time of receipt carries an offset")


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one look at a transmission found. A new look is a new version; none is overwritten."""

    transmission_id: str
    records: tuple[Record, ...]
    pages: tuple[PageReading, ...]
    pages_held: int
    """Pages in the file, so that pages in can be held against pages out."""
    received: ReceivedBy
    status: Status
    doubts: tuple[Doubt, ...]
    """Of the transmission and of all its records, without repeats."""
    seconds: float
    version: int = 0
    """From 1; 0 until the store has given it one."""

    @property
    def kind(self) -> Kind:
        """The kind of the most important record."""
        found = {record.kind for record in self.records}
        return next((kind for kind in Kind if kind in found), Kind.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Document:
    """A transmission with its latest reading, None while it has not been read."""

    transmission: Transmission
    reading: Reading | None


@dataclass(frozen=True, slots=True, order=True)
class RecordKey:
    """Names a record: its transmission and its place in the latest reading, from 0."""

    transmission_id: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Member:
    """A record as part of a request."""

    key: RecordKey
    role: Role
    rule: str
    """The code of the rule that placed it: `first`, `same_event_number`, ..."""
    why: str = ""
    """What speaks for it, in words that name fields and never their values."""


Pair = tuple[RecordKey, RecordKey]
"""Two records, the lesser key first."""


@dataclass(frozen=True, slots=True)
class Links:
    """What people said about which records are one request. The machine's own opinion never goes against it."""

    together: frozenset[Pair] = frozenset()
    """The same request."""
    apart: frozenset[Pair] = frozenset()
    """Not the same request, nor joined through a third record."""

    def __post_init__(self) -> None:
        if any(one >= other for one, other in self.together | self.apart):
            raise ValueError("a pair names two records, the lesser key first")
        if self.together & self.apart:
            raise ValueError("two records are one request or two, not both")


@dataclass(frozen=True, slots=True)
class Disposition:
    """What was done about a request; a person sets it, the default is that it was not acted upon."""

    outcome: Outcome = Outcome.NOT_ACTED_UPON
    outcome_on: date | None = None
    reimbursement: float = 0.0
    """US dollars."""
    released_at: datetime | None = None
    """When the person was released from the department's custody, where a law asks for it."""
    transferred_at: datetime | None = None
    """When custody went over to another agency, where a law asks for it."""
    receiving_agency: str | None = None
    """The agency that took custody."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request lodged with the department, counted once."""

    id: str
    received_at: datetime
    """When it was first received, in the department's time zone."""
    channel: Channel
    """Of the first receipt."""
    district: str | None
    members: tuple[Member, ...]
    """Every record that belongs to it, the first receipt first."""
    record: Record
    """The reading that stands, the first or the latest correction, put together with those of its copies."""
    status: Status
    """`needs_review` when anything could still change it."""
    doubts: tuple[Doubt, ...] = ()
    cancelled_on: date | None = None
    """The day the cancellation was received; None when it was not cancelled."""
    disposition: Disposition = Disposition()
    counted_on: date | None = None
    """The day that decides the year, by the jurisdiction's rules; None stands for the day of the first receipt."""

    @property
    def year(self) -> int:
        """The year it counts in."""
        return (self.counted_on or self.received_at).year

    @property
    def transmissions(self) -> int:
        """How many transmissions it came in."""
        return len({member.key.transmission_id for member in self.members})
