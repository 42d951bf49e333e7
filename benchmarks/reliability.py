"""Holds the confidence that the program states against the share that was right, in bins.

    .venv/bin/python benchmarks/reading.py --family varied --csv rows.csv
    .venv/bin/python benchmarks/reliability.py rows.csv [more.csv] --out benchmarks/reliability.svg

Only fields with a value count: what was not read claims nothing. Prints the table of bins with the interval in which
the true share lies with 95 %, and draws the diagram: on the line, a field's confidence is the probability that it is
right. The right half of it is the upper tenth, where values are accepted.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.table import table

EDGES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 1.0)
"""Narrow where the decisions are."""


@dataclass(frozen=True)
class Claim:
    """One value that was read."""

    confidence: float
    """0..1, as stated."""
    right: bool
    doubted: bool


@dataclass(frozen=True)
class Bin:
    """The values whose confidence lies from `low` up to, but without, `high`; the last bin holds 1 too."""

    low: float
    high: float
    claims: tuple[Claim, ...]

    @property
    def stated(self) -> float:
        """The mean confidence."""
        return sum(claim.confidence for claim in self.claims) / len(self.claims)

    @property
    def right(self) -> int:
        return sum(claim.right for claim in self.claims)

    @property
    def measured(self) -> float:
        """The share that was right."""
        return self.right / len(self.claims)

    @property
    def between(self) -> tuple[float, float]:
        """Wilson's interval of the share, 95 %."""
        n, p, z = len(self.claims), self.measured, 1.96
        middle, reach = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - reach) / (1 + z * z / n)), min(1.0, (middle + reach) / (1 + z * z / n))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path, nargs="+", help="what benchmarks/reading.py --csv wrote")
    parser.add_argument("--out", type=Path, help="the diagram, .svg")
    parser.add_argument("--field", action="append", default=[], help="this field alone; may be named several times")
    parser.add_argument("--certain", action="store_true", help="values without a doubt alone")
    told = parser.parse_args()
    values = [claim for file in told.csv for claim in read(file, told.field)]
    values = [claim for claim in values if not (told.certain and claim.doubted)]
    bins = binned(values)
    print(shown(bins))
    if values:
        print(f"{len(values)} values, expected calibration error {100 * error(bins):.2f} points")
    if told.out:
        told.out.write_text(diagram(bins), encoding="utf-8")


def read(file: Path, fields: Sequence[str] = ()) -> list[Claim]:
    """The values of a file of rows that were read; of these fields alone, when any are named."""
    with file.open(newline="", encoding="utf-8") as rows:
        return [
            Claim(float(row["confidence"]), row["wanted"] == row["got"], bool(row["doubt"]))
            for row in csv.DictReader(rows)
            if claims(row) and (not fields or row["field"] in fields)
        ]


def claims(row: Mapping[str, str]) -> bool:
    """Whether there is a value; an empty list of reasons, with some confidence, is one: no box is marked."""
    return bool(row["got"]) or (row["field"] == "basis" and float(row["confidence"]) > 0)


def binned(claims: Iterable[Claim], edges: Sequence[float] = EDGES) -> list[Bin]:
    """The bins that hold something."""
    every = list(claims)
    made = []
    for low, high in pairwise(edges):
        last = high == edges[-1]
        inside = tuple(one for one in every if low <= one.confidence < high or (last and one.confidence == high))
        if inside:
            made.append(Bin(low, high, inside))
    return made


def error(bins: Sequence[Bin]) -> float:
    """How far stated and measured lie apart, weighed by how many values each bin holds."""
    every = sum(len(one.claims) for one in bins)
    return sum(abs(one.stated - one.measured) * len(one.claims) for one in bins) / every


def shown(bins: Sequence[Bin]) -> str:
    lines = []
    for one in bins:
        low, high = one.between
        lines.append(
            (
                f"{one.low:g} to {one.high:g}",
                str(len(one.claims)),
                f"{one.stated:.3f}",
                f"{one.measured:.3f}",
                f"{low:.3f} to {high:.3f}",
                str(sum(not claim.right for claim in one.claims)),
                str(sum(not claim.right and not claim.doubted for claim in one.claims)),
            )
        )
    return table(("confidence", "values", "stated", "right", "95 %", "wrong", "certain wrong"), lines)


SIDE, MARGIN, TOP = 360, 70, 40
WIDE, HIGH = 2 * (SIDE + MARGIN) + 20, SIDE + TOP + 60
BLUE = "#1f5a99"


def diagram(bins: Sequence[Bin]) -> str:
    """An SVG of two panels: all confidences, and those from 0.9 on."""
    values = sum(len(one.claims) for one in bins)
    caption = f"{values} values: the area of a dot says how many, its bar is the 95 % interval"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif" role="img">',
            '<title>Stated confidence and share right</title><g font-size="12">',
            f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>',
            f'<text x="{WIDE / 2}" y="22" text-anchor="middle">{caption}</text>',
            *panel(bins, MARGIN, 0.0),
            *panel([one for one in bins if one.stated >= 0.9], 2 * MARGIN + SIDE, 0.9),
            "</g></svg>\n",
        ]
    )


def panel(bins: Sequence[Bin], left: float, least: float) -> list[str]:
    """Stated confidence to the right, share right upwards, both from `least` to 1."""

    def along(share: float) -> float:
        return (max(share, least) - least) / (1 - least) * SIDE

    def x(share: float) -> float:
        return left + along(share)

    def y(share: float) -> float:
        return TOP + SIDE - along(share)

    parts = []
    for step in range(6):
        tick = least + (1 - least) * step / 5
        parts += [
            f'<path d="M{x(tick):.1f} {y(least)}V{y(1)}M{x(least)} {y(tick):.1f}H{x(1)}" stroke="#dddddd"/>',
            f'<text x="{x(tick):.1f}" y="{y(least) + 18}" text-anchor="middle">{tick:g}</text>',
            f'<text x="{x(least) - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>',
        ]
    parts.append(f'<path d="M{x(least)} {y(least)}L{x(1)} {y(1)}" stroke="#888888" stroke-dasharray="5 4"/>')
    most = max((len(one.claims) for one in bins), default=1)
    for one in bins:
        low, high = one.between
        where, size = x(one.stated), 2.5 + 8 * math.sqrt(len(one.claims) / most)
        told = f"{one.low:g} to {one.high:g}: {one.right} of {len(one.claims)} right"
        dot = f'cx="{where:.1f}" cy="{y(one.measured):.1f}" r="{size:.1f}" fill="{BLUE}" fill-opacity="0.55"'
        parts.append(f'<path d="M{where:.1f} {y(low):.1f}V{y(high):.1f}" stroke="{BLUE}" stroke-width="1.5"/>')
        parts.append(f"<circle {dot}><title>{told}</title></circle>")
    middle, foot = left + SIDE / 2, y(least) + 40
    parts.append(f'<text x="{middle}" y="{foot}" text-anchor="middle">confidence as stated</text>')
    turned = f'transform="translate({left - 46} {TOP + SIDE / 2}) rotate(-90)"'
    parts.append(f'<text {turned} text-anchor="middle">share right</text>')
    return parts


if __name__ == "__main__":
    main()
