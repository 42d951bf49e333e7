"""A file is what its bytes say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.receive.kinds import media_type, picture_size

MAIL = "message/rfc822"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"II*\x00\x08\x00\x00\x00", "image/tiff"),
        (b"MM\x00*\x00\x00\x00\x08", "image/tiff"),
        (b"II+\x00\x08\x00\x00\x00", "image/tiff"),
        (b"MM\x00+\x00\x08\x00\x00", "image/tiff"),
        (b"%PDF-1.4\n", "application/pdf"),
        (b"\x1b%-12345X@PJL\r\n%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"GIF89a", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_kind_is_told_by_the_first_bytes(head: bytes, kind: str) -> None:
    assert media_type(head) == kind


def test_a_pdf_that_begins_after_the_first_1024_bytes_is_not_taken_for_one() -> None:
    assert media_type(b"\x00" * 1024 + b"%PDF-1.4") == "application/octet-stream"
    assert media_type(b"\x00" * 1000 + b"%PDF-1.4") == "application/pdf"


@pytest.mark.parametrize(
    "head",
    [
        b"From: a@example.gov\nSubject: x\n\nhello",
        b"From: a@example.gov\r\nSubject: x\r\n\r\nhello",
        b"\xef\xbb\xbfFrom: a@example.gov\nTo: b@example.gov\n\nhello",
        b"From MAILER Thu Jan  1 00:00:00 2026\nReceived: by x; Thu, 1 Jan 2026 00:00:00 -0500\n\nhello",
        b"Received: from a\n by b; Thu, 1 Jan 2026 00:00:00 -0500\n\nhello",
        b"Content-Type: text/plain\n\nhello",
        b"From: a@example.gov\nTo: b@example.gov\na broken line\nSubject: x\n\nhello",
        b"From: a@example.gov\nTo: b@example.gov\n\n%PDF-1.4 in the body",
        b"From: a@example.gov\nSubject: " + b"A" * 10_000_000,
    ],
)
def test_a_mail_is_told_by_its_header(head: bytes) -> None:
    assert media_type(head) == MAIL


@pytest.mark.parametrize(
    "text",
    [
        b"Dear Sir,\nFrom: what I hear, nothing came.\nTo: be clear.\n",
        b"Note: call back\nName: Smith\n",
        b"From here on we hold nobody.\nRegards\n",
        b"Subject: a memo with one such line\n\ntext",
        b"Content-Type: is a header\nof mails\n",
        b"{'From': 1}\n",
        b"HTTP/1.1 200 OK\nContent-Type: text/html\nDate: now\n\n",
    ],
)
def test_a_text_is_not_taken_for_a_mail(text: bytes) -> None:
    assert media_type(text) == "application/octet-stream"


@given(st.binary(max_size=3000))
def test_any_bytes_have_a_kind(head: bytes) -> None:
    assert "/" in media_type(head)
    size = picture_size(head)
    assert size is None or min(size) > 0


@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"RIFF0000WEBPVP8X"]),
    st.binary(max_size=200),
)
def test_a_damaged_picture_has_a_size_or_none(magic: bytes, rest: bytes) -> None:
    size = picture_size(magic + rest)
    assert size is None or min(size) > 0


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_the_size_of_a_picture_is_read_without_decoding_it(form: str, picture) -> None:
    assert picture_size(picture(321, 123, form)) == (321, 123)
