"""Other printings of the same form, for the family that is only judged with: other labels, footers and titles."""

import dataclasses
from random import Random

from sample_faxes.forms.blocks import Cell, Form, Parties, Row, Title

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
