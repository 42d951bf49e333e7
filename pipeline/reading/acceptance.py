"""Pure, given its data. Which records may stand without a person: those with few enough errors to expect.

A field's confidence is the measured probability that it is right, so what is missing to 1, summed over the fields that
tell who, when and why, is the number of errors to expect in a record. Records are accepted up to a cut of that sum,
chosen so that of all accepted ones no more than the share in the settings (`review.target_error`) is expected to hold
an error; `benchmarks/calibrate.py` finds the cut for each share on drawn forms.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.reading.calibration import DATA
from pipeline.reading.fields import sure
from pipeline.values import FieldReading
from pipeline.vocabulary import NOTES

TARGET_ERROR = 0.01
"""Share of accepted records that may hold an error, where the settings say nothing else."""


def unsure(fields: Mapping[str, FieldReading], names: Sequence[str], target_error: float) -> tuple[str, ...]:
    """Which of the named fields keep a record from being accepted; empty where it may be.

    Each that was not read, has a doubt, or is by itself less sure than the cut; where all of them together are, the
    least sure one.
    """
    cut = cut_for(target_error)
    apart = tuple(name for name in names if not _likely(fields.get(name), cut))
    if apart or not names or expected_errors(fields, names) <= cut:
        return apart
    return (min(names, key=lambda name: fields[name].confidence),)


def _likely(reading: FieldReading | None, cut: float) -> bool:
    """Whether a field may stand by itself: a note about it asks for nobody."""
    if reading is None:
        return False
    noted = replace(reading, doubt=None) if reading.doubt in NOTES else reading
    return sure(noted) and 1 - reading.confidence <= cut


def expected_errors(fields: Mapping[str, FieldReading], names: Sequence[str]) -> float:
    """How many of the named fields are probably wrong; one that was not read counts whole."""
    readings = (fields.get(name) for name in names)
    return sum(1.0 if each is None or each.value is None else 1 - each.confidence for each in readings)


def cut_for(target_error: float) -> float:
    """The most errors to expect in one record that is accepted, for a share of accepted records with an error."""
    shares, cuts = _cuts()
    if target_error <= shares[0]:
        return cuts[0]
    for share, cut, larger, larger_cut in zip(shares, cuts, shares[1:], cuts[1:], strict=False):
        if target_error <= larger:
            part = math.log(target_error / share) / math.log(larger / share)
            return float(cut * (larger_cut / cut) ** part)
    return cuts[-1]


@functools.cache
def _cuts() -> tuple[tuple[float, ...], tuple[float, ...]]:
    with DATA.open("rb") as data:
        told = tomllib.load(data)["acceptance"]
    return tuple(map(float, told["target_error"])), tuple(map(float, told["cut"]))
