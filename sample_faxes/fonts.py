"""Which face is which file. Reads only the fixed places where Debian puts its free fonts."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

LIBERATION = Path("/usr/share/fonts/truetype/liberation")
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
URW = Path("/usr/share/fonts/opentype/urw-base35")
COURIER_PRIME = Path("/usr/share/fonts/opentype/courier-prime")
TYPEWRITER = Path("/usr/share/fonts/truetype/gnutypewriter")

ANONYMOUS = Path("/usr/share/fonts/truetype/anonymous-pro")
CARLITO = Path("/usr/share/fonts/truetype/crosextra")
CHARIS = Path("/usr/share/fonts/truetype/charis")
DKG = Path("/usr/share/fonts/truetype/fifthhorseman")
FREEFONT = Path("/usr/share/fonts/truetype/freefont")
HACK = Path("/usr/share/fonts/truetype/hack")
INCONSOLATA = Path("/usr/share/fonts/truetype/inconsolata")
MONONOKI = Path("/usr/share/fonts/truetype/mononoki")
OCR_B = Path("/usr/share/fonts/opentype/ocr-b")
OLD_STANDARD = Path("/usr/share/fonts/truetype/fonts-oldstandard")
OPEN_SANS = Path("/usr/share/fonts/truetype/open-sans")
PARATYPE = Path("/usr/share/fonts/truetype/paratype")
TLWG = Path("/usr/share/fonts/truetype/tlwg")
TUFFY = Path("/usr/share/fonts/truetype/tuffy")

PACKAGES = {
    LIBERATION: "fonts-liberation",
    DEJAVU: "fonts-dejavu-core",
    URW: "fonts-urw-base35",
    COURIER_PRIME: "fonts-courier-prime",
    TYPEWRITER: "fonts-gnutypewriter",
    ANONYMOUS: "fonts-anonymous-pro",
    CARLITO: "fonts-crosextra-carlito",
    CHARIS: "fonts-sil-charis",
    DKG: "fonts-dkg-handwriting",
    FREEFONT: "fonts-freefont-ttf",
    HACK: "fonts-hack",
    INCONSOLATA: "fonts-inconsolata",
    MONONOKI: "fonts-mononoki",
    OCR_B: "fonts-ocr-b",
    OLD_STANDARD: "fonts-oldstandard",
    OPEN_SANS: "fonts-open-sans",
    PARATYPE: "fonts-paratype",
    TLWG: "fonts-tlwg-typo-ttf",
    TUFFY: "fonts-tuffy",
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
    # of the family `varied` alone
    "anonymous": ANONYMOUS / "Anonymous Pro.ttf",
    "anonymous-bold": ANONYMOUS / "Anonymous Pro B.ttf",
    "carlito": CARLITO / "Carlito-Regular.ttf",
    "carlito-bold": CARLITO / "Carlito-Bold.ttf",
    "free-mono-bold": FREEFONT / "FreeMonoBold.ttf",
    "free-serif": FREEFONT / "FreeSerif.ttf",
    "free-serif-bold": FREEFONT / "FreeSerifBold.ttf",
    "hack": HACK / "Hack-Regular.ttf",
    "hack-bold": HACK / "Hack-Bold.ttf",
    "inconsolata": INCONSOLATA / "Inconsolata.otf",
    "old-standard": OLD_STANDARD / "OldStandard-Regular.ttf",
    "old-standard-bold": OLD_STANDARD / "OldStandard-Bold.ttf",
    "open-sans": OPEN_SANS / "OpenSans-Regular.ttf",
    "open-sans-bold": OPEN_SANS / "OpenSans-Bold.ttf",
    "open-narrow-bold": OPEN_SANS / "OpenSans-CondBold.ttf",
    "pt-sans": PARATYPE / "PTS55F.ttf",
    "pt-sans-bold": PARATYPE / "PTS75F.ttf",
    "pt-narrow": PARATYPE / "PTN57F.ttf",
    "pt-narrow-bold": PARATYPE / "PTN77F.ttf",
    "pt-mono-bold": PARATYPE / "PTM75F.ttf",
    "typist": TLWG / "TlwgTypo.ttf",
    "typist-bold": TLWG / "TlwgTypo-Bold.ttf",
    "pen": DKG / "dkg.ttf",
    # of the family `judge` alone
    "charis": CHARIS / "CharisSIL-Regular.ttf",
    "charis-bold": CHARIS / "CharisSIL-Bold.ttf",
    "mononoki": MONONOKI / "mononoki-Regular.ttf",
    "mononoki-bold": MONONOKI / "mononoki-Bold.ttf",
    "ocr-b": OCR_B / "OCRB.otf",
    "tuffy": TUFFY / "tuffy_regular.ttf",
    "tuffy-bold": TUFFY / "tuffy_bold.ttf",
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


def check(*faces: str) -> None:
    """Raises one clear sentence that names every package whose faces are missing, before any work is begun."""
    missing = sorted({PACKAGES[FACES[face].parent] for face in faces if not FACES[face].is_file()})
    if missing:
        raise FontsMissingError(
            f"Fonts of this family are missing: install them with `apt-get install {' '.join(missing)}`."
        )


@cache
def width(words: str, face: str, size: float) -> float:
    """Width in points of words set at a size in points."""
    return font(face, 200).getlength(words) * size / 200
