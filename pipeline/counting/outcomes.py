"""Pure. Which request what was done belongs to, also after two requests turned out to be one.

An outcome is said of a request's id, and a new request's id follows from its first record. So what was said of a
request that is no longer counted by itself goes with that record to wherever it is counted now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.counting.identity import Item
from pipeline.values import Disposition, RecordKey


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was said to have been done about all that is now one request."""

    disposition: Disposition = field(default_factory=Disposition)
    """Said of the request itself, else of the first of those that it took in."""
    formerly: tuple[str, ...] = ()
    """The ids of the requests that it took in and of which something was said."""
    disagree: bool = False
    """Whether different things were said."""


def id_of(key: RecordKey, used: Iterable[str] = ()) -> str:
    """The id of the request that begins with the record: `R` and ten hexadecimal digits of its key.

    A further look where another request has that id.
    """
    name, turn = f"{key.transmission_id}/{key.ordinal}", 0
    taken = frozenset(used)
    while (found := "R" + hashlib.sha256(name.encode()).hexdigest()[:10]) in taken:
        turn += 1
        name = f"{key.transmission_id}/{key.ordinal}/{turn}"
    return found


def outcomes_of(
    ids: Sequence[str], clusters: Sequence[Sequence[Item]], dispositions: Mapping[str, Disposition]
) -> tuple[Mapping[str, Outcomes], tuple[str, ...]]:
    """The outcomes by the id of their request, and the ids of which something was said and that no request has now.

    `ids`: of the clusters. Requests of which nothing was said are absent.
    """
    taken_in: dict[str, list[str]] = {}
    lost = dispositions.keys() - set(ids)
    if lost:
        for name, cluster in zip(ids, clusters, strict=True):
            for item in cluster:
                former = id_of(item.key)
                if former in lost:
                    taken_in.setdefault(name, []).append(former)
    found = {}
    for name in ids:
        formerly = tuple(taken_in.get(name, ()))
        said = [dispositions[each] for each in (name, *formerly) if each in dispositions]
        if said:
            found[name] = Outcomes(said[0], formerly, len(set(said)) > 1)
    return found, tuple(sorted(lost - {each for them in taken_in.values() for each in them}))
