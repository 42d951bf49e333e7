"""Printed squares are found and told marked or not: by mark, under streaks, beside letters, and where they moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from types import MappingProxyType

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.pages import DPI, Bitmap, Page, prepare
from pipeline.reading.boxes import SeenBox, see_boxes
from pipeline.reading.fields import fields_of_boxes
from pipeline.reading.forms import CheckBox, Form, KnownBy, known_forms
from pipeline.reading.registration import Registration
from pipeline.reading.seen import Engines
from pipeline.reading.squares import MARKED, UNMARKED, Square, find_squares, with_its_strokes
from pipeline.vocabulary import Doubt
from sample_faxes import marks
from sample_faxes.paper import Sheet, inked

POINT = DPI / 72
"""Pixels in a point."""
SIDE = 8.0
"""Points: the sides of the sample forms' squares lie around this."""
TEXTS = (
    "a final order of removal against the alien;",
    "the pendency of ongoing removal proceedings against the alien;",
    "biometric confirmation of the alien's identity and a records check",
    "statements made by the alien to an immigration officer",
    "Upon completion of the proceeding or investigation for which",
)
VALUES = ("final_order", "pending_proceedings", "biometric", "statements", "transferred_for_proceeding")
ROWS = (240.0, 256.0, 272.0, 300.0, 340.0)
"""Points from the top edge, of the boxes as described."""

Mark = Callable[..., None]
MARKS: dict[str, Mark] = {
    "typed X": marks.typed_x,
    "cross": marks.cross,
    "tick": marks.tick,
    "filled": marks.filled,
    "cross by hand, overshooting": marks.hand_cross,
    "tick by hand, overshooting": marks.hand_tick,
    "slash": marks.slash,
    "scribble": marks.scribble,
}


def form() -> Form:
    boxes = tuple(
        CheckBox(field="basis", value=value, at=((60 + SIDE / 2) / 72, (row + SIDE / 2) / 72), text=text)
        for value, row, text in zip(VALUES, ROWS, TEXTS, strict=True)
    )
    return Form(name="drawn", form="I-247A", kind="detainer", known_by=KnownBy(titles=("DRAWN",)), box=boxes)


def drawn(marked: dict[int, Mark], rows: tuple[float, ...] = ROWS, order: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Sheet:
    """A page with a column of boxes, each with its text; `marked` by the place in the column."""
    sheet, rng = Sheet(), Random(5)
    sheet.write(60, 80, "Lines of print above the boxes, so that the page has something to be levelled by.", "sans", 10)
    for place, (row, which) in enumerate(zip(rows, order, strict=False)):
        sheet.square(60, row, SIDE)
        sheet.write(60 + SIDE + 8, row + SIDE * 0.88, TEXTS[which], "sans", 9)
        if place in marked:
            marked[place](sheet, 60, row, SIDE, rng)
    for line in range(8):
        sheet.write(
            60,
            420 + 14 * line,
            f"And {line} lines below them, which hold no boxes but letters like D O H B 8.",
            "sans",
            9,
        )
    return sheet


def faxed(sheet: Sheet, streak: float | None = None, broken: tuple[int, ...] = ()) -> Page:
    """The sheet as a fine fax; `streak` is where one runs down, in points, `broken` are boxes without two sides."""
    small = cv2.resize(inked(sheet), (1734, 2156), interpolation=cv2.INTER_AREA)
    black = cv2.GaussianBlur(small, (0, 0), 0.5) < 128
    if streak is not None:
        column = round(streak * POINT)
        black[:, column : column + 2] = True
    for place in broken:
        x, y, side = 60 * POINT, ROWS[place] * POINT * 196 / DPI, SIDE * POINT
        # the upper side and the right one
        black[round(y) - 4 : round(y) + 5, round(x) - 5 : round(x + side) + 6] = False
        black[round(y) - 4 : round(y + side), round(x + side) - 4 : round(x + side) + 5] = False
    gray = np.where(black, 0, 255).astype(np.uint8)
    return prepare(Bitmap(gray, (204.0, 196.0), "tags", bilevel=True))


def straight() -> Registration:
    return Registration(np.array([[DPI, 0, 0], [0, DPI, 0]], np.float64), (), MappingProxyType({}))


def ticked(page: Page, tools: Engines) -> list[bool | None]:
    return [seen.marked for seen in see_boxes(form(), page, straight(), tools)]


def test_unmarked_boxes_are_found_and_unmarked(tools: Engines) -> None:
    seen = see_boxes(form(), faxed(drawn({})), straight(), tools)
    assert [box.marked for box in seen] == [False] * 5
    for box, row in zip(seen, ROWS, strict=True):
        assert box.square is not None
        assert box.square.middle == pytest.approx(((60 + SIDE / 2) * POINT, (row + SIDE / 2) * POINT), abs=3)
        assert box.square.ink < UNMARKED
        assert box.confidence > 0.9


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_marked_box_is_marked_and_the_others_are_not(mark: str, place: int, tools: Engines) -> None:
    assert ticked(faxed(drawn({place: MARKS[mark]})), tools) == [place == index for index in range(5)]


def test_several_boxes_may_be_marked_each_in_its_own_way(tools: Engines) -> None:
    marked = {0: marks.tick, 2: marks.filled, 3: marks.hand_cross}
    assert ticked(faxed(drawn(marked)), tools) == [True, False, True, True, False]


@pytest.mark.parametrize("mark", [marks.faint_cross, marks.faint_tick])
def test_a_faint_mark_is_never_taken_for_none(mark: Mark, tools: Engines) -> None:
    assert ticked(faxed(drawn({1: mark})), tools)[1] is not False


def test_ink_between_the_two_bounds_is_no_answer() -> None:
    box = form().boxes[0]
    for ink in (UNMARKED + 0.01, MARKED - 0.01):
        assert SeenBox(box, Square(0, 0, 22, 0.98, ink)).marked is None
    assert SeenBox(box, Square(0, 0, 22, 0.98, MARKED)).marked is True
    assert SeenBox(box, Square(0, 0, 22, 0.98, UNMARKED)).marked is False


def test_a_box_that_was_not_found_is_no_answer() -> None:
    missing = SeenBox(form().boxes[0], None)
    assert (missing.marked, missing.confidence) == (None, 0.0)


@pytest.mark.parametrize(
    "across", [0.0, 0.5, 1.0], ids=["along the left side", "through the middle", "along the right side"]
)
def test_a_streak_down_the_column_marks_nothing_and_hides_nothing(across: float, tools: Engines) -> None:
    found = ticked(faxed(drawn({2: marks.cross}), streak=60 + SIDE * across - 0.3), tools)
    assert found[2] is not False
    assert all(mark is not True for index, mark in enumerate(found) if index != 2)
    assert sum(mark is not None for mark in found) >= 4


def test_letters_are_no_squares(tools: Engines) -> None:
    page = faxed(drawn({}))
    top, bottom = 410 * POINT, 540 * POINT
    assert not [s for s in find_squares(page.ink, 0, top, page.width, bottom) if s.score > 0.93]


def test_an_empty_strip_has_no_squares() -> None:
    assert find_squares(np.zeros((400, 400), bool), 0, 0, 400, 400) == []
    assert find_squares(np.ones((250, 250), bool), 0, 0, 250, 250) == []
    assert find_squares(np.zeros((10, 10), bool), 0, 0, 10, 10) == []


@pytest.mark.parametrize("side", range(18, 34, 3))
def test_squares_of_many_sizes_are_found_where_they_are(side: int) -> None:
    ink: NDArray[np.bool_] = np.zeros((200, 200), bool)
    cv2.rectangle(canvas := ink.astype(np.uint8), (80, 90), (80 + side - 1, 90 + side - 1), 1, 2)
    (found,) = find_squares(canvas.astype(bool), 0, 0, 200, 200)
    assert (found.x, found.y, found.side) == (
        pytest.approx(80, abs=2),
        pytest.approx(90, abs=2),
        pytest.approx(side, abs=2),
    )
    assert found.ink < UNMARKED


def test_an_edition_with_the_rows_a_little_further_apart_is_told_by_their_order(tools: Engines) -> None:
    rows = tuple(240 + (row - 240) * 1.1 + 6 for row in ROWS)
    assert ticked(faxed(drawn({3: marks.cross}, rows)), tools) == [False, False, False, True, False]


ITS_OWN = (240.0, 268.0, 280.0, 316.0, 340.0)
"""Rows that no shift and stretch makes of `ROWS`."""


def test_whole_boxes_as_many_as_expected_are_told_by_their_order_where_no_text_can_be_read(tools: Engines) -> None:
    sheet = drawn({3: marks.cross}, ITS_OWN)
    for row in ITS_OWN:
        sheet.stroke((60 + SIDE + 7, row + 5), (400, row + 5), width=7)
    assert ticked(faxed(sheet), tools) == [False, False, False, True, False]


def test_texts_that_tell_otherwise_outweigh_the_order_of_whole_boxes(tools: Engines) -> None:
    assert ticked(faxed(drawn({3: marks.cross}, ITS_OWN, (0, 1, 3, 2, 4))), tools) == [False, False, True, False, False]


def test_a_damaged_box_without_a_legible_text_stands_where_the_others_say(tools: Engines) -> None:
    sheet = drawn({1: marks.typed_x})
    sheet.stroke((60 + SIDE + 7, ROWS[1] + 5), (400, ROWS[1] + 5), width=7)
    sheet.stroke((50, ROWS[1] + 1.5), (60 + SIDE + 2, ROWS[1] + 1.5), width=1.4, ink=255)
    assert ticked(faxed(sheet), tools) == [False, True, False, False, False]


def test_an_edition_that_moved_its_boxes_is_told_by_their_text(tools: Engines) -> None:
    """The boxes stand at other distances and in another order: places tell nothing, words do."""
    rows, order = (240.0, 262.0, 290.0, 306.0, 345.0), (4, 0, 2, 1, 3)
    found = ticked(faxed(drawn({1: marks.cross, 4: marks.tick}, rows, order)), tools)
    assert found == [True, False, False, True, False]


def test_where_an_edition_lacks_a_box_the_others_are_still_told(tools: Engines) -> None:
    found = ticked(faxed(drawn({0: marks.cross}, ROWS[:4], (0, 1, 2, 3))), tools)
    assert found == [True, False, False, False, None]


@pytest.mark.parametrize("broken", [(0,), (2,), (1, 3)])
def test_a_box_that_lost_two_sides_is_found_by_the_line_of_its_text(broken: tuple[int, ...], tools: Engines) -> None:
    seen = see_boxes(form(), faxed(drawn({4: marks.cross}), broken=broken), straight(), tools)
    assert [box.marked for box in seen] == [False, False, False, False, True]
    for place in broken:
        square = seen[place].square
        assert square is not None
        assert square.middle == pytest.approx(((60 + SIDE / 2) * POINT, (ROWS[place] + SIDE / 2) * POINT), abs=5)


def test_a_mark_in_a_box_that_lost_two_sides_is_seen_or_asked_about(tools: Engines) -> None:
    found = ticked(faxed(drawn({1: marks.cross}), broken=(1,)), tools)
    assert found[1] is not False
    assert found[:1] + found[2:] == [False] * 4


@pytest.mark.parametrize("wall", [5, 8])
def test_thick_sides_of_an_empty_box_are_no_mark(wall: int) -> None:
    ink = np.zeros((80, 80), bool)
    ink[20:50, 20:50] = True
    ink[20 + wall : 50 - wall, 20 + wall : 50 - wall] = False
    (square,) = find_squares(ink, 0, 0, 80, 80)
    assert not SeenBox(form().boxes[0], square).marked


def test_a_filled_box_is_no_empty_one_with_thick_sides() -> None:
    ink = np.zeros((80, 80), bool)
    ink[20:50, 20:50] = True
    (square,) = find_squares(ink, 0, 0, 80, 80)
    assert SeenBox(form().boxes[0], square).marked


def test_a_stamp_across_a_box_is_no_mark_for_sure(tools: Engines) -> None:
    sheet = drawn({0: marks.typed_x})
    for off in (0.0, 3.0):
        sheet.stroke((60 - 30, ROWS[3] - 22 + off), (60 + 40, ROWS[3] + 30 + off), width=1.4)
    found = ticked(faxed(sheet), tools)
    assert found[0] is True
    assert found[1:3] == [False, False]
    assert found[3] is None


def test_what_inks_a_square_that_was_not_seen_is_no_mark_for_sure() -> None:
    placed = Square(20, 20, 25, 0.8, ink=0.24, placed=True)
    assert SeenBox(form().boxes[0], placed).marked is None, "it may be the square's own side"
    empty = SeenBox(form().boxes[0], replace(placed, ink=0.0))
    assert (empty.marked, empty.confidence < 0.98) == (False, True)


@pytest.mark.parametrize(("score", "is_mark"), [(1.0, True), (0.8, None)])
def test_a_stroke_that_goes_on_beyond_a_damaged_square_is_no_mark_for_sure(score: float, is_mark: bool | None) -> None:
    ink = np.zeros((160, 160), bool)
    ink[10:80, 78:83] = True
    seen = with_its_strokes(Square(68, 68, 25, score, ink=0.25), ink)
    assert SeenBox(form().boxes[0], seen).marked is is_mark


@pytest.mark.parametrize(
    ("ink", "chance", "marked", "likely"),
    [
        (0.1, 0.999, True, True),
        (0.1, 0.7, None, True),
        (0.06, 0.2, None, False),
        (0.06, 0.01, False, False),
        (0.06, None, None, None),
        (0.3, 0.3, True, True),
        (0.3, 0.01, None, False),
        (0.0, 0.8, False, False),
        (0.0, 0.999, None, True),
    ],
)
def test_the_network_tells_a_box_that_the_ink_leaves_unclear_and_doubts_one_of_which_it_is_sure_otherwise(
    ink: float, chance: float | None, marked: bool | None, likely: bool | None
) -> None:
    seen = SeenBox(form().boxes[0], Square(20, 20, 25, 1.0, ink=ink), chance)
    assert (seen.marked, seen.likely) == (marked, likely)
    assert (seen.confidence < 0.7) is (marked is None)


@pytest.mark.parametrize(("crossed", "value"), [(False, ("biometric", "final_order")), (True, None)])
def test_a_list_with_an_unclear_box_is_the_likeliest_one_in_doubt(crossed: bool, value: tuple[str, ...] | None) -> None:
    inks = (0.7, 0.0, 0.3 if crossed else 0.1, 0.0, 0.0)
    seen = [
        SeenBox(
            box,
            Square(100, 100 + 40 * place, 25, 1.0, ink=ink, crossed=crossed and place == 2),
            0.8 if place == 2 and not crossed else None,
        )
        for place, (box, ink) in enumerate(zip(form().boxes, inks, strict=True))
    ]
    basis = fields_of_boxes(seen, faxed(drawn({})), 1)["basis"]
    assert (basis.value, basis.doubt) == (value, Doubt.BOX_UNCERTAIN)


def _beside(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """A cross by hand of which most stands left of the box."""
    marks.hand_cross(sheet, x - 0.55 * side, y, side * 0.9, rng)


def _stray(sheet: Sheet, x: float, y: float, side: float, rng: Random) -> None:
    """A tick whose tail reaches into the box above."""
    sheet.stroke(
        (x + side * 0.1, y + side * 0.4),
        (x + side * 0.4, y + side * 0.9),
        (x + side * 0.75, y - side * 0.95),
        width=1.3,
    )


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
def test_a_cross_that_stands_half_beside_its_box_marks_it_or_asks_for_a_look(place: int, tools: Engines) -> None:
    seen = see_boxes(form(), faxed(drawn({place: _beside})), straight(), tools)
    assert [box.likely for box in seen] == [place == index for index in range(5)]
    assert seen[place].marked is not False


def test_the_tail_of_a_neighbours_tick_marks_no_box(tools: Engines) -> None:
    rows = (200.0, 200.0 + 1.5 * SIDE, 200.0 + 3 * SIDE, 200.0 + 4.5 * SIDE, 200.0 + 6 * SIDE)
    found = ticked(faxed(drawn({2: _stray}, rows)), tools)
    assert found[2] is True
    assert found[1] is not True


@pytest.mark.parametrize("mark", [marks.slash, marks.hand_tick])
def test_a_mark_in_a_square_that_the_fax_has_broken_is_seen(mark: Mark, tools: Engines) -> None:
    found = ticked(faxed(drawn({2: mark}), broken=(2,)), tools)
    assert found == [False, False, True, False, False]


def test_a_form_that_lists_no_ground_may_leave_its_one_box_empty() -> None:
    (notification,) = [each for each in known_forms() if each.form == "I-247N"]
    (box,) = [box for box in notification.boxes if box.field == "basis"]
    fields = fields_of_boxes([SeenBox(box, Square(100, 100, 25, 1.0, ink=0.0))], faxed(drawn({})), 1)
    assert (fields["basis"].value, fields["basis"].doubt) == ((), None)
    assert fields["probable_cause"].value is False


@pytest.mark.parametrize("letter", ["e", "a"])
def test_bold_letters_in_a_column_are_no_boxes(letter: str, tools: Engines) -> None:
    sheet = drawn({}, rows=())
    for row, text in zip(ROWS, TEXTS, strict=True):
        sheet.write(60, row + SIDE * 0.95, letter, "mono-bold", 14)
        sheet.write(60 + SIDE + 8, row + SIDE * 0.88, text, "sans", 9)
    assert ticked(faxed(sheet), tools) == [None] * 5


def _cancelling(row: float, told: str = "If checked: please cancel the detainer related to this alien") -> Page:
    """A page whose box to cancel with stands at `row`, in points from the top."""
    sheet = drawn({})
    sheet.square(60, row, SIDE)
    sheet.write(60 + SIDE + 8, row + SIDE * 0.88, told, "sans", 9)
    return faxed(sheet)


def _to_cancel() -> Form:
    box = CheckBox(field="cancels", value="true", at=(64 / 72, 564 / 72), text="If checked: please cancel the detainer")
    return Form(name="drawn", form="I-247A", kind="detainer", known_by=KnownBy(titles=("DRAWN",)), box=(box,))


@pytest.mark.parametrize("row", [560.0, 620.0, 680.0])
def test_the_box_to_cancel_with_is_found_before_its_text_some_rows_away(row: float, tools: Engines) -> None:
    (seen,) = see_boxes(_to_cancel(), _cancelling(row), straight(), tools)
    assert seen.square is not None
    assert seen.square.middle[1] == pytest.approx((row + SIDE / 2) * POINT, abs=5)
    assert seen.marked is False


def test_a_box_before_another_text_is_not_the_one_to_cancel_with(tools: Engines) -> None:
    (seen,) = see_boxes(_to_cancel(), _cancelling(680.0, "in person, by inmate mail delivery"), straight(), tools)
    assert seen.square is None
