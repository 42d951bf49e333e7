"""What a form is made of, from top to bottom, and what is filled into it.

In every text `{box:NAME}` stands for a small square and `{blank:FIELD:POINTS}` for a line to write on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Title:
    words: str
    size: float = 1.3
    """Times the size of the running text."""
    bold: bool = True


@dataclass(frozen=True)
class Cell:
    label: str
    field: str
    start: float
    """Left end of the label, as a share of the width between the margins."""
    end: float
    """Right end of the blank, likewise."""


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    underlined: bool = True
    bold: bool = False
    gap: float = 1.0
    """Space above, times the row gap of the style."""


@dataclass(frozen=True)
class Parties:
    """TO and FROM side by side, between rules."""

    to_label: str
    from_label: str


@dataclass(frozen=True)
class Paragraph:
    words: str
    bold: bool = False
    indent: float = 0
    """Points."""
    bullet: str = ""
    gap: float = 0.35
    """Space above, lines."""
    size: float = 1.0
    centred: bool = False


@dataclass(frozen=True)
class Tick:
    """A square with a text beside it."""

    name: str
    words: str
    gap: float = 0.3


@dataclass(frozen=True)
class Rule:
    weight: float = 1.0
    """Points."""


@dataclass(frozen=True)
class Signature:
    left: str
    right: str
    field: str
    """What is typed on the left line."""
    sign: str = ""
    """Name of the mark that says whether the right line is signed."""
    gap: float = 2.2
    """Lines."""


@dataclass(frozen=True)
class Space:
    lines: float


Block = Title | Row | Parties | Paragraph | Tick | Rule | Signature | Space


@dataclass(frozen=True)
class Form:
    name: str
    edition: str
    blocks: tuple[Block, ...]
    footer: str = ""
    page: str = ""
    """Such as `Page 1 of 3`."""


@dataclass(frozen=True)
class Filling:
    """What the office wrote into a form."""

    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Per field, exactly as printed; a tuple is several lines."""
    marked: frozenset[str] = frozenset()
    """Names of the boxes that are marked, and `sign` where a line is signed."""
    by_hand: Mapping[str, str] = field(default_factory=dict)
    """What the station wrote with a pen."""
