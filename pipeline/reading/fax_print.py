"""The project's own small reader of fax print, run by onnxruntime. Touches the world: loads its model.

`models/readers/fax_print.onnx` is a convolutional network with connectionist temporal classification, trained on lines
drawn and sent by fax as `scripts/reader/` does it; `models/readers/README.md` says how. It reads a line in a few
milliseconds, tells for each letter how sure it is and where it stands, and knows fax print that general readers never
saw: rows lost, dots doubled, half the height of letters gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages.bitmap import Gray
from pipeline.reading.ctc import ALPHABET, Chances
from pipeline.reading.seen import SCALE, Layout, SeenLine, SeenWord
from pipeline.reading.textlines import LineBox, line_boxes, rows_of

_MODEL = Path(__file__).parents[2] / "models" / "readers" / "fax_print.onnx"
_HEIGHT, _STEP = 32, 4
"""Rows of a line as the network takes it; columns for each step of its answer."""
_TOGETHER = 8
"""Lines read in one go at the most."""
_PAD = 0.18
"""White above and below a line, in shares of its height."""
_INK = 150
_WIDEST = 2400
"""Columns of a line at the most: a whole row of small print."""
Letter = tuple[str, float, float]
"""A letter, its chance, 0..1, and the step at which it begins."""


class FaxPrint:
    """Reads lines, and words in their places, on one thread."""

    name = "fax print"

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(_MODEL), options, providers=["CPUExecutionProvider"])

    def lines(self, images: Sequence[Gray]) -> list[SeenLine]:
        """See `LineReader.lines`; the confidence is that of the least sure letter."""
        found = []
        for chances in self._chances([_scaled(image) for image in images]):
            letters = _decoded(chances)
            text = "".join(letter for letter, _, _ in letters).strip()
            least = min((chance for _, chance, _ in letters), default=0.0) if text else 0.0
            found.append(SeenLine(text, least, chances))
        return found

    def words(self, image: Gray, layout: Layout) -> list[SeenWord]:
        """See `WordReader.words`; the image is a strip of a levelled page at `SCALE`."""
        boxes = line_boxes(image, SCALE)
        pieces, places = [], []
        for box in boxes:
            piece, left, across = _cut(image, box)
            pieces.append(piece)
            places.append((left, across))
        found: list[SeenWord] = []
        for box, row, place, chances in zip(boxes, rows_of(boxes), places, self._chances(pieces), strict=True):
            found += _words(image, box, row, place, _decoded(chances))
        return found

    def _chances(self, lines: Sequence[NDArray[np.float32]]) -> list[Chances]:
        """For each line the chances of the letters at each step."""
        told: list[Chances] = [np.empty((0, 0), np.float32) for _ in lines]
        for group in _alike([line.shape[1] for line in lines]):
            wide = (max(lines[index].shape[1] for index in group) + 15) // 16 * 16
            ink = np.zeros((len(group), 1, _HEIGHT, wide), np.float32)
            for at, index in enumerate(group):
                ink[at, 0, :, : lines[index].shape[1]] = lines[index]
            (chances,) = self._session.run(None, {"ink": ink})
            for at, index in enumerate(group):
                told[index] = chances[at, : lines[index].shape[1] // _STEP + 1]
        return told


def _alike(widths: Sequence[int]) -> list[list[int]]:
    """Indices of lines of like width: a much narrower one would be read for nothing but its padding."""
    groups: list[list[int]] = []
    for index in sorted(range(len(widths)), key=lambda index: widths[index]):
        if groups and len(groups[-1]) < _TOGETHER and widths[index] <= 1.25 * widths[groups[-1][0]] + 32:
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
    best = chances.argmax(axis=1)
    letters: list[Letter] = []
    before = 0
    for step, code in enumerate(best):
        if code and code == before:
            letter, chance, first = letters[-1]
            letters[-1] = (letter, max(chance, float(chances[step, code])), first)
        elif code:
            letters.append((ALPHABET[code - 1], float(chances[step, code]), float(step)))
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
    middles = [left + (group[0][2] + 0.5) * _STEP * across for group in groups]
    ends = [left + (group[-1][2] + 0.5) * _STEP * across for group in groups]
    inked = np.asarray((image[box.y0 : box.y1] < _INK).any(axis=0), np.bool_)
    found = []
    for index, group in enumerate(groups):
        low = box.x0 if index == 0 else _gap(inked, ends[index - 1], middles[index])
        high = box.x1 if index == len(groups) - 1 else _gap(inked, ends[index], middles[index + 1])
        columns = np.flatnonzero(inked[max(0, low) : high])
        x0, x1 = (low + int(columns[0]), low + int(columns[-1]) + 1) if len(columns) else (low, high)
        text = "".join(letter for letter, _, _ in group)
        chance = float(np.mean([chance for _, chance, _ in group]))
        found.append(SeenWord(text, float(x0), float(box.y0), float(max(x1, x0 + 1)), float(box.y1), chance, row))
    return found


def _gap(inked: NDArray[np.bool_], start: float, end: float) -> int:
    """The middle of the widest blank between the middles of two letters."""
    first, last = max(0, round(start)), min(len(inked), max(round(start) + 1, round(end)))
    edges = np.flatnonzero(np.diff(np.concatenate([[1], inked[first:last].astype(np.int8), [1]])))
    if len(edges) < 2:
        return (first + last) // 2
    starts, ends = edges[::2], edges[1::2]
    widest = int(np.argmax(ends - starts))
    return first + int(starts[widest] + ends[widest]) // 2
