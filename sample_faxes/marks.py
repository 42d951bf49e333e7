"""How a box gets marked: typed, ticked, filled, and by hand over the edge."""

import math
from random import Random

from sample_faxes.paper import Sheet

Point = tuple[float, float]


def wobbly(rng: Random, start: Point, end: Point, wobble: float, steps: int = 7) -> list[Point]:
    """A line as a hand draws it, `wobble` points off at most."""
    return [
        (
            start[0] + (end[0] - start[0]) * i / steps + rng.uniform(-wobble, wobble),
            start[1] + (end[1] - start[1]) * i / steps + rng.uniform(-wobble, wobble),
        )
        for i in range(steps + 1)
    ]


def typed_x(sheet: Sheet, x: float, y: float, side: float, rng: Random, face: str = "mono-bold") -> None:
    size = side * 1.25
    sheet.write(x + side / 2 - size * 0.3, y + side * 0.86 + rng.uniform(-0.4, 0.4), "X", face, size)


def cross(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """The cross that a form-filling program draws."""
    inset = side * 0.18
    for a, b in (
        ((x + inset, y + inset), (x + side - inset, y + side - inset)),
        ((x + side - inset, y + inset), (x + inset, y + side - inset)),
    ):
        sheet.stroke(a, b, width=1.1)


def tick(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    sheet.stroke(
        (x + side * 0.15, y + side * 0.5),
        (x + side * 0.4, y + side * 0.85),
        (x + side * 0.9, y + side * 0.1),
        width=1.3,
    )


def filled(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    inset = rng.choice((0.0, side * 0.12))
    sheet.patch(
        (x + inset, y + inset),
        (x + side - inset, y + inset),
        (x + side - inset, y + side - inset),
        (x + inset, y + side - inset),
    )


def hand_cross(sheet: Sheet, x: float, y: float, side: float, rng: Random, ink: int = 0) -> None:
    over = rng.uniform(0.1, 0.6) * side
    for a, b in (
        ((x - over * rng.random(), y - over * rng.random()), (x + side + over, y + side + over * rng.random())),
        ((x + side + over * rng.random(), y - over), (x - over, y + side + over * rng.random())),
    ):
        sheet.stroke(*wobbly(rng, a, b, side * 0.05), width=rng.uniform(0.8, 1.5), ink=ink)


def hand_tick(sheet: Sheet, x: float, y: float, side: float, rng: Random, ink: int = 0) -> None:
    low = (x + side * rng.uniform(0.3, 0.5), y + side * rng.uniform(0.8, 1.1))
    first = wobbly(rng, (x + side * 0.05, y + side * 0.35), low, side * 0.05, 3)
    second = wobbly(rng, low, (x + side * rng.uniform(1.1, 1.7), y - side * rng.uniform(0.2, 0.7)), side * 0.05, 5)
    sheet.stroke(*first, *second[1:], width=rng.uniform(0.9, 1.6), ink=ink)


def slash(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    sheet.stroke(
        *wobbly(rng, (x + side * 1.15, y - side * 0.2), (x - side * 0.1, y + side * 1.1), side * 0.04), width=1.3
    )


def scribble(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """A pen going to and fro until the box is grey."""
    points = [(x + side * (0.05 + 0.9 * (i % 2)) + rng.uniform(-1, 1), y + side * i / 9) for i in range(10)]
    sheet.stroke(*points, width=0.9)


def faint_cross(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    hand_cross(sheet, x, y, side, rng, ink=rng.randrange(60, 110))


def faint_tick(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    hand_tick(sheet, x, y, side, rng, ink=rng.randrange(60, 110))


USUAL = (typed_x, typed_x, cross, cross, tick, filled, hand_cross, hand_tick, slash)
OTHER = (typed_x, hand_cross, hand_tick, slash, scribble, faint_cross, faint_tick, filled)


def signature(sheet: Sheet, x: float, y: float, wide: float, rng: Random) -> None:
    """A scribble on the line whose left end is (x, y)."""
    points: list[Point] = []
    steps = rng.randrange(26, 44)
    waves, height = rng.uniform(3, 7), rng.uniform(6, 11)
    for i in range(steps):
        share = i / steps
        swell = height * (1.25 - share) * (0.5 + 0.5 * rng.random())
        points.append(
            (
                x + wide * share + rng.uniform(-1.5, 1.5) + 3 * math.cos(share * waves * 6.3),
                y - 5 + swell * math.sin(share * waves * 6.3) * 0.8 + rng.uniform(-1, 1),
            )
        )
    points.append((x + wide * 1.1, y - rng.uniform(2, 9)))
    sheet.stroke(*points, width=rng.uniform(0.7, 1.3))


def stamp(
    sheet: Sheet, x: float, y: float, lines: tuple[str, ...], rng: Random, size: float = 15, ink: int = 30
) -> None:
    """A rubber stamp such as RECEIVED with a date, its lower left corner near (x, y), slanted and framed."""
    angle = rng.uniform(-9, 9)
    rise, run = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    wide, high = max(len(line) for line in lines) * size * 0.78, len(lines) * size * 1.25

    def at(right: float, up: float) -> Point:
        return x + right * run - up * rise, y - right * rise - up * run

    for row, line in enumerate(lines):
        low = at(6, high - (row + 1) * size * 1.25 + size * 0.3)
        sheet.write(*low, line, "sans-bold", size, ink, angle)
    corners = [at(0, 0), at(wide, 0), at(wide, high), at(0, high), at(0, 0)]
    sheet.stroke(*corners, width=1.6, ink=ink)
