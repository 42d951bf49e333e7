"""A PDF's page opens as the bitmap that it is, where there is one, and is drawn within bounds where not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import Unreadable
from pipeline.pages import count_pages, open_bitmap
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt
from sample_faxes import pdf, tiff

Stored = Callable[[bytes], Path]
PDF = "application/pdf"


def drawn(size: tuple[float, float] = (612, 792), pages: int = 1, **told: Any) -> bytes:
    """A PDF with a black bar near the top left of each page, in points."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, **told)
    for _ in range(pages):
        canvas.rect(36, size[1] - 72, 144, 36, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def turned_by(content: bytes, degrees: int) -> bytes:
    """The PDF with its first page to be shown turned clockwise."""
    document, out = pypdfium2.PdfDocument(content), io.BytesIO()
    document[0].set_rotation(degrees)
    document.save(out)
    document.close()
    return out.getvalue()


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """The share of all ink that both have."""
    return float((one & other).sum() / (one | other).sum())


def bar(gray: NDArray[np.uint8]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the ink in shares of the page."""
    down, across = np.nonzero(gray < 128)
    height, width = gray.shape
    return across.min() / width, down.min() / height, across.max() / width, down.max() / height


@pytest.mark.parametrize("lines", [98, 196])
def test_the_bitmap_that_is_the_page_is_decoded_and_not_drawn(
    lines: int, dots: NDArray[np.bool_], stored: Stored, limits: Limits
) -> None:
    path = stored(pdf.fax_pdf([tiff.Page(dots, lines), tiff.Page(~dots, lines)]))
    assert count_pages(path, PDF, limits) == 2
    for index, black in enumerate((dots, ~dots)):
        opened = open_bitmap(path, PDF, index, limits)
        assert np.array_equal(opened.gray == 0, black)
        assert opened.bilevel
        assert opened.resolution == (pytest.approx(204, abs=0.1), pytest.approx(lines, abs=0.1))


def test_a_scan_in_colours_is_decoded_and_not_drawn(
    stored: Stored, limits: Limits, encoded: Callable[..., bytes]
) -> None:
    image = Image.new("RGB", (1275, 1650), (220, 200, 180))
    path = stored(pdf.jpeg_pdf([(encoded(image, "JPEG"), 1275, 1650, 3)], 150))
    opened = open_bitmap(path, PDF, 0, limits)
    assert opened.gray.shape == (1650, 1275)
    assert opened.resolution == (pytest.approx(150, abs=0.1), pytest.approx(150, abs=0.1))
    assert not opened.bilevel


def test_a_page_with_writing_over_its_bitmap_is_drawn_whole(stored: Stored, limits: Limits) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    canvas.drawImage(ImageReader(Image.new("L", (850, 1100), 255)), 0, 0, 612, 792)
    canvas.rect(36, 720, 144, 36, stroke=0, fill=1)
    canvas.save()
    opened = open_bitmap(stored(out.getvalue()), PDF, 0, limits)
    assert opened.how == "rendered"
    assert (opened.gray < 128).any()


def test_a_small_picture_on_a_page_is_not_the_page(stored: Stored, limits: Limits) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    canvas.drawImage(ImageReader(Image.new("L", (100, 100), 0)), 36, 700, 72, 72)
    canvas.save()
    opened = open_bitmap(stored(out.getvalue()), PDF, 0, limits)
    assert opened.how == "rendered"
    assert opened.gray.shape == (pytest.approx(3300, abs=1), 2550)


def test_a_letter_page_is_drawn_at_three_hundred_dots_an_inch(stored: Stored, limits: Limits) -> None:
    path = stored(drawn(pages=3))
    assert count_pages(path, PDF, limits) == 3
    opened = open_bitmap(path, PDF, 2, limits)
    assert (opened.resolution, opened.how) == ((300.0, 300.0), "rendered")
    assert opened.gray.shape == (pytest.approx(3300, abs=1), 2550)
    assert bar(opened.gray) == pytest.approx((36 / 612, 36 / 792, 180 / 612, 72 / 792), abs=0.002)


@pytest.mark.parametrize("size", [(7200, 7200), (14_400, 14_400), (200, 14_400), (1e7, 1e7)], ids=str)
def test_a_page_of_any_size_is_drawn_within_bounds(size: tuple[float, float], stored: Stored, limits: Limits) -> None:
    height, width = open_bitmap(stored(drawn(size)), PDF, 0, limits).gray.shape
    assert width * height <= limits.page_pixels
    assert max(width, height) <= 6001


def test_a_smaller_limit_bounds_the_drawing_too(stored: Stored) -> None:
    opened = open_bitmap(stored(drawn()), PDF, 0, Limits(page_pixels=500_000))
    assert opened.gray.size <= 500_000 * 1.01


@pytest.mark.parametrize(
    ("turned", "corner"), [(90, "top right"), (180, "bottom right"), (270, "bottom left"), (0, "top left")]
)
def test_a_page_is_shown_turned_as_it_asks(turned: int, corner: str, stored: Stored, limits: Limits) -> None:
    gray = open_bitmap(stored(turned_by(drawn(), turned)), PDF, 0, limits).gray
    high, wide = (2550, 3300) if turned in (90, 270) else (3300, 2550)
    assert gray.shape == (pytest.approx(high, abs=1), pytest.approx(wide, abs=1))
    left, _, right, bottom = bar(gray)
    assert f"{'top' if bottom < 0.5 else 'bottom'} {'left' if right < 0.5 else 'right'}" == corner
    assert min(left, 1 - right) > 0


def test_a_turned_fax_bitmap_is_shown_turned(dots: NDArray[np.bool_], stored: Stored, limits: Limits) -> None:
    gray = open_bitmap(stored(turned_by(pdf.fax_pdf([tiff.Page(dots, 98)]), 180)), PDF, 0, limits).gray
    small = np.asarray(Image.fromarray(gray).resize((dots.shape[1], dots.shape[0]))) < 128
    assert overlap(small, dots[::-1, ::-1]) > 0.6
    assert overlap(small, dots) < 0.2


def test_a_locked_pdf_says_that_it_is_locked(stored: Stored, limits: Limits) -> None:
    with pytest.raises(Unreadable) as caught:
        count_pages(stored(drawn(encrypt=StandardEncryption("secret"))), PDF, limits)
    assert caught.value.doubt is Doubt.ENCRYPTED


def test_a_damaged_pdf_after_a_locked_one_is_damaged_and_not_locked(stored: Stored, limits: Limits) -> None:
    for content, doubt in (
        (drawn(encrypt=StandardEncryption("secret")), Doubt.ENCRYPTED),
        (pdf.wrapped([], "x"), Doubt.UNDECODABLE),
    ):
        with pytest.raises(Unreadable) as caught:
            count_pages(stored(content), PDF, limits)
        assert caught.value.doubt is doubt


def test_a_pdf_that_only_forbids_printing_is_read(stored: Stored, limits: Limits) -> None:
    path = stored(drawn(encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0)))
    assert count_pages(path, PDF, limits) == 1
    assert (open_bitmap(path, PDF, 0, limits).gray < 128).any()


@pytest.mark.parametrize(
    "content",
    [pdf.wrapped([], "x"), drawn()[:200], b"%PDF-1.4\n", b"%PDF-1.7\n" + bytes(5000)],
    ids=["without-pages", "cut-off", "head-alone", "zeros"],
)
def test_a_pdf_without_pages_is_undecodable(content: bytes, stored: Stored, limits: Limits) -> None:
    with pytest.raises(Unreadable) as caught:
        count_pages(stored(content), PDF, limits)
    assert caught.value.doubt is Doubt.UNDECODABLE


def test_a_page_of_a_pdf_that_is_none_is_a_doubt(stored: Stored, limits: Limits) -> None:
    with pytest.raises(Unreadable) as caught:
        open_bitmap(stored(drawn()[:200]), PDF, 0, limits)
    assert caught.value.doubt is Doubt.PAGE_UNREADABLE


def test_a_pdf_whose_table_is_lost_is_mended(stored: Stored, limits: Limits) -> None:
    whole = drawn(pages=2)
    path = stored(whole[: whole.index(b"startxref")])
    assert count_pages(path, PDF, limits) == 2
    assert (open_bitmap(path, PDF, 1, limits).gray < 128).any()
