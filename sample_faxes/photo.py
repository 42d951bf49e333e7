"""Pages that never went through a fax: a telephone's picture of a page, and an office scanner's grey picture."""

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
