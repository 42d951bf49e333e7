"""Whatever the values can hold comes back from the store as it went in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pipeline.store import Store
from pipeline.values import (
    Box,
    Candidate,
    FieldReading,
    HeaderLine,
    PageDecisions,
    PageReading,
    Part,
    Reading,
    ReceivedBy,
    Record,
    Transmission,
)
from pipeline.vocabulary import FIELD_NAMES, Channel, Doubt, Kind, Status

# half surrogate pairs and U+0000 too: Python makes the former of undecodable bytes, hostile mails hold the latter
text = some.text(some.characters(codec=None, categories=None), max_size=20) | some.sampled_from(["\x00", "\x1a0000"])
maybe_text = some.none() | text
number = some.integers(0, 2**31 - 1)
large = some.integers(0, 2**63 - 1)
share = some.floats(0, 1)
real = some.floats(allow_nan=False, allow_infinity=False)
naive = some.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1))  # noqa: DTZ001 - clocks of sending machines
zone = some.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moment = some.builds(lambda at, zone: at.replace(tzinfo=zone), naive, zone)
doubts = some.lists(some.sampled_from(Doubt), unique=True, max_size=3).map(tuple)
word = some.text(min_size=1, max_size=20)

box = some.lists(share, min_size=4, max_size=4).map(
    lambda sides: Box(min(sides[:2]), min(sides[2:]), max(sides[:2]), max(sides[2:]))
)
field = some.builds(
    FieldReading,
    some.none() | some.booleans() | text | some.lists(text, max_size=3).map(tuple),
    raw=maybe_text,
    page=some.none() | number,
    box=some.none() | box,
    confidence=share,
    reader=word,
    doubt=some.none() | some.sampled_from(Doubt),
    candidates=some.lists(some.builds(Candidate, text, text, share), max_size=3).map(tuple),
)
record = some.builds(
    Record,
    some.sampled_from(Kind),
    some.lists(number, max_size=3).map(tuple),
    some.dictionaries(some.sampled_from(FIELD_NAMES), field, max_size=4),
    doubts,
)
decisions = some.builds(PageDecisions, number, number, some.tuples(real, real), word, number, share, real, number)
header = some.builds(HeaderLine, text, some.none() | naive, maybe_text, maybe_text, some.none() | number)
page = some.builds(
    PageReading,
    number,
    some.none() | number,
    some.none() | decisions,
    maybe_text,
    share,
    some.none() | header,
    some.just({}),
    doubts,
    some.lists(text, max_size=3).map(tuple),
    real,
)
part = some.builds(
    Part, number, text, maybe_text, text, large, maybe_text, some.booleans(), maybe_text | some.sampled_from(Doubt)
)
transmission = some.builds(
    Transmission,
    id=some.just(""),
    source=text,
    file=text,
    sha256=text,
    size=large,
    media_type=text,
    modified_ns=some.integers(-(2**63), 2**63 - 1),
    inbox_at=moment,
    inbox_how=text,
    taken_in_at=moment,
    sender=maybe_text,
    tags=some.dictionaries(text, text, max_size=3),
    parts=some.lists(part, unique_by=lambda one: one.ordinal, max_size=3).map(
        lambda parts: tuple(sorted(parts, key=lambda one: one.ordinal))
    ),
    doubts=doubts,
)
received = some.builds(ReceivedBy, some.sampled_from(Channel), text, maybe_text, moment, text, doubts)
reading = some.builds(
    Reading,
    some.just(""),
    some.lists(record, max_size=3).map(tuple),
    some.lists(page, unique_by=lambda one: one.number, max_size=3).map(
        lambda pages: tuple(sorted(pages, key=lambda one: one.number))
    ),
    number,
    received,
    some.sampled_from(Status),
    doubts,
    real,
)

_ids = count()


@pytest.mark.slow
@given(transmission, reading)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_value_comes_back_as_it_went_in(store: Store, arrived: Transmission, found: Reading) -> None:
    name = f"t{next(_ids)}\x00\ud800"
    arrived = replace(arrived, id=name, file=f"{name}{arrived.file}")
    assert store.add(arrived)
    assert store.transmission(name) == arrived
    assert store.by_content(arrived.source, arrived.file, arrived.sha256) == arrived
    assert store.known(arrived.source, arrived.file, arrived.size, arrived.modified_ns)
    found = replace(found, transmission_id=name)
    assert store.add_reading(found, "intake", "first reading") == replace(found, version=1)
    document = store.document(name)
    assert document is not None
    assert (document.transmission, document.reading) == (arrived, replace(found, version=1))


@given(moment)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_time_keeps_its_moment_and_comes_back_in_utc(store: Store, at: datetime) -> None:
    begun = Store(store._database, lambda: at).start_run("by_hand", "root")
    kept = store.last_run()
    assert kept is not None
    assert kept == begun
    assert kept.started_at.tzinfo is UTC
