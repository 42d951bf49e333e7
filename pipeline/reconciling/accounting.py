"""Pure. Why the two totals differ: every row of theirs and every request of ours in one place, so that it adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.reconciling.matching import Matching
from pipeline.reconciling.standing import Stood
from pipeline.reconciling.values import Match, OurRequest, Standing, TheirRow


class TheirReason(StrEnum):
    """Why a row of the year is no request that the department counts in it."""

    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    OTHER_YEAR = "other_year"
    CANCELS = "cancels"
    NOTIFICATION = "notification"
    LIKE_ANOTHER = "like_another"
    NOT_RECEIVED = "not_received"


class OurReason(StrEnum):
    """Why a request of the year is no row that stands in ICE's year."""

    ROW_DUPLICATE = "row_duplicate"
    ROW_SUPERSEDED = "row_superseded"
    ROW_OTHER_YEAR = "row_other_year"
    LIKE_ANOTHER = "like_another"
    OUTSIDE_FILE = "outside_file"
    NOT_IN_FILE = "not_in_file"


THEIR_SENTENCES: Mapping[TheirReason, str] = {
    TheirReason.DUPLICATE: "duplicates of another row",
    TheirReason.SUPERSEDED: "superseded by a newer form",
    TheirReason.OTHER_YEAR: "received in another year",
    TheirReason.CANCELS: "cancel an earlier detainer",
    TheirReason.NOTIFICATION: "ask for notice only, not to hold",
    TheirReason.LIKE_ANOTHER: "resemble a request that another row fits better",
    TheirReason.NOT_RECEIVED: "no such request is on record",
}
OUR_SENTENCES: Mapping[OurReason, str] = {
    OurReason.ROW_DUPLICATE: "its row is marked as a duplicate",
    OurReason.ROW_SUPERSEDED: "its row is marked as superseded",
    OurReason.ROW_OTHER_YEAR: "prepared in another year",
    OurReason.LIKE_ANOTHER: "resembles a row that another request fits better",
    OurReason.OUTSIDE_FILE: "the file does not cover its day",
    OurReason.NOT_IN_FILE: "no such row is in the file",
}
_NOTICE_ONLY = frozenset({"I-247G", "I-247N"})


@dataclass(frozen=True, slots=True)
class Both:
    """A request and a row that both sides count in the year."""

    request: OurRequest
    row: TheirRow
    match: Match
    rival_requests: tuple[str, ...]
    rival_rows: tuple[TheirRow, ...]


@dataclass(frozen=True, slots=True)
class OnlyOurs:
    """A request that ICE's year does not have, with the row that it is paired with, if there is one."""

    request: OurRequest
    reason: OurReason
    row: TheirRow | None
    match: Match | None


@dataclass(frozen=True, slots=True)
class OnlyTheirs:
    """A row of ICE's year that the department does not count in it, with the request it is paired with, if any."""

    row: TheirRow
    reason: TheirReason
    why: str
    """For a row that is set aside, what says so."""
    request: OurRequest | None
    match: Match | None


@dataclass(frozen=True, slots=True)
class Account:
    """The two totals and what lies between them."""

    year: int
    theirs: int
    """Rows of theirs prepared in the year."""
    ours: int
    """Requests of ours that count in the year."""
    both: tuple[Both, ...]
    only_ours: tuple[OnlyOurs, ...]
    only_theirs: tuple[OnlyTheirs, ...]
    """With the rows that are set aside as duplicates and superseded."""
    threshold: float
    """The score from which a pair is made."""

    def __post_init__(self) -> None:
        if len(self.both) + len(self.only_theirs) != self.theirs or len(self.both) + len(self.only_ours) != self.ours:
            raise ValueError("an account must add up")

    @property
    def their_reasons(self) -> dict[TheirReason, int]:
        """Of the rows that are not counted by both, how many for each reason; those without any left out."""
        counts = Counter(only.reason for only in self.only_theirs)
        return {reason: counts[reason] for reason in TheirReason if counts[reason]}

    @property
    def our_reasons(self) -> dict[OurReason, int]:
        """Of the requests that are not counted by both, how many for each reason."""
        counts = Counter(only.reason for only in self.only_ours)
        return {reason: counts[reason] for reason in OurReason if counts[reason]}

    @property
    def ambiguous(self) -> int:
        """Pairs counted by both for which another way to pair is nearly as good."""
        return sum(both.match.ambiguous for both in self.both)


def account(
    year: int,
    ours: Sequence[OurRequest],
    theirs: Sequence[TheirRow],
    stood: Sequence[Stood],
    matching: Matching,
    counted_forms: Collection[str] = (),
    covers: tuple[date, date] | None = None,
) -> Account:
    """Puts every request and every row of the year in its place.

    `counted_forms` are forms that ask for notice only and that the jurisdiction counts all the same;
    `covers` the first and last prepare date in ICE's file, of any department.
    """
    both, only_ours, only_theirs = [], [], []
    for place, request in enumerate(ours):
        if request.year != year:
            continue
        found = matching.by_ours.get(place)
        row = theirs[found.theirs] if found else None
        if found and row and row.prepared_on.year == year and stood[found.theirs].standing is Standing.STANDS:
            both.append(
                Both(
                    request,
                    row,
                    found,
                    tuple(ours[rival].id for rival in found.rivals_ours),
                    tuple(theirs[rival] for rival in found.rivals_theirs),
                )
            )
        else:
            standing = stood[found.theirs].standing if found else None
            resembles = bool(_good(matching, place))
            only_ours.append(OnlyOurs(request, _our_reason(request, standing, resembles, covers), row, found))
    counted = {match_.match.theirs for match_ in both}
    for place, row in enumerate(theirs):
        if row.prepared_on.year == year and place not in counted:
            found = matching.by_theirs.get(place)
            paired = ours[found.ours] if found else None
            reason = _their_reason(row, stood[place].standing, paired, place in matching.rows_like, counted_forms)
            only_theirs.append(OnlyTheirs(row, reason, stood[place].why, paired, found))
    rows_of_year = sum(row.prepared_on.year == year for row in theirs)
    return Account(
        year=year,
        theirs=rows_of_year,
        ours=len(both) + len(only_ours),
        both=tuple(both),
        only_ours=tuple(only_ours),
        only_theirs=tuple(only_theirs),
        threshold=matching.threshold,
    )


def _good(matching: Matching, place: int) -> list[int]:
    return [row for row, score in matching.candidates.get(place, {}).items() if score >= matching.threshold]


def _our_reason(
    request: OurRequest, standing: Standing | None, resembles: bool, covers: tuple[date, date] | None
) -> OurReason:
    if standing is None and resembles:
        return OurReason.LIKE_ANOTHER
    if standing is None:
        prepared = request.form_date or request.received_on
        outside = covers is not None and not covers[0] <= prepared <= covers[1]
        return OurReason.OUTSIDE_FILE if outside else OurReason.NOT_IN_FILE
    return {
        Standing.DUPLICATE: OurReason.ROW_DUPLICATE,
        Standing.SUPERSEDED: OurReason.ROW_SUPERSEDED,
        Standing.STANDS: OurReason.ROW_OTHER_YEAR,
    }[standing]


def _their_reason(
    row: TheirRow, standing: Standing, paired: OurRequest | None, resembles: bool, counted_forms: Collection[str]
) -> TheirReason:
    if standing is Standing.DUPLICATE:
        return TheirReason.DUPLICATE
    if standing is Standing.SUPERSEDED:
        return TheirReason.SUPERSEDED
    if paired is not None:
        return TheirReason.OTHER_YEAR
    if row.cancels:
        return TheirReason.CANCELS
    if row.form in _NOTICE_ONLY and row.form not in counted_forms:
        return TheirReason.NOTIFICATION
    return TheirReason.LIKE_ANOTHER if resembles else TheirReason.NOT_RECEIVED
