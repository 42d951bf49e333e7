"""Pure, given its data. How probable it is that a value is right, from what each reader offered.

A reader's own claim is no probability: one says 0.99 for print that lost a line. So a logistic regression (Platt, 1999)
over who agreed with the value, who spoke against it and how sure each was, gives the measured one. Its weights stand in
`models/readers/calibration.toml`; `benchmarks/calibrate.py` fits them on drawn forms, other ones than those that the
figures in `benchmarks/README.md` are of.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.reading.answers import dated_event_number
from pipeline.reading.contested import contested
from pipeline.reading.forms import AnswerKind
from pipeline.reading.listed_names import listed
from pipeline.reading.name_letters import usualness
from pipeline.reading.offers import (
    AGAIN,
    FIRST_LOOKS,
    GROUPS,
    LISTED,
    LOOKS,
    READERS,
    STEADILY,
    SURE_LOOK,
    WITH_STREAKS,
    bare,
    group_of,
    letters_alike,
    one_sign_other,
    parts_of,
)
from pipeline.values import Candidate

DATA = Path(__file__).parents[2] / "models" / "readers" / "calibration.toml"
"""Weights and cuts."""
SUREST = 0.9998
"""No more than this is said to be probable: fewer lines were measured than would show more."""
CONTESTED = 0.89
"""Less than what stands without a doubt: of 93 numbers and dates of which one reader saw one other sign, and that would
have been surer than 0.95 by weights fitted on other forms, 3 were wrong; of 2,691 others, 1. Of 40 of these of which
Tesseract, looking again, did not see that sign again, none was. Of 30 that one reader alone read, 2 were. Of 373 forms
that would have been accepted 5 had a wrong name or number; of the 370 left where names are contested too, 2, both of
which a warrant told."""
_LEAST, _MOST = 0.02, 0.9995
"""Claims of readers are taken between these."""
_FAR, _FAR_APART = -20.0, 6.0
"""Likelihoods lower than this, and further apart, are all the same."""
NAMES_SAY = 0.7
"""How much what is usual in names says beside the print. Of 0.3 to 1 what chose most of the right ones among what was
offered for 116 names of `varied`, seeds 31 and 32: 85; print alone chose 70."""


def evidence(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """What speaks for and against a value, as the regression takes it: for each reader whether it is for (1), against
    (-1) or silent (0) and how strongly; how many are for it; what further looks of the first and of the third say;
    whether the blanks are in dispute; how sure the first is at its faintest look; whether all that was seen is alike,
    and how sure the first is then; how well the looks of the first bear it out, by itself and, with what is usual in
    names, against the best other value; whether the second and the third are one letter off; whether a name is listed,
    and whether another one is that was offered while it is not."""
    sides, strengths = [], []
    seen = [one for one in candidates if not one.reader.endswith((LISTED, STEADILY, WITH_STREAKS))]
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
    alike = [one for one in seen if letters_alike(kind, one.value, value)]
    split = sum(parts_of(one.value) != parts_of(value) for one in alike) / max(1, len(alike))
    first = [one.confidence for one in alike if one.reader in (READERS[0], READERS[0] + AGAIN)]
    whole = len(first) == LOOKS or (len(first) == FIRST_LOOKS and min(first) >= SURE_LOOK)
    faintest = _strength(min(first)) if whole else 0.0
    count = sum(side > 0 for side in sides)
    unanimous = float(len(alike) == len(seen) and whole and sides[1] > 0)
    own_likelihood = max(
        (o.likelihood for o in candidates if o.likelihood is not None and letters_alike(kind, o.value, value)),
        default=_FAR,
    )
    borne_out = {one.value: _borne_out(kind, one) for one in candidates if one.likelihood is not None}
    own = [how_well for other, how_well in borne_out.items() if letters_alike(kind, other, value)]
    others = [how_well for other, how_well in borne_out.items() if not letters_alike(kind, other, value)]
    lead = min(max(max(own, default=_FAR) - max(others), -_FAR_APART), _FAR_APART) if others else 0.0
    near = [
        float(
            any(one.reader == reader and Levenshtein.distance(bare(one.value), bare(value)) == 1 for one in candidates)
        )
        for reader in READERS[1:]
    ]
    in_lists, others_are = False, False
    if kind == "name":
        in_lists = listed(value)
        others_are = any(listed(one.value) for one in candidates if not letters_alike(kind, one.value, value))
    return (
        *(1.0, *sides, *strengths, float(count >= 2), float(count == 3), *more, split, faintest),
        *(unanimous, unanimous * max(faintest, 0.0)),
        *(max(own_likelihood, _FAR) / -_FAR, lead / _FAR_APART, *near),
        *(float(in_lists), -float(others_are and not in_lists)),
    )


def _borne_out(kind: AnswerKind, offer: Candidate) -> float:
    """How well print and, of a name, the usual run of letters bear out an offer."""
    usual = NAMES_SAY * usualness(offer.value) if kind == "name" else 0.0
    return (offer.likelihood or 0.0) + usual


def _strength(claim: float) -> float:
    """The log odds of a reader's claim."""
    claim = min(max(claim, _LEAST), _MOST)
    return math.log(claim / (1 - claim))


def chance(
    kind: AnswerKind,
    value: str,
    candidates: Sequence[Candidate],
    weights: Mapping[str, Sequence[float]] | None = None,
) -> float:
    """The probability, 0..1, that `value` is what stands on the page; `weights` by group, the fitted ones if not given.

    Never surer than `CONTESTED` is one that is `contested`.
    """
    of_group = (weights or _weights())[group_of(kind)]
    total = sum(weight * part for weight, part in zip(of_group, evidence(kind, value, candidates), strict=True))
    likely = SUREST / (1 + math.exp(-min(max(float(total), -30.0), 30.0)))
    return CONTESTED if likely > CONTESTED and contested(kind, value, candidates) else likely


def likeliest(
    kind: AnswerKind, candidates: Sequence[Candidate], weights: Mapping[str, Sequence[float]] | None = None
) -> tuple[str | None, float]:
    """The value most likely right of those offered, and how likely; None where nothing was.

    An event number in whose digits no month stands gives way to one that has it and differs in one sign.
    """
    chances = {value: chance(kind, value, candidates, weights) for value in dict.fromkeys(o.value for o in candidates)}
    best, likely = max(chances.items(), key=lambda item: item[1], default=(None, 0.0))
    if best is None or kind != "event_number" or dated_event_number(best):
        return best, likely
    dated = {v: chance for v, chance in chances.items() if dated_event_number(v) and one_sign_other(v, best)}
    return max(dated.items(), key=lambda item: item[1], default=(best, likely))


@functools.cache
def _weights() -> Mapping[str, tuple[float, ...]]:
    with DATA.open("rb") as data:
        told = tomllib.load(data)
    return {group: tuple(map(float, told["weights"][group])) for group in GROUPS}
