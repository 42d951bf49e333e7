"""Check-boxes from the bitmap: finds the printed squares of a form and tells which are marked.

A square is four inked sides of one length with white around; a mark is ink well inside it. No reader is as sure: a tick
is no letter. A small network that looks at the box with what stands around it (`marks`) tells where the ink leaves it
unclear, and raises a doubt where it sees a mark that the ink does not tell, or none where it does.
Only where an edition has moved the boxes is the text beside them read, to tell which is which.
Touches the world: through the engines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz

from pipeline.pages import DPI, Page
from pipeline.pages.bitmap import Gray
from pipeline.reading.columns import (
    NEARLY_PERFECT,
    STRAIGHT,
    WHOLE,
    aligned,
    as_many_whole,
    borne_out,
    in_line,
    in_order,
)
from pipeline.reading.forms import CheckBox, Form
from pipeline.reading.marks import chances_of_marks
from pipeline.reading.registration import Registration
from pipeline.reading.seen import BLUR, SCALE, Engines
from pipeline.reading.squares import (
    MARKED,
    SURE,
    UNMARKED,
    Square,
    find_squares,
    ink_inside,
    square_at,
    with_its_strokes,
)
from pipeline.reading.words import TextLine, find_text, letters_of, lines_of, shifted

_RATHER_NOT = 0.06
"""Ink of a box that is unclear, and rather not marked."""
_MARK_SEEN, _NO_MARK_SEEN = 0.97, 0.05
"""What the network says of a box from which it sees a mark, and up to which it sees none."""
_MUCH_LESS = 0.4
"""Less ink than this share of the fullest box of the field is no mark for sure, nor, in a square that is damaged, than
this share of the fullest box of the form."""
_DIRT = 0.15
"""Less ink than this share of the fullest box of the field is dirt."""
_COLUMN = 0.12
"""Boxes whose middles lie within this many inches across stand in one column."""
_REACH, _REACH_FAR = 0.35, 0.8
"""Inches to either side of its column at which a box is looked for, and where too few are found there ..."""
_REACH_ALONE = 1.4
"""... and of one that stands within a line of text, whose wrapping moves it."""
_ROWS = 2.0
"""Inches above and below its place in which the text of the box to cancel with is looked for, where no square is found
before it ..."""
_TEXT_FOUND = 68.0
"""... the least score, 0..100, of that text: all 59 forms of `varied` whose box had been found gave the same one ..."""
_BEFORE, _WITHIN, _ABOVE, _BELOW = 0.5, 0.2, 0.25, 0.12
"""... and how many inches before, within, above and below its beginning its square may then reach."""
_DOWN = 0.7
"""Inches above and below its column."""
_UNCLEAR_WRONG, _SUREST = 0.1, 0.9995
"""How often the least clear box is wrong, and what is said of clear ones."""
_UNCLEAR_RIGHT, _NETWORK_RIGHT = 0.6, 0.98
"""Said of a box that may be marked or not, and of one that the network alone has told."""
_TEXT_SCORE = 62.0
"""Of the text beside a square and the text of its box, 0..100."""
_LINE_SCORE, _LINE_ALONE = 80.0, 15.0
"""Of a line and the text of a box whose square is broken; or less, where nothing else comes as near to it as this."""
_PLACED = 0.8
"""Taken for the score of a square of which too little is left, where its column and its line cross ..."""
_PLACED_SURE = 0.97
"""... and how sure at the most it is that there is no mark in it."""
_NEAR = 0.4
"""Shares of its side that a square may lie from where its column and its line cross: editions move some a little."""


@dataclass(frozen=True, slots=True)
class SeenBox:
    """A box of the form, and what was seen of it."""

    box: CheckBox
    square: Square | None
    """None when no square was found where it must be."""

    chance: float | None = None
    """How sure the network is that it is marked, 0..1; None where there is no square. Where a stamp may cross the box,
    it tells only what is likelier."""

    @property
    def by_ink(self) -> bool | None:
        """Whether it is marked; None when the ink of its inside leaves that unclear."""
        if self.square is None or UNMARKED < self.square.ink < MARKED:
            return None
        if (self.square.thick or self.square.crossed or self.square.placed) and self.square.ink >= MARKED:
            return None
        return self.square.ink >= MARKED

    @property
    def marked(self) -> bool | None:
        """Whether it is marked; None when that is not clear: where ink and network do not tell, or each the other."""
        by_ink = self.by_ink
        if self.chance is None or self.square is None or self.square.crossed:
            return by_ink
        by_network = None if _NO_MARK_SEEN < self.chance < _MARK_SEEN else self.chance >= _MARK_SEEN
        if by_ink is None:
            return by_network
        return by_ink if by_network in (by_ink, None) else None

    @property
    def likely(self) -> bool | None:
        """Whether it is marked or, where that is not clear, rather so than not; None where nothing tells."""
        if self.marked is not None or self.chance is None:
            return self.marked
        return self.chance >= 0.5

    @property
    def confidence(self) -> float:
        """0..1, the measured probability that it is as told: of 45 lists on forms of the building families whose least
        clear box lay between 0.72 and 0.97 of what a clear one reaches, one was wrong, of some 800 clear ones none."""
        if self.square is None:
            return 0.0
        if self.marked is None:
            return _UNCLEAR_RIGHT
        if self.by_ink is None:
            return _NETWORK_RIGHT
        far = abs(self.square.ink - (MARKED + UNMARKED) / 2) / ((MARKED - UNMARKED) / 2)
        clear = min(1.0, 0.5 * min(self.square.score / 0.8, 1.0) + 0.25 * min(far, 2.0))
        return float(min(_PLACED_SURE if self.square.placed else _SUREST, 1 - _UNCLEAR_WRONG * (1 - clear)))


def _beside_a_mark(seen: Sequence[SeenBox]) -> tuple[SeenBox, ...]:
    """The boxes, with those as unclear that hold much less ink than a marked one, and as unmarked that hold next to
    none: one hand marks alike, and a stroke that strays from its neighbour, a stamp, or dirt, is no mark."""
    most: dict[str, float] = {}
    for box in seen:
        if box.square is not None:
            most[box.box.field] = max(most.get(box.box.field, 0.0), box.square.ink)
    fullest = max(most.values(), default=0.0)
    judged = []
    for box in seen:
        square = box.square
        if square is not None:
            if box.marked is None and square.ink < _DIRT * most[box.box.field]:
                square = replace(square, ink=min(square.ink, UNMARKED))
            beside = fullest if square.score < SURE else most[box.box.field]
            if box.marked and square.ink < _MUCH_LESS * beside:
                square = replace(square, ink=_RATHER_NOT)
        judged.append(replace(box, square=square))
    return tuple(judged)


def see_boxes(form: Form, page: Page, registration: Registration, readers: Engines) -> tuple[SeenBox, ...]:
    """Every box of the form, in the order of the description."""
    seen: dict[CheckBox, Square | None] = {}
    for group in _columns(form.boxes):
        seen.update(_see_column(group, page, registration, readers))
    judged = _beside_a_mark([SeenBox(box, with_its_strokes(seen.get(box), page.ink)) for box in form.boxes])
    return _looked_at(judged, page)


def _looked_at(seen: Sequence[SeenBox], page: Page) -> tuple[SeenBox, ...]:
    """The boxes, with what the network says of them."""
    asked = [box for box in seen if box.square is not None]
    told = dict(zip(asked, chances_of_marks(page, [box.square for box in asked if box.square]), strict=True))
    return tuple(replace(box, chance=told.get(box)) for box in seen)


def _columns(boxes: Sequence[CheckBox]) -> list[list[CheckBox]]:
    """Boxes that stand below one another, from the top; boxes within a line of text each alone."""
    columns: list[list[CheckBox]] = []
    for box in sorted(boxes, key=lambda box: box.at[0]):
        if columns and box.at[0] - columns[-1][-1].at[0] < _COLUMN:
            columns[-1].append(box)
        else:
            columns.append([box])
    return [sorted(column, key=lambda box: box.at[1]) for column in columns]


def _see_column(
    column: Sequence[CheckBox], page: Page, registration: Registration, readers: Engines
) -> dict[CheckBox, Square | None]:
    places = [registration.point(*box.at) for box in column]
    alone = len(column) == 1
    if alone and (near := _right_there(places[0], page)):
        return {column[0]: near}
    if alone:
        squares = _squares(places, page, _REACH_ALONE, 0.4)
        found = _by_text(column, [square for square in squares if square.score >= SURE], page, readers)
        box = column[0]
        if found[box] is None and box.field == "cancels":
            found[box] = _before_its_text(box, places[0], page, readers)
        return found
    for across in (_REACH, _REACH_FAR):
        every = _squares(places, page, across, _DOWN)
        squares = aligned(every)
        if by_order := in_order(places, squares, STRAIGHT):
            return borne_out(dict(zip(column, by_order, strict=True)))
        if sum(square.score >= SURE for square in squares) >= 2:
            break
    top, bottom = min(y for _, y in places) - _DOWN * DPI, max(y for _, y in places) + _DOWN * DPI
    by_text = _by_text(column, squares, page, readers)
    if whole := as_many_whole(places, squares):
        ordered = dict(zip(column, whole, strict=True))
        if all(square in (None, ordered[box]) for box, square in by_text.items()):
            return borne_out(ordered)
    beside = _beside_its_line(by_text, page, readers, top, bottom)
    return borne_out(_between_others(beside, dict(zip(column, places, strict=True)), every))


def _before_its_text(box: CheckBox, place: tuple[float, float], page: Page, readers: Engines) -> Square | None:
    """The one square before the text of a box that an edition has moved by some rows; None where there is none."""
    top, bottom = max(0.0, place[1] - _ROWS * DPI), min(place[1] + _ROWS * DPI, float(page.height))
    strip = page.crop(0, top, page.width, bottom, SCALE, BLUR)
    lines = lines_of(shifted(readers.words.words(strip, "block"), 0, top, SCALE))
    told = [found for line in lines for found in find_text(box.text, line, _TEXT_FOUND)]
    if not told:
        return None
    text = max(told, key=lambda found: found.score)
    upper, lower = text.baseline - _ABOVE * DPI, text.baseline + _BELOW * DPI
    squares = find_squares(page.ink, text.x0 - _BEFORE * DPI, upper, text.x0 + _WITHIN * DPI, lower)
    sure = [square for square in squares if square.score >= SURE]
    return sure[0] if len(sure) == 1 else None


def _between_others(
    found: dict[CheckBox, Square | None], places: Mapping[CheckBox, tuple[float, float]], squares: Sequence[Square]
) -> dict[CheckBox, Square | None]:
    """Boxes whose squares and texts the fax has broken: each is the one damaged square that stands where the others of
    its column say that it must."""
    sure = {box: square for box, square in found.items() if square is not None and square.score >= SURE}
    if len(sure) <= WHOLE:
        return found
    placed = dict(found)
    for box in (box for box, square in found.items() if square is None):
        near = sorted(sure, key=lambda other: abs(places[other][1] - places[box][1]))[: WHOLE + 1]
        slope, start = np.polyfit([places[other][1] for other in near], [sure[other].middle[1] for other in near], 1)
        there = [
            square
            for square in squares
            if abs(square.middle[1] - (slope * places[box][1] + start)) < STRAIGHT * DPI
            and all(in_line(square, other) for other in sure.values())
            and square not in found.values()
        ]
        if 0.7 < slope < 1.4 and len(there) == 1:
            placed[box] = replace(there[0], placed=True)
    return placed


def _squares(places: Sequence[tuple[float, float]], page: Page, across: float, down: float) -> list[Square]:
    """The squares around places of the page, as far from them as that many inches."""
    left, right = min(x for x, _ in places) - across * DPI, max(x for x, _ in places) + across * DPI
    top, bottom = min(y for _, y in places) - down * DPI, max(y for _, y in places) + down * DPI
    squares = find_squares(page.ink, left, top, right, bottom)
    if page.decisions.streaks:
        squares = _merged(squares, find_squares(page.ink_with_streaks, left, top, right, bottom), page)
    return squares


def _right_there(place: tuple[float, float], page: Page) -> Square | None:
    """The one sure square at a place of the page, None where there is none or more than one."""
    x, y = place
    down, across = 0.13 * DPI, 0.2 * DPI
    near = find_squares(page.ink, x - across, y - down, x + across, y + down)
    sure = [square for square in near if square.score >= NEARLY_PERFECT]
    return sure[0] if len(sure) == 1 else None


def _by_text(
    column: Sequence[CheckBox], squares: Sequence[Square], page: Page, readers: Engines
) -> dict[CheckBox, Square | None]:
    """For each box the square that its text stands beside. Where places do not tell the boxes apart, words do."""
    lines = readers.first.lines([_beside(square, page) for square in squares])
    worth = [
        (_alike(box, line.text), box, square)
        for box in column
        for line, square in zip(lines, squares, strict=True)
        if box.text and len(letters_of(line.text)) >= 4
    ]
    found: dict[CheckBox, Square | None] = dict.fromkeys(column)
    used: set[tuple[float, float]] = set()
    for score, box, square in sorted(worth, key=lambda item: -item[0]):
        if score < _TEXT_SCORE:
            break
        if found[box] is None and square.middle not in used:
            found[box] = square
            used.add(square.middle)
    return found


def _alike(box: CheckBox, text: str) -> float:
    """How much a line begins like the text of a box, 0..100."""
    wanted = letters_of(box.text)
    return float(fuzz.ratio(wanted, letters_of(text)[: len(wanted)]))


def _beside_its_line(
    found: dict[CheckBox, Square | None], page: Page, readers: Engines, top: float, bottom: float
) -> dict[CheckBox, Square | None]:
    """Boxes whose squares the fax has broken: each is where its column and the line of its text cross.

    Two squares of the column that were found tell where it stands and how large a square is.
    """
    sure = [square for square in found.values() if square is not None and square.score >= SURE]
    if len(sure) < 2 or all(found.values()):
        return found
    fit = np.polyfit([square.y for square in sure], [square.x for square in sure], 1 if len(sure) > 2 else 0)
    side = float(np.median([square.side for square in sure]))
    left = float(np.median([square.x for square in sure])) + side + 0.03 * DPI
    strip = page.crop(left, top, left + 3.3 * DPI, bottom, SCALE, BLUR)
    lines = lines_of(shifted(readers.words.words(strip, "block"), left, top, SCALE))
    # squares stand a little differently to the line of their text in each edition; the found ones tell how
    off = [
        square.y - line.baseline
        for box, square in found.items()
        if square is not None and (line := _line_of(box, lines, found)) is not None
    ]
    if not off:
        return found
    placed = dict(found)
    for box, square in found.items():
        line = _line_of(box, lines, found) if square is None else None
        if line is None:
            continue
        y = line.baseline + float(np.median(off))
        x = float(np.polyval(fit, y))
        near = [
            seen
            for seen in find_squares(page.ink, x - 12, y - 14, x + side + 12, y + side + 14)
            if max(abs(seen.x - x), abs(seen.y - y)) <= _NEAR * side and abs(seen.side - side) <= 3
        ]
        if near:
            placed[box] = max(near, key=lambda seen: seen.score)
        else:
            unseen = square_at(page.ink, round(x), round(y), round(side), _PLACED)
            placed[box] = replace(unseen, placed=True)
    return placed


def _line_of(box: CheckBox, lines: Sequence[TextLine], others: Iterable[CheckBox]) -> TextLine | None:
    """The line that begins with the text of a box: much like it, or rather, and much less like any other box's; no
    other line may then be nearly as much like it."""
    if not box.text or not lines:
        return None
    first, *rest = sorted(lines, key=lambda line: -_alike(box, line.text))
    score = _alike(box, first.text)
    rivals = [
        *(_alike(other, first.text) for other in others if other is not box),
        *(_alike(box, o.text) for o in rest),
    ]
    alone = score >= _TEXT_SCORE and score - max(rivals, default=0.0) >= _LINE_ALONE
    return first if score >= _LINE_SCORE or alone else None


def _beside(square: Square, page: Page) -> Gray:
    """The line of text to the right of a square, as a reader should see it."""
    x, y = square.x + square.side + 0.035 * DPI, square.middle[1]
    return page.crop(x, y - 0.095 * DPI, x + 3.2 * DPI, y + 0.095 * DPI, SCALE, BLUR)


def _merged(clean: Sequence[Square], streaked: Sequence[Square], page: Page) -> list[Square]:
    """The squares seen with and without streaks, the surer of two at one place, its inside judged without streaks.

    A streak along a square's side takes the side with it when it is taken out; one through it looks like a mark.
    """
    best: list[Square] = []
    for square in sorted((*clean, *streaked), key=lambda square: -square.score):
        if all(abs(square.x - b.x) > b.side * 0.6 or abs(square.y - b.y) > b.side * 0.6 for b in best):
            ink = ink_inside(page.ink, round(square.x), round(square.y), round(square.side))
            best.append(replace(square, ink=min(square.ink, ink)))
    return sorted(best, key=lambda square: square.y)
