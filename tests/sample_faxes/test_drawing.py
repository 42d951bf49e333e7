"""The drawing program gives the same bytes twice, and what it draws can be decoded."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sample_faxes import fonts, people, tiff
from sample_faxes.cases import two_people
from sample_faxes.fax_cases import FAXES
from sample_faxes.mail_cases import EVERY, from_the_office, press_query
from sample_faxes.transmission import Transmission

SAMPLES = Path(__file__).parents[2] / "sample_faxes"


@pytest.mark.parametrize("draw", [FAXES[2].transmission, from_the_office, press_query], ids=["fax", "pdf", "mail"])
def test_drawing_a_case_twice_gives_the_same_bytes(draw: object) -> None:
    first, second = draw(), draw()
    assert first == second


def test_a_call_with_two_people_is_two_requests() -> None:
    drawn: Transmission = two_people()
    assert [kind for kind, _ in drawn.records] == ["detainer", "detainer"]
    assert len(drawn.requests) == drawn.pages == 2


def test_what_the_program_would_draw_is_what_is_committed() -> None:
    expected = {entry["file"]: entry for entry in json.loads((SAMPLES / "expected.json").read_text())["documents"]}
    assert len(EVERY) == len(expected)
    drawn = FAXES[3].transmission()
    assert expected[drawn.file] == drawn.entry()


@pytest.mark.parametrize("coding", tiff.CODINGS)
@pytest.mark.parametrize("reverse", [False, True])
def test_a_tiff_gives_back_the_page_that_was_put_in(coding: str, reverse: bool) -> None:
    black = np.random.default_rng(1).random((60, 1728)) < 0.1
    written = tiff.tiff(
        [tiff.Page(black, 98), tiff.Page(~black, 98)], coding, reverse, tags={306: "2025:01:02 03:04:05"}
    )
    with Image.open(io.BytesIO(written)) as image:
        assert image.n_frames == 2
        assert np.array_equal(np.asarray(image), ~black)
        assert image.tag_v2[306] == "2025:01:02 03:04:05"
        image.seek(1)
        assert np.array_equal(np.asarray(image), black)


@given(number=st.integers(20_000_000, 249_999_999), style=st.sampled_from(people.NUMBER_STYLES), short=st.booleans())
@settings(max_examples=50, deadline=None)
def test_a_file_number_keeps_its_digits_however_it_is_written(number: int, style: str, short: bool) -> None:
    printed = people.file_number_as_printed(f"{number:09d}", style, short)
    assert int("".join(letter for letter in printed if letter.isdigit())) == number


def test_a_missing_font_is_one_sentence_with_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fonts.FACES, "sans", fonts.LIBERATION / "not-there.ttf")
    with pytest.raises(fonts.FontsMissingError, match=r"apt-get install .*fonts-liberation"):
        fonts.font.__wrapped__("sans", 20)
