"""How one committed case is drawn: every lot from its own name, so that no case moves when another changes."""

import dataclasses
from datetime import date, datetime
from random import Random

import numpy as np

from sample_faxes import headers, marks
from sample_faxes.cast import CAST
from sample_faxes.fax import Damage
from sample_faxes.filing import OFFICES, Filing, filing
from sample_faxes.forms import style
from sample_faxes.sending import Line, form_sheet
from sample_faxes.transmission import ROUTE_OF, Transmission

LIGHT = Damage(skew=0.5, blur=0.45, grain=7, lost=1, repeated=1, speckle=0.0001)
"""A good line: committed files stay small."""


class Lot:
    """The lots that one case draws, all from its name."""

    def __init__(self, name: str) -> None:
        self.rng = Random(name)
        self.grain = np.random.default_rng(list(name.encode()))
        self.style = style.usual(self.rng)

    def line(
        self,
        source: str,
        when: datetime,
        made: Filing | None = None,
        layout: str = "fr-to",
        resolution: str = "fine",
        damage: Damage = LIGHT,
    ) -> Line:
        sender = " ".join(made.from_office[0].upper().split()[:4])[:24] if made else "SENDER"
        number = made.phone if made else "8005550142"
        return Line(source, sender, number, when, headers.LAYOUTS[layout], resolution, damage)


def request(lot: Lot, name: str, day: date, basis: tuple[str, ...], form: str = "I-247A", **given: object) -> Filing:
    office, phone = OFFICES[int(given.pop("office", 0))]  # type: ignore[call-overload]
    base = {
        "person": CAST[name],
        "basis": basis,
        "from_office": office,
        "phone": phone,
        "notify": "ICE",
        "signed": True,
    }
    return filing(lot.rng, day, form, **(base | given))


@dataclasses.dataclass(frozen=True)
class FaxCase:
    """A fax of one page that carries one form."""

    file: str
    when: datetime
    name: str
    basis: tuple[str, ...]
    request: int | None
    kind: str = "detainer"
    form: str = "I-247A"
    given: dict[str, object] = dataclasses.field(default_factory=dict)
    layout: str = "fr-to"
    resolution: str = "fine"
    coding: str = "g4"
    reverse: bool = False
    tagged: bool = True
    damage: Damage = LIGHT
    turned: int = 0
    look: dict[str, object] = dataclasses.field(default_factory=dict)
    """Parts of the style that this case fixes."""
    like: str = ""
    """The file whose sheet of paper this is, when it was faxed twice."""
    stamp: tuple[str, ...] = ()
    by_hand: dict[str, str] = dataclasses.field(default_factory=dict)
    note: str | None = None

    def transmission(self) -> Transmission:
        lot = Lot(self.like or self.file)
        if self.like:
            lot.grain = Lot(self.file).grain  # the same sheet of paper, another call
        given = dict(self.given)
        made = request(lot, self.name, given.pop("dated", self.when.date()), self.basis, self.form, **given)  # type: ignore[arg-type]
        sheet = form_sheet(
            made,
            dataclasses.replace(lot.style, **self.look),
            lot.rng,
            self.by_hand,
            1 if self.form in ("I-247G",) else 3,
        )
        if self.stamp:
            marks.stamp(sheet, 440, 66, self.stamp, lot.rng, size=13)
        source = self.file.split("/")[0]
        line = lot.line(source, self.when, made, self.layout, self.resolution, self.damage)
        pages = line.pages([sheet], lot.grain, {0: self.turned})
        kept = (
            "notification_request"
            if self.form in ("I-247G", "I-247N")
            else "detainer"
            if self.kind in ("duplicate", "misaddressed")
            else self.kind
        )
        return Transmission(
            self.file,
            line.as_tiff(pages, self.coding, self.reverse, self.tagged),
            self.kind,
            f"{self.when}",
            *ROUTE_OF[source],
            pages=1,
            records=((kept, made.fields()),),
            requests=() if self.request is None else (self.request,),
            level="light" if self.damage is LIGHT else "usual",
            resolution=self.resolution,
            note=self.note,
        )
