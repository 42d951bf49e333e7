"""Pure, given its data. Gathers what readers offer for one line, holds it against the print, and adds what nobody saw
whole.

What the looks of the small reader bear out best may be parts of several offers, or a name of listed words near to what
was seen, or one of the few answers that there can be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from pipeline.reading import answers
from pipeline.reading.calibration import NAMES_SAY
from pipeline.reading.ctc import Chances, as_seen, best_path, likelihoods, together
from pipeline.reading.forms import AnswerKind
from pipeline.reading.lexicon import countries
from pipeline.reading.listed_names import exchanges, listed
from pipeline.reading.name_letters import usualness
from pipeline.reading.offers import AGAIN, LISTED, READERS, STEADILY, TOGETHER
from pipeline.reading.seen import SeenLine
from pipeline.values import Candidate

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
_LABEL_REST = re.compile(
    r"^\W*(?:(?:[A-Za-z]{0,2}[#1lIif]?|ID|[1lI|!][)\]}])\s*[:;]|N[o0]s?[.,]?\s*[:;,.]|(?:Number|Num|ID)\s*[:;#]"
    r"|\([A-Za-z][^():]{1,28}[)\]}]\s*[:;]?)\s*(?=\w)"
)
"""The end of a label that was cut with its answer: `ID:`, `#:`, `No.:`, `(mm/dd/yyyy):`, `(Last, First, Middle):`,
`ID:` read as `1):`."""
_SEXES = ("M", "F", "U", "MALE", "FEMALE", "UNKNOWN", "Male", "Female", "Unknown")
"""All that stands on a form for a person's sex."""
_FAR_FETCHED = -9.0
"""The natural logarithm of how much less probable than what was seen an answer may be that nobody saw."""
_NEAREST = 6
"""Countries that are held against the print for each text that was seen."""
_ONE_THING: frozenset[AnswerKind] = frozenset(("date", "file_number", "digits", "event_number", "sex"))
"""Kinds whose answer is one number, day or word: what does not fit it at the ends of a line is dirt."""
_PARTS_CLAIM = 0.5
"""Said of what is made of parts, for which no reader makes a claim: its likelihood tells."""
_WORTH_OFFERING = -3.0
"""Natural logarithm of how much less probable a name of listed words may be than what was seen."""


class Offered:
    """What readers offered for one line, and how well the looks of the first reader bear each of it out."""

    def __init__(self, kind: AnswerKind) -> None:
        self.kind = kind
        self.looks: list[SeenLine] = []
        """What the first reader saw."""
        self.candidates: list[Candidate] = []
        self._texts: dict[str, list[str]] = {}
        """For each value the texts that were understood as it."""
        self._all: list[str] = []
        """Every text that was seen, understood or not."""

    def add(self, reader: str, seen: SeenLine) -> None:
        """What a reader saw, or else what it saw without dirt at its ends, if it can be understood."""
        self._all.append(seen.text)
        value, text = _understood(self.kind, seen.text)
        if value is not None:
            claim = round(min(max(seen.confidence, 0.0), 1.0), 4)
            self.candidates.append(Candidate(value, reader, claim))
            self._texts.setdefault(value, []).append(as_seen(text))

    def look(self, seen: Sequence[SeenLine]) -> None:
        """Adds looks of the first reader."""
        for one in seen:
            self.add(READERS[0] + AGAIN if self.looks else READERS[0], one)
            self.looks.append(one)

    def steady(self, seen: Sequence[SeenLine]) -> None:
        """Adds for each value that was offered how large a share of many more looks of the first reader sees it."""
        values = [_understood(self.kind, one.text)[0] for one in seen]
        for value in self._texts:
            share = round(values.count(value) / len(values), 4)
            self.candidates.append(Candidate(value, READERS[0] + STEADILY, share))

    @property
    def alike(self) -> bool:
        """Whether all that was understood is one value."""
        return len(self._texts) == 1

    @property
    def all_alike(self) -> bool:
        """Whether every look of the two quick readers was understood as one value."""
        return self.alike and len(self.candidates) == len(self.looks) + 1

    def weigh(self) -> None:
        """Holds everything that was offered against all looks, and adds what they bear out best together."""
        chances = [look.chances for look in self.looks if look.chances is not None and len(look.chances)]
        if not chances:
            return
        if not self.alike and not self._has(TOGETHER):
            self._put_together(chances)
        if self.kind == "name" and self._texts and not self._has(LISTED):
            self._look_up(chances)
        if self.alike:
            path = float(np.mean([best_path(look) for look in chances]))
            self.candidates = [replace(one, likelihood=round(path, 3)) for one in self.candidates]
            return
        if not self._texts:
            return
        texts = self._texts_of_values()
        found = dict(zip(texts, likelihoods(chances, texts).mean(axis=0), strict=True))
        best_of = {value: max(float(found[text]) for text in several) for value, several in self._texts.items()}
        self.candidates = [replace(one, likelihood=round(best_of[one.value], 3)) for one in self.candidates]

    def _texts_of_values(self) -> list[str]:
        """Each text once that was understood as a value."""
        return list(dict.fromkeys(text for several in self._texts.values() for text in several))

    def _has(self, ending: str) -> bool:
        return any(one.reader == READERS[0] + ending for one in self.candidates)

    def _put_together(self, chances: Sequence[Chances]) -> None:
        """Offers what the looks bear out best: of the few answers there can be, or else made of parts of all texts."""
        reader = READERS[0] + TOGETHER
        if possible := _possible(self.kind, self._all):
            joint = likelihoods(chances, possible).sum(axis=0)
            if joint.max() - sum(map(best_path, chances)) > _FAR_FETCHED * len(chances):
                claim = float(1 / np.exp(np.minimum(joint - joint.max(), 0.0)).sum())
                self.add(reader, SeenLine(possible[int(joint.argmax())], claim))
        elif texts := self._texts_of_values():
            best = together(chances, texts, _usual if self.kind == "name" else None)
            if best not in texts:
                self.add(reader, SeenLine(best, _PARTS_CLAIM))

    def _look_up(self, chances: Sequence[Chances]) -> None:
        """Offers the name with words of lists near to those in it that stand in none, where the looks bear that out
        as well as what is usual makes up for."""
        texts = self._texts_of_values()
        if all(map(listed, texts)):
            return

        def scores(of: Sequence[str]) -> NDArray[np.float64]:
            return np.asarray(likelihoods(chances, of).mean(axis=0) + [_usual(text) for text in of], np.float64)

        joint = scores(texts)
        best, score = texts[int(joint.argmax())], float(joint.max())
        gains = []
        for start, end, words in exchanges(best):
            borne_out = scores([best[:start] + word + best[end:] for word in words])
            gains.append((float(borne_out.max()) - score, start, end, words[int(borne_out.argmax())]))
        taken: list[tuple[int, int, str]] = []
        for gain, start, end, word in sorted(gains, reverse=True):
            if gain > _WORTH_OFFERING and all(end <= first or start >= last for first, last, _ in taken):
                taken.append((start, end, word))
        made = best
        for start, end, word in sorted(taken, reverse=True):
            made = made[:start] + word + made[end:]
        if made not in texts:
            self.add(READERS[0] + LISTED, SeenLine(made, _PARTS_CLAIM))


def _understood(kind: AnswerKind, seen: str) -> tuple[str | None, str]:
    """The value that a text means, or else what it means without dirt at its ends; and the text that was understood."""
    for text in (_LABEL_REST.sub("", seen), *_without_ends(kind, seen)):
        value = UNDERSTAND[kind](text) if text else None
        if value is not None:
            return value, text
    return None, seen


def _usual(name: str) -> float:
    return NAMES_SAY * usualness(name)


def _possible(kind: AnswerKind, seen: Sequence[str]) -> list[str]:
    """The answers of a kind that has few: all of them, or those of many that are most like what was seen."""
    if kind == "sex":
        return list(_SEXES)
    if kind != "country":
        return []
    near = [
        name
        for text in dict.fromkeys(seen)
        for name, _, _ in process.extract(text.upper(), countries(), scorer=fuzz.ratio, limit=_NEAREST)
    ]
    return [form for name in dict.fromkeys(near) for form in (as_seen(name), as_seen(name.title()))]


def _without_ends(kind: AnswerKind, text: str) -> list[str]:
    """A text without words at its end or its beginning, the fewest first: for kinds that are one number or day."""
    words = text.split()
    if kind not in _ONE_THING or len(words) < 2:
        return []
    return [" ".join(part) for part in (words[:-1], words[1:], words[:-2], words[1:-1], words[2:]) if part]
