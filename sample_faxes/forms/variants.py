"""Other printings of the same form: other labels, footers and titles, other space between the rows.

What the building family `varied` prints differently is worded otherwise than what the judging families do.
"""

import dataclasses
from random import Random

from sample_faxes.forms.blocks import Cell, Form, Paragraph, Parties, Row, Space, Tick, Title

LABELS = {
    "Subject ID:": ("Subject ID #:", "Subject I.D.:", "SUBJECT ID:", "Subject ID"),
    "Event #:": ("Event No:", "Event Number:", "EVENT #:", "Event #"),
    "File No:": ("File No.", "File Number:", "FILE NO:", "A-File No:", "File #:"),
    "Date:": ("Date", "DATE:", "Date Issued:"),
    "Name of Alien:": ("Name of Alien", "NAME OF ALIEN:", "Name of Alien (Last, First Middle):", "Alien Name:"),
    "Name of Subject:": ("Name of Subject", "NAME OF SUBJECT:", "Subject Name:"),
    "Date of Birth:": ("Date of Birth", "DATE OF BIRTH:", "DOB:", "Birth Date:"),
    "Citizenship:": ("Citizenship", "CITIZENSHIP:", "Country of Citizenship:"),
    "Suspected Citizenship:": ("Suspected Citizenship", "SUSPECTED CITIZENSHIP:"),
    "Sex:": ("Sex", "SEX:", "Gender:"),
}


def other_printing(form: Form, rng: Random) -> Form:
    """The form with some labels, the title and the footer worded differently."""
    blocks = []
    for block in form.blocks:
        match block:
            case Row(cells=cells):
                blocks.append(dataclasses.replace(block, cells=tuple(relabelled(cell, rng) for cell in cells)))
            case Title(words=words) if "DETAINER - " in words and rng.random() < 0.5:
                dashed = rng.choice((words.replace(" - ", " – "), words.replace(" - ", " -- ")))
                blocks.append(dataclasses.replace(block, words=dashed, size=block.size * rng.uniform(0.85, 1.15)))
            case Parties() if rng.random() < 0.5:
                to_label = "TO: (Name and Title of Institution)"
                blocks.append(dataclasses.replace(block, to_label=to_label, from_label="FROM: (DHS Office Address)"))
            case _:
                blocks.append(block)
    words = f"{form.name} ({form.edition})"
    footer = rng.choice((f"DHS Form {words}", f"Form {words}", f"ICE Form {words}", f"DHS FORM {words}", ""))
    page = rng.choice((form.page, form.page.replace("Page ", "Pg. "), ""))
    return dataclasses.replace(form, blocks=tuple(blocks), footer=footer or " ", page=page)


def relabelled(cell: Cell, rng: Random) -> Cell:
    if cell.label not in LABELS or rng.random() < 0.4:
        return cell
    return dataclasses.replace(cell, label=rng.choice(LABELS[cell.label]))


def judge_printing(form: Form, rng: Random) -> Form:
    """As `other_printing`, with rows that stand wider or closer than the form's others."""
    return respaced(other_printing(form, rng), rng, 0.75, 1.5)


VARIED_LABELS = {
    "Subject ID:": ("Subject ID No.:", "Subj. ID:", "SUBJECT ID No:", "Subject ID :"),
    "Event #:": ("Event No.:", "Event ID:", "EVENT NO:", "Event # :"),
    "File No:": ("A-File #:", "FILE NUMBER:", "Alien File No:", "File No :"),
    "Date:": ("Date :", "Form Date:", "Date (mm/dd/yyyy):"),
    "Name of Alien:": ("Name of Alien :", "Name of alien:", "NAME OF ALIEN (Last, First, Middle):", "Alien's Name:"),
    "Name of Subject:": ("Name of Subject :", "Subject's Name:", "Name of subject:"),
    "Date of Birth:": ("Date of birth:", "D.O.B.:", "BIRTH DATE:", "Date of Birth :"),
    "Citizenship:": ("Citizenship :", "Country of citizenship:", "CITIZEN OF:"),
    "Suspected Citizenship:": ("Suspected citizenship:", "Suspected Citizenship :"),
    "Sex:": ("Sex :", "SEX (M/F):", "Gender :"),
}


def varied_printing(form: Form, rng: Random) -> Form:
    """For building: labels, titles and footers that no judging family prints, and uneven rows."""
    blocks = []
    for block in form.blocks:
        match block:
            case Row(cells=cells):
                named = tuple(
                    dataclasses.replace(cell, label=rng.choice(VARIED_LABELS[cell.label]))
                    if cell.label in VARIED_LABELS and rng.random() < 0.5
                    else cell
                    for cell in cells
                )
                blocks.append(dataclasses.replace(block, cells=named))
            case Title(words=words) if "DETAINER - " in words and rng.random() < 0.5:
                dashed = rng.choice((words.replace(" - ", " — "), words.replace(" - ", "-"), words.title()))
                blocks.append(dataclasses.replace(block, words=dashed, size=block.size * rng.uniform(0.8, 1.2)))
            case Parties() if rng.random() < 0.5:
                to_label = "TO: (Institution, or any subsequent law enforcement agency)"
                blocks.append(dataclasses.replace(block, to_label=to_label, from_label="FROM: (DHS office)"))
            case _:
                blocks.append(block)
    form = respaced(dataclasses.replace(form, blocks=tuple(blocks)), rng, 0.65, 1.6)
    footers = (
        f"DHS Form {form.name} (Rev. {form.edition})", f"Form {form.name} Rev. {form.edition}",
        f"DHS Form {form.name} {form.edition}", f"{form.name} ({form.edition})", " ",
    )  # fmt: skip
    pages = (form.page, form.page.replace("Page ", "").replace(" of ", "/"), form.page.upper(), "")
    return dataclasses.replace(form, footer=rng.choice(footers), page=rng.choice(pages))


def respaced(form: Form, rng: Random, least: float, most: float) -> Form:
    """Some blocks stand closer to the one above, some wider off."""
    blocks = []
    for block in form.blocks:
        match block:
            case Row() | Paragraph() | Tick() if rng.random() < 0.5:
                blocks.append(dataclasses.replace(block, gap=block.gap * rng.uniform(least, most)))
            case Space(lines=lines):
                blocks.append(Space(lines * rng.uniform(least, most)))
            case _:
                blocks.append(block)
    return dataclasses.replace(form, blocks=tuple(blocks))
