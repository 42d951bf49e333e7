"""What is usual in names tells a letter that lost a stroke from the one it now looks like."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.calibration import evidence
from pipeline.reading.name_letters import by_letters, more_usual_by_one_letter, usualness
from pipeline.values import Candidate


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("FERNANDEZ, Luis", "FFRNANDFZ, Luis"),
        ("VELASQUEZ, Ana", "VELASOUEZ, Ana"),
        ("OKONKWO, Ifeoma", "OKQNKWO, Ifeoma"),
        ("NGUYEN, Van Thanh", "NGUVEN, Van Thanh"),
        ("PETROVIC, Milan", "PFTROVLC, Milan"),
    ],
)
def test_a_name_is_more_usual_than_what_it_looks_like_without_a_stroke(printed: str, seen: str) -> None:
    assert usualness(printed) > usualness(seen) + 3


@pytest.mark.parametrize("other", ["Fernández, Luis", "fernandez luis", "FERNANDEZ-LUIS", "FERNANDEZ   Luis"])
def test_capitals_accents_and_what_parts_the_words_do_not_matter(other: str) -> None:
    assert usualness(other) == pytest.approx(usualness("FERNANDEZ, Luis"))


def test_a_longer_name_is_not_less_usual_for_its_length() -> None:
    assert usualness("MARIA ELENA RODRIGUEZ GARCIA") > usualness("RODRIGUEZ GARCIA") - 1


@given(st.text(max_size=60))
def test_any_text_has_a_usualness(text: str) -> None:
    assert math.isfinite(usualness(text))
    assert usualness(text + "7") < usualness(text) + 5, "a digit stands in no name"


def test_of_two_names_that_print_bears_out_alike_the_usual_one_leads() -> None:
    offers = [
        Candidate("FERNANDEZ, Luis", "tesseract", 0.6, -5.0),
        Candidate("FFRNANDEZ, Luis", "fax print", 0.6, -5.0),
    ]
    lead = -5
    usual, other = (evidence("name", offer.value, offers)[lead] for offer in offers)
    assert usual > 0 > other
    both = (evidence("text", offer.value, offers)[lead] for offer in offers)
    assert tuple(both) == (0.0, 0.0), "what is usual in names says nothing about other texts"


@pytest.mark.parametrize("name", ["BRATU, LOJRDES", "SAINT-LOJIS, Yaw", "OEADELE, IKWUEMESI", "FFRNANDEZ, Luis"])
def test_a_name_with_a_letter_that_no_name_has_there_would_be_far_more_usual_with_another(name: str) -> None:
    assert more_usual_by_one_letter(name) > 7


@pytest.mark.parametrize(
    "name", ["BRATU, LOURDES", "OKONKWO, Ifeoma", "NGUYEN, Van Thanh", "RIBEIRO, Leandro", "A. B.", ""]
)
def test_a_usual_name_would_not(name: str) -> None:
    assert 0 <= more_usual_by_one_letter(name) < 5


@given(st.text("ABDEFHIJLOQRTU ,-'é", max_size=16))
def test_what_one_letter_changes_is_what_it_changes_of_the_whole_name(name: str) -> None:
    gain = more_usual_by_one_letter(name)
    assert gain >= 0
    if gain:
        words = re.findall("[A-Z]+", name.upper().replace("É", "E"))
        changes = (
            by_letters(word[:place] + letter + word[place + 1 :]) - by_letters(word)
            for word in words
            for place in range(len(word))
            for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        )
        assert any(change == pytest.approx(gain) for change in changes)
