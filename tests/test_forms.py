"""Every form description loads, knows its labels and is told apart from all others; a wrong one is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.errors import WrongSettings
from pipeline.reading.engines import SeenWord
from pipeline.reading.forms import FORMS, Form, known_forms, load_form
from pipeline.reading.identify import match
from pipeline.reading.words import lines_of
from pipeline.vocabulary import Basis, Kind

FILES = sorted(FORMS.glob("*.toml"))
PAPER = (8.5, 14.0)
"""Inches; a form may be on legal paper."""

every_form = pytest.mark.parametrize("form", [load_form(file) for file in FILES], ids=[file.stem for file in FILES])


def seen(text: str) -> list[SeenWord]:
    return [SeenWord(word, 20.0 * i, 0, 20.0 * i + 15, 20, 0.9, 0) for i, word in enumerate(text.split())]


def test_there_is_a_description_for_every_form_that_is_told_apart() -> None:
    assert {form.form for form in known_forms()} >= {"I-247A", "I-247D", "I-247G", "I-247N", "I-200", "I-205"}
    assert [form.name for form in known_forms()] == [file.stem for file in FILES]


@every_form
def test_its_title_tells_it_apart_from_all_others(form: Form) -> None:
    for title in form.known_by.titles:
        found, score, _ = match(lines_of(seen(title)), known_forms())
        assert found is not None
        assert found.name == form.name
        assert score == pytest.approx(100)


@every_form
def test_its_sentences_tell_it_apart_from_all_others(form: Form) -> None:
    for sentence in form.known_by.sentences:
        found, _, _ = match(lines_of(seen(sentence)), known_forms())
        assert found is not None
        assert found.name == form.name


@every_form
def test_every_field_has_its_label_and_every_label_a_place_on_the_paper(form: Form) -> None:
    names = [label.name for label in form.labels]
    assert len(names) == len(set(names))
    assert {answer.label for answer in form.answers} <= set(names)
    for label in form.labels:
        left, baseline, right = label.at
        assert 0 < left < right < PAPER[0]
        assert 0 < baseline < PAPER[1]


@every_form
def test_every_answer_lies_on_the_paper_beside_its_label(form: Form) -> None:
    names = [answer.name for answer in form.answers]
    assert len(names) == len(set(names))
    for answer in form.answers:
        label = form.label(answer.label)
        if answer.until is not None:
            assert label.at[2] < answer.until < PAPER[0], answer.name
        if answer.area is not None:
            left, top, right, bottom = answer.area
            assert 0 <= left < right < PAPER[0], answer.name
            assert 0 < top < bottom < PAPER[1], answer.name
            if answer.side == "above":
                assert top < label.at[1], answer.name
            else:
                assert bottom > label.at[1], answer.name


@every_form
def test_its_boxes_stand_apart_and_mean_what_the_vocabulary_knows(form: Form) -> None:
    places = [box.at for box in form.boxes]
    assert len(places) == len(set(places))
    assert len({(box.field, box.value) for box in form.boxes}) == len(form.boxes)
    for box in form.boxes:
        if box.field == "basis":
            assert box.value in set(Basis)
        if box.field == "notify_agency":
            assert box.value in ("ICE", "CBP")


@every_form
def test_a_form_that_asks_for_something_tells_whom_and_when(form: Form) -> None:
    if form.asks:
        assert {"subject_name", "file_number", "form_date"} <= {answer.name for answer in form.answers}
    else:
        assert form.kind in (Kind.WARRANT_ONLY, Kind.INCOMPLETE, Kind.OTHER)


WHOLE = (FORMS / "i-247a.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "key", "expected"),
    [
        (('kind = "detainer"', 'kind = "detaner"'), "kind", "detainer"),
        (('form = "I-247A"', ""), "form", "required"),
        (('footer = "DHS Form I-247A"', 'foot = "DHS Form I-247A"'), "known_by.foot", "permitted"),
        (("title_at = [2.33, 0.99, 6.17]", ""), "", "known_by.title_at"),
        (('kind = "digits"', 'kind = "number"'), "field.1.kind", "digits"),
        (('name = "file_number"\nkind', 'name = "file_no"\nkind'), "field.3.name", "expected a field"),
        (('label = "subject_id"\nuntil = 4.4', 'label = "subject_id"'), "field.1", "until"),
        (('label = "subject_id"\nuntil = 4.4', 'label = "subject"\nuntil = 4.4'), "", "no label is named subject"),
        (("at = [0.80, 3.36]", "at = [0.80]"), "box.1.at.2", "required"),
        (('field = "basis"\nvalue = "final_order"', 'field = "bases"\nvalue = "final_order"'), "box.1.field", "basis"),
        (("at = [0.64, 1.31, 1.26]", "at = [64, 131, 126]"), "label.1.at.1", "20"),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_a_wrong_description_is_refused_with_file_key_and_expectation(
    change: tuple[str, str], key: str, expected: str, tmp_path: Path
) -> None:
    file = tmp_path / "i-999.toml"
    assert WHOLE.count(change[0]) >= 1
    file.write_text(WHOLE.replace(*change, 1), encoding="utf-8")
    with pytest.raises(WrongSettings) as caught:
        load_form(file)
    assert caught.value.file == str(file)
    assert caught.value.key == key
    assert expected in str(caught.value)


@pytest.mark.parametrize("content", [b"form = ", b"\xff\xfe", b"[[label]\n"])
def test_what_is_no_toml_is_refused_with_its_file(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "i-999.toml"
    file.write_bytes(content)
    with pytest.raises(WrongSettings) as caught:
        load_form(file)
    assert caught.value.file == str(file)


def test_a_description_is_named_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "i-247a-2025.toml"
    file.write_text(WHOLE, encoding="utf-8")
    assert load_form(file).name == "i-247a-2025"
    assert load_form(file).form == tomllib.loads(WHOLE)["form"]
