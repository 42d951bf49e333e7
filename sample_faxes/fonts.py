"""Which face is which file. Reads only the fixed places where Debian puts its free fonts."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

LIBERATION = Path("/usr/share/fonts/truetype/liberation")
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
URW = Path("/usr/share/fonts/opentype/urw-base35")
COURIER_PRIME = Path("/usr/share/fonts/opentype/courier-prime")
TYPEWRITER = Path("/usr/share/fonts/truetype/gnutypewriter")

PACKAGES = {
    LIBERATION: "fonts-liberation",
    DEJAVU: "fonts-dejavu-core",
    URW: "fonts-urw-base35",
    COURIER_PRIME: "fonts-courier-prime",
    TYPEWRITER: "fonts-gnutypewriter",
}

FACES = {
    "sans": LIBERATION / "LiberationSans-Regular.ttf",
    "sans-bold": LIBERATION / "LiberationSans-Bold.ttf",
    "sans-italic": LIBERATION / "LiberationSans-Italic.ttf",
    "serif": LIBERATION / "LiberationSerif-Regular.ttf",
    "serif-bold": LIBERATION / "LiberationSerif-Bold.ttf",
    "mono": LIBERATION / "LiberationMono-Regular.ttf",
    "mono-bold": LIBERATION / "LiberationMono-Bold.ttf",
    "dejavu": DEJAVU / "DejaVuSans.ttf",
    "dejavu-bold": DEJAVU / "DejaVuSans-Bold.ttf",
    "dejavu-mono": DEJAVU / "DejaVuSansMono.ttf",
    "dejavu-mono-bold": DEJAVU / "DejaVuSansMono-Bold.ttf",
    "dejavu-serif": DEJAVU / "DejaVuSerif.ttf",
    "courier": URW / "NimbusMonoPS-Regular.otf",
    "courier-bold": URW / "NimbusMonoPS-Bold.otf",
    "helvetica": URW / "NimbusSans-Regular.otf",
    "helvetica-bold": URW / "NimbusSans-Bold.otf",
    "narrow": URW / "NimbusSansNarrow-Regular.otf",
    "narrow-bold": URW / "NimbusSansNarrow-Bold.otf",
    "times": URW / "NimbusRoman-Regular.otf",
    "times-bold": URW / "NimbusRoman-Bold.otf",
    "schoolbook": URW / "C059-Roman.otf",
    "schoolbook-bold": URW / "C059-Bold.otf",
    "palatino": URW / "P052-Roman.otf",
    "palatino-bold": URW / "P052-Bold.otf",
    "hand": URW / "Z003-MediumItalic.otf",
    "prime": COURIER_PRIME / "Courier Prime.otf",
    "prime-bold": COURIER_PRIME / "Courier Prime Bold.otf",
    "typewriter": TYPEWRITER / "GNUTypewriter.ttf",
}


class FontsMissingError(Exception):
    """The fonts that the drawing needs are not installed; the message names the packages."""


@cache
def font(face: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The face at a height in pixels. The basic layout engine, so that the same bytes come out with or without raqm."""
    path = FACES[face]
    if not path.is_file():
        base = {PACKAGES[place] for place in (LIBERATION, DEJAVU, URW) if not place.is_dir()}
        missing = sorted({PACKAGES[path.parent]} | base)
        raise FontsMissingError(f"The font {path} is missing: install it with `apt-get install {' '.join(missing)}`.")
    return ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)


def check(face: str) -> None:
    """Raises the one clear sentence when a face is missing, before any work is begun."""
    font(face, 20)


@cache
def width(words: str, face: str, size: float) -> float:
    """Width in points of words set at a size in points."""
    return font(face, 200).getlength(words) * size / 200
