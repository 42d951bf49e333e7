"""Pure. The letter as a Word document with real styles, so that an office can work on it further."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph as Paragraphed

from pipeline.reporting.letter import Block, Chart, Heading, Letter, Listed, Paragraph, Row, Table

_TEXT_INCHES = 6.5
_CELL_MARGIN = 80  # twentieths of a point, left and right in each cell
_KEPT_WHOLE, _KEPT_COLUMNS = 15, 6  # rows and columns up to which a table stays on one page
_LOGO_WIDTH, _LOGO_HEIGHT = 3.0, 0.8  # inches, at the most
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 # a fixed, naive property: the same letter gives the same bytes
_INK, _DRAFT = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x9B, 0x1C, 0x1C)


def as_docx(letter: Letter) -> bytes:
    """The bytes of a .docx; the same letter always gives the same bytes."""
    document = docx.Document()
    _set_up(document, letter)
    _letterhead(document, letter)
    _lines(document, [letter.date, ""])
    _lines(document, letter.addressee)
    if letter.is_draft:
        _draft_notes(document, letter)
    subject = document.add_heading(f"Re: {letter.subject}", level=1)
    subject.paragraph_format.space_before = Pt(14)
    document.add_paragraph(letter.salutation)
    _blocks(document, letter.body)
    _keep_with_signature(document)
    _lines(document, ["", *letter.closing], together=True)
    _blocks(document, letter.annex)
    out = io.BytesIO()
    document.save(out)
    return _without_times(out.getvalue())


def _set_up(document: Any, letter: Letter) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    for name, size, bold in (("Normal", 11, False), ("Heading 1", 11.5, True), ("Heading 2", 12, True)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = "Times New Roman", Pt(size), bold
        style.font.color.rgb = _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # else the theme's typeface wins over the named one
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), "Times New Roman")
    document.styles["Normal"].paragraph_format.space_after = Pt(8)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(12)
    document.styles["Heading 2"].paragraph_format.space_after = Pt(4)
    properties = document.core_properties
    properties.title, properties.author, properties.subject = letter.subject, letter.letterhead[0], letter.subject
    properties.keywords, properties.comments = "", letter.draft_headline
    properties.last_modified_by, properties.revision = letter.letterhead[0], 1
    properties.created = properties.modified = _EPOCH
    properties.language = "en-US"
    document.styles["Heading 1"].paragraph_format.space_after = Pt(10)
    document.styles["Footer"].font.size = Pt(9)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("Page ", "PAGE", " of ", "NUMPAGES"):
        run = footer.add_run("" if piece.isupper() else piece)
        if piece.isupper():
            _field(run, piece)
    if letter.draft_mark:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = header.add_run(letter.draft_mark)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(14), _DRAFT


def _field(run: Any, instruction: str) -> None:
    """A field that Word computes, such as the page number."""
    for kind in ("begin", None, "end"):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = instruction
        run._r.append(element)


def _letterhead(document: Any, letter: Letter) -> None:
    if letter.logo:
        picture = document.add_paragraph().add_run().add_picture(io.BytesIO(letter.logo), height=Inches(_LOGO_HEIGHT))
        if picture.width > Inches(_LOGO_WIDTH):
            picture.height, picture.width = (
                int(picture.height * Inches(_LOGO_WIDTH) / picture.width),
                Inches(_LOGO_WIDTH),
            )
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
        document.paragraphs[-1].paragraph_format.space_after = Pt(4)
        _describe(picture, letter.letterhead[0])
    for place, line in enumerate(letter.letterhead):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(line)
        run.bold, run.font.size = place == 0, Pt(16 if place == 0 else 10)
    paragraph.paragraph_format.space_after = Pt(14)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "6"), ("color", "1A1A1A")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _lines(document: Any, lines: Iterable[str], together: bool = False) -> None:
    for line in lines:
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = together


def _draft_notes(document: Any, letter: Letter) -> None:
    headline = document.add_paragraph()
    headline.paragraph_format.space_before = Pt(12)
    headline.paragraph_format.space_after = Pt(2)
    run = headline.add_run(letter.draft_headline)
    run.bold, run.font.color.rgb = True, _DRAFT
    for note in letter.draft_notes:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(note).font.color.rgb = _DRAFT


def _keep_with_signature(document: Any) -> None:
    """A signature never stands alone on a page: the last part of the letter goes with it."""
    for element in reversed(list(document.element.body.iter(qn("w:p")))):
        paragraph = Paragraphed(element, document)
        paragraph.paragraph_format.keep_with_next = True
        if paragraph.style is not None and paragraph.style.name == "Heading 2":
            return


def _describe(picture: Any, text: str) -> None:
    """What the picture shows, for those who do not see it; and no blank around it, which some programs add."""
    picture._inline.docPr.set("descr", text)
    for side in ("T", "B", "L", "R"):
        picture._inline.set(f"dist{side}", "0")


def _blocks(document: Any, blocks: Sequence[Block]) -> None:
    for block, after in zip(blocks, (*blocks[1:], None), strict=False):
        match block:
            case Heading():
                heading = document.add_heading(block.text, level=2)
                heading.paragraph_format.page_break_before = block.new_page
            case Paragraph():
                paragraph = document.add_paragraph()
                paragraph.paragraph_format.keep_with_next = isinstance(after, Table | Listed | Chart)
                run = paragraph.add_run(block.text)
                if block.small:
                    run.italic, run.font.size = True, Pt(9.5)
                    paragraph.paragraph_format.space_before = Pt(3)
            case Table():
                _table(document, block)
            case Listed():
                for line in block.lines:
                    document.add_paragraph(line, style="List Bullet").paragraph_format.space_after = Pt(2)
            case Chart():
                _chart(document, block)


def _chart(document: Any, chart: Chart) -> None:
    # loaded here, so that a letter without a chart does without matplotlib
    from pipeline.reporting.letter_chart import as_png

    _describe(document.add_picture(io.BytesIO(as_png(chart)), width=Inches(_TEXT_INCHES)), chart.in_words)


def _table(document: Any, table: Table) -> None:
    grid = document.add_table(rows=0, cols=len(table.columns))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _rules(grid)
    rows = (Row(table.columns, strong=True), *table.rows)
    # a table of many or of long rows may break, or it would leave a page empty before it
    whole = len(rows) <= _KEPT_WHOLE and len(table.columns) <= _KEPT_COLUMNS
    for place, row in enumerate(rows):
        cells = grid.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, row.cells, strict=True)):
            cell.width = Inches(table.widths[column] * _TEXT_INCHES)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.space_before = Pt(1)
            paragraph.paragraph_format.keep_with_next = place == 0 or (whole and place < len(rows) - 1)
            if row.indented and column == 0:
                paragraph.paragraph_format.left_indent = Inches(0.2)
            if column in table.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(text)
            run.bold, run.font.size = row.strong, Pt(10)
            if place == 0:
                _shade(cell)
    for row in grid.rows:
        _row_property(row, "w:cantSplit")
    _row_property(grid.rows[0], "w:tblHeader")
    for column, width in enumerate(table.widths):
        grid.columns[column].width = Inches(width * _TEXT_INCHES)
    after = document.add_paragraph().paragraph_format
    after.space_after, after.line_spacing = Pt(0), Pt(6)


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _rules(grid: Any) -> None:
    """Rules above, below and between the rows; none between the columns."""
    borders = OxmlElement("w:tblBorders")
    for side, width in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        rule = OxmlElement(f"w:{side}")
        colour = "8A8A8A" if side == "insideH" else "1A1A1A"
        for name, value in (("val", "single"), ("sz", width), ("space", "0"), ("color", colour)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_measure(f"w:{side}", _CELL_MARGIN))
    # in the order that the format asks for; by itself a table hangs out into the margin by that of its cells
    properties = grid._tbl.tblPr
    layout, look = properties.find(qn("w:tblLayout")), properties.find(qn("w:tblLook"))
    layout.addprevious(_measure("w:tblInd", _CELL_MARGIN))
    layout.addprevious(borders)
    look.addprevious(margins)


def _measure(name: str, width: int) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:w"), str(width))
    element.set(qn("w:type"), "dxa")
    return element


def _shade(cell: Any) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F1F1EE")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _without_times(data: bytes) -> bytes:
    """The same archive with a fixed time on every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for entry in given.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(fixed, given.read(entry.filename))
    return out.getvalue()
