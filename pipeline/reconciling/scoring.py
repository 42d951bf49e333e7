"""Pure. How surely a request and a row are the same: what each witness says, and their sum.

After Fellegi and Sunter (1969): each witness adds the logarithm of how much likelier its word is of a true pair than of
a request and somebody else's row. How likely it is of a true pair stands in `models/reconciling/scores.toml`; how
likely by chance is counted from the rows.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.reconciling.cells import CountryNames
from pipeline.reconciling.models import WITNESSES, Dates, Scores, SetAside, WitnessScore
from pipeline.reconciling.standing import Stood
from pipeline.reconciling.values import OurRequest, Standing, TheirRow, Verdict
from pipeline.vocabulary import Basis

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
VERDICTS = (Verdict.UNKNOWN, Verdict.AGREES, Verdict.NEARLY, Verdict.DIFFERS)
"""By the code that stands for each in arrays."""
_UNKNOWN, _AGREES, _NEARLY, _DIFFERS = range(4)
_NEVER = -1e9
_DISTRICT = re.compile(r"\b([A-E])[- ]?(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Scored:
    """What was found about one request and some rows, row by row."""

    rows: Codes
    """Places in all rows."""
    scores: Numbers
    verdicts: Mapping[str, Codes]
    """By witness, places in VERDICTS."""


class Scorer:
    """Scores any request against the rows prepared near its dates."""

    def __init__(
        self,
        rows: Sequence[TheirRow],
        stood: Sequence[Stood],
        scores: Scores,
        countries: CountryNames,
        days: int,
    ) -> None:
        """`rows` by prepare date; `days`: how many days they were prepared on at most, so that chance is known."""
        self._scores, self._countries = scores, countries
        self._days = np.array([row.prepared_on.toordinal() for row in rows], dtype=np.int64)
        self._aside = np.array([_aside(each, scores.set_aside) for each in stood], dtype=np.float64)
        self._dates = _form_date_scores(scores.form_date, scores.window_days, days)
        self._receipts = _received_scores(scores.received, scores.window_days, days)
        born = [countries.key(row.birth_country) for row in rows]
        self._witnesses = {
            name: _Witness([_of_row(name, row, countries) for row in rows], scores.witness[name], scores.rarest)
            for name in WITNESSES
        }
        self._witnesses["citizenship"].other_values(born)
        missing = (1 - scores.in_file) / scores.in_file
        self.threshold = math.log(max(len(rows), 1) * missing * scores.odds)
        """The score from which a pair is made."""

    def score(self, request: OurRequest) -> Scored:
        """The rows that can be this request's by their dates, with what all witnesses say of each."""
        near = np.unique(np.concatenate([self._near(request.form_date), self._near(request.received_on)]))
        dated, form_dated = self._date_scores(request, near)
        near, dated, form_dated = near[dated > _NEVER], dated[dated > _NEVER], form_dated[dated > _NEVER]
        verdicts: dict[str, Codes] = {"date": form_dated}
        total = dated + self._aside[near]
        for name, witness in self._witnesses.items():
            verdicts[name], said = witness.say(_of_request(name, request, self._countries), near)
            total = total + said
        tells = [np.isin(verdicts[name], (_AGREES, _NEARLY)) for name in self._scores.needs_one_of]
        total = np.where(np.any(tells, axis=0), total, _NEVER)
        return Scored(near, total, verdicts)

    def _near(self, day: date | None) -> Codes:
        if day is None:
            return np.empty(0, dtype=np.int64)
        window = self._scores.window_days
        first = np.searchsorted(self._days, day.toordinal() - window, "left")
        last = np.searchsorted(self._days, day.toordinal() + window, "right")
        return np.arange(first, last, dtype=np.int64)

    def _date_scores(self, request: OurRequest, near: Codes) -> tuple[Numbers, Codes]:
        """By the form's date; by the day of receipt where that was not read, or says otherwise."""
        after_receipt = _at(self._receipts, request.received_on.toordinal() - self._days[near])
        if request.form_date is None:
            return after_receipt, np.full(len(near), _UNKNOWN)
        apart = self._days[near] - request.form_date.toordinal()
        by_form = _at(self._dates, apart)
        by_receipt = after_receipt + math.log(self._scores.received.misread)
        says = np.where(apart == 0, _AGREES, np.where(by_form >= by_receipt, _NEARLY, _DIFFERS))
        return np.maximum(by_form, by_receipt), says


class _Witness:
    """One thing that both sides may know."""

    def __init__(self, values: Sequence[Hashable | None], says: WitnessScore, rarest: float) -> None:
        self._says, self._rarest = says, rarest
        self._counts = Counter(value for value in values if value is not None)
        self._known = sum(self._counts.values())
        self._codes: dict[Hashable, int] = {value: code for code, value in enumerate(self._counts)}
        self._rows = self._coded(values)
        self._others: Codes | None = None

    def other_values(self, values: Sequence[Hashable | None]) -> None:
        """What a row may mean besides: agreeing with that is nearly agreeing."""
        for value in values:
            if value is not None:
                self._codes.setdefault(value, len(self._codes))
        self._others = self._coded(values)

    def say(self, value: Hashable | None, near: Codes) -> tuple[Codes, Numbers]:
        """The verdict on each of these rows, and what it adds."""
        verdicts = np.full(len(near), _UNKNOWN, dtype=np.int64)
        if value is None:
            return verdicts, np.zeros(len(near))
        theirs = self._rows[near]
        verdicts[theirs >= 0] = _DIFFERS
        for other in (value - 1, value + 1) if isinstance(value, int) and self._says.nearly else ():
            verdicts[theirs == self._codes.get(other, -2)] = _NEARLY
        if self._others is not None:
            verdicts[(theirs >= 0) & (self._others[near] == self._codes.get(value, -2))] = _NEARLY
        verdicts[theirs == self._codes.get(value, -2)] = _AGREES
        return verdicts, self._weights(value)[verdicts]

    def _weights(self, value: Hashable) -> Numbers:
        """What each verdict adds, in the order of VERDICTS, where our side says this value."""
        share = (self._counts[value] + 1) / (self._known + self._says.kinds)
        nearly = self._says.nearly or 0.0
        agrees = max(0.0, math.log(self._says.right / max(share, self._rarest)))
        differs = min(0.0, math.log((1 - self._says.right - nearly) / max(1 - share, self._rarest)))
        nearly_weight = max(differs, math.log(nearly / max(2 * share, self._rarest))) if nearly else 0.0
        return np.array([0.0, agrees, min(nearly_weight, agrees), differs])

    def _coded(self, values: Sequence[Hashable | None]) -> Codes:
        return np.array([-1 if value is None else self._codes[value] for value in values], dtype=np.int64)


_ROW_VALUES: dict[str, Callable[[TheirRow], Any]] = {
    "birth_year": lambda row: row.birth_year,
    "sex": lambda row: row.sex,
    "form": lambda row: row.form,
    "cancels": lambda row: None if row.cancels is None else str(row.cancels),
    "district": lambda row: _district(row.facility),
}
_REQUEST_VALUES: dict[str, Callable[[OurRequest], Any]] = {
    "birth_year": lambda request: request.birth_year,
    "sex": lambda request: request.sex,
    "form": lambda request: request.form,
    "cancels": lambda request: None if request.cancels is None else str(request.cancels),
    "district": lambda request: request.district,
}


def _of_row(name: str, row: TheirRow, countries: CountryNames) -> Hashable | None:
    if name == "citizenship":
        return countries.key(row.citizenship)
    if name in _ROW_VALUES:
        known: Hashable | None = _ROW_VALUES[name](row)
        return known
    flag = (row.flags or {}).get(Basis(name))
    return None if flag is None else str(flag)


def _of_request(name: str, request: OurRequest, countries: CountryNames) -> Hashable | None:
    if name == "citizenship":
        return countries.key(request.citizenship)
    if name in _REQUEST_VALUES:
        known: Hashable | None = _REQUEST_VALUES[name](request)
        return known
    return None if request.basis is None else str(Basis(name) in request.basis)


def _district(facility: str | None) -> str | None:
    found = _DISTRICT.search((facility or "").upper())
    return f"{found.group(1)}-{int(found.group(2))}" if found else None


def _aside(stood: Stood, said: SetAside) -> float:
    if stood.of is not None:
        # the row that it repeats stands for both
        return _NEVER
    added = {Standing.STANDS: 0.0, Standing.DUPLICATE: said.duplicate, Standing.SUPERSEDED: said.superseded}
    return added[stood.standing]


def _form_date_scores(said: Dates, window: int, days: int) -> dict[int, float]:
    """By days apart, either way: how much likelier that is of a true pair than by chance."""
    found: dict[int, float] = {}
    before, sure = -1, 0.0
    for within, share in said.within.items():
        both_ways = [apart for apart in range(-within, within + 1) if abs(apart) > before]
        found |= dict.fromkeys(both_ways, math.log((share - sure) / len(both_ways) * days))
        before, sure = within, share
    return {apart: score for apart, score in found.items() if abs(apart) <= window}


def _received_scores(said: Dates, window: int, days: int) -> dict[int, float]:
    """By days from the prepare date to the receipt."""
    found: dict[int, float] = {}
    before, sure = min(said.within) - 1, 0.0
    for within, share in said.within.items():
        between = range(before + 1, within + 1)
        found |= dict.fromkeys(between, math.log((share - sure) / len(between) * days))
        before, sure = within, share
    return {late: score for late, score in found.items() if late <= window}


def _at(scores: Mapping[int, float], days: Codes) -> Numbers:
    return np.array([scores.get(int(each), _NEVER) for each in days], dtype=np.float64)
