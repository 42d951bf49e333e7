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
    file: str
    """The name of ICE's file."""
    patterns: tuple[str, ...]


def reconcile(
    year: int, requests: Iterable[Request], file: Path, patterns: Sequence[str], counted_forms: Collection[str] = ()
) -> Reconciled:
    """Matches the requests of all years with the department's rows, and accounts for the year.

    `patterns` are shell-like wildcards for facility, city or code. Raises WrongUse for a file without the heads or
    without a row that fits, IntakeError for one that cannot be read, WrongSettings for a fault in the models.
    """
    return reconcile_ours(year, map(our_request, requests), file, patterns, counted_forms)


def reconcile_ours(
    year: int, requests: Iterable[OurRequest], file: Path, patterns: Sequence[str], counted_forms: Collection[str] = ()
) -> Reconciled:
    """As `reconcile`, from requests that are already without names."""
    said = scores()
    margin = timedelta(days=said.margin_days)
    first, last = date(year, 1, 1) - margin, date(year, 12, 31) + margin
    near = (request for request in requests if request.year == year or first <= request.received_on <= last)
    ours = sorted(near, key=lambda request: (request.received_on, request.id))
    theirs = read_theirs(file, patterns, year, said.margin_days, columns())
    stood = standings(theirs.rows, columns().lift_reasons)
    matching = match(ours, theirs.rows, stood, said, CountryNames(same_countries()), year)
    told = account(year, ours, theirs.rows, stood, matching, counted_forms)
    return Reconciled(told, theirs, file.name, tuple(patterns))
