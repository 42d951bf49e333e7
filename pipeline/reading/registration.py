"""Lays a form's description over a page: where each label was found, and where everything else must then be.

Editions differ in the space between rows, faxes in skew and scale. So a similarity through the labels gives the coarse
place, and each row then moves by what the labels nearest to it were off. Touches the world: through the engines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages import DPI, Page
from pipeline.reading.engines import Engines, SeenWord
from pipeline.reading.forms import Form, Label
from pipeline.reading.identify import Identified
from pipeline.reading.words import Found, find_text, lines_of, shifted

LABEL_SCORE = 72.0
_BAND_SCALE, _BAND_BLUR = 1.4, 0.9
"""At which bands of labels are read; the figures in benchmarks/ are of these."""
_BAND_GAP = 0.5
"""Labels closer together than this, in inches, are read in one band."""
_REACH_ACROSS, _REACH_DOWN = 0.9, 0.4
"""Inches that a label may lie from where it is expected."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Takes places of a description, in inches, to the page, in pixels."""

    matrix: NDArray[np.float64]
    """2 by 3, a similarity."""
    rows: tuple[tuple[float, float], ...]
    """For rows of found labels, from the top: the row in inches and how many pixels lower it lies than `matrix` says."""
    found: Mapping[str, Found]
    """The labels that were found, by name."""

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
    """Finds the form's labels on the page, reading only the bands where they are expected."""
    page, words = identified.page, list(identified.words)
    registration = _start(form, identified)
    for band in _bands(form.labels):
        found = _find(band, words, registration)
        if len(found) < 0.6 * len(band):
            for reach in (0.0, 0.35):
                words += _read_band(page, band, registration, engines, reach)
                found = _find(band, words, registration)
                if found:
                    break
        registration = _refined(form, identified, {**registration.found, **found})
    return registration


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


def _read_band(
    page: Page, band: Sequence[Label], registration: Registration, engines: Engines, reach: float
) -> list[SeenWord]:
    tops = [registration.point(0, label.at[1])[1] for label in band]
    top = max(0.0, min(tops) - (0.27 + reach) * DPI)
    bottom = min(float(page.height), max(tops) + (0.17 + reach) * DPI)
    if bottom - top < 10:
        return []
    image = page.crop(0, top, page.width, bottom, _BAND_SCALE, _BAND_BLUR)
    return shifted(engines.words.words(image, "block"), 0, top, _BAND_SCALE)


def _find(band: Sequence[Label], words: Sequence[SeenWord], registration: Registration) -> dict[str, Found]:
    """The labels of the band among the words, each at the best place near to where it is expected."""
    lines = lines_of(_numbered_apart(words))
    found: dict[str, Found] = {}
    for label in band:
        x, y = registration.point(label.at[0], label.at[1])
        best: tuple[float, Found] | None = None
        for line in lines:
            if abs(line.baseline - y) > (_REACH_DOWN + 0.2) * DPI:
                continue
            for place in find_text(label.text, line, LABEL_SCORE):
                across, down = abs(place.x0 - x) / DPI, abs(place.baseline - y) / DPI
                if across > _REACH_ACROSS or down > _REACH_DOWN:
                    continue
                worth = place.score - 12 * across - 25 * down
                if best is None or worth > best[0]:
                    best = worth, place
        if best is not None:
            found[label.name] = best[1]
    return found


def _numbered_apart(words: Sequence[SeenWord]) -> list[SeenWord]:
    """Words of several readings with line numbers of their own, since each reading counts from 0."""
    numbered, shift, last = [], 0, -1
    for word in words:
        if word.line < last:
            shift += last + 1
        last = word.line
        numbered.append(SeenWord(word.text, word.x0, word.y0, word.x1, word.y1, word.confidence, word.line + shift))
    return numbered


def _refined(form: Form, identified: Identified, found: dict[str, Found]) -> Registration:
    """The registration through all labels found so far; labels that contradict the others are dropped."""
    start = _start(form, identified)
    here = [(form.label(name).at[0], form.label(name).at[1]) for name in found]
    there = [(place.x0, place.baseline) for place in found.values()]
    matrix = start.matrix
    if len(found) >= 4:
        fitted, _ = cv2.estimateAffinePartial2D(
            np.array(here, np.float64), np.array(there, np.float64), ransacReprojThreshold=0.12 * DPI
        )
        if fitted is not None and _plausible(fitted):
            matrix = fitted
    elif found:
        offsets = [
            (x - (start.matrix @ [hx, hy, 1])[0], y - (start.matrix @ [hx, hy, 1])[1])
            for (hx, hy), (x, y) in zip(here, there, strict=True)
        ]
        matrix = start.matrix.copy()
        matrix[:, 2] += np.median(np.array(offsets), axis=0)
    kept, rows = {}, []
    for (name, place), (hx, hy) in zip(found.items(), here, strict=True):
        x, y = matrix @ [hx, hy, 1]
        if abs(place.x0 - x) < 0.5 * DPI and abs(place.baseline - y) < 0.7 * DPI:
            kept[name] = place
            rows.append((hy, place.baseline - y))
    return Registration(matrix, _smoothed(rows), MappingProxyType(kept))


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
