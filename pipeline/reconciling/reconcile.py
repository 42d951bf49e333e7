"""The department's requests of a year held against ICE's file. Touches the world: reads the file and the models."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipeline.reconciling.accounting import Account, account
from pipeline.reconciling.cells import CountryNames
from pipeline.reconciling.matching import match
from pipeline.reconciling.models import columns, same_countries, scores
from pipeline.reconciling.ours import our_request
from pipeline.reconciling.standing import standings
from pipeline.reconciling.theirs import Theirs, read_theirs
from pipeline.reconciling.values import OurRequest
from pipeline.values import Request


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of it."""

    account: Account
    theirs: Theirs
    files: tuple[str, ...]
    """The names of ICE's files."""
    patterns: tuple[str, ...]

    @property
    def not_covered(self) -> tuple[str, ...]:
        """The parts of the year that ICE's data do not cover, but for a few days; in words."""
        year, few = self.account.year, timedelta(days=7)
        if self.theirs.covers is None:
            return (f"any of {year}",)
        first, last = self.theirs.covers
        parts = [f"{year} before {first}"] if first > date(year, 1, 1) + few else []
        return tuple(parts + ([f"{year} after {last}"] if last < date(year, 12, 31) - few else []))


def reconcile(
    year: int,
    requests: Iterable[Request],
    files: Sequence[Path],
    patterns: Sequence[str],
    counted_forms: Collection[str] = (),
) -> Reconciled:
    """Matches the requests of all years with the department's rows, and accounts for the year.

    `files` go on from one another; `patterns` are shell-like wildcards for facility, city or code. Raises WrongUse
    for a file without the heads or without a row that fits, IntakeError for one that cannot be read, WrongSettings
    for a fault in the models.
    """
    return reconcile_ours(year, map(our_request, requests), files, patterns, counted_forms)


def reconcile_ours(
    year: int,
    requests: Iterable[OurRequest],
    files: Sequence[Path],
    patterns: Sequence[str],
    counted_forms: Collection[str] = (),
) -> Reconciled:
    """As `reconcile`, from requests that are already without names."""
    said = scores()
    margin = timedelta(days=said.margin_days)
    first, last = date(year, 1, 1) - margin, date(year, 12, 31) + margin
    near = (request for request in requests if request.year == year or first <= request.received_on <= last)
    ours = sorted(near, key=lambda request: (request.received_on, request.id))
    theirs = read_theirs(files, patterns, year, said.margin_days, columns())
    stood = standings(theirs.rows, columns().lift_reasons)
    matching = match(ours, theirs.rows, stood, said, CountryNames(same_countries()), year)
    told = account(year, ours, theirs.rows, stood, matching, counted_forms, theirs.covers)
    return Reconciled(told, theirs, tuple(file.name for file in files), tuple(patterns))
