"""What `[letter]` in the settings may say, and what is refused with file, key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import WrongSettings
from pipeline.settings import load

SOURCE = '[[source]]\nname = "fax"\npath = "inbox"\n'


@pytest.fixture
def loaded(tmp_path: Path):
    def run(text: str):
        (tmp_path / "intake.toml").write_text(SOURCE + text, encoding="utf-8")
        return load(tmp_path / "intake.toml")

    return run


def test_a_letters_look_is_read_with_paths_beside_the_file(loaded, tmp_path: Path) -> None:
    look = loaded(
        '[letter]\nletterhead = ["City", "Police"]\nlogo = "seal.png"\nsignatory = "P"\ntitle = "Chief"\n'
        'annex = ["received", "method"]\n[letter.previous]\n2021 = 2\n2022 = 12\n'
    ).letter
    assert look.letterhead == ("City", "Police")
    assert look.logo == tmp_path / "seal.png"
    assert look.annex == ("received", "method")
    assert look.previous == {2021: 2, 2022: 12}


def test_without_the_table_nothing_differs(loaded) -> None:
    assert set(loaded("").letter.model_dump().values()) == {None}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[letter]\nannex = ["name"]\n', r"letter\.annex\.1: input should be 'number'"),
        ('[letter]\nannex = ["received", "received"]\n', r"letter\.annex: every column is named once"),
        ("[letter]\nletterhead = []\n", r"letter\.letterhead: "),
        (f'[letter]\nsignatory = "{"x" * 200}"\n', r"letter\.signatory: "),
        ("[letter.previous]\n21 = 2\n", r"letter\.previous\.21"),
        ("[letter.previous]\n2021 = -2\n", r"letter\.previous\.2021: "),
        ("[letter]\nletterhed = []\n", r"letter\.letterhed: no such key; did you mean letterhead\?"),
    ],
)
def test_what_a_letter_cannot_have_is_refused(loaded, text: str, told: str) -> None:
    with pytest.raises(WrongSettings, match=rf"intake\.toml: {told}"):
        loaded(text)
