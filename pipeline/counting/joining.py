"""Pure. Joins records into clusters, one for each request, whatever the order in which they are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.counting.clashing import Claim, never_one
from pipeline.counting.identity import Item
from pipeline.counting.judging import RULES
from pipeline.values import Links, Pair, RecordKey

BY_PERSON = "by_person"
"""The code of what a person said."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Two records that evidence holds for one request, or of which it asks whether they are."""

    one: Item
    other: Item
    """Received after `one`."""
    rule: str | None
    """None where a person is asked."""
    probability: float
    why: str

    @property
    def pair(self) -> Pair:
        """The keys, the lesser first."""
        return pair_of(self.one.key, self.other.key)


@dataclass(frozen=True, slots=True)
class Link:
    """What joins a record to an earlier one of its request."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The clusters, each in order of receipt, in the order of their first receipts."""

    clusters: tuple[tuple[Item, ...], ...]
    links: Mapping[RecordKey, Link]
    """What joins each record that is not the first of its cluster."""
    asked: tuple[Judged, ...]
    """Pairs that may be one request and were not joined."""
    contradicted: frozenset[RecordKey]
    """Records about which people said both that they are one request and that they are not."""


class _Cluster:
    """Records of one request. Its claims stand in camps: within one nothing clashes, and there are several only where
    a person joined what clashes; then each further record need agree with one of them."""

    __slots__ = ("apart", "camps", "keys", "members")

    def __init__(self, item: Item, apart: Iterable[RecordKey]) -> None:
        self.members = [item]
        self.keys = {item.key}
        self.camps: list[set[Claim]] = [{Claim.of(item)}]
        self.apart = set(apart)

    def held_apart(self, other: _Cluster) -> bool:
        """Whether a person said of two records that they are not one request."""
        fewer, more = sorted((self, other), key=lambda each: len(each.members))
        return any(item.key in more.apart for item in fewer.members)

    def meeting(self, other: _Cluster) -> tuple[int, int] | None:
        """The first camps of the two that do not clash."""
        for mine, own in enumerate(self.camps):
            for its, foreign in enumerate(other.camps):
                if not any(never_one(one, another) for one in own for another in foreign):
                    return mine, its
        return None

    def take(self, other: _Cluster, meeting: tuple[int, int] | None) -> None:
        """Takes all records of the other; their camps become one where they meet."""
        self.members += other.members
        self.keys |= other.keys
        self.apart |= other.apart
        if meeting is not None:
            self.camps[meeting[0]] |= other.camps.pop(meeting[1])
        self.camps += other.camps


def join(items: Sequence[Item], judged: Sequence[Judged], against: Iterable[Pair], links: Links) -> Joined:
    """Joins what people said is one request, then by evidence, the most probable first.

    Two people are never joined through a third record, nor what a person said is apart. Two groups of records of which
    as many pairs are `against` each other as for it are not joined either: a record that was read so badly that it fits
    two requests asks a person. Where what people said contradicts itself through a chain, the later pair by key is not
    joined, and both are told.
    """
    apart = partners(links.apart)
    clusters = {item.key: _Cluster(item, apart.get(item.key, ())) for item in items}
    contradicted: set[RecordKey] = set()
    for pair in sorted(links.together):
        if pair[0] in clusters and pair[1] in clusters and not _united(clusters, *pair):
            contradicted |= {*pair, *_separated(clusters, *pair)}
    joins = sorted((each for each in judged if each.rule), key=_surest)
    votes = _Votes(partners(each.pair for each in joins), partners(against))
    refused = [each for each in joins if not _united(clusters, each.one.key, each.other.key, votes)]
    asked = [
        each
        for each in (*refused, *(each for each in judged if not each.rule))
        if clusters[each.one.key] is not clusters[each.other.key]
        and not clusters[each.one.key].held_apart(clusters[each.other.key])
    ]
    distinct = {id(cluster): cluster.members for cluster in clusters.values()}.values()
    ordered = sorted((tuple(sorted(each, key=lambda item: item.order)) for each in distinct), key=lambda c: c[0].order)
    return Joined(
        tuple(ordered),
        _links(joins, ordered, links),
        tuple(sorted(asked, key=lambda each: (-each.probability, each.pair))),
        frozenset(contradicted),
    )


def pair_of(one: RecordKey, other: RecordKey) -> Pair:
    """Two records, the lesser key first."""
    return (one, other) if one < other else (other, one)


def _surest(judged: Judged) -> tuple[object, ...]:
    return -judged.probability, judged.one.order, judged.other.order


@dataclass(frozen=True, slots=True)
class _Votes:
    """What evidence said of pairs of records."""

    joined: Mapping[RecordKey, set[RecordKey]]
    against: Mapping[RecordKey, set[RecordKey]]

    def carried(self, one: _Cluster, other: _Cluster) -> bool:
        """Whether more pairs between two clusters are for one request than against it."""
        fewer, more = sorted((one, other), key=lambda each: len(each.members))
        there = more.keys
        votes = sum(
            len(self.joined.get(item.key, _NOBODY) & there) - len(self.against.get(item.key, _NOBODY) & there)
            for item in fewer.members
        )
        return votes > 0


_NOBODY: set[RecordKey] = set()


def partners(pairs: Iterable[Pair]) -> dict[RecordKey, set[RecordKey]]:
    """The records that each record is paired with."""
    partners: dict[RecordKey, set[RecordKey]] = {}
    for one, other in pairs:
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    return partners


def _united(clusters: dict[RecordKey, _Cluster], one: RecordKey, other: RecordKey, votes: _Votes | None = None) -> bool:
    """Whether the two records are in one cluster now; without votes, a person said that they are."""
    larger, smaller = sorted((clusters[one], clusters[other]), key=lambda each: -len(each.members))
    if larger is smaller:
        return True
    if larger.held_apart(smaller):
        return False
    meeting = larger.meeting(smaller)
    if votes is not None and (meeting is None or not votes.carried(larger, smaller)):
        return False
    moved = tuple(smaller.members)
    larger.take(smaller, meeting)
    for item in moved:
        clusters[item.key] = larger
    return True


def _separated(clusters: Mapping[RecordKey, _Cluster], one: RecordKey, other: RecordKey) -> set[RecordKey]:
    """The records by which a person holds two clusters apart."""
    left, right = clusters[one], clusters[other]
    return {item.key for mine, its in ((left, right), (right, left)) for item in mine.members if item.key in its.apart}


def _links(joins: Sequence[Judged], clusters: Sequence[tuple[Item, ...]], said: Links) -> dict[RecordKey, Link]:
    """Of each record that is not the first: a person's word, else the strongest rule with an earlier record, else with
    any of its cluster."""
    of = {item.key: number for number, cluster in enumerate(clusters) for item in cluster}
    order = {item.key: item.order for cluster in clusters for item in cluster}
    first = {cluster[0].key for cluster in clusters}
    found: dict[RecordKey, Link] = {}
    for pair in sorted(said.together):
        if pair[0] in of and of[pair[0]] == of.get(pair[1]):
            found.setdefault(max(pair, key=order.__getitem__), Link(BY_PERSON, "a person said so"))
    ranked = sorted(joins, key=lambda each: (RULES.index(each.rule or ""), *_surest(each)))
    inside = [each for each in ranked if of[each.one.key] == of[each.other.key]]
    for each in inside:
        if each.other.key not in found:
            found[each.other.key] = Link(each.rule or "", each.why)
    for each in inside:
        for key in (each.one.key, each.other.key):
            found.setdefault(key, Link(each.rule or "", each.why))
    for one, other in sorted(said.together):
        for key in (one, other):
            if one in of and of[one] == of.get(other):
                found.setdefault(key, Link(BY_PERSON, "a person said so"))
    return {key: link for key, link in found.items() if key not in first}
