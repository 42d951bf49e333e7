"""Opens one page of a file as a bitmap, within bounds. Touches the world: reads the file.

A page is opened by its number alone, so that a fax of 200 pages needs no more memory than one of ten. Where the file
holds a fax bitmap (a TIFF frame, the image in a gateway's PDF) it is decoded as it is, not rendered.
"""

from __future__ import annotations

import threading
import warnings
from pathlib import Path

import cv2
import numpy as np
import pdf2image
import pdf2image.exceptions
import pypdfium2
from PIL import Image, UnidentifiedImageError

from pipeline.errors import Unreadable
from pipeline.pages.bitmap import Bitmap, Gray, resolution_of
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt

RENDER_DPI = 300
"""PDF pages without a single page-wide bitmap are drawn at this many dots an inch, or at fewer to stay in bounds."""
_WHOLE_PAGE = 0.85
"""An embedded image that covers this much of a PDF page each way is the page."""
_PDFIUM = threading.Lock()
"""PDFium is not safe for threads (its own documentation); one lock for the process."""
_DECODE_FAILURES = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    AttributeError,
)
"""What Pillow's decoders raise on damaged files, by its own tests for broken images."""


def count_pages(path: Path, media_type: str, limits: Limits) -> int:
    """How many pages the file holds, at least 1.

    Raises Unreadable when that cannot be told.
    """
    if path.stat().st_size > limits.file_bytes:
        raise Unreadable(Doubt.TOO_LARGE)
    if media_type == "application/pdf":
        return _count_pdf(path)
    if media_type == "image/tiff":
        with _image(path) as image:
            try:
                return max(1, int(getattr(image, "n_frames", 1)))
            except _DECODE_FAILURES as error:
                raise Unreadable(Doubt.UNDECODABLE, type(error).__name__) from error
    if media_type in ("image/png", "image/jpeg"):
        return 1
    raise Unreadable(Doubt.UNKNOWN_TYPE)


def open_bitmap(path: Path, media_type: str, index: int, limits: Limits) -> Bitmap:
    """Page `index` of the file, from 0.

    Raises Unreadable with the doubt the page ends with.
    """
    if media_type == "application/pdf":
        return _pdf_page(path, index, limits)
    with _image(path) as image:
        try:
            if index:
                image.seek(index)
            return _bitmap_of(image, limits)
        except _DECODE_FAILURES as error:
            raise Unreadable(Doubt.PAGE_UNREADABLE, type(error).__name__) from error


def _image(path: Path) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # the bound is ours, checked before pixels are decoded
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which is no news on a fax
            return Image.open(path)
    except UnidentifiedImageError as error:
        raise Unreadable(Doubt.UNDECODABLE) from error
    except _DECODE_FAILURES as error:
        raise Unreadable(Doubt.UNDECODABLE, type(error).__name__) from error


def _bitmap_of(image: Image.Image, limits: Limits) -> Bitmap:
    width, height = image.size
    if width * height > limits.page_pixels or not width or not height:
        raise Unreadable(Doubt.TOO_LARGE, f"{width} x {height} pixels")
    bilevel = image.mode == "1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        orientation = image.getexif().get(274, 1) if image.format in ("TIFF", "JPEG") else 1
        tagged = _tagged_resolution(image)
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            rgba = image.convert("RGBA")
            paper = Image.new("RGBA", rgba.size, "white")
            gray_image = Image.alpha_composite(paper, rgba).convert("L")
        elif image.mode.startswith("I;16") or image.mode in ("I", "F"):
            gray_image = Image.fromarray(_eight_bits(np.asarray(image)))
        else:
            gray_image = image.convert("L")
    gray = np.array(gray_image, dtype=np.uint8)
    gray = _oriented(gray, int(orientation))
    if orientation in (5, 6, 7, 8) and tagged:
        tagged = (tagged[1], tagged[0])
    resolution, how = resolution_of(gray.shape[1], gray.shape[0], tagged)
    if not bilevel:
        bilevel = _is_bilevel(gray)
    return Bitmap(gray, resolution, how, bilevel)


def _eight_bits(values: np.ndarray) -> Gray:
    values = np.nan_to_num(values.astype(np.float64))
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) * (255.0 / (high - low or 1.0)), np.uint8)


def _is_bilevel(gray: Gray) -> bool:
    """Whether an 8-bit image holds black and white alone, a rare gray apart."""
    sample = gray[:: max(1, gray.shape[0] // 500)]
    return bool(((sample < 16) | (sample > 239)).mean() > 0.998)


def _tagged_resolution(image: Image.Image) -> tuple[float, float] | None:
    if image.format == "TIFF" and hasattr(image, "tag_v2"):
        tags = image.tag_v2
        across, down, unit = tags.get(282), tags.get(283), tags.get(296, 2)
        if across and down and unit in (2, 3):
            per_inch = 2.54 if unit == 3 else 1.0
            return float(across) * per_inch, float(down) * per_inch
        return None
    dpi = image.info.get("dpi")
    return (float(dpi[0]), float(dpi[1])) if dpi else None


def _oriented(gray: Gray, orientation: int) -> Gray:
    """The image as its Orientation tag (TIFF 6.0, page 36) wants it seen."""
    turned = {
        2: lambda g: g[:, ::-1],
        3: lambda g: g[::-1, ::-1],
        4: lambda g: g[::-1],
        5: lambda g: g.T,
        6: lambda g: np.rot90(g, 3),
        7: lambda g: g[::-1, ::-1].T,
        8: lambda g: np.rot90(g, 1),
    }.get(orientation)
    return np.ascontiguousarray(turned(gray)) if turned else gray


def _count_pdf(path: Path) -> int:
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
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


def _pdf_page(path: Path, index: int, limits: Limits) -> Bitmap:
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
    return Bitmap(gray, resolution, how, _is_bilevel(gray))


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
    return Bitmap(gray, resolution, "rendered" if how == "tags" else how, _is_bilevel(gray))


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
    return Bitmap(gray, resolution, "rendered", _is_bilevel(gray))
