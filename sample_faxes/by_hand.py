"""Answers filled in with a pen: a writer is drawn by lot, and writes each letter a little differently every time.

What is drawn is strokes, no face: so a set with handwriting needs no font of handwriting. `sheet` draws the forms of
the family `handwritten`.
"""

import dataclasses
import math
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from sample_faxes.filing import Filing
from sample_faxes.forms import drawer, requests
from sample_faxes.paper import Sheet, Stroke, Text
from sample_faxes.pen_letters import LETTERS, Point, Strokes

if TYPE_CHECKING:
    from sample_faxes.lot import VariedLot

BLOCK = ("booking_number", "served_on")
"""What the station fills in."""
OFFICE = (
    "subject_id", "event_number", "file_number", "form_date", "subject_name", "date_of_birth", "citizenship", "officer",
    "notify_phone", "cancels_date",
)  # fmt: skip
"""What the office fills in, on one line each."""
_STEPS = 5
"""Straight pieces between two points of a stroke."""
_NEAT, _USUAL, _HASTY = (0.25, 1.0, 1.9)


@dataclass(frozen=True)
class Writer:
    """How one person writes. Lengths are shares of a capital's height, angles degrees."""

    size: float
    """Of a capital, points."""
    slant: float
    wide: float
    """Of letters, times their usual width."""
    space: float
    """Between letters."""
    unsteady: float
    """How much everything varies: below 1 a neat hand, above it a hasty one."""
    joined: float
    """How often a letter is joined to the next."""
    climbs: float
    """How steeply the line rises."""
    nib: float
    """Width of strokes, points."""
    ink: int
    capitals: bool
    ways: dict[str, int]
    """Which way of each letter is this person's."""
    bends: dict[str, tuple[Point, ...]]
    """What in each letter is this person's own."""


def writer(rng: Random) -> Writer:
    """Somebody. Neat printing, as forms ask for, is as frequent as a hasty hand."""
    unsteady = rng.choices((_NEAT, _USUAL, _HASTY), (0.3, 0.5, 0.2))[0] * rng.uniform(0.8, 1.25)
    ways = {letter: rng.randrange(len(LETTERS[letter])) for letter in LETTERS}
    own = 0.035 * rng.uniform(0.6, 1.6)
    bends = {letter: tuple((rng.gauss(0, own), rng.gauss(0, own)) for _ in range(40)) for letter in LETTERS}
    return Writer(
        size=rng.uniform(6.6, 13.5),
        slant=rng.gauss(7, 9),
        wide=rng.uniform(0.72, 1.12),
        space=rng.uniform(0.1, 0.34),
        unsteady=unsteady,
        joined=rng.choice((0.0, 0.0, 0.15, 0.6, 0.85)),
        climbs=rng.gauss(0.4, 1.2),
        nib=rng.uniform(0.65, 1.8),
        ink=rng.choice((0, 0, 0, 20, 50)),
        capitals=rng.random() < 0.5,
        ways=ways,
        bends=bends,
    )


def write(sheet: Sheet, x: float, y: float, words: str, who: Writer, rng: Random, room: float = math.inf) -> float:
    """Writes words with their left end at x on the line at y, points, smaller where they would go beyond the room.

    Returns where they end.
    """
    words = words.upper() if who.capitals else words
    scale = who.size
    wide = _advance(words, who) * scale
    if wide > room:
        scale *= max(0.6, room / wide)
    drift, before = 0.0, None
    rise = math.tan(math.radians(who.climbs))
    for letter in words:
        if letter not in LETTERS:
            x += scale * (0.4 + rng.uniform(0, 0.3) * who.unsteady)
            before = None
            continue
        drift = 0.7 * drift + rng.gauss(0, 0.035) * who.unsteady
        shape = _shaped(letter, who, rng)
        strokes = [_rounded([(x + scale * px, y - scale * (py + drift)) for px, py in each]) for each in shape]
        if before is not None and letter.islower() and rng.random() < who.joined:
            _draw(sheet, _rounded([before, _between(before, strokes[0][0], scale), strokes[0][0]]), who, rng)
        for stroke in strokes:
            _draw(sheet, stroke, who, rng)
        before = strokes[-1][-1] if letter.islower() else None
        step = (_width(letter, who) + who.space) * scale * (1 + rng.gauss(0, 0.07) * who.unsteady)
        x += step
        y -= step * rise
    return x


def _advance(words: str, who: Writer) -> float:
    return sum(_width(letter, who) + who.space if letter in LETTERS else 0.5 for letter in words)


def _width(letter: str, who: Writer) -> float:
    shape = LETTERS[letter][who.ways[letter]]
    return max(x for stroke in shape for x, _ in stroke) * who.wide


def _shaped(letter: str, who: Writer, rng: Random) -> Strokes:
    """The letter as this person writes it this time: shares of a capital's height."""
    unsteady = who.unsteady
    lean = math.tan(math.radians(who.slant + rng.gauss(0, 3.5) * unsteady))
    turn = math.radians(rng.gauss(0, 2.2) * unsteady)
    high, wide = 1 + rng.gauss(0, 0.07) * unsteady, who.wide * (1 + rng.gauss(0, 0.08) * unsteady)
    bends = iter(who.bends[letter])
    shape, last, moved = [], None, (0.0, 0.0)
    for stroke in LETTERS[letter][who.ways[letter]]:
        made = []
        for point in stroke:
            if point != last:  # both points of a corner stay together
                bend = next(bends, (0.0, 0.0))
                moved = (bend[0] + rng.gauss(0, 0.028) * unsteady, bend[1] + rng.gauss(0, 0.028) * unsteady)
            last = point
            px, py = (point[0] + moved[0]) * wide, (point[1] + moved[1]) * high
            px += lean * py
            made.append((px * math.cos(turn) - py * math.sin(turn), px * math.sin(turn) + py * math.cos(turn)))
        shape.append(tuple(made))
    return tuple(shape)


def _between(start: Point, end: Point, scale: float) -> Point:
    """A little below the middle of two points: the way a pen goes from letter to letter."""
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + 0.06 * scale


def _rounded(points: list[Point]) -> list[Point]:
    """A curve through the points (Catmull and Rom)."""
    ends = [points[0], *points, points[-1]]
    curve = [points[0]]
    for at in range(1, len(ends) - 2):
        p0, p1, p2, p3 = ends[at - 1 : at + 3]
        if p1 == p2:
            continue
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            curve.append(
                tuple(  # type: ignore[arg-type]
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    return curve


def _draw(sheet: Sheet, curve: list[Point], who: Writer, rng: Random) -> None:
    """Inks a curve, a little thicker where the hand presses."""
    pressed = rng.uniform(0.9, 1.1)
    if len(curve) == 1:
        curve = [curve[0], (curve[0][0] + 0.4, curve[0][1] - 0.3)]
    ends = max(1, len(curve) - 1)
    for at, (one, two) in enumerate(pairwise(curve)):
        width = who.nib * pressed * (0.82 + 0.3 * math.sin(math.pi * (at + 0.5) / ends))
        sheet.stroke(one, two, width=width, ink=who.ink)
        # strokes end round
        reach = width / 2 * 0.7
        sheet.marks.append(Stroke(((two[0] - reach, two[1]), (two[0] + reach, two[1])), width * 0.7, who.ink))


def in_pen(sheet: Sheet, face: str, who: Writer, rng: Random) -> None:
    """Writes anew, with a pen, all that is set in a face on the sheet."""
    marks, sheet.marks = sheet.marks, []
    for mark in marks:
        if isinstance(mark, Text) and mark.face == face and mark.words:
            fitting = dataclasses.replace(who, size=who.size * rng.uniform(0.92, 1.08))
            write(sheet, mark.x, mark.y + rng.uniform(-1.0, 0.6), mark.words, fitting, rng)
        else:
            sheet.marks.append(mark)


def sheet(lot: "VariedLot", made: Filing) -> Sheet:
    """The form with the station's block filled in by hand, and at times some or all of what the office fills in."""
    rng = lot.rng
    words = {
        "booking_number": f"{lot.when:%y}-{rng.randrange(10**5):05d}",
        "served_on": lot.when.strftime(rng.choice(("%m/%d/%y", "%m/%d/%Y", "%b %d, %Y"))),
    }
    share = rng.choice((0.0, 0.0, 0.1, 0.1, 0.3, 1.0))
    values = dict(made.printed())
    pen = {field: words[field] for field in BLOCK if rng.random() < 0.9}
    pen |= {field: str(values[field]) for field in OFFICE if values.get(field) and rng.random() < share}
    told = lot.looks.setdefault("by_hand", [])  # one list for each form
    told.append(sorted(pen))  # type: ignore[attr-defined]
    form = requests.FORMS[made.form](lot.style, made.edition, 3)
    if lot.traits.printing:
        form = lot.traits.printing(form, rng)
    filling = dataclasses.replace(made.filling(pen), values=values | dict.fromkeys(pen, ""))
    drawn = drawer.draw(form, filling, lot.style, rng)
    in_pen(drawn, lot.style.hand, writer(rng), rng)
    return drawn
