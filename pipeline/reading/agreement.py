"""Makes one value of what several readers saw in one line, and says how sure it is.

Two independent readers that agree are seldom wrong, one alone is wrong in about one line of fifty (a prototype's
figures on drawn faxes; ours stand in `benchmarks/README.md`). So a line is read once by each; only where they do not
agree is it looked at again, smoothed and stretched in other ways, and the looks vote. Touches the world: through the
engines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.reading import answers
from pipeline.reading.cutting import Cut
from pipeline.reading.engines import Engines, SeenLine
from pipeline.reading.forms import AnswerKind
from pipeline.vocabulary import Doubt

UNDERSTAND: Mapping[AnswerKind, Callable[[str], str | None]] = {
    "digits": answers.digits,
    "event_number": answers.event_number,
    "file_number": answers.file_number,
    "date": answers.day,
    "name": answers.name,
    "country": answers.country,
    "sex": answers.sex,
    "phone": answers.phone,
    "text": answers.plain,
    "officer": answers.plain,
}
_LABEL_REST = re.compile(r"^\W*(?:[A-Za-z]{0,2}[#1lIif]?|ID|[1lI|!][)\]}])\s*[:;]\s*(?=\w)")
"""The end of a label that was cut with its answer: `ID:`, `#:`, `x:`, a broken `ID:` read as `1):`."""
SURE = 0.9
"""A confidence from which a value is taken without a look by a person."""
_BLUR = 0.9
_NAME_FIRST, _NAME_SECOND = 0.93, 0.85
"""Claims of the first and second reader below which even a name on which they agree is doubtful: where a line of the
fax is lost, both see the same wrong letter."""
_BLANK = 0.45
"""A gap this wide in shares of the line's height is a blank."""
_MORE_LOOKS = ((1.5, 0.85, 0.18), (2.2, 1.0, 0.3))
"""Blur, stretch and padding of the further looks."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One value of a line."""

    value: str | None
    raw: str
    confidence: float
    reader: str
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class _Look:
    reader: str
    seen: SeenLine
    value: str | None


def agree(kind: AnswerKind, cut: Cut, engines: Engines, first: SeenLine | None = None) -> Agreed:
    """The value of a line of that kind. `first` is the first reader's first look where it was read in a batch."""
    understand = UNDERSTAND[kind]
    image = cut.look(_BLUR)
    one = _look(engines.first.name, first or engines.first.lines([image])[0], understand)
    two = _look(engines.second.name, engines.second.lines([image])[0], understand)
    surer = 1 - (1 - one.seen.confidence) * (1 - two.seen.confidence)
    agreed = round(min(0.995, 0.95 + 0.045 * surer), 3)
    if one.value is not None and one.value == two.value:
        faint = kind == "name" and (one.seen.confidence < _NAME_FIRST or two.seen.confidence < _NAME_SECOND)
        if not faint:
            return Agreed(one.value, one.seen.text, agreed, "both", None)
        return Agreed(one.value, one.seen.text, 0.88, "both", Doubt.FIELD_UNCERTAIN)
    looks = [one, two]
    for blur, stretch, pad in _MORE_LOOKS:
        again = cut.look(blur, stretch, pad)
        looks.append(_look(engines.first.name, engines.first.lines([again])[0], understand))
        looks.append(_look(engines.second.name, engines.second.lines([again])[0], understand))
    if one.value is not None and two.value is not None and same(kind, one.value, two.value):
        value, clear = _spaced(kind, [look.value for look in looks if look.value is not None], one.value, cut)
        doubt = None if clear else Doubt.READERS_DISAGREE
        return Agreed(value, one.seen.text, agreed if clear else 0.85, "both", doubt)
    return _vote(kind, looks, cut)


def same(kind: AnswerKind, one: str, other: str) -> bool:
    """Whether two values are the same; blanks and points in a name are settled apart."""
    if kind in ("name", "text", "officer"):
        return re.sub(r"[\W_]", "", one) == re.sub(r"[\W_]", "", other)
    return one == other


def _look(reader: str, seen: SeenLine, understand: Callable[[str], str | None]) -> _Look:
    text = _LABEL_REST.sub("", seen.text)
    return _Look(reader, seen, understand(text) if text else None)


def _vote(kind: AnswerKind, looks: list[_Look], cut: Cut) -> Agreed:
    """The value with most confidence behind it, and how much speaks against it."""
    one, two = looks[0], looks[1]
    candidates: list[tuple[float, list[_Look]]] = []
    for look in looks:
        if look.value is None:
            continue
        for index, (weight, members) in enumerate(candidates):
            if same(kind, members[0].value or "", look.value):
                candidates[index] = weight + look.seen.confidence**2, [*members, look]
                break
        else:
            candidates.append((look.seen.confidence**2, [look]))
    if not candidates:
        raw = one.seen.text or two.seen.text
        return Agreed(None, raw, 0.0, "neither", Doubt.FIELD_INVALID if raw else Doubt.FIELD_MISSING)
    candidates.sort(key=lambda candidate: -candidate[0])
    weight, members = candidates[0]
    against = sum(other for other, _ in candidates[1:])
    readers = {member.reader for member in members}
    best = max(members, key=lambda member: member.seen.confidence)
    share = weight / (weight + against)
    values = [member.value for member in members if member.value is not None]
    value, clear = _spaced(kind, values, values[0], cut)
    if len(readers) == 2:
        confidence = 0.84 + 0.12 * share if share > 0.6 else 0.6 * share + 0.2
    elif len(members) == 3 and best.reader == one.reader and _near(one, two):
        # one reader saw the same in every look, and the other differs in a letter that print confuses
        surest = min(member.seen.confidence for member in members)
        confidence = 0.91 if surest > 0.97 and two.seen.confidence < 0.7 and kind != "name" else 0.8 * share
    else:
        confidence = 0.8 * share * best.seen.confidence
    confidence = confidence if clear else min(confidence, 0.85)
    doubt = None if confidence >= SURE else Doubt.READERS_DISAGREE
    if one.value is None and two.value is None and len(members) < 2:
        return Agreed(None, best.seen.text, round(confidence, 3), best.reader, Doubt.FIELD_UNCERTAIN)
    return Agreed(value, best.seen.text, round(confidence, 3), "+".join(sorted(readers)), doubt)


def _near(one: _Look, two: _Look) -> bool:
    strip = re.compile(r"[\W_]")
    return Levenshtein.distance(strip.sub("", one.seen.text), strip.sub("", two.seen.text)) <= 1


def _spaced(kind: AnswerKind, values: list[str], letters: str, cut: Cut) -> tuple[str, bool]:
    """Of values with the same letters the one whose blanks and points most looks saw, and whether that is clear.

    Readers lose and invent blanks: where the looks are split, the real gaps between the letters decide, unclearly.
    """
    alike = Counter(value for value in values if same(kind, value, letters))
    ranked = alike.most_common()
    if len(ranked) == 1 or ranked[0][1] >= ranked[1][1] + 2:
        return ranked[0][0], True
    best = [value for value, count in ranked if count >= ranked[0][1] - 1]
    if kind == "name":
        # a comma is small, and more often lost than invented
        best = [value for value in best if "," in value] or best
    if len({len(value.split()) for value in best}) == 1:
        return best[0], len(best) == 1
    blanks = sum(1 for gap in cut.gaps if gap > _BLANK)
    return min(best, key=lambda value: abs(len(value.split()) - 1 - blanks)), False
