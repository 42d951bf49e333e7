"""Draws years of records as they are read, with what is true of them: larger and nastier than a real year.

No pictures: the values of invented forms go through a model of reading that leaves fields out, mistakes characters for
others, is in doubt about some that are right and sure of some that are wrong. People have names from many languages,
twins and families whose forms were made together, further forms weeks later; forms come again by other channels, as a
clean copy after a bad fax, corrected, in mails that forward several, and are cancelled.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from benchmarks.linking_names import FAMILY, GIVEN, OFFICERS, OFFICES
from pipeline.values import Candidate, Document, FieldReading, Reading, ReceivedBy, Record, RecordKey, Transmission
from pipeline.vocabulary import Channel, Doubt, Kind, Status

QUALITIES = {
    "clean": (0.30, 0.005, 0.003),
    "fine": (0.30, 0.025, 0.015),
    "standard": (0.20, 0.10, 0.06),
    "rough": (0.15, 0.09, 0.06),
    "awful": (0.05, 0.20, 0.10),
}
"""How a copy arrives: share of the copies, and of its fields those that are not read and those that are misread.

Of the judging families in README.md 3 to 22 fields of 100 were not read right, by damage; here it is 1 to 28."""
SURELY_WRONG, DOUBTED = 0.15, 0.05
"""Of misread values those without a doubt, and of right ones those in doubt."""
LIKE = {
    "0": "OQD8", "1": "I7L", "2": "Z7", "3": "8", "4": "A9", "5": "S6", "6": "G85", "7": "1T", "8": "B36", "9": "g4",
    "A": "4R", "B": "8R", "C": "GO", "D": "O0", "E": "FB", "F": "EP", "G": "C6", "H": "NM", "I": "1L", "J": "I",
    "K": "X", "L": "I1", "M": "NH", "N": "MH", "O": "0Q", "P": "FR", "Q": "O0", "R": "PK", "S": "5", "T": "7I",
    "U": "V", "V": "UY", "W": "VV", "X": "K", "Y": "V", "Z": "2",
}  # fmt: skip
"""What a character is taken for; wider than what the program knows of."""
LATER = (4, 4, 15, 15, 60, 60, 600, 600, 1440, 1440, 4000, 4000, 10_000, 10_000, 20_000, 40_000, 60_000, 150_000)
"""Minutes after which a form comes again: by another line at once, in the mail a week later, with a query in months."""
COUNTRIES = (
    "MEXICO", "GUATEMALA", "EL SALVADOR", "HONDURAS", "BRAZIL", "DOMINICAN REPUBLIC", "HAITI", "COLOMBIA", "ECUADOR",
    "CHINA, PEOPLES REPUBLIC OF", "VIETNAM", "CAPE VERDE", "PORTUGAL", "INDIA", "RUSSIA", "SOMALIA", "MOROCCO",
)  # fmt: skip
GROUNDS = (("biometric",), ("biometric", "final_order"), ("final_order",), ("pending_proceedings",), ("statements",))


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a record."""

    person: int
    kin: int
    """The people whose forms were made together share it."""
    request: int | None
    """None for a cancellation of something that never came."""
    cancels: bool = False


@dataclass
class Year:
    """Documents and the truth about their records."""

    documents: list[Document] = field(default_factory=list)
    truth: dict[RecordKey, Truth] = field(default_factory=dict)


@dataclass(frozen=True)
class _Form:
    """What stands on one printed form."""

    values: dict[str, str]
    basis: tuple[str, ...]
    made: date


class _Drawer:
    def __init__(self, seed: int, requests: int, damage: float, year: int) -> None:
        self.chance = random.Random(seed)
        self.year, self.wanted, self.damage = year, requests, damage
        self.drawn = Year()
        self.requests = self.people = self.groups = self.sent = 0
        self.events: dict[str, int] = {}
        self.loose: list[tuple[datetime, Record, Truth]] = []

    def draw(self) -> Year:
        while self.requests < self.wanted:
            self._group()
        self._into_transmissions()
        return self.drawn

    def _group(self) -> None:
        chance = self.chance
        size = 1 if chance.random() > 0.08 else chance.choice((2, 2, 2, 3, 4))
        twins = size == 2 and chance.random() < 0.4
        self.groups += 1
        first_day = date(self.year, 1, 1) + timedelta(days=chance.randrange(360))
        family, office, officer = self._family(), chance.choice(OFFICES), chance.choice(OFFICERS)
        born, file, subject = self._birth(), chance.randrange(20_000_000, 249_000_000), chance.randrange(10**8, 10**9)
        country, given = chance.choice(COUNTRIES), chance.sample(GIVEN, size)
        in_a_row = chance.random() < 0.6
        for place in range(size):
            self.people += 1
            name = given[place]
            if twins and place and chance.random() < 0.3:
                name = given[0] + chance.choice("AEON")  # Mario and Maria, Juan and Juana
            if chance.random() < 0.6:
                name += " " + chance.choice(GIVEN)
            person = {
                "subject_name": f"{family}, {name}",
                "date_of_birth": (born if twins else self._birth() if place else born).isoformat(),
                "file_number": f"{file + place if in_a_row else chance.randrange(20_000_000, 249_000_000):09d}",
                "subject_id": f"{subject + place if in_a_row else chance.randrange(10**8, 10**9)}",
                "citizenship": country,
                "sex": chance.choice("MMMF"),
            }
            self._forms(person, first_day, office, officer)

    def _forms(self, person: dict[str, str], first_day: date, office: tuple[str, str], officer: str) -> None:
        """A person's requests: one, sometimes another days or months later."""
        chance, day, number = self.chance, first_day, self.people
        for turn in range(3):
            if turn:
                if chance.random() > 0.1:
                    return
                day += timedelta(days=chance.choice((1, 2, 3, 5, 8, 20, 45, 90, 150)))
                if day.year != self.year:
                    return
                if chance.random() < 0.5:
                    office, officer = chance.choice(OFFICES), chance.choice(OFFICERS)
                    person = {**person, "subject_id": f"{chance.randrange(10**8, 10**9)}"}
            values = {
                **person,
                "event_number": self._event(office[0], day),
                "form_date": day.isoformat(),
                "officer_name": officer,
                "from_office": office[1],
            }
            self._request(_Form(values, chance.choice(GROUNDS), day), number)

    def _request(self, form: _Form, person: int) -> None:
        chance, number = self.chance, self.requests
        self.requests += 1
        truth = Truth(person, self.groups, number)
        at = datetime.combine(form.made, datetime.min.time(), UTC) + timedelta(minutes=chance.randrange(400, 1380))
        self._came(at, form, truth)
        while chance.random() < 0.38:  # again by another line minutes later, or by mail a week later
            later = at + timedelta(minutes=chance.choice(LATER))
            self._came(later, form, truth)
        if chance.random() < 0.05:
            form = self._corrected(form)
            at += timedelta(minutes=chance.choice((60, 1440, 5000)))
            self._came(at, form, truth)
            if chance.random() < 0.4:
                self._came(at + timedelta(minutes=1440), form, truth)
        if chance.random() < 0.08:
            self._cancellation(form, at, truth)
        if chance.random() < 0.01:  # a cancellation whose request never arrived
            self.people += 1
            stranger = {**form.values, "subject_name": f"{self._family()}, {chance.choice(GIVEN)}"}
            stranger |= {"file_number": f"{chance.randrange(20_000_000, 249_000_000):09d}"}
            stranger |= {"date_of_birth": self._birth().isoformat(), "subject_id": f"{chance.randrange(10**8, 10**9)}"}
            never = replace(form, values=stranger)
            self._cancellation(never, at, Truth(self.people, -self.people, None))

    def _cancellation(self, form: _Form, at: datetime, truth: Truth) -> None:
        chance = self.chance
        later = at + timedelta(days=chance.randrange(1, 40))
        values = {**form.values, "form_date": later.date().isoformat()}
        values["cancels_date"] = form.made.isoformat()
        if chance.random() < 0.5 or truth.request is None:
            values["event_number"] = self._event(values["event_number"][:3], later.date())
        self._came(later, _Form(values, form.basis, later.date()), replace(truth, cancels=True))

    def _corrected(self, form: _Form) -> _Form:
        chance = self.chance
        name = chance.choice(("date_of_birth", "citizenship", "basis", "subject_name", "form_date", "file_number"))
        values = dict(form.values)
        if name == "basis":
            return replace(form, basis=chance.choice([each for each in GROUNDS if each != form.basis]))
        if name == "date_of_birth":
            values[name] = self._birth().isoformat()
        elif name == "citizenship":
            values[name] = chance.choice(COUNTRIES)
        elif name == "form_date":
            values[name] = (form.made + timedelta(days=1)).isoformat()
        elif name == "file_number":
            values[name] = f"{chance.randrange(20_000_000, 249_000_000):09d}"
        else:
            values[name] = values[name] + chance.choice(("", " ")) + chance.choice("AEIS")
        return replace(form, values=values)

    def _came(self, at: datetime, form: _Form, truth: Truth) -> None:
        kind = Kind.CANCELLATION if truth.cancels else Kind.DETAINER
        self.loose.append((at, self._read(kind, form), truth))

    def _into_transmissions(self) -> None:
        """Each record in a transmission of its own, some together, a few mails with what came before once more."""
        chance = self.chance
        self.loose.sort(key=lambda each: each[0])
        waiting = iter(list(self.loose))
        for came, record, truth in waiting:
            at, held = came, [(record, truth)]
            if chance.random() < 0.04:  # a mail that forwards three faxes at once
                held += [(each[1], each[2]) for each in (next(waiting, None), next(waiting, None)) if each is not None]
                at += timedelta(minutes=90)
            self._transmission(at, held)
            if chance.random() < 0.01:  # a reply with the same attachments
                self._transmission(at + timedelta(hours=3), held)

    def _transmission(self, at: datetime, held: list[tuple[Record, Truth]]) -> None:
        name = f"T{self.sent:07d}"
        self.sent += 1
        arrived = Transmission(
            name, "fax", f"fax/{name}.tif", sha256(name.encode()).hexdigest(), 1, "image/tiff", 0, at, "tag", at
        )
        received = ReceivedBy(Channel.DEDICATED_FAX, "source", None, at, "tag")
        records = tuple(record for record, _ in held)
        doubts = tuple(dict.fromkeys(doubt for record in records for doubt in record.doubts))
        status = Status.NEEDS_REVIEW if doubts else Status.ACCEPTED
        reading = Reading(name, records, (), 1, received, status, doubts, 1.0, 1)
        self.drawn.documents.append(Document(arrived, reading))
        for ordinal, (_, truth) in enumerate(held):
            self.drawn.truth[RecordKey(name, ordinal)] = truth

    # what is read of a form

    def _read(self, kind: Kind, form: _Form) -> Record:
        chance = self.chance
        quality = chance.choices(list(QUALITIES), [share for share, _, _ in QUALITIES.values()])[0]
        unread, misread = (self.damage * share for share in QUALITIES[quality][1:])
        values = dict(form.values)
        if chance.random() < 0.04:
            values["subject_name"] = _shortened(values["subject_name"], chance)
        elif chance.random() < 0.04:
            last, _, given = values["subject_name"].partition(", ")
            values["subject_name"] = f"{given} {last}"
        fields = {
            name: self._field(name, value, unread, misread * (1.8 if name == "subject_name" else 1.0))
            for name, value in values.items()
        }
        fields["form"] = FieldReading("I-247A", "I-247A", 1, None, 0.99, "drawn")
        fields["cancels"] = FieldReading(kind is Kind.CANCELLATION, None, 1, None, 0.99, "drawn")
        fields["basis"] = FieldReading(form.basis, None, 1, None, 0.99, "drawn")
        doubts = tuple(dict.fromkeys(each.doubt for each in fields.values() if each.doubt is not None))
        return Record(kind, (1,), fields, doubts)

    def _field(self, name: str, value: str, unread: float, misread: float) -> FieldReading:
        chance = self.chance
        if chance.random() < unread:
            return FieldReading(None, None, 1, None, 0.0, "drawn", Doubt.FIELD_MISSING)
        if chance.random() >= misread:
            if chance.random() >= DOUBTED:
                return FieldReading(value, value, 1, None, round(chance.uniform(0.93, 0.9998), 4), "drawn")
            other = self._misread(name, value)
            offers = (Candidate(value, "one", 0.7), Candidate(other, "another", 0.6))
            sure = round(chance.uniform(0.4, 0.89), 4)
            return FieldReading(value, value, 1, None, sure, "drawn", Doubt.READERS_DISAGREE, offers)
        wrong = self._misread(name, value)
        if chance.random() < SURELY_WRONG:
            return FieldReading(wrong, wrong, 1, None, round(chance.uniform(0.9, 0.99), 4), "drawn")
        seen = value if chance.random() < 0.5 else self._misread(name, value)
        offers = (Candidate(wrong, "one", 0.7), Candidate(seen, "another", 0.6))
        return FieldReading(
            wrong, wrong, 1, None, round(chance.uniform(0.3, 0.89), 4), "drawn", Doubt.FIELD_UNCERTAIN, offers
        )

    def _misread(self, name: str, value: str) -> str:
        chance = self.chance
        if name == "sex":
            return "F" if value == "M" else "M"
        for _ in range(20):
            wrong = value
            for _ in range(chance.choices((1, 2, 3), (0.75, 0.18, 0.07))[0]):
                wrong = self._slip(name, wrong)
            if wrong and wrong != value and (name not in _DATES or _is_day(wrong)):
                return wrong
        return value

    def _slip(self, name: str, value: str) -> str:
        chance = self.chance
        at = chance.randrange(len(value))
        old, digits = value[at], name in _DATES or name in ("file_number", "subject_id")
        sort = chance.random()
        if not value[at].isalnum() or (name in _DATES and sort > 0.7):
            return value
        if sort < 0.7:
            like = [each for each in LIKE.get(old.upper(), "") if each.isdigit() or not digits]
            any_other = "0123456789" if old.isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            new = chance.choice(like) if like and chance.random() < 0.8 else chance.choice(any_other)
            return value[:at] + new + value[at + 1 :]
        if sort < 0.85:
            return value[:at] + value[at + 1 :]
        if sort < 0.93:
            return value[:at] + old + value[at:]
        return value[:at] + value[at + 1 : at + 2] + old + value[at + 2 :]

    def _event(self, site: str, day: date) -> str:
        """Numbers of one site and month follow one another, as far apart as the others that it makes."""
        series = f"{site}{day:%y%m}"
        self.events[series] = self.events.get(series, self.chance.randrange(500)) + self.chance.choice((1, 1, 2, 3, 7))
        return f"{series}{self.events[series]:06d}"

    def _family(self) -> str:
        one = self.chance.choices(FAMILY, _FREQUENT)[0]
        return f"{one} {self.chance.choice(FAMILY)}" if self.chance.random() < 0.4 else one

    def _birth(self) -> date:
        year = self.chance.randrange(1960, 2007)
        if self.chance.random() < 0.05:
            return date(year, 1, 1)
        return date(year, 1, 1) + timedelta(days=self.chance.randrange(365))


_DATES = ("date_of_birth", "form_date", "cancels_date")
_FREQUENT = [1 / (place + 3) for place in range(len(FAMILY))]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year > 1900
    except ValueError:
        return False


def _shortened(name: str, chance: random.Random) -> str:
    """A name as somebody types it: without a second family name, or with an initial."""
    last, _, given = name.partition(", ")
    if " " in last and chance.random() < 0.6:
        return f"{last.split()[0]}, {given}"
    first, _, middle = given.partition(" ")
    return f"{last}, {first} {middle[0]}" if middle else name


def draw_year(seed: int, requests: int, damage: float = 1.0, year: int = 2025) -> Year:
    """A year of about so many requests, the same for the same seed; `damage` times as much is unread and misread."""
    return _Drawer(seed, requests, damage, year).draw()
