"""What printing, copying, scanning and sending do to a page of the family `varied`.

Another way than `fax`: the page is first printed in dots, then bent, turned and stretched in one step, scanned with
blotches instead of even noise, made black and white in one of two ways, and broken as a fax call breaks lines.
"""

from collections.abc import Callable

import cv2
import numpy as np

from sample_faxes.fax import COLUMNS, LINES, Damage, header_line
from sample_faxes.paper import DOTS_PER_POINT, Sheet, inked
from sample_faxes.tiff import Page

Grain = np.random.Generator

LEVELS = {
    "clean": Damage(skew=0.3, blur=0.35, grain=4),
    "usual": Damage(skew=1.2, blur=0.5, grain=9, speckle=0.0006, streaks=1, lost=2, repeated=2, bend=0.8, shade=10),
    "rough": Damage(
        skew=2.6, blur=0.7, grain=16, speckle=0.002, streaks=3, lost=8, repeated=7, bend=2.2, shade=28, copies=1
    ),
    "awful": Damage(
        skew=4.0, blur=0.85, grain=21, speckle=0.0045, streaks=4, lost=14, repeated=12, bend=3.2, shade=40, copies=2,
        band=True,
    ),
}  # fmt: skip


def sent(
    sheet: Sheet | np.ndarray,
    damage: Damage,
    rng: Grain,
    resolution: str,
    header: str = "",
    columns: int = COLUMNS,
) -> Page:
    """One page through the line, as `fax.sent` does it for the other families."""
    grey = printed(inked(sheet) if isinstance(sheet, Sheet) else sheet, rng)
    if damage.turned:
        grey = np.ascontiguousarray(np.rot90(grey, -damage.turned // 90))
    lines = LINES[resolution]
    for _ in range(damage.copies):
        grey = recopied(grey, rng)
    grey = fed(grey, damage, rng, lines, columns)
    grey = lit(grey, damage, rng, lines)
    black = in_two_tones(grey, damage, rng)
    specks(black, damage.speckle, rng)
    for _ in range(damage.streaks):
        drag(black, rng)
    if damage.band:
        lid(black, rng)
    if header:
        black = np.vstack([header_line(header, columns, lines, rng), black])
    break_lines(black, damage, rng)
    return Page(black, lines)


def printed(grey: np.ndarray, rng: Grain) -> np.ndarray:
    """Printed in black dots, 600 or 300 an inch, with a little more or less toner than the page had."""
    dots = int(rng.choice((300, 600)))
    high, wide = grey.shape
    share = dots / 72 / DOTS_PER_POINT
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    # grey ink is printed as scattered dots
    toner = small.astype(np.float32) + rng.uniform(-34, 34, small.shape).astype(np.float32)
    dotted = np.where(toner < rng.uniform(110, 160), 0, 255).astype(np.uint8)
    return cv2.resize(dotted, (wide, high), interpolation=cv2.INTER_LINEAR)


def recopied(grey: np.ndarray, rng: Grain) -> np.ndarray:
    """Copied on paper: the drum leaves out a little here and adds a little there, edges darken."""
    soft = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.9, 1.6)).astype(np.float32)
    soft += blotches(soft.shape, rng, 40) * rng.uniform(10, 26)
    hard = 255 / (1 + np.exp(-(soft - rng.uniform(120, 175)) / rng.uniform(14, 26)))
    made = np.clip(hard, 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(5, 40))):
        where = (int(rng.integers(0, made.shape[1])), int(rng.integers(0, made.shape[0])))
        axes = (int(rng.integers(1, 6)), int(rng.integers(1, 4)))
        cv2.ellipse(made, where, axes, float(rng.uniform(0, 180)), 0, 360, int(rng.choice((0, 0, 255))), -1)
    if rng.random() < 0.5:  # the edge of the glass
        edge = int(rng.integers(4, 30))
        made[-edge:] = np.minimum(made[-edge:], int(rng.integers(20, 160)))
    return made


def blotches(shape: tuple[int, int], rng: Grain, size: int) -> np.ndarray:
    """A slowly changing field, about -1..1."""
    small = rng.normal(0, 1, (max(2, shape[0] // size // 8), max(2, shape[1] // size // 8))).astype(np.float32)
    return np.clip(cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC), -2, 2) / 1.5


def fed(grey: np.ndarray, damage: Damage, rng: Grain, lines: float, columns: int) -> np.ndarray:
    """Through the feeder: turned, stretched, slipping sideways and along; 204 by `lines` dots an inch, in one step."""
    high, wide = grey.shape
    landscape = wide > high
    inch = 72 * DOTS_PER_POINT if not landscape else wide / (columns / 204)
    rows = round(high / inch * lines)
    angle = np.deg2rad(rng.uniform(0.35, 1.0) * damage.skew * rng.choice((-1, 1)))
    stretch, along = rng.uniform(1.0, 1.03), rng.uniform(0.985, 1.015)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    across, down = (x - columns / 2) / 204, (y - rows / 2) / lines  # inches from the middle
    slip = np.cumsum(rng.normal(0, 1, rows).astype(np.float32))
    slip -= np.linspace(slip[0], slip[-1], rows, dtype=np.float32)
    slip *= damage.bend / 72 / max(1e-6, float(np.abs(slip).max()))
    across += cv2.GaussianBlur(slip[:, None], (1, 0), sigmaX=0.1, sigmaY=rows / 60)
    down += damage.bend / 72 * 0.5 * np.sin(down * rng.uniform(0.3, 0.9) + rng.uniform(0, 6))
    turned_x = (across * np.cos(angle) + down * np.sin(angle)) * stretch
    turned_y = (down * np.cos(angle) - across * np.sin(angle)) * stretch * along
    source_x = (turned_x + rng.uniform(-0.07, 0.07)) * inch + wide / 2
    source_y = (turned_y + rng.uniform(-0.08, 0.02)) * inch + high / 2
    # what one dot of the scanner sees, so that the one look of the step below does not miss strokes
    seen_x, seen_y = inch / 204, inch / lines
    kernel = (max(1, round(seen_x) | 1), max(1, round(seen_y) | 1))
    return cv2.remap(
        cv2.blur(grey, kernel), source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_LINEAR,
        borderValue=255,
    )  # fmt: skip


def lit(grey: np.ndarray, damage: Damage, rng: Grain, lines: float) -> np.ndarray:
    """The scanner's lamp and lens: soft, darker towards one corner, paper that is not even."""
    wide = max(0.25, damage.blur)
    image = cv2.GaussianBlur(grey, (0, 0), wide, sigmaY=max(0.25, wide * min(1.0, lines / 204))).astype(np.float32)
    if damage.grain:
        image += rng.normal(0, damage.grain * 0.7, image.shape).astype(np.float32)
        image += blotches(image.shape, rng, 10) * damage.grain * 0.7
    if damage.shade:
        corner = np.linspace(0, 1, image.shape[1], dtype=np.float32)[None, :: int(rng.choice((-1, 1)))]
        corner = corner * np.linspace(0, 1, image.shape[0], dtype=np.float32)[:: int(rng.choice((-1, 1))), None]
        image -= damage.shade * corner
    if damage.threshold > 160:  # a dark scan: the back of the sheet shows through
        back = cv2.GaussianBlur(image[:, ::-1], (0, 0), 3)
        image -= (255 - back) * rng.uniform(0.05, 0.12)
    return image


def in_two_tones(grey: np.ndarray, damage: Damage, rng: Grain) -> np.ndarray:
    """Black where darker than the threshold; some machines weigh the surroundings in."""
    if rng.random() < 0.3:
        around = cv2.blur(grey, (61, 61))
        return grey < np.minimum(around - 26, damage.threshold * 0.55 + around * 0.4)
    return grey < damage.threshold


def specks(black: np.ndarray, share: float, rng: Grain) -> None:
    """Dirt in small heaps, and dots that fell out of strokes."""
    if not share:
        return
    for value, part in ((True, 0.35), (False, 0.5)):
        heaps = rng.random(black.shape) < share * part
        shape = rng.random((3, 3)) < 0.45
        shape[1, 1] = True
        black[cv2.dilate(heaps.astype(np.uint8), shape.astype(np.uint8)) > 0] = value
    black ^= rng.random(black.shape) < share * 0.3


def drag(black: np.ndarray, rng: Grain) -> None:
    """A line down the page that wanders a dot now and then: black from dirt on the glass, white from a dead dot."""
    rows, columns = black.shape
    white = rng.random() < 0.3
    wide = 1 if white else int(rng.choice((1, 1, 2, 2, 3)))
    start = int(rng.integers(25, columns - 25))
    wander = np.cumsum(rng.choice((-1, 0, 1), rows, p=(0.004, 0.992, 0.004)))
    top, foot = (0, rows) if rng.random() < 0.6 else sorted(rng.integers(0, rows, 2))
    gaps = cv2.blur(rng.random((rows, 1)).astype(np.float32), (1, 25))[:, 0] < rng.uniform(0.5, 0.62)
    for row in range(top, foot):
        if gaps[row]:
            left = int(np.clip(start + wander[row], 0, columns - wide))
            black[row, left : left + wide] = not white


def lid(black: np.ndarray, rng: Grain) -> None:
    """The open lid: a black edge that grows towards one end."""
    rows = black.shape[0]
    wide = np.linspace(rng.uniform(2, 12), rng.uniform(12, 45), rows) + rng.normal(0, 1.2, rows)
    wide = wide[:: int(rng.choice((-1, 1)))]
    reach = np.arange(black.shape[1])[None, :]
    edge = reach < wide[:, None]
    black |= edge if rng.random() < 0.5 else edge[:, ::-1]


def break_lines(black: np.ndarray, damage: Damage, rng: Grain) -> None:
    """Errors of the line: rows that end in white, rows shifted from where a run was misread, rows repeated."""
    rows, columns = black.shape
    harms: list[Callable[[int], None]] = []

    def ends_white(row: int) -> None:
        black[row : row + int(rng.choice((1, 1, 2, 3))), int(rng.integers(0, columns)) :] = False

    def shifted(row: int) -> None:
        start = int(rng.integers(0, columns - 100))
        black[row, start:] = np.roll(black[row, start:], int(rng.integers(2, 40)))

    def again(row: int) -> None:
        run = int(rng.choice((1, 1, 2, 3)))
        black[row : row + run] = black[row - 1]

    harms += [ends_white] * (damage.lost - damage.lost // 3) + [shifted] * (damage.lost // 3)
    harms += [again] * damage.repeated
    for harm in harms:
        harm(int(rng.integers(2, rows - 6)))
