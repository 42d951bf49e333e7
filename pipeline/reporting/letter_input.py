"""Pure. What a letter is written from: the year's figures, the years before, the sender's look, and who checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from pipeline.counting.requests import Gathered
from pipeline.counting.rules import Rules
from pipeline.counting.tally import Tally, document_year, requests_of
from pipeline.reviewing.sampling import SampleResult
from pipeline.settings import LogColumn
from pipeline.values import Document, Request
from pipeline.vocabulary import Channel, Outcome

_YEARS_TOLD = 10


@dataclass(frozen=True, slots=True)
class EarlierYear:
    """An earlier year, for the comparison."""

    year: int
    requests: int
    counted: bool
    """Whether the store's own count tells it; else it is as the department reported it without this program."""
    dedicated: int | None = None
    """By the dedicated fax line; this and what follows is None where only the total is known."""
    cancelled: int | None = None
    detained: int | None = None
    transferred: int | None = None
    reported: int | None = None
    """What the settings say of the year where the store counts something else."""


@dataclass(frozen=True, slots=True)
class Sender:
    """How the letter is to look where the settings differ from the jurisdiction's texts; None leaves those."""

    department: str
    letterhead: tuple[str, ...] | None = None
    addressee: tuple[str, ...] | None = None
    signatory: str | None = None
    title: str | None = None
    logo: bytes | None = None
    """A PNG picture, already checked and bounded."""
    log: tuple[LogColumn, ...] | None = None
    """The columns of the annex; empty for none."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """What was looked at for what may not have come, and what it showed of the year."""

    logs: int
    """Fax servers' logs that were read."""
    open: tuple[str, ...] = ()
    """What somebody has still to look into, a few words with a figure each."""
    settled: int = 0
    """What a person has looked into: nothing was missing."""
    silences: int = 0
    """Pauses of a source for longer than usual: they are no trace of anything that was sent, and hold up nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """All that a letter tells."""

    tally: Tally
    requests: Sequence[Request]
    """Of the year, in order of receipt."""
    rules: Rules
    sender: Sender
    on: date
    """The letter's date."""
    earlier: tuple[EarlierYear, ...] = ()
    """Ascending."""
    sample: SampleResult | None = None
    """None, or nothing checked, leaves it out."""
    completeness: Completeness | None = None
    """None, where nobody looked, leaves it out."""

    @property
    def log(self) -> tuple[LogColumn, ...]:
        """The columns of the annex: the sender's choice, else the jurisdiction's; empty when there is no annex."""
        chosen = self.rules.report.log if self.sender.log is None else self.sender.log
        return chosen if self.requests and "log" in self.rules.report.parts else ()


def earlier_years(
    year: int, documents: Iterable[Document], gathered: Gathered, zone: tzinfo, reported: Mapping[int, int]
) -> tuple[EarlierYear, ...]:
    """What is known of the ten years before `year`, ascending.

    The store's own count stands before a figure of `reported` wherever the store holds a request of that year. A year
    of which it holds other transmissions alone is told as none, unless the settings know better, or nothing older is
    known but such strays (a fax machine's clock may be years off).
    """
    kept = {document_year(document, zone) for document in documents}
    with_requests = {request.year for request in gathered.requests}
    oldest = min({*with_requests, *reported, year - 1})
    span = range(max(oldest, year - _YEARS_TOLD), year)
    return tuple(
        _counted(each, requests_of(each, gathered), reported.get(each))
        if each in with_requests or (each in kept and each not in reported)
        else EarlierYear(each, reported[each], counted=False)
        for each in span
        if each in with_requests or each in kept or each in reported
    )


def _counted(year: int, requests: Sequence[Request], reported: int | None) -> EarlierYear:
    outcomes = [request.disposition.outcome for request in requests]
    return EarlierYear(
        year=year,
        requests=len(requests),
        counted=True,
        dedicated=sum(request.channel is Channel.DEDICATED_FAX for request in requests),
        cancelled=sum(request.cancelled_on is not None for request in requests),
        detained=outcomes.count(Outcome.DETAINED),
        transferred=outcomes.count(Outcome.TRANSFERRED),
        reported=None if reported == len(requests) else reported,
    )
