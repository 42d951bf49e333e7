"""Pure. The letter as plain text and as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from pipeline.reporting.letter import Block, Chart, Heading, Letter, Listed, Paragraph, Row, Table

_WIDTH = 78
_GAP = 2
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~])")
_BARED = r"\\\1"


def as_text(letter: Letter) -> str:
    """Plain text, 78 columns; a draft says so at the top, before the annex and at the end."""
    banner = [f"*** {letter.draft_mark} ***".center(_WIDTH).rstrip()] if letter.draft_mark else []
    lines = [*banner, *(line.center(_WIDTH).rstrip() for line in letter.letterhead), "", letter.date, ""]
    lines += [*letter.addressee, "", *_wrapped(f"Re: {letter.subject}"), ""]
    if letter.is_draft:
        lines += [*_wrapped(letter.draft_headline), *_noted(letter.draft_notes), ""]
    lines += [letter.salutation, "", *_text_blocks(letter.body), *letter.closing, ""]
    lines += [*banner, *_text_blocks(letter.annex), *banner] if letter.annex else banner
    return "\n".join(lines).rstrip() + "\n"


def as_markdown(letter: Letter) -> str:
    """Markdown with tables as GitHub and pandoc read them."""
    mark = [f"**{letter.draft_mark}**", ""] if letter.draft_mark else []
    lines = [*mark, *_broken(letter.letterhead), "", letter.date, "", *_broken(letter.addressee), ""]
    lines += [f"# {_escaped(letter.subject)}", ""]
    if letter.is_draft:
        lines += [f"> **{_escaped(letter.draft_headline)}**", ">"]
        lines += [*(f"> - {_escaped(note)}" for note in letter.draft_notes), ""]
    lines += [letter.salutation, "", *_markdown_blocks(letter.body), *_broken(line for line in letter.closing if line)]
    lines += ["", *mark, *_markdown_blocks(letter.annex), *(mark if letter.annex else ())]
    return "\n".join(lines).rstrip() + "\n"


def _text_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield from ("", block.text, "-" * len(block.text))
            case Paragraph():
                yield from _wrapped(block.text)
            case Table():
                yield from _text_table(block)
            case Listed():
                yield from _noted(block.lines)
            case Chart():
                yield from _wrapped(block.in_words)
        yield ""


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_on_hyphens=False)


def _noted(notes: Iterable[str]) -> Iterator[str]:
    for note in notes:
        yield from textwrap.wrap(note, _WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)


def _text_table(table: Table) -> Iterator[str]:
    words = [
        max(
            len(word)
            for row in (table.columns, *(row.cells for row in table.rows))
            for word in row[place].split() or [""]
        )
        for place in range(len(table.columns))
    ]
    widths = [max(int(width * _WIDTH) - _GAP, word) for width, word in zip(table.widths, words, strict=True)]
    yield from _text_row(Row(table.columns), table, widths)
    yield "  ".join("-" * width for width in widths)
    for row in table.rows:
        if row.strong:
            yield "  ".join("-" * width for width in widths)
        yield from _text_row(row, table, widths)


def _text_row(row: Row, table: Table, widths: list[int]) -> Iterator[str]:
    cells = [
        textwrap.wrap(cell, width - 2 * (row.indented and place == 0), break_on_hyphens=False) or [""]
        for place, (cell, width) in enumerate(zip(row.cells, widths, strict=True))
    ]
    for line in range(max(map(len, cells))):
        pieces = []
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            piece = cell[line] if line < len(cell) else ""
            piece = f"  {piece}" if row.indented and place == 0 else piece
            pieces.append(piece.rjust(width) if place in table.numeric else piece.ljust(width))
        yield "  ".join(pieces).rstrip()


def _markdown_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield f"## {_MARKDOWN.sub(_BARED, block.text)}"
            case Paragraph():
                yield f"*{_escaped(block.text)}*" if block.small else _escaped(block.text)
            case Table():
                yield from _markdown_table(block)
            case Listed():
                yield from (f"- {_escaped(line)}" for line in block.lines)
            case Chart():
                yield _escaped(block.in_words)
        yield ""


def _markdown_table(table: Table) -> Iterator[str]:
    yield _markdown_row(Row(table.columns))
    yield "|" + "|".join("---:" if place in table.numeric else "---" for place in range(len(table.columns))) + "|"
    for row in table.rows:
        yield _markdown_row(row)


def _markdown_row(row: Row) -> str:
    cells = [_escaped(cell) for cell in row.cells]
    if row.indented:
        cells[0] = f"&emsp;{cells[0]}"
    return "| " + " | ".join(f"**{cell}**" if row.strong else cell for cell in cells) + " |"


def _broken(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines that stay apart; Markdown joins them otherwise."""
    *first, last = [_escaped(line) for line in lines]
    return (*(f"{line}\\" for line in first), last)


def _escaped(text: str) -> str:
    """Characters that Markdown would take for marks; a line that begins like a list item stays a line."""
    return re.sub(r"^(\d+)\. ", r"\1\\. ", _MARKDOWN.sub(_BARED, text))
