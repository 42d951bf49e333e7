"""Tells which form a page is, from the text of its top edge, and which way is up.

Most pages are known from a strip: a title in the top sixth. Only what is not known there is looked at longer.
Touches the world: through the engines it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from pipeline.pages import DPI, Page
from pipeline.reading.forms import Form
from pipeline.reading.seen import BLUR, SCALE, Engines, SeenWord, WordReader
from pipeline.reading.words import Found, TextLine, find_text, letters_of, lines_of, numbered_after, shifted

_TAIL = 9
"""Rows of white in which a page is cut: more than lie between a line and the tails of its letters."""
STRIPS = (1.2, 1.85)
"""Inches from the top edge that hold the header line and the title of most pages, and those of all."""
EDGE = 0.34
"""Inches from the top edge within which a sending machine prints its header line."""
TITLE_SCORE = 80.0
SENTENCE_SCORE = 82.0
NEAR_SCORE = 70.0
"""A line this near to a title, on a page that is no known form, is a doubt."""


@dataclass(frozen=True, slots=True)
class Identified:
    """What a page is, and what was read to tell so."""

    page: Page
    """Turned upright."""
    form: Form | None
    score: float
    """0..100."""
    title: Found | None
    """None when the form was told by a sentence or its title stands in no described place."""
    words: tuple[SeenWord, ...]
    """All words read so far, in pixels of the upright page."""
    read_to: float
    """The lower end of what was read, in pixels."""
    edge: tuple[TextLine, ...]
    """Lines at the top edge as the page came, where a sending machine prints its header line, upright even on a page
    that was put in upside down."""


def identify(page: Page, forms: Sequence[Form], engines: Engines) -> Identified:
    """Which form the page is; `form` is None when it is none that is described."""
    upright, words, read_to, edge = _upright(page, forms, engines)
    form, score, title = match(lines_of(words), forms)
    return Identified(upright, form, score, title, tuple(words), read_to, tuple(lines_of(edge)))


def match(lines: Sequence[TextLine], forms: Sequence[Form]) -> tuple[Form | None, float, Found | None]:
    """The form whose title or sentence stands in the lines, how surely, and where its title is.

    A title must be most of its line, since a press query may name a form in a sentence.
    """
    best: tuple[float, Form | None, Found | None] = (0.0, None, None)
    for form in forms:
        for line in lines:
            for text in form.known_by.titles:
                for found in find_text(text, line, TITLE_SCORE):
                    share = len(letters_of(text)) / max(len(line.letters), 1)
                    company = fuzz.partial_ratio("departmentofhomelandsecurity", line.letters) > 85
                    score = found.score if share > 0.6 or company else found.score * 0.7
                    if score > best[0]:
                        best = score, form, found
    score, titled, title = best
    if titled is not None and score >= TITLE_SCORE:
        return titled, score, title
    text = "".join(line.letters for line in lines)
    for candidate in forms:
        for sentence in candidate.known_by.sentences:
            wanted = letters_of(sentence)
            # of two texts rapidfuzz seeks the shorter in the longer: a few words of the sentence do not tell the form
            told = fuzz.partial_ratio(wanted, text) if len(text) >= 0.8 * len(wanted) else 0.0
            if told >= SENTENCE_SCORE and told > score:
                return candidate, told, title if titled is candidate else None
    return None, score, None


def nearness(lines: Sequence[TextLine], forms: Sequence[Form]) -> float:
    """How near any whole line comes to the title of a form that asks for something, 0..100.

    Held against the whole line, since letters about detainers name them in sentences.
    """
    titles = [letters_of(title) for form in forms if form.asks for title in form.known_by.titles]
    return max((fuzz.ratio(title, line.letters) for line in lines for title in titles), default=0.0)


def gap_near(page: Page, inches: float, reach: float) -> float:
    """The height of the page, in pixels, nearest to `inches` and within `reach` of it at which no line of print is cut.

    Half a line spoils the reading of the others.
    """
    low, high = max(0, round((inches - reach) * DPI)), min(round((inches + reach) * DPI), page.height)
    if high <= low:
        return float(min(max(inches * DPI, 0.0), page.height))
    # a black edge and streaks ink every row a little
    inner = page.ink[:, int(0.05 * page.width) : int(0.95 * page.width) : 2]
    least = min(float(np.percentile(inner[::4, ::2].mean(axis=1), 10)), 0.06)
    white = inner[low:high].mean(axis=1) < least + 0.002
    # well within a blank, so that no tail of a letter is cut off; at its edge where all blanks are narrow
    wide = np.convolve(white, np.ones(_TAIL), "same") >= _TAIL
    gaps = np.flatnonzero(wide if wide.any() else white)
    middle = min(round(inches * DPI), page.height) - low
    return float(low + (gaps[np.argmin(np.abs(gaps - middle))] if len(gaps) else middle))


def read_strip(page: Page, reader: WordReader, top: float, bottom: float) -> list[SeenWord]:
    """The words between two heights of the page, in its pixels."""
    bottom = min(bottom, page.height)
    if bottom - top < 8:
        return []
    words = reader.words(page.crop(0, top, page.width, bottom, SCALE, BLUR), "block")
    return shifted(words, 0, top, SCALE)


def legible(words: Sequence[SeenWord]) -> float:
    """How much of what was read looks like words: their letters weighed by confidence."""
    return sum(len(letters_of(word.text)) * word.confidence**2 for word in words if len(letters_of(word.text)) > 2)


def _upright(page: Page, forms: Sequence[Form], engines: Engines) -> tuple[Page, list[SeenWord], float, list[SeenWord]]:
    """The page the right way up, the words of its top strip, its lower end, and the words at the edge fed first."""
    edge, words, read_to = _top(page, forms, engines.words)
    if match(lines_of(words), forms)[0] is not None:
        return page.sure_of_turn(1.0), words, read_to, edge
    if not _readable(words):
        # nothing below the header line that looks like words: it may stand on its head
        turned = page.turned(180)
        turned_edge, turned_words, turned_to = _top(turned, forms, engines.words)
        edge = edge if legible(edge) > legible(turned_edge) else turned_edge
        if match(lines_of(turned_words), forms)[0] is not None:
            return turned.sure_of_turn(1.0), turned_words, turned_to, edge
        ours, theirs = legible(words), legible(turned_words)
        if min(ours, theirs) < 15:
            # little in one strip, and print on its head in the other looks like more: the page's fullest part decides
            ours, theirs = _body(page, engines.words), _body(turned, engines.words)
        page = page.sure_of_turn(max(ours, theirs) / (ours + theirs + 1e-6))
        if theirs > ours * 1.2:
            page, words, read_to = turned.sure_of_turn(page.decisions.turn_confidence), turned_words, turned_to
    else:
        page = page.sure_of_turn(0.9)
    # a title that the first reader made nothing of may be print that the other one knows
    other = read_strip(page, engines.other_words, gap_near(page, EDGE, 0.12), read_to)
    return page, other if match(lines_of(other), forms)[0] is not None else words, read_to, edge


def _top(page: Page, forms: Sequence[Form], reader: WordReader) -> tuple[list[SeenWord], list[SeenWord], float]:
    """The words at the top edge, those of the strip below, and where it ends; no more is read than tells the form.

    Edge and strip are read apart, since their letters differ in size.
    """
    read_to = gap_near(page, EDGE, 0.12)
    edge = read_strip(page, reader, 0, read_to)
    words: list[SeenWord] = []
    for inches in STRIPS:
        end = gap_near(page, inches, 0.25)
        words += numbered_after(words, read_strip(page, reader, read_to, end))
        read_to = max(read_to, end)
        if match(lines_of(words), forms)[0] is not None:
            break
    return edge, words, read_to


def _readable(words: Sequence[SeenWord]) -> bool:
    """Whether a strip is surely print the right way up: little of it, or letters of doubt, may stand on their heads."""
    long = [word for word in words if len(letters_of(word.text)) >= 3]
    return len(long) >= 12 and float(np.median([word.confidence for word in long])) > 0.9


def _body(page: Page, reader: WordReader) -> float:
    """Legibility of the fullest two inches of the page, its edges left out."""
    rows = page.ink.sum(axis=1).astype(np.float64)
    rows[: round(EDGE * DPI)] = rows[-round(EDGE * DPI) :] = 0
    window = min(2 * DPI, page.height)
    sums = np.convolve(rows, np.ones(window), "valid")
    top = int(np.argmax(sums))
    return legible(read_strip(page, reader, top, top + window))
