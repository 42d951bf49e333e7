"""The plans of the larger set that begin with a form or a page: what is on paper, and which way it comes in."""

import dataclasses
import datetime
from collections.abc import Callable

from sample_faxes import pdf, tiff
from sample_faxes.filing import ELSEWHERE, Filing
from sample_faxes.forms import drawer, notices, other_pages
from sample_faxes.lot import VariedLot
from sample_faxes.paper import Sheet
from sample_faxes.sending import notice_sheets, received_tag, warrant_sheet
from sample_faxes.transmission import Transmission
from sample_faxes.varied_mail import by_mail

Records = tuple[tuple[str, dict[str, object]], ...]


def by_fax(
    lot: VariedLot, kind: str, sheets: list[Sheet], made: Filing | None, records: Records = (), **more: object
) -> Transmission:
    """Through a machine: kept as a TIFF, or sent on by a gateway as a PDF."""
    line = lot.line(made)
    pages = line.pages([lot.ink(sheet) for sheet in sheets], lot.grain, lot.turned(len(sheets)))
    if lot.chance(0.2):
        doubled = lot.resolution == "standard" and lot.chance(0.5)
        data, name = pdf.fax_pdf(pages, doubled), f"{lot.when:%Y%m%d-%H%M%S}_{lot.number:04d}.pdf"
        lot.looks["path"] = "gateway PDF, rows doubled" if doubled else "gateway PDF"
    else:
        coding = lot.rng.choice(tuple(tiff.CODINGS))
        reverse, tagged = lot.chance(0.25), not lot.chance(0.08)
        tags = tiff.hylafax_tags(line.sender_number, received_tag(lot.when))
        data, name = tiff.tiff(pages, coding, reverse, tagged, tags), f"fax{lot.number:09d}.tif"
        lot.looks["path"] = coding + (" reversed" if reverse else "") + ("" if tagged else " no resolution")
    return Transmission(
        f"{lot.source}/{name}", data, kind, f"{lot.when}", lot.channel, lot.district, len(pages), records,
        level=lot.level, resolution=lot.resolution, looks=lot.looks, **more,
    )  # fmt: skip


def form_sheet(lot: VariedLot, made: Filing) -> Sheet:
    """The form as the lot's family fills it in."""
    return lot.traits.sheet(lot, made) if lot.traits.sheet else lot.sheet(made)


def kind_of(form: str) -> str:
    return "notification_request" if form in ("I-247G", "I-247N") else "detainer"


def one_form(lot: VariedLot, form: str = "I-247A", kind: str = "", **given: object) -> Transmission:
    made = lot.filing(form, **given)
    record = "cancellation" if made.cancels else kind_of(form)
    sheets = [form_sheet(lot, made)]
    if form in ("I-247A", "I-247D") and lot.chance(0.35):
        sheets += notice_sheets(made, lot.style, lot.rng)
    records = ((record, made.fields()),)
    share = lot.rng.random()
    mailed = 0.36 if lot.traits.harsh else 0.3
    if share < mailed and not kind:
        return by_mail(lot, record, sheets, made, records)
    return by_fax(lot, kind or record, sheets, made, records)


def form_named(form: str) -> Callable[[VariedLot], Transmission]:
    def plan(lot: VariedLot) -> Transmission:
        return one_form(lot, form)

    return plan


def cancellation(lot: VariedLot) -> Transmission:
    return one_form(lot, cancels=lot.when.date() - datetime.timedelta(days=lot.rng.randrange(2, 200)))


def misaddressed(lot: VariedLot) -> Transmission:
    return one_form(lot, kind="misaddressed", to_agency=lot.rng.choice(ELSEWHERE))


def warrant_form(lot: VariedLot, made: Filing) -> tuple[str, str]:
    return ("I-205", "8/07") if "final_order" in made.basis else ("I-200", "09/16")


def bundle(lot: VariedLot) -> Transmission:
    """Cover sheet, form, notices and warrant; now and then one of them is missing."""
    made = lot.filing()
    form, edition = warrant_form(lot, made)
    sheets = [form_sheet(lot, made)]
    if lot.chance(0.8):
        sheets += notice_sheets(made, lot.style, lot.rng)
    sheets.append(warrant_sheet(made, lot.style, lot.rng, form))
    if lot.chance(0.75):
        values = dict(made.printed()) | {
            "cover_to": "BOSTON POLICE DEPARTMENT", "cover_fax": "617-555-0100", "cover_from": made.from_office[0],
            "cover_pages": str(len(sheets) + 1),
            "cover_subject": lot.rng.choice(("Detainer", f"DETAINER - {made.person.last}")),
        }  # fmt: skip
        filling = dataclasses.replace(made.filling(), values=values)
        sheets.insert(0, drawer.draw(notices.cover(lot.style, lot.rng), filling, lot.style, lot.rng))
    records = (("detainer", made.fields()), ("warrant_only", made.warrant_fields(form, edition)))
    return by_fax(lot, "detainer", sheets, made, records, note="bundle")


def two_people(lot: VariedLot) -> Transmission:
    first = lot.filing()
    pair = [first, lot.filing(from_office=first.from_office, phone=first.phone)]
    sheets = []
    notices_too = lot.chance(0.4)
    for made in pair:
        sheets.append(form_sheet(lot, made))
        if notices_too:
            sheets += notice_sheets(made, lot.style, lot.rng)
    records = tuple(("detainer", made.fields()) for made in pair)
    return by_fax(lot, "detainer", sheets, first, records, note="two people")


def warrant_alone(lot: VariedLot) -> Transmission:
    made = lot.filing()
    form, edition = warrant_form(lot, made)
    sheet = warrant_sheet(made, lot.style, lot.rng, form)
    return by_fax(lot, "warrant_only", [sheet], made, (("warrant_only", made.warrant_fields(form, edition)),))


def notices_alone(lot: VariedLot) -> Transmission:
    made = lot.filing()
    sheets = notice_sheets(made, lot.style, lot.rng)
    return by_fax(lot, "incomplete", sheets[lot.rng.randrange(2) :], made)


def junk(lot: VariedLot) -> Transmission:
    why = lot.rng.choice(tuple(other_pages.LETTERS))
    return by_fax(lot, "other", [other_pages.other_page(why, lot.style, lot.rng)], None, why=why)


def cut_off(lot: VariedLot) -> Transmission:
    """A file that ends before its directory: its name tells when it came, nothing else does."""
    pages = lot.line().pages([other_pages.other_page("roster", lot.style, lot.rng)], lot.grain)
    data = tiff.tiff(pages, "g4")[:3000]
    file = f"{lot.source}/{lot.when:%Y%m%d-%H%M%S}_{lot.number:04d}.tif"
    return Transmission(file, data, "unreadable", f"{lot.when}", lot.channel, lot.district, looks=lot.looks)
