"""Pure, given the lexicon. What a line of print means as an answer of its kind: one function for each kind of value.

Each takes the text as a reader saw it and gives the value as it is kept, or None where the text cannot be one. The
letters and digits that fax print confuses are put right only where the kind leaves no choice: a digit in a number, a
letter in the office code of an event number.
"""

from __future__ import annotations

import re
from datetime import date

from rapidfuzz import fuzz, process

from pipeline.reading.lexicon import countries

_TO_DIGIT = str.maketrans("OoQDIl|i!SsBZzGbgqTA", "00001111155822669974")
_TO_LETTER = str.maketrans("0158264", "OISBZGA")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_PHONE = re.compile(
    r"\W*(?:[1lI][\s.\-]*)?\(?[\dOoIlSBZ]{3}\)?[\s.\-]*[\dOoIlSBZ]{3}[\s.\-]*[\dOoIlSBZ]{4}(?![\dOolIZ])"
)
_EDITION = re.compile(r"0?(\d{1,2})\s*/\s*(\d{2,4})", re.ASCII)
_EDITION_AT_FOOT = re.compile(
    r"(?:[(\[{]\s*|\bRev[.,:]?\s*|(?:247|200|205)\s?[A-Z48]?\s+)(?:Rev[.,:]?\s*)?"
    r"((?:0?[1-9]|1[0-2])\s*/\s*(?:20)?\d\d)(?!\d)",
    re.IGNORECASE,
)
"""In brackets, of which the second may be lost, after `Rev.` or after the form's number: `1/3` alone counts pages."""
AT_ENDS = " |_~—-.,:;'\""
"""Dirt and signs that end no text."""
_EVENT_DIGITS = 10
"""Year, month and number of a usual event number."""
_NAME_JUNK = re.compile(r"[^A-Za-zÀ-ÖØ-öø-ÿ'’\-., ]+")
_STRAY_POINT = re.compile(r"(?<=[A-Za-z]{2})(?<!\bST)(?<!\bSTE)(?<!\bSTA)(?<!\bJR)(?<!\bSR)\.\s", re.IGNORECASE)
_MOST_WORDS = 8
"""Words of a person's name; a line with more is a sentence of the form."""
_NEVER_NAMES = frozenset(
    (
        "ALIEN", "BECAUSE", "BOOKING", "COMMANDER", "CORRECTION", "CUSTODY", "DEPARTMENT", "DETAINER", "DETERMINED",
        "ENFORCEMENT", "HOMELAND", "IMMIGRATION", "OPTION", "POLICE", "REMOVABLE", "REMOVAL", "SECTION", "SECURITY",
        "SUBJECT", "SUBSECTION", "UNITED",
    )
)  # fmt: skip
"""Words that forms print, or addressees bear, and nobody is called: a line with one of them is the form's own."""
_PARTICLES = frozenset(
    {
        "DE",
        "LA",
        "LAS",
        "LOS",
        "DEL",
        "DA",
        "DO",
        "DOS",
        "VAN",
        "VON",
        "DER",
        "DEN",
        "EL",
        "AL",
        "BIN",
        "DI",
        "LE",
        "SAN",
        "ST",
        "ST.",
    }
)
"""Words that belong to the family name that follows them."""


def digits(text: str) -> str | None:
    """A subject id: 6 to 12 digits."""
    found = _digits_of(re.sub(r"^[^0-9A-Za-z]+", "", text))
    return found if found and 6 <= len(found) <= 12 else None


def file_number(text: str) -> str | None:
    """An alien file number as nine digits: `A123 456 789`, `A-123-456-789`, `123456789`; old ones have 7 or 8."""
    bare = re.sub(r"^\W*A\s*[#\-.:]?\s*(?=(?:[\dOIlSBZ][\s\-.]*){7,9}$)", "", text.strip(), flags=re.IGNORECASE)
    found = _digits_of(bare)
    if found and len(found) in (9, 10) and found[0] == "4" and bare == text.strip():
        found = found[1:]  # the A read as a 4: no number of nine digits begins with one
    return found.zfill(9) if found and 7 <= len(found) <= 9 else None


def event_number(text: str) -> str | None:
    """An event number: three letters of the office and 7 to 13 digits; anything else as it stands, if long enough."""
    seen = re.sub(r"[^A-Za-z0-9]", "", text)
    bare = seen.upper()
    letters, rest = bare[:3].translate(_TO_LETTER), seen[3:].translate(_TO_DIGIT)
    # with fewer digits than usual, one among the letters may be the first of them, and a letter lost before it
    as_read = letters == bare[:3] or len(rest) == _EVENT_DIGITS
    if as_read and re.fullmatch(r"[A-Z]{3}", letters) and re.fullmatch(r"\d{7,13}", rest):
        return letters + rest
    return bare if len(bare) >= 6 and sum(character.isdigit() for character in bare) >= 4 else None


def usual_event_number(value: str) -> bool:
    """Whether an event number has the usual form; others are told, never refused."""
    return bool(re.fullmatch(r"[A-Z]{3}\d{8,12}", value))


def dated_event_number(value: str) -> bool:
    """Whether the digits of an event number begin with a year and a month, as they usually do."""
    return bool(re.fullmatch(r"[A-Z]{3}\d{2}(?:0[1-9]|1[0-2])\d{3,9}", value))


def maimed_event_number(value: str) -> bool:
    """Whether an event number looks like a usual one that lost letters of its office or gained one, or one whose digits
    hold a letter."""
    return bool(re.fullmatch(r"(?:[A-Z]{1,2}|[A-Z]{4})\d{8,12}|[A-Z]{3}(?=.{8,12}$)\d+[A-Z]\d*", value))


def day(text: str) -> str | None:
    """A date as ISO text: `03/05/2020` (months first), `March 5, 2020`, `05 Mar 2020`, `2020-03-05`."""
    text = text.strip().strip(".,;:_|'\"`")
    number = r"([\dOoIlSsBZzQD]{1,2})"
    year = r"([12][\dOoIlSsBZzQD]{3}|\d{2})"
    if found := re.fullmatch(rf"\W*{number}\s*[/\-.\\|]\s*{number}\s*[/\-.\\|]\s*{year}", text):
        month, of_month, in_year = found.groups()
        return _iso(in_year, month, of_month)
    if found := re.fullmatch(r"\W*(\d{4})-(\d{2})-(\d{2})", text):
        return _iso(*found.groups())
    # the blank or comma before a year of two digits is never lost, or `Jan 2025` would be the 20th of 2025
    parted = r"(?:\s*[,.;:]\s*|\s+|(?=[12][\dOoIlSsBZzQD]{3}$))"
    if found := re.fullmatch(rf"\W*([A-Za-z0-9|!]{{2,8}}[A-Za-z])\.?\s*{number}{parted}{year}", text):
        month_name, of_month, in_year = found.groups()
        if number_of_month := _month(month_name):
            return _iso(in_year, str(number_of_month), of_month)
    # beside a month in letters at least one sign is surely a digit, or SEPTEMBER 05 would be the 5th EPTEMBER of 2005
    surely = r"((?=.?\d)[\dOoIlSsBZzQD]{1,2})"
    if found := re.fullmatch(rf"\W*{surely}\s*[-. ]?\s*([A-Za-z0-9|!]{{2,8}}[A-Za-z])\.?,?\s*[-. ]?\s*{year}", text):
        of_month, month_name, in_year = found.groups()
        if number_of_month := _month(month_name):
            return _iso(in_year, str(number_of_month), of_month)
    return None


def name(text: str) -> str | None:
    """A person's name as printed, what cannot belong to a name taken out; at least two words or four letters."""
    straight = re.sub(
        r"(?<=[A-Za-z])[0158](?=[A-Za-z,]|$)|\b[0158](?=[A-Za-z]{2}|['’][A-Za-z]{2})",
        lambda m: m.group().translate(_TO_LETTER),
        text,
    )
    clean = re.sub(r"\s+", " ", _NAME_JUNK.sub(" ", straight)).strip(" ,.-'’")
    clean = re.sub(r"(?:\s*,)+\s*", ", ", re.sub(r"\.(?=\s?,)|,(?=\.)", "", clean))
    # a point that ends no abbreviation is a comma that lost its tail, or dirt where the comma is there
    clean = _STRAY_POINT.sub(" ", clean) if "," in clean else _STRAY_POINT.sub(", ", clean, count=1)
    clean = re.sub(r"\s+([’'])\s*|([’'])\s+", r"\1\2", clean)
    letters = re.sub(r"[^A-Za-zÀ-ÿ]", "", clean)
    words = clean.split()
    if len(words) > _MOST_WORDS or any(word.strip(",.").upper() in _NEVER_NAMES for word in words):
        return None
    return (
        clean if len(letters) >= 4 and any(character in "AEIOUYaeiouyÀÁÉÍÓÚàáéíóú" for character in letters) else None
    )


def maimed_name(value: str) -> bool:
    """Whether a name is one word, or has a word that begins small and is no particle, as where a blank was made up."""
    words = value.replace(",", " ").split()
    small = [word for word in words if word[0].islower() and word.upper() not in _PARTICLES]
    return len(words) < 2 or (bool(small) and not value.islower())


def name_parts(value: str) -> tuple[str | None, str | None, str | None]:
    """Family name, first and further given names of a name as printed.

    `LAST, First Middle` says so itself; in `FIRST MIDDLE LAST` the last word is the family name, with the particles
    before it. A second family name without a comma cannot be told from a middle name.
    """
    if "," in value:
        last, _, given = value.partition(",")
        first, *middle = given.split() or [""]
        return last.strip() or None, first or None, " ".join(middle) or None
    words = value.split()
    if len(words) < 2:
        return value, None, None
    start = len(words) - 1
    while start > 1 and words[start - 1].upper() in _PARTICLES:
        start -= 1
    return " ".join(words[start:]), words[0], " ".join(words[1:start]) or None


def country(text: str) -> str | None:
    """The country of the lexicon that the text must mean; None when none is near or two are."""
    wanted = re.sub(r"[^A-Z, .'\-]", "", text.upper().translate(str.maketrans("01|58", "OIISB"))).strip(" ,.-'")
    if len(wanted) < 3:
        return None
    if wanted in countries():
        return wanted
    ranked = process.extract(wanted, countries(), scorer=fuzz.ratio, limit=2)
    (best, score, _), (_, second, _) = ranked
    return str(best) if score >= 76 and score - second >= 6 else None


def sex(text: str) -> str | None:
    """M, F or U."""
    bare = re.sub(r"[^A-Z]", "", text.upper().translate(str.maketrans("01|", "OII")))
    if bare in ("M", "F", "U"):
        return bare
    ranked = process.extractOne(bare, ("MALE", "FEMALE", "UNKNOWN"), scorer=fuzz.ratio, score_cutoff=75)
    return str(ranked[0])[0] if ranked and len(bare) >= 3 else None


def phone(text: str) -> str | None:
    """A US telephone number in E.164: `+18605550174`; what the form prints after it does not count."""
    begins = _PHONE.match(text)
    found = _digits_of(begins.group() if begins else text)
    if found and len(found) == 11 and found[0] == "1":
        found = found[1:]
    return f"+1{found}" if found and len(found) == 10 and found[0] not in "01" else None


def edition(text: str) -> str | None:
    """A form's edition, month and year, one way whichever way it is printed: `03/17` and `3 / 17` are `3/17`."""
    found = _EDITION.fullmatch(text.strip())
    return f"{found[1]}/{found[2]}" if found else None


def edition_at_foot(line: str) -> str | None:
    """The edition that a line at the foot of a form names."""
    found = _EDITION_AT_FOOT.search(line)
    return edition(found.group(1)) if found else None


def plain(text: str) -> str | None:
    """Any text of at least two letters or digits."""
    clean = re.sub(r"\s+", " ", text).strip(AT_ENDS)
    return clean if len(re.sub(r"\W", "", clean)) >= 2 else None


def _digits_of(text: str) -> str | None:
    bare = re.sub(r"[\s\-.,_:;#()'/+]", "", text).translate(_TO_DIGIT)
    return bare if bare.isdigit() else None


def _month(text: str) -> int | None:
    plain_text = text.lower().translate(str.maketrans("0158|!", "oisbil"))
    for number, month in enumerate(MONTHS, 1):
        if plain_text in (month, month[:3], month[:4]):
            return number
    ranked = process.extract(
        plain_text, MONTHS if len(plain_text) > 3 else [m[:3] for m in MONTHS], scorer=fuzz.ratio, limit=2
    )
    (_, score, index), (_, second, _) = ranked
    return index + 1 if score >= 66 and score - second >= 10 else None


def _iso(year: str, month: str, of_month: str) -> str | None:
    numbers = [part.translate(_TO_DIGIT) for part in (year, month, of_month)]
    if not all(part.isdigit() for part in numbers):
        return None
    in_year, in_month, on = map(int, numbers)
    if len(numbers[0]) == 2:
        in_year += 2000 if in_year <= 40 else 1900
    try:
        found = date(in_year, in_month, on)
    except ValueError:
        return None
    return found.isoformat() if 1900 <= found.year <= 2100 else None
