"""Pure, given its data. Tells an answer that was written by hand from one that was printed.

A reader's doubt does not tell them apart: it doubts print of a bad call too, and reads neat figures written by hand
with confidence. Print has what no hand has: every 4 looks like every other 4, strokes run in few directions, the level
ones level, letters stand on one line and are of one height, or two. `measures` puts numbers on this, and on how well
the first reader's looks agree; a logistic regression over them gives a probability. Its weights stand in
`models/readers/handwriting.toml`; `benchmarks/handwriting.py` fits them on drawn forms. The cut is set so that print is
practically never called handwriting, which would take a value away that was read.
"""

from __future__ import annotations

import functools
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from pipeline.pages import DPI
from pipeline.pages.bitmap import Gray
from pipeline.reading.cut import Cut
from pipeline.reading.seen import SCALE, SeenLine

DATA = Path(__file__).parents[2] / "models" / "readers" / "handwriting.toml"
"""Means, spreads and weights of the measures, and the cut."""
MEASURES = (
    "twins", "best twin", "level", "upright", "one way", "turning", "feet", "heads", "climb", "heights", "stroke",
    "uneven stroke", "tall", "widest", "loose", "clear", "looks alike", "unlike", "many",
    "even level", "leans alike", "cropped",
)  # fmt: skip
"""What `measures` gives, in this order."""
_INK = 150
_FEWEST = 3
"""Letters of a line below which it says too little about how it was written."""
_MOST_LETTERS = 40
_TWIN = 0.88
"""Two letters as like as this are the same letter of the same face."""
_LEAST, _MOST = 0.02, 0.9995
"""Claims of readers are taken between these."""


@dataclass(frozen=True, slots=True, eq=False)
class _Letters:
    """The connected pieces of a line that are as high as letters, from left to right."""

    boxes: NDArray[np.int32]
    """Left, top, width, height of each, in pixels."""
    masks: tuple[NDArray[np.float32], ...]
    typical: float
    """Height of the piece that holds the middle of all ink."""


def written_by_hand(line: Cut, seen: Sequence[SeenLine]) -> bool:
    """Whether a line was written by hand, so surely that it is left to a person.

    `seen` is what the first reader made of its looks at the line (`agreement.first_looks`). A line of fewer than three
    letters is never called handwriting: it says too little about how it was written.
    """
    told = measures(line.image, seen)
    return told is not None and chance(told) >= cut()


def cut() -> float:
    """The chance from which a line is called handwriting."""
    return _data().cut


def chance(told: Sequence[float]) -> float:
    """The probability, 0..1, that a line with these measures was written by hand."""
    data = _data()
    total = data.constant
    for value, mean, spread, weight, bend in zip(told, data.means, data.spreads, data.weights, data.bends, strict=True):
        if not math.isnan(value):
            far = min(max((value - mean) / spread, -3.0), 3.0)
            total += weight * far + bend * (far * far - 1)
    return 1 / (1 + math.exp(-min(max(total, -30.0), 30.0)))


def measures(image: Gray, seen: Sequence[SeenLine]) -> tuple[float, ...] | None:
    """The measures named in `MEASURES`; nan where a line has none. None when it holds too few letters.

    `image` is the cut line at `SCALE`, black on white.
    """
    letters = _letters(image)
    if letters is None:
        return None
    likest, edges = _likest(letters), _edges(_softened(image, letters.typical))
    return (
        *_twins(likest),
        *_directions(*edges),
        *_standing(letters),
        *_strokes(image, letters.typical),
        math.log(letters.typical / (DPI * SCALE)),
        math.log(float((letters.boxes[:, 2] / letters.typical).max())),
        math.log(image.shape[0] / letters.typical),
        *_reading(seen),
        _unlike(likest, seen),
        math.log(len(letters.boxes)),
        _even_level(*edges),
        _leaning(letters),
        _cropped(image),
    )


def _letters(image: Gray) -> _Letters | None:
    ink = (image < _INK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:
        return None
    order = np.argsort(stats[1:, cv2.CC_STAT_HEIGHT])
    sums = np.cumsum(stats[1:, cv2.CC_STAT_AREA][order])
    typical = float(stats[1:, cv2.CC_STAT_HEIGHT][order][np.searchsorted(sums, sums[-1] / 2)])
    tall = [piece for piece in range(1, count) if stats[piece, cv2.CC_STAT_HEIGHT] >= 0.5 * typical]
    tall = sorted(tall, key=lambda piece: int(stats[piece, cv2.CC_STAT_LEFT]))[:_MOST_LETTERS]
    if len(tall) < _FEWEST:
        return None
    boxes = stats[tall, :4]
    masks = []
    for piece, (x, y, wide, high) in zip(tall, boxes, strict=True):
        mask = (labels[y : y + high, x : x + wide] == piece).astype(np.float32)
        mask = cv2.copyMakeBorder(mask, 3, 3, 3, 3, cv2.BORDER_CONSTANT, value=0)
        masks.append(cv2.GaussianBlur(mask, (0, 0), 1.2))
    return _Letters(boxes.astype(np.int32), tuple(masks), typical)


def _twins(likest: Sequence[float]) -> tuple[float, float]:
    """How like its likest fellow a letter of the line is: in the mean of the likelier half, and at best; 0..1."""
    if len(likest) < _FEWEST:
        return math.nan, math.nan
    half = likest[: (len(likest) + 1) // 2]
    return sum(half) / len(half), likest[0]


def _unlike(likest: Sequence[float], seen: Sequence[SeenLine]) -> float:
    """Share of the letters that were read as one that stands elsewhere in the line too, beyond those that look so."""
    read = re.sub(r"[\W_]", "", max((line.text for line in seen), key=len, default=""))
    if len(read) < _FEWEST or len(likest) < _FEWEST:
        return math.nan
    again = sum(read.count(letter) > 1 for letter in read) / len(read)
    return again - sum(like > _TWIN for like in likest) / len(likest)


def _likest(letters: _Letters) -> list[float]:
    """For each letter that stands alone how like its likest fellow it is, 0..1; the likest first."""
    single = [at for at, (_, _, wide, high) in enumerate(letters.boxes) if wide <= 1.5 * high]
    best = dict.fromkeys(single, 0.0)
    for place, one in enumerate(single):
        for other in single[place + 1 :]:
            like = _alike(letters.masks[one], letters.masks[other])
            best[one], best[other] = max(best[one], like), max(best[other], like)
    return sorted(best.values(), reverse=True)


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """How far two pieces cover one another where they do best, 0..1; 0 for pieces of different sizes."""
    high, wide = max(one.shape[0], other.shape[0]), max(one.shape[1], other.shape[1])
    if high - min(one.shape[0], other.shape[0]) > 3 or wide - min(one.shape[1], other.shape[1]) > 3:
        return 0.0
    room = cv2.copyMakeBorder(one, 2, 2 + high - one.shape[0], 2, 2 + wide - one.shape[1], cv2.BORDER_CONSTANT, value=0)
    return float(cv2.matchTemplate(room, other, cv2.TM_CCORR_NORMED).max())


def _directions(angle: NDArray[np.float32], strength: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """Of all edges the shares that run level and nearly upright; of the upright ones the share that runs one way; how
    evenly directions are spread, 0..1."""
    bins, _ = np.histogram(angle, bins=90, range=(0, 180), weights=strength)
    shares = bins / max(float(bins.sum()), 1e-6)
    level = float(shares[:4].sum() + shares[-4:].sum())
    upright = shares[27:63]
    of_upright = max(float(upright.sum()), 1e-6)
    one_way = float(np.convolve(upright, np.ones(7), "valid").max()) / of_upright
    smooth = shares[shares > 0]
    turning = float(-(smooth * np.log(smooth)).sum() / math.log(len(shares)))
    return level, of_upright, one_way, turning


def _softened(image: Gray, typical: float) -> NDArray[np.float32]:
    """The line with white around it, smoothed by the more the higher its letters are."""
    soft = cv2.GaussianBlur(image, (0, 0), max(1.0, typical / 22)).astype(np.float32)
    return np.asarray(cv2.copyMakeBorder(soft, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=255), np.float32)


def _edges(soft: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each pixel the direction in which the edge there runs, 0 level, 90 upright, and how strong it is."""
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    strength *= strength > 0.15 * strength.max(initial=0.0)
    return np.asarray((np.degrees(np.arctan2(down, across)) + 90) % 180, np.float32), strength


def _even_level(angle: NDArray[np.float32], strength: NDArray[np.float32]) -> float:
    """Of the edges that run about level, within 16 degrees, the share that does within 4."""
    off = np.minimum(angle, 180 - angle)
    about = float(strength[off < 16].sum())
    return float(strength[off < 4].sum()) / about if about > 0 else math.nan


def _leaning(letters: _Letters) -> float:
    """How differently letters lean: the log of the mean distance, in degrees, from how the middle one leans."""
    leans = []
    for mask in letters.masks:
        angle, strength = _edges(mask)
        steep = np.abs(angle - 90) < 35
        if steep.any() and strength[steep].sum() > 0.2 * strength.sum():
            counts = np.bincount(((angle[steep] - 55) // 2).astype(np.intp), strength[steep], 35)
            leans.append(float(np.convolve(counts, (1, 2, 3, 2, 1), "same").argmax()) * 2)
    if len(leans) < _FEWEST:
        return math.nan
    return math.log(1 + float(np.abs(np.array(leans) - np.median(leans)).mean()))


def _cropped(image: Gray) -> float:
    """Share of the ink in pieces that go on beyond the cut, above or below: a stamp's, or another row's."""
    ink = (image < _INK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    edge = np.unique(np.concatenate([labels[0], labels[-1]]))
    edge = edge[edge > 0]
    return float(stats[edge, cv2.CC_STAT_AREA].sum()) / max(1.0, float(ink.sum()))


def _standing(letters: _Letters) -> tuple[float, float, float, float]:
    """How far feet and heads lie off straight lines; how far the feet's line leans; how far heights lie off two usual
    ones. In shares of the letters' height, but the lean, which is a slope."""
    boxes, typical = letters.boxes, letters.typical
    middles = boxes[:, 0] + boxes[:, 2] / 2
    feet, lean = _off_line(middles, boxes[:, 1] + boxes[:, 3])
    high = boxes[:, 3] >= 0.8 * typical
    heads, _ = _off_line(middles[high], boxes[high, 1]) if high.sum() >= _FEWEST else (math.nan, 0.0)
    heights = np.sort(boxes[:, 3] / typical)
    spread = min(
        (float(np.abs(part - np.median(part)).sum()) + float(np.abs(rest - np.median(rest)).sum())) / len(heights)
        for part, rest in ((heights[:at], heights[at:]) for at in range(1, len(heights)))
    )
    return (
        math.log(0.01 + feet / typical),
        math.log(0.01 + heads / typical),
        math.log(0.002 + abs(lean)),
        math.log(0.01 + spread),
    )


def _off_line(x: NDArray[np.float64], y: NDArray[np.int32]) -> tuple[float, float]:
    """The middle distance of points from the line through most of them (Theil and Sen), and its slope."""
    slopes = [(y[j] - y[i]) / (x[j] - x[i]) for i in range(len(x)) for j in range(i + 1, len(x)) if x[j] - x[i] > 8]
    slope = float(np.median(slopes)) if slopes else 0.0
    rest = y - slope * x
    return float(np.abs(rest - np.median(rest)).mean()), slope


def _strokes(image: Gray, typical: float) -> tuple[float, float]:
    """Width of strokes in shares of the letters' height, and how much it varies in shares of itself."""
    ink = cv2.copyMakeBorder((image < _INK).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 5)
    ridge = depth[(depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)) - 1e-3) & (depth > 0)]
    middle = float(np.median(ridge)) if len(ridge) else 1.0
    return 2 * middle / typical, float(np.std(ridge) / middle) if len(ridge) else 0.0


def _reading(seen: Sequence[SeenLine]) -> tuple[float, float]:
    """How sure the first reader is over its looks at the line, and how alike their texts are, 0..1."""
    if len(seen) < 2:
        return math.nan, math.nan
    claims = [_strength(line.confidence) for line in seen]
    alike = [fuzz.ratio(one.text, other.text) / 100 for one, other in pairwise(seen)]
    return sum(claims) / len(claims), sum(alike) / len(alike)


def _strength(claim: float) -> float:
    """The log odds of a claim."""
    claim = min(max(claim, _LEAST), _MOST)
    return math.log(claim / (1 - claim))


@dataclass(frozen=True, slots=True)
class _Data:
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    bends: tuple[float, ...]
    """Of the squares."""
    constant: float
    cut: float


@functools.cache
def _data() -> _Data:
    with DATA.open("rb") as data:
        told = tomllib.load(data)
    rows: Mapping[str, Sequence[float]] = told["measures"]
    means, spreads, weights, bends = zip(*(map(float, rows[name]) for name in MEASURES), strict=True)
    return _Data(means, spreads, weights, bends, float(told["constant"]), float(told["cut"]))
