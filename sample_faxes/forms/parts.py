"""Parts that several of the requests share, from the telephone number down to the station's block."""

# ruff: noqa: E501 - the sentences of the page stand as they are printed

from sample_faxes.forms.blocks import Block, Cell, Paragraph, Row, Rule, Signature, Tick, Title
from sample_faxes.forms.style import Style
from sample_faxes.forms.wording import LESC

DEPARTMENT = Title("DEPARTMENT OF HOMELAND SECURITY (DHS)", 1.25)


def bullet(words: str) -> Paragraph:
    return Paragraph(words, indent=6, bullet="•", gap=0.15)


def calling(who: str) -> str:
    return (
        f"Notify DHS as early as practicable (at least 48 hours, if possible) before the {who} is released from your custody. "
        "Please notify DHS by calling {box:ICE} U.S. Immigration and Customs Enforcement (ICE) or {box:CBP} U.S. Customs and "
        "Border Protection (CBP) at {blank:notify_phone:96} . " + LESC
    )


CANCEL = Tick(
    "cancel",
    "If checked: please cancel the detainer related to this {who} previously submitted to you on "
    "{blank:cancels_date:84} (date).",
)


def officer_lines(who: str, gap: float = 2.2) -> tuple[Block, ...]:
    return (
        Signature(
            "(Name and title of Immigration Officer)",
            "(Signature of Immigration Officer) (Sign in ink)",
            "officer",
            "sign",
            gap,
        ),
        Paragraph(
            f"Notice: If the {who} may be the victim of a crime or you want the {who} to remain in the United States for a law "
            "enforcement purpose, notify the ICE Law Enforcement Support Center at (802) 872-6020. You may also call this "
            "number if you have any other questions or concerns about this matter.",
            gap=0.5,
            size=0.95,
        ),
    )


def agency_block(who: str, style: Style) -> tuple[Block, ...]:
    return (
        Rule(1.6),
        Paragraph(
            f"TO BE COMPLETED BY THE LAW ENFORCEMENT AGENCY CURRENTLY HOLDING THE {who.upper()} WHO IS THE SUBJECT OF THIS NOTICE:",
            bold=True,
        ),
        Paragraph(
            "Please provide the information below, sign, and return to DHS by mailing, emailing or faxing a copy to {blank:return_to:120}",
            gap=0.1,
        ),
        Row(
            (
                Cell("Local Booking/Inmate #:", "booking_number", 0, 0.46),
                Cell("Estimated release date/time:", "release", 0.49, 1),
            ),
            gap=0.3,
        ),
        Row(
            (
                Cell("Date of latest criminal charge/conviction:", "charged_on", 0, 0.46),
                Cell("Last offense charged/conviction:", "offence", 0.49, 1),
            ),
            gap=0.3,
        ),
        Paragraph(f"This form was served upon the {who} on {{blank:served_on:84}} , in the following manner:", gap=0.6),
        Paragraph(
            "{box:served_in_person} in person {blank:gap:0} {blank:gap:0} {box:served_by_mail} by inmate mail delivery {blank:gap:0} {blank:gap:0} "
            "{box:served_other} other "
            "(please specify): {blank:served_how:130}",
            indent=20,
            gap=0.35,
        ),
        Signature(
            "(Name and title of Officer)", "(Signature of Officer) (Sign in ink)", "local_officer", "local_sign", 1.9
        ),
    )
