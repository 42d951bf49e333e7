"""The diagram of stated against measured confidence says what the rows say."""

from pathlib import Path

import pytest

from benchmarks.reliability import Claim, binned, diagram, error, read, shown


def claims(confidence: float, right: int, wrong: int) -> list[Claim]:
    return [Claim(confidence, place < right, False) for place in range(right + wrong)]


def test_a_bin_holds_what_was_stated_and_what_was_right() -> None:
    (low, high) = binned([*claims(0.85, 3, 1), *claims(1.0, 10, 0)])
    assert (low.stated, low.measured) == (pytest.approx(0.85), 0.75)
    assert (high.low, high.high, high.measured) == (0.995, 1.0, 1.0)
    assert low.between[0] < 0.75 < low.between[1]


def test_a_claim_on_an_edge_falls_into_one_bin() -> None:
    assert [len(one.claims) for one in binned([*claims(0.9, 1, 0), *claims(0.0, 0, 1)])] == [1, 1]


def test_the_error_is_weighed_by_the_values() -> None:
    assert error(binned([*claims(0.85, 3, 1), *claims(1.0, 4, 0)])) == pytest.approx(0.05)


def test_only_what_was_read_claims_something(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "file,family,level,res,field,wanted,got,confidence,reader,doubt,accepted\n"
        "a,f,l,r,sex,M,M,0.99,both,,yes\n"
        "a,f,l,r,sex,M,,0.0,,unreadable,yes\n"
        "a,f,l,r,basis,biometric,,0.8,boxes,,yes\n"
        "a,f,l,r,subject_id,1,2,0.5,both,low_confidence,yes\n"
    )
    assert read(rows) == [Claim(0.99, True, False), Claim(0.8, False, False), Claim(0.5, False, True)]
    assert read(rows, ["sex"]) == [Claim(0.99, True, False)]


def test_the_diagram_and_the_table_show_every_bin() -> None:
    bins = binned([*claims(0.85, 3, 1), *claims(0.97, 9, 1)])
    drawn = diagram(bins)
    assert drawn.startswith("<svg")
    assert "3 of 4 right" in drawn
    assert drawn.count("<circle") == 3  # the upper tenth is drawn twice
    assert "0.97 to 0.98" in shown(bins)


def test_nothing_read_is_an_empty_diagram() -> None:
    assert "<circle" not in diagram([])
