"""Names from outside are safe to show and stay apart."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from pipeline.receive.names import clean, safe_name, shown_path

_PIECES = st.lists(
    st.binary(min_size=1, max_size=12).map(lambda raw: os.fsdecode(raw.replace(b"/", b"_").replace(b"\0", b"_"))),
    min_size=1,
    max_size=3,
)


@given(_PIECES)
def test_a_shown_path_can_be_printed_and_stored(pieces: list[str]) -> None:
    shown = shown_path(pieces)
    assert shown.isprintable()
    assert shown.encode("utf-8")


@given(_PIECES, _PIECES)
def test_different_paths_are_shown_differently(one: list[str], other: list[str]) -> None:
    assert (shown_path(one) == shown_path(other)) == (one == other)


def test_control_characters_bad_bytes_and_backslashes_are_escaped() -> None:
    assert shown_path(["a\nb", os.fsdecode(b"\xff\xfe.tif"), "c\\d", "\u202egpj.exe"]) == (
        "a\\x0ab/\\xff\\xfe.tif/c\\\\d/\\u202egpj.exe"
    )


def test_a_name_in_a_mail_is_never_a_path() -> None:
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("..\\..\\boot.ini") == "boot.ini"
    assert safe_name("a\x00b\r\nc.tif") == "ab c.tif"
    assert safe_name("..") is None
    assert safe_name("") is None


def test_a_long_name_keeps_its_end() -> None:
    name = safe_name("a" * 5000 + ".tiff")
    assert name is not None
    assert len(name) == 200
    assert name.endswith(".tiff")


@given(st.text())
def test_a_cleaned_value_is_one_printable_line(text: str) -> None:
    assert clean(text).isprintable()
    assert len(clean("x" + text * 1000)) <= 500
