"""What readers see, and the small protocols behind which every reader stands.

Another engine joins by offering `words` or `lines`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pipeline.pages.bitmap import Gray
from pipeline.reading.ctc import Chances

SCALE, BLUR = 1.4, 0.9
"""At which readers are shown strips, bands and lines: pixels for one of the page, whose 204 dots an inch become 286,
and the Gaussian sigma in these pixels."""
Layout = Literal["block", "sparse", "page"]
"""How text lies in an image: one even block, scattered words, or a page of any layout."""


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word in an image."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    """Pixels of the image it was read from."""
    confidence: float
    """0..1, the engine's own claim."""
    line: int
    """Words of one line share a number; lines are numbered from the top."""


@dataclass(frozen=True, slots=True)
class SeenLine:
    """The text of an image that holds one line."""

    text: str
    confidence: float
    """0..1, the engine's own claim."""
    chances: Chances | None = field(default=None, compare=False, repr=False)
    """What a reader saw step by step, where it tells: any text can be held against it (`ctc`)."""


class WordReader(Protocol):
    """Reads words with their places."""

    name: str

    def words(self, image: Gray, layout: Layout) -> list[SeenWord]:
        """The words of the image, line by line from the top."""
        ...


class LineReader(Protocol):
    """Reads images of single lines."""

    name: str

    def lines(self, images: Sequence[Gray]) -> list[SeenLine]:
        """One line for each image, in the same order; an empty text where there is nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Engines:
    """The readers of one reading process."""

    words: WordReader
    """Strips and bands of a page."""
    other_words: WordReader
    """Another look at a strip of which the first reader made nothing."""
    whole_pages: WordReader
    """Whole pages of which the reader of strips is not sure."""
    first: LineReader
    second: LineReader
    third: LineReader
    """Asked where the first two do not agree."""
