"""The forms that ask only to be told: I-247G and I-247N."""

# ruff: noqa: E501 - the sentences of the page stand as they are printed

from sample_faxes.forms.blocks import Form, Paragraph, Space, Tick, Title
from sample_faxes.forms.heads import head
from sample_faxes.forms.parts import DEPARTMENT, agency_block, bullet, calling, officer_lines
from sample_faxes.forms.style import Style
from sample_faxes.forms.wording import LESC, PRIORITIES, grounds


def i247n(style: Style, edition: str = "5/15", pages: int = 1) -> Form:
    return Form(
        "I-247N",
        edition,
        (
            DEPARTMENT,
            Title("REQUEST FOR VOLUNTARY NOTIFICATION OF RELEASE OF SUSPECTED PRIORITY ALIEN", 1.25),
            *head(style, "Name of Subject:", "Suspected Citizenship:"),
            Paragraph(
                "1. DHS SUSPECTS THAT THE SUBJECT IS A REMOVABLE ALIEN AND THAT THE SUBJECT IS AN IMMIGRATION ENFORCEMENT PRIORITY "
                "BECAUSE HE/SHE (mark at least one option below, or skip to section 2):",
                bold=True,
                gap=0.8,
            ),
            *(Tick(name, words) for name, words in PRIORITIES),
            Paragraph(
                "2. DHS TRANSFERRED THE SUBJECT TO YOUR CUSTODY FOR A PROCEEDING OR INVESTIGATION.", bold=True, gap=0.6
            ),
            Tick(
                "transferred_for_proceeding",
                "Upon completion of the proceeding or investigation for which the subject was transferred to "
                "your custody, DHS intends to resume custody of the subject to complete processing.",
            ),
            Paragraph("IT IS THEREFORE REQUESTED THAT YOU:", bold=True, gap=0.6),
            bullet(
                "Provide notice as early as practicable (at least 48 hours, if possible) before the subject is released from your custody "
                "to allow DHS an opportunity to determine whether there is probable cause to conclude that he or she is a removable alien. "
                "Please notify DHS by calling {box:ICE} U.S. Immigration and Customs Enforcement (ICE) or {box:CBP} U.S. Customs and "
                "Border Protection (CBP) at {blank:notify_phone:96} . " + LESC
            ),
            bullet(
                "This request does not request or authorize that you hold the subject beyond the point at which he or she would otherwise be released."
            ),
            Tick(
                "cancel",
                "If checked: please cancel the request related to this subject previously submitted to you on {blank:cancels_date:84} (date).",
            ),
            *officer_lines("subject"),
            *agency_block("subject", style),
        ),
        f"DHS Form I-247N ({edition})",
        f"Page 1 of {pages}",
    )


def i247g(style: Style, edition: str = "2/25", pages: int = 1) -> Form:
    """The text is a likeness: the settlement says what the form must state, the printed form itself was not seen."""
    return Form(
        "I-247G",
        edition,
        (
            DEPARTMENT,
            Title("REQUEST FOR ADVANCE NOTIFICATION OF RELEASE", 1.45),
            *head(style),
            Paragraph(
                "DHS HAS DETERMINED THAT THERE IS REASON TO BELIEVE THE ALIEN NAMED ABOVE IS SUBJECT TO REMOVAL FROM THE UNITED "
                "STATES. THIS DETERMINATION IS BASED ON:",
                bold=True,
                gap=0.8,
            ),
            *(Tick(name, words) for name, words in grounds("alien")),
            Paragraph("IT IS THEREFORE REQUESTED THAT YOU:", bold=True, gap=0.8),
            bullet(calling("alien")),
            bullet(
                "Notify this office in the event of the alien's death, hospitalization or transfer to another institution."
            ),
            Paragraph(
                "This form does not request or authorize that you hold the alien beyond the time when he or she would otherwise be "
                "released from your custody. It is not a detainer and should not impact decisions about the alien's bail, release, "
                "custody classification or other matters.",
                bold=True,
                gap=0.8,
            ),
            Tick(
                "cancel",
                "If checked: please cancel the request related to this alien previously submitted to you on {blank:cancels_date:84} (date).",
            ),
            Space(0.5),
            *officer_lines("alien"),
            *agency_block("alien", style),
        ),
        f"DHS Form I-247G ({edition})",
        f"Page 1 of {pages}",
    )
