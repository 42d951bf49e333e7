"""The two administrative warrants that come with a detainer or alone: I-200 and I-205."""
# ruff: noqa: E501 - the sentences of the page stand as they are printed

from sample_faxes.forms.blocks import Cell, Form, Paragraph, Row, Rule, Signature, Space, Tick, Title
from sample_faxes.forms.style import Style
from sample_faxes.forms.wording import grounds


def i200(style: Style, edition: str = "09/16") -> Form:
    return Form(
        "I-200",
        edition,
        (
            Title("U.S. DEPARTMENT OF HOMELAND SECURITY", 1.2),
            Title("Warrant for Arrest of Alien", 1.7),
            Space(1),
            Row((Cell("File No.", "file_number", 0.55, 1.0),)),
            Row((Cell("Date:", "form_date", 0.55, 1.0),)),
            Space(1),
            Paragraph(
                "To: Any immigration officer authorized pursuant to sections 236 and 287 of the Immigration and Nationality Act and "
                "part 287 of title 8, Code of Federal Regulations, to serve warrants of arrest for immigration violations",
                size=1.15,
            ),
            Paragraph(
                "I have determined that there is probable cause to believe that {blank:subject_name:220} is removable from the United "
                "States. This determination is based upon:",
                size=1.15,
                gap=1.2,
            ),
            Tick(
                "charging_document",
                "the execution of a charging document to initiate removal proceedings against the subject;",
                0.8,
            ),
            *(Tick(name, words, 0.8) for name, words in grounds("subject", "statements made voluntarily")[1:]),
            Paragraph(
                "YOU ARE COMMANDED to arrest and take into custody for removal proceedings under the Immigration and Nationality Act, "
                "the above-named alien.",
                bold=True,
                gap=1.5,
                size=1.15,
            ),
            Signature(
                "(Printed Name and Title of Authorized Immigration Officer)",
                "(Signature of Authorized Immigration Officer)",
                "officer",
                "sign",
                4,
            ),
            Space(2),
            Rule(1.2),
            Title("Certificate of Service", 1.3),
            Paragraph(
                "I hereby certify that the Warrant for Arrest of Alien was served by me at {blank:served_at:150} (Location) on "
                "{blank:served_name:150} (Name of Alien) on {blank:served_on:100} (Date of Service), and the contents of this notice "
                "were read to him or her in the {blank:language:100} (Language) language.",
                size=1.1,
                gap=1,
            ),
            Signature(
                "Name and Signature of Officer", "Name or Number of Interpreter (if applicable)", "served_by", "", 3
            ),
        ),
        f"Form I-200 (Rev. {edition})",
    )


def i205(style: Style, edition: str = "8/07") -> Form:
    return Form(
        "I-205",
        edition,
        (
            Title("DEPARTMENT OF HOMELAND SECURITY", 1.2),
            Title("U.S. Immigration and Customs Enforcement", 1.1, bold=False),
            Title("WARRANT OF REMOVAL/DEPORTATION", 1.7),
            Space(1.5),
            Row((Cell("File No:", "file_number", 0.55, 1.0),)),
            Row((Cell("Date:", "form_date", 0.55, 1.0),)),
            Space(1),
            Paragraph("To any immigration officer of the United States Department of Homeland Security:", size=1.15),
            Row((Cell("", "subject_name", 0.12, 0.88),), gap=2),
            Paragraph("(Full name of alien)", centred=True, gap=0.1),
            Row(
                (
                    Cell("who entered the United States at", "entered_at", 0.0, 0.62),
                    Cell("on", "entered_on", 0.65, 1.0),
                ),
                gap=1.5,
            ),
            Paragraph(
                "is subject to removal/deportation from the United States, based upon a final order by:",
                size=1.15,
                gap=1.4,
            ),
            Tick("judge", "an immigration judge in exclusion, deportation, or removal proceedings", 0.7),
            Tick("designated_official", "a designated official", 0.7),
            Tick("board", "the Board of Immigration Appeals", 0.7),
            Tick("court", "a United States District or Magistrate Court Judge", 0.7),
            Paragraph(
                "and pursuant to the following provisions of the Immigration and Nationality Act:", size=1.15, gap=1.2
            ),
            Row((Cell("", "provision", 0.05, 0.95),), gap=1.5),
            Paragraph(
                "I, the undersigned officer of the United States, by virtue of the power and authority vested in the Secretary of "
                "Homeland Security under the laws of the United States and by his or her direction, command you to take into custody "
                "and remove from the United States the above-named alien, pursuant to law, at the expense of the appropriation "
                '"Salaries and Expenses Department of Homeland Security".',
                size=1.15,
                gap=1.5,
            ),
            Signature("(Title of immigration officer)", "(Signature of immigration officer)", "officer", "sign", 4),
            Signature("(Date and office location)", "", "office_line", "", 3),
        ),
        f"ICE Form I-205 ({edition})",
        "Page 1 of 2",
    )


WARRANTS = {"I-200": i200, "I-205": i205}
