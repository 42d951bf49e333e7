"""Pure. A finding: one thing that may not have come, with what says so."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum

from pipeline.counting.tally import Tally


class MissingCode(StrEnum):
    """What says that something may be missing."""

    CALL_NOT_TAKEN_IN = "call_not_taken_in"
    """The fax server's log has a call with pages whose file was never taken in."""
    CALL_BROKEN_OFF = "call_broken_off"
    """The log has a call that ended before it should."""
    CALLS_BEFORE_FIRST = "calls_before_first"
    """The log reaches further back than what was taken in."""
    LOG_UNREADABLE = "log_unreadable"
    LOG_DAMAGED = "log_damaged"
    """Lines of the log cannot be understood, or it was too large to be read whole."""
    NUMBERS_LEFT_OUT = "numbers_left_out"
    """Numbers within the numbering of a source's files are absent."""
    NUMBERS_SPARSE = "numbers_sparse"
    """So many are absent that the numbering tells nothing."""
    SOURCE_SILENT = "source_silent"
    """Nothing came for longer than usual."""
    SOURCE_NEVER_DELIVERED = "source_never_delivered"
    SOURCE_UNREACHABLE = "source_unreachable"
    """The last run could not look at the source to its end."""
    PAGES_ANNOUNCED = "pages_announced"
    """The header line announces more pages than came."""
    COVER_ALONE = "cover_alone"
    """A cover sheet or a message announces a form that is not there."""
    CANCELS_UNKNOWN = "cancels_unknown"
    """A cancellation names a request that never came."""
    OUTCOME_WITHOUT_REQUEST = "outcome_without_request"
    """A person had said what was done about a request that is no longer counted."""


ASKING = frozenset(
    {
        MissingCode.CALL_NOT_TAKEN_IN,
        MissingCode.CALL_BROKEN_OFF,
        MissingCode.LOG_UNREADABLE,
        MissingCode.NUMBERS_LEFT_OUT,
        MissingCode.SOURCE_UNREACHABLE,
        MissingCode.PAGES_ANNOUNCED,
        MissingCode.COVER_ALONE,
        MissingCode.CANCELS_UNKNOWN,
        MissingCode.OUTCOME_WITHOUT_REQUEST,
    }
)
"""What points at one thing, or one place, that a person can look for; until somebody did, the count could still change.
The others are told: that a source was silent, or that numbers are shared with other lines, is no trace of anything that
was sent."""

MISSING_WORDS = {
    MissingCode.CALL_NOT_TAKEN_IN: "calls never taken in",
    MissingCode.CALL_BROKEN_OFF: "calls that broke off",
    MissingCode.CALLS_BEFORE_FIRST: "logs from before the first arrival",
    MissingCode.LOG_UNREADABLE: "logs that cannot be read",
    MissingCode.LOG_DAMAGED: "logs with damaged lines",
    MissingCode.NUMBERS_LEFT_OUT: "gaps in a numbering",
    MissingCode.NUMBERS_SPARSE: "numberings too sparse",
    MissingCode.SOURCE_SILENT: "sources silent",
    MissingCode.SOURCE_NEVER_DELIVERED: "sources that never sent",
    MissingCode.SOURCE_UNREACHABLE: "sources not reached",
    MissingCode.PAGES_ANNOUNCED: "announced pages",
    MissingCode.COVER_ALONE: "forms announced",
    MissingCode.CANCELS_UNKNOWN: "requests cancelled, not found",
    MissingCode.OUTCOME_WITHOUT_REQUEST: "outcomes without their request",
}
"""Each code in a few words, for a list of figures."""


@dataclass(frozen=True, slots=True)
class PossiblyMissing:
    """Something that may not have come. Nothing in it points at a person."""

    id: str
    """`M` and ten hexadecimal digits of what it is about: the same finding has the same id in every run."""
    code: MissingCode
    source: str
    """The source, or several joined by `, `."""
    sentence: str
    """What is missing, what says so and, where there is one, what to do."""
    since: datetime | None = None
    """When it would have come, or the earliest that it could have; None when it has no time."""
    until: datetime | None = None
    """The latest that it could have come; `since` when that is known."""
    transmissions: tuple[str, ...] = ()
    """The ids of the transmissions that speak of it."""
    asks: bool = False
    """Whether a person has to look before a count is final."""
    settled: str | None = None
    """Why a person says that nothing is missing; None while nobody did."""

    @property
    def open(self) -> bool:
        """Whether a person still has to look."""
        return self.asks and self.settled is None

    def in_year(self, year: int, zone: tzinfo) -> bool:
        """Whether it could concern that year; what has no time concerns each."""
        if self.since is None:
            return True
        return self.since.astimezone(zone).year <= year <= (self.until or self.since).astimezone(zone).year


def found(
    code: MissingCode,
    source: str,
    about: Iterable[object],
    sentence: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    transmissions: tuple[str, ...] = (),
    asks: bool | None = None,
) -> PossiblyMissing:
    """A finding; its id follows from the code, the source and what it is about, not from how it is said.

    `asks` says otherwise than the code does.
    """
    content = "\0".join((code, source, *map(str, about)))
    return PossiblyMissing(
        id="M" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:10],
        code=code,
        source=source,
        sentence=sentence,
        since=since,
        until=until or since,
        transmissions=transmissions,
        asks=code in ASKING if asks is None else asks,
    )


def open_ones(findings: Iterable[PossiblyMissing]) -> tuple[PossiblyMissing, ...]:
    """Those that still ask for a person."""
    return tuple(each for each in findings if each.open)


def tallied(findings: Iterable[PossiblyMissing]) -> dict[str, int]:
    """How many of each code are not settled, in the order of the codes; those that are none are left out."""
    counts = Counter(each.code for each in findings if each.settled is None)
    return {code.value: counts[code] for code in MissingCode if counts[code]}


def with_missing(tally: Tally, findings: Iterable[PossiblyMissing], zone: tzinfo) -> Tally:
    """The tally with what may be missing of its year; it is not final while some of that has to be looked into."""
    of_year = [each for each in findings if each.in_year(tally.year, zone)]
    return replace(tally, possibly_missing=tallied(of_year), missing_open=len(open_ones(of_year)))


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: `a`, `a and b`, `a, b and c`, and of more than four the first three and how many more."""
    shown = [*names] if len(names) <= 4 else [*names[:3], f"{len(names) - 3} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
