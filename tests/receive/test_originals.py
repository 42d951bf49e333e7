"""Originals are stored whole, once, for their owner alone."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from pipeline.errors import StoreTrouble
from pipeline.receive import Originals


def test_bytes_a_stream_and_pieces_end_in_the_same_place(originals: Originals) -> None:
    content = b"a fax" * 1000
    sha256 = hashlib.sha256(content).hexdigest()
    assert {originals.put(content), originals.put(io.BytesIO(content)), originals.put([content[:7], content[7:]])} == {
        sha256
    }
    assert originals.path(sha256).relative_to(originals.folder).parts == (sha256[:2], sha256[2:4], sha256)
    with originals.open(sha256) as original:
        assert original.read() == content
    assert originals.size(sha256) == 5000
    assert originals.head(sha256, 5) == b"a fax"


def test_only_the_owner_may_look(originals: Originals) -> None:
    path = originals.path(originals.put(b"private"))
    assert path.stat().st_mode & 0o777 == 0o600
    for folder in (path.parent, path.parent.parent, originals.folder):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_nothing_is_left_aside(originals: Originals) -> None:
    originals.put(io.BytesIO(b"one"))
    originals.put(io.BytesIO(b"one"))
    assert list((originals.folder / ".aside").iterdir()) == []


def test_storing_again_leaves_the_first_as_it_is(originals: Originals) -> None:
    path = originals.path(originals.put(b"one"))
    before = path.stat()
    originals.put(io.BytesIO(b"one"))
    assert path.stat().st_ino == before.st_ino


@pytest.mark.parametrize("again", [b"whole", io.BytesIO(b"whole")])
def test_an_original_that_was_cut_short_is_written_again(originals: Originals, again: bytes | io.BytesIO) -> None:
    path = originals.path(originals.put(b"whole"))
    path.write_bytes(b"wh")
    originals.put(again)
    assert path.read_bytes() == b"whole"


def test_a_source_that_breaks_off_leaves_nothing_behind(originals: Originals) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the share is gone")

    with pytest.raises(OSError, match="the share is gone"):
        originals.put(breaks_off())
    assert [path for path in originals.folder.rglob("*") if path.is_file()] == []


def test_what_a_killed_run_left_is_cleared_and_what_is_being_written_is_not(
    originals: Originals, now: datetime
) -> None:
    originals.put(b"one")
    for name, age in (("killed", timedelta(hours=2)), ("at-work", timedelta(minutes=2))):
        aside = originals.folder / ".aside" / name
        aside.write_bytes(b"half")
        os.utime(aside, times=((now - age).timestamp(),) * 2)
    assert originals.clear_leftovers(now) == 1
    assert [path.name for path in (originals.folder / ".aside").iterdir()] == ["at-work"]
    assert originals.holds(hashlib.sha256(b"one").hexdigest())


def test_clearing_where_nothing_was_stored_yet_is_no_trouble(originals: Originals, now: datetime) -> None:
    assert originals.clear_leftovers(now) == 0


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_name_that_is_no_hash_reaches_no_path(originals: Originals, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        originals.path(name)


def test_a_missing_original_is_a_trouble_of_the_store(originals: Originals) -> None:
    with pytest.raises(StoreTrouble, match="cannot be kept"):
        originals.open("a" * 64)


def test_a_place_that_cannot_be_written_is_a_trouble_of_the_store(originals: Originals) -> None:
    originals.folder.parent.mkdir(parents=True)
    originals.folder.write_text("a file stands where the folder should be")
    with pytest.raises(StoreTrouble):
        originals.put(b"one")
