"""Words become a document whose tokens know where they came from; rules find spans in it; a wrong rule is refused."""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.errors import WrongSettings
from pipeline.reading.document import RULES, document_of_text, document_of_words, matches, rules
from pipeline.values import Box, Word

WORDS = [
    Word("Please", Box(0.1, 0.1, 0.2, 0.12), 0.9, 0),
    Word("rnaintain", Box(0.21, 0.1, 0.3, 0.12), 0.8, 0),
    Word("custody", Box(0.31, 0.1, 0.4, 0.12), 0.6, 0),
    Word("of", Box(0.41, 0.1, 0.43, 0.12), 0.95, 0),
    Word("alien;", Box(0.44, 0.1, 0.5, 0.13), 0.7, 0),
]


def test_every_token_remembers_its_box_page_and_confidence() -> None:
    doc = document_of_words(WORDS, page=3)
    assert [token.text for token in doc] == ["Please", "rnaintain", "custody", "of", "alien", ";"]
    assert [token._.page for token in doc] == [3] * 6
    assert doc[4]._.box == doc[5]._.box == WORDS[4].box
    assert doc[1]._.confidence == 0.8


def test_a_match_has_the_lowest_confidence_and_the_box_around_its_words() -> None:
    words = [Word("maintain", Box(0.21, 0.1, 0.3, 0.12), 0.8, 0), *WORDS[2:]]
    (found,) = [m for m in matches("mentions", document_of_words(words, 1)) if m.label == "HOLD_REQUEST"]
    assert found.text == "maintain custody of"
    assert found.confidence == 0.6
    assert found.box == Box(0.21, 0.1, 0.43, 0.12)


def test_a_misread_letter_does_not_hide_a_phrase() -> None:
    assert any(m.label == "HOLD_REQUEST" for m in matches("mentions", document_of_text("maintoin custodv of")))


def test_written_text_is_sure_and_stands_nowhere() -> None:
    (found,) = [m for m in matches("mentions", document_of_text("maintain custody of")) if m.label == "HOLD_REQUEST"]
    assert (found.confidence, found.box) == (1.0, None)


def test_no_two_matches_share_a_word() -> None:
    text = "Please maintain custody of the alien; we request that you hold him for 48 hours in custody. " * 3
    end = -1
    for found in matches("mentions", document_of_text(text)):
        assert found.span.start >= end
        end = found.span.end


def test_a_long_text_is_cut() -> None:
    assert len(document_of_text("word " * 50_000, most=100)) <= 21


@pytest.mark.parametrize("label", sorted(file.stem for file in RULES.glob("*.jsonl")))
def test_every_rule_file_loads(label: str) -> None:
    assert len(rules(label)) > 0


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"label": "X"}',
        '{"pattern": [{"LOWER": "x"}]}',
        '{"label": "X", "pattern": [{"LOWR": "x"}]}',
        '{"label": "X", "pattern": "x"}',
        '{"label": "X", "pattern": []}',
        "[]",
    ],
)
def test_a_wrong_rule_is_refused_with_file_and_line(line: str, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"label": "X", "pattern": [{"LOWER": "x"}]}\n\n' + line + "\n")
    with pytest.raises(WrongSettings) as caught:
        rules("bad", tmp_path)
    assert caught.value.file == str(tmp_path / "bad.jsonl")
    assert caught.value.key == "line 3"
    assert "pattern" in caught.value.expected


def test_a_gap_of_any_allowed_length_is_bridged_and_no_longer_one(tmp_path: Path) -> None:
    (tmp_path / "gap.jsonl").write_text(
        '{"label": "X", "pattern": [{"LOWER": "from"}, {"OP": "{1,3}"}, {"LOWER": "to"}]}\n'
    )
    found = [bool(rules("gap", tmp_path)(document_of_text(f"from {'x ' * gap} to"))) for gap in range(5)]
    assert found == [False, True, True, True, False]


@pytest.mark.parametrize("words", ["please request hold ask ", "cancel ", "is a detainer our as ", "attached is a "])
def test_a_hostile_text_of_a_rule_s_own_words_takes_no_memory(words: str) -> None:
    """With gaps that the matcher bridges in every way it can, this would take minutes and gigabytes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert list(matches("mentions", document_of_text(words * 1000))) is not None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_threads_may_lay_rules_over_documents_at_once() -> None:
    def labels(number: int) -> list[str]:
        doc = document_of_text(f"We lodged a detainer against number {number} and ask you to maintain custody of him")
        return [found.label for found in matches("mentions", doc)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(labels, range(40)))
    assert all(each == found[0] and "HOLD_REQUEST" in each for each in found)
