"""Pure, given the rules. What is told beside a form in its transmission: by warrants, covers, mails, file names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from pipeline.reading import answers
from pipeline.reading.document import document_of_text, matches
from pipeline.reading.fields import sure
from pipeline.reading.forms import Form
from pipeline.values import PageReading
from pipeline.vocabulary import Kind

_WORDS = 5_000
"""Words of a text that are searched for a name."""
_BARE_NUMBER = re.compile(r"(?<![\w-])[Aa]?[ #-]{0,2}(\d{3}[ -]?\d{3}[ -]?\d{3})(?![\d-])")
_EVENT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{3}\d{8,12}(?![A-Za-z0-9])")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*,?")


class Place(Enum):
    """Where a witness stands; its value is its sort, a key of LEFT."""

    FORM = ("fax", "form")
    WARRANT = ("fax", "warrant")
    COVER = ("fax", "cover")
    LINE = ("typed", "line")
    """A mail's subject or a file's name."""
    TEXT = ("typed", "text")

    @property
    def sort(self) -> str:
        """Which of the sorts in LEFT it is."""
        return self.value[0]


@dataclass(frozen=True, slots=True)
class Told:
    """One value that stands somewhere else."""

    value: str
    confidence: float = 1.0
    sure: bool = True
    """A doubtful reading bears out what it equals, for the same slip twice is rare, and contradicts nothing."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One place of the transmission and what it tells."""

    teller: str
    """As the candidates name it: `warrant page 4`, `mail subject`, `file name`."""
    place: Place
    told: tuple[tuple[str, Told], ...]
    """By field; a text may tell several values of one."""
    words: tuple[str, ...] = ()
    """Running text in which a name may stand, a comma left on the word before it."""
    page: int | None = None


def of_page(page: PageReading, form: Form) -> Witness | None:
    """The witness that a page is, None for a page that tells nothing."""
    place = Place.FORM if form.asks else Place.WARRANT if form.kind is Kind.WARRANT_ONLY else Place.COVER
    known = {
        name: field
        for name, field in page.fields.items()
        # family and given names go with the whole name
        if isinstance(field.value, str) and name not in ("subject_last", "subject_first", "subject_middle")
    }
    name = known.pop("subject_name", None) if place is Place.COVER else None
    told = tuple((each, Told(str(field.value), field.confidence, sure(field))) for each, field in known.items())
    words: tuple[str, ...] = ()
    if name is not None:
        # a line such as `Detainer - LAST`, in which a name may stand
        words = _words(str(name.value))
        told = (*told, ("subject_name", Told(str(name.value), name.confidence, sure(name))))
    what = {Place.FORM: "form", Place.WARRANT: "warrant", Place.COVER: "cover"}[place]
    return Witness(f"{what} page {page.number}", place, told, words, page.number) if told else None


def of_message(subjects: Iterable[str], texts: Iterable[str], names: Iterable[str]) -> tuple[Witness, ...]:
    """The witnesses that the subjects and texts of mails are, and the names of files without their suffixes."""
    found = [_of_text("mail subject", Place.LINE, subject) for subject in subjects]
    found += [_of_text("mail text", Place.TEXT, text) for text in texts]
    found += [_of_text("file name", Place.LINE, re.sub(r"[_.]+", " ", name)) for name in names]
    return tuple(found)


def _of_text(teller: str, place: Place, text: str) -> Witness:
    told: list[tuple[str, Told]] = []
    for found in matches("text_fields", document_of_text(text)):
        words = found.text.split()
        tails = (_understood(found.label, " ".join(words[start:])) for start in range(len(words)))
        told += [(found.label, Told(value)) for value in tails if value is not None][:1]
    for number in _BARE_NUMBER.findall(text):
        digits = re.sub(r"\D", "", number)
        told += [("file_number", Told(digits)), ("subject_id", Told(digits))]
    told += [("event_number", Told(number.upper())) for number in _EVENT.findall(text)]
    return Witness(teller, place, tuple(dict.fromkeys(told)), _words(text))


def _understood(label: str, text: str) -> str | None:
    """The value of what a rule found; names are looked for in another way."""
    if label == "file_number":
        return answers.file_number(text)
    if label == "event_number":
        return answers.event_number(text)
    return answers.day(text) if label == "date_of_birth" else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(_NAME_WORD.findall(text.replace("-", " "))[:_WORDS])
