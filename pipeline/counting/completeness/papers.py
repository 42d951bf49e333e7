"""Pure. Papers that speak of others: a cover without its form, a cancellation or an outcome without its request."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from datetime import datetime, timedelta

from pipeline.counting.completeness.finding import MissingCode, PossiblyMissing, found
from pipeline.counting.requests import Gathered
from pipeline.values import Document, Reading
from pipeline.vocabulary import Doubt, Kind

SOON = timedelta(days=1)
"""How far apart a cover sheet and its form come when they come apart."""
_FORMS = frozenset({Kind.DETAINER, Kind.CANCELLATION, Kind.NOTIFICATION_REQUEST, Kind.MISADDRESSED, Kind.WARRANT_ONLY})
_ANNOUNCES = frozenset({"DETAINER_ATTACHED", "FORM_NAMED", "HOLD_REQUEST", "CANCEL_REQUEST"})
"""Labels of `models/rules/mentions.jsonl`: what a cover sheet says about the form that follows it."""
_COVER = "cover"
"""The name of its description in `models/forms/`."""


def papers_missing(
    documents: Sequence[Document], gathered: Gathered, accepted: Container[str] = ()
) -> Iterator[PossiblyMissing]:
    """Cover sheets and messages whose form did not come; cancellations and outcomes whose request is not there.

    `accepted`: the ids of transmissions that a person let stand, knowing what they are.
    """
    yield from _covers(documents, accepted)
    yield from _cancellations(documents, gathered)
    yield from _outcomes(gathered)


def _outcomes(gathered: Gathered) -> Iterator[PossiblyMissing]:
    for name in gathered.without_request:
        sentence = (
            f"What was done about {name} was recorded, and {name} is no longer counted: what it came with is now "
        )
        sentence += "read as something else, or was rejected. "
        sentence += f"See what was said with: intake audit show {name}"
        yield found(MissingCode.OUTCOME_WITHOUT_REQUEST, "decisions", (name,), sentence)


def _covers(documents: Sequence[Document], accepted: Container[str]) -> Iterator[PossiblyMissing]:
    forms: dict[str, list[datetime]] = {}
    for document in documents:
        if document.reading and _has_form(document.reading):
            forms.setdefault(document.transmission.source, []).append(document.transmission.inbox_at)
    times = {source: sorted(came) for source, came in forms.items()}
    for document in documents:
        arrived, reading = document.transmission, document.reading
        what = _announces(reading) if reading and not _has_form(reading) else None
        if what is None or arrived.id in accepted or _any_near(times.get(arrived.source, ()), arrived.inbox_at):
            continue
        sentence = f"{what} a detainer form that is not in it, and none came from {arrived.source} within a day. "
        sentence += "Ask the sender for the form."
        yield found(
            MissingCode.COVER_ALONE,
            arrived.source,
            (arrived.id,),
            sentence,
            since=arrived.inbox_at,
            transmissions=(arrived.id,),
        )


def _announces(reading: Reading) -> str | None:
    """What announces a form, as the beginning of a sentence; None when nothing does."""
    for page in reading.pages:
        said = set(page.mentions)
        if "INQUIRY" in said:
            continue
        if page.form == _COVER and said & _ANNOUNCES:
            return "A cover sheet announces"
        if page.form is None and "DETAINER_ATTACHED" in said:
            return "A page announces"
    if any(record.kind is Kind.INCOMPLETE and not record.pages for record in reading.records):
        # `reading/message.py`: the text of a mail that speaks of an attachment which it does not have
        return "A message announces"
    return None


def _has_form(reading: Reading) -> bool:
    return any(record.kind in _FORMS for record in reading.records)


def _any_near(times: Sequence[datetime], at: datetime) -> bool:
    place = bisect_left(times, at - SOON)
    return place < len(times) and times[place] <= at + SOON


def _cancellations(documents: Sequence[Document], gathered: Gathered) -> Iterator[PossiblyMissing]:
    asking = {key.transmission_id for key, doubts in gathered.doubts.items() if Doubt.CANCELS_UNKNOWN in doubts}
    for document in documents:
        arrived, reading = document.transmission, document.reading
        if arrived.id in asking and reading is not None:
            yield found(
                MissingCode.CANCELS_UNKNOWN,
                arrived.source,
                (arrived.id,),
                "A cancellation names a request that was not found; it may never have reached the department.",
                since=reading.received.received_at,
                transmissions=(arrived.id,),
            )
