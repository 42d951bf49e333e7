"""Labels are found where an edition has put them, and no sentence of the form is taken for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.pages import DPI, Page
from pipeline.reading.forms import known_forms
from pipeline.reading.identify import identify
from pipeline.reading.registration import Registration, register
from pipeline.reading.seen import Engines
from sample_faxes.paper import Sheet

Faxed = Callable[..., Page]
FORM = next(form for form in known_forms() if form.name == "i-247d")


def page_of(faxed: Faxed, name_at: float, label: str = "Name of Subject:") -> Page:
    """The upper half of a form whose row with the name stands `name_at` points from the top."""
    sheet = Sheet()
    sheet.write(190, 56, "DEPARTMENT OF HOMELAND SECURITY (DHS)", "sans-bold", 11)
    sheet.write(150, 72, "IMMIGRATION DETAINER - REQUEST FOR VOLUNTARY ACTION", "sans-bold", 11)
    for (x, y), text in {
        (46, 94): "Subject ID: 355640350",
        (330, 95): "Event #: STA2509540352",
        (46, 110): "File No: A214 049 322",
        (330, 111): "Date: 09/19/2025",
        (46, 126): "TO: (Name and Title of Institution - OR Any",
        (310, 126): "FROM: (DHS Office Address)",
        (46, name_at): f"{label}  BYAMBASUREN, Milagros Kateryna",
        (46, 208): "Date of Birth: 12/03/1973",
        (218, 208): "Citizenship: ECUADOR",
        (470, 208): "Sex: F",
        (46, 224): "1. DHS HAS DETERMINED THAT (mark at least one option in subsection A):",
        (46, 238): "A. THE SUBJECT IS AN IMMIGRATION ENFORCEMENT PRIORITY BECAUSE HE/SHE:",
    }.items():
        sheet.write(x, y, text, "sans", 9)
    for line in range(14):
        sheet.write(
            60, 256 + 16 * line, "has engaged in or is suspected of what the form says in this place", "sans", 9
        )
    return faxed(sheet)


def registered(page: Page, tools: Engines) -> Registration:
    identified = identify(page, (FORM,), tools)
    assert identified.form is FORM
    return register(FORM, identified, tools)


@pytest.mark.parametrize("name_at", [172, 182, 192])
def test_a_row_that_an_edition_moved_is_found(name_at: float, faxed: Faxed, tools: Engines) -> None:
    found = registered(page_of(faxed, name_at), tools).found
    above = found["date_of_birth"].baseline - found["subject_name"].baseline
    assert above == pytest.approx((208 - name_at) / 72 * DPI, abs=6)


def test_a_sentence_that_resembles_a_label_below_its_row_is_none(faxed: Faxed, tools: Engines) -> None:
    found = registered(page_of(faxed, 190, label="Nlrr e cf Sb"), tools).found
    assert "subject_name" not in found or found["subject_name"].baseline < found["date_of_birth"].baseline


def test_a_place_without_its_label_follows_its_neighbours(faxed: Faxed, tools: Engines) -> None:
    registration = registered(page_of(faxed, 190, label="Nlrr e cf Sb"), tools)
    described = FORM.label("subject_name")
    other = FORM.label("date_of_birth")
    seen = registration.label(described).baseline - registration.found["date_of_birth"].baseline
    assert seen == pytest.approx((described.at[1] - other.at[1]) * DPI, abs=0.15 * DPI)


def with_officer_at(officer_at: float) -> Sheet:
    """A form whose sentences run on until the officer's line, in points from the top."""
    sheet = Sheet()
    sheet.write(190, 56, "DEPARTMENT OF HOMELAND SECURITY (DHS)", "sans-bold", 11)
    sheet.write(176, 72, "IMMIGRATION DETAINER - NOTICE OF ACTION", "sans-bold", 12)
    for (x, y), text in {
        (46, 94): "Subject ID: 355640350",
        (330, 94): "Event #: STA2509540352",
        (46, 110): "File No: A214 049 322",
        (330, 110): "Date: 09/19/2025",
        (46, 206): "Name of Alien:  BYAMBASUREN, Milagros Kateryna",
        (46, 222): "Date of Birth: 12/03/1973",
        (218, 222): "Citizenship: ECUADOR",
        (470, 222): "Sex: F",
        (95, officer_at): "(Name and title of Immigration Officer)",
        (372, officer_at): "(Signature of Immigration Officer) (Sign in ink)",
    }.items():
        sheet.write(x, y, text, "sans", 9)
    for line in range(int((officer_at - 270) / 16)):
        sheet.write(60, 246 + 16 * line, "has been determined to be what the form says in this place", "sans", 9)
    return sheet


@pytest.mark.parametrize("officer_at", [483, 560, 600])
def test_labels_that_longer_sentences_have_moved_down_are_found_and_bend_nothing_above(
    officer_at: float, faxed: Faxed, tools: Engines
) -> None:
    (form,) = (form for form in known_forms() if form.name == "i-247a")
    identified = identify(faxed(with_officer_at(officer_at)), (form,), tools)
    registration = register(form, identified, tools)
    above = registration.found["officer"].baseline - registration.found["date_of_birth"].baseline
    assert above == pytest.approx((officer_at - 222) / 72 * DPI, abs=6)
    left, right = (registration.point(x, 1.3)[0] for x in (0.64, 4.6))
    assert right - left == pytest.approx(3.96 * DPI, rel=0.03)
