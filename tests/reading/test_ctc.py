"""A text is held against what the small reader saw: the forward algorithm, and texts made of parts of several."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.ctc import ALPHABET, BESIDE, Chances, as_seen, best_path, likelihoods, together


def code(letter: str) -> int:
    return ALPHABET.index(letter) + 1


def seen(text: str, steps: int = 80, sure: float = 0.9) -> Chances:
    """A line on which each letter of the text is seen at one step."""
    chances = np.full((steps, len(ALPHABET) + 1), 0.0005, np.float32)
    chances[:, 0] = 1
    for step, letter in zip(np.linspace(1, steps - 2, len(text)).astype(int), text, strict=True):
        chances[step, 0] = 1 - sure
        chances[step, code(letter)] = sure
    return np.asarray(chances / chances.sum(axis=1, keepdims=True), np.float32)


def collapsed(path: tuple[int, ...]) -> str:
    runs = [letter for letter, _ in itertools.groupby(path)]
    return "".join(ALPHABET[letter - 1] for letter in runs if letter)


def by_counting(chances: Chances, text: str) -> float:
    """The same from its definition: the sum over every way to lay the text along the steps, ends left out or not."""
    steps, best = len(chances), chances.max(axis=1).astype(float)
    letters = [0, *sorted({code(letter) for letter in text})]
    total = 0.0
    for before, after in itertools.product(range(steps), repeat=2):
        inside = steps - before - after
        if inside < 1:
            continue
        price = (BESIDE if before else 1.0) * (BESIDE if after else 1.0)
        around = math.prod(best[:before]) * math.prod(best[steps - after :])
        for path in itertools.product(letters, repeat=inside):
            if collapsed(path) == text:
                total += price * around * math.prod(chances[before + at, one] for at, one in enumerate(path))
    return math.log(total)


@given(text=st.text("AB", min_size=1, max_size=3), seed=st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_a_text_is_as_probable_as_all_ways_to_lay_it_along_the_line(text: str, seed: int) -> None:
    chances = np.random.default_rng(seed).random((5, len(ALPHABET) + 1)).astype(np.float32)
    chances /= chances.sum(axis=1, keepdims=True)
    # another text of another length in the same batch changes nothing
    (got, _), expected = likelihoods([chances], [text, "ABABA"])[0], by_counting(chances, text)
    assert got == pytest.approx(expected, abs=1e-3)


def test_the_text_that_was_seen_is_more_probable_than_any_other() -> None:
    texts = ["MONTENEGRO, HOA", "MONTENFGRO, HOA", "MONTENEGRO HOA", "ONTENEGRO, HOA"]
    found = likelihoods([seen(texts[0])], texts)[0]
    assert found.argmax() == 0
    assert found[0] == pytest.approx(best_path(seen(texts[0])), abs=0.5)


def test_dirt_beside_a_number_costs_less_than_a_wrong_letter_in_it() -> None:
    whole, wrong = likelihoods([seen("MAN25108545631J")], ["MAN2510854563", "MAN2510854663"])[0]
    assert whole > wrong + 3


def test_each_look_makes_another_mistake_and_together_they_make_none() -> None:
    texts = ["MONTENFGRO, HOA", "MONTENEGRQ, HOA", "MONTFNEGRO, HOA", "MONTENEGRO, HQA"]
    assert together([seen(text, sure=0.6) for text in texts], texts) == "MONTENEGRO, HOA"


def test_looks_that_agree_keep_their_text() -> None:
    assert together([seen("TRAN, HOA")] * 2, ["TRAN, HOA", "TRAN, HOA"]) == "TRAN, HOA"


def test_texts_of_other_readers_are_held_against_print_without_their_accents() -> None:
    assert as_seen("Fernandò  Núñez — x") == "Fernando Nunez x"


@given(text=st.text(max_size=20))
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_held_against_a_line(text: str) -> None:
    assert np.isfinite(likelihoods([seen("A", 30)], [as_seen(text)])).all()
