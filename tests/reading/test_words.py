"""A printed text is found in a line of words in spite of misread letters, lost blanks and glued answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.seen import SeenWord
from pipeline.reading.words import Found, TextLine, find_text, letters_of, lines_of, shifted

Line = Callable[[str], TextLine]
Seen = Callable[..., list[SeenWord]]


def test_a_text_is_found_where_it_stands(line: Line) -> None:
    (found,) = find_text("File No:", line("Event #: BOS2501000123 File No: A123"), 74)
    assert (found.x0, found.x1) == (100 + 23 * 10, 100 + 31 * 10)
    assert (found.baseline, found.score) == (50, 100)


@pytest.mark.parametrize("text", ["Nane of A1ien: RIBEIRO", "Name ofAlien: RIBEIRO", "Nam of Alien: RIBEIRO"])
def test_misread_and_missing_letters_do_no_harm(text: str, line: Line) -> None:
    found = find_text("Name of Alien:", line(text), 74)
    assert found
    assert found[0].x1 < 100 + 10 * len("Name of Alien: RIB")


def test_letters_invented_within_the_first_word_of_a_title_do_no_harm(line: Line) -> None:
    (found,) = find_text(
        "Immigration Detainer - Notice of Action", line("8 Imimigration Detainer - Notice Of Action"), 80
    )
    assert found.x0 == 100 + 10 * len("8 ")


def test_a_label_that_is_glued_to_its_answer_ends_within_the_word(line: Line) -> None:
    (found,) = find_text("Date:", line("Date:02/11/2025"), 74)
    whole = 10 * len("Date:02/11/2025")
    assert 100 < found.x1 < 100 + whole / 2


def test_signs_after_a_label_belong_to_it(line: Line) -> None:
    (found,) = find_text("Event #:", line("Event #: BOS2501000123"), 74)
    assert found.x1 == 100 + 10 * len("Event #:")


def test_a_text_that_stands_twice_is_found_twice_the_better_first(line: Line) -> None:
    places = find_text("Date:", line("Date: 77 Sex: Dote: 88"), 70)
    assert len(places) == 2
    assert places[0].score > places[1].score
    assert places[0].x0 < places[1].x0


def test_the_middle_of_a_word_is_no_label(line: Line) -> None:
    assert not find_text("sex:", line("unisexual matters"), 90)


def test_what_is_not_there_is_not_found(line: Line) -> None:
    assert not find_text("Citizenship:", line("IT IS THEREFORE REQUESTED THAT YOU"), 74)
    assert not find_text("Citizenship:", line("..."), 74)


def test_a_baseline_is_that_of_words_without_descending_letters() -> None:
    words = [
        SeenWord("Begin", 0, 30, 50, 57, 0.9, 0),
        SeenWord("Alien", 60, 30, 110, 50, 0.9, 0),
        SeenWord("No:", 120, 30, 150, 51, 0.9, 0),
    ]
    (line,) = lines_of(words)
    assert line.baseline == 51


def test_words_are_gathered_by_line_from_the_top_each_from_left_to_right(seen: Seen) -> None:
    lower, upper = seen("second line", 7, baseline=200), seen("first line", 9, baseline=50)
    lines = lines_of([*reversed(lower), *upper])
    assert [line.text for line in lines] == ["first line", "second line"]


def test_words_of_a_crop_are_put_back_on_the_page() -> None:
    (word,) = shifted([SeenWord("x", 14, 28, 42, 56, 0.5, 3)], 100, 200, 1.4)
    assert (word.x0, word.y0, word.x1, word.y1) == (110, 220, 130, 240)
    assert (word.confidence, word.line) == (0.5, 3)


def test_only_letters_and_digits_count() -> None:
    assert letters_of("File No: A-123 ") == "filenoa123"


def test_two_places_overlap_only_on_one_line() -> None:
    one, same = Found(100, 200, 50, 20, 90), Found(150, 260, 54, 20, 90)
    below, beside = Found(150, 260, 80, 20, 90), Found(202, 260, 50, 20, 90)
    assert one.overlaps(same)
    assert not one.overlaps(below)
    assert not one.overlaps(beside)


@given(
    text=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    wanted=st.text("abcdefgh :", min_size=1, max_size=12),
)
def test_whatever_stands_there_what_is_found_lies_within_the_line(text: str, wanted: str) -> None:
    words = [SeenWord(word, 10.0 * i, 0, 10.0 * i + 9, 20, 0.9, 0) for i, word in enumerate(text.split())]
    for line in lines_of(words):
        for place in find_text(wanted, line, 60):
            assert words[0].x0 <= place.x0 <= place.x1 <= words[-1].x1
