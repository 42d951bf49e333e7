"""The lots that one transmission of the larger set draws."""

import dataclasses
import datetime
from random import Random

import numpy as np

from sample_faxes import fax, headers, marks, paper
from sample_faxes.fax import Damage
from sample_faxes.filing import Filing, filing
from sample_faxes.forms import drawer, requests, style, variants
from sample_faxes.paper import Sheet
from sample_faxes.sending import Line
from sample_faxes.transmission import SOURCES

LEVELS = {"usual": ((0.26, 0.48, 0.21, 0.05)), "other": ((0.18, 0.4, 0.28, 0.14))}
"""How often clean, usual, rough, awful."""

LEGAL = (612.0, 1008.0)
HAND_NOTES = (
    "not held - Trust Act",
    "copy to Legal",
    "cc: Det. Unit",
    "released on bail",
    "no action taken",
    "fwd to HQ",
)


class VariedLot:
    def __init__(self, seed: int, number: int, family: str) -> None:
        self.number, self.family = number, family
        self.rng = Random(f"{family} {seed} {number}")
        self.grain = np.random.default_rng([seed, number, len(family)])
        self.style = style.FAMILIES[family](self.rng)
        self.when = datetime.datetime(2025, 1, 3) + datetime.timedelta(seconds=self.rng.randrange(355 * 86400))  # noqa: DTZ001 - the department's own clock
        self.level = self.rng.choices(tuple(fax.LEVELS), LEVELS[family])[0]
        self.resolution = self.rng.choices(("fine", "standard", "superfine"), (0.6, 0.28, 0.12))[0]
        self.source, self.channel, self.district, _ = self.rng.choices(SOURCES, (6, *[1] * (len(SOURCES) - 1)))[0]
        self.looks: dict[str, object] = {"family": family, "label": self.style.label, "fill": self.style.fill}
        self.looks["mark"] = self.style.mark.__name__
        self.viewer = family == "other" and self.chance(0.25)
        if self.viewer:  # the page is printed by a viewer with faces of its own
            fill = self.rng.choice(("mono", "mono-bold", "sans", "serif"))
            label = self.rng.choice(("sans", "serif"))
            self.style = dataclasses.replace(self.style, label=label, label_bold=f"{label}-bold", fill=fill)
            self.looks |= {"label": f"viewer's {label}", "fill": f"viewer's {fill}"}

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def filing(self, form: str = "I-247A", **given: object) -> Filing:
        age = datetime.timedelta(days=self.rng.choice((0, 0, 0, 0, 1, 1, 2, 6)))
        made = filing(self.rng, self.when.date() - age, form, self.family, **given)
        doubt = self.rng.random()
        if "basis" not in given and form == "I-247A":
            if doubt < 0.02:
                return dataclasses.replace(made, basis=())
            if doubt < 0.035:
                return dataclasses.replace(made, basis=(*made.basis, "transferred_for_proceeding"))
            if doubt < 0.08:
                return dataclasses.replace(made, basis=("transferred_for_proceeding",))
        return made

    def sheet(self, made: Filing, pages: int = 3) -> Sheet:
        """The form, with what a station adds to it: handwriting, a stamp."""
        hands = {}
        if self.chance(0.25):
            hands["booking_number"] = f"{self.when:%y}-{self.rng.randrange(10**5):05d}"
        if self.chance(0.2):
            hands["served_on"] = f"{self.when:%m/%d/%y}"
        form = requests.FORMS[made.form](self.style, made.edition, pages)
        if self.family == "other":
            form = variants.other_printing(form, self.rng)
        size = LEGAL if self.family == "other" and self.chance(0.08) else paper.LETTER
        sheet = drawer.draw(form, made.filling(hands), self.style, self.rng, size)
        if self.chance(0.16 if self.family == "usual" else 0.3):
            low = 60 if self.family == "other" else 640  # `other` may be stamped across its fields
            words = ("RECEIVED", f"{self.when:%b %d %Y}".upper())
            where = (self.rng.uniform(40, 420), self.rng.uniform(low, 760))
            marks.stamp(sheet, *where, words, self.rng, size=self.rng.uniform(10, 16), ink=self.rng.randrange(20, 120))
            self.looks["stamp"] = round(where[1])
        if self.chance(0.2):
            note, y = self.rng.choice(HAND_NOTES), self.rng.uniform(620, 760)
            sheet.write(
                self.rng.uniform(60, 380), y, note, "hand", self.rng.uniform(14, 22), 30, self.rng.uniform(-6, 10)
            )
        return sheet

    def ink(self, sheet: Sheet) -> Sheet | np.ndarray:
        """The sheet itself, or the pixels that a viewer prints of it."""
        if not self.viewer:
            return sheet
        import pypdfium2

        page = pypdfium2.PdfDocument(paper.vector_pdf([sheet], embed=False))[0]
        return page.render(scale=paper.DOTS_PER_POINT, grayscale=True).to_numpy()

    def damage(self) -> Damage:
        damage = fax.varied(fax.LEVELS[self.level], self.grain)
        if self.family == "other" and self.chance(0.2):
            self.looks["dark"] = True
            return dataclasses.replace(damage, threshold=self.rng.randrange(165, 190), shade=max(20.0, damage.shade))
        if self.family == "other" and self.chance(0.3):
            damage = dataclasses.replace(damage, copies=damage.copies + 1)
        return damage

    def line(self, made: Filing | None = None) -> Line:
        sender = made.from_office[0].upper()[: self.rng.choice((12, 16, 20, 24))].strip() if made else "FAX SENDER"
        layout = self.rng.choice(headers.LAYOUTS_OF[self.family])
        if self.chance(0.07):
            layout = headers.without
        drift = datetime.timedelta(seconds=self.rng.randrange(-90, 60))
        columns = 2048 if self.family == "other" and self.chance(0.06) else fax.COLUMNS
        number = made.phone if made else "8005550142"
        return Line(self.source, sender, number, self.when + drift, layout, self.resolution, self.damage(), columns)

    def turned(self, pages: int) -> dict[int, int]:
        """How each page lay in the feeder: mostly as it should."""
        share = self.rng.random()
        if share < 0.08:
            turned = dict.fromkeys(range(pages), 180)
        elif share < 0.12 and self.resolution != "standard":
            turned = dict.fromkeys(range(pages), self.rng.choice((90, 270)))
        elif share < 0.15 and pages > 1:
            turned = {self.rng.randrange(pages): 180}
        else:
            turned = {}
        if turned:
            self.looks["turned"] = sorted(set(turned.values()))
        return turned
