"""Words of lists of names tell a name that was read well from one that lost a stroke."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.calibration import chance
from pipeline.reading.listed_names import chance_of, exchanges, listed, near, words_of
from pipeline.reading.name_letters import usualness
from pipeline.reading.offers import AGAIN, LISTED
from pipeline.values import Candidate


@pytest.mark.parametrize(
    "name", ["TESFAYE, Edson", "O'Sullivan, Orlando", "VELASQUEZ-ARREAGA, Ana", "Nguyễn, Văn", "DE LOS SANTOS, J."]
)
def test_a_name_of_words_that_people_bear_is_listed(name: str) -> None:
    assert listed(name)


@pytest.mark.parametrize("name", ["TESTAYE, Edson", "FFRNANDEZ, Luis", "DIAZ 7, Ana", "", "A. B.", "LOPEZ; Ana"])
def test_a_name_with_a_word_or_a_sign_that_no_list_has_is_not(name: str) -> None:
    assert not listed(name)


def test_a_word_that_more_people_bear_is_likelier() -> None:
    rare, frequent = chance_of("TESFAYE"), chance_of("GARCIA")
    assert rare is not None
    assert frequent is not None
    assert rare < frequent < 0
    assert chance_of("TESTAYE") is None


def test_a_listed_name_is_more_usual_than_one_of_letters_as_usual() -> None:
    assert usualness("TESFAYE") > usualness("TESTAYE") + 3


@pytest.mark.parametrize(
    ("seen", "printed"), [("TESTAYE", "TESFAYE"), ("LOJRDES", "LOURDES"), ("WOLDEGERRIEL", "WOLDEGEBRIEL")]
)
def test_words_near_to_a_misread_one_hold_what_was_printed(seen: str, printed: str) -> None:
    assert printed in near(seen)


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        ("Testaye, Edson", "Tesfaye, Edson"),
        ("LOJRDES Ana", "LOURDES Ana"),
        ("Kurt zman, Rafael", "Kurtzman, Rafael"),
        ("DEJ GADILLO, Mbali", "DELGADILLO, Mbali"),
    ],
)
def test_words_of_no_list_can_be_exchanged_and_a_parted_one_made_whole(seen: str, printed: str) -> None:
    made = {seen[:start] + word + seen[end:] for start, end, words in exchanges(seen) for word in words}
    assert printed in made


def test_a_name_that_is_listed_is_left_as_it_is() -> None:
    assert exchanges("GARCIA LOPEZ, Maria Elena") == []


@given(st.text("ABEIJLORSTUabeijlorstu ,-'", max_size=24))
def test_every_exchange_stands_within_the_text_and_is_listed(text: str) -> None:
    for start, end, words in exchanges(text):
        assert 0 <= start < end <= len(text)
        assert words
        assert all(chance_of(word.upper()) is not None for word in words)


@given(st.text(max_size=20))
def test_the_words_of_any_text_are_plain_capitals(text: str) -> None:
    assert all(word.isascii() and word.isupper() for word in words_of(text))


def _looks(name: str, others: tuple[str, ...] = ()) -> list[Candidate]:
    """A name that both quick readers see at all looks, and what else was offered with the likelihood of the same."""
    looks = [Candidate(name, reader, 0.98, -0.4) for reader in ("fax print", "tesseract", *["fax print" + AGAIN] * 3)]
    return looks + [Candidate(other, "fax print" + LISTED, 0.5, -4.0) for other in others]


def test_a_listed_name_is_likelier_right_than_another_that_was_seen_as_clearly() -> None:
    wanted, other = _looks("TESFAYE, Edson"), _looks("TESTAYE, Edson", ("TESFAYE, Edson",))
    assert chance("name", "TESFAYE, Edson", wanted) > chance("name", "TESTAYE, Edson", other)


def test_a_name_that_nobody_saw_never_stands_by_itself() -> None:
    offers = [
        Candidate("TESTAYE, Edson", "tesseract", 0.5, -9.0),
        Candidate("TESFAYE, Edson", "fax print" + LISTED, 0.5, -1.0),
    ]
    assert chance("name", "TESFAYE, Edson", offers) < 0.93
