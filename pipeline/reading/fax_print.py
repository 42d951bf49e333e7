"""The project's own small reader of fax print, run by onnxruntime. Touches the world: loads its model.

`models/readers/fax_print.onnx` is a convolutional network with connectionist temporal classification, trained on lines
drawn and sent by fax as `scripts/reader/` does it; `models/readers/README.md` says how. It reads a line in a few
milliseconds, tells for each letter how sure it is and where it stands, and knows fax print that general readers never
saw: rows lost, dots doubled, half the height of letters gone.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages.bitmap import Gray
from pipeline.reading.ctc import ALPHABET, Chances
from pipeline.reading.seen import SCALE, Layout, SeenLine, SeenWord
from pipeline.reading.textlines import LineBox, line_boxes, rows_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

READERS = Path(__file__).parents[2] / "models" / "readers"
MODEL = READERS / "fax_print.onnx"
"""The network that reads the lines of answers."""
QUICK = READERS / "fax_print_quick.onnx"
"""The same network in whole numbers, two and a half times as quick where the processor multiplies these (VNNI). It
reads words in their places: titles, labels, addresses and header lines, which are held against what is known."""
_HEIGHT, _STEP = 32, 4
"""Rows of a line as the network takes it; columns for each step of its answer."""
_TOGETHER = 8
"""Lines read in one go at the most."""
_PAD = 0.18
"""White above and below a line, in shares of its height."""
_INK = 150
_PAGE_AT_MOST = 120_000
"""Columns of all lines of a page at the most, as many as two full pages of small print hold: dirt and pictures look
like lines without end."""
_WIDEST = 2400
"""Columns of a line at the most: a whole row of small print."""
Letter = tuple[str, float, float]
"""A letter, its chance, 0..1, and the step at which it begins."""


class FaxPrint:
    """Reads lines, and words in their places, on one thread."""

    name = "fax print"

    def __init__(self) -> None:
        self._exact, self._quick = network_of(MODEL), network_of(QUICK)

    def lines(self, images: Sequence[Gray]) -> list[SeenLine]:
        """See `LineReader.lines`; the confidence is that of the least sure letter."""
        found = []
        for chances in chances_of(self._exact, [_scaled(image) for image in images]):
            letters = _decoded(chances)
            text = "".join(letter for letter, _, _ in letters).strip()
            least = min((chance for _, chance, _ in letters), default=0.0) if text else 0.0
            found.append(SeenLine(text, least, chances))
        return found

    def words(self, image: Gray, layout: Layout) -> list[SeenWord]:
        """See `WordReader.words`; the image is a strip of a levelled page at `SCALE`, or a page.

        Nothing of a page that holds more than could be read quickly.
        """
        boxes = line_boxes(image, SCALE)
        pieces, places = [], []
        for box in boxes:
            piece, left, across = _cut(image, box)
            pieces.append(piece)
            places.append((left, across))
        if layout == "page" and sum(piece.shape[1] for piece in pieces) > _PAGE_AT_MOST:
            return []
        found: list[SeenWord] = []
        for box, row, place, chances in zip(
            boxes, rows_of(boxes), places, chances_of(self._quick, pieces), strict=True
        ):
            found += _words(image, box, row, place, _decoded(chances))
        return found


def network_of(file: Path) -> InferenceSession:
    """A network of `models/readers`, loaded, on one thread. Raises onnxruntime's errors where the file is damaged."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def chances_of(network: InferenceSession, lines: Sequence[NDArray[np.float32]]) -> list[Chances]:
    """For each line, ink 0..1 of 32 rows, the chances of the letters at each step."""
    told: list[Chances] = [np.empty((0, 0), np.float32) for _ in lines]
    for group in _alike([line.shape[1] for line in lines]):
        wide = (max(lines[index].shape[1] for index in group) + 15) // 16 * 16
        ink = np.zeros((len(group), 1, _HEIGHT, wide), np.float32)
        for at, index in enumerate(group):
            ink[at, 0, :, : lines[index].shape[1]] = lines[index]
        (chances,) = network.run(None, {"ink": ink})
        for at, index in enumerate(group):
            told[index] = chances[at, : lines[index].shape[1] // _STEP + 1]
    return told


def _alike(widths: Sequence[int]) -> list[list[int]]:
    """Indices of lines of like width: a much narrower one would be read for nothing but its padding."""
    groups: list[list[int]] = []
    for index in sorted(range(len(widths)), key=lambda index: widths[index]):
        if groups and len(groups[-1]) < _TOGETHER and widths[index] <= 1.1 * widths[groups[-1][0]] + 16:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _scaled(image: Gray) -> NDArray[np.float32]:
    """The ink of a line, 0..1, at the network's height."""
    height, width = image.shape
    wide = min(max(8, round(width * _HEIGHT / height)), _WIDEST)
    how = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_LINEAR
    scaled = cv2.resize(image, (wide, _HEIGHT), interpolation=how)
    return np.asarray((255 - np.asarray(scaled, np.float32)) / 255, np.float32)


def _cut(image: Gray, box: LineBox) -> tuple[NDArray[np.float32], float, float]:
    """A line with white around it; the image's column at which it begins, and columns of the image for one of it."""
    pad = max(3, round(_PAD * (box.y1 - box.y0)))
    x0, y0, x1, y1 = box.x0 - 2 * pad, box.y0 - pad, box.x1 + 2 * pad, box.y1 + pad
    height, width = image.shape
    piece = image[max(0, y0) : y1, max(0, x0) : x1]
    outside = (max(0, -y0), max(0, y1 - height), max(0, -x0), max(0, x1 - width))
    scaled = _scaled(np.asarray(cv2.copyMakeBorder(piece, *outside, cv2.BORDER_CONSTANT, value=255), np.uint8))
    return scaled, float(x0), (x1 - x0) / scaled.shape[1]


def _decoded(chances: Chances) -> list[Letter]:
    """The likeliest letters: repeats and blanks of CTC taken out, the best chance of each run kept."""
    letters: list[Letter] = []
    before = 0
    best = chances.argmax(axis=1).tolist()
    for step, (code, chance) in enumerate(zip(best, chances.max(axis=1, initial=0.0).tolist(), strict=True)):
        if code and code == before:
            letter, other, first = letters[-1]
            letters[-1] = (letter, max(other, chance), first)
        elif code:
            letters.append((ALPHABET[code - 1], chance, float(step)))
        before = code
    return letters


def _words(image: Gray, box: LineBox, row: int, place: tuple[float, float], letters: list[Letter]) -> list[SeenWord]:
    """The words of a line, each as wide as its ink between the blanks around it."""
    left, across = place
    groups: list[list[Letter]] = [[]]
    for letter in letters:
        if letter[0] == " ":
            groups.append([])
        else:
            groups[-1].append(letter)
    groups = [group for group in groups if group]
    if not groups:
        return []
    middles = [left + (group[0][2] + 0.5) * _STEP * across for group in groups]
    ends = [left + (group[-1][2] + 0.5) * _STEP * across for group in groups]
    inked = image[box.y0 : box.y1].min(axis=0) < _INK
    pieces = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]]))).tolist()
    starts, stops = pieces[::2], pieces[1::2]
    parted = [_gap(starts, stops, len(inked), end, middle) for end, middle in zip(ends, middles[1:], strict=False)]
    found = []
    for group, low, high in zip(groups, (box.x0, *parted), (*parted, box.x1), strict=True):
        first, last = bisect.bisect_right(stops, low), bisect.bisect_left(starts, high) - 1
        x0, x1 = (max(low, starts[first]), min(high, stops[last])) if first <= last else (low, high)
        text = "".join(letter for letter, _, _ in group)
        chance = sum(chance for _, chance, _ in group) / len(group)
        found.append(SeenWord(text, float(x0), float(box.y0), float(max(x1, x0 + 1)), float(box.y1), chance, row))
    return found


def _gap(starts: Sequence[int], stops: Sequence[int], width: int, start: float, end: float) -> int:
    """The middle of the widest blank between the middles of two letters; `starts` and `stops` are those of the ink."""
    first, last = max(0, round(start)), min(width, max(round(start) + 1, round(end)))
    widest, middle, white = 0, (first + last) // 2, first
    for piece in range(bisect.bisect_right(stops, first), len(starts) + 1):
        beyond = min(starts[piece], last) if piece < len(starts) else last
        if beyond - white > widest:
            widest, middle = beyond - white, (white + beyond) // 2
        if beyond == last:
            break
        white = stops[piece]
    return middle
