"""A year's tally and letter from the count.

Touches the world: reads the jurisdiction's rules and texts, and the picture for the letterhead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.counted import Counted
from pipeline.counting.completeness import (
    MISSING_WORDS,
    MissingCode,
    PossiblyMissing,
    open_ones,
    tallied,
    with_missing,
)
from pipeline.counting.rules import Rules, load_rules
from pipeline.counting.tally import Tally, document_year, requests_of
from pipeline.counting.tally import tally as tally_of
from pipeline.reporting.letter import Letter
from pipeline.reporting.letter_input import Completeness, Sender, Told, earlier_years
from pipeline.reporting.letter_logo import load_logo
from pipeline.reporting.letter_texts import load_texts
from pipeline.reporting.letter_writing import write_letter
from pipeline.reviewing.sampling import SampleResult, measured
from pipeline.settings import Settings
from pipeline.values import Request


@dataclass(frozen=True, slots=True)
class Year:
    """What is told of a year."""

    tally: Tally
    requests: tuple[Request, ...]
    """In the order of receipt."""
    letter: Letter
    told: Told
    """What the letter was written from."""


def count_year(counted: Counted, settings: Settings, year: int) -> Tally:
    """The tally of a year by the jurisdiction's rules. Raises WrongSettings for a fault in them."""
    return _count(counted, settings, year, load_rules(settings.jurisdiction))


def tell_year(
    counted: Counted,
    settings: Settings,
    year: int,
    on: date | None = None,
    missing: Sequence[PossiblyMissing] | None = None,
) -> Year:
    """The year as it stands today.

    `on`: the letter's date; by default the day on which the report is due, so that the same state of the store gives
    the same letter whenever it is written. `missing`: what may be missing, of all years; the letter tells in figures
    what of it somebody has still to look into, or has looked into. None when nobody looked.

    Raises WrongSettings for a fault in the jurisdiction's rules or texts, WrongUse for a logo that cannot be taken.
    """
    rules = load_rules(settings.jurisdiction)
    requests = requests_of(year, counted.gathered)
    tally = with_missing(_count(counted, settings, year, rules), missing or (), settings.zone)
    told = Told(
        tally=tally,
        requests=requests,
        rules=rules,
        sender=_sender(settings),
        on=on or rules.report.due_on(year),
        earlier=earlier_years(year, counted.documents, counted.gathered, settings.zone, settings.letter.previous or {}),
        sample=_sample(counted, settings, year),
        completeness=None if missing is None else _completeness(missing, settings, year),
    )
    return Year(tally, requests, write_letter(told, load_texts(settings.jurisdiction)), told)


def _completeness(missing: Sequence[PossiblyMissing], settings: Settings, year: int) -> Completeness:
    """What the letter says of what may be missing; a log that could not be read is none that was looked at."""
    of_year = [each for each in missing if each.in_year(year, settings.zone)]
    named = {place.log for place in settings.sources if place.log is not None}
    unread = sum(each.code is MissingCode.LOG_UNREADABLE for each in missing)
    return Completeness(
        logs=len(named) - unread,
        open=tuple(
            f"{MISSING_WORDS[MissingCode(code)].capitalize()}: {number}"
            for code, number in tallied(open_ones(of_year)).items()
        ),
        settled=sum(each.asks and each.settled is not None for each in of_year),
        silences=sum(each.code is MissingCode.SOURCE_SILENT and each.settled is None for each in of_year),
    )


def _sample(counted: Counted, settings: Settings, year: int) -> SampleResult | None:
    """What looking at the sample of sure ones has shown; None while nobody has looked at any."""
    of_year = [
        counted.read[document.transmission.id]
        for document in counted.documents
        if document.reading is not None and document_year(document, settings.zone) == year
    ]
    found = measured(of_year, counted.about, settings.review.sample)
    return found if found.checked else None


def _count(counted: Counted, settings: Settings, year: int, rules: Rules) -> Tally:
    return tally_of(year, counted.documents, counted.gathered, settings.zone, rules, settings.letter.previous)


def _sender(settings: Settings) -> Sender:
    look = settings.letter
    return Sender(
        department=settings.department.name,
        letterhead=look.letterhead,
        addressee=look.addressee,
        signatory=look.signatory,
        title=look.title,
        logo=load_logo(look.logo) if look.logo else None,
        log=look.annex,
    )
