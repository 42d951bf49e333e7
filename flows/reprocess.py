"""Reads transmissions again, or takes in files by hand, with what a person says about how they came.

Touches the world: through the workshop. Nothing is overwritten: a person's word is added, and a further version.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.reading import IN_THREADS, read_all
from flows.tasks import a_retry_can_help, count
from flows.working import say, working
from pipeline.audit_heads import note_or_tell
from pipeline.counted import Standing
from pipeline.deciding import Reviewer
from pipeline.errors import WrongUse
from pipeline.handing_in import keep_word
from pipeline.places import typed
from pipeline.receipt_said import Said, check_named, corrections_of, is_id, understood
from pipeline.receive import take_in
from pipeline.receive.names import shown_path
from pipeline.receive.taking_in import BY_HAND
from pipeline.reviewing.bounds import check_reason
from pipeline.telling import Outcome
from pipeline.values import ReceivedBy
from pipeline.workshop import Workshop, current


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """What came of it."""

    outcomes: tuple[Outcome, ...]
    troubles: tuple[str, ...]
    """A sentence for each transmission that could not be read again, whose earlier reading stands; and for where the
    audit ends, when that could not be noted."""
    standing: Standing


@flow(
    name="reprocess",
    description="Reads transmissions again, or takes in files by hand, with their true channel, district and time.",
    task_runner=IN_THREADS,
    persist_result=False,
    log_prints=False,
)
def reprocess(
    what: list[str],
    channel: str | None = None,
    district: str | None = None,
    received: str | None = None,
    reason: str = "",
    config: str = "intake.toml",
) -> Reprocessed:
    """Reads `what` again: ids of transmissions, and files that are taken in first.

    `channel`, `district` and `received` are a person's word about all of them. Raises WrongUse before anything is
    changed when one of them makes no sense.
    """
    with working(config, "the reprocessing") as shop:
        check_reason(reason)
        said = understood(channel, district, received, shop.settings, shop.clock())
        for each in what:
            # named as it was typed, and before a file is taken in: nobody knows its id yet
            before = _known(each, shop)
            list(corrections_of(said, each, _receipt(shop, before) if before else None))
        ids = list(dict.fromkeys(_id_of(each, said, shop) for each in what))
        known = [(each, list(corrections_of(said, each, _receipt(shop, each)))) for each in ids]
        for transmission_id, corrections in known:
            for name, value in corrections:
                add_word(transmission_id, name, value if isinstance(value, str) else None, reason)
        outcomes, troubles = read_all(ids, reason or "read again")
        standing = count()
        not_noted = note_or_tell(shop.store, shop.originals.folder, shop.clock())
        done = Reprocessed(outcomes, (*troubles, *not_noted), standing)
        if shop.alone:
            say(f"reprocessing done: {len(outcomes)} read again, {len(troubles)} not")
            for trouble in troubles:
                say(f"trouble: {trouble}")
        return done


@task(
    name="take in",
    task_run_name="take in a file",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=a_retry_can_help,
)
def take_in_file(path: str, received: datetime | None) -> str:
    """The id of a file's transmission: the one that it has in the ledger, else a new one."""
    shop = current()
    before = _in_an_inbox(Path(path), shop)
    if before is not None:
        return before
    arrived, _ = take_in(Path(path), shop.settings, shop.originals, shop.store, shop.clock, received=received)
    return arrived.id


@task(
    name="add a person's word",
    task_run_name="{name} of {transmission_id}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=a_retry_can_help,
)
def add_word(transmission_id: str, name: str, value: str | None, reason: str) -> None:
    """Keeps what a person says about the receipt, unless that is the last that was said about it."""
    shop = current()
    reviewer = Reviewer(shop.store, shop.settings, shop.clock, shop.by)
    keep_word(reviewer, transmission_id, name, value, reason or "said on reprocessing", shop.standing(transmission_id))


def _known(what: str, shop: Workshop) -> str | None:
    """The transmission that is meant by an id or a file; None for a file that is none yet.

    Raises WrongUse when there is neither.
    """
    if is_id(what) and not Path(what).is_file():
        if shop.store.transmission(what) is None:
            lists = typed(shop.settings, "status")
            raise WrongUse(f"{what}: there is no such transmission; those that wait are listed by: {lists}")
        return what
    check_named(what, shop.settings)
    path = Path(what).absolute()
    by_hand = shop.store.by_content(BY_HAND, shown_path((path.name,)), _sha256_of(path))
    return _in_an_inbox(path, shop) or (by_hand.id if by_hand else None)


def _id_of(what: str, said: Said, shop: Workshop) -> str:
    """The transmission that is meant by an id or a file, which is taken in where it is none yet."""
    if is_id(what) and not Path(what).is_file():
        return what
    return take_in_file(str(Path(what).absolute()), said.received_at)


def _in_an_inbox(path: Path, shop: Workshop) -> str | None:
    """The id of a file that lies in an inbox and was taken in from there; None for any other."""
    for place in shop.settings.sources:
        if path.is_relative_to(place.path):
            name = shown_path((place.path.name, *path.relative_to(place.path).parts))
            arrived = shop.store.by_content(place.name, name, _sha256_of(path))
            if arrived is not None:
                return arrived.id
    return None


def _sha256_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WrongUse(f"{path}: cannot be read: {error.strerror or error}; name a file that can be read") from None


def _receipt(shop: Workshop, transmission_id: str) -> ReceivedBy | None:
    stands = shop.standing(transmission_id)
    return stands.received if stands else None
