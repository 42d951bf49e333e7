"""Pure. What stands elsewhere in a transmission, held against what was read on a form.

A warrant, a cover sheet, a second copy, the mail and the names of its files repeat who the form is about. Where such a
witness says the same, the value is surer, for two prints are seldom misread alike. Where it says nearly the same, one
of the two was misread, and a person is asked. Where it says something else altogether it speaks of somebody else and is
no witness. No witness ever changes a value: what it says joins the candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf

from pipeline.reading.fields import sure
from pipeline.reading.likeness import ALIKE, IN_PART, NEAR, SAME, name_distance, text_distance, words_of
from pipeline.reading.testimony import Place, Told, Witness
from pipeline.values import Candidate, FieldReading, HeaderLine
from pipeline.vocabulary import NOTES, Doubt

Fields = Mapping[str, FieldReading]

LEFT = {"fax": 0.2, "typed": 0.1, "in part": 0.5}
"""The share of a value's doubt that is left when a witness says the same: least where it was typed and so never read;
more where it came on the same fax, whose noise and type may trick the readers twice; most where it bears a part of the
value out, such as the month of a date. Several of one sort may have one origin and count once."""
_MOST, _EVEN = 0.999, 0.5
"""Confidence at the most, and of a value at the most that a witness speaks against."""
_HIGH = 0.99
"""A form date this sure stands against an event number's month: not every office dates its events, and some take up an
old one, so where the date is nearly certain the event is likelier to be the odd one."""
_MONTHS = 6
"""Months between event and form that ask for no explanation."""
_DAYS = 7
"""Days from a form's date within which its transmission is expected."""
_LETTERS = 4
"""Letters of a typed word at least that may be a misread name; shorter ones, such as `and` beside ANA, are words."""
_ANSWERED = frozenset({Doubt.READERS_DISAGREE, Doubt.FIELD_UNCERTAIN})
"""Doubts that a witness answers who says exactly the same."""
_PARTS = ("subject_last", "subject_first", "subject_middle")
_NUMBERS = ("file_number", "event_number", "subject_id")
_PERSON = ("subject_name", *_NUMBERS)
"""Fields by which a witness shows whom it means."""


_SPEAKS_AGAINST = {
    Place.FORM: frozenset({*_PERSON, "date_of_birth", "citizenship", "sex", "form_date"}),
    # a warrant has a date of its own, a cover sheet a date and a number to call
    Place.WARRANT: frozenset({"subject_name", "file_number"}),
    Place.COVER: frozenset({"subject_name"}),
    Place.LINE: frozenset(_PERSON),
    Place.TEXT: frozenset({*_PERSON, "date_of_birth"}),
}
"""The fields that may be contradicted from each place; others it can only bear out."""


@dataclass(frozen=True, slots=True)
class _Saying:
    """What a witness says about one field of one form."""

    witness: Witness
    told: Told
    apart: float


def whose(witness: Witness, people: Sequence[Fields]) -> int | None:
    """Which of several forms a page belongs to, by name and numbers; None when it does not say."""
    apart = [_person_apart(witness, fields) for fields in people]
    nearest = min(apart, default=inf)
    return apart.index(nearest) if nearest < inf and apart.count(nearest) == 1 else None


def heard(
    fields: Fields, witnesses: Iterable[Witness], others: Mapping[int, Fields], header: HeaderLine | None, today: date
) -> dict[str, FieldReading]:
    """The fields of a form after all witnesses were heard: the same values, with other confidence, doubts and
    candidates.

    `others` are the further forms of the transmission by their page, about which a witness may speak instead; `header`
    is the header line of the form's own page.
    """
    sayings: dict[str, list[_Saying]] = {}
    for witness in witnesses:
        elsewhere = [other for page, other in others.items() if page != witness.page]
        for name, saying in _says(witness, fields, elsewhere):
            sayings.setdefault(name, []).append(saying)
    after = dict(fields)
    for name, said in sayings.items():
        after[name] = _weighed(fields[name], said)
    if header is not None and "notify_phone" in after:
        after["notify_phone"] = _called_from(after["notify_phone"], header)
    if "form_date" in after:
        after["form_date"] = _dated(after["form_date"], after.get("event_number"), header, today)
    if "subject_name" in sayings:
        after.update(_name_parts(after, fields["subject_name"]))
    return after


def _says(witness: Witness, fields: Fields, others: Sequence[Fields]) -> Iterator[tuple[str, _Saying]]:
    """What the witness says about each field of this form, nothing where it means somebody else."""
    meant = _person_apart(witness, fields)
    a_page = witness.place in (Place.FORM, Place.WARRANT)
    if a_page and (meant == inf or any(_person_apart(witness, other) < meant for other in others)):
        return
    if witness.place is Place.FORM and meant > ALIKE:
        return  # a form has a person of its own, who may be a brother of this one
    names = dict.fromkeys(name for name, _ in witness.told if name != "form")
    if witness.words:
        names["subject_name"] = None
    for name in names:
        if name not in fields:
            continue
        own = _text(fields[name])
        if own is None:
            if fields[name].value is None and a_page and meant <= ALIKE:
                yield from ((name, _Saying(witness, told, inf)) for each, told in witness.told if each == name)
            continue
        told, apart = _nearest(witness, name, own)
        if told is None or apart == IN_PART or (apart > SAME and _means_another(witness, name, own, apart, others)):
            continue
        if apart <= ALIKE or _may_contradict(witness, name, fields, others, meant):
            yield name, _Saying(witness, told, apart)


def _means_another(witness: Witness, name: str, own: str, apart: float, others: Sequence[Fields]) -> bool:
    """Whether another form of the transmission is at least as near to what the witness says."""
    held = {value for other in others if (value := _text(other.get(name))) is not None} - {own}
    found = [_nearest(witness, name, value)[1] for value in held]
    # a name of which a part stands there is meant sooner than one that is off by a letter
    return any(each <= apart or each == IN_PART for each in found)


def _may_contradict(witness: Witness, name: str, fields: Fields, others: Sequence[Fields], meant: float) -> bool:
    if name not in _SPEAKS_AGAINST[witness.place]:
        return False
    if witness.place is Place.FORM and name in ("form_date", "event_number"):
        # a new form about the same person has another date and number: only one of the two can be a slip
        other = "event_number" if name == "form_date" else "form_date"
        return any(each == other and told.value == _text(fields.get(other)) for each, told in witness.told)
    # two birth dates are near by chance in one pair of thirty, so the text must speak of this person alone
    return name != "date_of_birth" or witness.place is Place.FORM or (not others and meant <= NEAR)


def _person_apart(witness: Witness, fields: Fields) -> float:
    """How far the witness is from the person of the form, by its nearest name or number.

    A page with another name and number that were surely read is another person's, however near its date; so is one
    whose surely read number is another one.
    """
    apart = {name: _nearest(witness, name, own)[1] for name in _PERSON if (own := _text(fields.get(name))) is not None}
    number = next((told for name, told in witness.told if name == "file_number"), None)
    if witness.place in (Place.FORM, Place.WARRANT) and number is not None and number.sure:
        known = fields.get("file_number")
        if apart.get("file_number", SAME) == inf and known is not None and sure(known):
            return inf
    return min(apart.values(), default=inf)


def _nearest(witness: Witness, name: str, own: str) -> tuple[Told | None, float]:
    """The value of the witness that comes nearest to a value, and how near; None and inf where none does."""
    if name == "subject_name" and witness.words:
        return _name_in(witness, own)
    found = [(_apart(witness.place, name, own, told.value), told) for each, told in witness.told if each == name]
    apart, told = min(found, key=lambda each: each[0], default=(inf, None))
    return (told, apart) if apart < inf else (None, inf)


def _apart(place: Place, name: str, own: str, said: str) -> float:
    if name in ("sex", "citizenship"):
        return SAME if own == said else NEAR
    if name == "subject_name":
        apart = name_distance(own, said)
        # two copies print the whole name: in one of them a word was lost
        return NEAR if apart == IN_PART and place is Place.FORM else apart
    apart = text_distance(own, said)
    # a cover sheet's date is that of its sending: it only happens to be the form's
    return ALIKE if apart == SAME and name == "form_date" and place is Place.COVER else apart


def _name_in(witness: Witness, own: str) -> tuple[Told | None, float]:
    """Where a name stands in running text: in as many words as it has; in a line its family name alone will do."""
    read = next((told for name, told in witness.told if name == "subject_name"), Told(""))
    wanted = words_of(own, loose=True)
    best: tuple[float, str] = (inf, "")
    for start in range(len(witness.words) - len(wanted) + 1):
        window = witness.words[start : start + len(wanted)]
        text = " ".join(window).rstrip(",")
        if set(wanted) & set(words_of(text, loose=True)):
            apart = name_distance(own, text, loose=True)
            if apart <= ALIKE or all(_like_a_name(word, wanted) for word in window):
                best = min(best, (apart, text))
    if best[0] == inf and witness.place is not Place.TEXT:
        best = _family_name_in(witness.words, own)
    apart, text = best
    return (replace(read, value=text), apart) if apart < inf else (None, inf)


def _like_a_name(word: str, wanted: Sequence[str]) -> bool:
    """Whether a typed word is one of those wanted, or may be meant for one."""
    bare = word.rstrip(",")
    return (len(bare) >= _LETTERS and bare[0].isupper()) or set(words_of(bare, loose=True)) <= set(wanted)


def _family_name_in(words: Sequence[str], own: str) -> tuple[float, str]:
    """A line that gives the family name alone: nothing is said about the others where it is the same."""
    before, last, after = "", *own.partition(",")[::2]
    if not after:
        before, _, last = own.rpartition(" ")
    family = words_of(last, loose=True)
    best = (inf, "")
    if len(family) != 1 or len(family[0]) < 5:
        return best
    for word in words:
        said = word.rstrip(",")
        name = f"{said},{after}" if after else f"{before} {said}".strip()
        apart = text_distance(family[0], "".join(words_of(word, loose=True)))
        if apart == SAME:
            return IN_PART, name
        if apart == 1:
            best = min(best, (apart, name))
    return best


def _weighed(field: FieldReading, sayings: Iterable[_Saying]) -> FieldReading:
    offered = list(field.candidates)
    if not offered and isinstance(field.value, str):
        offered.append(Candidate(field.value, field.reader or "", field.confidence))
    confidence, doubt, sorts = field.confidence, field.doubt, set[str]()
    against = False
    for saying in sayings:
        offered.append(Candidate(saying.told.value, saying.witness.teller, saying.told.confidence))
        if field.value is None:
            continue
        if saying.apart <= ALIKE:
            sorts.add(saying.witness.place.sort if saying.apart == SAME else "in part")
            doubt = None if saying.apart == SAME and doubt in _ANSWERED else doubt
        else:
            against = against or saying.told.sure
    for sort in sorts:
        confidence = _surer(confidence, sort)
    after = replace(field, confidence=confidence, doubt=doubt, candidates=tuple(offered))
    return _contradicted(after) if against else after


def _surer(confidence: float, sort: str) -> float:
    return max(confidence, min(_MOST, round(1 - (1 - confidence) * LEFT[sort], 4)))


def _contradicted(field: FieldReading) -> FieldReading:
    weak = field.doubt is None or field.doubt in NOTES or field.doubt in _ANSWERED
    doubt = Doubt.WITNESS_DISAGREES if weak else field.doubt
    return replace(field, confidence=min(field.confidence, _EVEN), doubt=doubt)


def _called_from(phone: FieldReading, header: HeaderLine) -> FieldReading:
    """The number to call, borne out where the sending machine has it too; it may well have another."""
    digits = re.sub(r"\D", "", header.raw)
    if not isinstance(phone.value, str) or phone.value.removeprefix("+1") not in digits:
        return phone
    return _weighed(phone, [_Saying(Witness("header line", Place.COVER, ()), Told(phone.value), SAME)])


def _dated(field: FieldReading, event: FieldReading | None, header: HeaderLine | None, today: date) -> FieldReading:
    """The form's date against the month in the event number and the day in the header line.

    Both bear out year and month alone, so no doubt is answered. They speak against a date that is less than nearly
    certain: a sending machine's clock may be wrong, and an event may be an old one.
    """
    made = _day(field)
    if made is None or field.doubt is Doubt.WITNESS_DISAGREES:
        return field
    borne_out = against = False
    opened = _opened(event, today)
    if opened is not None:
        months = (made.year - opened[0]) * 12 + made.month - opened[1]
        borne_out, against = months == 0, abs(months) > _MONTHS
    if header is not None and header.sent_at is not None and 2003 <= header.sent_at.year <= today.year:
        days = header.sent_at.date() - made
        borne_out = borne_out or timedelta(0) <= days <= timedelta(_DAYS)
        against = against or days < timedelta(-1)
    if against and field.confidence < _HIGH:
        return _contradicted(field)
    return replace(field, confidence=_surer(field.confidence, "in part")) if borne_out and not against else field


def _opened(event: FieldReading | None, today: date) -> tuple[int, int] | None:
    """Year and month of an event number that seems to hold them: `BOS2501...`; DHS began in 2003."""
    found = re.match(r"[A-Z]{3}(\d\d)(0[1-9]|1[0-2])\d", _text(event) or "")
    year = 2000 + int(found.group(1)) if found else 0
    return (year, int(found.group(2))) if found and 2003 <= year <= today.year else None


def _name_parts(fields: Fields, before: FieldReading) -> dict[str, FieldReading]:
    """Family and given names share what the witnesses did to the whole name."""
    whole, parts = fields["subject_name"], {}
    parted = "," in str(whole.value) or len(str(whole.value).split()) <= 3
    for name in _PARTS:
        part = fields.get(name)
        if part is None or part.value is None:
            continue
        doubt = part.doubt
        if whole.doubt is Doubt.WITNESS_DISAGREES:
            doubt = doubt or whole.doubt
        elif whole.doubt is None and part.doubt is before.doubt and parted:
            doubt = None
        parts[name] = replace(part, confidence=whole.confidence, doubt=doubt)
    return parts


def _text(field: FieldReading | None) -> str | None:
    return field.value if field is not None and isinstance(field.value, str) else None


def _day(field: FieldReading) -> date | None:
    try:
        return date.fromisoformat(str(field.value))
    except ValueError:
        return None
