"""Pure, given the lexicon. What a person typed for a value, understood as that value.

A person's figures are taken as typed: none is put right as a misread one would be. An empty text, `NAME=`, says that
the value cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import process

from pipeline.errors import WrongUse
from pipeline.reading import answers
from pipeline.reading.lexicon import countries
from pipeline.reviewing.decisions import KIND
from pipeline.values import FieldValue
from pipeline.vocabulary import FIELDS, Basis, FieldSpec, Kind

_YES, _NO = frozenset({"yes", "y", "true", "1", "ticked", "x"}), frozenset({"no", "n", "false", "0", "empty"})
_SPECS: dict[str, FieldSpec] = {spec.name: spec for spec in FIELDS}


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


def understood_value(name: str, text: str) -> FieldValue:
    """The value of the field `name`, or of a record's `kind`. Raises WrongUse with what was expected."""
    if name == KIND:
        return _one_of(name, text, [kind.value for kind in Kind])
    spec = _SPECS.get(name)
    if spec is None:
        raise WrongUse(f"{name}: no such field; {_near(name, [*_SPECS, KIND])}")
    if not text:
        return None
    if not text.isprintable():
        raise WrongUse(f"{name}: expected one line of plain text, without signs that cannot be seen")
    if spec.type == "date":
        day = answers.day(text)
        if day is None or not re.search(r"\d", text):
            raise WrongUse(f"{name}: expected a date such as 2025-01-14 or 01/14/2025, not {text}")
        return day
    if spec.type == "bool":
        if text.lower() not in _YES | _NO:
            raise WrongUse(f"{name}: expected yes or no, not {text}")
        return text.lower() in _YES
    if spec.type == "list":
        named = [part for part in re.split(r"[,;\s]+", text) if part and part.lower() != "none"]
        return tuple(sorted(str(_one_of(name, part, [basis.value for basis in Basis])) for part in named))
    return _text(name, text)


def _text(name: str, text: str) -> str:
    if name == "file_number":
        found = answers.file_number(text)
        if found is None or re.search(r"[B-Zb-z]", text):
            raise WrongUse(f"{name}: expected 7 to 9 digits, such as A123456789, not {text}")
        return found
    if name == "event_number":
        return re.sub(r"[^A-Za-z0-9]", "", text).upper() or text
    if name == "subject_id" and not text.isdigit():
        raise WrongUse(f"{name}: expected digits, not {text}")
    if name == "sex":
        return str(_one_of(name, text[:1].upper(), ["M", "F", "U"]))
    if name == "citizenship":
        wanted = text.upper()
        if wanted not in countries():
            raise WrongUse(f"{name}: no country as DHS writes them; {_near(wanted, countries())}")
        return wanted
    if name == "notify_phone":
        found = answers.phone(text)
        if found is None:
            raise WrongUse(f"{name}: expected ten digits, not {text}")
        return found
    return text


def _one_of(name: str, text: str, known: list[str]) -> str:
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
