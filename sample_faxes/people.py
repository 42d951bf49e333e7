"""Invented people and the way an office writes their names, dates and numbers. No entry is a real person."""

import datetime
import functools
import gzip
import itertools
import tomllib
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from random import Random

LISTS = tomllib.loads((Path(__file__).parent / "people.toml").read_text())

SITES = ("BOS", "BUR", "LES", "WRC", "PRO", "HAR", "MAN", "STA", "LGN")
"""The three letters that begin an event number stand for the site that opened it."""


@dataclass(frozen=True)
class Names:
    """The lists that one family's people are drawn from."""

    families: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    citizenships: tuple[str, ...]
    more: bool = False
    """Whether people may have two middle names, up to LONGEST letters in all."""


LISTED = Path(__file__).parents[1] / "models" / "readers" / "listed_names.txt.gz"
"""In each line the words that about as many bear, behind half the logarithm of how many, to the base of 2. Read here
too, since nothing here imports the program whose reading is measured."""
_MANY, _IN_NO_LIST = 4000, 0.08
"""Words of names drawn for `of_lists`, and the share of them spelt as in no list."""
LONGEST = 40
USUAL = Names(*(tuple(LISTS[name]) for name in ("families", "women", "men", "citizenships")))
VARIED = Names(*(tuple(LISTS["varied"][name]) for name in ("families", "women", "men", "citizenships")), True)
JUDGE = Names(*(tuple(LISTS["judge"][name]) for name in ("families", "women", "men", "citizenships")), True)


@functools.cache
def of_lists() -> Names:
    """Names of thousands of words, frequent ones oftener: the families' own lists are short, and what is fitted on few
    names may suit these alone. A word in twelve is spelt as in no list, as rare names are."""
    rng = Random("names of lists")
    levels = [line.split() for line in gzip.decompress(LISTED.read_bytes()).decode("ascii").splitlines()]
    known = {word: 2.0 ** int(level) for level, *words in levels for word in words if len(word) > 2}
    words = [
        _spelt_otherwise(word, known, rng) if rng.random() < _IN_NO_LIST else word
        for word in rng.choices(tuple(known), tuple(known.values()), k=_MANY)
    ]
    families, women, men = (tuple(dict.fromkeys(words[start::3])) for start in range(3))
    pairs = tuple(f"{one}{rng.choice('- ')}{other}" for one, other in itertools.pairwise(families[:400:2]))
    return Names(
        (*families, *pairs),
        tuple(word.title() for word in women),
        tuple(word.title() for word in men),
        VARIED.citizenships,
        True,
    )


def _spelt_otherwise(word: str, known: Container[str], rng: Random) -> str:
    """The word with another vowel or one letter doubled, such that it stands in no list; itself where twenty tries find
    none."""
    for _ in range(20):
        place = rng.randrange(1, len(word))
        letter = rng.choice("AEIOU") if word[place] in "AEIOUY" else word[place] * 2
        if (other := word[:place] + letter + word[place + 1 :]) not in known:
            return other
    return word


@dataclass(frozen=True)
class Person:
    last: str
    """Capitals."""
    first: str
    middle: str
    """Empty when none."""
    born: datetime.date
    sex: str
    """M or F."""
    citizenship: str
    file_number: str
    """Nine digits, the old eight-digit ones with a zero in front."""
    subject_id: str


def someone(rng: Random, names: Names = USUAL) -> Person:
    sex = "F" if rng.random() < 0.22 else "M"
    given = names.women if sex == "F" else names.men
    first = rng.choice(given)
    middle = rng.choice([name for name in given if name != first]) if rng.random() < 0.45 else ""
    old = rng.random() < 0.35
    number = rng.randrange(20_000_000, 99_999_999) if old else rng.randrange(200_000_000, 249_999_999)
    born = datetime.date(1958, 1, 1) + datetime.timedelta(days=rng.randrange(47 * 365))
    last = rng.choice(names.families)
    if names.more:
        middle = longer(rng, last, first, middle, given)
    return Person(
        last,
        first,
        middle,
        born,
        sex,
        rng.choice(names.citizenships),
        f"{number:09d}",
        str(rng.randrange(290_000_000, 399_999_999)),
    )


def longer(rng: Random, last: str, first: str, middle: str, given: tuple[str, ...]) -> str:
    """Middle names: one more now and then, none where the whole name would get too long."""
    if middle and rng.random() < 0.25:
        middle = f"{middle} {rng.choice([name for name in given if name not in (first, middle)])}"
    while middle and len("".join(f"{last}{first}{middle}".split())) > LONGEST:
        middle = " ".join(middle.split()[:-1])
    return middle


def event_number(rng: Random, day: datetime.date) -> str:
    return f"{rng.choice(SITES)}{day:%y%m}{rng.randrange(10**5, 10**6):06d}"


def officer(rng: Random) -> str:
    return f"{rng.choice('ABCDEGHJKLMNPRSTVW')}. {rng.choice(LISTS['officers'])}"


NAME_STYLES = {
    "LAST, First Middle": lambda p: f"{p.last}, {p.first} {p.middle}",
    "LAST, FIRST MIDDLE": lambda p: f"{p.last}, {p.first} {p.middle}".upper(),
    "Last, First Middle": lambda p: f"{p.last.title()}, {p.first} {p.middle}",
    "FIRST MIDDLE LAST": lambda p: f"{p.first} {p.middle} {p.last}".upper(),
    "First Middle LAST": lambda p: f"{p.first} {p.middle} {p.last}",
}


def name_as_printed(person: Person, style: str) -> str:
    return " ".join(NAME_STYLES[style](person).split())


NUMBER_STYLES = (
    "A123 456 789",
    "A 123 456 789",
    "A-123-456-789",
    "A123456789",
    "123-456-789",
    "A# 123 456 789",
    "A123-456-789",
)

VARIED_NUMBER_STYLES = (
    "A123 456 789", "A 123-456-789", "123 456 789", "A#123456789", "A# 123-456-789", "A 123456789", "A123456789",
)  # fmt: skip


def file_number_as_printed(number: str, style: str, short: bool = False) -> str:
    """`short` writes an old number with its eight digits, as old files do."""
    digits = number[1:] if short and number.startswith("0") else number
    parts = (digits[:-6], digits[-6:-3], digits[-3:])
    pattern = style.replace("123", "{}", 1).replace("456", "{}", 1).replace("789", "{}", 1)
    return pattern.format(*parts)


def date_as_printed(day: datetime.date, style: str) -> str:
    month = f"{day:%B}"
    return {
        "03/05/2020": f"{day:%m/%d/%Y}",
        "3/5/2020": f"{day.month}/{day.day}/{day.year}",
        "March 5, 2020": f"{month} {day.day}, {day.year}",
        "March 05, 2020": f"{month} {day:%d}, {day.year}",
        "05 Mar 2020": f"{day.day:02d} {month[:3]} {day.year}",
        "05-MAR-2020": f"{day.day:02d}-{month[:3].upper()}-{day.year}",
        "03-05-2020": f"{day:%m-%d-%Y}",
        "MARCH 05, 2020": f"{month.upper()} {day:%d}, {day.year}",
        "Mar 5, 2020": f"{month[:3]} {day.day}, {day.year}",
        "5 March 2020": f"{day.day} {month} {day.year}",
    }[style]
