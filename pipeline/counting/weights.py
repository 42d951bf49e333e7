"""Pure, given its data. How much each level of agreement says (`models/linking/weights.toml`).

Two records are one of four things: the *same* form; *again* a form about the same person; about two people of one
*kin*, whose forms were made together; or of strangers, *other*. For each field and level the data hold the natural
logarithm of how much likelier the level is between two of the same form than between two of each other sort (Fellegi
and Sunter, 1969). `benchmarks/linking.py` fits them on drawn records.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.counting.levels import AGREE, SORTS, all_levels, bare
from pipeline.counting.lookalikes import LINKING
from pipeline.errors import WrongSettings

OTHERS = ("again", "kin", "other")
"""What two records are when they are not the same form."""
PERSON = ("file_number", "subject_id", "subject_name", "date_of_birth", "citizenship", "sex")
"""Fields that tell who, whatever the form."""
_MOST = 700.0
"""Beyond this the exponential has no value."""
Weight = tuple[float, float, float]
"""For the same form against each of `OTHERS`."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the levels say, and from where it is enough."""

    levels: Mapping[str, Mapping[str, Weight]]
    """By field and level."""
    words: Mapping[str, str]
    """A level in words, without its doubt."""
    fields: Mapping[str, str]
    """A field in words."""
    prior: Weight
    """The same for two records of which nothing is known but that they were held against each other."""
    scale: float
    """By which the sum is multiplied, since fields do not err independently; 0..1."""
    same: float
    """Probability from which two records are joined."""
    ask: float
    """Probability from which a person is asked."""
    person: float
    """Probability of the same person from which a cancellation names a request."""
    page_apart: float
    """Probability that notices without page 1 belong to a form without notices that came within minutes."""
    date_alone: float
    """Probability that a cancellation that gives a date alone means one of the requests of that date."""

    def probability(self, levels: Mapping[str, str]) -> float:
        """How probable it is that two records are the same form, 0..1."""
        again, kin, other = self.prior
        for name, level in levels.items():
            weight = self.levels[name][level]
            again += weight[0]
            kin += weight[1]
            other += weight[2]
        return 1.0 / (1.0 + self._odds(again) + self._odds(kin) + self._odds(other))

    def person_probability(self, levels: Mapping[str, str]) -> float:
        """How probable it is that two records are about one person, whatever their forms, 0..1.

        An event number speaks only where it is the same: another form has another one.
        """
        again, kin, other = self.prior
        names = [*PERSON, "event_number"] if levels["event_number"] in AGREE else PERSON
        for name in names:
            weight = self.levels[name][levels[name]]
            again += weight[0]
            kin += weight[1]
            other += weight[2]
        one = 1.0 + self._odds(again)
        return one / (one + self._odds(kin) + self._odds(other))

    def _odds(self, weight: float) -> float:
        return math.exp(min(_MOST, -weight * self.scale))

    def in_words(self, levels: Mapping[str, str], names: Iterable[str] = tuple(SORTS)) -> str:
        """The levels in plain words that name fields and never their values."""
        read = [(self.fields[name], self.words[bare(levels[name])]) for name in names if levels[name] != "unread"]
        grouped: dict[str, list[str]] = {}
        for field, words in read:
            grouped.setdefault(words, []).append(field)
        return "; ".join(f"{_listed(fields)} {words}" for words, fields in grouped.items())


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@functools.cache
def known_weights() -> Weights:
    """The weights of `models/linking/weights.toml`.

    Raises WrongSettings where a field, a level or a threshold is missing.
    """
    file = LINKING / "weights.toml"
    with file.open("rb") as data:
        told = tomllib.load(data)
    try:
        return weights_of(told)
    except KeyError as missing:
        raise WrongSettings(str(file), str(missing.args[0]), "is missing") from None


def weights_of(told: Mapping[str, Any]) -> Weights:
    """The weights that a file's content tells. Raises KeyError where something is missing."""
    cuts = told["thresholds"]
    return Weights(
        levels={
            name: {level: _weight(told["fields"][name]["levels"][level]) for level in all_levels(sort)}
            for name, sort in SORTS.items()
        },
        words={level: told["levels"][level] for sort in SORTS.values() for level in map(bare, all_levels(sort))},
        fields={name: told["fields"][name]["name"] for name in SORTS},
        prior=_weight(told["prior"]),
        scale=told["prior"]["scale"],
        same=cuts["same"],
        ask=cuts["ask"],
        person=cuts["person"],
        page_apart=cuts["page_apart"],
        date_alone=cuts["date_alone"],
    )


def _weight(told: Mapping[str, float]) -> Weight:
    return told["again"], told["kin"], told["other"]
