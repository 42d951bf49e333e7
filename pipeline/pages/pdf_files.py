"""Opens PDF pages: the bitmap that is the page where there is one, else drawn. Touches the world: reads the file."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pdf2image
import pdf2image.exceptions
import pypdfium2
from numpy.typing import NDArray

from pipeline.errors import Unreadable
from pipeline.pages.bitmap import Bitmap, Gray, is_bilevel, resolution_of
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt

RENDER_DPI = 300
"""PDF pages without a single page-wide bitmap are drawn at this many dots an inch, or at fewer to stay in bounds."""
_WHOLE_PAGE = 0.85
"""An embedded image that covers this much of a PDF page each way is the page."""
_PDFIUM = threading.Lock()
"""PDFium is not safe for threads (its own documentation); one lock for the process."""


def count_pdf_pages(path: Path) -> int:
    """How many pages the PDF holds, at least 1. Raises Unreadable."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            if _locked(path):
                raise Unreadable(Doubt.ENCRYPTED) from error
            document = None
        if document is not None:
            try:
                pages = len(document)
            finally:
                document.close()
            if pages:
                return pages
    # Poppler mends some files that PDFium refuses
    try:
        pages = int(pdf2image.pdfinfo_from_path(str(path), timeout=20)["Pages"])
    except (pdf2image.exceptions.PDFInfoNotInstalledError, OSError) as error:
        raise Unreadable(Doubt.UNDECODABLE, "PDF") from error
    except Exception as error:
        raise Unreadable(Doubt.UNDECODABLE, "PDF") from error
    if pages < 1:
        raise Unreadable(Doubt.UNDECODABLE, "PDF without pages")
    return pages


def _locked(path: Path) -> bool:
    """Whether a PDF that does not open wants a password.

    PDFium keeps its last error where an opening fails without one, so it is asked once more after another error.
    """
    told = ""
    for untrusted in (b"no PDF", path):
        try:
            pypdfium2.PdfDocument(untrusted).close()
        except pypdfium2.PdfiumError as error:
            told = str(error)
    return "password" in told.lower()


def drawn_pdf(pdf: bytes, dpi: float, most: int) -> tuple[int, list[NDArray[np.uint8]]]:
    """How many pages a PDF that this program wrote holds, and the first `most` of them; height by width by 3, BGR."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = len(document)
            shown = [document[index].render(scale=dpi / 72).to_numpy() for index in range(min(pages, most))]
            # what PDFium drew belongs to it and goes with it
            return pages, [np.array(each[:, :, :3], np.uint8) for each in shown]
        finally:
            document.close()


def open_pdf_page(path: Path, index: int, limits: Limits) -> Bitmap:
    """Page `index` of the PDF, from 0. Raises Unreadable."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path)
            try:
                page = document[index]
                return _embedded(page, limits) or _rendered(page, limits)
            finally:
                document.close()
        except pypdfium2.PdfiumError:
            pass
    return _rendered_by_poppler(path, index, limits)


def _embedded(page: pypdfium2.PdfPage, limits: Limits) -> Bitmap | None:
    """The one image that is the page, decoded without rendering; None when the page is made in another way."""
    if page.get_rotation():
        return None
    objects = list(page.get_objects(max_depth=2))
    images = [item for item in objects if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    others = [
        item for item in objects if item.type not in (pypdfium2.raw.FPDF_PAGEOBJ_IMAGE, pypdfium2.raw.FPDF_PAGEOBJ_FORM)
    ]
    if len(images) != 1 or others:
        return None
    image = images[0]
    matrix = image.get_matrix()
    wide, high = page.get_size()
    if matrix.b or matrix.c or matrix.a < _WHOLE_PAGE * wide or matrix.d < _WHOLE_PAGE * high:
        return None
    columns, rows = image.get_px_size()
    if not columns or not rows or columns * rows > limits.page_pixels:
        return None
    gray = _gray_of(image.get_bitmap(render=False).to_numpy())
    if gray is None:
        return None
    tagged = (columns / (matrix.a / 72), rows / (matrix.d / 72))
    resolution, how = resolution_of(columns, rows, tagged)
    return Bitmap(gray, resolution, how, is_bilevel(gray))


def _gray_of(array: np.ndarray) -> Gray | None:
    if array.ndim == 2 or array.shape[2] == 1:
        return np.array(array, dtype=np.uint8).reshape(array.shape[:2])
    if array.shape[2] == 3:
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(array), cv2.COLOR_BGR2GRAY), np.uint8)
    return None


def _bounded_dpi(wide: float, high: float, limits: Limits) -> float:
    """The resolution at which a PDF page of that size in points stays within the pixel limit."""
    if wide <= 0 or high <= 0:
        raise Unreadable(Doubt.PAGE_UNREADABLE, "a page without size")
    whole = (wide / 72) * (high / 72)
    return float(min(RENDER_DPI, (limits.page_pixels / whole) ** 0.5, 6000 / (max(wide, high) / 72)))


def _rendered(page: pypdfium2.PdfPage, limits: Limits) -> Bitmap:
    wide, high = page.get_size()
    dpi = _bounded_dpi(wide, high, limits)
    drawn = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=True).to_numpy()
    gray = np.array(drawn, dtype=np.uint8).reshape(drawn.shape[:2])
    resolution, how = resolution_of(gray.shape[1], gray.shape[0], (dpi, dpi))
    return Bitmap(gray, resolution, "rendered" if how == "tags" else how, is_bilevel(gray))


def _rendered_by_poppler(path: Path, index: int, limits: Limits) -> Bitmap:
    side = int(min(3300, limits.page_pixels**0.5))
    try:
        images = pdf2image.convert_from_path(
            str(path), first_page=index + 1, last_page=index + 1, grayscale=True, size=(None, side), timeout=30
        )
    except (pdf2image.exceptions.PDFInfoNotInstalledError, OSError) as error:
        raise Unreadable(Doubt.PAGE_UNREADABLE, "PDF") from error
    except Exception as error:
        raise Unreadable(Doubt.PAGE_UNREADABLE, "PDF") from error
    if not images:
        raise Unreadable(Doubt.PAGE_UNREADABLE, "PDF")
    gray = np.array(images[0].convert("L"), dtype=np.uint8)
    resolution, _ = resolution_of(gray.shape[1], gray.shape[0], None)
    return Bitmap(gray, resolution, "rendered", is_bilevel(gray))
