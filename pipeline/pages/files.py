"""Opens one page of a file as a bitmap, within bounds. Touches the world: reads the file.

A page is opened by its number alone, so that a fax of 200 pages needs no more memory than one of ten. Where the file
holds a fax bitmap (a TIFF frame, the image in a gateway's PDF) it is decoded as it is, not rendered.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import Unreadable
from pipeline.pages.bitmap import Bitmap
from pipeline.pages.pdf_files import count_pdf_pages, open_pdf_page
from pipeline.pages.pictures import count_frames, open_frame
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt


def count_pages(path: Path, media_type: str, limits: Limits) -> int:
    """How many pages the file holds, at least 1.

    Raises Unreadable when that cannot be told.
    """
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(Doubt.EMPTY_FILE)
    if size > limits.file_bytes:
        raise Unreadable(Doubt.TOO_LARGE)
    if media_type == "application/pdf":
        return count_pdf_pages(path)
    if media_type == "image/tiff":
        return count_frames(path)
    if media_type in ("image/png", "image/jpeg"):
        return 1
    raise Unreadable(Doubt.UNKNOWN_TYPE)


def open_bitmap(path: Path, media_type: str, index: int, limits: Limits) -> Bitmap:
    """Page `index` of the file, from 0.

    Raises Unreadable with the doubt the page ends with.
    """
    if media_type == "application/pdf":
        return open_pdf_page(path, index, limits)
    return open_frame(path, index, limits)
