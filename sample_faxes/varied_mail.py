"""The plans of the larger set that come by mail: from the office, by way of a station, or with no form at all."""

import datetime

from sample_faxes import letters, paper, pdf
from sample_faxes.filing import Filing
from sample_faxes.lot import VariedLot
from sample_faxes.mail import mail
from sample_faxes.paper import Sheet
from sample_faxes.transmission import SOURCES, Transmission

OFFICE = '"Boston ERO Detainers" <bos.detainers@ice.example.gov>'


def by_mail(lot: VariedLot, kind: str, sheets: list[Sheet], made: Filing, records: tuple) -> Transmission:
    sent, place = lot.when, None
    way = lot.rng.choices(("office", "forwarded", "handed over"), (0.4, 0.36, 0.24))[0]
    if way == "office":
        subject, body = lot.rng.choice(letters.FROM_THE_OFFICE)
        channel, sender, received = "email", OFFICE, lot.when
        attachment = lot.rng.choice((vector, scan))(lot, sheets, made)
    else:
        received = lot.when.replace(second=0)  # the note says the hour and the minute
        sent = lot.when + datetime.timedelta(minutes=lot.rng.randrange(20, 3000))
        lot.source, _, place, _ = lot.rng.choice(SOURCES[1:])
        written = place if lot.chance(0.7) else place.replace("-", "")
        words = letters.FORWARDED if way == "forwarded" else letters.HANDED_OVER
        body = lot.rng.choice(words).format(place=written, day=received)
        subject = lot.rng.choice(("FW: detainer", "ICE detainer", "Fwd: ICE paperwork", "detainer attached"))
        channel = "district_fax" if way == "forwarded" else "in_person"
        sender = f"{place} Desk Supervisor <{place.replace('-', '').lower()}.desk@pd.example.gov>"
        taken = pictures if lot.chance(0.35 if lot.traits.harsh else 0.12) else faxed if way == "forwarded" else scan
        attachment = taken(lot, sheets, made)
    data = mail(sender, subject, body, sent, attachment, number=lot.number)
    how = str(lot.looks["path"])
    fax_like = how == "fax in a PDF"
    return Transmission(
        f"mail/{lot.number:06d}.eml", data, kind, f"{received}", channel, place, len(sheets), records,
        level=lot.level if fax_like else how, resolution=lot.resolution if fax_like else None,
        looks=lot.looks, note=way,
    )  # fmt: skip


Attachments = tuple[tuple[str, bytes], ...]


def vector(lot: VariedLot, sheets: list[Sheet], made: Filing) -> Attachments:
    """A PDF with text, as a form-filling program saves it."""
    lot.looks["path"] = "PDF with text"
    return (("I-247A.pdf", paper.vector_pdf(sheets, embed=not lot.viewer)),)


def scan(lot: VariedLot, sheets: list[Sheet], made: Filing) -> Attachments:
    lot.looks["path"] = "grey scan"
    return (("scan.pdf", pdf.jpeg_pdf([lot.traits.scanned(sheet, lot.grain) for sheet in sheets], 216)),)


def faxed(lot: VariedLot, sheets: list[Sheet], made: Filing) -> Attachments:
    lot.looks["path"] = "fax in a PDF"
    line = lot.line(made)
    return (
        ("fax.pdf", pdf.fax_pdf(line.pages([lot.ink(sheet) for sheet in sheets], lot.grain, lot.turned(len(sheets))))),
    )


def pictures(lot: VariedLot, sheets: list[Sheet], made: Filing) -> Attachments:
    lot.looks["path"] = "photograph"
    return tuple(
        (f"IMG_{2000 + lot.number + n}.jpg", lot.traits.photographed(sheet, lot.grain)[0])
        for n, sheet in enumerate(sheets)
    )


def plain_mail(lot: VariedLot) -> Transmission:
    """A mail that carries no form."""
    why = lot.rng.choice(tuple(letters.SAID_IN_MAIL))
    subject, body = letters.SAID_IN_MAIL[why]
    extra = {"Auto-Submitted": "auto-replied"} if why == "out of office" else {}
    data = mail("Someone <someone@mail.example.com>", subject, body, lot.when, headers=extra, number=lot.number)
    return Transmission(f"mail/{lot.number:06d}.eml", data, "other", f"{lot.when}", "email", why=why)
