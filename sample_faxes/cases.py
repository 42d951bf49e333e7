"""The committed faxes that are more than one form on one page, and those that are no form at all."""

import dataclasses
from collections.abc import Callable
from datetime import datetime

from sample_faxes import fax
from sample_faxes.forms import drawer, notices, other_pages
from sample_faxes.lots import Lot, request
from sample_faxes.sending import form_sheet, notice_sheets, warrant_sheet
from sample_faxes.transmission import ROUTE_OF, Transmission, at


def two_people() -> Transmission:
    file, when = "fax-b-2/fax000000032.tif", at("2025-06-27 00:44:10")
    lot = Lot(file)
    pair = [
        request(lot, name, when.date(), basis, office=0)
        for name, basis in (("truong", ("final_order",)), ("cabral", ("statements",)))
    ]
    line = lot.line("fax-b-2", when, pair[0], "fr-to")
    pages = line.pages([form_sheet(made, lot.style, lot.rng) for made in pair], lot.grain)
    return Transmission(
        file,
        line.as_tiff(pages),
        "detainer",
        f"{when}",
        *ROUTE_OF["fax-b-2"],
        pages=2,
        requests=(9, 10),
        records=tuple(("detainer", made.fields()) for made in pair),
        level="light",
        resolution="fine",
        note="two people in one call",
    )


def bundle() -> Transmission:
    file, when = "fax-dedicated/20250915-083412_0011.pdf", at("2025-09-15 08:34:12")
    lot = Lot(file)
    made = request(lot, "mejia-ortega", when.date(), ("pending_proceedings", "biometric"), office=1)
    values = dict(made.printed()) | {
        "cover_to": "BOSTON POLICE DEPARTMENT",
        "cover_fax": "617-555-0100",
        "cover_from": made.from_office[0],
        "cover_pages": "5",
        "cover_subject": "Detainer",
    }
    cover = drawer.draw(
        notices.cover(lot.style, lot.rng), dataclasses.replace(made.filling(), values=values), lot.style, lot.rng
    )
    sheets = [
        cover,
        form_sheet(made, lot.style, lot.rng),
        *notice_sheets(made, lot.style, lot.rng),
        warrant_sheet(made, lot.style, lot.rng),
    ]
    line = lot.line("fax-dedicated", when, made, "iso", damage=fax.LEVELS["clean"])
    return Transmission(
        file,
        line.as_pdf(line.pages(sheets, lot.grain)),
        "detainer",
        f"{when}",
        *ROUTE_OF["fax-dedicated"],
        pages=5,
        records=(("detainer", made.fields()), ("warrant_only", made.warrant_fields("I-200", "09/16"))),
        requests=(13,),
        level="clean",
        resolution="fine",
        note="cover sheet, form, notices, warrant; through a gateway that writes PDF",
    )


def warrant_alone() -> Transmission:
    file, when = "fax-d-4/fax000000041.tif", at("2025-08-29 06:17:38")
    lot = Lot(file)
    made = request(lot, "boateng", when.date(), ("biometric",), office=0)
    line = lot.line("fax-d-4", when, made, "from-to")
    pages = line.pages([warrant_sheet(made, lot.style, lot.rng)], lot.grain)
    return Transmission(
        file,
        line.as_tiff(pages),
        "warrant_only",
        f"{when}",
        *ROUTE_OF["fax-d-4"],
        pages=1,
        level="light",
        resolution="fine",
        records=(("warrant_only", made.warrant_fields("I-200", "09/16")),),
    )


def notices_alone() -> Transmission:
    file, when = "fax-dedicated/fax000000043.tif", at("2025-09-24 12:02:06")
    lot = Lot(file)
    made = request(lot, "huang", when.date(), ("biometric",))
    line = lot.line("fax-dedicated", when, made, "fr-to", resolution="standard")
    pages = line.pages(notice_sheets(made, lot.style, lot.rng)[:1], lot.grain)
    return Transmission(
        file,
        line.as_tiff(pages, "g3-2d"),
        "incomplete",
        f"{when}",
        *ROUTE_OF["fax-dedicated"],
        pages=1,
        level="light",
        resolution="standard",
        note="page 2 without page 1",
    )


def junk(file: str, when: datetime, why: str) -> Callable[[], Transmission]:
    def draw() -> Transmission:
        lot = Lot(file)
        source = file.split("/")[0]
        line = lot.line(source, when, None, "columns")
        pages = line.pages([other_pages.other_page(why, lot.style, lot.rng)], lot.grain)
        return Transmission(
            file,
            line.as_tiff(pages),
            "other",
            f"{when}",
            *ROUTE_OF[source],
            pages=1,
            level="light",
            resolution="fine",
            why=why,
        )

    return draw


def damaged() -> Transmission:
    file, when = "fax-dedicated/20250903-114500_0007.tif", at("2025-09-03 11:45:00")
    lot = Lot(file)
    line = lot.line("fax-dedicated", when, None, "columns")
    whole = line.as_tiff(line.pages([other_pages.other_page("roster", lot.style, lot.rng)], lot.grain))
    return Transmission(
        file,
        whole[:4096],
        "unreadable",
        f"{when}",
        *ROUTE_OF["fax-dedicated"],
        note="cut off: the directory of the file, which comes last, is missing",
    )


OTHERS = (
    two_people,
    bundle,
    warrant_alone,
    notices_alone,
    damaged,
    junk("fax-a-1/fax000000018.tif", at("2025-03-27 11:11:11"), "advertisement"),
    junk("fax-b-2/fax000000047.tif", at("2025-10-22 15:40:33"), "subpoena"),
)
