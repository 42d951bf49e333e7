"""Reads an answer of several lines, such as an address. Touches the world: through the engines.

The lines are found and read by the quick look at the block; each is then read anew, and by a second reader where the
two looks differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from rapidfuzz import fuzz

from pipeline.pages import Page
from pipeline.pages.bitmap import Gray
from pipeline.reading.answers import AT_ENDS
from pipeline.reading.forms import Form
from pipeline.reading.offers import bare
from pipeline.reading.seen import BLUR, SCALE, Engines, SeenWord
from pipeline.reading.words import letters_of, lines_of, shifted
from pipeline.values import Box, FieldReading
from pipeline.vocabulary import Doubt

_CLEAR_WORD = 0.8
"""An address of which a word is less sure than this is in doubt."""


def read_block(
    area: tuple[float, float, float, float], form: Form, page: Page, number: int, engines: Engines
) -> FieldReading:
    """An address of several lines, its lines joined by commas, what the form prints there left out.

    `area` is left, top, right and bottom on the page, in pixels; `number` is the page's within the transmission.
    """
    x0, y0, x1, y1 = area
    x0, y0, x1, y1 = max(0.0, x0), max(0.0, y0), min(x1, page.width), min(y1, page.height)
    if x1 - x0 < 20 or y1 - y0 < 20:
        return FieldReading(None, page=number, doubt=Doubt.FIELD_MISSING)
    image = _without_rules(page.crop(x0, y0, x1, y1, SCALE, BLUR))
    lines: list[tuple[str, list[SeenWord]]] = []
    for line in lines_of(engines.words.words(image, "block")):
        likely = [word for word in line.words if word.confidence > 0.5 and letters_of(word.text)]
        text = " ".join(word.text for word in likely).strip(AT_ENDS)
        # the end of the label's hint stands above the answer; an address may hold the same words
        if len(letters_of(text)) >= 2 and (lines or not _printed(text, form)):
            lines.append((text, likely))
    if not lines:
        return FieldReading(None, page=number, doubt=Doubt.FIELD_MISSING)
    read = _settled(image, lines, engines)
    used = shifted([word for _, words in lines for word in words], x0, y0, SCALE)
    box = Box.of_pixels(
        min(w.x0 for w in used), min(w.y0 for w in used), max(w.x1 for w in used), max(w.y1 for w in used),
        page.width, page.height,
    )  # fmt: skip
    value = ", ".join(line.text.rstrip(",") for line in read)
    confidence = min(word.confidence for word in used)
    doubt = None if all(line.agreed for line in read) else Doubt.READERS_DISAGREE
    if doubt is None and confidence < _CLEAR_WORD:
        doubt = Doubt.FIELD_UNCERTAIN
    reader = " + ".join(dict.fromkeys(name for line in read for name in line.readers))
    return FieldReading(value, value, number, box, round(confidence, 3), reader, doubt)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of an address."""

    text: str
    agreed: bool
    """Whether two looks at it agree."""
    readers: tuple[str, ...]
    """Who was asked."""


def _settled(image: Gray, lines: Sequence[tuple[str, Sequence[SeenWord]]], engines: Engines) -> list[_Line]:
    """The lines, of each of which a text was made while it was found, read anew."""
    pieces = [_piece(image, words) for _, words in lines]
    first, second = engines.first, engines.second
    settled = []
    for (seen, _), piece, look in zip(lines, pieces, first.lines(pieces), strict=True):
        anew = look.text.strip(AT_ENDS)
        if anew and bare(anew) == bare(seen):
            settled.append(_Line(anew, True, (first.name,)))
            continue
        other = bare(second.lines([piece])[0].text)
        agreed = next((text for text in (anew, seen) if text and bare(text) == other), None)
        settled.append(_Line(agreed or anew or seen, agreed is not None, (first.name, second.name)))
    return settled


def _piece(image: Gray, words: Sequence[SeenWord]) -> Gray:
    """The part of the image that holds the words, with a little white around them."""
    top, bottom = min(word.y0 for word in words), max(word.y1 for word in words)
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    pad = 0.2 * (bottom - top)
    rows = slice(max(0, round(top - pad)), round(bottom + pad))
    return image[rows, max(0, round(left - 2 * pad)) : round(right + 2 * pad)]


def _printed(text: str, form: Form) -> bool:
    """Whether the form itself prints this line."""
    if text.endswith(")") and "(" not in text:
        return True  # the end of a hint in brackets, however it was read
    letters = letters_of(text)
    printed = (letters_of(text + label.follows) for label in form.labels for text in label.texts)
    return len(letters) >= 6 and any(
        fuzz.partial_ratio(letters, phrase) >= 80 for phrase in printed if len(phrase) >= max(6, 0.8 * len(letters))
    )


def _without_rules(image: np.ndarray) -> np.ndarray:
    """The image without long rules across or down."""
    ink = (image < 150).astype(np.uint8)
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 120), np.uint8))
    rules |= cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((70, 1), np.uint8))
    clean = image.copy()
    clean[cv2.dilate(rules, np.ones((5, 5), np.uint8)) > 0] = 255
    return clean
