"""Pure. A year's figures as the page shows them: each with its words, its share, and the address of what it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from starlette.datastructures import URL

from pipeline.counting.rules import Rules
from pipeline.counting.tally import NOT_STATED, PROBABLE_CAUSE, Tally, counted_on
from pipeline.reporting.letter_input import EarlierYear
from pipeline.reporting.letter_texts import MONTHS, dollars
from pipeline.reporting.tally_text import LABELS
from pipeline.values import Request
from pipeline.vocabulary import Outcome

_CANCELLED, _REIMBURSED, _NO_DISTRICT = "cancelled", "reimbursed", "none"
"""As the list of requests names them in its address."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure."""

    label: str
    value: int
    link: str | None = None
    """Where what it counts is listed."""
    share: float | None = None
    """Of all requests of the year, 0..1."""
    before: int | None = None
    """The same of the year before; None where the store did not count that year."""
    indented: bool = False
    """It details the figure above."""
    counted: bool = True
    """False for what was reported and not counted here."""
    drawn: bool = True
    """False for what would dwarf the others in a chart."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the figures at the top."""

    label: str
    value: str
    link: str | None
    note: str = ""


def requests_link(year: int, **filters: str) -> str:
    """The list of the year's requests, of those that the filters name."""
    return str(URL("/requests").include_query_params(year=year, **filters))


def headlines(tally: Tally) -> tuple[Headline, ...]:
    """What is told first."""
    year, before = tally.year, tally.previous_year
    change = ""
    if before:
        more = "more" if before.change > 0 else "fewer"
        change = (
            f"{abs(before.change):,} {more} than in {before.year}" if before.change else f"as many as {before.year}"
        )
    dedicated = tally.by_channel["dedicated_fax"]
    share = "–" if tally.dedicated_share is None else f"{tally.dedicated_share:.0%}"
    return (
        Headline("requests" if tally.final else "requests so far", f"{tally.requests:,}", requests_link(year), change),
        Headline(
            "by the dedicated line",
            share,
            requests_link(year, channel="dedicated_fax"),
            f"{dedicated:,} of {tally.requests:,}",
        ),
        Headline("later cancelled", f"{tally.cancelled:,}", requests_link(year, apart=_CANCELLED)),
        Headline("detained", f"{tally.detained:,}", requests_link(year, outcome=Outcome.DETAINED)),
        Headline("transferred to ICE", f"{tally.transferred:,}", requests_link(year, outcome=Outcome.TRANSFERRED)),
        Headline("reimbursements", dollars(tally.reimbursements), requests_link(year, outcome=_REIMBURSED)),
        Headline("still open", f"{tally.awaiting_review:,}", f"/queue?year={year}", "transmissions in the queue"),
    )


def by_year(tally: Tally, earlier: Iterable[EarlierYear]) -> tuple[Line, ...]:
    """The earlier years that are known, ascending, and this one."""
    known = [
        Line(str(one.year), one.requests, f"/year?year={one.year}" if one.counted else None, counted=one.counted)
        for one in earlier
    ]
    return (*known, Line(str(tally.year), tally.requests, requests_link(tally.year)))


def by_month(tally: Tally, before: Tally | None) -> tuple[Line, ...]:
    """All twelve months."""
    return tuple(
        Line(
            MONTHS[int(month) - 1],
            found,
            requests_link(tally.year, month=str(int(month))) if found else None,
            before=before.by_month[month] if before else None,
        )
        for month, found in tally.by_month.items()
    )


def by_channel(tally: Tally) -> tuple[Line, ...]:
    """Each channel with its share."""
    return tuple(_lines(tally, "channel", tally.by_channel))


def by_district(tally: Tally) -> tuple[Line, ...]:
    """Each district that a request first reached, and those that reached none; empty where there is no district."""
    none = tally.requests - sum(tally.by_district.values())
    if not tally.by_district:
        return ()
    return (*_lines(tally, "district", tally.by_district), *_no_district(tally, none))


def by_reason(tally: Tally) -> tuple[Line, ...]:
    """Each reason, and beneath probable cause its grounds."""
    lines = []
    for line in _lines(tally, "basis", tally.by_reason):
        lines.append(line)
        if line.label == LABELS[PROBABLE_CAUSE] and line.value:
            lines += [_indented(ground) for ground in _lines(tally, "basis", tally.by_ground)]
    return tuple(lines)


def by_form(tally: Tally) -> tuple[Line, ...]:
    """Each form."""
    return tuple(
        Line("form not known" if form == NOT_STATED else form, found, share=_share(found, tally))
        for form, found in tally.by_form.items()
    )


def apart(tally: Tally, rules: Rules) -> tuple[Line, ...]:
    """What the letter tells beside the total."""
    return tuple(_not_counted(tally, [name for name in rules.apart if name in tally.not_counted]))


def left_out(tally: Tally, rules: Rules) -> tuple[Line, ...]:
    """What came, is no request, and is not told in the letter."""
    return tuple(_not_counted(tally, [name for name in tally.not_counted if name not in rules.apart]))


def pointing(requests: Iterable[Request]) -> int:
    """How often one month and one district have a single request between them: who knows both can tell whose it is."""
    cells = Counter((counted_on(one).month, one.district) for one in requests if one.district)
    return sum(many == 1 for many in cells.values())


def _lines(tally: Tally, name: str, figures: Mapping[str, int]) -> Iterator[Line]:
    for key, found in figures.items():
        link = requests_link(tally.year, **{name: key}) if found else None
        yield Line(LABELS.get(key, key), found, link, share=_share(found, tally))


def _no_district(tally: Tally, none: int) -> Iterator[Line]:
    if none:
        yield Line(
            "no station", none, requests_link(tally.year, district=_NO_DISTRICT), _share(none, tally), drawn=False
        )


def _indented(line: Line) -> Line:
    return Line(line.label, line.value, line.link, line.share, indented=True)


def _not_counted(tally: Tally, names: Iterable[str]) -> Iterator[Line]:
    for name in names:
        found = tally.not_counted[name]
        yield Line(LABELS.get(name, name), found, requests_link(tally.year, apart=name) if found else None)


def _share(found: int, tally: Tally) -> float | None:
    return found / tally.requests if tally.requests else None
