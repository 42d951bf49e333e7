"""A page of the family `varied` that never went through a fax: another telephone and another office scanner."""

import cv2
import numpy as np

from sample_faxes.paper import Sheet, inked
from sample_faxes.photo import jpeg


def snapped(sheet: Sheet, rng: np.random.Generator) -> tuple[bytes, int, int, int]:
    """A picture of a folded page under a lamp, from above one edge, the hand not quite still."""
    dots = int(rng.choice((3, 4)))
    page = inked(sheet, dots).astype(np.float32)
    high, wide = page.shape
    page = page * 0.86 + 18  # ink is not black on a picture
    fold = round(high * rng.uniform(0.3, 0.7))
    distance = np.abs(np.arange(high, dtype=np.float32) - fold)
    page *= (1 - 0.16 * np.exp(-distance / rng.uniform(15, 60)))[:, None]
    rows, columns = round(high * 1.1), round(wide * 1.12)
    # where each dot of the picture looks on the page: a leaning camera, a lens that bulges
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    edges = corners * [columns * 0.88 / wide, rows * 0.9 / high] + [columns * 0.06, rows * 0.05]
    lean = rng.uniform(-0.03, 0.03, (4, 2)) * [columns, rows]
    back = cv2.getPerspectiveTransform((edges + lean).astype(np.float32), corners)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    across, down = x / columns * 2 - 1, y / rows * 2 - 1
    bulge = 1 + rng.uniform(-0.012, 0.012) * (across**2 + down**2)
    x, y = (across * bulge + 1) / 2 * columns, (down * bulge + 1) / 2 * rows
    below = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    source_x = ((back[0, 0] * x + back[0, 1] * y + back[0, 2]) / below).astype(np.float32)
    source_y = ((back[1, 0] * x + back[1, 1] * y + back[1, 2]) / below).astype(np.float32)
    table = float(rng.uniform(35, 150))
    picture = cv2.remap(page, source_x, source_y, cv2.INTER_LINEAR, borderValue=table)
    lamp = np.exp(-((across - rng.uniform(-0.6, 0.6)) ** 2 + (down - rng.uniform(-0.6, 0.6)) ** 2) / 4)
    picture *= 0.7 + 0.36 * lamp
    shadow = across * rng.uniform(-1, 1) + down * rng.uniform(-1, 1)
    picture *= 1 - rng.uniform(0, 0.22) / (1 + np.exp(-(shadow - rng.uniform(0.2, 0.8)) * 14))
    shake = int(rng.integers(1, 4))
    picture = cv2.blur(picture, (shake, 1) if rng.random() < 0.5 else (1, shake))
    tint = rng.uniform(0.88, 1.04, 3).astype(np.float32)
    coloured = cv2.merge([picture * float(share) for share in tint])
    coloured += rng.normal(0, rng.uniform(1, 5), coloured.shape).astype(np.float32)
    return jpeg(coloured, int(rng.integers(50, 85)))


def copier_scan(sheet: Sheet, rng: np.random.Generator) -> tuple[bytes, int, int, int]:
    """A coloured JPEG at 216 dots an inch of yellowish paper, crooked, with the copier's hard edges."""
    grey = inked(sheet, 3)
    rows, columns = grey.shape
    angle, lean = np.deg2rad(rng.uniform(-1.6, 1.6)), rng.uniform(-0.003, 0.003)
    turn = np.array([[np.cos(angle), -np.sin(angle) + lean, 0], [np.sin(angle), np.cos(angle), 0]])
    turn[:, 2] = np.array([columns / 2, rows / 2]) - turn[:, :2] @ [columns / 2, rows / 2] + rng.uniform(-8, 8, 2)
    picture = cv2.warpAffine(grey, turn, (columns, rows), flags=cv2.INTER_AREA, borderValue=235).astype(np.float32)
    sharp = cv2.GaussianBlur(picture, (0, 0), 1.4)
    picture = np.clip(picture + (picture - sharp) * rng.uniform(0, 1.2), 0, 255) * rng.uniform(0.8, 0.97) + 8
    paper = [picture * share for share in (rng.uniform(0.84, 0.97), 0.99, 1.0)]
    coloured = cv2.merge(paper) + rng.normal(0, rng.uniform(1, 5), (rows, columns, 1)).astype(np.float32)
    return jpeg(coloured, int(rng.integers(45, 80)))
