"""A year's tally and letter from the count. Touches the world: reads the jurisdiction's texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.counted import Counted
from pipeline.counting.completeness import PossiblyMissing, with_missing
from pipeline.counting.tally import Tally, requests_of, tally
from pipeline.reporting.letter import Letter
from pipeline.reporting.letter_texts import load_texts
from pipeline.reporting.letter_writing import write_letter
from pipeline.settings import Settings
from pipeline.values import Request


@dataclass(frozen=True, slots=True)
class Year:
    """What is told of a year."""

    tally: Tally
    requests: tuple[Request, ...]
    """In the order of receipt."""
    letter: Letter


def tell_year(
    counted: Counted, settings: Settings, year: int, on: date, missing: Sequence[PossiblyMissing] = ()
) -> Year:
    """The year as it stands today, its letter dated `on`; `missing` is what may be missing, of all years.

    Raises WrongSettings for a fault in the letter's texts.
    """
    zone = settings.zone
    this, before = (tally(each, counted.documents, counted.gathered, zone) for each in (year, year - 1))
    this = with_missing(this, missing, zone)
    requests = requests_of(year, counted.gathered)
    letter = write_letter(this, before, requests, load_texts(settings.jurisdiction), settings.department.name, on)
    return Year(this, requests, letter)
