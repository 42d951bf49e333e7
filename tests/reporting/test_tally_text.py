"""The tally on the terminal says the figures, what is left out, and what is open."""

from pipeline.counting.completeness import MISSING_WORDS, MissingCode, with_missing
from pipeline.counting.completeness.finding import found
from pipeline.reporting.tally_text import tally_text
from pipeline.vocabulary import Status
from tests.counting.conftest import Drawn


def test_a_final_year_says_so(small_year):
    text = tally_text(small_year.tally())
    told = " ".join(text.split())
    assert text.startswith("Detainer requests received in 2025: 3\n")
    assert "2024: 1 (2 more in 2025)" in told
    assert "probable cause 2" in told
    assert "sent again 1" in told
    assert "notification requests 1" in told
    assert told.endswith("Final: nothing received in the year is waiting.")
    assert max(map(len, text.splitlines())) <= 80


def test_an_open_year_says_what_is_open(drawn, counted):
    told = tally_text(
        counted(drawn.document("a"), drawn.document("b", drawn.detainer(1), status=Status.NEEDS_REVIEW)).tally()
    )
    assert "2025: 1 so far" in told
    assert "Not final: two transmissions could still change this." in told
    assert "stored, not read yet" in told


def test_an_empty_year_shows_no_empty_groups(counted):
    told = tally_text(counted().tally())
    assert "By reason" not in told
    assert "Not counted" not in told


def test_what_may_be_missing_is_told_apart_and_keeps_the_year_open(small_year):
    asking = found(MissingCode.PAGES_ANNOUNCED, "fax-d-4", ("a",), "The header line announces 2 pages and 1 came.")
    silent = found(MissingCode.SOURCE_SILENT, "mail", ("b",), "Nothing came from mail.")
    told = tally_text(with_missing(small_year.tally(), [silent], Drawn.zone))
    assert told.endswith("Final: nothing received in the year is waiting.\n"), "a silence is no trace of a request"
    assert "sources silent 1" in " ".join(told.split())
    told = tally_text(with_missing(small_year.tally(), [silent, asking], Drawn.zone))
    assert "Detainer requests received in 2025: 3 so far" in told
    assert "Not final: one thing that may be missing has not been looked into." in told
    assert max(map(len, told.splitlines())) <= 80


def test_every_code_has_words_that_fit_into_a_line():
    assert all(len(MISSING_WORDS[code]) <= 34 for code in MissingCode)
