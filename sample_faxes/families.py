"""The families that a larger set is drawn in: four for building on, three for judging alone.

`usual` is how most offices' forms look. `varied` is as hard as the judging families and shares no face, wording, name,
mark or way of harming a page with them. `other` and `judge` are for judging: rules tuned on them measure nothing.
`handwritten` is `varied` filled in part by hand, with the fields so filled in its truth (`looks`, `by_hand`).
`named` is `varied` with people of thousands of names, where the others have some two hundred words of names each.
`judge` is `other` with what `other` lacks: further faces, marks that stray, skew up to four degrees, longer names.
`unseen` is `judge` in faces alone that the small reader was not trained on; it was on some of `other` and `judge`.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import numpy as np

from sample_faxes import by_hand, fax, filing, fonts, harm, headers, marks, pen, people, photo, snapshot
from sample_faxes.fax import Damage
from sample_faxes.forms import style, variants
from sample_faxes.forms.blocks import Form
from sample_faxes.forms.style import Style
from sample_faxes.paper import Sheet
from sample_faxes.people import Names

BUILDING, JUDGING = "building", "judging"

Photograph = Callable[[Sheet, np.random.Generator], tuple[bytes, int, int, int]]


@dataclass(frozen=True)
class Family:
    purpose: str
    """BUILDING or JUDGING."""
    style: Callable[[Random], Style]
    shares: tuple[float, ...]
    """How often clean, usual, rough, awful."""
    faces: tuple[str, ...]
    """One face of each font package that the family needs."""
    levels: Mapping[str, Damage] = dataclasses.field(default_factory=lambda: fax.LEVELS)
    sent: Callable = fax.sent
    """Puts a page on the line."""
    photographed: Photograph = photo.photographed
    scanned: Photograph = photo.office_scan
    stamps: tuple[Callable, ...] = ()
    """Own stamps; none: the framed one of `marks`."""
    printing: Callable[[Form, Random], Form] | None = None
    """Changes labels, footers and spacing of a form."""
    names: Names | Callable[[], Names] = people.USUAL
    dates: tuple[str, ...] = filing.OTHER_DATES
    numbers: tuple[str, ...] = people.NUMBER_STYLES
    layouts: tuple[Callable, ...] = headers.LAYOUTS_OF["other"]
    harsh: bool = True
    """Whether pages may be of legal length, as wide as B4, scanned dark, stamped across their fields."""
    sheet: Callable | None = None
    """Draws a form of a lot (see `by_hand.sheet`); none: `VariedLot.sheet`."""
    viewer: bool = False
    """Whether some pages are printed by a viewer with faces of its own."""


FAMILIES = {
    "usual": Family(
        BUILDING,
        style.usual,
        (0.26, 0.48, 0.21, 0.05),
        ("sans", "dejavu", "helvetica"),
        dates=filing.USUAL_DATES,
        numbers=people.NUMBER_STYLES[:5],
        layouts=headers.LAYOUTS_OF["usual"],
        harsh=False,
    ),
    "varied": Family(
        BUILDING,
        style.varied,
        (0.18, 0.4, 0.28, 0.14),
        ("sans", "dejavu", "helvetica", "pen", *style.VARIED_LABELS, *style.VARIED_FILLS),
        harm.LEVELS,
        harm.sent,
        snapshot.snapped,
        snapshot.copier_scan,
        pen.STAMPS,
        variants.varied_printing,
        people.VARIED,
        filing.VARIED_DATES,
        people.VARIED_NUMBER_STYLES,
        headers.LAYOUTS_OF["usual"],
    ),
    "other": Family(
        JUDGING,
        style.other,
        (0.18, 0.4, 0.28, 0.14),
        ("sans", "dejavu", "helvetica", "prime", "typewriter"),
        printing=variants.other_printing,
        viewer=True,
    ),
    "judge": Family(
        JUDGING,
        style.judge,
        (0.18, 0.4, 0.28, 0.14),
        ("sans", "dejavu", "helvetica", "prime", "typewriter", "charis", "mononoki", "ocr-b", "tuffy"),
        {
            name: dataclasses.replace(damage, skew=skew)
            for (name, damage), skew in zip(fax.LEVELS.items(), (0.3, 1.3, 2.7, 4.0), strict=True)
        },
        printing=variants.judge_printing,
        names=people.JUDGE,
        viewer=True,
    ),
}

FAMILIES["unseen"] = dataclasses.replace(FAMILIES["judge"], style=style.unseen)
FAMILIES["named"] = dataclasses.replace(FAMILIES["varied"], names=people.of_lists)
FAMILIES["handwritten"] = dataclasses.replace(FAMILIES["varied"], sheet=by_hand.sheet)


def check(name: str) -> None:
    """Raises FontsMissingError with every package that the family lacks."""
    fonts.check(*FAMILIES[name].faces)


def stamp(sheet: Sheet, family: Family, x: float, y: float, day: str, rng: Random) -> None:
    """A stamp of the station somewhere on the page."""
    if family.stamps:
        rng.choice(family.stamps)(sheet, x, y, day, rng, rng.randrange(20, 120))
        return
    marks.stamp(sheet, x, y, ("RECEIVED", day), rng, size=rng.uniform(10, 16), ink=rng.randrange(20, 120))
