"""What arrives damaged or wicked ends as Unreadable with its doubt, in little memory, and says nothing by itself."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from pipeline.errors import Unreadable
from pipeline.pages import count_pages, open_bitmap
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt
from sample_faxes import pdf, tiff

Stored = Callable[[bytes], Path]
ROOT = Path(__file__).resolve().parents[2]
TYPES = ("image/tiff", "application/pdf", "image/png", "image/jpeg")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(side: int = 30_000) -> bytes:
    """A true PNG of that many black pixels each way: small as a file, a gigabyte as gray."""
    squeeze = zlib.compressobj(1)
    rows = b"".join(squeeze.compress(bytes(side // 8 + 1)) for _ in range(side)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def growth(path: Path, media_type: str, *indexes: int) -> tuple[str, int]:
    """What a process of its own says of the file, and by how many megabytes its peak grew."""
    command = [sys.executable, str(Path(__file__).with_name("peak_memory.py")), str(path), media_type]
    done = subprocess.run(
        [*command, *map(str, indexes)], cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONPATH": "."}
    )
    assert not done.stderr
    told, megabytes = done.stdout.split()
    return told, int(megabytes)


@pytest.mark.parametrize("media_type", TYPES)
def test_a_file_of_no_bytes_says_so(media_type: str, stored: Stored, limits: Limits) -> None:
    with pytest.raises(Unreadable) as caught:
        count_pages(stored(b""), media_type, limits)
    assert caught.value.doubt is Doubt.EMPTY_FILE


def test_a_text_that_calls_itself_a_fax_is_undecodable(stored: Stored, limits: Limits) -> None:
    path = stored(b"To whom it may concern\n" * 40)
    with pytest.raises(Unreadable) as counted:
        count_pages(path, "image/tiff", limits)
    with pytest.raises(Unreadable) as opened:
        open_bitmap(path, "image/tiff", 0, limits)
    assert counted.value.doubt is opened.value.doubt is Doubt.UNDECODABLE


def test_a_file_of_no_known_type_says_so(stored: Stored, limits: Limits) -> None:
    with pytest.raises(Unreadable) as caught:
        count_pages(stored(b"text"), "application/octet-stream", limits)
    assert caught.value.doubt is Doubt.UNKNOWN_TYPE


def test_a_file_over_the_limit_is_not_opened(stored: Stored) -> None:
    with pytest.raises(Unreadable) as caught:
        count_pages(stored(b"II*\0" + bytes(100)), "image/tiff", Limits(file_bytes=100))
    assert caught.value.doubt is Doubt.TOO_LARGE


def test_a_fax_cut_off_before_its_first_directory_is_undecodable(
    dots: NDArray[np.bool_], stored: Stored, limits: Limits
) -> None:
    with pytest.raises(Unreadable) as caught:
        count_pages(stored(tiff.tiff([tiff.Page(dots, 98)], "g4")[:1000]), "image/tiff", limits)
    assert caught.value.doubt is Doubt.UNDECODABLE


def test_a_fax_that_broke_off_keeps_the_pages_before_and_holds_the_one_that_is_gone(
    dots: NDArray[np.bool_], stored: Stored, limits: Limits
) -> None:
    whole = tiff.tiff([tiff.Page(dots, 98)] * 3, "g4")
    path = stored(whole[: len(whole) * 8 // 10])
    assert count_pages(path, "image/tiff", limits) == 3
    for index in (0, 1):
        assert np.array_equal(open_bitmap(path, "image/tiff", index, limits).gray == 0, dots)
    with pytest.raises(Unreadable) as caught:
        open_bitmap(path, "image/tiff", 2, limits)
    assert caught.value.doubt is Doubt.PAGE_UNREADABLE


def test_a_page_whose_code_is_cut_off_is_a_doubt_of_that_page_and_nothing_is_printed(
    dots: NDArray[np.bool_], stored: Stored, limits: Limits, capfd: pytest.CaptureFixture[str]
) -> None:
    code = tiff.coded(dots, "g4")
    rows, columns = dots.shape
    entries = [(256, columns), (257, rows), (258, 1), (259, 4), (262, 0), (273, 8), (277, 1), (278, rows)]
    entries.append((279, len(code)))
    start = 8 + len(code) // 3
    table = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", t, 4, 1, v) for t, v in entries)
    path = stored(b"II*\0" + struct.pack("<I", start) + code[: len(code) // 3] + table + bytes(4))
    assert count_pages(path, "image/tiff", limits) == 1
    with pytest.raises(Unreadable) as caught:
        open_bitmap(path, "image/tiff", 0, limits)
    assert caught.value.doubt is Doubt.PAGE_UNREADABLE
    assert capfd.readouterr().err == ""


def test_directories_that_point_at_one_another_are_counted_once(
    dots: NDArray[np.bool_], stored: Stored, limits: Limits
) -> None:
    content = bytearray(tiff.tiff([tiff.Page(dots, 98)] * 2, "g4"))
    content[-4:] = content[4:8]  # the last directory says that the first comes next
    assert count_pages(stored(bytes(content)), "image/tiff", limits) == 2


@pytest.mark.parametrize(("form", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_that_is_cut_off_is_a_doubt(
    form: str,
    media_type: str,
    dots: NDArray[np.bool_],
    stored: Stored,
    limits: Limits,
    encoded: Callable[..., bytes],
) -> None:
    whole = encoded(Image.fromarray(~dots).convert("L"), form)
    with pytest.raises(Unreadable) as caught:
        open_bitmap(stored(whole[: len(whole) // 2]), media_type, 0, limits)
    assert caught.value.doubt is Doubt.PAGE_UNREADABLE


def test_a_picture_of_thirty_thousand_pixels_each_way_is_refused_before_it_is_decoded(stored: Stored) -> None:
    told, megabytes = growth(stored(huge_png()), "image/png", 0)
    assert told == Doubt.TOO_LARGE
    assert megabytes < 30


def test_a_fax_that_claims_a_million_rows_is_refused_before_it_is_decoded(
    dots: NDArray[np.bool_], stored: Stored
) -> None:
    content = bytearray(tiff.tiff([tiff.Page(dots, 98)], "g4"))
    (place,) = struct.unpack_from("<I", content, 4)
    for entry in range(struct.unpack_from("<H", content, place)[0]):
        at = place + 2 + 12 * entry
        if struct.unpack_from("<H", content, at)[0] == 257:
            struct.pack_into("<I", content, at + 8, 1_000_000)
    told, megabytes = growth(stored(bytes(content)), "image/tiff", 0)
    assert told == Doubt.TOO_LARGE
    assert megabytes < 30


@pytest.mark.slow
def test_a_pdf_with_a_picture_of_that_size_is_drawn_within_bounds(stored: Stored) -> None:
    code = zlib.compress(bytes(30_000 // 8 * 30_000), 1)
    entries = "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /FlateDecode"
    told, megabytes = growth(
        stored(pdf.wrapped([(code, entries, 30_000, 30_000, 612, 792)], "x")), "application/pdf", 0
    )
    assert told == "1"
    assert megabytes < 400


@pytest.mark.slow
def test_two_hundred_pages_need_no_more_memory_than_ten(dots: NDArray[np.bool_], stored: Stored) -> None:
    told_few, of_few = growth(stored(tiff.tiff([tiff.Page(dots, 98)] * 10, "g4")), "image/tiff", *range(10))
    many = tiff.tiff([tiff.Page(dots, 98)] * 200, "g4")
    told_many, of_many = growth(stored(many), "image/tiff", *range(0, 200, 20))
    assert (told_few, told_many) == ("10", "200")
    assert of_many < of_few + 15


@pytest.fixture(scope="module")
def samples(dots: NDArray[np.bool_], encoded: Callable[..., bytes]) -> dict[str, bytes]:
    small = dots[:200, :600]
    gray = Image.fromarray(~small).convert("L")
    exif = Image.Exif()
    exif[274] = 6
    return {
        "image/tiff": tiff.tiff(
            [tiff.Page(small, 98)] * 2, "g3-2d", tags=tiff.hylafax_tags("617", "2025:01:02 03:04:05")
        ),
        "application/pdf": pdf.fax_pdf([tiff.Page(small, 98)]),
        "image/png": encoded(gray, "PNG", exif=exif, dpi=(200, 200)),
        "image/jpeg": encoded(gray, "JPEG", exif=exif, dpi=(200, 200)),
    }


@pytest.mark.parametrize("media_type", TYPES)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_ends_as_a_page_or_as_a_doubt(
    media_type: str, data: st.DataObject, samples: dict[str, bytes], stored: Stored, limits: Limits
) -> None:
    content = bytearray(samples[media_type])
    places = st.integers(0, len(content) - 1)
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=12), label="bytes"):
        content[place] = value
    end = data.draw(st.one_of(st.none(), places), label="end")
    path = stored(bytes(content[:end]))
    try:
        pages = count_pages(path, media_type, limits)
        assert pages >= 1
        for index in range(min(pages, 3)):
            assert open_bitmap(path, media_type, index, limits).gray.size <= limits.page_pixels
    except Unreadable:
        pass
