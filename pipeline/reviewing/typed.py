"""Pure, given the lexicon. What a person typed for a value, understood as that value.

A person's figures are taken as typed: none is put right as a misread one would be. An empty text, `NAME=`, says that
the value cannot be read. What a value can be at all stands in `bounds`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import process

from pipeline.errors import WrongUse
from pipeline.reading import answers
from pipeline.reading.lexicon import countries
from pipeline.reviewing.bounds import LONGEST_NUMBER, Bounds, check_day, plain_line
from pipeline.reviewing.decisions import KIND
from pipeline.values import FieldValue
from pipeline.vocabulary import FIELDS, Basis, FieldSpec, Kind

_YES, _NO = frozenset({"yes", "y", "true", "1", "ticked", "x"}), frozenset({"no", "n", "false", "0", "empty"})
_SPECS: dict[str, FieldSpec] = {spec.name: spec for spec in FIELDS}
_ONE_OF: dict[str, tuple[str, ...]] = {
    "notify_agency": ("ICE", "CBP"),
    "served_how": ("in_person", "inmate_mail", "other"),
}
_SEXES = {"m": "M", "male": "M", "f": "F", "female": "F", "u": "U", "unknown": "U"}


def assignments(typed: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` texts as a mapping. Raises WrongUse for one without `=`, or a name given twice."""
    found: dict[str, str] = {}
    for each in typed:
        name, equals, value = each.partition("=")
        name = name.strip().lower().replace("-", "_").replace(" ", "_")
        if not equals or not name:
            raise WrongUse(f"{each}: expected NAME=VALUE, such as subject_name='DOE, Jane'")
        if name in found:
            raise WrongUse(f"{name} is given twice")
        found[name] = value.strip()
    return found


def understood_kind(text: str, name: str = KIND) -> Kind:
    """The kind of a record; `name` is how it was asked for. Raises WrongUse with what was expected."""
    return Kind(_one_of(name, text, [kind.value for kind in Kind]))


def understood_value(name: str, text: str, bounds: Bounds) -> FieldValue:
    """The value of the field `name`, or of a record's `kind`. Raises WrongUse with what was expected."""
    if name == KIND:
        return understood_kind(text).value
    spec = _SPECS.get(name)
    if spec is None:
        raise WrongUse(f"{name}: no such field; {_near(name, [*_SPECS, KIND])}")
    if not text:
        return None
    plain_line(name, text)
    if spec.type == "date":
        day = typed_day(name, text)
        check_day(name, day, bounds)
        return day
    if spec.type == "bool":
        if text.lower() not in _YES | _NO:
            raise WrongUse(f"{name}: expected yes or no, not {text}")
        return text.lower() in _YES
    if spec.type == "list":
        named = [part for part in re.split(r"[,;\s]+", text) if part and part.lower() != "none"]
        return tuple(sorted({_one_of(name, part, [basis.value for basis in Basis]) for part in named}))
    if name == "form":
        return _form(name, text, bounds)
    return _NUMBERS[name](name, text) if name in _NUMBERS else _text(name, text)


def typed_day(name: str, text: str) -> str:
    """A date as ISO text. Raises WrongUse with what was expected."""
    words = re.findall(r"[A-Za-z|]+", text)
    # what a reader may take for a misread digit or month is a slip of the keyboard here
    months = all(len(word) > 2 and any(month.startswith(word.lower()) for month in answers.MONTHS) for word in words)
    day = answers.day(plain_line(name, text)) if months and len(words) < 2 else None
    if day is None:
        raise WrongUse(f"{name}: expected a date such as 2025-01-14 or 01/14/2025, not {text}")
    return day


def _text(name: str, text: str) -> str:
    if name in _ONE_OF:
        return _one_of(name, text, _ONE_OF[name])
    if name == "sex":
        return _SEXES.get(text.lower()) or _one_of(name, text, ["M", "F", "U"])
    if name == "citizenship":
        wanted = text.upper()
        if wanted not in countries():
            raise WrongUse(f"{name}: no country as DHS writes them; {_near(wanted, countries())}")
        return wanted
    if name == "edition":
        return answers.edition(text.strip("()")) or text
    return text


def _form(name: str, text: str, bounds: Bounds) -> str:
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    found = next((form for form in bounds.forms if bare == form.replace("-", "")), None)
    if found is None:
        raise WrongUse(f"{name}: {text} is no form that the counting rules know; {_near(text, bounds.forms)}")
    return found


def _file_number(name: str, text: str) -> str:
    found = answers.file_number(text)
    if found is None or re.search(r"[B-Zb-z]", text):
        raise WrongUse(f"{name}: expected 7 to 9 digits, such as A123456789, not {text}")
    return found


def _event_number(name: str, text: str) -> str:
    bare = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if not 4 <= len(bare) <= LONGEST_NUMBER:
        raise WrongUse(f"{name}: expected letters and digits, such as BOS2501000123, not {text}")
    return bare


def _subject_id(name: str, text: str) -> str:
    bare = re.sub(r"[ -]", "", text)
    if not (bare.isdigit() and len(bare) <= LONGEST_NUMBER):
        raise WrongUse(f"{name}: expected digits, such as 316260261, not {text}")
    return bare


def _phone(name: str, text: str) -> str:
    found = None if re.search(r"[A-Za-z]", text) else answers.phone(text)
    if found is None:
        raise WrongUse(f"{name}: expected ten digits, such as 781 555 0137, not {text}")
    return found


_NUMBERS: dict[str, Callable[[str, str], str]] = {
    "file_number": _file_number,
    "event_number": _event_number,
    "subject_id": _subject_id,
    "notify_phone": _phone,
}


def _one_of(name: str, text: str, known: Sequence[str]) -> str:
    wanted = text.strip()
    folded = {each.lower(): each for each in known}
    found = folded.get(wanted.lower().replace("-", "_"))
    if found is None:
        raise WrongUse(f"{name}: {wanted or 'nothing'} is none of its values; {_near(wanted, known)}")
    return found


def _near(text: str, known: Iterable[str]) -> str:
    every = list(known)
    near = process.extractOne(text, every, score_cutoff=60)
    if near:
        return f"did you mean {near[0]}?"
    return f"expected one of {', '.join(every)}" if len(every) < 40 else "see models/lexicons/countries.txt"
