"""Sets a form on a sheet: one function for each kind of block, from the top margin downwards."""

import dataclasses
import math
import re
from random import Random

from sample_faxes import fonts, marks
from sample_faxes.forms.blocks import Block, Filling, Form, Paragraph, Parties, Row, Rule, Signature, Space, Tick, Title
from sample_faxes.forms.style import Style
from sample_faxes.paper import LETTER, Sheet

TOKEN = re.compile(r"\{(?:box:\w+|blank:\w+:\d+)\}|[^\s{]+")


def draw(form: Form, filling: Filling, style: Style, rng: Random, size: tuple[float, float] = LETTER) -> Sheet:
    """The form on one sheet; set smaller until it fits."""
    seed = rng.random()
    while True:
        pen = Pen(Sheet(size), filling, style, Random(seed))
        for block in form.blocks:
            pen.set(block)
        if pen.y < size[1] - (34 if form.footer else 20):
            break
        style = dataclasses.replace(
            style, size=style.size * 0.97, row_gap=style.row_gap * 0.93, top=max(30, style.top * 0.95)
        )
    foot = size[1] - 26
    pen.sheet.write(style.left, foot, form.footer, style.label, style.size)
    pen.sheet.right(size[0] - style.right, foot, form.page, style.label, style.size)
    return pen.sheet


class Pen:
    """Where on the sheet the drawing is."""

    def __init__(self, sheet: Sheet, filling: Filling, style: Style, rng: Random) -> None:
        self.sheet, self.filling, self.style, self.rng = sheet, filling, style, rng
        self.y = style.top
        self.left, self.right = style.left, sheet.size[0] - style.right
        self.line = style.size * style.leading

    def set(self, block: Block) -> None:
        {
            Title: self.title,
            Row: self.row,
            Parties: self.parties,
            Paragraph: self.paragraph,
            Tick: self.tick,
            Rule: self.rule,
            Signature: self.signature,
            Space: self.space,
        }[type(block)](block)

    def space(self, block: Space) -> None:
        self.y += block.lines * self.line

    def title(self, block: Title) -> None:
        face = self.style.label_bold if block.bold else self.style.label
        size = self.style.size * block.size
        if self.sheet.marks:  # the first title stands on the top margin
            self.y += size * 1.25
        self.sheet.centre(self.y, block.words, face, size)

    def rule(self, block: Rule) -> None:
        y = self.y + self.line * 0.7
        self.sheet.stroke((self.left, y), (self.right, y), width=block.weight)
        self.y = y + self.line * 0.3

    def value(self, field: str, start: float, end: float, y: float, size: float | None = None) -> None:
        """Types a value from start, smaller when it would run over the end."""
        words = self.filling.values.get(field, "")
        words = words if isinstance(words, str) else " ".join(words)
        size = size or self.style.fill_size
        room = max(20.0, end - start)
        self.typed(start, y - self.style.fill_rise, words, size, room)
        if field in self.filling.by_hand:
            self.sheet.write(start + 3, y - 1.5, self.filling.by_hand[field], self.style.hand, self.style.size * 1.7)

    def typed(self, x: float, y: float, words: str, size: float, room: float) -> None:
        """What the office fills in, smaller when it would run over the room; letter by letter by a typewriter."""
        style = self.style
        wide = fonts.width(words, style.fill, size) + style.pitch * len(words)
        size *= min(1.0, room / wide) if wide else 1.0
        if not style.pitch and not style.jitter and style.struck == 1:
            self.sheet.write(x, y, words, style.fill, size, style.fill_ink)
            return
        pitch = style.pitch * min(1.0, room / wide) if wide else 0.0
        for letter in words:
            up = self.rng.uniform(-style.jitter, style.jitter)
            for _ in range(style.struck):
                beside = self.rng.uniform(0, 0.5) if style.struck > 1 else 0.0
                self.sheet.write(x + beside, y + up, letter, style.fill, size, style.fill_ink)
            x += fonts.width(letter, style.fill, size) + pitch

    def row(self, block: Row) -> None:
        self.y += self.style.row_gap * block.gap + self.style.fill_size
        face = self.style.label_bold if block.bold else self.style.label
        wide = self.right - self.left
        for cell in block.cells:
            x = self.left + cell.start * wide
            end = self.left + cell.end * wide
            after = self.sheet.write(x, self.y, cell.label, face, self.style.size * (1.12 if block.bold else 1.05))
            if block.underlined:
                self.sheet.stroke((after + 3, self.y + 1.5), (end, self.y + 1.5), width=self.style.line)
            self.value(cell.field, after + 3 + self.style.fill_start, end, self.y + 1.5)

    def parties(self, block: Parties) -> None:
        self.y += self.line * 0.6
        top, middle = self.y, self.left + (self.right - self.left) * self.rng.uniform(0.47, 0.53)
        bottoms = []
        columns = (
            (block.to_label, "to_agency", self.left, middle - 6),
            (block.from_label, "from_office", middle + 6, self.right),
        )
        for label, field, start, end in columns:
            y = top
            for line in self.broken(label, self.style.label, self.style.size * 0.92, end - start):
                y += self.line
                self.sheet.write(start + 2, y, line, self.style.label, self.style.size * 0.92)
            y += self.rng.uniform(1, 4)
            for line in self.filling.values.get(field, ()):
                y += self.style.fill_size * 1.18
                size = min(self.style.fill_size, (end - start - 6) / fonts.width(line, self.style.fill, 1))
                self.typed(start + 6, y, line, size, end - start - 6 if self.style.pitch else math.inf)
            bottoms.append(y)
        self.y = max(*bottoms, top + self.line * self.rng.uniform(5, 7)) + self.line * 0.5
        for y in (top, self.y):
            self.sheet.stroke((self.left, y), (self.right, y), width=self.style.line)
        self.sheet.stroke((middle, top), (middle, self.y), width=self.style.line)

    def broken(self, words: str, face: str, size: float, room: float) -> list[str]:
        lines = [""]
        for word in words.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and fonts.width(longer, face, size) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def paragraph(self, block: Paragraph) -> None:
        self.y += self.line * block.gap
        face = self.style.label_bold if block.bold else self.style.label
        size = self.style.size * block.size
        start = self.left + block.indent
        if block.bullet:
            self.sheet.write(start, self.y + self.line, block.bullet, face, size)
            start += 11
        if block.centred:
            for line in self.broken(block.words, face, size, self.right - start):
                self.y += self.line * block.size
                self.sheet.centre(self.y, line, face, size, (start + self.right) / 2)
            return
        self.run(block.words, face, size, start)

    def run(self, words: str, face: str, size: float, start: float) -> None:
        """Running text with boxes and blanks in it."""
        x, line, space = start, self.line * size / self.style.size, fonts.width(" ", face, size)
        self.y += line
        for token in TOKEN.findall(words):
            kind, _, rest = token.strip("{}").partition(":") if token.startswith("{") else ("", "", "")
            wide = (
                self.style.square + 1
                if kind == "box"
                else float(rest.split(":")[1])
                if kind
                else fonts.width(token, face, size)
            )
            if x > start and x + wide > self.right + 1:
                x, self.y = start, self.y + line
            if kind == "box":
                x += space if x > start else 0
                self.box(rest, x, self.y)
            elif kind:
                self.sheet.stroke((x, self.y + 1.5), (x + wide, self.y + 1.5), width=self.style.line)
                self.value(rest.split(":")[0], x + 4, x + wide, self.y + 1.5, self.style.fill_size * 0.95)
            else:
                self.sheet.write(x, self.y, token, face, size)
            x += wide + space

    def box(self, name: str, x: float, y: float) -> None:
        side = self.style.square
        self.sheet.square(x, y - side * 0.88, side, self.style.line + 0.15)
        if name in self.filling.marked:
            self.style.mark(self.sheet, x, y - side * 0.88, side, self.rng)

    def tick(self, block: Tick) -> None:
        self.y += self.line * block.gap
        words = block.words if self.style.lower_case else block.words[0].upper() + block.words[1:]
        self.box(block.name, self.left + 8, self.y + self.line)
        self.run(words, self.style.label, self.style.size, self.left + 8 + self.style.square + 8)

    def signature(self, block: Signature) -> None:
        self.y += self.line * block.gap
        wide = self.right - self.left
        spans = ((self.left, self.left + wide * 0.46), (self.left + wide * 0.54, self.right))
        for (start, end), caption in zip(spans, (block.left, block.right), strict=True):
            self.sheet.stroke((start, self.y + 1.5), (end, self.y + 1.5), width=self.style.line)
            self.sheet.centre(
                self.y + 1.5 + self.line, caption, self.style.label, self.style.size * 0.95, (start + end) / 2
            )
        self.value(block.field, spans[0][0] + self.style.fill_start, spans[0][1], self.y + 1.5)
        if block.sign and block.sign in self.filling.marked:
            marks.signature(
                self.sheet, spans[1][0] + self.rng.uniform(20, 60), self.y, self.rng.uniform(70, 130), self.rng
            )
        self.y += self.line
