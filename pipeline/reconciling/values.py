"""Pure. What is compared: our requests and their rows without names, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.vocabulary import Basis


@dataclass(frozen=True, slots=True)
class OurRequest:
    """A request as far as ICE's file can know it."""

    id: str
    received_on: date
    """The day of its first receipt, in the department's time zone."""
    counts_in: int | None = None
    """The year it counts in by the jurisdiction's rules; None stands for that of the receipt."""
    form_date: date | None = None
    form: str | None = None
    """The form's number, such as I-247A."""
    citizenship: str | None = None
    birth_year: int | None = None
    sex: str | None = None
    """M or F; None when it is neither or was not read."""
    basis: tuple[Basis, ...] | None = None
    """The ticked boxes; None when they were not read, so that nothing is known of any."""
    district: str | None = None
    cancels: bool | None = False
    """Whether the form cancels an earlier one; such a form is no request, unless a person said so."""
    cancelled: bool = False
    """Whether the sender cancelled it later."""
    needs_review: bool = False

    @property
    def year(self) -> int:
        """The year it counts in."""
        return self.received_on.year if self.counts_in is None else self.counts_in


@dataclass(frozen=True, slots=True)
class TheirRow:
    """A row of ICE's file about the department; what is blank or redacted is None."""

    number: int
    """The row's number in its sheet, as a spreadsheet program shows it; in csv and parquet counted the same way, the
    heads included."""
    sheet: str
    """The sheet's name; empty in csv and parquet."""
    prepared_on: date
    facility: str | None = None
    city: str | None = None
    form: str | None = None
    """Such as I-247A, from the detainer type."""
    citizenship: str | None = None
    birth_country: str | None = None
    birth_year: int | None = None
    sex: str | None = None
    flags: Mapping[Basis, bool] | None = None
    """The grounds and box 2, those that are known."""
    cancels: bool | None = None
    lift_reason: str | None = None
    duplicate_likely: bool | None = None
    person: str | None = None
    """The file's own mark for one person, which names nobody; used to find a person's rows and never told."""


class Standing(StrEnum):
    """Whether a row of theirs stands for a detainer of its own."""

    STANDS = "stands"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"


class Verdict(StrEnum):
    """What a witness says of a pair."""

    AGREES = "agrees"
    NEARLY = "nearly"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Match:
    """One request of ours and one row of theirs that are the same."""

    ours: int
    """Place in the requests compared."""
    theirs: int
    """Place in the rows compared."""
    score: float
    """The sum of what all witnesses say: natural logarithms of likelihood ratios."""
    verdicts: Mapping[str, Verdict]
    """By witness."""
    days: int
    """The prepare date after the form's date, or after the day of receipt where the form's date does not tell."""
    ambiguous: bool = False
    """Whether another way to pair is nearly as good."""
    rivals_ours: tuple[int, ...] = ()
    """Requests that could have this row as well."""
    rivals_theirs: tuple[int, ...] = ()
    """Rows that this request could have as well."""
