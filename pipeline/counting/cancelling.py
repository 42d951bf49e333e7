"""Pure. Finds the request that a cancellation names."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.counting.identity import Item, Same, strangers, text_same
from pipeline.vocabulary import Doubt


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A cancellation and what it cancels."""

    item: Item
    cluster: int | None
    """The place of the request among the clusters; None when it was not found."""
    rule: str
    doubts: tuple[Doubt, ...]


def find_cancelled(cancellations: list[Item], clusters: tuple[tuple[Item, ...], ...]) -> list[Cancellation]:
    """What each cancellation cancels: by event number, by file number, or by name and birth date.

    Where several requests fit, the one of the date that the cancellation gives, else the last one received before it,
    with a doubt. A cancellation by mere name or file number reaches only requests that were received before it.
    """
    by_event: dict[str, list[int]] = {}
    by_person: dict[object, list[int]] = {}
    for number, cluster in enumerate(clusters):
        for item in cluster:
            if item.event:
                by_event.setdefault(item.event, []).append(number)
            if item.file:
                by_person.setdefault(item.file, []).append(number)
            if item.name and item.birth:
                by_person.setdefault((item.name, item.birth), []).append(number)
    return [_find(item, clusters, by_event, by_person) for item in cancellations]


def _find(
    item: Item,
    clusters: tuple[tuple[Item, ...], ...],
    by_event: dict[str, list[int]],
    by_person: dict[object, list[int]],
) -> Cancellation:
    same_event = [n for n in by_event.get(item.event or "", []) if not any(strangers(item, o) for o in clusters[n])]
    if same_event:
        return Cancellation(item, same_event[0], "cancels_by_event_number", ())
    by_file = _earlier(item, clusters, by_person.get(item.file, []) if item.file else [])
    by_name = _earlier(item, clusters, by_person.get((item.name, item.birth), []) if item.name and item.birth else [])
    by_name = [number for number in by_name if not _another_file(item, clusters[number])]
    for found, rule in ((by_file, "cancels_by_file_number"), (by_name, "cancels_by_name_and_birth")):
        dated = [number for number in found if _of_the_date(item, clusters[number])]
        if len(dated) == 1:
            named = "cancels_by_file_and_date" if rule == "cancels_by_file_number" else rule
            return Cancellation(item, dated[0], named, ())
        if found:
            unsure = len(found) > 1 or (item.record.text("cancels_date") is not None)
            return Cancellation(item, found[-1], rule, (Doubt.LINK_UNCERTAIN,) if unsure else ())
    return Cancellation(item, None, "", (Doubt.CANCELS_UNKNOWN,))


def _earlier(item: Item, clusters: tuple[tuple[Item, ...], ...], numbers: list[int]) -> list[int]:
    """Without repeats, in order of receipt, those received before the cancellation."""
    return sorted({number for number in numbers if clusters[number][0].received_at <= item.received_at})


def _another_file(item: Item, cluster: tuple[Item, ...]) -> bool:
    known = [text_same(item.file, other.file) for other in cluster]
    return Same.NO in known and not {Same.YES, Same.NEAR} & set(known)


def _of_the_date(item: Item, cluster: tuple[Item, ...]) -> bool:
    """Whether the date that the cancellation gives is a request's form date, or a day it was received."""
    told = item.record.text("cancels_date")
    return told is not None and any(told in (each.form_date, each.received_at.date().isoformat()) for each in cluster)
