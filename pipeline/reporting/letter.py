"""Pure. The letter as a value: what it says and in which order, whatever the file it is written to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the letter."""

    text: str
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str
    small: bool = False
    """A note beneath a table."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, one text for each column."""

    cells: tuple[str, ...]
    indented: bool = False
    """It details the row above."""
    strong: bool = False
    """A total."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one heading row, which is repeated on every page it runs over."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    """Of each column, as parts of the text's width; their sum is at most 1."""
    numeric: tuple[int, ...] = ()
    """The columns, from 0, whose texts are set to the right."""

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows) or len(self.widths) != len(self.columns):
            raise ValueError("every row of a table has a cell for each column")


@dataclass(frozen=True, slots=True)
class Listed:
    """Sentences one below the other, each with a dot in front."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A row of upright bars, each with its label below and its number above."""

    title: str
    bars: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels side by side, each as wide as its number of bars asks for."""

    panels: tuple[Panel, ...]

    @property
    def in_words(self) -> str:
        """What the picture shows, for those who do not see it."""
        return " ".join(
            f"{panel.title}: {', '.join(f'{label} {value}' for label, value in panel.bars)}." for panel in self.panels
        )


Block = Heading | Paragraph | Table | Listed | Chart


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be written to a file."""

    letterhead: tuple[str, ...]
    date: str
    addressee: tuple[str, ...]
    subject: str
    salutation: str
    body: tuple[Block, ...]
    closing: tuple[str, ...]
    """Empty lines leave room for the signature."""
    annex: tuple[Block, ...]
    draft_mark: str | None = None
    """Stands on every page of a draft; None when the letter is final."""
    logo: bytes | None = None
    """A PNG picture above the letterhead."""
    draft_headline: str = ""
    draft_notes: tuple[str, ...] = ()
    """What is still open, a sentence each."""

    @property
    def is_draft(self) -> bool:
        """Whether anything could still change the figures."""
        return self.draft_mark is not None
