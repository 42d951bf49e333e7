"""Pure. What the list of requests can be asked for: filters as they stand in its address, understood and applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Literal

from pipeline.counting.tally import REASONS, counted_on, district_order, reason_of
from pipeline.desk.evidence import LABELS
from pipeline.errors import WrongUse
from pipeline.values import FieldReading, FieldValue, Record, Request
from pipeline.vocabulary import GROUNDS, Channel, Kind, Outcome, Role, Status

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
CANCELLED, REIMBURSED, NO_DISTRICT = "cancelled", "reimbursed", "none"
NOT_COUNTED: tuple[str, ...] = (
    Role.DUPLICATE.value,
    Role.CORRECTION.value,
    Kind.NOTIFICATION_REQUEST.value,
    Kind.WARRANT_ONLY.value,
    Kind.INCOMPLETE.value,
    Kind.MISADDRESSED.value,
    Kind.OTHER.value,
    Kind.UNREADABLE.value,
)
"""What came and is no request: the figures of `not_counted` in the tally."""
_GROUNDS = frozenset(ground.value for ground in GROUNDS)
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "channel": tuple(Channel),
    "basis": (*REASONS, *(ground.value for ground in GROUNDS)),
    "outcome": (*Outcome, REIMBURSED),
    "status": tuple(Status),
    "apart": (CANCELLED, *NOT_COUNTED),
}
FILTERS = ("channel", "month", "district", "basis", "outcome", "status")
"""The filters whose values are counted for the year, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One look at the list; an empty filter lets everything through."""

    year: int
    channel: str = ""
    month: int | None = None
    district: str = ""
    basis: str = ""
    outcome: str = ""
    status: str = ""
    apart: str = ""
    sort: Literal["oldest", "newest"] = "oldest"
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything of the year is left out."""
        return any((self.channel, self.month, self.district, self.basis, self.outcome, self.status, self.apart))

    @property
    def lists_requests(self) -> bool:
        """Whether requests are listed, and not what came and is none."""
        return self.apart not in NOT_COUNTED


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter as the page offers it."""

    value: str
    words: str
    many: int | None
    """Requests of the year that have it; None where that is not counted."""


def understood(typed: Mapping[str, str], default_year: int, districts: Iterable[str]) -> Asked:
    """What the address asks for; `districts`: those that there are. Raises WrongUse with what was expected."""
    values = {name: text.strip() for name, text in typed.items()}
    for name, known in _KNOWN.items():
        if (value := values.get(name, "")) and value not in known:
            raise WrongUse(f"{name}: {_short(value)} is none; expected one of {', '.join(known)}")
    sort = values.get("sort") or "oldest"
    if sort not in ("oldest", "newest"):
        raise WrongUse(f"sort: expected oldest or newest, not {_short(sort)}")
    return Asked(
        year=_number("year", values.get("year", ""), 1900, 9999) or default_year,
        month=_number("month", values.get("month", ""), 1, 12),
        district=_district(values.get("district", ""), districts),
        sort="newest" if sort == "newest" else "oldest",
        page=_number("page", values.get("page", ""), 1, 10**6) or 1,
        **{name: values.get(name, "") for name in _KNOWN},
    )


def query_of(asked: Asked, **changes: object) -> dict[str, object]:
    """What the address of such a list says, with other values where given; what lets everything through is left out."""
    wanted = replace(asked, **changes)  # type: ignore[arg-type]
    told = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    usual = {"sort": "oldest", "page": 1}
    return {name: value for name, value in told.items() if value and value != usual.get(name)}


def chosen(requests: Iterable[Request], asked: Asked) -> list[Request]:
    """Those that were asked for, in the order asked for; `requests` are those of the year, in order of receipt."""
    wanted = {name: value for name in FILTERS if (value := _plain(getattr(asked, name)))}
    found = [
        each
        for each in requests
        if (asked.apart != CANCELLED or each.cancelled_on is not None)
        and all(value in _OF[name](each) for name, value in wanted.items())
    ]
    return found[::-1] if asked.sort == "newest" else found


def choices(requests: Sequence[Request], asked: Asked) -> dict[str, list[Choice]]:
    """What each filter offers: the values that occur in the year, with how many have them, and the one chosen."""
    offered: dict[str, list[Choice]] = {}
    for name in FILTERS:
        counts = Counter(value for each in requests for value in _OF[name](each))
        value = _plain(getattr(asked, name))
        order = sorted({*counts, *([value] if value else [])}, key=lambda each: _place(name, each))
        offered[name] = [Choice(each, _words(name, each), counts[each]) for each in order]
    cancelled = sum(each.cancelled_on is not None for each in requests)
    offered["apart"] = [
        Choice(CANCELLED, CANCELLED, cancelled),
        *(Choice(each, _words("apart", each), None) for each in NOT_COUNTED),
    ]
    return offered


@lru_cache(maxsize=256)
def _bases(ticked: FieldValue, probable_cause: FieldValue, kind: Kind) -> tuple[str, ...]:
    """The reason and the grounds; kept, for the few ways to tick the boxes are looked at once for each request."""
    told = {"basis": ticked, "probable_cause": probable_cause}
    record = Record(kind, (), {name: FieldReading(value, reader="read") for name, value in told.items()})
    return (reason_of(record), *(ground.value for ground in record.basis if ground in GROUNDS))


def _of_outcome(request: Request) -> tuple[str, ...]:
    done = request.disposition
    return (done.outcome.value, *((REIMBURSED,) if done.reimbursement else ()))


_OF: Mapping[str, Callable[[Request], tuple[str, ...]]] = {
    "channel": lambda each: (each.channel.value,),
    "month": lambda each: (str(counted_on(each).month),),
    "district": lambda each: (each.district or NO_DISTRICT,),
    "basis": lambda each: _bases(each.record.value("basis"), each.record.value("probable_cause"), each.record.kind),
    "outcome": _of_outcome,
    "status": lambda each: (each.status.value,),
}
"""The values of a request by which a filter lets it through."""


def _place(name: str, value: str) -> tuple[object, ...]:
    if name == "month":
        return (int(value),)
    if name == "district":
        return (value == NO_DISTRICT, *district_order(value))
    known = _KNOWN[name]
    return (known.index(value) if value in known else len(known),)


def _words(name: str, value: str) -> str:
    if name == "month":
        return MONTHS[int(value) - 1]
    if name == "district":
        return "no district" if value == NO_DISTRICT else value
    if name == "basis" and value in _GROUNDS:
        return next(words for basis, words in LABELS.items() if basis.value == value)
    told = {"duplicate": "sent again", "correction": "corrections", "notification_request": "requests for notice alone"}
    told |= {"warrant_only": "warrants alone", "other": "other, not a detainer"}
    return told.get(value, value.replace("_", " ")) if name == "apart" else value.replace("_", " ")


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _number(name: str, text: str, least: int, most: int) -> int | None:
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else least - 1
    if not least <= number <= most:
        expected = {"year": "a year such as 2025", "month": "a month from 1 to 12"}.get(name, "a number from 1")
        raise WrongUse(f"{name}: expected {expected}, not {_short(text)}")
    return number


def _district(text: str, districts: Iterable[str]) -> str:
    if not text or text == NO_DISTRICT:
        return text
    known = {_bare(each): each for each in districts}
    if _bare(text) not in known:
        told = ", ".join(sorted(known.values(), key=district_order)) or "none: no source names one"
        raise WrongUse(f"district: {_short(text)} is none of this department's; expected one of {told}")
    return known[_bare(text)]


def _bare(district: str) -> str:
    """C-11 is also written C11."""
    return district.replace("-", "").replace(" ", "").upper()


def _short(text: str) -> str:
    """What was typed, as far as it need be repeated."""
    return text if len(text) <= 40 else f"{text[:40]}..."
