"""The forms that ask to hold a person, I-247A and I-247D, and the list of all four."""
# ruff: noqa: E501 - the sentences of the page stand as they are printed

from sample_faxes.forms.blocks import Form, Paragraph, Tick, Title
from sample_faxes.forms.heads import head
from sample_faxes.forms.notifications import i247g, i247n
from sample_faxes.forms.parts import CANCEL, DEPARTMENT, agency_block, bullet, calling, officer_lines
from sample_faxes.forms.style import Style
from sample_faxes.forms.wording import PRIORITIES, PROBABLE_CAUSE, grounds


def i247a(style: Style, edition: str = "3/17", pages: int = 3) -> Form:
    return Form(
        "I-247A",
        edition,
        (
            DEPARTMENT,
            Title("IMMIGRATION DETAINER - NOTICE OF ACTION", 1.5),
            *head(style),
            Paragraph(f"1. DHS HAS DETERMINED THAT {PROBABLE_CAUSE} (complete box 1 or 2):", bold=True, gap=0.8),
            *(Tick(name, words) for name, words in grounds("alien")),
            Paragraph(
                "2. DHS TRANSFERRED THE ALIEN TO YOUR CUSTODY FOR A PROCEEDING OR INVESTIGATION (complete box 1 or 2).",
                bold=True,
                gap=0.6,
            ),
            Tick(
                "transferred_for_proceeding",
                "upon completion of the proceeding or investigation for which the alien was transferred to "
                "your custody, DHS intends to resume custody of the alien to complete processing and/or make an admissibility determination.",
            ),
            Paragraph("IT IS THEREFORE REQUESTED THAT YOU:", bold=True, gap=0.6),
            bullet(calling("alien")),
            bullet(
                "Maintain custody of the alien for a period NOT TO EXCEED 48 HOURS beyond the time when he/she would otherwise have been "
                "released from your custody to allow DHS to assume custody. The alien must be served with a copy of this form for the "
                "detainer to take effect. This detainer arises from DHS authorities and should not impact decisions about the alien's "
                "bail, rehabilitation, parole, release, diversion, custody classification, work, quarter assignments, or other matters."
            ),
            bullet(
                "Relay this detainer to any other law enforcement agency to which you transfer custody of the alien."
            ),
            bullet(
                "Notify this office in the event of the alien's death, hospitalization or transfer to another institution."
            ),
            Tick(CANCEL.name, CANCEL.words.replace("{who}", "alien")),
            *officer_lines("alien"),
            *agency_block("alien", style),
        ),
        f"DHS Form I-247A ({edition})",
        f"Page 1 of {pages}",
    )


def i247d(style: Style, edition: str = "5/15", pages: int = 3) -> Form:
    return Form(
        "I-247D",
        edition,
        (
            DEPARTMENT,
            Title("IMMIGRATION DETAINER - REQUEST FOR VOLUNTARY ACTION", 1.4),
            *head(style, "Name of Subject:"),
            Paragraph(
                "1. DHS HAS DETERMINED THAT (mark at least one option in subsection A and one option in subsection B, or skip to section 2):",
                bold=True,
                gap=0.7,
            ),
            Paragraph("A. THE SUBJECT IS AN IMMIGRATION ENFORCEMENT PRIORITY BECAUSE HE/SHE:", bold=True, gap=0.2),
            *(Tick(name, words, 0.15) for name, words in PRIORITIES),
            Paragraph(f"B. {PROBABLE_CAUSE}:", bold=True, gap=0.4),
            *(Tick(name, words, 0.15) for name, words in grounds("subject", "statements made voluntarily")),
            Paragraph(
                "2. DHS TRANSFERRED THE SUBJECT TO YOUR CUSTODY FOR A PROCEEDING OR INVESTIGATION.", bold=True, gap=0.4
            ),
            Tick(
                "transferred_for_proceeding",
                "Upon completion of the proceeding or investigation for which the subject was transferred to "
                "your custody, DHS intends to resume custody of the subject to complete processing.",
                0.15,
            ),
            Paragraph("IT IS THEREFORE REQUESTED THAT YOU:", bold=True, gap=0.4),
            bullet(
                "Serve a copy of this form on the subject and maintain custody of him/her for a period NOT TO EXCEED 48 HOURS beyond the "
                "time when he/she would have otherwise been released from your custody to allow DHS to take custody. This request takes "
                "effect only if you serve a copy of this form on the subject, and it does not request or authorize that you hold the "
                "subject beyond 48 hours."
            ),
            bullet(calling("subject")),
            bullet(
                "Notify this office in the event of the subject's death, hospitalization or transfer to another institution."
            ),
            Tick(CANCEL.name, CANCEL.words.replace("{who}", "subject"), 0.15),
            *officer_lines("subject", 1.7),
            *agency_block("subject", style),
        ),
        f"DHS Form I-247D ({edition})",
        f"Page 1 of {pages}",
    )


FORMS = {"I-247A": i247a, "I-247D": i247d, "I-247G": i247g, "I-247N": i247n}
