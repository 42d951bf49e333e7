"""Lays a form's description over a page: where each label was found, and where everything else must then be.

Editions differ in the space between rows, faxes in skew and scale. So a similarity through the labels gives the coarse
place, and each row then moves by what the labels nearest to it were off. Touches the world: through the engines.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages import DPI, Page
from pipeline.reading.forms import AnswerKind, Form, Label
from pipeline.reading.identify import Identified, gap_near
from pipeline.reading.seen import BLUR, SCALE, Engines, SeenWord, WordReader
from pipeline.reading.words import Found, TextLine, find_text, letters_of, lines_of, numbered_after, shifted

LABEL_SCORE, OTHER_SCORE = 74.0, 84.0
"""Of a label's own text, and of the wordings of other editions, of which there are many to be mistaken for."""
_BAND_GAP = 0.5
"""Labels closer together than this, in inches, are read in one band."""
_ASKED_AGAIN: frozenset[AnswerKind] = frozenset(
    {"digits", "event_number", "file_number", "date", "name", "country", "sex"}
)
"""Kinds of answers whose label is worth a look by another reader."""
_LONG = 20
"""Letters of a label that are found nowhere else by chance."""
_REACH_DOWN = 0.75
"""Inches that a label may lie above or below where it is expected; across it may stand anywhere."""
_FAR = 2.0
"""The same of a long label, where none of its band is found so near."""
CLEAR, _SAME_ROW = 88.0, 0.12
"""A label of a lower score stands above and below the others as described; labels nearer than this, in inches, stand in
one row."""
_MOVED = 0.7
"""A label further than this, in inches, from its column was moved by another edition: it tells its own place alone."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Takes places of a description, in inches, to the page, in pixels."""

    matrix: NDArray[np.float64]
    """2 by 3, a similarity."""
    rows: tuple[tuple[float, float], ...]
    """For rows of found labels, from the top: the row in inches, and by how many pixels it lies below its place."""
    found: Mapping[str, Found]
    """The labels that were found, by name."""
    words: tuple[SeenWord, ...] = ()
    """All that was read to find them."""

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The place on the page of a place of the description."""
        across, down = self.matrix @ np.array([x, y, 1.0])
        if self.rows:
            heights, offsets = zip(*self.rows, strict=True)
            down += float(np.interp(y, heights, offsets))
        return float(across), float(down)

    def label(self, label: Label) -> Found:
        """Where a label is: as found, or with score 0 where it must be."""
        if label.name in self.found:
            return self.found[label.name]
        left, baseline, right = label.at
        x0, y = self.point(left, baseline)
        x1, _ = self.point(right, baseline)
        return Found(x0, x1, y, 0.1 * DPI, 0.0)


def register(form: Form, identified: Identified, engines: Engines) -> Registration:
    """Finds the form's labels on the page, reading only where they are expected and, where too few are, around that."""
    page = identified.page
    words = list(identified.words)
    read: list[tuple[float, float]] = [(0.0, identified.read_to)]
    registration = _start(form, identified)
    far: set[str] = set()
    wanted = {answer.label for answer in form.answers if answer.kind in _ASKED_AGAIN and not answer.optional}
    for band in _bands(form.labels):
        if not _anything_there(form, band, page, registration):
            continue
        top, bottom = _extent(band, registration)
        found: dict[str, Found] = {}
        complete = False
        for more_above, more_below in ((0.0, 0.0), (0.3, 0.45), (0.45, 0.8)):
            high, low = (
                gap_near(page, edge / DPI, 0.13) for edge in (top - more_above * DPI, bottom + more_below * DPI)
            )
            for start, end in _unread(read, high, low):
                words += numbered_after(words, _read(page, start, end, engines.words))
                read.append((start, end))
            found = _find(band, words, registration)
            complete = all(label.name in found for label in band if label.name in wanted)
            if complete and len(found) >= 0.7 * len(band):
                break
        long = [label for label in band if len(letters_of(label.text)) >= _LONG]
        if long and not found:
            # an edition whose sentences run on for more lines has moved all that follows, or a stamp left no blank
            # between two bands, and a line was cut in two
            high, low = max(0.0, top - _FAR * DPI), min(bottom + _FAR * DPI, float(page.height))
            words += numbered_after(words, _read(page, high, low, engines.words))
            read.append((high, low))
            found = _find(long, words, registration, _FAR)
            far |= found.keys()
        if not complete:
            # print that the first reader makes nothing of is shown to the other one
            other = _read(page, *_extent(band, registration), engines.other_words)
            found = {**_find(band, other, registration), **found}
        registration = _refined(form, identified, {**registration.found, **found}, far)
    return replace(registration, words=tuple(words))


def _anything_there(form: Form, band: Sequence[Label], page: Page, registration: Registration) -> bool:
    """Whether the band is worth reading: not when its answers are optional and only rules are where they belong."""
    names = {label.name for label in band}
    answers = [answer for answer in form.answers if answer.label in names]
    if not answers or not all(answer.optional and answer.until for answer in answers):
        return True
    for answer in answers:
        label = form.label(answer.label)
        x0, y = registration.point(label.at[2] + 0.06, label.at[1])
        x1, _ = registration.point(answer.until or 0.0, label.at[1])
        ink = page.ink[
            max(0, round(y - 0.16 * DPI)) : max(0, round(y + 0.03 * DPI)), max(0, round(x0)) : max(0, round(x1))
        ]
        # a rule inks few rows; letters and handwriting ink many
        if (ink.sum(axis=1) > 4).sum() > 0.05 * DPI:
            return True
    return False


def _unread(read: Sequence[tuple[float, float]], top: float, bottom: float) -> list[tuple[float, float]]:
    """What of the rows between two heights was not read yet, slivers left out."""
    parts = [(max(top, 0.0), bottom)]
    for start, end in read:
        parts = [
            piece
            for low, high in parts
            for piece in ((low, min(high, start)), (max(low, end), high))
            if piece[1] - piece[0] > 0.12 * DPI
        ]
    return parts


def _bands(labels: Sequence[Label]) -> list[list[Label]]:
    bands: list[list[Label]] = []
    for label in sorted(labels, key=lambda label: label.at[1]):
        if bands and label.at[1] - bands[-1][-1].at[1] < _BAND_GAP:
            bands[-1].append(label)
        else:
            bands.append([label])
    return bands


def _start(form: Form, identified: Identified) -> Registration:
    """The first guess: the description moved to where the title is."""
    dx = dy = 0.0
    title, place = identified.title, form.known_by.title_at
    if title is not None and place is not None:
        # a title's right end is as sure as its left, and its middle does not move with the width of its letters
        dx = (title.x0 + title.x1) / 2 - (place[0] + place[2]) / 2 * DPI
        dy = title.baseline - place[1] * DPI
    return Registration(np.array([[DPI, 0, dx], [0, DPI, dy]], np.float64), (), MappingProxyType({}))


def _extent(band: Sequence[Label], registration: Registration) -> tuple[float, float]:
    """Between which heights of the page the labels of a band are looked for first, in pixels."""
    baselines = [registration.point(0, label.at[1])[1] for label in band]
    return min(baselines) - 0.27 * DPI, max(baselines) + 0.17 * DPI


def _read(page: Page, top: float, bottom: float, reader: WordReader) -> list[SeenWord]:
    image = page.crop(0, max(top, 0.0), page.width, bottom, SCALE, BLUR)
    return shifted(reader.words(image, "block"), 0, max(top, 0.0), SCALE)


def _find(
    band: Sequence[Label], words: Sequence[SeenWord], registration: Registration, reach: float = _REACH_DOWN
) -> dict[str, Found]:
    """The labels of the band among the words, as many inches above or below their places at the most: of all places
    the likeliest first, no two on one another.

    A longer label goes before a shorter one that is part of it: the `Date` of `Date of Birth` is no date of the form.
    """
    candidates: list[tuple[float, str, Found]] = []
    lines = [(line.baseline, line) for line in lines_of(words)]
    for label in band:
        x, y = registration.point(label.at[0], label.at[1])
        for baseline, line in lines:
            if abs(baseline - y) > (reach + 0.1) * DPI:
                continue
            for text in label.texts:
                for place in find_text(text, line, LABEL_SCORE if text == label.text else OTHER_SCORE):
                    across, down = abs(place.x0 - x) / DPI, abs(place.baseline - y) / DPI
                    if down > reach:
                        continue
                    length = min(len(letters_of(text)), 30)
                    worth = place.score + 0.6 * length - 3 * across - 14 * down
                    candidates.append((worth, label.name, _to_its_colon(text, place, line)))
    rows = {label.name: label.at[1] for label in band}
    taken = [place for name, place in registration.found.items() if name not in rows]
    found: dict[str, Found] = {}
    for _, name, place in sorted(candidates, key=lambda candidate: -candidate[0]):
        if name in found or any(place.overlaps(other) for other in (*taken, *found.values())):
            continue
        if place.score >= CLEAR or all(
            _in_order(rows[name] - rows[other], place.baseline - there.baseline) for other, there in found.items()
        ):
            found[name] = place
    return found


def _in_order(described: float, seen: float) -> bool:
    """Whether one label stands below or above another as described, in inches; `seen` in pixels."""
    return abs(described) < _SAME_ROW or described * seen > 0


def _to_its_colon(text: str, place: Found, line: TextLine) -> Found:
    """A label that ends with a colon ends at its colon, whatever hint another edition prints before it."""
    if not text.rstrip().endswith(":"):
        return place
    after = [word for word in line.words if word.x0 >= place.x1 - 2]
    if not after or not after[0].text.startswith("("):
        return place
    for word in after[:6]:
        if ":" in word.text or word.text.endswith(")"):
            return replace(place, x1=word.x1)
    return place


def _refined(form: Form, identified: Identified, found: dict[str, Found], far: Collection[str]) -> Registration:
    """The registration through all labels found so far; those that another edition moved do not bend it, and those
    found `far` from their places tell their rows alone."""
    start = _start(form, identified)
    matrix = start.matrix
    near = {name: place for name, place in found.items() if name not in far}
    here = np.array([form.label(name).at[:2] for name in near], np.float64).reshape(-1, 2)
    there = np.array([(place.x0, place.baseline) for place in near.values()], np.float64).reshape(-1, 2)
    if len(near) >= 4:
        fitted, inliers = cv2.estimateAffinePartial2D(here, there, ransacReprojThreshold=0.12 * DPI)
        if fitted is not None and _plausible(fitted) and int(inliers.sum()) >= 4:
            matrix = fitted
        else:
            matrix = _moved(start.matrix, here, there)
    elif near:
        matrix = _moved(start.matrix, here, there)
    rows = []
    for name, place in found.items():
        x, y, _ = form.label(name).at
        across, down = matrix @ np.array([x, y, 1.0])
        # a long text that wraps elsewhere still tells its row
        if abs(place.x0 - across) < _MOVED * DPI or len(letters_of(form.label(name).text)) >= _LONG:
            rows.append((float(y), float(place.baseline - down)))
    return Registration(matrix, _smoothed(rows), MappingProxyType(dict(found)))


def _moved(matrix: NDArray[np.float64], here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matrix moved by the median of what the labels are off, those in another column left out."""
    off = there - (here @ matrix[:, :2].T + matrix[:, 2])
    near = np.abs(off[:, 0]) < _MOVED * DPI
    result = matrix.copy()
    if near.any():
        result[:, 2] += np.median(off[near], axis=0)
    return result


def _plausible(matrix: NDArray[np.float64]) -> bool:
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0])) / DPI
    angle = abs(float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))))
    return 0.8 < scale < 1.25 and angle < 3


def _smoothed(rows: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """One offset for labels that stand in one row: their median."""
    groups: list[list[tuple[float, float]]] = []
    for height, offset in sorted(rows):
        if groups and height - groups[-1][-1][0] < 0.06:
            groups[-1].append((height, offset))
        else:
            groups.append([(height, offset)])
    return tuple(
        (float(np.mean([height for height, _ in group])), float(np.median([offset for _, offset in group])))
        for group in groups
    )
