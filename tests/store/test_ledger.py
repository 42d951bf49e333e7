"""The ledger: every arrival has one line, and the line never changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from pipeline.errors import StoreTrouble
from pipeline.store import Store
from pipeline.values import Part, Reading, Transmission
from pipeline.vocabulary import Doubt

Arrival = Callable[..., Transmission]


def test_a_transmission_comes_back_with_its_parts_as_it_went_in(store: Store, arrival: Arrival) -> None:
    parts = (
        Part(1, "1", None, "text/plain", 120, "a" * 64, True),
        Part(2, "2", "fax.tif", "image/tiff", 9_000, None, False, Doubt.TOO_LARGE),
        Part(3, "3", "logo.png", "image/png", 900, None, False, "signature"),
    )
    mail = arrival(parts=parts, tags={"Subject": "FW: detainer"}, sender="desk@example.gov", doubts=(Doubt.TOO_DEEP,))
    assert store.add(mail)
    assert store.transmission("t1") == mail


def test_an_unknown_id_has_no_transmission(store: Store) -> None:
    assert store.transmission("t9") is None


def test_the_same_file_with_the_same_bytes_is_added_once(store: Store, arrival: Arrival) -> None:
    assert store.add(arrival())
    assert not store.add(replace(arrival(), id="another"))
    assert store.transmission("another") is None


def test_the_same_file_with_other_bytes_is_another_transmission(store: Store, arrival: Arrival) -> None:
    assert store.add(arrival())
    assert store.add(replace(arrival(), id="t2", sha256="f" * 64))


def test_an_id_that_two_files_claim_is_refused_loudly(store: Store, arrival: Arrival) -> None:
    store.add(arrival())
    with pytest.raises(StoreTrouble, match="please report"):
        store.add(replace(arrival(), file="fax-dedicated/another.tif"))


def test_a_line_that_names_a_line_which_is_not_there_is_refused(store: Store, arrival: Arrival) -> None:
    with pytest.raises(StoreTrouble, match="please report"):
        store.add(arrival(same_bytes_as="t9"))
    assert store.transmission("t1") is None


def test_the_first_with_the_same_bytes_is_the_one_taken_in_first(store: Store, arrival: Arrival) -> None:
    later = arrival("b", sha256="5" * 64)
    earlier = arrival("a", sha256="5" * 64, taken_in_at=later.taken_in_at - timedelta(seconds=1))
    store.add(later)
    store.add(earlier)
    assert store.first_with_bytes("5" * 64) == "a"
    assert store.first_with_bytes("6" * 64) is None


def test_a_file_is_known_until_its_size_or_time_changes(store: Store, arrival: Arrival) -> None:
    fax = arrival()
    store.add(fax)
    assert store.known(fax.source, fax.file, fax.size, fax.modified_ns)
    assert not store.known(fax.source, fax.file, fax.size, fax.modified_ns + 1)
    assert not store.known(fax.source, fax.file, fax.size + 1, fax.modified_ns)
    assert not store.known("fax-d-4", fax.file, fax.size, fax.modified_ns)


def test_a_transmission_is_found_by_its_content(store: Store, arrival: Arrival) -> None:
    fax = arrival()
    store.add(fax)
    assert store.by_content(fax.source, fax.file, fax.sha256) == fax
    assert store.by_content(fax.source, fax.file, "0" * 64) is None


def test_two_threads_that_add_the_same_transmission_make_one(store: Store, arrival: Arrival) -> None:
    together = Barrier(6)
    answers: list[bool] = []

    def add() -> None:
        together.wait()
        answers.append(store.add(arrival()))

    threads = [Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 5 + [True]


def test_unread_ones_come_oldest_first(store: Store, arrival: Arrival, looked_at: Callable[..., Reading]) -> None:
    old = datetime(2024, 12, 31, tzinfo=UTC)
    for name, inbox_at in (("c", old), ("a", old + timedelta(days=2)), ("b", old), ("read", old)):
        store.add(arrival(name, inbox_at=inbox_at))
    store.add_reading(looked_at("read"), "intake", "first reading")
    assert [waiting.id for waiting in store.unread()] == ["b", "c", "a"]


def test_times_come_back_with_an_offset(store: Store, arrival: Arrival) -> None:
    store.add(arrival())
    found = store.transmission("t1")
    assert found is not None
    assert found.inbox_at.utcoffset() == timedelta(0)
