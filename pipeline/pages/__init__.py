"""Pure. A file's bitmaps become upright, square and clean pages."""

from pipeline.pages.bitmap import Bitmap
from pipeline.pages.files import count_pages, open_bitmap
from pipeline.pages.page import DPI, Page, prepare

__all__ = ["DPI", "Bitmap", "Page", "count_pages", "open_bitmap", "prepare"]
