"""A mail is taken apart by what its parts hold; each part is in the ledger, skipped ones with the reason."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest

from pipeline.errors import StoreTrouble
from pipeline.receive import OpenedMail, Originals, open_mail, open_stored_mail
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt

Build = Callable[..., bytes]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def opened(mail: bytes, **limits: int) -> OpenedMail:
    return open_mail(mail, Limits.model_validate(limits), sha256)


def outcome(mail: OpenedMail) -> list[tuple[str, str, object]]:
    return [(part.path, part.media_type, part.taken or part.reason) for part in mail.parts]


PLAIN = b"Content-Type: text/plain\n\nCame in at D-4 at 0215 hrs."


def test_text_and_attachment_are_taken(multipart: Build, attached: Build, fax: Build) -> None:
    mail = opened(multipart(PLAIN, attached(fax(), "image/tiff")))
    assert outcome(mail) == [("1", "text/plain", True), ("2", "image/tiff", True)]
    assert mail.texts == ((1, "Came in at D-4 at 0215 hrs."),)
    assert mail.attachments == ((2, sha256(fax()), "image/tiff", None),)
    assert mail.doubts == ()


@pytest.mark.parametrize("disposition", ["attachment", "inline", "x-strange", 'inline; filename="a.b.c"'])
@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "text/plain", "image/jpeg", "application/ms-tnef", "nonsense"]
)
def test_neither_disposition_nor_declared_type_hides_a_fax(
    multipart: Build, attached: Build, fax: Build, kind: str, disposition: str
) -> None:
    mail = opened(multipart(PLAIN, attached(fax(), kind, disposition)))
    assert [attachment.media_type for attachment in mail.attachments] == ["image/tiff"]


def test_the_bytes_of_each_part_are_stored(multipart: Build, attached: Build, fax: Build, originals: Originals) -> None:
    stored = originals.put(multipart(PLAIN, attached(fax()), attached(b"PK\x03\x04 a document")))
    mail = open_stored_mail(originals, stored, Limits())
    assert [part.taken for part in mail.parts] == [True, True, False]
    for part in mail.parts:
        assert part.sha256 is not None
        assert originals.size(part.sha256) == part.size
    assert open_stored_mail(originals, stored, Limits()) == mail


def test_a_document_that_cannot_be_read_waits_for_a_person(multipart: Build, attached: Build) -> None:
    mail = opened(multipart(PLAIN, attached(b"PK\x03\x04 a word document", "application/msword")))
    assert outcome(mail)[1] == ("2", "application/octet-stream", Doubt.UNKNOWN_TYPE)
    assert mail.doubts == (Doubt.PART_SKIPPED,)


def test_an_empty_attachment_waits_for_a_person(multipart: Build, attached: Build) -> None:
    mail = opened(multipart(PLAIN, attached(b"", "image/tiff")))
    assert mail.parts[1].reason == Doubt.EMPTY_FILE
    assert mail.doubts == (Doubt.PART_SKIPPED,)


def test_html_beside_plain_text_with_the_same_words_is_skipped(multipart: Build) -> None:
    html = b"Content-Type: text/html\n\n<p>Came in at <b>D-4</b> at&nbsp;0215 hrs.</p>"
    mail = opened(multipart(PLAIN, html, kind="alternative"))
    assert outcome(mail) == [("1", "text/plain", True), ("2", "text/html", "alternative")]
    assert mail.doubts == ()


def test_html_that_says_more_than_the_plain_text_is_taken(multipart: Build) -> None:
    plain = b"Content-Type: text/plain\n\nThis message needs an HTML viewer."
    html = b"Content-Type: text/html\n\n<p>Please hold JOHN DOE.</p>"
    mail = opened(multipart(plain, html, kind="alternative"))
    assert mail.texts == ((1, "This message needs an HTML viewer."), (2, "Please hold JOHN DOE."))


def test_html_within_related_is_held_against_the_plain_text_of_its_alternative(multipart: Build) -> None:
    related = multipart(b"Content-Type: text/html\n\n<p>Came in at D-4 at 0215 hrs.</p>", kind="related", head=b"")
    mail = opened(multipart(PLAIN, related, kind="alternative"))
    assert outcome(mail) == [("1", "text/plain", True), ("2.1", "text/html", "alternative")]


def test_html_alone_is_taken() -> None:
    mail = opened(b"From: a@b\nSubject: x\nContent-Type: text/html\n\n<html><title>t</title><p>one<br>two")
    assert mail.texts == ((1, "one\ntwo"),)


def test_a_plain_text_that_looks_like_a_header_stays_a_text(multipart: Build) -> None:
    mail = opened(multipart(b"Content-Type: text/plain\n\nFrom: a@b\nTo: c@d\nSubject: x\n\nforwarded"))
    assert mail.texts == ((1, "From: a@b\nTo: c@d\nSubject: x\n\nforwarded"),)


def test_a_text_that_speaks_of_pdf_stays_a_text(multipart: Build) -> None:
    assert len(opened(multipart(b"Content-Type: text/plain\n\nThe file begins with %PDF-1.4 and ends.")).texts) == 1


def test_logos_and_signatures_are_skipped_without_a_doubt(multipart: Build, attached: Build, picture: Build) -> None:
    mail = opened(
        multipart(
            PLAIN,
            attached(picture(90, 90), "image/png", "inline"),
            attached(picture(600, 80, "GIF"), "image/gif", "inline"),
            attached(b"\x30\x82", "application/pkcs7-signature"),
            attached(b"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature"),
        )
    )
    assert [part.reason for part in mail.parts[1:]] == ["decoration", "decoration", "signature", "signature"]
    assert mail.doubts == ()


def test_a_page_as_a_picture_is_no_decoration(multipart: Build, attached: Build, picture: Build) -> None:
    mail = opened(multipart(PLAIN, attached(picture(850, 1100), "image/png", "inline")))
    assert [attachment.media_type for attachment in mail.attachments] == ["image/png"]


def test_a_sealed_mail_waits_for_a_person(multipart: Build, attached: Build) -> None:
    for sealed in (
        attached(b"\x30\x82", "application/pkcs7-mime; smime-type=enveloped-data"),
        attached(b"-----BEGIN PGP MESSAGE-----\n\nhQEM", "application/octet-stream"),
        b"Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEM",
    ):
        assert Doubt.ENCRYPTED in opened(multipart(sealed)).doubts


def test_a_mail_within_a_mail_is_opened_and_its_header_kept(multipart: Build, attached: Build, fax: Build) -> None:
    inner = multipart(PLAIN, attached(fax()), head=b"From: ICE <officer@ice.example.gov>\nSubject: I-247A\n")
    mail = opened(multipart(b"\nsee below", b"Content-Type: message/rfc822\n\n" + inner))
    assert outcome(mail) == [("1", "text/plain", True), ("2.1", "text/plain", True), ("2.2", "image/tiff", True)]
    assert [(one.path, one.headers["From"]) for one in mail.inner] == [("2", "ICE <officer@ice.example.gov>")]
    assert mail.headers["From"] == "desk@pd.example.gov"


@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream", 'text/plain; name="fw.eml"'])
def test_a_mail_in_base64_is_opened_whatever_it_is_called(
    multipart: Build, attached: Build, fax: Build, kind: str
) -> None:
    assert len(opened(multipart(attached(multipart(PLAIN, attached(fax())), kind))).attachments) == 1


def test_mails_within_the_limit_are_opened_and_deeper_ones_refused(multipart: Build) -> None:
    inner = b"From: a@b\nSubject: x\n\ninnermost"
    for _ in range(6):
        inner = multipart(PLAIN, b"Content-Type: message/rfc822\n\n" + inner)
    assert opened(inner).doubts == ()
    too_deep = opened(multipart(PLAIN, b"Content-Type: message/rfc822\n\n" + inner))
    assert too_deep.doubts == (Doubt.TOO_DEEP, Doubt.PART_SKIPPED)
    assert too_deep.parts[-1].reason == Doubt.TOO_DEEP
    assert len(too_deep.texts) == 7


def test_parts_beyond_the_limit_are_one_line_of_the_ledger(multipart: Build) -> None:
    mail = opened(multipart(*[PLAIN] * 12), mail_parts=10)
    assert len(mail.texts) == 10
    assert outcome(mail)[10:] == [("11", "text/plain", Doubt.TOO_MANY_PARTS)]
    assert mail.doubts == (Doubt.TOO_MANY_PARTS, Doubt.PART_SKIPPED)
    assert opened(multipart(*[PLAIN] * 10), mail_parts=10).doubts == ()


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("filename*=UTF-8''d%C3%A9tenu%20%2F..%2F1.pdf", "1.pdf"),
        ('filename*0="deta"; filename*1="iner.pdf"', "detainer.pdf"),
        ('filename="=?utf-8?q?d=C3=A9tenu=2Epdf?="', "détenu.pdf"),
        ('filename="../../etc/cron.d/x"', "x"),
        ('filename="C:\\\\scans\\\\fax.tif"', "fax.tif"),
        ("filename=détenu.pdf", "détenu.pdf"),
        ('filename="a\x00b.pdf"', "ab.pdf"),
        ("filename*=nonsense''%FF%FE", "ÿþ"),
    ],
)
def test_a_file_name_is_decoded_and_never_a_path(
    multipart: Build, attached: Build, fax: Build, parameter: str, name: str
) -> None:
    mail = opened(multipart(attached(fax(), "image/tiff", f"attachment; {parameter}")))
    assert mail.parts[0].name == name


def test_a_truncated_attachment_keeps_the_bytes_that_came(multipart: Build, fax: Build) -> None:
    encoded = base64.encodebytes(fax())[:-7]
    head = b"Content-Type: image/tiff\nContent-Transfer-Encoding: base64\n\n"
    (part,) = opened(multipart(head + encoded)).parts
    assert part.taken
    assert len(fax()) - 8 < part.size < len(fax())


def test_a_uuencoded_attachment_is_decoded(multipart: Build) -> None:
    head = b"Content-Type: application/pdf\nContent-Transfer-Encoding: x-uuencode\n\n"
    mail = opened(multipart(head + b"begin 644 a.pdf\n()5!$1BTQ+C0\n`\nend\n"))
    assert mail.attachments[0].sha256 == sha256(b"%PDF-1.4")


def test_a_multipart_without_its_delimiters_is_read_as_text() -> None:
    assert opened(b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\nhello").texts == ((1, "hello"),)


def test_a_multipart_without_its_last_delimiter_keeps_all_parts() -> None:
    mail = opened(b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\n\ntwo")
    assert [text for _, text in mail.texts] == ["one", "two"]


def test_windows_line_ends_and_a_mailbox_line_make_no_difference(multipart: Build, attached: Build, fax: Build) -> None:
    mail = multipart(PLAIN, attached(fax()))
    plain = opened(mail)
    assert opened(mail.replace(b"\n", b"\r\n")) == plain
    assert opened(b"From x Thu Jan  1 00:00:00 2026\n" + mail) == plain
    assert opened(b"\xef\xbb\xbf" + mail) == plain


def test_a_mailbox_of_several_mails_says_that_only_the_first_was_opened() -> None:
    one = b"From x Thu Jan  1 00:00:00 2026\nFrom: a@b\nSubject: x\n\nhello\n\n"
    assert opened(one).doubts == ()
    assert opened(one * 2).doubts == (Doubt.PART_SKIPPED,)


def test_a_delivery_report_is_skipped_with_its_reason(multipart: Build) -> None:
    report = b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed\n"
    assert outcome(opened(multipart(PLAIN, report, kind="report")))[1][2] == "report"


def test_a_picture_inside_html_waits_for_a_person() -> None:
    html = b'<p>page:<img src="data:image/png;base64,' + b"A" * 30_000 + b'">'
    assert opened(b"From: a@b\nContent-Type: text/html\n\n" + html).doubts == (Doubt.PART_SKIPPED,)


def test_a_store_that_cannot_be_written_is_no_fault_of_the_mail(multipart: Build) -> None:
    def full(content: bytes) -> str:
        raise StoreTrouble(f"no room for {len(content)} bytes")

    with pytest.raises(StoreTrouble):
        open_mail(multipart(PLAIN), Limits(), full)
