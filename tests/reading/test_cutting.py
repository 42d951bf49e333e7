"""The line of an answer is cut out of the page: its underline goes, its letters stay, dirt and other words go."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pipeline.pages import DPI, Page
from pipeline.reading.cut import Cut
from pipeline.reading.cutting import answer_start, cut_line
from pipeline.reading.seen import SCALE, Engines
from pipeline.reading.words import letters_of
from sample_faxes import fonts
from sample_faxes.paper import Sheet

POINT = DPI / 72
Y = 300.0
"""Points from the top edge, of the answer's baseline."""
X = 150.0
NAME = "ELLIS, TELLE LEE"
"""Letters whose feet a careless hand takes with the rule."""
Faxed = Callable[..., Page]


def page_with(
    text: str,
    faxed: Faxed,
    *,
    rule: str = "",
    face: str = "mono-bold",
    size: float = 11.0,
    extra: Callable[[Sheet], None] | None = None,
) -> Page:
    """A page with lines of print, an answer at X and Y, and a rule below it: `whole`, `broken`,
    `leaning`, `frayed` beyond the answer, `double` with the frame of the fields, or none."""
    sheet = Sheet()
    for line in range(6):
        sheet.write(
            60,
            90 + 16 * line,
            f"Line {line} of print above, so that the page has something to be levelled by.",
            "sans",
            10,
        )
    sheet.write(X, Y, text, face, size)
    start, end, level = X - 10, X + 330, Y + 1.5
    if rule == "whole":
        sheet.stroke((start, level), (end, level), width=0.7)
    elif rule == "leaning":
        sheet.stroke((start, level - 0.7), (end, level + 0.7), width=0.7)
    elif rule == "double":
        sheet.stroke((start, level), (end, level), width=0.7)
        sheet.stroke((start - 60, level + 5), (end + 40, level + 5), width=0.9)
    elif rule == "frayed":
        sheet.stroke((start, level), (end, level), width=0.7)
        for tooth in range(round(X) + 112, round(end), 4):
            sheet.patch((tooth, level - 1.2), (tooth + 2.2, level - 1.2), (tooth + 2.2, level), (tooth, level))
    elif rule == "broken":
        x = start
        while x < end:
            sheet.stroke((x, level), (min(x + 37, end), level), width=0.7)
            x += 39
    if extra:
        extra(sheet)
    return faxed(sheet)


def cut(page: Page, *, underlined: bool = True, left: float = X - 4, right: float = X + 330) -> Cut | None:
    return cut_line(page, left * POINT, right * POINT, Y * POINT, underlined=underlined)


def read(found: Cut | None, tools: Engines) -> str:
    assert found is not None
    return tools.first.lines([found.look(0.9)])[0].text


def feet(found: Cut) -> np.ndarray:
    """Ink in the lowest tenth of the line, by column."""
    ink = found.image < 150
    return ink[-max(3, ink.shape[0] // 10) :].any(axis=0)


@pytest.mark.parametrize("rule", ["whole", "broken", "leaning", ""])
@pytest.mark.parametrize("face", ["mono-bold", "sans", "serif"])
def test_the_underline_goes_and_the_answer_reads_as_it_is(rule: str, face: str, faxed: Faxed, tools: Engines) -> None:
    page = page_with(NAME, faxed, rule=rule, face=face)
    # a comma's tail touches the rule, and may go with it
    assert letters_of(read(cut(page), tools)) == letters_of(NAME)


@pytest.mark.parametrize("rule", ["whole", "broken", "leaning", "frayed", "double"])
def test_what_is_left_is_as_high_as_its_letters_and_no_wider(rule: str, faxed: Faxed) -> None:
    plain, ruled = cut(page_with(NAME, faxed)), cut(page_with(NAME, faxed, rule=rule))
    assert plain is not None
    assert ruled is not None
    assert ruled.x1 - ruled.x0 == pytest.approx(plain.x1 - plain.x0, abs=12)
    assert ruled.y1 - ruled.y0 == pytest.approx(plain.y1 - plain.y0, abs=4)


@pytest.mark.parametrize("underlined", [True, False])
def test_without_a_rule_the_feet_of_e_and_l_stay(underlined: bool, faxed: Faxed) -> None:
    page = page_with("LEVEL EEL", faxed)
    whole, ours = cut(page, underlined=False), cut(page, underlined=underlined)
    assert whole is not None
    assert ours is not None
    assert feet(ours).sum() == pytest.approx(feet(whole).sum(), rel=0.15)


@pytest.mark.parametrize("rule", ["", "whole", "broken"])
def test_where_nothing_is_written_there_is_no_line(rule: str, faxed: Faxed) -> None:
    assert cut(page_with("", faxed, rule=rule)) is None


def test_beyond_the_page_there_is_no_line(faxed: Faxed) -> None:
    page = page_with(NAME, faxed)
    assert cut_line(page, page.width + 100, page.width + 500, 300, underlined=True) is None


def test_a_speck_after_the_answer_is_left_out(faxed: Faxed) -> None:
    clean = cut(page_with(NAME, faxed))
    dirty = cut(
        page_with(NAME, faxed, extra=lambda s: s.patch((400, Y - 5), (401.5, Y - 5), (401.5, Y - 4), (400, Y - 4)))
    )
    assert clean is not None
    assert dirty is not None
    assert dirty.x1 == pytest.approx(clean.x1, abs=6)


def test_a_word_far_to_the_right_is_another_answer(faxed: Faxed, tools: Engines) -> None:
    page = page_with("HAITI", faxed, extra=lambda s: s.write(X + 150, Y, "Sex:", "sans", 10))
    assert read(cut(page), tools) == "HAITI"


def test_an_answer_that_begins_too_late_is_not_its_label_s(faxed: Faxed) -> None:
    page = page_with("", faxed, extra=lambda s: s.write(X + 200, Y, "BRAZIL", "mono-bold", 11))
    assert cut(page) is None


def test_the_line_above_and_the_line_below_are_left_out(faxed: Faxed, tools: Engines) -> None:
    def neighbours(sheet: Sheet) -> None:
        sheet.write(X, Y - 17, "ABOVE THE LINE", "mono-bold", 11)
        sheet.write(X, Y + 17, "BELOW THE LINE", "mono-bold", 11)

    assert read(cut(page_with("HONDURAS", faxed, rule="whole", extra=neighbours)), tools) == "HONDURAS"


def test_a_look_is_padded_with_white_and_may_be_stretched(faxed: Faxed) -> None:
    found = cut(page_with(NAME, faxed))
    assert found is not None
    height, width = found.image.shape
    look = found.look(0.0)
    assert look.shape[0] > height
    assert look.shape[1] > width
    assert (look[0] == 255).all()
    assert (look[:, 0] == 255).all()
    assert found.look(0.0, stretch=0.5).shape[1] == pytest.approx(look.shape[1] / 2, abs=1)


def test_gaps_tell_the_blanks_between_words_from_those_between_letters(faxed: Faxed) -> None:
    found = cut(page_with("DE LA CRUZ", faxed, face="sans-bold"))
    assert found is not None
    wide = sorted(found.gaps, reverse=True)
    assert wide[1] > 1.8 * wide[2]


@pytest.mark.parametrize("off", [-0.06, -0.02, 0.0, 0.03, 0.06], ids=lambda inches: f"{inches:+} in")
def test_the_blank_between_label_and_answer_is_found_where_the_label_s_end_is_not_sure(
    off: float, faxed: Faxed
) -> None:
    end = X - 8
    label = "Date of Birth:"
    page = page_with(
        "08/17/1991", faxed, extra=lambda s: s.write(end - fonts.width(label, "sans", 9), Y, label, "sans", 9)
    )
    start = answer_start(page, end * POINT + off * DPI, Y * POINT)
    assert end * POINT - 2 <= start <= X * POINT + 2


def test_off_the_page_an_answer_starts_where_its_label_ends(faxed: Faxed) -> None:
    page = page_with(NAME, faxed)
    assert answer_start(page, 500.0, page.height + 400.0) == 500.0


def test_a_cut_tells_where_it_stands(faxed: Faxed) -> None:
    found = cut(page_with(NAME, faxed))
    assert found is not None
    assert found.x0 == pytest.approx(X * POINT, abs=8)
    assert found.y1 == pytest.approx(Y * POINT, abs=10)
    assert found.image.shape[1] == pytest.approx((found.x1 - found.x0) * SCALE, abs=2)


def touching(text: str, faxed: Faxed, rise: float) -> tuple[Cut, Cut]:
    """The line as it is cut without a rule, and with one so near to its feet that they stand in it."""
    plain = cut(page_with(text, faxed))
    level = Y + rise
    ruled = cut(page_with(text, faxed, extra=lambda s: s.stroke((X - 10, level), (X + 330, level), width=0.7)))
    assert plain is not None
    assert ruled is not None
    return plain, ruled


@pytest.mark.parametrize("rise", [0.4, 0.7, 1.0])
@pytest.mark.parametrize("text", ["LEVEL EEL", "EZRA BEDELL", "ELEZEE 222"])
def test_a_rule_that_touches_the_letters_goes_without_their_bottom_bars(
    text: str, rise: float, faxed: Faxed, tools: Engines
) -> None:
    plain, ruled = touching(text, faxed, rise)
    assert read(ruled, tools) == read(plain, tools) == text
    assert feet(ruled).sum() > 0.5 * feet(plain).sum()


@pytest.mark.parametrize("rise", [0.7, 1.5])
def test_a_tail_that_goes_through_a_rule_stays(rise: float, faxed: Faxed, tools: Engines) -> None:
    plain, ruled = touching("Gregory Aguayo", faxed, rise)
    assert read(ruled, tools) == read(plain, tools) == "Gregory Aguayo"
    assert ruled.y1 == pytest.approx(plain.y1, abs=4)


@pytest.mark.parametrize("underlined", [True, False])
def test_a_frame_below_the_answer_s_own_rule_hides_neither(underlined: bool, faxed: Faxed, tools: Engines) -> None:
    page = page_with(NAME, faxed, rule="double")
    assert letters_of(read(cut(page, underlined=underlined), tools)) == letters_of(NAME)


def test_specks_before_the_answer_are_left_out_however_many(faxed: Faxed) -> None:
    def specks(sheet: Sheet) -> None:
        for x, y in ((-40, -6), (-37, -2), (-34, -7), (-31, -1)):
            sheet.patch((X + x, Y + y), (X + x + 2, Y + y), (X + x + 2, Y + y + 2), (X + x, Y + y + 2))

    clean = cut(page_with(NAME, faxed), left=X - 60)
    dirty = cut(page_with(NAME, faxed, extra=specks), left=X - 60)
    assert clean is not None
    assert dirty is not None
    assert dirty.x0 == pytest.approx(clean.x0, abs=6)


def test_dirt_between_the_rule_above_and_the_letters_makes_the_line_no_higher(faxed: Faxed) -> None:
    def above(sheet: Sheet) -> None:
        sheet.stroke((X - 60, Y - 13), (X + 340, Y - 13), width=0.8)
        for x in range(0, 200, 40):
            sheet.patch((X + x, Y - 13), (X + x + 1.5, Y - 13), (X + x + 1.5, Y - 9), (X + x, Y - 9))

    clean, dirty = cut(page_with(NAME, faxed)), cut(page_with(NAME, faxed, extra=above))
    assert clean is not None
    assert dirty is not None
    assert dirty.image.shape[0] == pytest.approx(clean.image.shape[0], abs=8)


def test_specks_over_specks_after_the_answer_are_no_word(faxed: Faxed) -> None:
    def specks(sheet: Sheet) -> None:
        for x, y in ((290, -8), (291, -3), (310, -7), (310, -1), (330, -5)):
            sheet.patch((x, Y + y), (x + 1.5, Y + y), (x + 1.5, Y + y + 1.5), (x, Y + y + 1.5))

    clean, dirty = cut(page_with(NAME, faxed)), cut(page_with(NAME, faxed, extra=specks))
    assert clean is not None
    assert dirty is not None
    assert dirty.x1 == pytest.approx(clean.x1, abs=6)


def test_a_last_letter_in_parts_is_no_dirt(faxed: Faxed) -> None:
    whole = cut(page_with("07/15/1982", faxed))
    parted = page_with("07/15/1982", faxed)
    assert whole is not None
    middle = round((whole.y0 + whole.y1) / 2)
    for row in (middle - 5, middle, middle + 5):
        parted.source[row : row + 2, round(whole.x1) - 18 : round(whole.x1) + 4] = 255
    found = cut(parted)
    assert found is not None
    assert found.x1 == pytest.approx(whole.x1, abs=4)


def test_an_upright_rule_of_the_frame_is_no_letter(faxed: Faxed) -> None:
    def frame(sheet: Sheet) -> None:
        sheet.stroke((X + 130, Y - 60), (X + 130.6, Y + 60), width=0.8)

    clean = cut(page_with(NAME, faxed, rule="whole"))
    framed = cut(page_with(NAME, faxed, rule="whole", extra=frame))
    assert clean is not None
    assert framed is not None
    assert framed.x1 == pytest.approx(clean.x1, abs=6)
    assert framed.y1 - framed.y0 == pytest.approx(clean.y1 - clean.y0, abs=3)


def test_a_stamp_beside_the_answer_ends_it(faxed: Faxed, tools: Engines) -> None:
    def stamp(sheet: Sheet) -> None:
        for x in (X + 135, X + 141):
            sheet.stroke((x + 6, Y - 26), (x, Y + 20), width=1.4)
        sheet.write(X + 150, Y + 3, "SEP 27 2025", "sans-bold", 15)

    assert letters_of(read(cut(page_with(NAME, faxed, rule="whole", extra=stamp)), tools)) == letters_of(NAME)


@pytest.mark.parametrize(("streak", "crosses"), [(None, False), (X + 40, True), (X + 300, False)])
def test_a_line_that_a_streak_crossed_can_be_seen_with_it(streak: float | None, crosses: bool, faxed: Faxed) -> None:
    def dirt(sheet: Sheet) -> None:
        if streak is not None:
            sheet.stroke((streak, 0), (streak, 792), width=0.7)

    page = page_with("341902265", faxed, extra=dirt)
    assert page.decisions.streaks == (streak is not None)
    found = cut(page)
    assert found is not None
    with_streaks = found.look_with_streaks(0)
    assert (with_streaks is not None) is crosses
    if with_streaks is not None:
        assert (with_streaks < 150).sum() > (found.look(0, rule=True) < 150).sum()
