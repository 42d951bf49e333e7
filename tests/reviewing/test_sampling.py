"""The sample of the sure ones: which are in it, and what it says."""

from dataclasses import replace

import pytest

from pipeline.reviewing.sampling import in_sample, measured
from pipeline.values import Record
from pipeline.vocabulary import Action, Kind, Status


@pytest.fixture
def sure(looked_at):
    return [replace(looked_at(status=Status.ACCEPTED), transmission_id=f"t{number}") for number in range(2000)]


def test_about_the_share_that_is_asked_for_is_in_it(sure):
    assert 60 < sum(in_sample(read, 0.05) for read in sure) < 140
    assert all(in_sample(read, 1.0) for read in sure)
    assert not any(in_sample(read, 0.0) for read in sure)


def test_a_larger_sample_holds_the_smaller_one(sure):
    small = {read.transmission_id for read in sure if in_sample(read, 0.02)}
    assert small < {read.transmission_id for read in sure if in_sample(read, 0.1)}


def test_only_what_the_machine_was_sure_of_and_counts_is_in_it(looked_at):
    assert not in_sample(looked_at(status=Status.NEEDS_REVIEW), 1.0)
    assert not in_sample(looked_at(Record(Kind.OTHER, (1,)), status=Status.ACCEPTED), 1.0)


def test_the_rate_is_of_those_that_somebody_looked_at(looked_at, decided):
    reads = [replace(looked_at(status=Status.ACCEPTED), transmission_id=name) for name in ("a", "b", "c", "d")]
    said = {
        "a": [decided(Action.ACCEPT, value={"version": 1, "records": []})],
        "b": [decided(Action.CORRECT, ordinal=0, name="date_of_birth", value="1979-08-15")],
        "c": [decided(Action.CORRECT, ordinal=0, name="date_of_birth", value="1979-08-14")],
    }
    result = measured(reads, lambda name: said.get(name, []), 1.0)
    assert (result.drawn, result.checked, result.corrected) == (4, 3, 1), "saying what was read is no correction"
    assert result.rate == pytest.approx(1 / 3)
    assert measured(reads, lambda name: [], 1.0).rate is None
