"""Pure, given its data. How probable it is that a value is right, from what each reader offered.

A reader's own claim is no probability: one says 0.99 for print that lost a line. So a logistic regression (Platt, 1999)
over who agreed with the value, who spoke against it and how sure each was, gives the measured one. Its weights stand in
`models/readers/calibration.toml`; `benchmarks/calibrate.py` fits them on drawn forms, other ones than those that the
figures in `benchmarks/README.md` are of.
"""

from __future__ import annotations

import functools
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.reading.forms import AnswerKind
from pipeline.values import Candidate

DATA = Path(__file__).parents[2] / "models" / "readers" / "calibration.toml"
"""Weights and cuts."""
SUREST = 0.9998
"""No more than this is said to be probable: fewer lines were measured than would show more."""
READERS = ("fax print", "tesseract", "recogniser")
AGAIN = ", again"
"""Ends the reader's name of a further look, smoothed or stretched in another way."""
TOGETHER = ", together"
"""Ends the reader's name of what all its looks bear out best together, made of parts of what was offered."""
_GROUPS: Mapping[AnswerKind, str] = {
    "name": "name",
    "digits": "number",
    "event_number": "number",
    "file_number": "number",
    "phone": "number",
    "date": "date",
    "country": "closed",
    "sex": "closed",
    "text": "text",
    "officer": "text",
}
_LEAST, _MOST = 0.02, 0.9995
"""Claims of readers are taken between these."""
_FAR, _FAR_APART = -20.0, 6.0
"""Likelihoods lower than this, and further apart, are all the same."""
_LOOKS = 4
"""In how many ways the first reader looks at every line."""


def letters_alike(kind: AnswerKind, one: str, other: str) -> bool:
    """Whether two values are the same; in names and texts, blanks and points are settled apart."""
    return bare(one) == bare(other) if kind in ("name", "text", "officer") else one == other


def bare(value: str) -> str:
    """The letters and digits of a value, in capitals."""
    return re.sub(r"[\W_]", "", value).upper()


def evidence(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """What speaks for and against a value, as the regression takes it: for each reader whether it is for (1), against
    (-1) or silent (0) and how strongly; how many are for it; what further looks of the first and of the third say;
    whether the blanks are in dispute; how sure the first is at its faintest look; whether all that was seen is alike,
    and how sure the first is then; how well the looks of the first bear it out, by itself and against the best other
    value; whether the second and the third are one letter off."""
    sides, strengths = [], []
    for reader in READERS:
        offer = next((one for one in candidates if one.reader == reader), None)
        side = 0.0 if offer is None else 1.0 if letters_alike(kind, offer.value, value) else -1.0
        sides.append(side)
        strengths.append(side * _strength(offer.confidence) if offer is not None else 0.0)
    more = []
    for reader in (READERS[0], READERS[2]):
        again = [one for one in candidates if one.reader == reader + AGAIN]
        votes = sum(1.0 if letters_alike(kind, one.value, value) else -1.0 for one in again)
        more.append(votes / max(1, len(again)))
    alike = [one for one in candidates if letters_alike(kind, one.value, value)]
    split = sum(_words(one.value) != _words(value) for one in alike) / max(1, len(alike))
    own = [one.confidence for one in alike if one.reader in (READERS[0], READERS[0] + AGAIN)]
    faintest = _strength(min(own)) if len(own) == _LOOKS else 0.0
    count = sum(side > 0 for side in sides)
    unanimous = float(len(alike) == len(candidates) and len(own) == _LOOKS and sides[1] > 0)
    own_likelihood = max((one.likelihood for one in alike if one.likelihood is not None), default=_FAR)
    others = [
        one.likelihood for one in candidates if one.likelihood is not None and not letters_alike(kind, one.value, value)
    ]
    lead = min(max(own_likelihood - max(others), -_FAR_APART), _FAR_APART) if others else 0.0
    near = [
        float(
            any(one.reader == reader and Levenshtein.distance(bare(one.value), bare(value)) == 1 for one in candidates)
        )
        for reader in READERS[1:]
    ]
    return (
        *(1.0, *sides, *strengths, float(count >= 2), float(count == 3), *more, split, faintest),
        *(unanimous, unanimous * max(faintest, 0.0)),
        *(max(own_likelihood, _FAR) / -_FAR, lead / _FAR_APART, *near),
    )


def _words(value: str) -> list[str]:
    return re.findall(r"\w+", value)


def _strength(claim: float) -> float:
    """The log odds of a reader's claim."""
    claim = min(max(claim, _LEAST), _MOST)
    return math.log(claim / (1 - claim))


def chance(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> float:
    """The probability, 0..1, that `value` is what stands on the page."""
    weights = _weights()[_GROUPS[kind]]
    total = sum(weight * part for weight, part in zip(weights, evidence(kind, value, candidates), strict=True))
    return SUREST / (1 + math.exp(-min(max(total, -30.0), 30.0)))


def group_of(kind: AnswerKind) -> str:
    """The group of kinds that share their weights."""
    return _GROUPS[kind]


@functools.cache
def _weights() -> Mapping[str, tuple[float, ...]]:
    with DATA.open("rb") as data:
        told = tomllib.load(data)
    return {group: tuple(map(float, told["weights"][group])) for group in set(_GROUPS.values())}
