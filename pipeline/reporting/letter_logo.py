"""The picture above the letterhead, bounded and made plain.

Touches the world: reads the picture that the settings name.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from pipeline.errors import WrongUse

LOGO_BYTES = 5_000_000
LOGO_PIXELS = 16_000_000
_LARGEST = 900
"""Pixels of the longer side that are kept: three inches at 300 dots an inch."""


def load_logo(path: Path) -> bytes:
    """The picture as a small PNG on white, without what else its file may hold (place, camera, comments).

    Raises WrongUse when it cannot be read, is no PNG or JPEG, or is larger than 5 MB or 16 million pixels.
    """
    try:
        with path.open("rb") as file:
            untrusted_bytes = file.read(LOGO_BYTES + 1)
    except OSError as error:
        raise WrongUse(f"letter.logo: {path}: cannot be read ({error.strerror or error})") from None
    if len(untrusted_bytes) > LOGO_BYTES:
        raise WrongUse(f"letter.logo: {path}: is larger than {LOGO_BYTES // 1_000_000} MB; make the picture smaller")
    try:
        return _plain(untrusted_bytes, path)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise WrongUse(f"letter.logo: {path}: is no PNG or JPEG picture that can be read") from None


def _plain(untrusted_bytes: bytes, path: Path) -> bytes:
    with Image.open(io.BytesIO(untrusted_bytes), formats=("PNG", "JPEG")) as untrusted_picture:
        width, height = untrusted_picture.size
        if width * height > LOGO_PIXELS:
            raise WrongUse(f"letter.logo: {path}: has {width * height:,} pixels; at most {LOGO_PIXELS:,} are taken")
        picture = untrusted_picture.convert("RGBA")
    picture.thumbnail((_LARGEST, _LARGEST))
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture.getchannel("A"))
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()
