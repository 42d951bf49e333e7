"""Building and judging families differ in what could be learnt by heart, and each draws what its truth says."""

from random import Random

import numpy as np
import pytest

from pipeline.reading.listed_names import listed
from sample_faxes import families, fax, fonts, harm, loose_marks, marks, pen, people
from sample_faxes.families import BUILDING, FAMILIES, JUDGING
from sample_faxes.forms import requests, style, variants
from sample_faxes.paper import Sheet, inked
from sample_faxes.vary import one

BOTH = [(build, judge) for build in ("varied",) for judge in FAMILIES if FAMILIES[judge].purpose == JUDGING]


def styles(family: str) -> list[style.Style]:
    return [FAMILIES[family].style(Random(number)) for number in range(300)]


def faces(family: str) -> set[str]:
    return {face for drawn in styles(family) for face in (drawn.label, drawn.label_bold, drawn.fill)}


def test_there_are_families_for_building_and_for_judging() -> None:
    assert {one.purpose for one in FAMILIES.values()} == {BUILDING, JUDGING}


@pytest.mark.parametrize(("build", "judge"), BOTH)
def test_what_is_built_on_shares_no_face_and_no_mark_with_what_judges(build: str, judge: str) -> None:
    assert not {fonts.FACES[face] for face in faces(build)} & {fonts.FACES[face] for face in faces(judge)}
    assert not {drawn.mark for drawn in styles(build)} & {drawn.mark for drawn in styles(judge)}


def test_no_name_stands_in_the_lists_of_two_families() -> None:
    lists = (people.USUAL, people.VARIED, people.JUDGE)
    every = [name for names in lists for name in (*names.families, *names.women, *names.men)]
    assert len(every) == len(set(every))


def test_no_label_of_the_building_family_is_printed_for_judging() -> None:
    assert variants.VARIED_LABELS.keys() == variants.LABELS.keys()
    for label, words in variants.VARIED_LABELS.items():
        assert not set(words) & set(variants.LABELS[label])


def test_the_faces_are_many_with_typewriters_and_narrow_ones_among_them() -> None:
    fills = {drawn.fill for family in FAMILIES for drawn in styles(family)}
    assert len(fills) >= 12
    assert {"typewriter", "typist", "narrow-bold", "pt-narrow-bold"} <= fills


@pytest.mark.parametrize("names", [people.VARIED, people.JUDGE], ids=["varied", "judge"])
def test_names_are_of_many_sorts_and_at_most_forty_letters(names: people.Names) -> None:
    rng = Random(1)
    drawn = [people.someone(rng, names) for _ in range(2000)]
    letters = [len("".join(f"{who.last}{who.first}{who.middle}".split())) for who in drawn]
    assert 36 <= max(letters) <= people.LONGEST
    assert {sign for who in drawn for sign in who.last if not sign.isalpha()} == set("'-. ")


@pytest.mark.parametrize("family", ["varied", "other", "judge"])
def test_a_family_is_drawn_alike_twice_where_its_fonts_are(family: str) -> None:
    if any(not fonts.FACES[face].is_file() for face in FAMILIES[family].faces):
        pytest.skip("font packages of this family are not installed")
    first = one((5, 7, family))
    assert first == one((5, 7, family))
    assert first.looks["family"] == family


def test_missing_fonts_are_one_sentence_that_names_every_package(monkeypatch: pytest.MonkeyPatch) -> None:
    for face in ("hack", "hack-bold", "pen"):
        monkeypatch.setitem(fonts.FACES, face, fonts.FACES[face].with_name("not-there.ttf"))
    with pytest.raises(fonts.FontsMissingError, match=r"fonts-dkg-handwriting.* fonts-hack"):
        families.check("varied")


EVERY_MARK = sorted({*pen.MARKS, *loose_marks.JUDGE, *marks.USUAL, *marks.OTHER}, key=lambda mark: mark.__name__)


@pytest.mark.parametrize("mark", EVERY_MARK, ids=lambda mark: mark.__name__)
def test_a_mark_says_which_box_is_meant_however_far_it_strays(mark: pen.Mark) -> None:
    side, gap, dots = 8.0, 12.0, 6

    def inside(page: np.ndarray, row: int) -> float:
        top, left = 30 + row * gap, 30
        return float((255 - page[int(top * dots) : int((top + side) * dots), left * dots : int(38 * dots)]).mean())

    try:
        for number in range(12):
            sheet = Sheet((80, 80))
            mark(sheet, 30, 30 + gap, side, Random(number))
            above, meant, below = (inside(inked(sheet, dots), row) for row in range(3))
            assert meant > 6
            assert meant > 2 * max(above, below)
    except fonts.FontsMissingError:
        pytest.skip("the face of this mark is not installed")


@pytest.mark.parametrize("level", harm.LEVELS)
@pytest.mark.parametrize("resolution", ["standard", "fine"])
def test_a_harmed_page_keeps_its_size_and_its_ink(level: str, resolution: str) -> None:
    sheet = Sheet()
    for row in range(100, 700, 12):  # strokes, since a machine may hollow out what is solid
        sheet.stroke((60, row), (540, row), width=3)
    page = harm.sent(sheet, harm.LEVELS[level], np.random.default_rng(3), resolution)
    assert page.black.shape == (11 * fax.LINES[resolution], fax.COLUMNS)
    assert 0.08 < page.black.mean() < 0.3


def test_pages_of_the_harshest_level_lie_up_to_four_degrees_crooked() -> None:
    assert harm.LEVELS["awful"].skew == FAMILIES["judge"].levels["awful"].skew == 4.0


def test_another_printing_keeps_every_field_and_box_of_the_form() -> None:
    for number in range(20):
        for printing in (variants.varied_printing, variants.other_printing, variants.judge_printing):
            plain = requests.i247a(style.usual(Random(number)))
            changed = printing(plain, Random(number))
            assert [type(block) for block in changed.blocks] == [type(block) for block in plain.blocks]
            for before, after in zip(plain.blocks, changed.blocks, strict=True):
                kept = [[cell.field for cell in getattr(block, "cells", ())] for block in (before, after)]
                assert kept[0] == kept[1]


def test_names_of_lists_are_thousands_and_a_few_of_them_stand_in_none() -> None:
    names = people.of_lists()
    assert names is people.of_lists()
    words = [word for part in (names.families, names.women, names.men) for word in part if word.isalpha()]
    unknown = [word for word in words if not listed(word)]
    assert len(set(words)) > 3000
    assert 0.05 < len(unknown) / len(words) < 0.15
