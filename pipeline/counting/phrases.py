"""Finds the phrases by which people say how a request came, with spaCy rules.

Touches the world: reads `models/rules/channel.jsonl` and `district.jsonl`, once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import spacy
from spacy.language import Language
from spacy.matcher import Matcher

from pipeline.settings import MODELS

_BREAKS = frozenset({",", ";", ":", "(", ")", "--", "–", "—", "but", "when", "which", "that", "because", "instead"})
"""Words that begin another clause: what is denied before them is not denied after them."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Where a rule matched in a sentence, in tokens."""

    label: str
    id: str
    start: int
    end: int
    clause: int
    """The clause of its first token; phrases with the same number stand in one clause."""
    offset: int
    """The character of the sentence at which it begins."""


def phrases_in(sentence: str) -> tuple[Phrase, ...]:
    """Every phrase of the channel and district rules in one sentence, in the order in which they begin.

    Of phrases with one label that overlap, the longest is kept.
    """
    language, matcher = _rules()
    document = language(sentence)
    clauses, clause = [], 0
    for token in document:
        clause += token.lower_ in _BREAKS
        clauses.append(clause)
    found = []
    for match, start, end in matcher(document):
        label, _, name = language.vocab.strings[match].partition("|")
        found.append(Phrase(label, name, start, end, clauses[start], document[start].idx))
    found.sort(key=lambda phrase: (phrase.start - phrase.end, phrase.start, phrase.label, phrase.id))
    return tuple(sorted(_without_overlaps(found), key=lambda phrase: (phrase.start, phrase.end, phrase.label)))


def _without_overlaps(longest_first: list[Phrase]) -> Iterator[Phrase]:
    taken: list[Phrase] = []
    for phrase in longest_first:
        if not any(
            phrase.label == other.label and phrase.start < other.end and other.start < phrase.end for other in taken
        ):
            taken.append(phrase)
            yield phrase


@cache
def _rules() -> tuple[Language, Matcher]:
    language = spacy.blank("en")
    matcher = Matcher(language.vocab)
    for name in ("channel", "district"):
        for line in (MODELS / "rules" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            rule = json.loads(line)
            matcher.add(f"{rule['label']}|{rule.get('id', '')}", [rule["pattern"]])
    return language, matcher
