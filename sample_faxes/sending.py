"""Puts sheets on the line or into a mail: from forms to the bytes that lie in an inbox."""

import dataclasses
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from sample_faxes import fax, headers, pdf, tiff
from sample_faxes.fax import Damage
from sample_faxes.filing import Filing
from sample_faxes.forms import drawer, notices, requests, warrants
from sample_faxes.forms.style import Style
from sample_faxes.paper import Sheet
from sample_faxes.transmission import NUMBER_OF


def form_sheet(
    filing: Filing, style: Style, rng: Random, by_hand: dict[str, str] | None = None, pages: int = 3
) -> Sheet:
    form = requests.FORMS[filing.form](style, filing.edition, pages)
    return drawer.draw(form, filing.filling(by_hand), style, rng)


def notice_sheets(filing: Filing, style: Style, rng: Random) -> list[Sheet]:
    wide = dataclasses.replace(style, label="dejavu", label_bold="dejavu-bold")  # has the Vietnamese letters
    made = notices.notices(filing.form, filing.edition)
    return [drawer.draw(form, filing.filling(), face, rng) for form, face in zip(made, (style, wide), strict=True)]


def warrant_sheet(filing: Filing, style: Style, rng: Random, form: str = "I-200") -> Sheet:
    filled = filing.filling()
    ticked = {"final_order": "judge"} if form == "I-205" else {}
    marked = frozenset(ticked.get(name, name) for name in filled.marked) | (
        {"judge"} if form == "I-205" else frozenset()
    )
    values = dict(filled.values) | {
        "entered_at": "AN UNKNOWN PLACE",
        "entered_on": "AN UNKNOWN DATE",
        "provision": "237(a)(1)(A)",
        "office_line": f"{filled.values['form_date']}, {filing.from_office[-1]}",
    }
    made = warrants.WARRANTS[form](style)
    return drawer.draw(made, type(filled)(values, marked, {}), style, rng)


def received_tag(when: datetime.datetime) -> str:
    return f"{when:%Y:%m:%d %H:%M:%S}"


@dataclass(frozen=True)
class Line:
    """One call to one of the department's machines."""

    source: str
    sender: str
    """The name in the sending machine, free text."""
    sender_number: str
    when: datetime.datetime
    """When the call came in, local time."""
    layout: Callable
    """Of the line at the top edge."""
    resolution: str = "fine"
    damage: Damage = fax.LEVELS["clean"]
    columns: int = fax.COLUMNS
    sent: Callable = fax.sent
    """Puts one page on the line."""

    def pages(
        self, sheets: list[Sheet | np.ndarray], grain: np.random.Generator, turned: dict[int, int] | None = None
    ) -> list[tiff.Page]:
        """What the receiving machine gets; `turned` names pages (from 0) that lay turned in the feeder."""
        call = headers.Call(self.sender, self.sender_number, NUMBER_OF[self.source], self.when)
        made = []
        for number, sheet in enumerate(sheets):
            damage = self.damage
            if turned and number in turned:
                damage = dataclasses.replace(damage, turned=turned[number])
            words = self.layout(call, number + 1, len(sheets))
            made.append(self.sent(sheet, damage, grain, self.resolution, words, self.columns))
        return made

    def as_tiff(
        self, pages: list[tiff.Page], coding: str = "g4", reverse: bool = False, resolution: bool = True
    ) -> bytes:
        return tiff.tiff(
            pages, coding, reverse, resolution, tiff.hylafax_tags(self.sender_number, received_tag(self.when))
        )

    def as_pdf(self, pages: list[tiff.Page], double_rows: bool = False) -> bytes:
        return pdf.fax_pdf(pages, double_rows)
