"""Pure. Writes the yearly letter from the tally, the requests and a jurisdiction's texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.counting.tally import NOT_STATED, PROBABLE_CAUSE, Tally, reason_of
from pipeline.reporting.letter import Block, Heading, Letter, Paragraph, Row, Table
from pipeline.reporting.letter_texts import LetterTexts, dollars, long_date, percent
from pipeline.values import Request
from pipeline.vocabulary import GROUNDS, Basis, Channel, Outcome, Status

_APART = ("notification_request", "warrant_only", "misaddressed", "incomplete", "correction")
_TWO = (0.8, 0.2)
_COMPARED = ("requests", "dedicated", "cancelled", "detained", "transferred")


def write_letter(
    tally: Tally,
    before: Tally | None,
    requests: Sequence[Request],
    texts: LetterTexts,
    department: str,
    on: date,
) -> Letter:
    """The letter for the year of the tally, dated `on`.

    `before`: the tally of the year before, None when nothing is known of it. `requests`: those of the year, in order
    of receipt. `department`: its name. Over anything unread the letter is a draft and says what is open.
    """
    known_before = before if tally.previous_year else None
    told: dict[str, object] = {"tally": tally, "before": known_before, "department": department}
    texts_of_year = _Texts(texts, told)
    draft = not tally.final
    return Letter(
        letterhead=texts.lines("letterhead", **told),
        date=long_date(on),
        addressee=texts.lines("addressee", **told),
        subject=texts.say("subject", **told),
        salutation=texts.say("salutation", **told),
        body=tuple(_body(tally, known_before, requests, texts_of_year)),
        closing=texts.lines("closing", **told),
        annex=tuple(_annex(requests, texts_of_year)),
        draft_mark=texts.say("draft.mark", **told) if draft else None,
        draft_headline=texts.say("draft.headline", **told) if draft else "",
        draft_notes=tuple(_draft_notes(tally, texts_of_year)) if draft else (),
    )


class _Texts:
    """The texts with the year already filled in."""

    def __init__(self, texts: LetterTexts, told: dict[str, object]) -> None:
        self._texts, self._told = texts, told

    def say(self, key: str, **more: object) -> str:
        return self._texts.say(key, **self._told, **more)

    def head(self, *names: str) -> tuple[str, ...]:
        return tuple(self.say(f"tables.{name}") for name in names)


def _draft_notes(tally: Tally, texts: _Texts) -> Iterator[str]:
    for state in ("unread", "needs_review", "failed", "link_uncertain"):
        if found := tally.open_by_state.get(state):
            yield texts.say(f"draft.{state}", open=found)
    if tally.missing_open:
        yield texts.say("draft.possibly_missing", open=tally.missing_open)


def _body(tally: Tally, before: Tally | None, requests: Sequence[Request], texts: _Texts) -> Iterator[Block]:
    yield Paragraph(texts.say("opening"))
    yield Paragraph(texts.say("method_of_count"))
    yield from _lodged(tally, texts)
    yield from _outcomes("detained", requests, tally, texts)
    yield from _outcomes("transferred", requests, tally, texts)
    yield from _reimbursed(requests, tally, texts)
    yield from _received(tally, texts)
    if before is not None:
        yield Heading(texts.say("items.compared_heading"))
        yield _comparison(tally, before, texts)
    yield from _apart(tally, texts)


def _lodged(tally: Tally, texts: _Texts) -> Iterator[Block]:
    yield Heading(texts.say("items.lodged_heading"))
    if not tally.requests:
        yield Paragraph(texts.say("items.lodged_none"))
        return
    yield Paragraph(texts.say("items.lodged_some"))
    rows = []
    for reason in (PROBABLE_CAUSE, Basis.TRANSFERRED.value, NOT_STATED):
        found = tally.by_reason.get(reason, 0)
        if reason == NOT_STATED and not found:
            continue
        rows.append(Row((texts.say(f"reasons.{reason}"), str(found))))
        if reason == PROBABLE_CAUSE and found:
            rows += [_ground(ground, tally, texts) for ground in GROUNDS]
    rows.append(Row((texts.say("tables.total"), str(tally.requests)), strong=True))
    yield Table(texts.head("reason", "requests"), tuple(rows), _TWO, numeric=(1,))
    if sum(tally.by_ground.values()) > tally.by_reason[PROBABLE_CAUSE]:
        yield Paragraph(texts.say("items.grounds_note"), small=True)
    if tally.cancelled:
        yield Paragraph(texts.say("items.cancelled"))


def _ground(ground: Basis, tally: Tally, texts: _Texts) -> Row:
    return Row((texts.say(f"grounds.{ground.value}"), str(tally.by_ground[ground.value])), indented=True)


def _outcomes(outcome: str, requests: Sequence[Request], tally: Tally, texts: _Texts) -> Iterator[Block]:
    """Individuals detained, or transferred, by the reason of the request."""
    found = [request for request in requests if request.disposition.outcome is Outcome(outcome)]
    yield Heading(texts.say(f"items.{outcome}_heading"))
    yield Paragraph(texts.say(f"items.{outcome}_{'some' if found else 'none'}"))
    if found:
        reasons = Counter(reason_of(request.record) for request in found)
        rows = tuple(Row((texts.say(f"reasons.{reason}"), str(reasons[reason]))) for reason in sorted(reasons))
        yield Table(texts.head("reason", "individuals"), rows, _TWO, numeric=(1,))


def _reimbursed(requests: Sequence[Request], tally: Tally, texts: _Texts) -> Iterator[Block]:
    yield Heading(texts.say("items.reimbursed_heading"))
    yield Paragraph(texts.say(f"items.reimbursed_{'some' if tally.reimbursements else 'none'}"))
    rows = tuple(
        Row((str(place), dollars(request.disposition.reimbursement)))
        for place, request in enumerate(requests, start=1)
        if request.disposition.reimbursement
    )
    if rows:
        yield Table(texts.head("case", "amount"), rows, _TWO, numeric=(1,))


def _received(tally: Tally, texts: _Texts) -> Iterator[Block]:
    if not tally.requests:
        return
    yield Heading(texts.say("items.received_heading"))
    yield Paragraph(texts.say("items.received_text"))
    rows = [
        Row((_method(Channel(channel), None, texts), str(found), percent(found / tally.requests)))
        for channel, found in tally.by_channel.items()
        if found
    ]
    rows.append(Row((texts.say("tables.total"), str(tally.requests), percent(1.0)), strong=True))
    yield Table(texts.head("method", "requests", "share"), tuple(rows), (0.6, 0.2, 0.2), numeric=(1, 2))


def _method(channel: Channel, district: str | None, texts: _Texts) -> str:
    if channel is Channel.DISTRICT_FAX and not district:
        return texts.say("methods.district_fax_unnamed")
    return texts.say(f"methods.{channel.value}", district=district)


def _comparison(tally: Tally, before: Tally, texts: _Texts) -> Table:
    def figures(of: Tally) -> dict[str, int]:
        dedicated = of.by_channel[Channel.DEDICATED_FAX.value]
        told = (of.requests, dedicated, of.cancelled, of.detained, of.transferred)
        return dict(zip(_COMPARED, told, strict=True))

    then, now = figures(before), figures(tally)
    rows = tuple(
        Row(
            (texts.say(f"tables.compared_{name}"), str(then[name]), str(now[name])),
            indented=name in ("dedicated", "cancelled"),
        )
        for name in _COMPARED
    )
    columns = (texts.say("tables.figure"), str(before.year), str(tally.year))
    return Table(columns, rows, (0.6, 0.2, 0.2), numeric=(1, 2))


def _apart(tally: Tally, texts: _Texts) -> Iterator[Block]:
    found = {kind: number for kind in _APART if (number := tally.not_counted.get(kind, 0))}
    if not found:
        return
    yield Heading(texts.say("items.apart_heading"))
    yield Paragraph(texts.say("items.apart_text", apart=sum(found.values())))
    rows = tuple(Row((texts.say(f"apart.{kind}"), str(number))) for kind, number in found.items())
    yield Table(texts.head("kind", "transmissions"), rows, _TWO, numeric=(1,))


def _annex(requests: Sequence[Request], texts: _Texts) -> Iterator[Block]:
    if not requests:
        return
    yield Heading(texts.say("annex.heading"), new_page=True)
    yield Paragraph(texts.say("annex.text"))
    columns = texts.head(
        *(f"annex_{name}" for name in ("number", "received", "method", "district", "reason", "outcome"))
    )
    rows = tuple(_annex_row(place, request, texts) for place, request in enumerate(requests, start=1))
    yield Table(columns, rows, (0.07, 0.14, 0.22, 0.11, 0.21, 0.25), numeric=(0,))
    if any(request.status is Status.NEEDS_REVIEW for request in requests):
        yield Paragraph(texts.say("annex.in_doubt"), small=True)


def _annex_row(place: int, request: Request, texts: _Texts) -> Row:
    done = request.disposition
    on = f" on {long_date(done.outcome_on)}" if done.outcome_on else ""
    action = texts.say(f"outcomes.{done.outcome.value}", on=on)
    if request.cancelled_on:
        action = f"{action} {texts.say('annex.cancelled')}"
    doubt = "*" if request.status is Status.NEEDS_REVIEW else ""
    return Row(
        (
            f"{place}{doubt}",
            f"{request.received_at:%m/%d/%Y}",
            _method(request.channel, request.district, texts),
            request.district or "–",
            texts.say(f"reasons.{reason_of(request.record)}"),
            action,
        )
    )
