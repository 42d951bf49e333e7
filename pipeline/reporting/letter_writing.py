"""Pure. Writes the yearly letter from what is told and a jurisdiction's texts, part by part as its rules order it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from pipeline.counting.rules import Part
from pipeline.counting.tally import PROBABLE_CAUSE, REASONS, district_order, reason_of
from pipeline.reporting.letter import Block, Chart, Heading, Letter, Listed, Panel, Paragraph, Row, Table
from pipeline.reporting.letter_input import EarlierYear, Told
from pipeline.reporting.letter_log import log_blocks
from pipeline.reporting.letter_texts import MONTHS, LetterTexts, dollars, listed, long_date, percent
from pipeline.vocabulary import GROUNDS, Basis, Channel, Kind, Outcome

CHART_FROM = 5
"""Requests from which a chart is drawn: fewer are told faster in words, and month and district together would point."""
_TWO = (0.8, 0.2)
_COMPARED = ("requests", "dedicated", "cancelled", "detained", "transferred")


def write_letter(told: Told, texts: LetterTexts) -> Letter:
    """The letter for the year of the tally. Over anything unread it is a draft and says what is open.

    Raises WrongSettings when a text is missing or cannot be filled in.
    """
    tally, sender = told.tally, told.sender
    filled = Filled(texts, told)
    draft = not tally.final
    return Letter(
        letterhead=sender.letterhead or filled.lines("letterhead"),
        logo=sender.logo,
        date=long_date(told.on),
        addressee=sender.addressee or filled.lines("addressee"),
        subject=filled.say("subject"),
        salutation=filled.say("salutation"),
        body=tuple(_body(told, filled)),
        closing=tuple(_closing(told, filled)),
        annex=tuple(log_blocks(told, filled.say)),
        draft_mark=filled.say("draft.mark") if draft else None,
        draft_headline=filled.say("draft.headline") if draft else "",
        draft_notes=tuple(_draft_notes(told, filled)) if draft else (),
    )


def part_of_letter(part: Part, told: Told, texts: LetterTexts) -> tuple[Block, ...]:
    """One part of the body by itself, as the letter has it or would have it; nothing for the log, which is the annex.

    Raises WrongSettings when a text is missing or cannot be filled in.
    """
    return tuple(_PARTS[part](told, Filled(texts, told))) if part in _PARTS else ()


class Filled:
    """The texts with the year already filled in."""

    def __init__(self, texts: LetterTexts, told: Told) -> None:
        before = next((each for each in told.earlier if each.year == told.tally.year - 1), None)
        self._texts = texts
        self._told: dict[str, object] = {
            "tally": told.tally,
            "before": before,
            "earlier": told.earlier,
            "rules": told.rules,
            "department": told.sender.department,
            "log": told.log,
        }

    def say(self, key: str, **more: object) -> str:
        return self._texts.say(key, **self._told, **more)

    def lines(self, key: str) -> tuple[str, ...]:
        return self._texts.lines(key, **self._told)

    def head(self, *names: str) -> tuple[str, ...]:
        return tuple(self.say(f"tables.{name}") for name in names)


def _draft_notes(told: Told, texts: Filled) -> Iterator[str]:
    for state in ("unread", "needs_review", "failed", "link_uncertain"):
        if found := told.tally.open_by_state.get(state):
            yield texts.say(f"draft.{state}", open=found)
    if told.tally.missing_open:
        yield texts.say("draft.possibly_missing", open=told.tally.missing_open)


def _closing(told: Told, texts: Filled) -> Iterator[str]:
    yield from (texts.say("closing"), "", "", "", "_" * 36)
    if told.sender.signatory:
        yield told.sender.signatory
    yield told.sender.title or texts.say("signatory_title")
    yield told.sender.department


def _body(told: Told, texts: Filled) -> Iterator[Block]:
    yield Paragraph(f"{texts.say('mandate')} {texts.say('opening')}")
    for part in told.rules.report.parts:
        if part in _PARTS:
            yield from _PARTS[part](told, texts)


def _lodged(told: Told, texts: Filled) -> Iterator[Block]:
    tally = told.tally
    yield Heading(texts.say("items.lodged_heading"))
    if not tally.requests:
        yield Paragraph(texts.say("items.lodged_none"))
        return
    if tally.by_kind.get(Kind.NOTIFICATION_REQUEST):
        yield Paragraph(texts.say("items.kinds"))
    yield Paragraph(texts.say("items.lodged_some"))
    rows = []
    for reason in REASONS:
        if reason not in tally.by_reason:
            continue
        rows.append(Row((texts.say(f"reasons.{reason}"), str(tally.by_reason[reason]))))
        if reason == PROBABLE_CAUSE and tally.by_reason[reason]:
            rows += [_ground(ground, told, texts) for ground in GROUNDS]
    rows.append(Row((texts.say("tables.total"), str(tally.requests)), strong=True))
    yield Table(texts.head("reason", "requests"), tuple(rows), _TWO, numeric=(1,))
    if sum(tally.by_ground.values()) > tally.by_reason[PROBABLE_CAUSE]:
        yield Paragraph(texts.say("items.grounds_note"), small=True)
    if tally.cancelled:
        yield Paragraph(texts.say("items.cancelled"))


def _ground(ground: Basis, told: Told, texts: Filled) -> Row:
    return Row((texts.say(f"grounds.{ground.value}"), str(told.tally.by_ground[ground.value])), indented=True)


def _detained(told: Told, texts: Filled) -> Iterator[Block]:
    yield from _outcomes(Outcome.DETAINED, told, texts)


def _transferred(told: Told, texts: Filled) -> Iterator[Block]:
    yield from _outcomes(Outcome.TRANSFERRED, told, texts)


def _outcomes(outcome: Outcome, told: Told, texts: Filled) -> Iterator[Block]:
    """Individuals detained, or transferred, by the reason of the request."""
    reasons = Counter(reason_of(request.record) for request in told.requests if request.disposition.outcome is outcome)
    yield Heading(texts.say(f"items.{outcome}_heading"))
    yield Paragraph(texts.say(f"items.{outcome}_{'some' if reasons else 'none'}"))
    if reasons:
        rows = (Row((texts.say(f"reasons.{reason}"), str(reasons[reason]))) for reason in REASONS if reasons[reason])
        yield Table(texts.head("reason", "individuals"), tuple(rows), _TWO, numeric=(1,))


def _reimbursed(told: Told, texts: Filled) -> Iterator[Block]:
    yield Heading(texts.say("items.reimbursed_heading"))
    yield Paragraph(texts.say(f"items.reimbursed_{'some' if told.tally.reimbursements else 'none'}"))
    rows = tuple(
        Row((str(place), dollars(request.disposition.reimbursement)))
        for place, request in enumerate(told.requests, start=1)
        if request.disposition.reimbursement
    )
    if rows:
        yield Table(texts.head("case", "amount"), rows, _TWO, numeric=(1,))


def _received(told: Told, texts: Filled) -> Iterator[Block]:
    tally = told.tally
    if not tally.requests:
        return
    yield Heading(texts.say("items.received_heading"))
    yield Paragraph(texts.say("items.received_text"))
    rows = [
        Row((texts.say(f"methods.{Channel(channel)}"), str(found), percent(found / tally.requests)))
        for channel, found in tally.by_channel.items()
        if found
    ]
    rows.append(Row((texts.say("tables.total"), str(tally.requests), percent(1.0)), strong=True))
    yield Table(texts.head("method", "requests", "share"), tuple(rows), (0.6, 0.2, 0.2), numeric=(1, 2))
    if sum(round(100 * found / tally.requests) for found in tally.by_channel.values()) != 100:
        yield Paragraph(texts.say("items.share_note"), small=True)


def _chart(told: Told, texts: Filled) -> Iterator[Block]:
    tally = told.tally
    if tally.requests < CHART_FROM:
        return
    months = Panel(
        texts.say("chart.months"), tuple((name[:3], tally.by_month[f"{n:02d}"]) for n, name in enumerate(MONTHS, 1))
    )
    districts = tuple((each, tally.by_district[each]) for each in sorted(tally.by_district, key=district_order))
    yield Chart((months, Panel(texts.say("chart.districts"), districts)) if districts else (months,))


def _compared(told: Told, texts: Filled) -> Iterator[Block]:
    """A line for each year, this one last, and where the figures come from."""
    if not told.earlier:
        return
    tally = told.tally
    now = EarlierYear(
        year=tally.year,
        requests=tally.requests,
        counted=True,
        dedicated=tally.by_channel[Channel.DEDICATED_FAX],
        cancelled=tally.cancelled,
        detained=tally.detained,
        transferred=tally.transferred,
    )
    years = (*told.earlier, now)
    yield Heading(texts.say("items.compared_heading"))
    rows = tuple(
        Row((str(each.year), *(_figure(getattr(each, name)) for name in _COMPARED)), strong=each is now)
        for each in years
    )
    columns = texts.head("year", *(f"compared_{name}" for name in _COMPARED))
    yield Table(columns, rows, (0.1, 0.18, 0.18, 0.18, 0.18, 0.18), numeric=(1, 2, 3, 4, 5))
    sources = [
        texts.say(f"items.compared_{how}", years=listed([str(each.year) for each in of]))
        for how, counted in (("counted", True), ("reported", False))
        if (of := [each for each in years if each.counted is counted])
    ]
    sources += [
        texts.say("items.compared_differs", year=each.year, reported=each.reported)
        for each in told.earlier
        if each.reported is not None
    ]
    yield Paragraph(" ".join(sources), small=True)


def _figure(value: int | None) -> str:
    return "–" if value is None else str(value)


def _apart(told: Told, texts: Filled) -> Iterator[Block]:
    found = {kind: number for kind in told.rules.apart if (number := told.tally.not_counted.get(kind, 0))}
    if not found:
        return
    yield Heading(texts.say("items.apart_heading"))
    yield Paragraph(texts.say("items.apart_text", apart=sum(found.values())))
    rows = tuple(Row((texts.say(f"apart.{kind}"), str(number))) for kind, number in found.items())
    yield Table(texts.head("kind", "transmissions"), rows, _TWO, numeric=(1,))


def _method(told: Told, texts: Filled) -> Iterator[Block]:
    yield Heading(texts.say("items.method_heading"))
    yield Paragraph(texts.say("method.rules"))
    if told.sample is not None and told.sample.checked:
        yield Paragraph(texts.say("method.sample", sample=told.sample))
    if told.completeness is not None:
        yield Paragraph(texts.say("method.completeness", completeness=told.completeness))
        if told.completeness.open:
            yield Listed(told.completeness.open)


_PARTS: dict[str, Callable[[Told, Filled], Iterator[Block]]] = {
    "lodged": _lodged,
    "detained": _detained,
    "transferred": _transferred,
    "reimbursed": _reimbursed,
    "compared": _compared,
    "received": _received,
    "chart": _chart,
    "apart": _apart,
    "method": _method,
}
"""The parts of the body, by the name that the rules give them; the log is the annex."""
