"""Pure. Tables without frames, that read the same on a terminal, in a log and in a mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """The first column is text, the others are figures set to the right."""
    found = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(columns):
        found.add_column(heading, justify="right" if number else "left", overflow="fold")
    for row in rows:
        # as Text, since brackets in a file's name are no mark-up
        found.add_row(*(Text(cell) for cell in row))
    return found
