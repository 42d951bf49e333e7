"""A page as a list of marks in points, and two ways to ink it: as grey pixels and as a vector PDF.

One list, two ways: the same form can go through a fax machine or be the clean PDF that an office mails.
"""

import io
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sample_faxes import fonts

LETTER = (612.0, 792.0)
DOTS_PER_POINT = 6  # 432 dots an inch: over twice a fine fax, so that reducing looks like scanning


@dataclass(frozen=True)
class Text:
    x: float
    """Left end, points from the left edge."""
    y: float
    """Baseline, points from the top edge."""
    words: str
    face: str
    size: float
    """Points."""
    ink: int = 0
    """Grey: 0 black, 255 white."""
    angle: float = 0.0
    """Degrees counterclockwise about the left end of the baseline, as a rubber stamp lands."""


@dataclass(frozen=True)
class Stroke:
    points: tuple[tuple[float, float], ...]
    width: float
    """Points."""
    ink: int = 0


@dataclass(frozen=True)
class Patch:
    points: tuple[tuple[float, float], ...]
    ink: int = 0


@dataclass
class Sheet:
    """One page in the making."""

    size: tuple[float, float] = LETTER
    """Width and height, points."""
    marks: list[Text | Stroke | Patch] = field(default_factory=list)

    def write(self, x: float, y: float, words: str, face: str, size: float, ink: int = 0, angle: float = 0.0) -> float:
        """Sets words with their left end at x; returns where they end."""
        self.marks.append(Text(x, y, words, face, size, ink, angle))
        return x + fonts.width(words, face, size)

    def centre(self, y: float, words: str, face: str, size: float, middle: float | None = None) -> None:
        middle = self.size[0] / 2 if middle is None else middle
        self.write(middle - fonts.width(words, face, size) / 2, y, words, face, size)

    def right(self, x: float, y: float, words: str, face: str, size: float) -> None:
        self.write(x - fonts.width(words, face, size), y, words, face, size)

    def stroke(self, *points: tuple[float, float], width: float = 0.7, ink: int = 0) -> None:
        self.marks.append(Stroke(points, width, ink))

    def patch(self, *points: tuple[float, float], ink: int = 0) -> None:
        self.marks.append(Patch(points, ink))

    def square(self, x: float, y: float, side: float, width: float = 0.8) -> None:
        self.stroke((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y), width=width)


def inked(sheet: Sheet, dots: int = DOTS_PER_POINT) -> np.ndarray:
    """Grey pixels, `dots` to the point both ways."""
    image = Image.new("L", (round(sheet.size[0] * dots), round(sheet.size[1] * dots)), 255)
    pen = ImageDraw.Draw(image)
    for mark in sheet.marks:
        if isinstance(mark, Text):
            where = (mark.x * dots, mark.y * dots)
            font = fonts.font(mark.face, max(4, round(mark.size * dots)))
            if mark.angle:
                slanted(image, where, mark, font)
            else:
                pen.text(where, mark.words, mark.ink, font, anchor="ls")
        elif isinstance(mark, Stroke):
            points = [(x * dots, y * dots) for x, y in mark.points]
            pen.line(points, mark.ink, max(1, round(mark.width * dots)), joint="curve")
        else:
            pen.polygon([(x * dots, y * dots) for x, y in mark.points], mark.ink)
    return np.asarray(image)


def slanted(image: Image.Image, where: tuple[float, float], mark: Text, font: ImageFont.FreeTypeFont) -> None:
    reach = round(font.getlength(mark.words) + mark.size * 12)
    mask = Image.new("L", (reach * 2, reach * 2), 0)
    ImageDraw.Draw(mask).text((reach, reach), mark.words, 255, font, anchor="ls")
    mask = mask.rotate(mark.angle, Image.Resampling.BILINEAR)
    image.paste(mark.ink, (round(where[0]) - reach, round(where[1]) - reach), mask)


HELVETICA, TIMES, COURIER = (
    ("sans", "helvetica", "narrow", "dejavu"),
    ("serif", "times"),
    ("mono", "courier", "prime", "typewriter"),
)
PDF_OWN_FACES = {
    **dict.fromkeys(HELVETICA, "Helvetica"),
    **{f"{face}-bold": "Helvetica-Bold" for face in HELVETICA},
    **dict.fromkeys((*TIMES, "schoolbook", "palatino", "dejavu-serif"), "Times-Roman"),
    **{f"{face}-bold": "Times-Bold" for face in (*TIMES, "schoolbook", "palatino")},
    **dict.fromkeys((*COURIER, "dejavu-mono"), "Courier"),
    **{f"{face}-bold": "Courier-Bold" for face in (*COURIER, "dejavu-mono")},
    "hand": "Times-Italic",
    **dict.fromkeys(("inconsolata", "ocr-b"), "Courier"),
}
"""What a viewer sets with faces of its own when the PDF embeds none."""


def vector_pdf(sheets: list[Sheet], embed: bool = True) -> bytes:
    """A PDF with real text. Without `embed`, the viewer's own Helvetica, Times and Courier are named instead.

    reportlab embeds TrueType only; for the other faces too the viewer's own nearest is named.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=sheets[0].size, invariant=1, pageCompression=1)
    for sheet in sheets:
        height = sheet.size[1]
        canvas.setPageSize(sheet.size)
        canvas.setLineCap(1)
        for mark in sheet.marks:
            canvas.setFillGray(mark.ink / 255)
            canvas.setStrokeGray(mark.ink / 255)
            if isinstance(mark, Text):
                embeds = embed and fonts.FACES[mark.face].suffix == ".ttf"
                name = mark.face if embeds else PDF_OWN_FACES.get(mark.face, "Helvetica-Bold")
                if embeds and name not in pdfmetrics.getRegisteredFontNames():
                    pdfmetrics.registerFont(TTFont(name, str(fonts.FACES[name])))
                canvas.setFont(name, mark.size)
                canvas.saveState()
                canvas.translate(mark.x, height - mark.y)
                canvas.rotate(mark.angle)
                canvas.drawString(0, 0, mark.words)
                canvas.restoreState()
                continue
            path = canvas.beginPath()
            path.moveTo(mark.points[0][0], height - mark.points[0][1])
            for x, y in mark.points[1:]:
                path.lineTo(x, height - y)
            if isinstance(mark, Stroke):
                canvas.setLineWidth(mark.width)
                canvas.drawPath(path, stroke=1, fill=0)
            else:
                path.close()
                canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
