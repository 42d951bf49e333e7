"""What readers offer is held against the print, and what it bears out better is offered beside it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.reading.calibration import likeliest
from pipeline.reading.ctc import ALPHABET, Chances
from pipeline.reading.offered import Offered
from pipeline.reading.offers import LISTED, READERS, STEADILY
from pipeline.reading.seen import SeenLine


def printed(text: str, doubtful: dict[int, str]) -> Chances:
    """What the small reader sees at each step of a line; at some places nearly as much of another letter."""
    steps = np.full((2 * len(text) + 1, len(ALPHABET) + 1), 1e-5, np.float32)
    steps[::2, 0] = 0.99
    for place, letter in enumerate(text):
        step = steps[2 * place + 1]
        step[ALPHABET.index(letter) + 1] = 0.6 if place in doubtful else 0.99
        if place in doubtful:
            step[ALPHABET.index(doubtful[place]) + 1] = 0.39
    return steps


def offered(text: str, doubtful: dict[int, str]) -> Offered:
    """A name that all looks of both quick readers see alike."""
    gathered = Offered("name")
    gathered.look([SeenLine(text, 0.6, printed(text, doubtful))] * 4)
    gathered.add(READERS[1], SeenLine(text, 0.9))
    assert gathered.all_alike
    gathered.weigh()
    return gathered


def listed_of(gathered: Offered) -> list[str]:
    return [one.value for one in gathered.candidates if one.reader == READERS[0] + LISTED]


def test_a_listed_name_that_print_bears_out_is_offered_beside_the_misread_one_that_all_saw() -> None:
    gathered = offered("TESTAYE, Edson", {3: "F"})
    assert listed_of(gathered) == ["TESFAYE, Edson"]
    assert likeliest("name", gathered.candidates)[1] < 0.93, "nobody saw the one, and the other is no name"


@pytest.mark.parametrize("text", ["RAKOTOMALALA, Edson", "VAKHTANGI, Edson"])
def test_a_name_of_no_list_stays_alone_where_no_listed_one_is_near(text: str) -> None:
    assert listed_of(offered(text, {})) == []


def test_a_listed_name_is_not_exchanged_for_another() -> None:
    gathered = offered("ALVARADO, Marta", {12: "l"})
    assert listed_of(gathered) == []
    assert likeliest("name", gathered.candidates)[0] == "ALVARADO, Marta"


def test_how_steadily_a_value_is_seen_is_the_share_of_looks_that_see_it_whatever_else_they_see() -> None:
    gathered = Offered("file_number")
    gathered.look([SeenLine("A212 604 718", 0.9)] * 4)
    gathered.add(READERS[1], SeenLine("A212 604 713", 0.9))
    gathered.steady([SeenLine(text, 0.9) for text in ("A212604718", "212 604 718", "A21Z 604 718 .", "illegible")])
    shares = {one.value: one.confidence for one in gathered.candidates if one.reader == READERS[0] + STEADILY}
    assert shares == {"212604718": 0.75, "212604713": 0.0}
