"""Pure. The letter as PDF: letter paper, Times, page numbers; a draft is marked on every page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    Image,
    KeepTogether,
    PageBreak,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Flowing
from reportlab.platypus import Table as Grid

from pipeline.reporting.letter import Block, Chart, Heading, Letter, Listed, Paragraph, Row, Table

_MARGIN = 1.0 * inch
_FRAME_PADDING = 6  # points, which reportlab's frames keep free on every side
_TEXT_WIDTH = LETTER[0] - 2 * _MARGIN
_INK = colors.HexColor("#1a1a1a")
_RULE = colors.HexColor("#8a8a8a")
_PALE = colors.HexColor("#f1f1ee")
_DRAFT = colors.HexColor("#9b1c1c")
_LOGO_LARGEST = (3.0 * inch, 0.8 * inch)
_KEPT_WHOLE = 14
"""Rows up to which a table is kept on one page with its heading."""


def _style(name: str, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        name, **({"fontName": "Times-Roman", "fontSize": 11, "leading": 14.5, "textColor": _INK} | more)
    )


_BODY = _style("body", spaceAfter=8)
_LINE = _style("line", spaceAfter=0)
_HEADING = _style("heading", fontName="Times-Bold", fontSize=12, spaceBefore=12, spaceAfter=5, keepWithNext=1)
_SUBJECT = _style("subject", fontName="Times-Bold", spaceBefore=14, spaceAfter=12)
_HEAD_NAME = _style("name", fontName="Times-Bold", fontSize=16, leading=20, alignment=TA_CENTER)
_HEAD_LINE = _style("head", fontSize=10, leading=13, alignment=TA_CENTER)
_NOTE = _style("note", fontName="Times-Italic", fontSize=9.5, leading=12, spaceBefore=3, spaceAfter=8)
_LISTED = _style("listed", leftIndent=14, spaceAfter=3)
_CELL = _style("cell", fontSize=10, leading=12.5)
_CELL_RIGHT = _style("cell right", fontSize=10, leading=12.5, alignment=TA_RIGHT)
_DRAFT_LINE = _style("draft", fontSize=10, leading=13, textColor=_DRAFT)
_DRAFT_NOTE = _style("draft note", fontSize=10, leading=13, textColor=_DRAFT, leftIndent=12)


def as_pdf(letter: Letter) -> bytes:
    """The bytes of a PDF; the same letter always gives the same bytes."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=LETTER,
        leftMargin=_MARGIN - _FRAME_PADDING,
        rightMargin=_MARGIN - _FRAME_PADDING,
        topMargin=0.95 * inch,
        bottomMargin=0.95 * inch,
        title=letter.subject,
        author=letter.letterhead[0],
        subject=letter.draft_headline or letter.subject,
        invariant=1,
        lang="en-US",
    )
    document.build(list(_flow(letter)), canvasmaker=lambda *given, **named: _Numbered(letter, *given, **named))
    return out.getvalue()


class _Numbered(Canvas):  # type: ignore[misc] # reportlab is published without types
    """Keeps its pages until the end, when it is known how many there are, and draws what stands on each."""

    def __init__(self, letter: Letter, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._letter = letter
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 # reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._kept, start=1):
            self.__dict__.update(page)
            self._on_page(number, len(self._kept))
            super().showPage()
        super().save()

    def _on_page(self, number: int, pages: int) -> None:
        self.saveState()
        self.setFont("Times-Roman", 9)
        self.setFillColor(colors.HexColor("#555555"))
        self.drawCentredString(LETTER[0] / 2, 0.55 * inch, f"Page {number} of {pages}")
        if number > 1:
            self.drawString(_MARGIN, LETTER[1] - 0.6 * inch, self._letter.letterhead[0])
            self.drawRightString(LETTER[0] - _MARGIN, LETTER[1] - 0.6 * inch, self._letter.date)
        if self._letter.draft_mark:
            self.setFillColor(_DRAFT)
            self.setFont("Times-Bold", 11)
            self.drawCentredString(LETTER[0] / 2, LETTER[1] - 0.6 * inch, self._letter.draft_mark)
            self.setFillColor(colors.Color(0.61, 0.11, 0.11, alpha=0.07))
            self.setFont("Times-Bold", 140)
            self.translate(LETTER[0] / 2, LETTER[1] / 2)
            self.rotate(52)
            self.drawCentredString(0, -45, self._letter.draft_mark)
        self.restoreState()


def _flow(letter: Letter) -> Iterator[Flowable]:
    if letter.logo:
        yield _logo(letter.logo)
    yield Flowing(escape(letter.letterhead[0]), _HEAD_NAME)
    yield from (Flowing(escape(line), _HEAD_LINE) for line in letter.letterhead[1:])
    yield HRFlowable(width="100%", thickness=0.8, color=_INK, spaceBefore=7, spaceAfter=16)
    yield Flowing(escape(letter.date), _LINE)
    yield Spacer(1, 14)
    yield from (Flowing(escape(line), _LINE) for line in letter.addressee)
    if letter.is_draft:
        yield Spacer(1, 12)
        yield _draft_box(letter)
    yield Flowing(f"Re: {escape(letter.subject)}", _SUBJECT)
    yield Flowing(escape(letter.salutation), _BODY)
    last = _last_heading(letter.body)
    yield from _blocks(letter.body[:last])
    # a signature never stands alone on a page: the last part of the letter goes with it
    signed = [Flowing(escape(line) or "&nbsp;", _LINE) for line in letter.closing]
    yield KeepTogether([*_blocks(letter.body[last:]), Spacer(1, 10), *signed])
    yield from _blocks(letter.annex)


def _last_heading(blocks: Sequence[Block]) -> int:
    return max((place for place, block in enumerate(blocks) if isinstance(block, Heading)), default=0)


def _logo(png: bytes) -> Flowable:
    picture = Image(io.BytesIO(png), hAlign="CENTER")
    picture._restrictSize(*_LOGO_LARGEST)
    return KeepTogether([picture, Spacer(1, 6)])


def _draft_box(letter: Letter) -> Flowable:
    lines = [Flowing(f"<b>{escape(letter.draft_headline)}</b>", _DRAFT_LINE)]
    lines += [Flowing(escape(note), _DRAFT_NOTE, bulletText="\u2022") for note in letter.draft_notes]
    box = Grid([[lines]], colWidths=[_TEXT_WIDTH])
    box.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 0.8, _DRAFT),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
                ("LEFTPADDING", (0, 0), (-1, -1), 9),
            ]
        )
    )
    return box


def _blocks(blocks: Iterable[Block]) -> Iterator[Flowable]:
    """Headings stay with what follows them, short tables whole with their heading and sentence."""
    held: list[Flowable] = []
    for block in blocks:
        match block:
            case Heading():
                yield from held
                held = []
                if block.new_page:
                    yield PageBreak()
                held.append(Flowing(escape(block.text), _HEADING))
            case Paragraph() if block.small:
                yield from (*held, Flowing(escape(block.text), _NOTE))
                held = []
            case Paragraph():
                held.append(Flowing(escape(block.text), _BODY))
            case Listed():
                yield from held
                held = []
                yield from (Flowing(escape(line), _LISTED, bulletText="\u2022") for line in block.lines)
            case Chart():
                yield KeepTogether([*held, Spacer(1, 8), _chart(block)])
                held = []
            case Table() if len(block.rows) <= _KEPT_WHOLE:
                yield KeepTogether([*held, _table(block), Spacer(1, 6)])
                held = []
            case Table():
                yield CondPageBreak(2 * inch)
                yield from (*held, _table(block), Spacer(1, 6))
                held = []
    yield from held


def _chart(chart: Chart) -> Flowable:
    # loaded here, so that a letter without a chart does without matplotlib
    from pipeline.reporting.letter_chart import CHART_INCHES, as_png

    width, height = CHART_INCHES
    return Image(io.BytesIO(as_png(chart)), width=_TEXT_WIDTH, height=_TEXT_WIDTH * height / width)


def _table(table: Table) -> Flowable:
    rows = [_cells(Row(table.columns, strong=True), table), *(_cells(row, table) for row in table.rows)]
    grid = Grid(rows, colWidths=[width * _TEXT_WIDTH for width in table.widths], repeatRows=1, hAlign="LEFT")
    look: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), _PALE),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, _INK),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, _INK),
        ("LINEBELOW", (0, 1), (-1, -2), 0.25, _RULE),
        ("LINEBELOW", (0, -1), (-1, -1), 0.8, _INK),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
    look += [("LINEABOVE", (0, at), (-1, at), 0.5, _INK) for at, row in enumerate(table.rows, start=1) if row.strong]
    look += [("LEFTPADDING", (0, at), (0, at), 18) for at, row in enumerate(table.rows, start=1) if row.indented]
    grid.setStyle(TableStyle(look))
    return grid


def _cells(row: Row, table: Table) -> list[Flowable]:
    return [
        Flowing(
            f"<b>{escape(cell)}</b>" if row.strong else escape(cell), _CELL_RIGHT if place in table.numeric else _CELL
        )
        for place, cell in enumerate(row.cells)
    ]
