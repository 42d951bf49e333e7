"""Pages that never went through a fax: a telephone's picture of a page, and an office scanner's grey picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from sample_faxes.paper import Sheet, inked


def photographed(sheet: Sheet, rng: np.random.Generator) -> tuple[bytes, int, int, int]:
    """A JPEG of the page on a desk: from an angle, unevenly lit. Returns the data, columns, rows and colours."""
    page = cv2.cvtColor(inked(sheet, 3), cv2.COLOR_GRAY2BGR)
    high, wide = page.shape[:2]
    desk = np.full((round(high * 1.12), round(wide * 1.14), 3), rng.integers(40, 170, 3), np.uint8)
    rows, columns = desk.shape[:2]
    desk = cv2.add(desk, rng.normal(0, 9, desk.shape).astype(np.int16), dtype=cv2.CV_8U)
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    edges = corners * [columns * 0.9 / wide, rows * 0.92 / high] + [columns * 0.05, rows * 0.04]
    moved = edges + rng.uniform(-0.035, 0.035, (4, 2)) * [columns, rows]
    lens = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    paper = cv2.warpPerspective(page, lens, (columns, rows), flags=cv2.INTER_AREA, borderValue=(255, 255, 255))
    mask = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), lens, (columns, rows))
    picture = np.where(mask[..., None] > 127, paper, desk).astype(np.float32)
    across, down = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    light = 0.82 + rng.uniform(-0.16, 0.16) * across + rng.uniform(-0.16, 0.16) * down - 0.08 * (across**2 + down**2)
    picture *= light[..., None].astype(np.float32)
    picture *= rng.uniform(0.9, 1.05, 3).astype(np.float32)
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 1.1))
    picture += rng.normal(0, rng.uniform(1.5, 5), picture.shape).astype(np.float32)
    return jpeg(picture, int(rng.integers(55, 85)))


@dataclass(frozen=True)
class View:
    """From where a telephone sees a sheet, and how the sheet lies there."""

    tilt: float = 0.0
    """Degrees by which the camera looks aslant."""
    towards: float = 90.0
    """Degrees: the direction on the sheet in which it is tilted away; 90 is straight up the page."""
    roll: float = 0.0
    """Degrees by which the sheet lies crooked in the picture."""
    focal: float = 0.75
    """In shares of the picture's longer side; a telephone's main camera has 0.7 to 0.8."""
    fill: float = 0.86
    """Of the picture's width or height, whichever is tighter, that the sheet takes."""
    shift: tuple[float, float] = (0.0, 0.0)
    """By what share of the sheet's own extent in the picture it is off the middle, right and down."""
    bulge: tuple[float, float] = (0.0, 0.0)
    """Inches by which the sides bend in their middle, as of paper that does not lie flat."""
    desk: int = 90
    """Grey of what it lies on."""
    shadow: float = 0.0
    """How much darker it is in the shadow of the hand that holds the telephone, 0..1."""
    slope: tuple[float, float] = (0.0, 0.0)
    """How much lighter the right and the lower side are than the middle."""


def drawn_view(rng: np.random.Generator, steepest: float = 28.0) -> View:
    """A view by lot, with the whole sheet in the picture."""
    fill = rng.uniform(0.7, 0.93)
    room = (1 - fill) / 2 / fill * 0.8
    return View(
        tilt=rng.uniform(0, steepest),
        towards=float(rng.choice([90.0, 90.0, rng.uniform(0, 360)])) + rng.uniform(-15, 15),
        roll=rng.uniform(-7, 7),
        focal=rng.uniform(0.68, 0.86),
        fill=fill,
        shift=(rng.uniform(-room, room), rng.uniform(-room, room)),
        bulge=(rng.normal(0, 0.04), rng.normal(0, 0.04)),
        desk=int(rng.integers(35, 150)),
        shadow=float(rng.choice([0.0, rng.uniform(0.1, 0.3)])),
        slope=(rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.15)),
    )


def taken(
    page: np.ndarray,
    inches: tuple[float, float],
    view: View,
    rng: np.random.Generator,
    size: tuple[int, int] = (1512, 2016),
) -> np.ndarray:
    """A grey picture of `size`, columns and rows, that a pinhole camera takes of a grey page of so many inches."""
    columns, rows = size
    high, wide = page.shape
    to_picture = _seen(inches, view, size)
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    back = np.linalg.inv(to_picture)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    across = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth
    down = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth
    bent = across - view.bulge[0] * np.sin(np.pi * np.clip(down / inches[1], 0, 1))
    down = down - view.bulge[1] * np.sin(np.pi * np.clip(across / inches[0], 0, 1))
    maps = (bent * wide / inches[0]).astype(np.float32), (down * high / inches[1]).astype(np.float32)
    soft = cv2.GaussianBlur(page, (0, 0), max(0.3, 0.35 * wide / (columns * view.fill)))
    paper = cv2.remap(soft, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    on_it = cv2.remap(np.full_like(page, 255), *maps, cv2.INTER_LINEAR, borderValue=0).astype(np.float32) / 255
    grain = cv2.resize(rng.normal(0, 1, (40, 30)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    desk = view.desk + 7 * grain + rng.normal(0, 4, (rows, columns)).astype(np.float32)
    picture = on_it * (0.93 * paper) + (1 - on_it) * desk
    light = 0.95 + view.slope[0] * (x / columns - 0.5) + view.slope[1] * (y / rows - 0.5)
    beneath = y + 0.35 * x > rows * 0.8
    light *= 1 - view.shadow * cv2.GaussianBlur(beneath.astype(np.float32), (0, 0), columns / 25)
    picture = cv2.GaussianBlur(picture * light, (0, 0), rng.uniform(0.5, 1.0))
    return np.clip(picture + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


def _seen(inches: tuple[float, float], view: View, size: tuple[int, int]) -> np.ndarray:
    """The 3 by 3 matrix from inches on the sheet to pixels of the picture."""
    tilt, towards, roll = np.radians([view.tilt, view.towards, view.roll])
    axis = np.array([np.sin(towards), np.cos(towards), 0.0])  # square to the direction, in rows that run down
    aslant, _ = cv2.Rodrigues(tilt * axis)
    crooked, _ = cv2.Rodrigues(np.array([0.0, 0.0, roll]))
    turn = aslant @ crooked
    focal = view.focal * max(size)
    camera = np.array([[focal, 0, size[0] / 2], [0, focal, size[1] / 2], [0, 0, 1.0]])
    middle = np.array([[1, 0, -inches[0] / 2], [0, 1, -inches[1] / 2], [0, 0, 1.0]])
    corners = np.array([[0, 0], [inches[0], 0], [inches[0], inches[1]], [0, inches[1]]], np.float32)

    def matrix(place: np.ndarray) -> np.ndarray:
        return camera @ np.column_stack([turn[:, 0], turn[:, 1], place]) @ middle

    place = np.array([0.0, 0.0, focal * inches[1] / size[1]])
    for _ in range(8):  # nearer or farther until it fills its share, and aside until it is where it should be
        seen = cv2.perspectiveTransform(corners[None], matrix(place))[0]
        extent = seen.max(axis=0) - seen.min(axis=0)
        place[2] *= float((extent / size).max()) / view.fill
        off = (seen.max(axis=0) + seen.min(axis=0)) / 2 - np.array(size) / 2 - view.shift * extent
        place[:2] -= off * place[2] / focal
    return matrix(place)


def office_scan(sheet: Sheet, rng: np.random.Generator) -> tuple[bytes, int, int, int]:
    """A grey JPEG at 216 dots an inch, a little crooked."""
    grey = inked(sheet, 3)
    rows, columns = grey.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), rng.uniform(-1.2, 1.2), rng.uniform(0.97, 1.0))
    picture = cv2.warpAffine(grey, turn, (columns, rows), flags=cv2.INTER_LINEAR, borderValue=255).astype(np.float32)
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 0.9)) * rng.uniform(0.86, 1.0)
    picture += rng.normal(0, rng.uniform(1, 6), picture.shape).astype(np.float32)
    return jpeg(picture, int(rng.integers(50, 80)))


def jpeg(picture: np.ndarray, quality: int) -> tuple[bytes, int, int, int]:
    done, data = cv2.imencode(".jpg", np.clip(picture, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("OpenCV could not write a JPEG")
    return data.tobytes(), picture.shape[1], picture.shape[0], 3 if picture.ndim == 3 else 1
