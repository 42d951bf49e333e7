"""Fax tags are read without decoding, and a hostile directory costs nothing."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.receive.tags import fax_tags, sender


def tiff(order: str, *entries: tuple[int, int, int, bytes], next_directory: int = 0) -> bytes:
    """A classic TIFF of one directory; a value of more than four bytes is put behind it."""
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HL", 42, 8)
    body, behind = b"", b""
    end = 8 + 2 + 12 * len(entries) + 4
    for number, kind, count, value in entries:
        if len(value) > 4:
            inline = struct.pack(order + "L", end + len(behind))
            behind += value
        else:
            inline = value.ljust(4, b"\0")
        body += struct.pack(order + "HHL", number, kind, count) + inline
    return head + struct.pack(order + "H", len(entries)) + body + struct.pack(order + "L", next_directory) + behind


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_tags_of_a_fax_server_are_read_in_both_byte_orders(order: str) -> None:
    found = fax_tags(
        io.BytesIO(
            tiff(
                order,
                (270, 2, 12, b"16175550100\0"),
                (271, 2, 8, b"HylaFAX\0"),
                (306, 2, 20, b"2025:01:14 14:32:05\0"),
                (34908, 4, 1, struct.pack(order + "L", 129)),
                (34909, 2, 3, b"12\0"),
                (34910, 4, 1, struct.pack(order + "L", 61)),
                (34911, 2, 12, b"00 46 1F 20\0"),
            )
        )
    )
    assert found == {
        "ImageDescription": "16175550100",
        "Make": "HylaFAX",
        "DateTime": "2025:01:14 14:32:05",
        "FaxRecvParams": "129",
        "FaxSubAddress": "12",
        "FaxRecvTime": "61",
        "FaxDCS": "00 46 1F 20",
    }
    assert sender(found) == "16175550100"


def test_the_tags_of_a_bigtiff_are_read() -> None:
    text = b"HylaFAX (tm) Version 6.0.7\0"
    entry = struct.pack("<HHQQ", 305, 2, len(text), 16 + 8 + 20 + 8)
    untrusted = b"II" + struct.pack("<HHHQQ", 43, 8, 0, 16, 1) + entry + bytes(8) + text
    assert fax_tags(io.BytesIO(untrusted)) == {"Software": "HylaFAX (tm) Version 6.0.7"}


def test_a_drawn_fax_keeps_its_tags(fax) -> None:
    assert fax_tags(io.BytesIO(fax(tag271="HylaFAX", tag270="7815550137")))["ImageDescription"] == "7815550137"


def test_a_description_that_no_fax_server_wrote_is_no_sender() -> None:
    assert sender({"ImageDescription": "Kofax PDF Filter", "Software": "Kofax"}) is None
    assert sender({"Make": "HylaFAX"}) is None


def test_a_directory_that_points_at_itself_ends() -> None:
    assert fax_tags(io.BytesIO(tiff("<", (271, 2, 8, b"HylaFAX\0"), next_directory=8))) == {"Make": "HylaFAX"}


def test_a_count_of_four_billion_is_cut() -> None:
    untrusted = tiff("<", (270, 2, 0xFFFFFFFF, b"A" * 100_000))
    assert fax_tags(io.BytesIO(untrusted)) == {"ImageDescription": "A" * 500}


def test_control_characters_in_a_tag_are_taken_out() -> None:
    assert fax_tags(io.BytesIO(tiff("<", (270, 2, 9, b"617\x1b[2J\x07\0")))) == {"ImageDescription": "617[2J"}


@given(st.binary(max_size=400))
def test_a_damaged_directory_gives_what_can_be_read(rest: bytes) -> None:
    for start in (b"II*\x00\x08\x00\x00\x00", b"MM\x00*\x00\x00\x00\x08", b"II+\x00\x08\x00\x00\x00\x10" + bytes(7)):
        assert all(value for value in fax_tags(io.BytesIO(start + rest)).values())


@given(st.binary(max_size=200))
def test_any_bytes_give_tags_or_none(untrusted: bytes) -> None:
    assert isinstance(fax_tags(io.BytesIO(untrusted)), dict)
