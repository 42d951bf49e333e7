"""How one office's copy of a form looks: faces, sizes, gaps and marks. A style is drawn by lot, a form is not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from sample_faxes import loose_marks, marks, pen


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
    pitch: float = 0.0
    """Space that a typewriter adds after each typed letter, points."""
    jitter: float = 0.0
    """How far typed letters stand above or below their line, points at most."""
    struck: int = 1
    """How often each letter is struck: twice for bold."""
    hand: str = "hand"
    """Face of what the station writes with a pen."""


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


VARIED_LABELS = ("carlito", "open-sans", "pt-sans", "pt-narrow", "free-serif", "old-standard")
VARIED_FILLS = (
    "typist", "typist-bold", "anonymous", "anonymous-bold", "inconsolata", "hack", "hack-bold", "free-mono-bold",
    "pt-mono-bold", "pt-narrow-bold", "open-narrow-bold", "carlito", "pt-sans",
)  # fmt: skip
TYPED = frozenset({"typist", "typist-bold", "anonymous", "anonymous-bold", "inconsolata", "free-mono-bold", "ocr-b"})
"""Faces that a typewriter could have struck."""


def varied(rng: Random) -> Style:
    """For building: as wide as `other`, with none of its faces and marks."""
    label, fill = rng.choice(VARIED_LABELS), rng.choice(VARIED_FILLS)
    typewriter = fill in TYPED and rng.random() < 0.5
    return Style(
        label,
        f"{label}-bold",
        size=rng.uniform(7.4, 9.6),
        leading=rng.uniform(1.06, 1.3),
        left=rng.uniform(26, 60),
        right=rng.uniform(26, 60),
        top=rng.uniform(32, 74),
        row_gap=rng.uniform(3.2, 13.5),
        fill=fill,
        fill_size=rng.uniform(8.4, 11.8),
        fill_rise=rng.uniform(-0.8, 3.6),
        fill_start=rng.uniform(1.5, 28),
        square=rng.uniform(6.0, 10.2),
        line=rng.uniform(0.4, 1.3),
        mark=rng.choice(pen.MARKS),
        number_lines=rng.random() < 0.6,
        stacked=rng.random() < 0.5,
        row_bold=rng.random() < 0.4,
        lower_case=rng.random() < 0.5,
        fill_ink=rng.choice((0, 0, 0, 25, 50)),
        pitch=rng.uniform(-0.4, 1.1) if rng.random() < 0.3 else 0.0,
        jitter=rng.uniform(0.2, 0.7) if typewriter else 0.0,
        struck=2 if typewriter and rng.random() < 0.25 else 1,
        hand="pen",
    )


def judge(rng: Random) -> Style:
    """`other` with further faces, and with marks that stray."""
    base = other(rng)
    if rng.random() < 0.45:
        label = rng.choice(("charis", "tuffy"))
        base = replace(base, label=label, label_bold=f"{label}-bold")
    if rng.random() < 0.45:
        base = replace(base, fill=rng.choice(("mononoki", "mononoki-bold", "ocr-b", "tuffy", "charis")))
    if rng.random() < 0.4:
        base = replace(base, mark=rng.choice(loose_marks.JUDGE))
    typewriter = base.fill in ("typewriter", "prime", "ocr-b") and rng.random() < 0.5
    return replace(base, jitter=rng.uniform(0.2, 0.6) if typewriter else 0.0)


UNSEEN_FILLS = ("prime", "prime-bold", "typewriter", "mononoki", "mononoki-bold", "ocr-b", "tuffy", "charis")
"""Faces that the small reader was not trained on (`LEFT_OUT` in `scripts/reader/lines.py`)."""


def unseen(rng: Random) -> Style:
    """`judge`, labelled and filled only in faces that no reader of ours was trained on."""
    label, fill = rng.choice(("charis", "tuffy")), rng.choice(UNSEEN_FILLS)
    return replace(judge(rng), label=label, label_bold=f"{label}-bold", fill=fill)
