"""How one office's copy of a form looks: faces, sizes, gaps and marks. A style is drawn by lot, a form is not."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from sample_faxes import marks


@dataclass(frozen=True)
class Style:
    label: str
    """Face of the printed text."""
    label_bold: str
    size: float
    """Points of the running text."""
    leading: float
    """Line height, times the size."""
    left: float
    """Left margin, points."""
    right: float
    """Right margin, points."""
    top: float
    """Baseline of the first title, points."""
    row_gap: float
    """Space above a row of labelled blanks, points."""
    fill: str
    """Face of what is typed in."""
    fill_size: float
    """Points."""
    fill_rise: float
    """How far the typing stands above its line, points; below zero the line cuts through it."""
    fill_start: float
    """Space between a label and what is typed after it, points."""
    square: float
    """Side of a box, points."""
    line: float
    """Thickness of the lines, points."""
    mark: Callable
    number_lines: bool
    """Whether the numbers at the top have a line beneath."""
    stacked: bool
    """Whether subject and event number stand one under the other on the left."""
    row_bold: bool
    """Whether the labels of the person's row are bold."""
    lower_case: bool
    """Whether the four grounds begin with a small letter, as on the official form."""
    fill_ink: int = 0


def usual(rng: Random) -> Style:
    label = rng.choice(("sans", "sans", "helvetica"))
    fill = rng.choice(
        ("mono-bold", "courier-bold", "courier-bold", "courier", "mono", "sans", "helvetica", "serif", "times")
    )
    return Style(
        label,
        f"{label}-bold",
        size=rng.uniform(8.0, 9.2),
        leading=rng.uniform(1.12, 1.24),
        left=rng.uniform(32, 46),
        right=rng.uniform(32, 46),
        top=rng.uniform(38, 58),
        row_gap=rng.uniform(5.5, 10.5),
        fill=fill,
        fill_size=rng.uniform(9.2, 10.8),
        fill_rise=rng.uniform(1.2, 3.0),
        fill_start=rng.uniform(4, 12),
        square=rng.uniform(7.2, 8.8),
        line=rng.uniform(0.5, 0.9),
        mark=rng.choice(marks.USUAL),
        number_lines=rng.random() < 0.35,
        stacked=rng.random() < 0.5,
        row_bold=rng.random() < 0.5,
        lower_case=rng.random() < 0.6,
    )


def other(rng: Random) -> Style:
    label = rng.choice(("times", "narrow", "dejavu", "schoolbook", "palatino", "sans"))
    fill = rng.choice(
        (
            "prime",
            "prime-bold",
            "typewriter",
            "dejavu-mono",
            "dejavu-mono-bold",
            "narrow-bold",
            "dejavu",
            "schoolbook",
            "palatino",
            "dejavu-serif",
        )
    )
    return Style(
        label,
        f"{label}-bold",
        size=rng.uniform(7.2, 9.4),
        leading=rng.uniform(1.08, 1.32),
        left=rng.uniform(24, 58),
        right=rng.uniform(24, 58),
        top=rng.uniform(30, 72),
        row_gap=rng.uniform(3.5, 13),
        fill=fill,
        fill_size=rng.uniform(8.2, 11.6),
        fill_rise=rng.uniform(-0.6, 3.5),
        fill_start=rng.uniform(2, 26),
        square=rng.uniform(6.2, 10),
        line=rng.uniform(0.4, 1.2),
        mark=rng.choice(marks.OTHER),
        number_lines=rng.random() < 0.6,
        stacked=rng.random() < 0.5,
        row_bold=rng.random() < 0.5,
        lower_case=rng.random() < 0.5,
        fill_ink=rng.choice((0, 0, 0, 30, 55)),
    )


FAMILIES = {"usual": usual, "other": other}
