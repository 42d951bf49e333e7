"""Measures the linking of records into requests on drawn years, and fits its weights on other ones.

    .venv/bin/python -m benchmarks.linking judge --seed 501 --years 20 --requests 170
    .venv/bin/python -m benchmarks.linking judge --seed 521 --years 4 --requests 12000
    .venv/bin/python -m benchmarks.linking cost --transmissions 1000 10000 100000
    .venv/bin/python -m benchmarks.linking fit --seed 11 --seed 12 --out models/linking/weights.toml

`judge` prints, summed over so many years, pairwise precision and recall, how many pairs a person is asked about, and
what became of cancellations.
`cost` prints seconds and memory of `gather` for years of so many transmissions. `fit` counts, over all pairs that are
held against each other in the drawn years, how often each level occurs in each sort of pair, sets the scale by which
the sums are probabilities on the last year given, and the thresholds from the error rates in `RATES`. Fit on other
seeds than those judged: figures in `README.md` are of seeds from 500 on.
"""

from __future__ import annotations

import argparse
import math
import resource
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.linking_drawing import Truth, Year, draw_year
from pipeline.counting.blocking import candidate_pairs
from pipeline.counting.clashing import Claim, never_one
from pipeline.counting.identity import Item
from pipeline.counting.judging import may_join
from pipeline.counting.levels import SORTS, all_levels, bare, levels_of
from pipeline.counting.requests import Gathered, gather
from pipeline.counting.rules import load_rules
from pipeline.counting.weights import OTHERS, weights_of
from pipeline.settings import MODELS
from pipeline.values import RecordKey
from pipeline.vocabulary import Kind, Role, Status

ZONE = ZoneInfo("America/New_York")
SORTS_OF_PAIRS = ("same", *OTHERS)
RATES = {"same": 0.0008, "ask": 0.001, "person": 0.0005}
"""Of the pairs joined, those that may be wrong; of the pairs of one request, those that may be neither joined nor
asked about; of cancellations, those that may be given to another person."""
LEAST = {"same": 0.9, "person": 0.95}
"""No threshold is lower, however few errors the drawn years hold."""
SMOOTH = 0.5
"""Added to each count, so that what was not drawn is rare and not impossible."""
PAGE_APART, DATE_ALONE = 0.5, 0.5
FIELD_WORDS = {
    "event_number": "event number", "file_number": "file number", "subject_id": "subject id", "subject_name": "name",
    "date_of_birth": "date of birth", "form_date": "form date", "officer_name": "officer", "from_office": "office",
    "citizenship": "citizenship", "sex": "sex", "receipt": "received",
}  # fmt: skip
LEVEL_WORDS = {
    "equal": "equal",
    "alike": "equal but for look-alike characters",
    "offered": "equal to what a reader saw there too",
    "one_off": "one character off",
    "slip": "with a character lost, added or changed over",
    "two_off": "two characters off",
    "swapped": "with day and month changed over",
    "order_swapped": "equal in another order",
    "word_missing": "equal but for a name left out",
    "initial": "equal but for an initial",
    "letter_off": "one letter off",
    "letters_off": "a few letters off",
    "in_part": "equal in part",
    "similar": "nearly equal",
    "hour": "within an hour",
    "day": "within a day",
    "week": "within eight days",
    "month": "within a month",
    "longer": "more than a month apart",
    "different": "clearly different",
    "unread": "not read",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(dest="way", required=True)
    judging = ways.add_parser("judge")
    judging.add_argument("--seed", type=int, default=501)
    judging.add_argument("--years", type=int, default=1)
    judging.add_argument("--requests", type=int, default=170)
    judging.add_argument("--damage", type=float, default=1.0, help="times as much is unread and misread")
    costing = ways.add_parser("cost")
    costing.add_argument("--transmissions", type=int, nargs="+", default=[1000, 10_000, 100_000])
    fitting = ways.add_parser("fit")
    fitting.add_argument("--seed", type=int, action="append", required=True)
    fitting.add_argument("--requests", type=int, default=12_000)
    fitting.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    if told.way == "judge":
        print(judged(draw_year(told.seed + place, told.requests, told.damage) for place in range(told.years)))
    elif told.way == "cost":
        for wanted in told.transmissions:
            print(cost(wanted))
    else:
        years = [draw_year(seed, told.requests) for seed in told.seed]
        told.out.write_text(fitted(years, told.seed), encoding="utf-8")


def gathered(year: Year) -> Gathered:
    """The requests in a drawn year."""
    return gather(year.documents, {}, {}, load_rules(MODELS / "jurisdictions" / "boston"), ZONE)


def judged(years: Iterable[Year]) -> str:
    """How well the linking of years is, in lines."""
    sums: Counter[str] = Counter()
    for year in years:
        sums.update(_scores(year))
    joined, pairs, right = sums["joined"], sums["pairs"], sums["right"]
    return "\n".join(
        (
            f"transmissions {sums['transmissions']}, requests {sums['requests']}, found {sums['found']}, pairs {pairs}",
            f"precision {right / max(1, joined):.5f}: {joined - right} wrong",
            f"recall {right / max(1, pairs):.5f}: {pairs - right} not joined, {sums['asked of these']} of these asked",
            f"asked {sums['asked']} pairs, {sums['asked rightly']} of one request",
            (
                f"cancellations: {sums['cancellation right']} right, {sums['cancellation wrong']} wrong, "
                f"{sums['cancellation wrong, in doubt']} wrong and in doubt, "
                f"{sums['cancellation left']} left to a person, "
                f"{sums['cancellation orphan']} without a request and told so"
            ),
            (
                f"transmissions waiting {sums['waiting']}, settled by copies {sums['settled']}; requests with copies "
                f"{sums['copied']}, of these accepted {sums['copied, accepted']}"
            ),
        )
    )


def _scores(year: Year) -> Counter[str]:
    found = gathered(year)
    lodged = {key: truth for key, truth in year.truth.items() if not truth.cancels}
    true = _pairs({key: truth.request for key, truth in lodged.items()})
    ours = _pairs({key: found.request_ids.get(key) for key in lodged})
    asked = {(each.one, each.other) for each in found.suspected if each.one in lodged and each.other in lodged}
    waiting = [each for each in year.documents if each.reading and each.reading.status is Status.NEEDS_REVIEW]
    copied = [
        each for each in found.requests if sum(member.role is not Role.CANCELLATION for member in each.members) > 1
    ]
    sums = Counter(
        {
            "transmissions": len(year.documents),
            "requests": len({each.request for each in lodged.values()}),
            "found": len(found.requests),
            "pairs": len(true),
            "joined": len(ours),
            "right": len(true & ours),
            "asked": len(asked),
            "asked rightly": len(asked & true),
            "asked of these": len((true - ours) & asked),
            "waiting": len(waiting),
            "settled": len(found.settled),
            "copied": len(copied),
            "copied, accepted": sum(each.status is Status.ACCEPTED for each in copied),
        }
    )
    sums.update(f"cancellation {each}" for each in _cancelled(year, found))
    return sums


def _cancelled(year: Year, found: Gathered) -> Iterator[str]:
    by_request: dict[str, Counter[int | None]] = {}
    for key, request_id in found.request_ids.items():
        if not year.truth[key].cancels:
            by_request.setdefault(request_id, Counter())[year.truth[key].request] += 1
    for key, truth in year.truth.items():
        if not truth.cancels:
            continue
        placed = found.request_ids.get(key)
        if placed is None:
            yield "orphan" if truth.request is None else "left"
        elif by_request[placed].most_common(1)[0][0] == truth.request:
            yield "right"
        else:
            yield "wrong, in doubt" if key in found.doubts else "wrong"


def _pairs(labels: Mapping[RecordKey, object]) -> set[tuple[RecordKey, RecordKey]]:
    groups: dict[object, list[RecordKey]] = {}
    for key, label in labels.items():
        groups.setdefault(label, []).append(key)
    return {pair for label, keys in groups.items() if label is not None for pair in combinations(sorted(keys), 2)}


def cost(transmissions: int) -> str:
    """Seconds and memory of linking so many transmissions of which six in ten are requests, in one line."""
    year = draw_year(700 + transmissions % 97, round(transmissions * 0.6))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    found = gathered(year)
    seconds = time.process_time() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (
        f"{len(year.documents)} transmissions, {len(found.requests)} requests: {seconds:.1f} s of CPU, "
        f"{after // 1024} MB at the most, {before // 1024} of these the documents themselves"
    )


def fitted(years: Sequence[Year], seeds: Sequence[int]) -> str:
    """The content of weights.toml."""
    pairs = [list(_levelled(year)) for year in years]
    counts = {sort: {name: Counter[str]() for name in SORTS} for sort in SORTS_OF_PAIRS}
    totals: Counter[str] = Counter()
    for sort, levels, _ in (each for year in pairs for each in year):
        totals[sort] += 1
        for name, level in levels.items():
            counts[sort][name][level] += 1
    told = {
        "prior": {other: math.log(totals["same"] / totals[other]) for other in OTHERS} | {"scale": 1.0},
        "thresholds": dict.fromkeys(RATES, 0.5) | {"page_apart": PAGE_APART, "date_alone": DATE_ALONE},
        "levels": LEVEL_WORDS,
        "fields": {
            name: {"name": FIELD_WORDS[name], "levels": _weights(counts, totals, name, all_levels(sort))}
            for name, sort in SORTS.items()
        },
    }
    last = pairs[-1]
    told["prior"]["scale"] = min((each / 20 for each in range(6, 21)), key=lambda scale: _loss(told, last, scale))
    everything = [each for year in pairs for each in year]
    weights = weights_of(told)
    same = [(weights.probability(levels), sort == "same") for sort, levels, _ in everything]
    joined = [
        (weights.probability(levels), sort == "same")
        for sort, levels, clash in everything
        if not clash and may_join(levels)
    ]
    person = [
        (weights.person_probability(levels), sort in ("same", "again"))
        for sort, levels, clash in everything
        if not clash
    ]
    told["thresholds"] |= {
        "same": max(LEAST["same"], _sure_from(joined, RATES["same"])),
        "ask": _lost_below(same, RATES["ask"]),
        "person": max(LEAST["person"], _sure_from(person, RATES["person"])),
    }
    return _as_toml(told, seeds, totals)


def _levelled(year: Year) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Of each pair that is held against each other: what it is, its levels, and whether it can never be one."""
    items = sorted(
        (
            Item.of(document, document.reading, ordinal, ZONE)
            for document in year.documents
            if document.reading
            for ordinal, record in enumerate(document.reading.records)
            if record.kind is Kind.DETAINER
        ),
        key=lambda item: item.order,
    )
    for one, other in candidate_pairs(items):
        left, right = items[one], items[other]
        clash = never_one(Claim.of(left), Claim.of(right))
        yield _sort(year.truth[left.key], year.truth[right.key]), levels_of(left, right), clash


def _sort(one: Truth, other: Truth) -> str:
    if one.request == other.request:
        return "same"
    if one.person == other.person:
        return "again"
    return "kin" if one.kin == other.kin else "other"


def _weights(
    counts: Mapping[str, Mapping[str, Counter[str]]], totals: Counter[str], name: str, levels: Iterable[str]
) -> dict[str, dict[str, float]]:
    levels = tuple(levels)

    def share(sort: str, level: str) -> float:
        return (counts[sort][name][level] + SMOOTH) / (totals[sort] + SMOOTH * len(levels))

    return {
        level: {other: math.log(share("same", level) / share(other, level)) for other in OTHERS} for level in levels
    }


def _loss(told: dict[str, dict[str, object]], pairs: Iterable[tuple[str, dict[str, str], bool]], scale: float) -> float:
    weights = weights_of({**told, "prior": {**told["prior"], "scale": scale}})
    loss = 0.0
    for sort, levels, _ in pairs:
        probability = min(max(weights.probability(levels), 1e-9), 1 - 1e-9)
        loss -= math.log(probability if sort == "same" else 1 - probability)
    return loss


def _sure_from(scored: Iterable[tuple[float, bool]], rate: float) -> float:
    """The lowest probability from which no more than `rate` of the pairs are wrong."""
    best, right, wrong = 1.0, 0, 0
    for probability, true in sorted(scored, reverse=True):
        right, wrong = right + true, wrong + (not true)
        if wrong <= rate * (right + wrong):
            best = probability
    return best


def _lost_below(scored: Iterable[tuple[float, bool]], rate: float) -> float:
    """The highest probability below which no more than `rate` of the true pairs lie."""
    true = sorted(probability for probability, one in scored if one)
    return true[int(rate * len(true))]


def _as_toml(told: dict[str, dict[str, object]], seeds: Sequence[int], totals: Counter[str]) -> str:
    lines = [
        "# How much each level of agreement between two records says. Written by benchmarks/linking.py (fit), from",
        f"# {sum(totals.values())} pairs of drawn years with seeds {', '.join(map(str, seeds))}: "
        + ", ".join(f"{totals[sort]} {sort}" for sort in SORTS_OF_PAIRS)
        + ".",
        "# Each number is the natural logarithm of how much likelier the level is between two records of the same form",
        "# than between two forms about one person (again), of a family made together (kin), or of strangers (other).",
        "",
        "# Of pairs that share enough to be held against each other. The sum of a pair's weights is multiplied by",
        "# `scale`, since fields do not err independently of each other.",
        "[prior]",
        *(f"{name} = {value:.4f}" for name, value in told["prior"].items()),
        "",
        f"# From `same` on two records are joined: of these pairs no more than {RATES['same']} were wrong.",
        f"# From `ask` on a person is asked: of the pairs of one request no more than {RATES['ask']} lie below.",
        f"# From `person` on a cancellation is about a request's person: no more than {RATES['person']} were wrong.",
        "# The last two are not measured: how probable it is that pages that came within minutes belong together, and",
        "# that a cancellation which gives a date alone means one of the requests of that date.",
        "[thresholds]",
        *(f"{name} = {value:.5f}" for name, value in told["thresholds"].items()),
        "",
        "# The levels in words, as they stand in the reason of each link.",
        "[levels]",
        *(f'{name} = "{words}"' for name, words in told["levels"].items()),
    ]
    for name, of in told["fields"].items():
        lines += ["", f"[fields.{name}]", f'name = "{of["name"]}"', "", f"[fields.{name}.levels]"]
        for level, weight in of["levels"].items():
            numbers = ", ".join(f"{other} = {weight[other]:.3f}" for other in OTHERS)
            doubt = "" if level == bare(level) else ", one of them in doubt"
            lines.append(f"{level} = {{ {numbers} }} # {of['name']} {LEVEL_WORDS[bare(level)]}{doubt}")
    text = "\n".join(lines) + "\n"
    tomllib.loads(text)
    return text


if __name__ == "__main__":
    main()
