"""Touches the world: the store, one method for each question that is asked of it.

Every method is one transaction and may be called from any thread. What it raises is StoreTrouble, with the remedy,
or WrongUse, where something is named that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from pipeline.reviewing.decisions import Decision
from pipeline.store import accounts, audit, decisions, documents, ledger, readings, requests, runs, verify
from pipeline.store.database import Database
from pipeline.store.migrate import bring_up_to_date
from pipeline.store.values import (
    Account,
    AccountRole,
    AuditEntry,
    AuditHead,
    Clock,
    Fault,
    NotedHead,
    Placement,
    Run,
    RunSource,
    SourceStatus,
)
from pipeline.values import Document, Reading, RecordKey, Request, Transmission


class Store:
    """The truth of the program. Nothing in it is overwritten or deleted."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @classmethod
    def open(cls, url: str, clock: Clock) -> Store:
        """Opens the store, makes it where there is none, and brings its tables up to date.

        `url` is `sqlite:///PATH` or `postgresql+psycopg://...`; the file and its folder are made for their owner
        alone. Raises StoreTrouble, also for a store that a newer program wrote.
        """
        store = cls(Database(url), clock)
        try:
            bring_up_to_date(store._database, clock)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Gives the connections back; the store cannot be used by iterators that are still under way."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check_writable(self) -> None:
        """Writes and takes it back. Raises StoreTrouble where that fails."""
        with self._database.writing() as connection, connection.begin_nested() as attempt:
            deed = audit.Deed("checked", "store", "intake", "")
            audit.write(connection, deed, self._clock(), None, None)
            attempt.rollback()

    # the ledger

    def known(self, source: str, file: str, size: int, modified_ns: int) -> bool:
        """Whether that file, unchanged as far as its size and time tell, is in the ledger."""
        with self._database.reading() as connection:
            return ledger.known(connection, source, file, size, modified_ns)

    def by_content(self, source: str, file: str, sha256: str) -> Transmission | None:
        """The transmission of that file with those bytes, None when there is none."""
        with self._database.reading() as connection:
            return ledger.by_content(connection, source, file, sha256)

    def first_with_bytes(self, sha256: str) -> str | None:
        """The id of the first transmission with those bytes, under whatever name and from whatever source."""
        with self._database.reading() as connection:
            return ledger.first_with_bytes(connection, sha256)

    def add(self, transmission: Transmission) -> bool:
        """Writes a line of the ledger; it is on the disk on return. False when that file with those bytes has one."""
        with self._database.writing() as connection:
            return ledger.add(connection, transmission)

    def transmission(self, transmission_id: str) -> Transmission | None:
        """The line of that id, None when there is none."""
        with self._database.reading() as connection:
            return ledger.load(connection, [transmission_id]).get(transmission_id)

    def transmissions(self) -> int:
        """How many lines the ledger has."""
        with self._database.reading() as connection:
            return len(ledger.every_id(connection))

    def originals(self) -> dict[str, str]:
        """The SHA-256 of all bytes that are kept, with the id of the first transmission that they came in."""
        with self._database.reading() as connection:
            return ledger.originals(connection)

    # readings

    def unread(self) -> tuple[Transmission, ...]:
        """All transmissions without a reading, oldest first."""
        with self._database.reading() as connection:
            return ledger.unread(connection)

    def add_reading(self, reading: Reading, by: str, reason: str) -> Reading:
        """Adds the next version, all of it or nothing; its pages are kept without their fields.

        Returns the reading as it is kept, with its version. Where a person had corrected a record that it has lost,
        it waits for a person with the doubt `correction_unplaced`.
        """
        with self._database.writing() as connection:
            return readings.add(connection, reading, self._clock(), by, reason)

    def latest_reading(self, transmission_id: str) -> Reading | None:
        """The latest version as it was read; None while unread."""
        with self._database.reading() as connection:
            return readings.latest(connection, [transmission_id]).get(transmission_id)

    def readings(self, transmission_id: str) -> tuple[Reading, ...]:
        """Every version as it was read, the first one first."""
        with self._database.reading() as connection:
            return readings.all_of(connection, transmission_id)

    def document(self, transmission_id: str) -> Document | None:
        """The transmission with its latest reading, as it was read; None when there is no such transmission."""
        with self._database.reading() as connection:
            ids = [transmission_id] if ledger.load(connection, [transmission_id]) else []
            return next(documents.load(connection, ids), None)

    def documents(self, year: int | None = None, zone: ZoneInfo | None = None) -> Iterator[Document]:
        """All transmissions with their latest readings, by the time of receipt, unread ones by that of the inbox.

        A person's word is not laid over them (`reviewing/standing.py`), but a time that a person said orders them.

        With a `year`, those received in it as the clocks of `zone` show it; both or neither are given. All come from
        one moment of the store, however long the iteration takes, and few are held in memory at once.
        """
        if (year is None) != (zone is None):
            raise ValueError("a year begins at midnight somewhere: name the year and its time zone")
        return self._documents(year, zone)

    def _documents(self, year: int | None, zone: ZoneInfo | None) -> Iterator[Document]:
        with self._database.reading() as connection:
            yield from documents.load(connection, documents.in_order(connection, year, zone))

    def documents_of(self, transmission_ids: Sequence[str]) -> tuple[Document, ...]:
        """The transmissions of these ids, in that order, as `documents` gives them. An unknown id is left out."""
        with self._database.reading() as connection:
            known = ledger.load(connection, transmission_ids)
            return tuple(documents.load(connection, [name for name in transmission_ids if name in known]))

    # what people decided

    def decisions(self, subject: str | None = None, after: int = 0) -> tuple[Decision, ...]:
        """All decisions of people, oldest first, those that were undone and the undoings among them.

        Of one subject when it is named: the id of a transmission, a request or a finding. `after`: only those of a
        higher number.
        """
        with self._database.reading() as connection:
            return decisions.every(connection, subject, after)

    def decide(self, draft: Decision, before: Mapping[str, Any] | None = None) -> Decision:
        """Keeps a decision and gives it its number and time; `before` tells the audit what stood there.

        Raises WrongUse when it speaks of a transmission, record, request or decision that there is not.
        """
        return self.decide_all([(draft, before)])[0]

    def decide_all(self, drafts: Iterable[tuple[Decision, Mapping[str, Any] | None]]) -> tuple[Decision, ...]:
        """Keeps several decisions that belong together, all or none; see `decide`."""
        with self._database.writing() as connection:
            at = self._clock()
            return tuple(decisions.add(connection, replace(draft, at=at), before) for draft, before in drafts)

    # requests

    def memberships(self) -> dict[RecordKey, Placement]:
        """The request, role and rule of each record as last counted."""
        with self._database.reading() as connection:
            return requests.placements(connection)

    def request_ids(self) -> frozenset[str]:
        """Every id that a request ever had: none is given twice."""
        with self._database.reading() as connection:
            return requests.ids(connection)

    def save_memberships(self, counted: Iterable[Request], by: str) -> None:
        """Keeps the outcome of a count over the whole store: a record that is in none of them leaves its request.

        Writes the differences alone, closes what no longer holds and audits each change.
        """
        with self._database.writing() as connection:
            requests.save(connection, counted, self._clock(), by)

    # runs and sources

    def start_run(self, trigger: str, by: str) -> Run:
        """Opens a run; one that is killed stays open and shows as unfinished."""
        with self._database.writing() as connection:
            return runs.start(connection, trigger, by, self._clock())

    def finish_run(
        self, run_id: int, outcome: str, summary: Mapping[str, Any], sources: Iterable[RunSource] = ()
    ) -> Run:
        """Closes a run, with what JSON can hold as its summary. Raises WrongUse when it is not open."""
        with self._database.writing() as connection:
            return runs.finish(connection, run_id, outcome, summary, sources, self._clock())

    def last_run(self) -> Run | None:
        """The run started last, finished or not; None before the first."""
        with self._database.reading() as connection:
            return runs.last(connection)

    def runs(self, most: int) -> tuple[Run, ...]:
        """The runs started last, finished or not, at most so many, the latest first."""
        with self._database.reading() as connection:
            return runs.latest(connection, most)

    def source_statuses(self) -> tuple[SourceStatus, ...]:
        """Where each source stands, by name; a source that nothing came from and no run visited is absent."""
        with self._database.reading() as connection:
            return runs.source_statuses(connection)

    # accounts of the desk

    def accounts(self) -> tuple[Account, ...]:
        """All accounts as they stand, the disabled ones among them, by name."""
        with self._database.reading() as connection:
            return accounts.every(connection)

    def account(self, name: str) -> Account | None:
        """The account of that name as it stands, None when there is none."""
        with self._database.reading() as connection:
            return accounts.one(connection, name)

    def add_account(self, name: str, role: AccountRole, password_hash: str, by: str, reason: str) -> Account:
        """Adds an account. Raises WrongUse for a name that is no name, or is there already."""
        with self._database.writing() as connection:
            return accounts.add(connection, Account(name, role, password_hash, False, by, self._clock(), reason))

    def change_account(
        self,
        name: str,
        by: str,
        reason: str,
        *,
        role: AccountRole | None = None,
        password_hash: str | None = None,
        disabled: bool | None = None,
    ) -> Account:
        """Keeps how the account stands from now on; what is not named stays.

        Raises WrongUse when there is no such account, and when no administrator would be left.
        """
        named = {"role": role, "password_hash": password_hash, "disabled": disabled}
        with self._database.writing() as connection:
            return accounts.change(
                connection,
                name,
                by,
                self._clock(),
                reason,
                {key: told for key, told in named.items() if told is not None},
            )

    # the audit

    def audit(
        self,
        action: str,
        subject: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
        by: str,
        reason: str,
    ) -> None:
        """Adds a deed that changes nothing here, such as an identified export; other methods audit themselves."""
        with self._database.writing() as connection:
            audit.write(connection, audit.Deed(action, subject, by, reason), self._clock(), before, after)

    def audit_entries(self, subject: str) -> tuple[AuditEntry, ...]:
        """All that was done to a transmission, a request or another subject, oldest first."""
        with self._database.reading() as connection:
            return audit.entries(connection, subject)

    def audit_head(self) -> AuditHead:
        """Where the chain of the audit stands."""
        with self._database.reading() as connection:
            return audit.head(connection)

    def last_entry(self) -> int:
        """The number of the audit's last entry, 0 where there is none: while it stays, nothing has changed."""
        with self._database.reading() as connection:
            return audit.last(connection)

    def subjects_since(self, entry: int) -> frozenset[str]:
        """All that entries later than that number are about, of those that can change a count."""
        with self._database.reading() as connection:
            return audit.subjects_since(connection, entry)

    def faults(self, known_head: str | None = None, noted: Sequence[NotedHead] = ()) -> Iterator[Fault]:
        """Everything that does not agree with the audit, as the iteration goes; nothing where all is as it was written.

        `known_head`: a hash that was noted earlier and must still be in the chain; `noted`: heads that must, too.
        """
        with self._database.reading() as connection:
            yield from verify.faults(connection, known_head, noted)
