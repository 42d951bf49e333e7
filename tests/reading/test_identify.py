"""A page is known by its title, whichever way up; a page on which nothing can be read waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.counting.status import settle_status
from pipeline.pages import Bitmap, Page, prepare
from pipeline.reading.assemble import records_of
from pipeline.reading.forms import Form, known_forms
from pipeline.reading.identify import gap_near, identify, match
from pipeline.reading.page import PagePlace, read_page
from pipeline.reading.seen import Engines, SeenWord
from pipeline.reading.words import lines_of
from pipeline.settings import Limits
from pipeline.vocabulary import Doubt, Kind, Status
from sample_faxes import tiff
from sample_faxes.paper import Sheet, inked

Faxed = Callable[..., Page]
TITLES = {
    "i-247a": "Immigration Detainer - Notice of Action",
    "i-200": "Warrant for Arrest of Alien",
}


def titled(title: str, company: str = "Department of Homeland Security") -> Sheet:
    """A page with a title in mixed case and print below it."""
    sheet = Sheet()
    sheet.centre(60, company, "sans-bold", 11)
    sheet.centre(76, title, "sans-bold", 12)
    for line in range(34):
        sheet.write(60, 110 + 16 * line, f"Line {line} of print, which says nothing about anybody.", "sans", 10)
    return sheet


def on_its_head(sheet: Sheet) -> Page:
    small = cv2.resize(inked(sheet), (1734, 2156), interpolation=cv2.INTER_AREA)
    black = cv2.GaussianBlur(small, (0, 0), 0.45)[::-1, ::-1] < 128
    return prepare(Bitmap(np.where(black, 0, 255).astype(np.uint8), (204.0, 196.0), "tags", bilevel=True))


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("way", ["upright", "on its head"])
def test_a_title_in_mixed_case_is_known_whichever_way_up(name: str, way: str, faxed: Faxed, tools: Engines) -> None:
    sheet = titled(TITLES[name])
    page = faxed(sheet) if way == "upright" else on_its_head(sheet)
    known = identify(page, known_forms(), tools)
    assert known.form is not None
    assert known.form.name == name
    assert known.title is not None
    assert known.page.decisions.turn == (0 if way == "upright" else 180)
    assert known.page.decisions.turn_confidence == 1
    assert known.title.baseline < 1.5 * 204


def test_a_page_of_plain_print_is_turned_upright_and_is_no_form(tools: Engines) -> None:
    known = identify(on_its_head(titled("Parking at the station", "To whom it may concern")), known_forms(), tools)
    assert known.form is None
    assert known.page.decisions.turn == 180


@pytest.mark.parametrize("head", [False, True])
def test_a_form_that_begins_far_down_its_page_is_known_whichever_way_up(head: bool, tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.write(190, 400, "DEPARTMENT OF HOMELAND SECURITY (DHS)", "sans-bold", 11)
    sheet.write(150, 416, "IMMIGRATION DETAINER - NOTICE OF ACTION", "sans-bold", 11)
    for line in range(18):
        sheet.write(46, 440 + 17 * line, f"Line {line} of what the form says in its own words", "sans", 10)
    small = cv2.resize(inked(sheet), (1728, 2156), interpolation=cv2.INTER_AREA) < 128
    path = tmp_path / "low.tif"
    path.write_bytes(tiff.tiff([tiff.Page(np.rot90(small, 2) if head else small, 196)], "g4"))
    assert read_page(PagePlace(path, "image/tiff", 0, 1), Limits()).form == "i-247a"


@pytest.mark.parametrize("inches", [0.34, 1.2, 1.85])
def test_a_page_is_cut_where_no_line_of_print_is(inches: float, faxed: Faxed) -> None:
    page = faxed(titled(TITLES["i-247a"]))
    row = round(gap_near(page, inches, 0.25))
    assert abs(row - inches * 204) <= 0.25 * 204
    assert not page.ink[row].any()


def scribbles(seed: int) -> Sheet:
    """Loops and strokes of a pen over the whole page, and no letter."""
    rng, sheet = np.random.default_rng(seed), Sheet()
    for _ in range(60):
        x, y = rng.uniform(60, 520), rng.uniform(60, 720)
        path = np.cumsum(rng.normal(0, 9, (14, 2)), axis=0) + np.array([x, y])
        sheet.stroke(*((float(a), float(b)) for a, b in path), width=float(rng.uniform(0.8, 2.2)))
    return sheet


@pytest.mark.parametrize("seed", range(3))
def test_a_page_of_scribbles_is_illegible_and_waits_for_a_person(
    seed: int, tmp_path: Path, forms: Mapping[str, Form]
) -> None:
    small = cv2.resize(inked(scribbles(seed)), (1728, 2156), interpolation=cv2.INTER_AREA)
    path = tmp_path / "scribbles.tif"
    path.write_bytes(tiff.tiff([tiff.Page(small < 128, 196)], "g4"))
    page = read_page(PagePlace(path, "image/tiff", 0, 1), Limits())
    assert (page.form, page.doubts) == (None, (Doubt.ILLEGIBLE,))
    records = records_of((page,), forms, (), date(2025, 6, 30))
    assert [(record.kind, record.doubts) for record in records] == [(Kind.OTHER, (Doubt.ILLEGIBLE,))]
    assert settle_status(records, records[0].doubts) is Status.NEEDS_REVIEW


def test_the_head_of_a_detainer_whose_title_begins_badly_is_no_notice_to_the_detainee() -> None:
    department, title = "Department of Homeland Security (DHS)", "8 Imimigration Detainer - Notice Of Action"
    head = [department, title, "Subj. ID: 317422190"]
    words = [SeenWord(text, 100, 60 * row, 900, 60 * row + 30, 0.9, row) for row, text in enumerate(head)]
    form, _, _ = match(lines_of(words), known_forms())
    assert form is not None
    assert form.name == "i-247a"
    form, _, _ = match(lines_of([words[0], *words[2:]]), known_forms())
    assert form is None
