"""Mails made to crash or to hang end as doubts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.receive import OpenedMail, open_mail
from pipeline.receive.mail_text import text_of_html
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt

HEAD = b"From: a@example.gov\nSubject: s\n"


def opened(mail: bytes) -> OpenedMail:
    return open_mail(mail, Limits(), lambda content: hashlib.sha256(content).hexdigest())


def test_a_hundred_thousand_parts() -> None:
    mail = opened(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000)
    assert len(mail.parts) == 201
    assert Doubt.TOO_MANY_PARTS in mail.doubts


def test_mails_nested_two_thousand_deep() -> None:
    mail = b"Subject: core\nFrom: a@b\n\ninnermost"
    for _ in range(2000):
        mail = HEAD + b"Content-Type: message/rfc822\n\n" + mail
    assert opened(mail).doubts == (Doubt.TOO_DEEP, Doubt.PART_SKIPPED)


def test_multiparts_nested_twenty_thousand_deep() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000))
    assert Doubt.TOO_DEEP in opened(HEAD + nested + b"\nx").doubts


def test_mails_in_base64_within_mails_in_base64() -> None:
    mail = b"Subject: core\nFrom: a@b\n\ninnermost"
    for _ in range(10):
        kind = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        mail = HEAD + kind + base64.encodebytes(mail)
    assert Doubt.TOO_DEEP in opened(mail).doubts


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: " + b"A" * 10_000_000 + b"\n",
        b"Subject: " + b"A\n " * 1_000_000 + b"\n",
        b"X: y\n" * 500_000,
        b"junk\n" * 500_000 + b"Received: x\n",
        b"Content-Type: text/plain" + b";" * 100_000 + b"\n",
        b"Content-Type: text/plain" + b';"' * 100_000 + b"\n",
        b"Content-Type: text/plain; charset*=%%%''x; name*99999999999=x\n",
        b"Content-Type: text/plain; charset=punycode\n",
        b"Content-Type: text/plain; charset=undefined\n",
        b"Content-Type: text/plain; charset=\x00\n",
        b"Content-Type: text/plain; charset=zlib\n",
        b"Content-Type: \xff\xfe; boundary=\xff\n",
        b"Content-Transfer-Encoding: x-unheard-of\n",
        b"Subject: " + b"=?utf-8?b?" * 10_000 + b"\n",
        b"Subject: =?utf-8?b?A?= =?nonsense?q?=FF?= =?utf-8?q?=ZZ?=\n",
        b"Date: " + b"," * 10_000 + b"\nReceived: ;\n",
        b"X-Fax-Id: 1\n" * 1000,
    ],
)
def test_a_hostile_header_leaves_the_body_readable(header: bytes) -> None:
    mail = opened(HEAD + header + b"\nhello")
    assert mail.texts == ((1, "hello"),)
    assert mail.headers["From"] == "a@example.gov"
    assert all(len(value) <= 500 for value in mail.headers.values())
    assert len(mail.headers) < 40


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "x",
        "<!--" * 100_000 + "x",
        '<a b="' * 100_000,
        "<a" * 200_000,
        "<![" * 100_000,
        "</" * 100_000,
        "<script></script" * 50_000,
        "<script>" * 50_000,
        "&#" + "9" * 100_000 + ";",
        "&" * 200_000,
        "<td>" * 100_000 + "</table>" * 100_000,
        "\ud800<p>\x00",
    ],
)
def test_hostile_html_has_a_text(html: str) -> None:
    assert isinstance(text_of_html(html), str)


@given(st.text(st.sampled_from("<>/!-\"'= &#;abpre\n"), max_size=200))
def test_any_html_has_a_text_that_can_be_stored(html: str) -> None:
    assert "\x00" not in text_of_html(html)


_LINES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: multipart/alternative; boundary=c",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html",
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment; filename*=x''%",
        b"From: a@b",
        b"--b",
        b"--b--",
        b"--c",
        b"",
        b"%PDF-1.4",
        b"JVBERi0xLjQ=",
        b"\x00\xff",
        b" folded",
        b"words",
    ]
)


@settings(max_examples=400)
@given(st.lists(_LINES, max_size=40))
def test_any_lines_are_taken_apart_and_every_part_is_told(lines: list[bytes]) -> None:
    mail = opened(b"\n".join(lines))
    assert [part.ordinal for part in mail.parts] == list(range(1, len(mail.parts) + 1))
    assert mail.parts
    told = {text.part for text in mail.texts} | {attachment.part for attachment in mail.attachments}
    assert told == {part.ordinal for part in mail.parts if part.taken}
    assert all(part.taken or part.reason for part in mail.parts)
    assert Doubt.UNDECODABLE not in mail.doubts


@given(st.binary(max_size=500))
def test_any_bytes_are_taken_apart(mail: bytes) -> None:
    assert opened(mail).parts


@pytest.mark.slow
def test_a_mail_over_the_limit_is_not_opened() -> None:
    mail = opened(HEAD + b"\n" + b"x" * 100_000_001)
    assert mail.doubts == (Doubt.TOO_LARGE,)
    assert mail.headers["Subject"] == "s"


def test_a_long_text_is_cut_and_says_so() -> None:
    mail = opened(HEAD + b"\n" + b"word " * 300_000)
    assert len(mail.texts[0].text) == 1_000_000
    assert mail.doubts == (Doubt.TOO_LARGE,)


def test_the_limit_on_texts_is_for_all_of_them_together(multipart: Callable[..., bytes]) -> None:
    mail = opened(multipart(*[b"\n" + b"word " * 100_000] * 4))
    assert sum(len(text) for _, text in mail.texts) == 1_000_000
    assert mail.doubts == (Doubt.TOO_LARGE,)
