"""Whether a check-box is marked, told by a small network that sees the box with what stands around it.

How much of a square's inside is inked tells most boxes (`squares`); this tells the others: a cross beside the square, a
tick in a square that the fax has broken, a neighbour's stroke, a thick side, a stamp, dirt. Touches the world: loads
its model, `models/readers/box_marks.onnx`, which `scripts/reader/boxes.py` made of drawn boxes.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.pages import Page
from pipeline.reading.fax_print import READERS, network_of
from pipeline.reading.squares import Square

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = READERS / "box_marks.onnx"
WINDOW, _SIDE = 48, 20.0
"""Pixels of what the network is shown, either way, and of the side of the box in its middle."""


def chances_of_marks(page: Page, squares: Sequence[Square]) -> tuple[float, ...]:
    """For each square how sure the network is that it is marked, 0..1; its own claim, no measured probability."""
    if not squares:
        return ()
    windows = np.stack([seen_by_network(page, square.x, square.y, square.side) for square in squares])
    (told,) = _network().run(None, {"ink": windows[:, None]})
    return tuple(float(chance) for chance in told)


def seen_by_network(page: Page, x: float, y: float, side: float) -> NDArray[np.float32]:
    """The ink, 0..1, of a box and of what stands around it; `x`, `y` and `side` are pixels of the page."""
    scale = _SIDE / side
    around = (WINDOW / scale - side) / 2
    image = page.crop(x - around, y - around, x + side + around, y + side + around, scale)
    return np.asarray((255 - np.asarray(image[:WINDOW, :WINDOW], np.float32)) / 255, np.float32)


@functools.cache
def _network() -> InferenceSession:
    return network_of(MODEL)
