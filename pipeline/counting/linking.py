"""Pure. Holds all records against each other: which are one request, and what each cancellation names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.counting.blocking import candidate_pairs
from pipeline.counting.cancelling import Named, name_of
from pipeline.counting.identity import Item
from pipeline.counting.joining import Judged, pair_of
from pipeline.counting.judging import judge
from pipeline.counting.weights import Weights
from pipeline.values import Pair
from pipeline.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Evidence:
    """What holding the records against each other found."""

    judged: tuple[Judged, ...]
    """Pairs of requests that are one, or of which a person is asked."""
    against: tuple[Pair, ...]
    """Pairs that were held against each other and are not one."""
    named: tuple[Named, ...]
    """Cancellations with the records they may mean."""


def evidence_of(items: Sequence[Item], weights: Weights) -> Evidence:
    """The evidence between all records, given in order of receipt, cancellations among them."""
    judged: list[Judged] = []
    named: list[Named] = []
    against: list[Pair] = []
    for left, right in candidate_pairs(items):
        one, other = items[left], items[right]
        cancels = one.record.kind is Kind.CANCELLATION, other.record.kind is Kind.CANCELLATION
        if all(cancels):
            continue
        if any(cancels):
            found = name_of(*((one, other) if cancels[0] else (other, one)), weights)
            if found:
                named.append(found)
            continue
        verdict = judge(one, other, weights)
        if verdict.rule or verdict.ask:
            # where two kinds of form count, one of each about a person is not the same form twice
            rule = verdict.rule if one.record.kind is other.record.kind else None
            judged.append(Judged(one, other, rule, verdict.probability, weights.in_words(verdict.levels)))
        else:
            against.append(pair_of(one.key, other.key))
    return Evidence(tuple(judged), tuple(against), tuple(named))
