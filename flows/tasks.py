"""The steps of every run as Prefect tasks: take in, read, set down what failed, count.

Touches the world: inboxes, originals and the store, through the workshop that is open. A task's arguments are ids and
names alone: Prefect walks and hashes them, and its database is no place for what a fax says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from pipeline.counted import Standing, count_all, standing
from pipeline.errors import IntakeError, StoreTrouble, WrongUse
from pipeline.faults import FaultError, fault_of
from pipeline.possibly_missing import look_for_missing
from pipeline.receive import SourceReport, receive
from pipeline.telling import Outcome
from pipeline.values import Reading, Transmission
from pipeline.workshop import StoppingError, Workshop, current


def a_retry_can_help(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """A locked database or a network folder may answer a little later; everything else fails the same way again."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, StoreTrouble | OSError)


@task(
    name="receive",
    task_run_name="receive {source}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=a_retry_can_help,
)
def receive_source(source: str) -> SourceReport:
    """Takes in everything new at one source."""
    shop = current()
    place = shop.settings.source(source)
    if place is None:
        raise WrongUse(f"{source}: no such source in {shop.settings.file}")
    return receive(place, shop.settings, shop.originals, shop.store, shop.clock)


@task(
    name="read",
    task_run_name="read {transmission_id}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=a_retry_can_help,
)
def read_one(transmission_id: str, reason: str) -> Outcome:
    """Reads one transmission and adds the reading as its next version."""
    shop = current()
    arrived = _transmission(shop, transmission_id)
    try:
        found = shop.read(arrived)
    except (IntakeError, OSError, StoppingError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is: Prefect keeps what an exception says, and shows it
        raise FaultError(fault_of(error)) from None
    return _kept(shop, arrived, found, reason)


@task(
    name="set down as failed", task_run_name="set down {transmission_id}", cache_policy=NO_CACHE, persist_result=False
)
def set_down(transmission_id: str, fault: str) -> Outcome:
    """Keeps that the program failed at a transmission, so that a person sees it and no run fails at it again."""
    shop = current()
    arrived = _transmission(shop, transmission_id)
    return _kept(shop, arrived, shop.unreadable(arrived), f"reading failed: {fault}", fault)


@task(
    name="count",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=a_retry_can_help,
)
def count(just_looked: Mapping[str, datetime | None] | None = None) -> Standing:
    """Gathers the requests from all there is, keeps where each record belongs, and says what may be missing.

    `just_looked`: when the run looked at each source, None where it could not to its end.
    """
    shop = current()
    counted = count_all(shop.store, shop.settings)
    shop.store.save_memberships(counted.gathered.requests, shop.by)
    statuses = shop.store.source_statuses()
    return standing(counted, look_for_missing(counted, shop.settings, statuses, shop.clock(), just_looked))


def _transmission(shop: Workshop, transmission_id: str) -> Transmission:
    arrived = shop.store.transmission(transmission_id)
    if arrived is None:
        raise WrongUse(f"there is no transmission {transmission_id}")
    return arrived


def _kept(shop: Workshop, arrived: Transmission, found: Reading, reason: str, fault: str | None = None) -> Outcome:
    kept = shop.store.add_reading(found, shop.by, reason)
    stands = shop.standing(arrived.id) or kept
    outcome = Outcome(
        id=arrived.id,
        file=arrived.file,
        kind=stands.kind,
        status=stands.status,
        pages=len(kept.pages),
        doubts=stands.doubts,
        channel=stands.received.channel,
        district=stands.received.district,
        version=kept.version,
        fault=fault,
    )
    shop.teller.transmission_read(outcome)
    return outcome
