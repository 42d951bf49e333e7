"""The lots that one transmission of the larger set draws."""

import dataclasses
import datetime
from random import Random

import numpy as np

from sample_faxes import fax, headers, paper
from sample_faxes.families import FAMILIES, stamp
from sample_faxes.fax import Damage
from sample_faxes.filing import Filing, filing
from sample_faxes.forms import drawer, requests
from sample_faxes.paper import Sheet
from sample_faxes.sending import Line
from sample_faxes.transmission import SOURCES

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
        self.traits = FAMILIES[family]
        # the first two families, drawn before there were others, keep their bytes
        own = [len(family)] if family in ("usual", "other") else list(family.encode())
        self.grain = np.random.default_rng([seed, number, *own])
        self.style = self.traits.style(self.rng)
        self.when = datetime.datetime(2025, 1, 3) + datetime.timedelta(seconds=self.rng.randrange(355 * 86400))  # noqa: DTZ001 - the department's own clock
        self.level = self.rng.choices(tuple(self.traits.levels), self.traits.shares)[0]
        self.resolution = self.rng.choices(("fine", "standard", "superfine"), (0.6, 0.28, 0.12))[0]
        self.source, self.channel, self.district, _ = self.rng.choices(SOURCES, (6, *[1] * (len(SOURCES) - 1)))[0]
        self.looks: dict[str, object] = {"family": family, "label": self.style.label, "fill": self.style.fill}
        self.looks["mark"] = self.style.mark.__name__
        self.viewer = self.traits.viewer and self.chance(0.25)
        if self.viewer:  # the page is printed by a viewer with faces of its own
            fill = self.rng.choice(("mono", "mono-bold", "sans", "serif"))
            label = self.rng.choice(("sans", "serif"))
            self.style = dataclasses.replace(self.style, label=label, label_bold=f"{label}-bold", fill=fill)
            self.looks |= {"label": f"viewer's {label}", "fill": f"viewer's {fill}"}

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def filing(self, form: str = "I-247A", **given: object) -> Filing:
        age = datetime.timedelta(days=self.rng.choice((0, 0, 0, 0, 1, 1, 2, 6)))
        family = self.traits
        names = family.names() if callable(family.names) else family.names
        made = filing(self.rng, self.when.date() - age, form, family.dates, family.numbers, names, **given)
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
        if self.traits.printing:
            form = self.traits.printing(form, self.rng)
        size = LEGAL if self.traits.harsh and self.chance(0.08) else paper.LETTER
        sheet = drawer.draw(form, made.filling(hands), self.style, self.rng, size)
        if self.chance(0.3 if self.traits.harsh else 0.16):
            low = 60 if self.traits.harsh else 640  # across the fields, or below them
            where = (self.rng.uniform(40, 420), self.rng.uniform(low, 760))
            stamp(sheet, self.traits, *where, f"{self.when:%b %d %Y}".upper(), self.rng)
            self.looks["stamp"] = round(where[1])
        if self.chance(0.2):
            note, y = self.rng.choice(HAND_NOTES), self.rng.uniform(620, 760)
            x, size, angle = self.rng.uniform(60, 380), self.rng.uniform(14, 22), self.rng.uniform(-6, 10)
            sheet.write(x, y, note, self.style.hand, size, 30, angle)
        return sheet

    def ink(self, sheet: Sheet) -> Sheet | np.ndarray:
        """The sheet itself, or the pixels that a viewer prints of it."""
        if not self.viewer:
            return sheet
        import pypdfium2

        page = pypdfium2.PdfDocument(paper.vector_pdf([sheet], embed=False))[0]
        return page.render(scale=paper.DOTS_PER_POINT, grayscale=True).to_numpy()

    def damage(self) -> Damage:
        damage = fax.varied(self.traits.levels[self.level], self.grain)
        if self.traits.harsh and self.chance(0.2):
            self.looks["dark"] = True
            return dataclasses.replace(damage, threshold=self.rng.randrange(165, 190), shade=max(20.0, damage.shade))
        if self.traits.harsh and self.chance(0.3):
            damage = dataclasses.replace(damage, copies=damage.copies + 1)
        return damage

    def line(self, made: Filing | None = None) -> Line:
        sender = made.from_office[0].upper()[: self.rng.choice((12, 16, 20, 24))].strip() if made else "FAX SENDER"
        layout = self.rng.choice(self.traits.layouts)
        if self.chance(0.07):
            layout = headers.without
        drift = datetime.timedelta(seconds=self.rng.randrange(-90, 60))
        columns = 2048 if self.traits.harsh and self.chance(0.06) else fax.COLUMNS
        number = made.phone if made else "8005550142"
        return Line(
            self.source, sender, number, self.when + drift, layout, self.resolution, self.damage(), columns,
            self.traits.sent,
        )  # fmt: skip

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
