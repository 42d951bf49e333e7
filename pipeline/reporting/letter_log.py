"""Pure. The letter's annex: a line for each request, with the columns that were chosen; none of them names a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from pipeline.counting.tally import reason_of
from pipeline.reporting.letter import Block, Heading, Paragraph, Row, Table
from pipeline.reporting.letter_input import Told
from pipeline.reporting.letter_texts import long_date
from pipeline.reporting.local_times import local
from pipeline.settings import LogColumn
from pipeline.values import Request
from pipeline.vocabulary import GROUNDS, Status

Say = Callable[..., str]
"""Fills in a text of the jurisdiction, by its key."""

_OF_ONE_LINE: dict[LogColumn, float] = {
    "number": 0.06,
    "received": 0.12,
    "received_time": 0.17,
    "district": 0.095,
    "form": 0.085,
    "released": 0.17,
    "transferred": 0.17,
}
"""Columns whose texts are short and must not break, each as wide as its text asks for: parts of the page's width."""
_SHARING: dict[LogColumn, float] = {"method": 0.28, "reason": 0.155, "grounds": 0.27, "outcome": 0.375, "agency": 0.3}
"""Columns that share the rest of the width, by these weights."""


def log_blocks(told: Told, say: Say) -> Iterator[Block]:
    """The annex; nothing when there is no request to list, or no column was chosen."""
    columns = told.log
    if not columns:
        return
    yield Heading(say("annex.heading"), new_page=True)
    yield Paragraph(say("annex.text"))
    if any(request.status is Status.NEEDS_REVIEW for request in told.requests):
        yield Paragraph(say("annex.in_doubt"))
    rows = tuple(_row(place, request, columns, say) for place, request in enumerate(told.requests, start=1))
    heads = tuple(say(f"tables.log_{column}") for column in columns)
    numeric = tuple(place for place, column in enumerate(columns) if column == "number")
    yield Table(heads, rows, _widths(columns), numeric)


def _widths(columns: Sequence[LogColumn]) -> tuple[float, ...]:
    """Parts of the page's width; at least an eighth of it is left to each column that shares."""
    shared = sum(_SHARING.get(column, 0.0) for column in columns)
    rest = 1.0 - sum(_OF_ONE_LINE.get(column, 0.0) for column in columns)
    rest = max(rest, 0.125 * sum(column in _SHARING for column in columns))
    asked = [_OF_ONE_LINE[column] if column in _OF_ONE_LINE else _SHARING[column] / shared * rest for column in columns]
    return tuple(width / max(sum(asked), 1.0) for width in asked)


def log_warning(columns: Sequence[LogColumn]) -> str:
    """What whoever draws up a letter is told about its annex; it is not part of the letter."""
    if not columns:
        return (
            "The letter lists no single request. Small numbers by month and district can still point at a person "
            "through the public arrest log; decide before you publish it."
        )
    told = "The annex lists each request with: " + ", ".join(columns) + "."
    dated = {"received", "received_time", "released", "transferred"} & {*columns}
    if dated and "district" in columns:
        return (
            f"{told} DATE AND DISTRICT together point at a person through the public arrest log wherever numbers are "
            "small. Leave one of them out (letter.annex in the settings), or decide that it may be known."
        )
    return (
        f"{told} A date alone can point at a person through the public arrest log where numbers are small; decide "
        "before you publish it. letter.annex in the settings chooses the columns."
    )


def _row(place: int, request: Request, columns: Sequence[LogColumn], say: Say) -> Row:
    doubt = "*" if request.status is Status.NEEDS_REVIEW else ""
    cells = [_cell(column, place, request, say) for column in columns]
    at = columns.index("number") if "number" in columns else 0
    cells[at] += doubt
    return Row(tuple(cells))


def _cell(column: LogColumn, place: int, request: Request, say: Say) -> str:
    record, done = request.record, request.disposition
    unknown = say("annex.unknown")
    match column:
        case "number":
            return str(place)
        case "received":
            return f"{request.received_at:%m/%d/%Y}"
        case "received_time":
            return _moment(request.received_at, request, unknown)
        case "method":
            return say(f"methods.{request.channel}")
        case "district":
            return request.district or unknown
        case "form":
            return record.text("form") or unknown
        case "reason":
            return say(f"reasons.{reason_of(record)}")
        case "grounds":
            stated = [say(f"grounds.{ground}") for ground in GROUNDS if ground in record.basis]
            return "; ".join(stated) or unknown
        case "outcome":
            on = f" on {long_date(done.outcome_on)}" if done.outcome_on else ""
            cancelled = say("annex.cancelled") if request.cancelled_on else ""
            return say(f"outcomes.{done.outcome}", on=on) + cancelled
        case "released":
            return _moment(done.released_at, request, unknown)
        case "transferred":
            return _moment(done.transferred_at, request, unknown)
        case "agency":
            return done.receiving_agency or unknown


def _moment(at: datetime | None, request: Request, unknown: str) -> str:
    return unknown if at is None else f"{local(at, request.received_at.tzinfo):%m/%d/%Y %H:%M}"
