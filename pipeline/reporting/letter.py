"""Pure. The letter as a value: what it says and in which order, whatever the file it is written to."""

from __future__ import annotations

from dataclasses import dataclass

ANNEX_WARNING = (
    "The annex lists date, district and method of each request. Together with the public arrest log these can point at "
    "a person where the numbers are small; decide before you publish it."
)
"""What the program tells whoever draws up a letter; it is not part of the letter."""


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


Block = Heading | Paragraph | Table


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
    draft_headline: str = ""
    draft_notes: tuple[str, ...] = ()
    """What is still open, a sentence each."""

    @property
    def is_draft(self) -> bool:
        """Whether anything could still change the figures."""
        return self.draft_mark is not None
