"""Marks that do not keep to their box, for the family `judge`: strays into the neighbour's margin, faint typing."""

from random import Random

from sample_faxes.marks import wobbly
from sample_faxes.paper import Sheet


def long_tick(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """Begins in the box and ends beside the one above it."""
    low = (x + side * rng.uniform(0.3, 0.6), y + side * rng.uniform(0.7, 1.0))
    first = wobbly(rng, (x - side * rng.uniform(0.0, 0.4), y + side * 0.3), low, side * 0.05, 3)
    end = (x + side * rng.uniform(1.25, 1.8), y - side * rng.uniform(0.7, 1.3))
    sheet.stroke(*first, *wobbly(rng, low, end, side * 0.06, 6)[1:], width=rng.uniform(0.8, 1.5))


def long_cross(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """Arms that end in the margins above and below."""
    out, up = rng.uniform(0.5, 0.9) * side, rng.uniform(0.5, 1.0) * side
    for a, b in (
        ((x - out, y - up), (x + side + out * 0.8, y + side + up * 0.9)),
        ((x + side + out, y - up * 0.8), (x - out * 0.9, y + side + up)),
    ):
        sheet.stroke(*wobbly(rng, a, b, side * 0.06), width=rng.uniform(0.8, 1.4))


def beside(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """A cross set a third of a box too far to the side, so that an arm hangs in the margin."""
    shift = rng.choice((-1, 1)) * rng.uniform(0.25, 0.42) * side
    for a, b in (
        ((x + shift, y + side * 0.05), (x + shift + side, y + side * 0.95)),
        ((x + shift + side, y), (x + shift, y + side)),
    ):
        sheet.stroke(*wobbly(rng, a, b, side * 0.04), width=rng.uniform(0.9, 1.5))


def faint_typed(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """The last of the ribbon."""
    size = side * 1.3
    where = (x + side / 2 - size * 0.3 + rng.uniform(-0.8, 0.8), y + side * 0.88 + rng.uniform(-0.6, 0.6))
    sheet.write(*where, "X", "mononoki-bold", size, rng.randrange(60, 100))


JUDGE = (long_tick, long_cross, beside, faint_typed)
