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
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.reading.answers import dated_event_number
from pipeline.reading.forms import AnswerKind
from pipeline.reading.listed_names import listed, words_of
from pipeline.reading.name_letters import more_usual_by_one_letter, usualness
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
_MUCH_MORE_USUAL = 2.0
"""Natural logarithm of how many times as usual a name is that is much more usual than another."""
_FAR_MORE_USUAL = 7.0
"""The same of a name to which one letter of like shape would make it, though nobody saw that letter. Of 465 right names
of the building families that would have been sure, 1 in 20 is; of 2 wrong ones 1."""
_NEARLY_AS_WELL = 0.5
"""Natural logarithm of likelihoods. Of 82 names of the building families that readers did not see alike, and that
weights fitted on other forms called surer than 0.9, 4 were borne out no better than this against another; 2 of these
were wrong, of the other 78 one."""
_ABOUT_AS_WELL = 3.0
"""The same of a listed name against another listed one."""
_RATHER_SURE = 0.8
"""A look's claim. Of 3,016 numbers and dates that would have been sure, 22 had a look this sure of one other sign; 2 of
these were wrong, of the others 8."""
_SURE_FIRST, _SURE_THIRD = 0.98, 0.95
"""Claims. Of 23 contested numbers and dates of the building families of which all looks of the first and the third
reader were this sure, none was wrong; of 33 with the first as sure as 0.95, one."""
_SUBJECT_ID = 8
"""Digits of a subject id at least; one with fewer may have lost its first ones, for all readers alike."""
_ENOUGH = 2
"""Readers that must see a name at their first look."""
LISTED = ", as listed"
"""Ends the reader's name of a name that nobody saw, made of words of lists near to what was seen."""
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
NAMES_SAY = 0.7
"""How much what is usual in names says beside the print. Of 0.3 to 1 what chose most of the right ones among what was
offered for 116 names of `varied`, seeds 31 and 32: 85; print alone chose 70."""
_LOOKS = 4
"""In how many ways the first reader looks at a line that is not clear at once."""
SURE_LOOK = 0.98
"""Claim of the first reader's first two looks, from which no more are taken where Tesseract sees the same."""


def letters_alike(kind: AnswerKind, one: str, other: str) -> bool:
    """Whether two values are the same; in names and texts, blanks and points are settled apart."""
    return bare(one) == bare(other) if kind in ("name", "text", "officer") else one == other


@functools.lru_cache(maxsize=4096)
def bare(value: str) -> str:
    """The letters and digits of a value, in capitals and without accents: specks look like these, and forms are filled
    in without them."""
    parts = unicodedata.normalize("NFKD", value)
    return re.sub(r"[\W_]", "", "".join(sign for sign in parts if not unicodedata.combining(sign))).upper()


def evidence(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """What speaks for and against a value, as the regression takes it: for each reader whether it is for (1), against
    (-1) or silent (0) and how strongly; how many are for it; what further looks of the first and of the third say;
    whether the blanks are in dispute; how sure the first is at its faintest look; whether all that was seen is alike,
    and how sure the first is then; how well the looks of the first bear it out, by itself and, with what is usual in
    names, against the best other value; whether the second and the third are one letter off; whether a name is listed,
    and whether another one is that was offered while it is not."""
    sides, strengths = [], []
    seen = [one for one in candidates if not one.reader.endswith(LISTED)]
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
    split = sum(_words(one.value) != _words(value) for one in alike) / max(1, len(alike))
    first = [one.confidence for one in alike if one.reader in (READERS[0], READERS[0] + AGAIN)]
    whole = len(first) == _LOOKS or (len(first) == _LOOKS // 2 and min(first) >= SURE_LOOK)
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


def _words(value: str) -> list[str]:
    return re.findall(r"\w+", value)


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

    Never surer than `CONTESTED` is a number or date that one reader alone reads, or that one of the readers reads with
    one other sign, but where that is Tesseract and both others are sure at all their looks; and a name of which another
    look shows one other letter that makes it much more usual.
    """
    of_group = (weights or _weights())[_GROUPS[kind]]
    total = sum(weight * part for weight, part in zip(of_group, evidence(kind, value, candidates), strict=True))
    likely = SUREST / (1 + math.exp(-min(max(float(total), -30.0), 30.0)))
    return CONTESTED if likely > CONTESTED and _contested(kind, value, candidates) else likely


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
    dated = {v: chance for v, chance in chances.items() if dated_event_number(v) and _one_sign_other(v, best)}
    return max(dated.items(), key=lambda item: item[1], default=(best, likely))


def _contested(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> bool:
    if _GROUPS[kind] in ("number", "date"):
        behind = {one.reader.partition(",")[0] for one in candidates if one.value == value}
        too_short = kind == "digits" and len(value) < _SUBJECT_ID
        if too_short or len(behind) < 2:
            return True
        otherwise = any(_insists(reader, value, candidates) for reader in READERS)
        return (otherwise or _clearly_otherwise(value, candidates)) and not _clear_but_for_tesseract(value, candidates)
    if kind != "name":
        return False
    if listed(value):
        of_lists = [one for one in candidates if listed(one.value)]
        return (
            _seen_by(value, candidates) < _ENOUGH
            or _other_listed(value, candidates)
            or _seen_otherwise_again(value, of_lists)
        )
    return (
        sum(one.reader in READERS and bare(one.value) == bare(value) for one in candidates) < _ENOUGH
        or more_usual_by_one_letter(value) > _FAR_MORE_USUAL
        or _seen_otherwise_again(value, candidates)
        or _parted_otherwise(value, candidates)
        or _other_better_seen(value, candidates)
        or any(
            _one_sign_other(bare(one.value), bare(value)) and usualness(one.value) > usualness(value) + _MUCH_MORE_USUAL
            for one in candidates
        )
    )


def _seen_by(name: str, candidates: Sequence[Candidate]) -> int:
    """How many looks of any reader saw the letters of a name; what was made of parts or of lists nobody saw."""
    made = (TOGETHER, LISTED)
    return sum(bare(one.value) == bare(name) and not one.reader.endswith(made) for one in candidates)


def _other_listed(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether print bears out another listed name, or the same letters parted into other words, about as well."""
    words = sorted(words_of(name))
    seen = [(sorted(words_of(one.value)) == words, one) for one in candidates if one.likelihood is not None]
    own = max((one.likelihood or 0.0 for same, one in seen if same), default=_FAR)
    return any(listed(one.value) and (one.likelihood or 0.0) > own - _ABOUT_AS_WELL for same, one in seen if not same)


def _parted_otherwise(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether two looks, one of them the third reader's, saw the letters of a name parted into other words."""
    others = [
        one for one in candidates if bare(one.value) == bare(name) and sorted(_words(one.value)) != sorted(_words(name))
    ]
    return any(one.reader.startswith(READERS[2]) for one in others) and len(others) > 1


def _other_better_seen(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether the looks of the first reader bear out another name nearly as well as the one that most readers told."""
    seen = [(bare(one.value) == bare(name), one.likelihood) for one in candidates if one.likelihood is not None]
    own = max((likelihood for same, likelihood in seen if same), default=_FAR)
    return any(likelihood > own - _NEARLY_AS_WELL for same, likelihood in seen if not same)


def _clearly_otherwise(value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether any look, Tesseract's first one apart, is rather sure of one other sign."""
    return any(
        one.reader != READERS[1] and one.confidence >= _RATHER_SURE and _one_sign_other(one.value, value)
        for one in candidates
    )


def _clear_but_for_tesseract(value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether all looks of the first reader, and all of the third, which was asked, are sure of the value."""
    first, third = (
        [one for one in candidates if one.reader.partition(",")[0] == reader] for reader in (READERS[0], READERS[2])
    )
    return (
        bool(third)
        and len(first) == _LOOKS
        and all(one.value == value and one.confidence >= _SURE_FIRST for one in first)
        and all(one.value == value and one.confidence >= _SURE_THIRD for one in third)
    )


def _seen_otherwise_again(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether the third reader saw a name in one other way at its first look and at a further one, and never as it is
    told."""
    first, again = (
        {bare(one.value) for one in candidates if one.reader == reader} for reader in (READERS[2], READERS[2] + AGAIN)
    )
    return bare(name) not in first | again and not first.isdisjoint(again)


def to_be_borne_out(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether it is a number or date that Tesseract does not see at its first look, and is to look for again; no
    telephone number, on which no request hangs."""
    return (
        _GROUPS[kind] in ("number", "date")
        and kind != "phone"
        and not any(one.reader == READERS[1] and one.value == value for one in candidates)
    )


def _insists(reader: str, value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether a reader reads one other sign; of Tesseract, which then looks again, whether it sees that sign again."""
    others = {one.value for one in candidates if one.reader == reader and _one_sign_other(one.value, value)}
    again = {one.value for one in candidates if one.reader == reader + AGAIN}
    if reader == READERS[1] and again:
        return not others.isdisjoint(again)
    return bool(others)


def _one_sign_other(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def group_of(kind: AnswerKind) -> str:
    """The group of kinds that share their weights."""
    return _GROUPS[kind]


@functools.cache
def _weights() -> Mapping[str, tuple[float, ...]]:
    with DATA.open("rb") as data:
        told = tomllib.load(data)
    return {group: tuple(map(float, told["weights"][group])) for group in set(_GROUPS.values())}
