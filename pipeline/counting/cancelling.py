"""Pure. Finds the request that a cancellation names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.counting.clashing import Claim, two_people
from pipeline.counting.identity import Item
from pipeline.counting.joining import BY_PERSON, partners
from pipeline.counting.judging import KEYS
from pipeline.counting.levels import AGREE, levels_of
from pipeline.counting.weights import PERSON, Weights
from pipeline.values import Links, RecordKey
from pipeline.vocabulary import Doubt

_MOST_OF_A_DATE = 5
"""Requests at most that are shown for a cancellation that gives a date alone; more say nothing."""


@dataclass(frozen=True, slots=True)
class Named:
    """A cancellation held against one record: who it is about, and whether by the event number."""

    cancellation: Item
    record: Item
    probability: float
    """That both are about one person, 0..1."""
    levels: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A cancellation and what it cancels."""

    item: Item
    cluster: int | None
    """The place of the request among the clusters; None when it was not found."""
    rule: str
    doubts: tuple[Doubt, ...]
    why: str = ""
    may_mean: tuple[tuple[Item, float, str], ...] = ()
    """Records of requests that it may mean, where that is not sure: with the probability and why."""


def name_of(cancellation: Item, record: Item, weights: Weights) -> Named | None:
    """What speaks for a cancellation's meaning a record; None where nothing does."""
    levels = levels_of(cancellation, record)
    probability = weights.person_probability(levels)
    if probability < weights.ask or two_people(Claim.of(cancellation), Claim.of(record)):
        return None
    names = [*PERSON, "event_number"] if levels["event_number"] in AGREE else PERSON
    return Named(cancellation, record, probability, levels, weights.in_words(levels, names))


def find_cancelled(
    cancellations: Iterable[Item],
    clusters: Sequence[tuple[Item, ...]],
    named: Iterable[Named],
    weights: Weights,
    links: Links,
) -> list[Cancellation]:
    """What each cancellation cancels: what a person said, else by event number, else by who it is about.

    Where several requests fit, the one of the date that the cancellation gives, else the last one received before it,
    with a doubt. A cancellation by mere name or file number reaches only requests that were received before it.
    """
    place = {item.key: number for number, cluster in enumerate(clusters) for item in cluster}
    found: dict[RecordKey, list[Named]] = {}
    for each in named:
        if each.record.key in place:
            found.setdefault(each.cancellation.key, []).append(each)
    said = _said(links)
    by_day = _by_day(clusters)
    cancelled = []
    for item in cancellations:
        apart = {place[key] for key in said.apart.get(item.key, ()) if key in place}
        together = sorted({place[key] for key in said.together.get(item.key, ()) if key in place} - apart)
        if together:
            unsure = (Doubt.LINK_UNCERTAIN,) if len(together) > 1 else ()
            cancelled.append(Cancellation(item, together[0], BY_PERSON, unsure, "a person said so"))
            continue
        own = [each for each in found.get(item.key, []) if place[each.record.key] not in apart]
        cancelled.append(_by_evidence(item, own, clusters, place, weights) or _by_date(item, clusters, by_day, weights))
    return cancelled


def _by_evidence(
    item: Item,
    named: list[Named],
    clusters: Sequence[tuple[Item, ...]],
    place: Mapping[RecordKey, int],
    weights: Weights,
) -> Cancellation | None:
    best: dict[int, Named] = {}
    for each in sorted(named, key=lambda each: (-_says(each), -each.probability, each.record.order)):
        best.setdefault(place[each.record.key], each)
    best = {number: each for number, each in best.items() if not _another_person(item, clusters[number])}
    sure = {number: each for number, each in best.items() if each.probability >= weights.person}
    by_event = sorted(number for number, each in sure.items() if each.levels["event_number"] == "equal")
    if by_event:
        return Cancellation(item, by_event[0], "cancels_by_event_number", (), best[by_event[0]].why)
    earlier = sorted(number for number in sure if clusters[number][0].received_at <= item.received_at)
    dated = [number for number in earlier if _of_the_date(item, clusters[number])]
    if len(dated) == 1:
        return Cancellation(item, dated[0], _rule(best[dated[0]], dated=True), (), best[dated[0]].why)
    if earlier:
        last = earlier[-1]
        unsure = len(earlier) > 1 or item.record.text("cancels_date") is not None
        may_mean = tuple(_meant(best[number]) for number in earlier[:-1]) if unsure else ()
        doubts = (Doubt.LINK_UNCERTAIN,) if unsure else ()
        return Cancellation(item, last, _rule(best[last], dated=False), doubts, best[last].why, may_mean)
    if not best:
        return None
    return Cancellation(item, None, "", (Doubt.CANCELS_UNKNOWN,), may_mean=tuple(_meant(best[n]) for n in sorted(best)))


def _by_date(
    item: Item, clusters: Sequence[tuple[Item, ...]], by_day: Mapping[str, list[int]], weights: Weights
) -> Cancellation:
    """A date alone names nobody: where nothing else was read, the few requests of that date are shown."""
    told = item.record.text("cancels_date")
    nameless = all(item.text(name) is None for name in KEYS if name != "form_date")
    meant = by_day.get(told, []) if told is not None and nameless else []
    meant = meant if len(meant) <= _MOST_OF_A_DATE else []
    chance = weights.date_alone / max(1, len(meant))
    why = "the date that it cancels is that of the request, and nothing else can be held against it"
    shown = tuple((clusters[number][0], chance, why) for number in meant)
    return Cancellation(item, None, "", (Doubt.CANCELS_UNKNOWN,), may_mean=shown)


@dataclass(frozen=True, slots=True)
class _Said:
    together: Mapping[RecordKey, set[RecordKey]]
    apart: Mapping[RecordKey, set[RecordKey]]


def _said(links: Links) -> _Said:
    return _Said(partners(links.together), partners(links.apart))


def _by_day(clusters: Sequence[tuple[Item, ...]]) -> dict[str, list[int]]:
    days: dict[str, list[int]] = {}
    for number, cluster in enumerate(clusters):
        for day in sorted({day for item in cluster for day in _days(item)}):
            days.setdefault(day, []).append(number)
    return days


def _days(item: Item) -> tuple[str, ...]:
    received = item.received_at.date().isoformat()
    form_date = item.text("form_date")
    return (received,) if form_date is None else (form_date, received)


def _of_the_date(item: Item, cluster: tuple[Item, ...]) -> bool:
    """Whether the date that the cancellation gives is a request's form date, or a day it was received."""
    told = item.record.text("cancels_date")
    return told is not None and any(told in _days(each) for each in cluster)


def _another_person(item: Item, cluster: tuple[Item, ...]) -> bool:
    claim = Claim.of(item)
    return any(two_people(claim, Claim.of(other)) for other in cluster)


def _says(named: Named) -> bool:
    return named.levels["event_number"] == "equal"


def _meant(named: Named) -> tuple[Item, float, str]:
    return named.record, round(named.probability, 4), named.why


def _rule(named: Named, *, dated: bool) -> str:
    if named.levels["file_number"] in AGREE:
        return "cancels_by_file_and_date" if dated else "cancels_by_file_number"
    if named.levels["subject_name"] in AGREE and named.levels["date_of_birth"] in AGREE:
        return "cancels_by_name_and_birth"
    return "cancels_by_evidence"
