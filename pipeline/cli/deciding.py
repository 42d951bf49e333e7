"""What a decision did, told in a few lines: its number, and how things stand after it.

Touches the world: opens the store, decides, counts, prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import typer

from pipeline import deciding
from pipeline.counted import Counted, asks, sentence
from pipeline.counting.clashing import Claim, two_people
from pipeline.counting.identity import Item
from pipeline.deciding import Reviewer, recount
from pipeline.named import place_of, shown_record
from pipeline.outcome_said import told
from pipeline.places import now, open_store, typed
from pipeline.reviewing.bounds import unlikely, unlikely_done
from pipeline.reviewing.decisions import Decision, last, pairs_of
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.values import FieldValue, RecordKey
from pipeline.vocabulary import Action, Kind
from pipeline.who import who
from pipeline.wording import moment

_TELLS_WHO = ("subject_name", "file_number", "subject_id", "event_number")
_DONE = {
    Action.CORRECT: "corrected",
    Action.ACCEPT: "accepted",
    Action.LINK: "linked",
    Action.UNLINK: "kept apart",
    Action.ASSIGN: "assigned",
    Action.OUTCOME: "outcome set",
    Action.SETTLE: "settled",
    Action.UNDO: "undone",
}


def decided(settings: Settings, decide: Callable[[Reviewer], Sequence[Decision]], named: Sequence[str] = ()) -> None:
    """Decides, counts anew, and tells what came of it. Raises what the decision raises.

    `named`: transmissions of which it is told, too, where they stood so already and nothing was decided.
    """
    with open_store(settings) as store:
        reviewer = Reviewer(store, settings, now, who())
        made = decide(reviewer)
        counted, kept, holder = recount(reviewer)
    for decision in made:
        what = f" {decision.name.replace('_', ' ')}" if decision.name else ""
        number = f" decision {decision.undoes}" if decision.undoes is not None else ""
        typer.echo(f"{decision.id:>5}  {_DONE[decision.action]}{what or number}: {decision.subject}")
    for subject in _transmissions(made):
        _tell(subject, counted, settings)
    for subject in dict.fromkeys(decision.subject for decision in made if decision.action is Action.OUTCOME):
        _tell_outcome(subject, counted, settings)
    for note in _unlikely(made, counted, settings):
        typer.echo(f"Look again: {note}")
    _tell_unchanged([each.partition(":")[0] for each in named], made, counted, settings)
    if not kept:
        typer.echo(
            f"The store is held by {holder or 'another command'}: the next count writes down where each record belongs."
        )
    if made:
        numbers = " ".join(str(each.id) for each in reversed(made))
        typer.echo(f"Taken back by: {typed(settings, 'review undo')} {numbers}")


def keyed(
    settings: Settings,
    kind: Kind,
    channel: str,
    district: str | None,
    received: str,
    values: Mapping[str, str],
    reason: str,
) -> None:
    """Keeps a keyed request, counts, and tells its id."""
    with Store.open(settings.store.url, now) as store:
        reviewer = Reviewer(store, settings, now, who())
        arrived, reading = deciding.add(
            reviewer, kind=kind, channel=channel, district=district, received=received, typed=values, reason=reason
        )
        counted = recount(reviewer).counted
    typer.echo(f"Kept as {arrived.id}.")
    _tell(arrived.id, counted, settings)
    said = {name: field.value for record in reading.records for name, field in record.fields.items()}
    for note in _unlikely_values(said, _came(arrived.id, counted, settings)):
        typer.echo(f"Look again: {note}")
    if not any(said.get(name) for name in _TELLS_WHO):
        typer.echo("Look again: neither a name nor a number was keyed: a copy that comes later will count once more.")
    typer.echo(f"What was keyed: {typed(settings, 'review show')} {arrived.id}")
    typer.echo(f"A slip is put right by: {typed(settings, 'review correct')} {arrived.id} NAME=VALUE")
    typer.echo(f"Keyed by mistake: {typed(settings, 'review reject')} {arrived.id} --reason TEXT")


def _transmissions(made: Sequence[Decision]) -> list[str]:
    """The transmissions that the decisions are about, in order and without repeats."""
    subjects: dict[str, None] = {}
    for decision in made:
        if decision.action in (Action.LINK, Action.UNLINK):
            keys = {key for pair in pairs_of(decision) for key in pair}
            subjects |= dict.fromkeys(sorted(key.transmission_id for key in keys))
        elif decision.subject.startswith("T"):
            subjects[decision.subject] = None
    return list(subjects)


def _tell_outcome(request_id: str, counted: Counted, settings: Settings) -> None:
    """What stands now as done about a request, and where it shows."""
    request = next((one for one in counted.gathered.requests if one.id == request_id), None)
    if request is None:
        return
    typer.echo(f"       {request_id}, of {request.year}: {told(request.disposition, settings.zone)}")
    came = request.received_at.astimezone(settings.zone).date()
    for note in unlikely_done(request.disposition, came, settings.zone):
        typer.echo(f"Look again: {note}")
    typer.echo(f"The year's figures: {typed(settings, 'tally')} --year {request.year}")


def _tell_unchanged(named: Sequence[str], made: Sequence[Decision], counted: Counted, settings: Settings) -> None:
    decided_about = {decision.subject for decision in made}
    for name in dict.fromkeys(named):
        before = last(counted.about(name), Action.ACCEPT)
        if name not in decided_about and before is not None:
            when = moment(before.at, settings.zone)
            typer.echo(f"       {name}: stood so already, accepted by {before.by} on {when}; nothing was added.")


def _unlikely(made: Sequence[Decision], counted: Counted, settings: Settings) -> Iterator[str]:
    """What is unusual about values that were corrected, and about records that were linked."""
    for decision in made:
        if decision.action is Action.LINK:
            for pair in pairs_of(decision):
                claims = [_claim(key, counted, settings) for key in pair]
                if two_people(*claims):
                    both = " and ".join(shown_record(key, counted) for key in pair)
                    yield f"{both} surely name two people by what was read of them."
        if decision.action is not Action.CORRECT or decision.name is None:
            continue
        came = _came(decision.subject, counted, settings)
        if decision.ordinal is not None:
            yield from _unlikely_values({decision.name: decision.value}, came)
        elif decision.name == "received_at" and (document := counted.document(decision.subject)) and document.reading:
            for record in document.reading.records:
                yield from _unlikely_values({"form_date": record.value("form_date")}, came)


def _claim(key: RecordKey, counted: Counted, settings: Settings) -> Claim:
    document = counted.document(key.transmission_id)
    if document is None or document.reading is None:
        raise ValueError(f"{key.transmission_id} has no reading")
    return Claim.of(Item.of(document, document.reading, key.ordinal, settings.zone))


def _unlikely_values(said: Mapping[str, FieldValue], came: date) -> Iterator[str]:
    return (note for name, value in said.items() if (note := unlikely(name, value, came)) is not None)


def _came(transmission_id: str, counted: Counted, settings: Settings) -> date:
    """The day on which it was received, in the department's time zone."""
    document = counted.document(transmission_id)
    at = document.reading.received.received_at if document and document.reading else now()
    return at.astimezone(settings.zone).date()


def _tell(subject: str, counted: Counted, settings: Settings) -> None:
    document = counted.document(subject)
    if document is None or document.reading is None:
        return
    for ordinal, record in enumerate(document.reading.records):
        key = RecordKey(subject, ordinal)
        typer.echo(f"       {shown_record(key, counted)}: {record.kind.replace('_', ' ')}, {place_of(key, counted)}")
    asking = asks(document, counted)
    if asking is None:
        typer.echo(f"       {document.reading.status.replace('_', ' ')}; it waits for nobody.")
        return
    typer.echo(f"       It still waits: {' '.join(sentence(asking, doubt) for doubt in asking.doubts)}")
    typer.echo(f"       The evidence: {typed(settings, 'review show')} {subject}")
