"""Pure. The tables of the store as they are now; `migrations/` says how they came to be.

Written once and never changed, as triggers in the database see to: all but `run`, whose end is added, and
`membership`, whose rows are closed. Nothing is deleted anywhere.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)

from pipeline.store.column_types import AnyText, UtcTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


def _json(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, JSON(none_as_null=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, AnyText, nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcTime, nullable=nullable)


def _of(name: str, target: str, *, key: bool = False) -> Column[Any]:
    """A column that names a row of another table; its type is that of the target's."""
    return Column(name, ForeignKey(target), primary_key=key, nullable=False)


transmission = Table(
    "transmission",
    metadata,
    Column("id", AnyText, primary_key=True),
    _text("source"),
    _text("file"),
    _text("sha256"),
    Column("size", BigInteger, nullable=False),
    _text("media_type"),
    Column("modified_ns", BigInteger, nullable=False),
    _time("inbox_at"),
    _text("inbox_how"),
    _time("taken_in_at"),
    _text("sender", nullable=True),
    _json("tags"),
    Column("same_bytes_as", ForeignKey("transmission.id")),
    _json("doubts"),
    UniqueConstraint("source", "file", "sha256"),
    Index(None, "sha256"),
)
"""The ledger: one line for each file that arrived."""

part = Table(
    "part",
    metadata,
    _of("transmission_id", "transmission.id", key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    _text("path"),
    _text("name", nullable=True),
    _text("media_type"),
    Column("size", BigInteger, nullable=False),
    _text("sha256", nullable=True),
    Column("taken", Boolean, nullable=False),
    _text("reason", nullable=True),
)

reading = Table(
    "reading",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("transmission_id", "transmission.id"),
    Column("version", Integer, nullable=False),
    _text("status"),
    _json("doubts"),
    Column("pages_held", Integer, nullable=False),
    Column("seconds", Double, nullable=False),
    _text("channel"),
    _text("channel_how"),
    _text("district", nullable=True),
    _time("received_at"),
    _text("received_how"),
    _json("received_doubts"),
    _text("program_version"),
    _time("created_at"),
    _text("by"),
    _text("reason"),
    UniqueConstraint("transmission_id", "version"),
)

record = Table(
    "record",
    metadata,
    _of("reading_id", "reading.id", key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    _text("kind"),
    _json("pages"),
    _json("doubts"),
)

field = Table(
    "field",
    metadata,
    Column("reading_id", Integer, primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("name", AnyText, primary_key=True),
    _json("value", nullable=True),
    _text("raw", nullable=True),
    Column("page", Integer),
    Column("x0", Double),
    Column("y0", Double),
    Column("x1", Double),
    Column("y1", Double),
    Column("confidence", Double, nullable=False),
    _text("reader", nullable=True),
    _text("doubt", nullable=True),
    _json("candidates", nullable=True),
    ForeignKeyConstraint(["reading_id", "ordinal"], ["record.reading_id", "record.ordinal"]),
)
"""Each candidate is a list of value, reader and confidence; NULL where nothing was offered and in the oldest rows."""

page = Table(
    "page",
    metadata,
    _of("reading_id", "reading.id", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer),
    _json("decisions", nullable=True),
    _text("form", nullable=True),
    Column("form_confidence", Double, nullable=False),
    _json("header", nullable=True),
    _json("doubts"),
    _json("mentions"),
    Column("seconds", Double, nullable=False),
)
"""Pages of a reading, without their fields: these stand once, with the records."""

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("action"),
    _text("subject"),
    Column("ordinal", Integer),
    _text("name", nullable=True),
    _json("value", nullable=True),
    Column("undoes", ForeignKey("decision.id")),
    _text("by"),
    _time("at"),
    _text("reason"),
    Index(None, "subject"),
)
"""What people decided, see `reviewing/decisions.py`."""

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("name"),
    _text("role"),
    _text("password_hash"),
    Column("disabled", Boolean, nullable=False),
    _text("by"),
    _time("at"),
    _text("reason"),
    Index(None, "name"),
)
"""Who may use the desk; the latest row of a name holds."""

request = Table("request", metadata, Column("id", AnyText, primary_key=True), _time("created_at"))

membership = Table(
    "membership",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("request_id", "request.id"),
    _of("transmission_id", "transmission.id"),
    Column("ordinal", Integer, nullable=False),
    _text("role"),
    _text("rule"),
    _time("since"),
    _time("until", nullable=True),
    _text("why", nullable=True),
    Index(
        "uq_membership_open",
        "transmission_id",
        "ordinal",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
)
"""Which request a record was counted with, and from when until when; `until` is NULL for what holds now."""

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("trigger"),
    _text("by"),
    _time("started_at"),
    _time("ended_at", nullable=True),
    _text("outcome", nullable=True),
    _json("summary", nullable=True),
)

run_source = Table(
    "run_source",
    metadata,
    _of("run_id", "run.id", key=True),
    Column("source", AnyText, primary_key=True),
    Column("seen", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    _text("error", nullable=True),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    _time("at"),
    _text("by"),
    _text("action"),
    _text("subject"),
    _json("before", nullable=True),
    _json("after", nullable=True),
    _text("reason"),
    _text("program_version"),
    _text("hash", nullable=True),
    Index(None, "subject"),
)
"""Each entry's hash holds that of the entry before it, see `audit.py`."""
