"""Pure. Requests and rows one to one: of all ways to pair them the one whose scores sum up highest."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from pipeline.reconciling.cells import CountryNames
from pipeline.reconciling.models import Scores
from pipeline.reconciling.scoring import VERDICTS, Scorer
from pipeline.reconciling.standing import Stood, filled
from pipeline.reconciling.values import Match, OurRequest, TheirRow, Verdict

Candidates = Mapping[int, Mapping[int, float]]
"""By request and row, the score of each pair that is at least nearly good enough."""


class Matching:
    """What was paired, and what could have been."""

    def __init__(self, matches: Sequence[Match], candidates: Candidates, threshold: float) -> None:
        self.matches = tuple(matches)
        self.candidates = candidates
        self.threshold = threshold
        """The score from which a pair is made."""
        self.by_ours = {match.ours: match for match in matches}
        self.by_theirs = {match.theirs: match for match in matches}
        self.rows_like = frozenset(
            row for rows in candidates.values() for row, score in rows.items() if score >= threshold
        )
        """Rows that some request is like enough to be paired with."""


def match(
    ours: Sequence[OurRequest],
    theirs: Sequence[TheirRow],
    stood: Sequence[Stood],
    scores: Scores,
    countries: CountryNames,
    year: int,
) -> Matching:
    """Pairs requests and rows, `theirs` by prepare date; no request and no row is in two pairs.

    A row and the duplicates known to repeat it are looked at as one. A pair below the threshold is not made. One is
    ambiguous where giving either of its two to another, or exchanging with another pair, would lose no more than
    `scores.near`.
    """
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days + 2 * scores.margin_days
    scorer = Scorer(filled(theirs, stood), stood, scores, countries, days)
    candidates: dict[int, dict[int, float]] = {}
    said: dict[tuple[int, int], dict[str, Verdict]] = {}
    for place, request in enumerate(ours):
        found = scorer.score(request)
        good = np.flatnonzero(found.scores >= scorer.threshold - scores.near)
        candidates[place] = {int(found.rows[one]): float(found.scores[one]) for one in good}
        for one in good:
            said[place, int(found.rows[one])] = {
                name: VERDICTS[int(verdicts[one])] for name, verdicts in found.verdicts.items()
            }
    pairs = assign(candidates, scorer.threshold)
    rivals = _rivals(pairs, candidates, scorer.threshold, scores.near)
    matches = []
    for request_at, row_at in sorted(pairs.items()):
        at = ours[request_at].form_date
        verdicts = said[request_at, row_at]
        if at is None or verdicts["date"] is Verdict.DIFFERS:
            at = ours[request_at].received_on
        rival_ours, rival_theirs = rivals[request_at]
        matches.append(
            Match(
                ours=request_at,
                theirs=row_at,
                score=candidates[request_at][row_at],
                verdicts=verdicts,
                days=(theirs[row_at].prepared_on - at).days,
                ambiguous=bool(rival_ours or rival_theirs),
                rivals_ours=rival_ours,
                rivals_theirs=rival_theirs,
            )
        )
    return Matching(matches, candidates, scorer.threshold)


def assign(candidates: Candidates, threshold: float) -> dict[int, int]:
    """The row of each request that gets one: of all assignments the one with the highest sum above the threshold."""
    cells = [
        (request, row, score - threshold)
        for request, rows in sorted(candidates.items())
        for row, score in sorted(rows.items())
        if score >= threshold
    ]
    if not cells:
        return {}
    requests = sorted({request for request, _, _ in cells})
    rows = sorted({row for _, row, _ in cells})
    row_place = {row: place for place, row in enumerate(rows)}
    request_place = {request: place for place, request in enumerate(requests)}
    # every request has a column of its own beside the rows: to stay alone, which costs as much as a worthless pair
    alone = 1.0 + max(value for _, _, value in cells)
    across = [request_place[request] for request, _, _ in cells] + list(range(len(requests)))
    down = [row_place[row] for _, row, _ in cells] + [len(rows) + place for place in range(len(requests))]
    costs = [alone - value for _, _, value in cells] + [alone] * len(requests)
    graph = coo_array((costs, (across, down)), shape=(len(requests), len(rows) + len(requests))).tocsr()
    chosen = zip(*min_weight_full_bipartite_matching(graph), strict=True)
    return {requests[request]: rows[row] for request, row in chosen if row < len(rows)}


def _rivals(
    pairs: Mapping[int, int], candidates: Candidates, threshold: float, near: float
) -> dict[int, tuple[tuple[int, ...], tuple[int, ...]]]:
    """For each paired request: requests that could have its row, and rows that it could have, at little loss."""
    row_has = {row: request for request, row in pairs.items()}
    wanted_by: dict[int, list[int]] = defaultdict(list)
    for request, rows in candidates.items():
        for row in rows:
            wanted_by[row].append(request)

    def worth(request: int | None, row: int | None) -> float | None:
        """What a pair adds; None where they cannot be one."""
        score = None if request is None or row is None else candidates[request].get(row)
        return None if score is None else score - threshold

    def loss(request: int, row: int, other: int | None, other_row: int | None) -> float:
        """What is lost when `request` takes `other_row`, or `other` takes `row`, or both."""
        now = (worth(request, row) or 0.0) + (worth(other, other_row) or 0.0)
        ways = [way for way in (worth(request, other_row), worth(other, row)) if way is not None]
        return now - max([*ways, sum(ways)]) if ways else math.inf

    found = {}
    for request, row in pairs.items():
        other_rows = tuple(
            sorted(
                other
                for other in candidates[request]
                if other != row and loss(request, row, row_has.get(other), other) <= near
            )
        )
        other_requests = tuple(
            sorted(
                other
                for other in wanted_by[row]
                if other != request and loss(request, row, other, pairs.get(other)) <= near
            )
        )
        found[request] = (other_requests, other_rows)
    return found
