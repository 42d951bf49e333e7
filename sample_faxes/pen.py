"""What a pen and a rubber stamp leave on a page of the family `varied`: marks in and around boxes, and stamps.

A stroke of a pen is a curve that is thicker where the hand presses: another way of drawing than `marks` has.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from random import Random

from sample_faxes.paper import Sheet

Point = tuple[float, float]
Mark = Callable[[Sheet, float, float, float, Random], None]


def pull(sheet: Sheet, start: Point, over: Point, end: Point, width: float, ink: int = 0) -> None:
    """A curve from start to end, drawn towards `over`: thin, thick, thin."""
    steps = 8
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        points.append(
            (a * start[0] + b * over[0] + c * end[0], a * start[1] + b * over[1] + c * end[1]),
        )
    for step, (one, two) in enumerate(pairwise(points)):
        pressed = 0.65 + 0.5 * math.sin(math.pi * (step + 0.5) / steps)
        sheet.stroke(one, two, width=width * pressed, ink=ink)


def near(rng: Random, x: float, y: float, reach: float) -> Point:
    return x + rng.uniform(-reach, reach), y + rng.uniform(-reach, reach)


def typed(letter: str, face: str, inks: tuple[int, int] = (0, 0), name: str = "") -> Mark:
    """A letter of the typewriter, off its place as a form that lies crooked in the machine makes it."""

    def mark(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
        size = side * rng.uniform(1.15, 1.5)
        where = (x + side * rng.uniform(-0.05, 0.35), y + side * rng.uniform(0.8, 1.1))
        sheet.write(*where, letter, face, size, rng.randint(*inks))

    mark.__name__ = name or f"typed {letter}"
    return mark


def pen_cross(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    over = side * rng.uniform(0.0, 0.35)
    middle = near(rng, x + side / 2, y + side / 2, side * 0.2)
    pull(sheet, near(rng, x - over, y - over, 0.6), middle, near(rng, x + side + over, y + side + over, 0.6), 1.2)
    pull(sheet, near(rng, x + side + over, y - over, 0.6), middle, near(rng, x - over, y + side + over, 0.6), 1.2)


def pen_tick(sheet: Sheet, x: float, y: float, side: float, rng: Random, ink: int = 0, wide: float = 1.3) -> None:
    low = near(rng, x + side * 0.45, y + side * 0.9, side * 0.12)
    pull(sheet, near(rng, x + side * 0.1, y + side * 0.5, 0.5), (low[0] - 1, low[1] - 1), low, wide, ink)
    pull(sheet, low, (x + side * 0.7, y + side * 0.3), near(rng, x + side * 1.3, y - side * 0.4, side * 0.2), wide, ink)


def pencil_tick(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    pen_tick(sheet, x, y, side, rng, rng.randrange(65, 105), 1.0)


def pencil_cross(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    ink = rng.randrange(65, 105)
    middle = (x + side / 2, y + side / 2)
    pull(sheet, near(rng, x + 1, y + 1, 1), middle, near(rng, x + side, y + side, 1), 1.0, ink)
    pull(sheet, near(rng, x + side, y, 1), middle, near(rng, x + 1, y + side, 1), 1.0, ink)


def swept(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """A tick whose tail sweeps past the right of the box above it."""
    low = near(rng, x + side * 0.4, y + side * 0.85, side * 0.15)
    pull(sheet, near(rng, x - side * 0.2, y + side * 0.4, 0.8), (low[0] - 1, low[1]), low, 1.3)
    end = (x + side * rng.uniform(1.2, 1.7), y - side * rng.uniform(0.8, 1.5))
    pull(sheet, low, (x + side * 0.9, y + side * 0.2), end, 1.3)


def struck_through(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """A slash that begins left below the box and ends right above it, beside its neighbours."""
    start = (x - side * rng.uniform(0.3, 0.8), y + side * rng.uniform(1.3, 1.8))
    end = (x + side * rng.uniform(1.3, 1.8), y - side * rng.uniform(0.3, 0.9))
    pull(sheet, start, near(rng, x + side / 2, y + side / 2, side * 0.15), end, 1.3)


def half_beside(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """A cross that sits on the edge of its box, half in the margin."""
    left = x + side * rng.choice((-0.42, -0.3, 0.3, 0.42))
    middle = (left + side / 2, y + side / 2)
    pull(sheet, near(rng, left, y, 0.5), middle, near(rng, left + side, y + side, 0.5), 1.3)
    pull(sheet, near(rng, left + side, y, 0.5), middle, near(rng, left, y + side, 0.5), 1.3)


def hatched(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """Filled with slanted strokes that run over the edge."""
    for row in range(5):
        low = y + side * (0.2 + row * 0.22)
        pull(sheet, near(rng, x, low, 0.6), (x + side / 2, low), near(rng, x + side * 1.1, low - side * 0.4, 0.8), 1.1)


def inked_over(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """A blot: the box blacked with a marker, uneven at the edges."""
    corners = [
        near(rng, x + side * (0.5 + 0.55 * math.cos(turn)), y + side * (0.5 + 0.55 * math.sin(turn)), side * 0.08)
        for turn in (math.pi * step / 6 for step in range(12))
    ]
    sheet.patch(*corners)


MARKS: tuple[Mark, ...] = (
    typed("X", "typist-bold"),
    typed("X", "hack-bold"),
    typed("x", "free-mono-bold"),
    typed("X", "anonymous-bold", (60, 95), "typed faintly"),
    pen_cross,
    pen_tick,
    pencil_tick,
    pencil_cross,
    swept,
    struck_through,
    half_beside,
    hatched,
    inked_over,
)


def clock_stamp(sheet: Sheet, x: float, y: float, when: str, rng: Random, ink: int) -> None:
    """The line of a time clock, without a frame: slanted a little, in the clock's square letters."""
    angle = rng.uniform(-4, 4)
    sheet.write(x, y, rng.choice(("RECEIVED ", "RECD ", "")) + when, "free-mono-bold", rng.uniform(11, 16), ink, angle)


def round_stamp(sheet: Sheet, x: float, y: float, when: str, rng: Random, ink: int) -> None:
    """Two rings with a date across."""
    size = rng.uniform(26, 40)
    for radius in (size, size * 0.86):
        ring = [(x + radius * math.cos(t / 20 * math.pi), y + radius * math.sin(t / 20 * math.pi)) for t in range(41)]
        sheet.stroke(*ring, width=1.3, ink=ink)
    angle = rng.uniform(-14, 14)
    sheet.write(x - size * 0.72, y + 4, when, "open-narrow-bold", size * 0.34, ink, angle)
    sheet.write(x - size * 0.5, y + size * 0.6, "RECORDS", "open-narrow-bold", size * 0.26, ink, angle)


def big_word(sheet: Sheet, x: float, y: float, when: str, rng: Random, ink: int) -> None:
    word = rng.choice(("COPY", "FAXED", "ENTERED", "FILE", "SCANNED"))
    sheet.write(x, y, word, "open-sans-bold", rng.uniform(20, 34), max(ink, 70), rng.uniform(-20, 20))


STAMPS = (clock_stamp, round_stamp, big_word)
