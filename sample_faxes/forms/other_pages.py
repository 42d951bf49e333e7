"""What else comes in on the same lines: a dozen kinds of page that are no detainer, some of which speak of detainers."""
# ruff: noqa: E501 - the sentences of the page stand as they are printed

from random import Random

from sample_faxes import marks
from sample_faxes.forms.style import Style
from sample_faxes.paper import Sheet

LETTERS = {
    "advertisement": (
        "OFFICE COFFEE & WATER SERVICE",
        (
            "SPRING SPECIAL - 3 MONTHS HALF PRICE!",
            "Fresh ground coffee for your squad room from $19.95 a week.",
            "No contract. Free brewer. Free delivery inside Route 128.",
            "Call today 1-800-555-0142 and mention code 48HOUR.",
            "To be removed from our list, fax this page back to 1-800-555-0143.",
        ),
    ),
    "vacation": (
        "EMPLOYEE TRAVEL REWARDS",
        (
            "CONGRATULATIONS! Your department has been selected for a 4 day cruise.",
            "Airport transfer and taxes are included.",
            "This offer must be released within 48 hours.",
            "Reply to 1-888-555-0117.",
        ),
    ),
    "press": (
        "THE HARBOR COURIER - NEWSROOM",
        (
            "Re: Public records request, immigration detainers",
            "To the Public Information Officer:",
            (
                "I am writing about the number of immigration detainers (Form I-247A) that the department received this year from the "
                "Department of Homeland Security (DHS), and how many were acted upon."
            ),
            (
                "Please provide, for each request, the date, the district and the method of receipt. I understand that probable cause is "
                "given as the reason on most of these forms."
            ),
            "My deadline is Friday. Thank you for your help.",
        ),
    ),
    "subpoena": (
        "COMMONWEALTH OF MASSACHUSETTS - SUBPOENA DUCES TECUM",
        (
            "TO: Keeper of the Records, Boston Police Department",
            (
                "YOU ARE HEREBY COMMANDED, in the name of the Commonwealth, to appear "
                "before the District Court on the date above and to bring with you the following:"
            ),
            "All booking records, recordings and any immigration detainer, notice of action or warrant lodged against the defendant.",
            "Hereof fail not, as you will answer your default under the pains and penalties in the law in that behalf made and provided.",
        ),
    ),
    "attorney": (
        "LAW OFFICES OF PEMBERTON & ASHE, P.C.",
        (
            "VIA FACSIMILE - URGENT",
            "Re: My client, in your custody",
            (
                "This office represents the above person. It is our understanding that "
                "ICE may have lodged an immigration detainer. Under the Boston Trust Act the department may not hold my client on that detainer."
            ),
            "Please advise when bail has been posted. Nothing in this letter waives any privilege.",
        ),
    ),
    "medical": (
        "SOUTH COVE MEDICAL CENTER - RECORDS",
        (
            "Authorization for release of protected health information",
            "Patient: on file      Date of Birth: on file      Sex: __",
            "The records listed are released to the officer named for the purpose of an accident investigation.",
            "This authorization expires in 90 days.",
        ),
    ),
    "towing": (
        "BAYSIDE TOWING & RECOVERY",
        (
            "NOTICE OF TOWED VEHICLE",
            "Year / Make / Model: 2014 gray sedan     Plate: 000 ZZ0",
            "Towed from: 11 Placeholder Street",
            "Storage begins at 48 hours after the tow.",
            "Owner may claim the vehicle on showing identification.",
        ),
    ),
    "court": (
        "TRIAL COURT - NOTICE OF RELEASE CONDITIONS",
        (
            "Docket No. 25-00-CR-0000",
            "The defendant is released on personal recognizance with the conditions below.",
            "1. Stay away from the address given to the court.  2. Report to probation weekly.",
            "The court takes no action on any civil immigration detainer.",
        ),
    ),
    "bolo": (
        "BE ON THE LOOKOUT - REGIONAL BULLETIN",
        (
            "LAW ENFORCEMENT SENSITIVE",
            "Stolen vehicle, white van, ladder rack, last seen on the expressway southbound.",
            "Subject described as male, medium build, gray hooded coat.",
            "Contact the duty desk at 617-555-0155.",
        ),
    ),
    "invoice": (
        "INVOICE 20418 - TONER & PAPER SUPPLY",
        (
            "Bill to: City of Boston",
            "12 cartridges, black, high yield ........ $ 1,188.00",
            "2 fax drum units ........ $ 240.00",
            "Terms: net 30. Please pay from this invoice.",
        ),
    ),
    "roster": (
        "DETAIL ASSIGNMENTS - WEEKEND",
        (
            "Sat 0700-1500   Road detail, Placeholder Ave",
            "Sat 1500-2300   Harbor event",
            "Sun 0700-1500   Road race",
            "Officers must report to the detail desk.",
        ),
    ),
    "training": (
        "TRAINING BULLETIN - IMMIGRATION DETAINERS AND THE TRUST ACT",
        (
            "Officers are reminded: an IMMIGRATION DETAINER - NOTICE OF ACTION (Form I-247A) is a request, not a warrant signed by a judge.",
            "Forward every detainer that your station receives to the central mailbox with the date, the time and how it came in.",
            "Do not hold anyone on a detainer past the time when he or she would otherwise have been released.",
            "Questions: Office of the Legal Advisor, 617-555-0160.",
        ),
    ),
    "blank": ("", ()),
}

ABOUT_DETAINERS = ("press", "subpoena", "attorney", "court", "training")


def other_page(kind: str, style: Style, rng: Random) -> Sheet:
    heading, lines = LETTERS[kind]
    sheet = Sheet()
    if kind == "blank":  # a page fed the wrong way round: only a shadow of the other side
        sheet.write(200, 400, "please see other side", style.label, 9, 215)
        return sheet
    size = rng.uniform(10.5, 12.5)
    left, room = rng.uniform(54, 80), 470
    sheet.centre(rng.uniform(90, 120), heading, style.label_bold, min(20, 12 * 440 / (12 * len(heading)) * 1.7))
    sheet.stroke((left, 132), (612 - left, 132), width=1.5)
    y = 165.0
    for line in lines:
        words, row = line.split(), ""
        for word in [*words, ""]:
            if not word or len(f"{row} {word}") * size * 0.5 > room:
                sheet.write(left, y, row, style.label, size)
                y, row = y + size * 1.35, word
            else:
                row = f"{row} {word}".strip()
        y += size * 0.9
    if kind in ("press", "attorney", "subpoena", "court", "medical"):
        marks.signature(sheet, left + 10, y + 40, 110, rng)
        sheet.stroke((left, y + 46), (left + 200, y + 46))
    if kind in ("advertisement", "vacation", "towing"):
        sheet.patch((left, y + 20), (612 - left, y + 20), (612 - left, y + 60), (left, y + 60), ink=0)
        sheet.marks.append(type(sheet.marks[0])(left + 40, y + 47, "CALL NOW - SAVE TODAY", style.label_bold, 22, 255))
    return sheet
