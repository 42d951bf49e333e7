"""The year: its figures and charts, what keeps the count from being final, the draft of the letter.

Touches the world: answers requests, asks the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from pipeline.counted import Counted
from pipeline.desk import downloads, year_figures, year_missing
from pipeline.desk.charts import Bar, lying, upright
from pipeline.desk.errors import NotFound
from pipeline.desk.frame import Area, Desk, desk_of, shown
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.desk.year_asked import asked_day, asked_year
from pipeline.desk.year_figures import Line
from pipeline.desk.year_work import PAGES_SHOWN, ToldYear, letter_in, years_of
from pipeline.handing_out import letter_notes
from pipeline.reporting.letter import Listed, Paragraph
from pipeline.reporting.letter_files import LETTER_SUFFIXES
from pipeline.reporting.letter_log import log_warning
from pipeline.reporting.letter_texts import load_texts
from pipeline.reporting.letter_writing import part_of_letter
from pipeline.yearly import Year

router = APIRouter()
_MISSING_SHOWN = 50
_PREVIEWED = 3000
"""Requests of a year up to which its letter is drawn for looking at; a longer one is a file."""


class Section(NamedTuple):
    """Figures of one kind, drawn and in a table."""

    name: str
    title: str
    lines: tuple[Line, ...]
    chart: Markup
    head: str = "requests"


@router.get("/year", dependencies=[needs(Right.TALLY)])
def year_page(request: Request, year: str = "", dated: str = "") -> Response:
    """The figures of a year."""
    desk, counted = desk_of(request), desk_of(request).count.now()
    years = years_of(request)
    number, on = asked_year(year) or _usual_year(counted, years.known(counted), desk), asked_day(dated)
    told = years.told(counted, number, on)
    tally, rules = told.year.tally, told.year.told.rules
    texts = load_texts(desk.settings.jurisdiction)
    asking = [each for each in told.missing if each.open]
    others = [each for each in told.missing if not each.open and each.settled is None]
    return shown(
        request,
        "year.html",
        year=number,
        dated=on.isoformat() if on else "",
        letter_date=told.year.letter.date,
        years=sorted({number, *told.known}, reverse=True),
        tally=tally,
        goes_on=_goes_on(number, desk),
        behind=desk.count.behind,
        notes=told.year.letter.draft_notes,
        headlines=year_figures.headlines(tally),
        sections=_sections(told),
        before=told.before.year if told.before else None,
        forms=year_figures.by_form(tally),
        apart=year_figures.apart(tally, rules),
        left_out=year_figures.left_out(tally, rules),
        asking=asking[:_MISSING_SHOWN],
        asking_more=max(0, len(asking) - _MISSING_SHOWN),
        others=others[:_MISSING_SHOWN],
        others_more=max(0, len(others) - _MISSING_SHOWN),
        settled=sum(each.settled is not None for each in told.missing),
        method=_plain(part_of_letter("method", told.year.told, texts)),
        sample=told.year.told.sample,
        rules=sorted(rules.rules.items()),
        pointing=year_figures.pointing(told.year.requests),
        letter_notes=tuple(letter_notes(told.year, desk.settings, desk.clock())),
        log_warning=log_warning(told.year.told.log),
        previewed=len(told.year.requests) <= _PREVIEWED,
        suffixes=[suffix.lstrip(".") for suffix in LETTER_SUFFIXES],
        figures=downloads.figure_names(tally, counted.gathered),
    )


@router.get("/year/tally.json", dependencies=[needs(Right.TALLY)])
def tally_file(request: Request, year: str = "") -> Response:
    """The figures as `intake tally --json` prints them."""
    tally = _settled(request, year, "").year.tally
    return downloads.file_of(json.dumps(tally.as_json(), indent=2).encode(), f"detainer-tally-{tally.year}.json")


@router.get("/year/letter", dependencies=[needs(Right.LETTER)])
def letter_page(request: Request, year: str = "", dated: str = "") -> Response:
    """The letter as it is printed, page by page, and its words."""
    told = _now(request, year, dated)
    letter, previewed = told.year.letter, len(told.year.requests) <= _PREVIEWED
    pages = years_of(request).paper(letter).pages if previewed else 0
    return shown(
        request,
        "year_letter.html",
        year=told.year.tally.year,
        dated=dated,
        behind=desk_of(request).count.behind,
        letter_date=letter.date,
        tally=told.year.tally,
        goes_on=_goes_on(told.year.tally.year, desk_of(request)),
        previewed=previewed,
        pages=pages,
        pages_shown=min(pages, PAGES_SHOWN),
        text=letter_in(letter, ".txt").decode() if previewed else "",
        notes=letter.draft_notes,
        letter_notes=tuple(letter_notes(told.year, desk_of(request).settings, desk_of(request).clock())),
        log_warning=log_warning(told.year.told.log),
        suffixes=[suffix.lstrip(".") for suffix in LETTER_SUFFIXES],
    )


@router.get("/year/letter/{page}.png", dependencies=[needs(Right.LETTER)])
def letter_picture(request: Request, page: str, year: str = "", dated: str = "") -> Response:
    """One page of the letter as a picture."""
    told = _now(request, year, dated)
    if not page.isdecimal() or len(told.year.requests) > _PREVIEWED:
        raise NotFound("There is no such page of the letter.")
    pictures = years_of(request).paper(told.year.letter).pictures
    if not 1 <= int(page) <= len(pictures):
        raise NotFound("There is no such page of the letter.")
    return Response(pictures[int(page) - 1], media_type="image/png")


@router.get("/year/letter.{kind}", dependencies=[needs(Right.LETTER)])
def letter_file(request: Request, kind: str, year: str = "", dated: str = "") -> Response:
    """The letter as a file."""
    letter_year = _settled(request, year, dated).year
    if f".{kind}" not in LETTER_SUFFIXES:
        raise NotFound(f"A letter is written as {', '.join(LETTER_SUFFIXES)}.")
    with downloads.turn():
        content = letter_in(letter_year.letter, f".{kind}")
    return downloads.file_of(content, letter_name(letter_year, kind))


def letter_name(told: Year, kind: str) -> str:
    """Such as `detainer-letter-2025-DRAFT.docx`, so that a draft is not taken for the letter."""
    return f"detainer-letter-{told.tally.year}{'-DRAFT' if told.letter.is_draft else ''}.{kind}"


def _now(request: Request, year: str, dated: str) -> ToldYear:
    return _told(request, desk_of(request).count.now(), year, dated)


def _settled(request: Request, year: str, dated: str) -> ToldYear:
    """For what leaves: after everything that was decided is counted."""
    return _told(request, desk_of(request).count.settled(), year, dated)


def _told(request: Request, counted: Counted, year: str, dated: str) -> ToldYear:
    years = years_of(request)
    number = asked_year(year) or _usual_year(counted, years.known(counted), desk_of(request))
    return years.told(counted, number, asked_day(dated))


def _usual_year(counted: Counted, known: Iterable[int], desk: Desk) -> int:
    """The newest year with a request; this year where there is none. A fax machine's clock may run years ahead."""
    today = desk.clock().astimezone(desk.settings.zone).year
    with_requests = {each.year for each in counted.gathered.requests}
    return next((each for each in known if each <= today and each in with_requests), today)


def _goes_on(year: int, desk: Desk) -> bool:
    """Whether more of the year is still to come: its count is then not final, however sure what there is of it."""
    return year >= desk.clock().astimezone(desk.settings.zone).year


def _sections(told: ToldYear) -> list[Section]:
    tally, earlier = told.year.tally, told.year.told.earlier
    found = []
    if earlier:
        lines = year_figures.by_year(tally, earlier)
        found.append(Section("years", "This year and earlier ones", lines, upright(_years(lines, tally.year))))
    if not tally.requests:
        return found
    months = year_figures.by_month(tally, told.before)
    short = tuple(Bar(each.label[:3], each.value, each.link, each.before) for each in months)
    found.append(Section("months", "By month", months, upright(short)))
    for name, title, lines in (
        ("channels", "By channel", year_figures.by_channel(tally)),
        ("reasons", "By reason given", year_figures.by_reason(tally)),
        ("districts", "By district station", year_figures.by_district(tally)),
    ):
        if lines:
            drawn = tuple(_bar(each) for each in lines if each.drawn)
            found.append(Section(name, title, lines, lying(drawn)))
    return found


def _years(lines: Iterable[Line], year: int) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            each.label,
            each.value,
            each.link,
            look="told" if not each.counted else "now" if each.label == str(year) else "earlier",
        )
        for each in lines
    )


def _bar(line: Line) -> Bar:
    share = "" if line.share is None or not line.value else f"{line.share:.0%}"
    return Bar(line.label, line.value, line.link, look="earlier" if line.indented else "now", note=share)


def _plain(blocks: Iterable[Any]) -> list[str | tuple[str, ...]]:
    """Sentences, and lists of them, of a part of the letter."""
    return [
        each.text if isinstance(each, Paragraph) else each.lines
        for each in blocks
        if isinstance(each, Paragraph | Listed)
    ]


for each in (downloads.router, year_missing.router):
    router.routes.extend(each.routes)
AREA = Area("Year", "/year", Right.TALLY, router)
