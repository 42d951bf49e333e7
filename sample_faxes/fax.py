"""Does to a page what two fax machines and a telephone line do to it."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image, ImageDraw

from sample_faxes import fonts
from sample_faxes.paper import DOTS_PER_POINT, Sheet, inked
from sample_faxes.tiff import Page

COLUMNS = 1728
LINES = {"standard": 98, "fine": 196, "superfine": 391}
"""Lines an inch. The tag of a standard fax says 98, the norm 3.85 lines a millimetre."""


@dataclass(frozen=True)
class Damage:
    """What happens to one call's pages."""

    skew: float = 0.0
    """Most degrees off level."""
    blur: float = 0.5
    """Sigma of the scanner's blur, pixels of the fax."""
    threshold: int = 128
    """Grey below which a dot is black: higher prints fatter."""
    grain: float = 8.0
    """Sigma of the scanner's noise, grey levels."""
    shade: float = 0.0
    """How much darker one side of the glass is, grey levels."""
    speckle: float = 0.0
    """Share of dots that turn black by themselves."""
    streaks: int = 0
    """Dirty spots on the scanner's glass: lines down the whole page."""
    lost: int = 0
    """Scan lines, or runs of them, that came out white."""
    repeated: int = 0
    """Scan lines that the receiving machine copied from the one above in place of a broken one."""
    bend: float = 0.0
    """How far the feed wandered sideways, points."""
    copies: int = 0
    """Times the page was copied on paper before it was sent."""
    turned: int = 0
    """Degrees clockwise that the page lay in the feeder: 0, 90, 180 or 270."""
    band: bool = False
    """A black band down one edge, from an open lid."""


LEVELS = {
    "clean": Damage(skew=0.25, blur=0.4, grain=4),
    "usual": Damage(skew=0.9, blur=0.5, grain=10, speckle=0.0006, streaks=1, lost=2, repeated=2, bend=0.6, shade=8),
    "rough": Damage(
        skew=2.0, blur=0.75, grain=20, speckle=0.003, streaks=3, lost=9, repeated=8, bend=2.0, shade=25, copies=1
    ),
    "awful": Damage(
        skew=3.0,
        blur=0.95,
        grain=26,
        speckle=0.007,
        streaks=5,
        lost=16,
        repeated=14,
        bend=3.5,
        shade=40,
        copies=2,
        band=True,
    ),
}


def varied(damage: Damage, rng: np.random.Generator) -> Damage:
    """One machine's share of the level: each kind of harm between none and all of it."""
    share = rng.uniform(0.3, 1.0, 8)
    return replace(
        damage,
        blur=damage.blur * (0.7 + 0.3 * share[0]),
        grain=damage.grain * share[1],
        shade=damage.shade * share[2],
        speckle=damage.speckle * share[3],
        streaks=int(rng.integers(0, damage.streaks + 1)),
        lost=int(damage.lost * share[4]),
        repeated=int(damage.repeated * share[5]),
        bend=damage.bend * share[6],
        threshold=int(rng.integers(114, 150) if damage.copies == 0 else rng.integers(112, 165)),
    )


def scanned(
    grey: np.ndarray, damage: Damage, rng: np.random.Generator, lines: float, columns: int = COLUMNS
) -> np.ndarray:
    """Grey ink at 72*DOTS_PER_POINT dots an inch to grey at 204 by `lines`, crooked and noisy."""
    high = grey.shape[0]
    wider = columns * 2
    rows = round(high / DOTS_PER_POINT / 72 * lines) * 2
    small = cv2.resize(grey, (wider, rows), interpolation=cv2.INTER_AREA)
    angle = np.deg2rad(rng.uniform(-damage.skew, damage.skew))
    scale = rng.uniform(0.972, 0.998)
    down, across = lines / 72 * 2, 204 / 72 * 2  # pixels in a point, each way
    turn = scale * np.array(
        [[np.cos(angle), -np.sin(angle) * across / down], [np.sin(angle) * down / across, np.cos(angle)]]
    )
    middle = np.array([wider / 2, rows / 2])
    shift = middle - turn @ middle + np.array([rng.uniform(-5, 5) * across, rng.uniform(0, 6) * down])
    small = cv2.warpAffine(
        small, np.column_stack([turn, shift]), (wider, rows), flags=cv2.INTER_LINEAR, borderValue=255
    )
    if damage.bend > 0.1:
        y, x = np.mgrid[0:rows, 0:wider].astype(np.float32)
        x += np.float32(damage.bend * across) * np.sin(
            y * np.float32(2 * np.pi / rows * rng.uniform(0.5, 1.5)) + np.float32(rng.uniform(0, 6.3))
        )
        small = cv2.remap(small, x, y, cv2.INTER_LINEAR, borderValue=255)
    for _ in range(damage.copies):
        small = copied(small, rng)
    small = cv2.GaussianBlur(
        small, (0, 0), max(0.3, damage.blur * 2), sigmaY=max(0.3, damage.blur * 2 * min(1.0, lines / 204))
    )
    image = cv2.resize(small, (columns, rows // 2), interpolation=cv2.INTER_AREA).astype(np.float32)
    image += rng.normal(0, max(0.1, damage.grain), image.shape).astype(np.float32)
    if damage.shade:
        image -= np.linspace(0, damage.shade, image.shape[1], dtype=np.float32)[:: rng.choice((-1, 1))]
    return image


def copied(grey: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A turn in an office copier: harder contrast, flecks, strokes a little fatter or thinner."""
    soft = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.8, 1.4)).astype(np.float32)
    hard = np.clip((soft - rng.uniform(150, 205)) * rng.uniform(2.5, 4) + 128, 0, 255).astype(np.uint8)
    flecks = rng.random((hard.shape[0] // 3, hard.shape[1] // 3)) < 0.0004
    fleck_mask = cv2.resize(flecks.astype(np.uint8), hard.shape[::-1], interpolation=cv2.INTER_NEAREST)
    hard[fleck_mask > 0] = 0
    return hard


def sent(
    sheet: Sheet | np.ndarray,
    damage: Damage,
    rng: np.random.Generator,
    resolution: str,
    header: str = "",
    columns: int = COLUMNS,
) -> Page:
    """One page through the line. The header stands upright even when the page lies upside down in the feeder."""
    grey = inked(sheet) if isinstance(sheet, Sheet) else sheet
    lines = LINES[resolution]
    if damage.turned:
        grey = np.ascontiguousarray(np.rot90(grey, -damage.turned // 90))
    if grey.shape[1] > grey.shape[0]:  # a page laid across is as wide as the glass: the machine reduces it
        factor = columns / 204 * 72 * DOTS_PER_POINT / grey.shape[1]
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    black = scanned(grey, damage, rng, lines, columns) < damage.threshold
    for _ in range(damage.streaks):
        streak(black, rng)
    if damage.band:
        black[:, : int(rng.integers(8, 40))] |= rng.random((black.shape[0], 1)) < 0.97
    if damage.speckle:
        black ^= rng.random(black.shape) < damage.speckle
    if header:
        black = np.vstack([header_line(header, columns, lines, rng), black])
    line_errors(black, damage, rng)
    return Page(black, lines)


def streak(black: np.ndarray, rng: np.random.Generator) -> None:
    """A vertical line one to three dots wide, whole or broken."""
    column = int(rng.integers(20, black.shape[1] - 20))
    wide = int(rng.choice((1, 1, 2, 3)))
    start, end = sorted(rng.integers(0, black.shape[0], 2)) if rng.random() < 0.3 else (0, black.shape[0])
    drawn = rng.random((end - start, 1)) < rng.uniform(0.55, 1.0)
    black[start:end, column : column + wide] |= drawn


def line_errors(black: np.ndarray, damage: Damage, rng: np.random.Generator) -> None:
    rows = black.shape[0]
    for _ in range(damage.lost):
        row, run = int(rng.integers(0, rows - 4)), int(rng.choice((1, 1, 1, 2, 3)))
        start = int(rng.integers(0, black.shape[1])) if rng.random() < 0.5 else 0
        black[row : row + run, start:] = False
    for _ in range(damage.repeated):
        row, run = int(rng.integers(1, rows - 5)), int(rng.choice((1, 1, 2, 3)))
        black[row : row + run] = black[row - 1]


def header_line(words: str, columns: int, lines: float, rng: np.random.Generator) -> np.ndarray:
    """A strip with the line, in the machine's own dot letters: crisp, level, not scanned."""
    face = str(rng.choice(("mono-bold", "dejavu-mono", "dejavu-mono-bold")))
    strip = Image.new("L", (columns, 44), 255)
    pixels = 26
    while fonts.font(face, pixels).getlength(words) > columns - 70:
        pixels -= 1
    ImageDraw.Draw(strip).text((int(rng.integers(24, 60)), 31), words, 0, fonts.font(face, pixels), anchor="ls")
    high = max(14, round(44 * lines / 204))
    return np.asarray(strip.resize((columns, high), Image.Resampling.BOX)) < 140
