"""Pure. What keeps a value that is probably right from being sure: a sign that a reader insists on, another name that
print bears out as well, or too few who saw it.

Each rule was measured on the building families; the figures stand in `benchmarks/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.reading.forms import AnswerKind
from pipeline.reading.listed_names import listed, words_of
from pipeline.reading.name_letters import more_usual_by_one_letter, usualness
from pipeline.reading.offers import (
    AGAIN,
    LISTED,
    LOOKS,
    READERS,
    STEADILY,
    TOGETHER,
    WITH_STREAKS,
    bare,
    group_of,
    one_sign_other,
    parts_of,
)
from pipeline.values import Candidate

_MUCH_MORE_USUAL = 2.0
"""Natural logarithm of how many times as usual a name is that is much more usual than another."""
_FAR_MORE_USUAL = 7.0
"""The same of a name to which one letter of like shape in a word of no list would make it, though nobody saw that
letter: of 9 such names of the building families that would have been sure, listed words taken in, one was wrong."""
_NEARLY_AS_WELL = 0.5
"""Natural logarithm of likelihoods. Of 82 names of the building families that readers did not see alike, and that
weights fitted on other forms called surer than 0.9, 4 were borne out no better than this against another; 2 of these
were wrong, of the other 78 one."""
_ABOUT_AS_WELL = 3.0
"""The same of a listed name against another listed one. Of 20 names of the building families, by two states of the
small reader, that would have been sure beside such another one 3 were wrong."""
_RATHER_SURE = 0.8
"""A look's claim. Of 3,016 numbers and dates that would have been sure, 22 had a look this sure of one other sign; 2 of
these were wrong, of the others 8."""
_SURE_FIRST, _SURE_THIRD = 0.98, 0.95
"""Claims. Of 23 contested numbers and dates of the building families of which all looks of the first and the third
reader were this sure, none was wrong; of 33 with the first as sure as 0.95, one."""
_STEADY = 0.75
"""Share of many looks of the first reader that see a value. Of 65 contested numbers and dates of `varied` that it sees
as steadily one was wrong, and both other readers had seen that one otherwise, alike; of 22 others none. Of 243 numbers
that nothing contested and that were less sure than 0.995 3 were wrong, of 4 that it sees less steadily one."""
_WITH_MORE_STROKES = {"3": "8", "5": "68", "6": "8", "9": "8"}
"""What digits may be that look like these since strokes of them are lost, to every look of a reader. Of 3 numbers of
the building families that the first sees steadily, and of which another insists on such a digit, one was wrong; of 66
others none."""
_SUBJECT_ID = 8
"""Digits of a subject id at least; one with fewer may have lost its first ones, for all readers alike."""
_ENOUGH = 2
"""Readers that must see a name of no list at their first look; looks that must see one of listed words."""
_ABOUT_ALIKE = 2
"""Letters by which two names differ that are the same but for a misread one or two."""
_LETTER_TWICE = re.compile(r"(.)\1")
_FAR = -20.0
"""Likelihoods lower than this are all the same."""


def contested(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether something that was offered, or how few offered it, keeps a value from being sure."""
    if group_of(kind) in ("number", "date"):
        return (kind == "digits" and len(value) < _SUBJECT_ID) or _number_contested(kind, value, candidates)
    return kind == "name" and (
        _doubled_otherwise(value, candidates)
        or (_listed_contested if listed(value) else _unlisted_contested)(value, candidates)
    )


def _number_contested(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether a number or date is. One that the first reader sees steadily is contested only by who sees a digit with
    more strokes, or by both others; a number that it sees unsteadily always is. A date's month in letters is often not
    understood, so a date is not.
    """
    steadiness = next((o.confidence for o in candidates if o.reader.endswith(STEADILY) and o.value == value), None)
    if any(one.reader.endswith(WITH_STREAKS) and one_sign_other(one.value, value) for one in candidates):
        return True  # a streak made that sign, or took a stroke along when it was taken out
    seen = [one for one in candidates if not one.reader.endswith((STEADILY, WITH_STREAKS))]
    behind = {one.reader.partition(",")[0] for one in seen if one.value == value}
    against = {one.reader.partition(",")[0] for one in seen if one.value != value} - behind
    insisted = {other for reader in READERS for other in _insisted(reader, value, seen)}
    if steadiness is not None:
        if steadiness >= _STEADY and (len(behind) > 1 or not against):
            return any(_lost_strokes(value, other) for other in insisted)
        if steadiness < _STEADY and group_of(kind) == "number":
            return True
    otherwise = bool(insisted) or _clearly_otherwise(value, seen)
    return len(behind) < 2 or (otherwise and not _clear_but_for_tesseract(value, seen))


def _lost_strokes(value: str, other: str) -> bool:
    """Whether the one sign in which two values differ is what print leaves of the other's when strokes are lost."""
    return any(theirs in _WITH_MORE_STROKES.get(own, "") for own, theirs in zip(value, other, strict=True))


def _doubled_otherwise(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether a reader saw a listed name in which one letter of this one stands twice: the first reader's network can
    tell two like letters only by a blank between them, and loses one of them steadily."""
    letters = bare(name)
    return any(
        len(bare(one.value)) > len(letters)
        and _LETTER_TWICE.sub(r"\1", bare(one.value)) == _LETTER_TWICE.sub(r"\1", letters)
        for one in candidates
        if not one.reader.endswith((TOGETHER, LISTED)) and listed(one.value)
    )


def _listed_contested(name: str, candidates: Sequence[Candidate]) -> bool:
    of_lists = [one for one in candidates if listed(one.value)]
    return (
        _seen_by(name, candidates) < _ENOUGH
        or _other_listed(name, candidates)
        or _seen_otherwise_again(name, of_lists)
        or _parted_by_third(name, candidates)
    )


def _unlisted_contested(name: str, candidates: Sequence[Candidate]) -> bool:
    return (
        sum(one.reader in READERS and bare(one.value) == bare(name) for one in candidates) < _ENOUGH
        or more_usual_by_one_letter(" ".join(word for word in words_of(name) if not listed(word))) > _FAR_MORE_USUAL
        or _seen_otherwise_again(name, candidates)
        or _parted_otherwise(name, candidates)
        or _other_better_seen(name, candidates)
        or any(
            one_sign_other(bare(one.value), bare(name)) and usualness(one.value) > usualness(name) + _MUCH_MORE_USUAL
            for one in candidates
        )
    )


def _seen_by(name: str, candidates: Sequence[Candidate]) -> int:
    """How many looks of any reader saw the letters of a name; what was made of parts or of lists nobody saw."""
    made = (TOGETHER, LISTED)
    return sum(bare(one.value) == bare(name) and not one.reader.endswith(made) for one in candidates)


def _other_listed(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether another listed name, or the same letters parted into other listed words, was seen by two readers, or is
    borne out by print about as well."""
    words = sorted(words_of(name))
    own = max((_likelihood(one) for one in candidates if sorted(words_of(one.value)) == words), default=_FAR)
    others = [one for one in candidates if listed(one.value) and sorted(words_of(one.value)) != words]
    readers: dict[str, set[str]] = {}
    for one in others:
        if not one.reader.endswith((TOGETHER, LISTED)):
            readers.setdefault(bare(one.value), set()).add(one.reader.partition(",")[0])
    return any(_likelihood(one) > own - _ABOUT_AS_WELL or len(readers.get(bare(one.value), ())) > 1 for one in others)


def _likelihood(offer: Candidate) -> float:
    return _FAR if offer.likelihood is None else offer.likelihood


def _parted_otherwise(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether two looks, one of them the third reader's, saw the letters of a name parted into other words."""
    others = [
        one
        for one in candidates
        if bare(one.value) == bare(name) and sorted(parts_of(one.value)) != sorted(parts_of(name))
    ]
    return any(one.reader.startswith(READERS[2]) for one in others) and len(others) > 1


def _parted_by_third(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether the third reader saw about the same letters in more or fewer words, at more than one look."""
    count, letters = len(parts_of(name)), bare(name)
    parted = [
        one
        for one in candidates
        if one.reader.startswith(READERS[2])
        and len(parts_of(one.value)) != count
        and Levenshtein.distance(bare(one.value), letters) <= _ABOUT_ALIKE
    ]
    return len(parted) > 1


def _other_better_seen(name: str, candidates: Sequence[Candidate]) -> bool:
    """Whether the looks of the first reader bear out another name nearly as well as the one that most readers told."""
    seen = [(bare(one.value) == bare(name), one.likelihood) for one in candidates if one.likelihood is not None]
    own = max((likelihood for same, likelihood in seen if same), default=_FAR)
    return any(likelihood > own - _NEARLY_AS_WELL for same, likelihood in seen if not same)


def _clearly_otherwise(value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether any look, Tesseract's first one apart, is rather sure of one other sign."""
    return any(
        one.reader != READERS[1] and one.confidence >= _RATHER_SURE and one_sign_other(one.value, value)
        for one in candidates
    )


def _clear_but_for_tesseract(value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether all looks of the first reader, and all of the third, which was asked, are sure of the value."""
    first, third = (
        [one for one in candidates if one.reader.partition(",")[0] == reader] for reader in (READERS[0], READERS[2])
    )
    return (
        bool(third)
        and len(first) == LOOKS
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


def number_that_matters(kind: AnswerKind) -> bool:
    """Whether a kind is a number or a date on which a request hangs: a telephone number is not."""
    return group_of(kind) in ("number", "date") and kind != "phone"


def to_be_borne_out(kind: AnswerKind, value: str, candidates: Sequence[Candidate]) -> bool:
    """Whether it is a number or date that Tesseract does not see at its first look, and is to look for again."""
    return number_that_matters(kind) and not any(one.reader == READERS[1] and one.value == value for one in candidates)


def _insisted(reader: str, value: str, candidates: Sequence[Candidate]) -> set[str]:
    """Values with one other sign that a reader reads; of Tesseract, which then looks again, those it sees again."""
    others = {one.value for one in candidates if one.reader == reader and one_sign_other(one.value, value)}
    again = {one.value for one in candidates if one.reader == reader + AGAIN}
    return others & again if reader == READERS[1] and again else others
