"""The committed mails, and the list of all cases. Two of them bring requests that came in by another way."""

import dataclasses

from sample_faxes import headers, pdf
from sample_faxes.cases import OTHERS
from sample_faxes.fax import sent
from sample_faxes.fax_cases import FAXES
from sample_faxes.lots import LIGHT, Lot, request
from sample_faxes.mail import mail
from sample_faxes.paper import vector_pdf
from sample_faxes.sending import Line, form_sheet, notice_sheets
from sample_faxes.transmission import Transmission, at


def from_the_office() -> Transmission:
    """A PDF with real text, as a form-filling program saves it."""
    file, when = "mail/20250516-101204.eml", at("2025-05-16 10:12:04")
    lot = Lot(file)
    look = dataclasses.replace(lot.style, label="sans", label_bold="sans-bold", fill="mono-bold")
    made = request(lot, "o'sullivan", when.date(), ("biometric",), office=1, name_style="LAST, First Middle")
    sheets = [form_sheet(made, look, lot.rng), notice_sheets(made, look, lot.rng)[0]]
    body = (
        "Good morning,\n\nPlease find attached a detainer for a subject believed to be in your custody. "
        "Please confirm receipt.\n\nBoston ERO duty desk\n"
    )
    data = mail(
        '"Boston ERO Detainers" <bos.detainers@ice.example.gov>',
        "Immigration detainer",
        body,
        when,
        (("I-247A.pdf", vector_pdf(sheets)),),
        number=516,
    )
    return Transmission(
        file,
        data,
        "detainer",
        f"{when}",
        "email",
        pages=2,
        records=(("detainer", made.fields()),),
        requests=(5,),
        note="text in the PDF",
    )


def from_a_station() -> Transmission:
    """A fax to a station's machine that the desk officer scanned and mailed on."""
    file, when, came = "mail/20250521-074530.eml", at("2025-05-21 07:45:30"), at("2025-05-20 23:50:00")
    lot = Lot(file)
    made = request(lot, "huang", came.date(), ("final_order",), office=0)
    line = Line("fax-c-11", "ICE ERO BOSTON", made.phone, came, headers.LAYOUTS["fr-to"], "fine", LIGHT)
    body = (
        "The attached came in on the fax machine at C-11 on 05/20/2025 at 2350 hours. Subject was not held. "
        "Forwarding to the central mailbox per Special Order.\n\nDuty Supervisor, District C-11\n"
    )
    data = mail(
        "C-11 Duty Supervisor <c11.supervisor@pd.example.gov>",
        "FW: immigration detainer",
        body,
        when,
        (("scan0042.pdf", line.as_pdf(line.pages([form_sheet(made, lot.style, lot.rng)], lot.grain))),),
        number=521,
    )
    return Transmission(
        file,
        data,
        "detainer",
        f"{came}",
        "district_fax",
        "C-11",
        1,
        (("detainer", made.fields()),),
        (6,),
        note="the mail is of 21 May, its note says when the fax came",
    )


def handed_over() -> Transmission:
    file, when, came = "mail/20251104-140210.eml", at("2025-11-04 14:02:10"), at("2025-11-04 13:15:00")
    lot = Lot(file)
    made = request(lot, "n'diaye", came.date(), ("pending_proceedings",), office=4, event_number="HAR2511760238")
    page = sent(form_sheet(made, lot.style, lot.rng), LIGHT, lot.grain, "fine")
    body = (
        "Two ICE officers hand delivered the attached detainer at the front desk of E-13 on 11/04/2025 at 1315 hours. "
        "Scanned and sent for filing.\n"
    )
    data = mail(
        "E-13 Front Desk <e13.desk@pd.example.gov>",
        "detainer handed in at E-13",
        body,
        when,
        (("detainer.pdf", pdf.fax_pdf([page], producer="ScanTool")),),
        number=1104,
    )
    return Transmission(
        file,
        data,
        "detainer",
        f"{came}",
        "in_person",
        "E-13",
        1,
        (("detainer", made.fields()),),
        (7,),
        note="no line of a fax machine at the top edge",
    )


def press_query() -> Transmission:
    file, when = "mail/20251112-163355.eml", at("2025-11-12 16:33:55")
    body = (
        "To whom it may concern,\n\nI am reporting on immigration detainers (Form I-247A) and the Boston Trust Act. "
        "How many detainers did the department receive from ICE in 2025, how many by fax and how many by email, and "
        "for what reason? The federal agency claims many more than the department counted in 2024.\n\n"
        "I would be grateful for an answer by Friday.\n\nNewsroom, The Harbor Courier\n"
    )
    data = mail(
        "Newsroom <desk@harborcourier.example.com>",
        "Press inquiry: immigration detainers in 2025",
        body,
        when,
        number=1112,
    )
    return Transmission(file, data, "other", f"{when}", "email", why="press")


def out_of_office() -> Transmission:
    file, when = "mail/20250516-101231.eml", at("2025-05-16 10:12:31")
    body = "I am out of the office until Monday. For an urgent detainer or release question call the duty desk.\n"
    data = mail(
        "Boston ERO Duty Desk <duty@ice.example.gov>",
        "Automatic reply: Receipt of detainer",
        body,
        when,
        headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
        number=517,
    )
    return Transmission(file, data, "other", f"{when}", "email", why="out of office")


MAILS = (from_the_office, from_a_station, handed_over, press_query, out_of_office)
EVERY = (*(case.transmission for case in FAXES), *OTHERS, *MAILS)
"""Every committed case, as something to call."""
