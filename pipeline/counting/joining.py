"""Pure. Joins records into clusters, one for each request, whatever the order in which they are given."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.counting.identity import Item, Verdict, candidates, judge, strangers
from pipeline.values import RecordKey

_STRENGTH = (
    "same_event_number",
    "same_file_and_date",
    "near_event_number",
    "near_file_number",
    "same_name_birth_and_date",
)
"""The rules that join, strongest first: where joins exclude one another, the stronger is made."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The clusters, each in order of receipt, in the order of their first receipts."""

    clusters: tuple[tuple[Item, ...], ...]
    rules: dict[RecordKey, str]
    """The strongest rule that joins a record to an earlier one of its cluster; absent for the first."""
    unsure: frozenset[RecordKey]
    """Records that may be the same request as another, and were not joined with it."""


def join(items: list[Item]) -> Joined:
    """Joins the records that are the same request; two people are never joined through a third record."""
    verdicts = [(one, other, judge(one, other)) for one, other in candidates(items)]
    joins = sorted((each for each in verdicts if each[2].rule), key=_order)
    cluster = {item.key: [item] for item in items}
    unsure: set[RecordKey] = set()
    for one, other, _ in joins:
        left, right = cluster[one.key], cluster[other.key]
        if left is right:
            continue
        if any(strangers(a, b) for a in left for b in right):
            unsure |= {one.key, other.key}
            continue
        left.extend(right)
        for item in right:
            cluster[item.key] = left
    for one, other, verdict in verdicts:
        if verdict.ask and cluster[one.key] is not cluster[other.key]:
            unsure |= {one.key, other.key}
    distinct = {id(members): members for members in cluster.values()}.values()
    ordered = sorted((tuple(sorted(each, key=lambda item: item.order)) for each in distinct), key=lambda c: c[0].order)
    return Joined(tuple(ordered), _rules(joins, ordered), frozenset(unsure))


def _order(verdict: tuple[Item, Item, Verdict]) -> tuple[int, tuple[object, ...], tuple[object, ...]]:
    one, other, found = verdict
    return _STRENGTH.index(found.rule or ""), one.order, other.order


def _rules(joins: list[tuple[Item, Item, Verdict]], clusters: list[tuple[Item, ...]]) -> dict[RecordKey, str]:
    """Of each record that is not the first, the strongest rule with an earlier one, else with any of its cluster."""
    of = {item.key: number for number, cluster in enumerate(clusters) for item in cluster}
    first = {cluster[0].key for cluster in clusters}
    rules: dict[RecordKey, str] = {}
    for later_only in (True, False):
        for one, other, verdict in joins:
            if of[one.key] != of[other.key] or verdict.rule is None:
                continue
            later = other if one.order < other.order else one
            for item in (later,) if later_only else (one, other):
                if item.key not in first:
                    rules.setdefault(item.key, verdict.rule)
    return rules
