"""Words come out of any charset and any HTML."""

from __future__ import annotations

import pytest

from pipeline.receive.mail_headers import Head, decoded, used_headers
from pipeline.receive.mail_text import decoded_text, text_of_html


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("détenu".encode(), "utf-8", "détenu"),
        ("détenu".encode("latin-1"), "iso-8859-1", "détenu"),
        ("détenu".encode("cp1252"), None, "détenu"),
        ("détenu".encode(), None, "détenu"),
        ("détenu".encode(), "no-such-charset", "détenu"),
        ("détenu".encode(), "us-ascii", "détenu"),
        ("拘留".encode("iso-2022-jp"), "iso-2022-jp", "拘留"),
        ("hold".encode("utf-16"), "utf-16", "hold"),
        (b"d\xe9tenu", "utf-8", "d\ufffdtenu"),
        ("détenu é".encode()[:-1], None, "détenu "),
        (b"\xef\xbb\xbfa\r\nb\rc\x00d", "utf-8", "a\nb\nc d"),
    ],
)
def test_bytes_become_text(raw: bytes, charset: str | None, text: str) -> None:
    assert decoded_text(raw, charset) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<b>on</b>e two", "one two"),
        ("a\n  b<br/>c", "a b\nc"),
        ("<table><tr><td>Name</td><td>DOE</td></tr><tr><td>Sex</td></tr></table>", "Name DOE\nSex"),
        ("<style>p {}</style><script>if (a<b) x()</script>seen<!-- not seen -->", "seen"),
        ("<title>not shown</title>shown", "shown"),
        ("AT&amp;T &lt;b&gt; &eacute;&#233;&#xe9;", "AT&T <b> ééé"),
        ('<a title="a > b" href=x>link</a>', "link"),
        ("<pre>a\nb</pre>c\nd", "a\nb\nc d"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("cut <a href='x", "cut <a href='x"),
        ("<!DOCTYPE html><?xml version='1'?><p>x", "x"),
        ("before<!-- never closed <p>after", "before never closed\nafter"),
    ],
)
def test_html_becomes_the_words_it_shows(html: str, text: str) -> None:
    assert text_of_html(html) == text


def test_encoded_words_and_raw_bytes_in_headers_are_decoded() -> None:
    assert decoded("=?utf-8?q?d=C3=A9tenu?= =?iso-8859-1?b?6Q==?=") == "détenué"
    assert decoded(b"d\xe9tenu".decode("utf-8", "surrogateescape")) == "détenu"
    assert decoded("détenu") == "détenu"


def test_the_headers_that_help_are_kept_and_the_date_at_the_end_of_a_long_one() -> None:
    long = "from " + "x" * 3000 + " by pd; Fri, 2 May 2025 10:00:00 -0400"
    used = used_headers(
        Head(
            (
                ("received", long),
                *(("Received", f"{n}") for n in range(9)),
                ("X-FaxGateway-CSID", "617"),
                ("X-Spam", "5"),
            )
        )
    )
    assert used["Received"].endswith("; Fri, 2 May 2025 10:00:00 -0400")
    assert len(used["Received"]) == 500
    assert [name for name in used if name.startswith("Received")] == ["Received", "Received.2", "Received.3"]
    assert used["X-FaxGateway-CSID"] == "617"
    assert "X-Spam" not in used
