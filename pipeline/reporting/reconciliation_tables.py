"""Pure. What a reconciliation found, as tables: a column for each thing told, a row for each pair, request or row.

No table holds a name, a number of a person, a birth date, a country or a sex: what agreed is told, not its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.reconciling.accounting import OUR_SENTENCES, THEIR_SENTENCES, TheirReason
from pipeline.reconciling.reconcile import Reconciled
from pipeline.reconciling.values import Match, OurRequest, TheirRow, Verdict
from pipeline.reporting.columns import Column
from pipeline.reporting.reconciliation_text import press_lines, steps
from pipeline.reporting.rows import Row


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the workbook and one file."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


_REQUEST = (
    Column("request_id", "text", "The department's request, as in every other export."),
    Column("received_on", "date", "The day it was first received."),
    Column("form_date", "date", "The date the form gives for itself; empty where it was not read."),
)
_ROW = (
    Column("row", "integer", "The row of ICE's file, as a spreadsheet program numbers it."),
    Column("sheet", "text", "The sheet of ICE's file; empty where it has none."),
    Column("prepared_on", "date", "ICE's prepare date."),
    Column("lift_reason", "text", "ICE's reason for lifting the detainer."),
)
_PAIR = (
    Column("days_apart", "integer", "The prepare date after the form's date, or after the receipt where that speaks."),
    Column("score", "number", "What all witnesses say together: the logarithm of how much likelier the pair is."),
    Column("agreed", "list", "What agrees."),
    Column("nearly", "list", "What nearly agrees: dates some days apart, birth years one apart, a country of birth."),
    Column("differed", "list", "What does not agree."),
    Column("not_told", "list", "What is blank, redacted or was not read on one side."),
)
MATCHED = (
    *_REQUEST,
    *_ROW,
    *_PAIR,
    Column("ambiguous", "bool", "Whether another way to pair is nearly as good."),
    Column("rival_requests", "list", "Requests that could have this row as well."),
    Column("rival_rows", "list", "Rows that this request could have as well."),
    Column("cancelled", "bool", "Whether the sender cancelled the request later."),
)
ONLY_OURS = (
    *_REQUEST,
    Column("form", "text", "The form's number."),
    Column("needs_review", "bool", "Whether a person has yet to look at the request."),
    Column("reason", "text", "Why ICE's year does not have it, as a code."),
    Column("meaning", "text", "The same in words."),
    *_ROW,
    *_PAIR,
)
ONLY_THEIRS = (
    *_ROW,
    Column("facility", "text", "The facility as ICE's file names it."),
    Column("form", "text", "The form that ICE's detainer type names."),
    Column("reason", "text", "Why the department's year does not have it, as a code."),
    Column("meaning", "text", "The same in words."),
    Column("request_id", "text", "The request of another year that it is paired with, if there is one."),
    Column("received_on", "date", "The day that request was received."),
)
SET_ASIDE = (
    *_ROW,
    Column("facility", "text", "The facility as ICE's file names it."),
    Column("standing", "text", "duplicate or superseded."),
    Column("told_by", "text", "What says so."),
    Column("request_id", "text", "The request that it is paired with, if there is one."),
)
DIFFERENCES = (
    Column("step", "text", "From ICE's total to the department's."),
    Column("change", "integer", "What the step takes away or adds; empty for a total."),
    Column("total", "integer", "The total after the step."),
)
SUMMARY = (
    Column("what", "text", "What is told."),
    Column("value", "text", "As text."),
    Column("number", "integer", "Where it is a number."),
)
_SET_ASIDE_REASONS = (TheirReason.DUPLICATE, TheirReason.SUPERSEDED)


def tables(found: Reconciled, waiting: int) -> tuple[Table, ...]:
    """All tables, the summary first. `waiting`: transmissions of the year that a person has yet to see."""
    account = found.account
    made = (
        Table("summary", "What was compared and what came of it.", SUMMARY, tuple(_summary(found, waiting))),
        Table("differences", "Why the totals differ, by reason.", DIFFERENCES, tuple(_differences(found))),
        Table("matched", "A request and a row that both count in the year.", MATCHED, tuple(_matched(found))),
        Table("only ours", "Requests that ICE's year does not have.", ONLY_OURS, tuple(_only_ours(found))),
        Table("only theirs", "Rows that the department's year does not have.", ONLY_THEIRS, tuple(_only_theirs(found))),
        Table("set aside", "Rows that ICE or its publishers mark as no detainer of its own.", SET_ASIDE,
              tuple(_set_aside(found))),
    )  # fmt: skip
    assert account.theirs == sum(len(made[place].rows) for place in (2, 4, 5))  # noqa: S101 - each row in one table
    return made


def _summary(found: Reconciled, waiting: int) -> Iterator[Row]:
    account, theirs = found.account, found.theirs

    def told(what: str, value: str | None = None, number: int | None = None) -> Row:
        return {"what": what, "value": value, "number": number}

    for line in press_lines(account, waiting):
        yield told("for an answer to the press", line)
    yield told("year", str(account.year))
    yield told("ICE's rows prepared in the year", None, account.theirs)
    yield told("the department's requests", None, account.ours)
    yield told("counted by both", None, len(account.both))
    yield told("of these ambiguous: another way to pair is nearly as good", None, account.ambiguous)
    yield told("requests that only the department has", None, len(account.only_ours))
    aside = sum(only.reason in _SET_ASIDE_REASONS for only in account.only_theirs)
    yield told("rows of ICE's that are duplicates or superseded", None, aside)
    yield told("other rows that only ICE has", None, len(account.only_theirs) - aside)
    yield told("transmissions of the year that wait for a person", None, waiting)
    yield told("ICE's data", ", ".join(found.files))
    if theirs.covers:
        yield told("which around the year cover the days", f"{theirs.covers[0]} to {theirs.covers[1]}")
    yield told("pattern for the department", " ".join(found.patterns))
    for name, number in theirs.facilities[:20]:
        yield told("facility that the pattern fits, with its rows of all years", name, number)
    if len(theirs.facilities) > 20:
        yield told("further facilities that it fits", None, len(theirs.facilities) - 20)
    yield told("rows in ICE's data", None, theirs.read)
    yield told("of the department, of all years", None, theirs.of_department)
    yield told("of these without a readable prepare date, so in no year", None, theirs.undated)
    yield told("columns that ICE's file does not have", ", ".join(theirs.missing) or "none")
    yield told("score from which a pair is made", f"{account.threshold:.2f}")


def _differences(found: Reconciled) -> Iterator[Row]:
    for step in steps(found.account):
        change = {"less": -step.number, "more": step.number, "total": None}[step.kind]
        yield {"step": step.label, "change": change, "total": step.after}


def _matched(found: Reconciled) -> Iterator[Row]:
    for both in found.account.both:
        yield {
            **_of_request(both.request),
            **_of_row(both.row),
            **_of_pair(both.match),
            "ambiguous": both.match.ambiguous,
            "rival_requests": list(both.rival_requests),
            "rival_rows": [_place(row) for row in both.rival_rows],
            "cancelled": both.request.cancelled,
        }


def _only_ours(found: Reconciled) -> Iterator[Row]:
    for only in found.account.only_ours:
        yield {
            **_of_request(only.request),
            "form": only.request.form,
            "needs_review": only.request.needs_review,
            "reason": only.reason.value,
            "meaning": OUR_SENTENCES[only.reason],
            **(_of_row(only.row) if only.row else {}),
            **(_of_pair(only.match) if only.match else {}),
        }


def _only_theirs(found: Reconciled) -> Iterator[Row]:
    for only in found.account.only_theirs:
        if only.reason not in _SET_ASIDE_REASONS:
            yield {
                **_of_row(only.row),
                "facility": only.row.facility,
                "form": only.row.form,
                "reason": only.reason.value,
                "meaning": THEIR_SENTENCES[only.reason],
                "request_id": only.request.id if only.request else None,
                "received_on": only.request.received_on if only.request else None,
            }


def _set_aside(found: Reconciled) -> Iterator[Row]:
    for only in found.account.only_theirs:
        if only.reason in _SET_ASIDE_REASONS:
            yield {
                **_of_row(only.row),
                "facility": only.row.facility,
                "standing": only.reason.value,
                "told_by": only.why,
                "request_id": only.request.id if only.request else None,
            }


def _of_request(request: OurRequest) -> Row:
    return {"request_id": request.id, "received_on": request.received_on, "form_date": request.form_date}


def _of_row(row: TheirRow) -> Row:
    return {"row": row.number, "sheet": row.sheet, "prepared_on": row.prepared_on, "lift_reason": row.lift_reason}


def _of_pair(match: Match) -> Row:
    def with_verdict(verdict: Verdict) -> list[str]:
        return [witness for witness, said in match.verdicts.items() if said is verdict]

    return {
        "days_apart": match.days,
        "score": round(match.score, 2),
        "agreed": with_verdict(Verdict.AGREES),
        "nearly": with_verdict(Verdict.NEARLY),
        "differed": with_verdict(Verdict.DIFFERS),
        "not_told": with_verdict(Verdict.UNKNOWN),
    }


def _place(row: TheirRow) -> str:
    return f"{row.sheet}!{row.number}" if row.sheet else str(row.number)


def dictionary(made: Sequence[Table]) -> Table:
    """What each column of each table means."""
    columns = (
        Column("table", "text", "The table."),
        Column("column", "text", "The column; empty for what the table as a whole is."),
        Column("meaning", "text", "What it tells."),
    )
    rows: list[Row] = []
    for table in made:
        rows.append({"table": table.name, "column": None, "meaning": table.meaning})
        rows += [{"table": table.name, "column": column.name, "meaning": column.meaning} for column in table.columns]
    return Table("dictionary", "What each column means.", columns, tuple(rows))
