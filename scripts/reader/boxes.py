"""Draws check-boxes as a fax machine delivers them, and trains the small network that tells which are marked.

    python scripts/reader/boxes.py --out models/readers/box_marks.onnx --boxes 60000 --minutes 10 --seed 1

Needs the training environment (see models/readers/README.md). A box is drawn with what may stand around it: its
neighbours and their marks, the text beside it, streaks, stamps, rules, dirt. The marks are typed, drawn by a program
and by hand, within the square, over its edge and beside it.
"""

from __future__ import annotations

import argparse
import itertools
import math
import string
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lines import HIGH, Machine, levelled

from pipeline.pages import DPI
from pipeline.reading.marks import WINDOW, seen_by_network

POINT = HIGH / 72
CANVAS = int(0.85 * HIGH)
"""Dots of a drawing, either way."""
Spot = tuple[float, float, float]
"""Left and upper side of a box and the length of its side, in dots."""


class Boxes(Machine):
    """Draws a box and sends it: what the network is shown of it, and whether it is marked."""

    def box(self) -> tuple[np.ndarray, bool] | None:
        rng = self.rng
        image = Image.new("L", (CANVAS, CANVAS), 255)
        pen = ImageDraw.Draw(image)
        side = rng.uniform(6.2, 12) * POINT
        wall = max(2, int(rng.triangular(0.4, 1.6, 0.7) * POINT))
        x, y = CANVAS * 0.42 + rng.uniform(-20, 20), CANVAS / 2 - side / 2 + rng.uniform(-20, 20)
        pitch = side * rng.uniform(1.08, 2.6)
        column = [(x, y + step * pitch, side) for step in (0, *rng.choice(((), (-1,), (1,), (-1, 1), (-1, 1))))]
        face = rng.choice(self.files)
        marked = rng.random() < 0.45
        for spot in column:
            self._square(pen, spot, wall)
            if rng.random() < 0.9:
                self._text(pen, face, x + side * rng.uniform(1.25, 1.8), spot[1] + side * 0.9, side)
        if rng.random() < 0.3:
            self._text(pen, face, x - rng.uniform(0, 2) * side, y - rng.uniform(0.35, 1) * side, side)
        for spot in column[1:]:
            if rng.random() < 0.3:
                self._mark(pen, spot)
        if rng.random() < 0.12:
            self._stamp(pen)
        if marked:
            self._mark(pen, column[0])
        elif rng.random() < 0.04:  # a word or sign in the margin, for no box
            self._mark(pen, (x - side * rng.uniform(1.9, 2.6), y, side * 0.9))
        if rng.random() < 0.06:
            at = rng.uniform(x - side, x + 2 * side)
            pen.line([(at, 0), (at + rng.uniform(-9, 9), CANVAS)], 0, max(2, int(rng.uniform(0.2, 0.9) * POINT)))
        if rng.random() < 0.05:
            at = y + side * rng.uniform(-0.7, 1.7)
            pen.line([(0, at), (CANVAS, at + rng.uniform(-9, 9))], 0, max(2, int(rng.uniform(0.4, 1.2) * POINT)))
        for place in (None,) * rng.choice((0, 0, 0, 2, 5, 12)) + (side,) * rng.choice((0, 0, 0, 1, 2)):  # dirt
            a, b = (rng.uniform(0, CANVAS), rng.uniform(0, CANVAS)) if place is None else (
                x + rng.random() * side, y + rng.random() * side
            )  # fmt: skip
            r = rng.uniform(0.2, 0.9) * POINT
            pen.ellipse([a - r, b - r, a + r * rng.uniform(0.5, 1.5), b + r], 0)
        scan = self.scanned(np.asarray(image), clean=True)
        page = levelled(scan, rng.gauss(0, 0.001))
        across, down = scan.ax, DPI / HIGH
        off = 0.13 if rng.random() < 0.15 else 0.035  # a square that is gone is looked for where it must be
        length = side * (across + down) / 2 * math.exp(rng.gauss(0, off / 2))
        seen = seen_by_network(
            page, x * across + rng.gauss(0, off) * length, y * down + rng.gauss(0, off) * length, length
        )
        return seen, marked

    def _square(self, pen: ImageDraw.ImageDraw, spot: Spot, wall: int) -> None:
        x, y, side = spot
        if self.rng.random() < 0.05:
            pen.rounded_rectangle([x, y, x + side, y + side], side * 0.15, None, 0, wall)
        else:
            pen.rectangle([x, y, x + side, y + side], None, 0, wall)

    def _text(self, pen: ImageDraw.ImageDraw, face: str, x: float, foot: float, side: float) -> None:
        rng = self.rng
        words = ("".join(rng.choice(string.ascii_letters) for _ in range(rng.randrange(1, 9))) for _ in range(4))
        pen.text(
            (x, foot), " ".join(words), 0, self.font(face, int(side * rng.uniform(0.85, 1.4) / 4) * 4), anchor="ls"
        )

    def _stamp(self, pen: ImageDraw.ImageDraw) -> None:
        """A part of a stamp's ring or frame, which is larger than any mark."""
        rng = self.rng
        width, ink = int(rng.uniform(0.8, 2.2) * POINT), rng.randrange(0, 90)
        radius = rng.uniform(0.3, 0.8) * HIGH
        turn = rng.uniform(0, 6.3)
        away = radius + rng.gauss(0, 0.06) * HIGH
        a, b = CANVAS / 2 + away * math.cos(turn), CANVAS / 2 + away * math.sin(turn)
        for ring in (0.0, rng.uniform(0.04, 0.08) * HIGH)[: rng.choice((1, 2))]:
            r = radius - ring
            pen.ellipse([a - r, b - r, a + r, b + r], None, ink, width)

    def _mark(self, pen: ImageDraw.ImageDraw, spot: Spot) -> None:
        """A mark for a box, mostly within it, at times over its left or right side by half its width."""
        rng = self.rng
        x, y, side = spot
        shift = rng.choice((0.07, 0.07, 0.2))
        x += min(max(rng.gauss(0, shift), -0.5), 0.4) * side
        y += min(max(rng.gauss(0, 0.1), -0.3), 0.3) * side
        if rng.random() < 0.08:
            x -= rng.uniform(0.3, 0.55) * side
        ink = rng.choice((0, 0, 0, 0, rng.randrange(30, 115)))
        width = max(2, int(rng.triangular(0.5, 2.2, 1.1) * POINT))
        kind = rng.choice(
            ("typed", "typed", "cross", "hand", "hand", "tick", "tick", "fill", "slash", "scribble", "dot")
        )
        if kind == "typed":
            size = side * rng.uniform(0.75, 1.6)
            letter = rng.choice("XXXXXxx/*")
            font = self.font(rng.choice(self.files), max(8, int(size / 4) * 4))
            pen.text((x + side / 2, y + side / 2), letter, ink, font, anchor="mm")
        elif kind in ("cross", "hand"):
            over = rng.uniform(-0.2, 0.05) if kind == "cross" else rng.uniform(-0.1, 0.6)
            for a, b in (((0, 0), (1, 1)), ((1, 0), (0, 1))):
                self._stroke(pen, x, y, side, (a, b), over, ink, width)
        elif kind == "tick":
            low = (rng.uniform(0.25, 0.5), rng.uniform(0.7, 1.1))
            end = (rng.uniform(0.85, 1.7), rng.uniform(-0.7, 0.2))
            first = (rng.uniform(-0.1, 0.2), rng.uniform(0.3, 0.6))
            self._stroke(pen, x, y, side, (first, low, end), 0.0, ink, width)
        elif kind == "slash":
            ends = ((1.0, 0.0), (0.0, 1.0)) if rng.random() < 0.8 else ((0.0, 0.0), (1.0, 1.0))
            self._stroke(pen, x, y, side, ends, rng.choice((rng.uniform(-0.1, 0.3), rng.uniform(0.3, 1.1))), ink, width)
        elif kind == "scribble":
            points = tuple((0.05 + 0.9 * (step % 2), step / 9) for step in range(10))
            self._stroke(pen, x, y, side, points, 0.0, ink, max(2, width // 2))
        elif kind == "fill":
            inset = rng.choice((0.0, 0.0, rng.uniform(0.05, 0.25))) * side
            pen.rectangle([spot[0] + inset, spot[1] + inset, spot[0] + side - inset, spot[1] + side - inset], ink)
        else:
            r = side * rng.uniform(0.26, 0.42)
            pen.ellipse([x + side / 2 - r, y + side / 2 - r, x + side / 2 + r, y + side / 2 + r], ink)

    def _stroke(
        self, pen: ImageDraw.ImageDraw, x: float, y: float, side: float, points: tuple[tuple[float, float], ...],
        over: float, ink: int, width: int,
    ) -> None:  # fmt: skip
        """A line through points, shares of the side, as a hand draws it; its ends go `over` by about that share."""
        rng = self.rng
        places = [
            (
                x + (((across - 0.5) * (1 + 2 * over * rng.uniform(0.4, 1.2)) + 0.5) + rng.gauss(0, 0.05)) * side,
                y + (((down - 0.5) * (1 + 2 * over * rng.uniform(0.4, 1.2)) + 0.5) + rng.gauss(0, 0.05)) * side,
            )
            for across, down in points
        ]
        bent = [places[0]]
        for (a, b), (c, d) in itertools.pairwise(places):
            bent.append(((a + c) / 2 + rng.gauss(0, 0.03) * side, (b + d) / 2 + rng.gauss(0, 0.03) * side))
            bent.append((c, d))
        pen.line(bent, ink, width, joint="curve")


class Judge(nn.Module):
    """Whether the box in the middle of a window is marked: the logit."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for inside, outside in ((1, 12), (12, 24), (24, 32)):
            layers += [nn.Conv2d(inside, outside, 3, padding=1, bias=False), nn.BatchNorm2d(outside), nn.ReLU()]
            layers += [nn.Conv2d(outside, outside, 3, padding=1, bias=False), nn.BatchNorm2d(outside), nn.ReLU()]
            layers.append(nn.MaxPool2d(2))
        self.see = nn.Sequential(*layers)
        self.tell = nn.Sequential(
            nn.Flatten(), nn.Dropout(0.3), nn.Linear(32 * (WINDOW // 8) ** 2, 32), nn.ReLU(), nn.Linear(32, 1)
        )

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """(n, 1, `WINDOW`, `WINDOW`) of ink 0..1 to (n,)."""
        return self.tell(self.see(windows)).squeeze(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--boxes", type=int, default=60_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    torch.manual_seed(told.seed)
    kept = told.out.with_suffix(f".{told.seed}.npz")
    if kept.exists():
        held = np.load(kept)
        windows, marked = held["windows"], held["marked"]
    else:
        machine = Boxes(told.seed)
        drawn = [box for _ in range(told.boxes) if (box := machine.box()) is not None]
        windows, marked = np.stack([seen for seen, _ in drawn]), np.array([is_marked for _, is_marked in drawn])
        np.savez(kept, windows=(windows * 255).astype(np.uint8), marked=marked)
        windows = (windows * 255).astype(np.uint8)
    back = len(windows) // 20
    model = Judge()
    rate = 2e-3
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-3)
    lots = np.random.default_rng(told.seed)
    began, step = time.monotonic(), 0
    while (spent := (time.monotonic() - began) / 60 / told.minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * spent)))
        chosen = lots.integers(back, len(windows), 128)
        ink = torch.from_numpy(windows[chosen].astype(np.float32) / 255)[:, None]
        wanted = torch.from_numpy(marked[chosen].astype(np.float32))
        # a little less than certain, so that what it says keeps some measure
        loss = nn.functional.binary_cross_entropy_with_logits(model(ink), wanted * 0.998 + 0.001)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        if step % 500 == 0:
            model.eval()
            with torch.no_grad():
                said = torch.sigmoid(model(torch.from_numpy(windows[:back].astype(np.float32) / 255)[:, None])).numpy()
            model.train()
            clear = (said < 0.02) | (said > 0.98)
            wrong = (said > 0.5) != marked[:back]
            print(
                f"{step}: {wrong.mean():.4f} wrong, {clear.mean():.4f} clear, of them {wrong[clear].mean():.5f} wrong"
            )
    model.eval()
    torch.onnx.export(
        nn.Sequential(model, nn.Sigmoid()), (torch.zeros(1, 1, WINDOW, WINDOW),), str(told.out), dynamo=False,
        input_names=["ink"], output_names=["marked"], opset_version=17,
        dynamic_axes={"ink": {0: "boxes"}, "marked": {0: "boxes"}},
    )  # fmt: skip


if __name__ == "__main__":
    main()
