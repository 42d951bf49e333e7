"""Words as a spaCy document that remembers where each came from, and the rules that are laid over it.

Rules are spaCy patterns in `models/rules/*.jsonl`, one label a file; tolerance for misread letters is spaCy's own
FUZZY operator. Touches the world: reads the rules.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span, Token

from pipeline.errors import WrongSettings
from pipeline.settings import MODELS
from pipeline.values import Box, Word

RULES = MODELS / "rules"
_BOUNDS = re.compile(r"\{(\d+),(\d+)\}")
_BUILDING = threading.RLock()
"""Documents and rules must share one vocabulary, and threads may ask for it at once."""

for _name in ("box", "page", "confidence"):
    if not Token.has_extension(_name):
        Token.set_extension(_name, default=None)


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule found."""

    label: str
    text: str
    span: Span

    @property
    def confidence(self) -> float:
        """The lowest confidence of its words; 1 for text that was not read from an image."""
        values = [token._.confidence for token in self.span if token._.confidence is not None]
        return float(min(values, default=1.0))

    @property
    def box(self) -> Box | None:
        """Around all its words, None for text that was not read from an image."""
        boxes = [token._.box for token in self.span if token._.box is not None]
        if not boxes:
            return None
        return Box(
            min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
        )


def language() -> Language:
    """English without a statistical model: its tokenizer and vocabulary."""
    with _BUILDING:
        return _language()


def rules(label: str, folder: Path = RULES) -> Matcher:
    """The patterns of one rule file. Raises WrongSettings with file and line when one is wrong."""
    with _BUILDING:
        return _rules(label, folder)


@functools.cache
def _language() -> Language:
    return spacy.blank("en")


@functools.cache
def _rules(label: str, folder: Path) -> Matcher:
    file = folder / f"{label}.jsonl"
    matcher = Matcher(_language().vocab, validate=True)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            pattern = json.loads(line)
            matcher.add(pattern["label"], _spelled_out(pattern["pattern"]), greedy="LONGEST")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongSettings(
                str(file), f"line {number}", f"expected a spaCy pattern with its label ({error})"
            ) from error
    return matcher


def _spelled_out(pattern: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The pattern with every gap `{"OP": "{0,8}"}` as a pattern for each length.

    The matcher follows each way to skip eight tokens of eight by itself, so that a short hostile text of the words on
    either side of a gap would take minutes and gigabytes; lengths spelled out are followed once each.
    """
    choices: list[list[list[dict[str, Any]]]] = []
    for token in pattern:
        bounds = _BOUNDS.fullmatch(str(token.get("OP", "")))
        if bounds is None:
            choices.append([[token]])
            continue
        plain = {name: value for name, value in token.items() if name != "OP"}
        choices.append([[plain] * times for times in range(int(bounds[1]), int(bounds[2]) + 1)])
    return [[*itertools.chain.from_iterable(chosen)] for chosen in itertools.product(*choices)]


def document_of_words(words: Iterable[Word], page: int) -> Doc:
    """A document of what was read on a page; each token knows its box, page and confidence."""
    pieces: list[str] = []
    owners: list[Word] = []
    for word in words:
        # the tokenizer parts `alien;` and `(date)`, and every part keeps its word's evidence
        for token in language().tokenizer(word.text):
            pieces.append(token.text)
            owners.append(word)
    doc = Doc(language().vocab, words=pieces)
    for token, word in zip(doc, owners, strict=True):
        token._.box, token._.page, token._.confidence = word.box, page, word.confidence
    return doc


def document_of_text(text: str, most: int = 100_000) -> Doc:
    """A document of a text that was written, not read from an image; cut at `most` characters."""
    return language().make_doc(" ".join(text[:most].split()))


def matches(label: str, doc: Doc) -> Iterator[Match]:
    """What the rules of a file find in the document, in its order."""
    found = sorted(rules(label)(doc, as_spans=True), key=lambda span: (span.start, -span.end))
    end = -1
    for span in found:
        if span.start >= end:
            end = span.end
            yield Match(span.label_, span.text, span)
