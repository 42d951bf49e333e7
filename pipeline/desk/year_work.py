"""The years as the pages about them show them: told once for each state of the store, the letter drawn once.

Touches the world: asks the store and the clock, draws letters.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from starlette.requests import Request

from pipeline.counted import Counted
from pipeline.counting.completeness import PossiblyMissing
from pipeline.counting.tally import Tally, document_year
from pipeline.desk.charts import DRAWING
from pipeline.desk.frame import Desk, desk_of
from pipeline.pages.pdf_files import drawn_pdf
from pipeline.picture import as_png
from pipeline.possibly_missing import look_for_missing
from pipeline.reporting.letter import Letter
from pipeline.reporting.letter_files import letter_bytes
from pipeline.yearly import Year, count_year, tell_year

_YEARS_KEPT, _LETTERS_KEPT = 6, 3
_FRESH = timedelta(seconds=60)
"""So long a look at what may be missing serves, since that depends on the time too."""
PAGES_SHOWN = 12
_DPI = 130
"""A page of the letter is then some 1,100 dots wide."""


@dataclass(frozen=True, slots=True)
class ToldYear:
    """A year with what the page says beside its letter."""

    year: Year
    before: Tally | None
    """The year before, where the store has requests of it."""
    missing: tuple[PossiblyMissing, ...]
    """What may be missing of the year, settled or not."""
    known: tuple[int, ...]
    """The years of which the store holds anything, newest first."""


class Paper(NamedTuple):
    """A letter as it is printed."""

    pdf: bytes
    pages: int
    pictures: tuple[bytes, ...]
    """PNG files of the first pages."""


class _State(NamedTuple):
    counted: Counted
    looked_at: datetime
    missing: tuple[PossiblyMissing, ...]
    known: tuple[int, ...]


class Years:
    """One for a served desk; asked by any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._telling, self._printing = threading.Lock(), threading.Lock()
        self._state: _State | None = None
        self._told: OrderedDict[tuple[int, date | None], ToldYear] = OrderedDict()
        self._papers: OrderedDict[Letter, Paper] = OrderedDict()

    def told(self, counted: Counted, year: int, on: date | None = None) -> ToldYear:
        """The year as this count has it; `on`: the letter's date, by default the day on which the report is due.

        Raises what `tell_year` raises.
        """
        with self._telling:
            state = self._state_of(counted)
            found = self._told.get((year, on))
            if found is None:
                found = self._told[year, on] = self._tell(state, year, on)
            self._told.move_to_end((year, on))
            while len(self._told) > _YEARS_KEPT:
                self._told.popitem(last=False)
            return found

    def known(self, counted: Counted) -> tuple[int, ...]:
        """The years of which the store holds anything, newest first."""
        with self._telling:
            return self._state_of(counted).known

    def paper(self, letter: Letter) -> Paper:
        """The letter as a PDF, and pictures of its first pages."""
        with self._printing:
            found = self._papers.get(letter)
            if found is None:
                pdf = letter_in(letter, ".pdf")
                pages, drawn = drawn_pdf(pdf, _DPI, PAGES_SHOWN)
                found = self._papers[letter] = Paper(pdf, pages, tuple(as_png(each) for each in drawn))
            self._papers.move_to_end(letter)
            while len(self._papers) > _LETTERS_KEPT:
                self._papers.popitem(last=False)
            return found

    def _state_of(self, counted: Counted) -> _State:
        now = self._desk.clock()
        state = self._state
        if state is None or state.counted is not counted or abs(now - state.looked_at) > _FRESH:
            settings = self._desk.settings
            missing = look_for_missing(counted, settings, self._desk.store.source_statuses(), now)
            years = {document_year(each, settings.zone) for each in counted.documents}
            years |= {each.year for each in counted.gathered.requests}
            state = self._state = _State(counted, now, missing, tuple(sorted(years, reverse=True)))
            self._told.clear()
        return state

    def _tell(self, state: _State, year: int, on: date | None) -> ToldYear:
        settings = self._desk.settings
        before = count_year(state.counted, settings, year - 1)
        return ToldYear(
            year=tell_year(state.counted, settings, year, on, state.missing),
            before=before if before.requests else None,
            missing=tuple(each for each in state.missing if each.in_year(year, settings.zone)),
            known=state.known,
        )


def letter_in(letter: Letter, suffix: str) -> bytes:
    """The bytes of the letter's file. Raises WrongUse for a suffix that no letter has."""
    # the chart in it is drawn by matplotlib, which knows one thread
    with DRAWING:
        return letter_bytes(letter, suffix)


_MAKING = threading.Lock()


def years_of(request: Request) -> Years:
    """What the desk that answers the request has; made when it is first asked for."""
    with _MAKING:
        found = getattr(request.app.state, "years", None)
        if not isinstance(found, Years):
            found = request.app.state.years = Years(desk_of(request))
        return found
