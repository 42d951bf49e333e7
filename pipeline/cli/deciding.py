"""What a decision did, told in a few lines: its number, and how things stand after it.

Touches the world: opens the store, decides, counts, prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import typer

from pipeline import deciding
from pipeline.counted import Counted, asks, sentence
from pipeline.deciding import Reviewer, recount
from pipeline.named import place_of, shown_record
from pipeline.places import now, open_store, typed
from pipeline.reviewing.decisions import Decision, pairs_of
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.values import RecordKey
from pipeline.vocabulary import Action, Kind
from pipeline.who import who

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


def decided(settings: Settings, decide: Callable[[Reviewer], Sequence[Decision]]) -> None:
    """Decides, counts anew, and tells what came of it. Raises what the decision raises."""
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
    if not kept:
        typer.echo(
            f"The store is held by {holder or 'another command'}: the next count writes down where each record belongs."
        )
    numbers = ", ".join(str(each.id) for each in reversed(made))
    all_of_them = " with each of" if len(made) > 1 else ""
    typer.echo(f"Taken back by: {typed(settings, 'review undo')}{all_of_them} {numbers}")


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
        arrived, _ = deciding.add(
            reviewer, kind=kind, channel=channel, district=district, received=received, typed=values, reason=reason
        )
        counted = recount(reviewer).counted
    typer.echo(f"Kept as {arrived.id}.")
    _tell(arrived.id, counted, settings)


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
