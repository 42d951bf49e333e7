"""`intake review show`: what was read where, how surely, what else it could be, and what people decided about it.

Touches the world: asks the store, opens originals, records that somebody looked; prints, writes pictures.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli.terminal import console
from pipeline.counted import Counted, asks, count_all
from pipeline.deciding import other_offers
from pipeline.decision_said import decision_in_words, value_in_words
from pipeline.errors import WrongUse
from pipeline.named import is_request, place_of, read_of, shown_record, the_document, the_record, the_request
from pipeline.places import open_store, typed
from pipeline.reviewing.decisions import Decision
from pipeline.settings import Settings
from pipeline.values import Document, FieldReading, Record, RecordKey
from pipeline.vocabulary import DOUBT_SENTENCES, FIELDS, Action
from pipeline.who import who
from pipeline.wording import moment, number_of

_MOST_OFFERS = 4
_COLUMNS = (
    ("field", 14), ("value", 16), ("sure", 5), ("page", 4), ("reader", 10), ("doubt, and what else was offered", 20)
)  # fmt: skip
"""Headings, and how many characters each column has at the least: together they fit into a terminal of 80."""


def show_evidence(settings: Settings, named: str) -> None:
    """Prints the evidence of a transmission, or of a request with all its transmissions."""
    with open_store(settings) as store:
        counted = count_all(store, settings)
        subjects = _subjects(named, counted)
        for subject in dict.fromkeys([named.partition(":")[0], *subjects]):
            store.audit("identity_viewed", subject, None, None, who(), "intake review show")
        every = {subject: store.decisions(subject) for subject in subjects}
        every[named] = tuple(each for name in counted.names_of(named) for each in store.decisions(name))
    out = console()
    if is_request(named):
        _show_request(out, named, counted, settings)
        _show_decisions(out, every[named], counted.about(named), settings.zone)
    for subject in subjects:
        document = the_document(subject, counted)
        _show_document(out, document, counted, settings)
        _show_decisions(out, every[subject], counted.about(subject), settings.zone)
        if asks(document, counted) is not None:
            accept = f"{typed(settings, 'review accept')} {subject}"
            out.print(f"\nNext: {accept}; or correct, reject or link it", markup=False, soft_wrap=True)


def write_picture(
    settings: Settings, named: str, page: int | None, field: str | None, out: Path | None, *, opened: bool
) -> None:
    """Writes a page, or the place of a field, as a PNG, and says where."""
    from pipeline.picture import as_png, field_picture, page_picture

    with open_store(settings) as store:
        counted = count_all(store, settings)
        key = the_record(named, counted) if field is not None else RecordKey(_subjects(named, counted)[0], 0)
        document = the_document(key.transmission_id, counted)
        reading = read_of(document)
        if field is not None:
            picture = field_picture(document.transmission, reading, key.ordinal, field, settings)
        else:
            picture = page_picture(document.transmission, reading, page or 1, settings)
        store.audit("identity_viewed", key.transmission_id, None, None, who(), "intake review show, as a picture")
    name = field or f"page-{page}"
    place = out or Path(f"{key.transmission_id}-{name}.png")
    if place.suffix.lower() != ".png":
        raise WrongUse(f"{place.name}: a picture is written as .png; end the name in that")
    place.write_bytes(as_png(picture))
    place.chmod(0o600)
    typer.echo(
        f"{place}: {picture.shape[1]} by {picture.shape[0]} pixels; it shows a person's data, delete it when done"
    )
    if opened:
        typer.launch(str(place.resolve()))


def _subjects(named: str, counted: Counted) -> list[str]:
    """The transmissions that are shown: those of a request, each once, or the one that is named."""
    if is_request(named):
        return list(dict.fromkeys(member.key.transmission_id for member in the_request(named, counted).members))
    return [the_document(named, counted).transmission.id]


def _show_request(out: Console, named: str, counted: Counted, settings: Settings) -> None:
    request = the_request(named, counted)
    when = moment(request.received_at, settings.zone)
    where = f", {request.district}" if request.district else ""
    channel = request.channel.replace("_", " ")
    out.print(f"Request {request.id}: counts in {request.year}; first received {when} by {channel}{where}.")
    done = request.disposition
    cancelled = f" Cancelled {request.cancelled_on}." if request.cancelled_on else ""
    out.print(f"{request.status.replace('_', ' ')}; {done.outcome.replace('_', ' ')}.{cancelled}")
    for member in request.members:
        why = f": {member.why}" if member.why else ""
        line = f"  {shown_record(member.key, counted)}  {member.role}, {member.rule.replace('_', ' ')}{why}"
        out.print(line, markup=False, soft_wrap=True)


def _show_document(out: Console, document: Document, counted: Counted, settings: Settings) -> None:
    arrived, reading = document.transmission, document.reading
    out.print(f"\n[bold]{arrived.id}[/bold]  ", end="")
    out.print(arrived.file, markup=False, soft_wrap=True)
    if reading is None:
        out.print("Not read yet.")
        return
    received = reading.received
    when = moment(received.received_at, settings.zone)
    where = f", {received.district}" if received.district else ""
    pages = number_of(reading.pages_held, "page")
    out.print(
        f"Received {when} ({_told_by(received.received_how)}) by {received.channel.replace('_', ' ')}{where} "
        f"({_told_by(received.how)}); {pages}; {reading.status.replace('_', ' ')}.",
        soft_wrap=True,
    )
    for doubt in reading.doubts:
        out.print(f"  {DOUBT_SENTENCES[doubt]}", markup=False, soft_wrap=True)
    for ordinal, record in enumerate(reading.records):
        _show_record(out, RecordKey(arrived.id, ordinal), record, counted)


def _show_record(out: Console, key: RecordKey, record: Record, counted: Counted) -> None:
    pages = ", ".join(map(str, record.pages)) or "none"
    where = place_of(key, counted)
    on = f"page{'' if len(record.pages) == 1 else 's'} {pages}"
    out.print(f"\n{shown_record(key, counted)}: {record.kind.replace('_', ' ')}, {on}; {where}")
    for doubt in counted.gathered.doubts.get(key, ()):
        out.print(f"  {DOUBT_SENTENCES[doubt]}", markup=False)
    for suspicion in counted.gathered.suspected:
        if key in (suspicion.one, suspicion.other):
            other = suspicion.other if suspicion.one == key else suspicion.one
            out.print(f"  The same as {shown_record(other, counted)}? {suspicion.why}", markup=False, soft_wrap=True)
    if not record.fields:
        return
    rows = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading, width in _COLUMNS:
        rows.add_column(heading, overflow="fold", min_width=width)
    for spec in FIELDS:
        field = record.fields.get(spec.name)
        if field is not None:
            rows.add_row(*(Text(cell) for cell in _row(spec.name, field)))
    out.print(rows)


def _told_by(how: str) -> str:
    """What tells a time or a channel: the source, the mail's date, a person, ..."""
    return f"told by: {how.replace('_', ' ')}"


def _row(name: str, field: FieldReading) -> tuple[str, ...]:
    told = field.doubt.replace("_", " ") if field.doubt else ""
    others = "  ".join(f"#{number} {value}" for number, value in enumerate(other_offers(field)[:_MOST_OFFERS], 1))
    sure = "" if field.value is None else f"{field.confidence:.3f}"
    note = f"{told}{': ' if told and others else ''}{others}"
    reader = field.reader or ""
    return (name.replace("_", " "), value_in_words(field.value), sure, str(field.page or ""), reader, note)


def _show_decisions(out: Console, every: tuple[Decision, ...], held: tuple[Decision, ...], zone: ZoneInfo) -> None:
    if not every:
        return
    numbers = {decision.id for decision in held}
    out.print("\n  decisions")
    for decision in every:
        gone = "" if decision.id in numbers or decision.action is Action.UNDO else "  (no longer holds)"
        out.print(f"  {decision.id:>5}  {_told(decision, zone)}{gone}", markup=False, soft_wrap=True)


def _told(decision: Decision, zone: ZoneInfo) -> str:
    what = decision_in_words(decision, zone, identified=True)
    reason = f" ({decision.reason})" if decision.reason else ""
    return f"{moment(decision.at, zone)}  {decision.by}: {what}{reason}"
