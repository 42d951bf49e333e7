"""Touches the world: makes the tables of the first store, and the triggers that keep them from being changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_WRITTEN_ONCE = (
    "transmission",
    "part",
    "reading",
    "record",
    "field",
    "page",
    "correction",
    "request",
    "disposition",
    "run_source",
    "audit",
)
_NEVER_DELETED = (*_WRITTEN_ONCE, "membership", "run")


def upgrade() -> None:
    _ledger()
    _readings()
    _people()
    _requests()
    _runs()
    _guard()


def _text(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def _integer(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable, autoincrement=False)


def _number(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Double(), nullable=nullable)


def _large(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _counted() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _ledger() -> None:
    op.create_table(
        "transmission",
        _text("id"),
        _text("source"),
        _text("file"),
        _text("sha256"),
        _large("size"),
        _text("media_type"),
        _large("modified_ns"),
        _time("inbox_at"),
        _text("inbox_how"),
        _time("taken_in_at"),
        _text("sender", nullable=True),
        _json("tags"),
        _text("same_bytes_as", nullable=True),
        _json("doubts"),
        _key("transmission", "id"),
        _of("transmission", "same_bytes_as", "transmission.id"),
        sa.UniqueConstraint("source", "file", "sha256", name="uq_transmission_source_file_sha256"),
    )
    op.create_index("ix_transmission_sha256", "transmission", ["sha256"])
    op.create_table(
        "part",
        _text("transmission_id"),
        _integer("ordinal"),
        _text("path"),
        _text("name", nullable=True),
        _text("media_type"),
        _large("size"),
        _text("sha256", nullable=True),
        sa.Column("taken", sa.Boolean(), nullable=False),
        _text("reason", nullable=True),
        _key("part", "transmission_id", "ordinal"),
        _of("part", "transmission_id", "transmission.id"),
    )


def _readings() -> None:
    op.create_table(
        "reading",
        _counted(),
        _text("transmission_id"),
        _integer("version"),
        _text("status"),
        _json("doubts"),
        _integer("pages_held"),
        _number("seconds"),
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
        _key("reading", "id"),
        _of("reading", "transmission_id", "transmission.id"),
        sa.UniqueConstraint("transmission_id", "version", name="uq_reading_transmission_id_version"),
    )
    op.create_table(
        "record",
        _integer("reading_id"),
        _integer("ordinal"),
        _text("kind"),
        _json("pages"),
        _json("doubts"),
        _key("record", "reading_id", "ordinal"),
        _of("record", "reading_id", "reading.id"),
    )
    op.create_table(
        "field",
        _integer("reading_id"),
        _integer("ordinal"),
        _text("name"),
        _json("value", nullable=True),
        _text("raw", nullable=True),
        _integer("page", nullable=True),
        *(_number(side, nullable=True) for side in ("x0", "y0", "x1", "y1")),
        _number("confidence"),
        _text("reader", nullable=True),
        _text("doubt", nullable=True),
        _key("field", "reading_id", "ordinal", "name"),
        sa.ForeignKeyConstraint(
            ["reading_id", "ordinal"], ["record.reading_id", "record.ordinal"], name="fk_field_reading_id_ordinal"
        ),
    )
    op.create_table(
        "page",
        _integer("reading_id"),
        _integer("number"),
        _integer("part", nullable=True),
        _json("decisions", nullable=True),
        _text("form", nullable=True),
        _number("form_confidence"),
        _json("header", nullable=True),
        _json("doubts"),
        _json("mentions"),
        _number("seconds"),
        _key("page", "reading_id", "number"),
        _of("page", "reading_id", "reading.id"),
    )


def _people() -> None:
    op.create_table(
        "correction",
        _counted(),
        _text("transmission_id"),
        _integer("ordinal", nullable=True),
        _text("name"),
        _json("value", nullable=True),
        _text("by"),
        _time("at"),
        _text("reason"),
        _key("correction", "id"),
        _of("correction", "transmission_id", "transmission.id"),
    )
    op.create_index("ix_correction_transmission_id", "correction", ["transmission_id"])
    op.create_table(
        "audit",
        _counted(),
        _time("at"),
        _text("by"),
        _text("action"),
        _text("subject"),
        _json("before", nullable=True),
        _json("after", nullable=True),
        _text("reason"),
        _text("program_version"),
        _key("audit", "id"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])


def _requests() -> None:
    op.create_table("request", _text("id"), _time("created_at"), _key("request", "id"))
    op.create_table(
        "membership",
        _counted(),
        _text("request_id"),
        _text("transmission_id"),
        _integer("ordinal"),
        _text("role"),
        _text("rule"),
        _time("since"),
        _time("until", nullable=True),
        _key("membership", "id"),
        _of("membership", "request_id", "request.id"),
        _of("membership", "transmission_id", "transmission.id"),
    )
    still_open = sa.text("until IS NULL")
    op.create_index(
        "uq_membership_open",
        "membership",
        ["transmission_id", "ordinal"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "disposition",
        _counted(),
        _text("request_id"),
        _text("outcome"),
        sa.Column("outcome_on", sa.Date()),
        _number("reimbursement"),
        _text("by"),
        _time("at"),
        _text("reason"),
        _key("disposition", "id"),
        _of("disposition", "request_id", "request.id"),
    )


def _runs() -> None:
    op.create_table(
        "run",
        _counted(),
        _text("trigger"),
        _text("by"),
        _time("started_at"),
        _time("ended_at", nullable=True),
        _text("outcome", nullable=True),
        _json("summary", nullable=True),
        _key("run", "id"),
    )
    op.create_table(
        "run_source",
        _integer("run_id"),
        _text("source"),
        _integer("seen"),
        _integer("new"),
        _integer("left"),
        _text("error", nullable=True),
        _key("run_source", "run_id", "source"),
        _of("run_source", "run_id", "run.id"),
    )


def _guard() -> None:
    """Lets the database itself refuse what the program never does, also to a hand at its console."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _WRITTEN_ONCE:
            _refuse_in_sqlite(table, "UPDATE")
        for table in _NEVER_DELETED:
            _refuse_in_sqlite(table, "DELETE")
        return
    op.execute(
        "CREATE FUNCTION intake_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23001'; END $$"
    )
    for table in _NEVER_DELETED:
        events = "UPDATE OR DELETE OR TRUNCATE" if table in _WRITTEN_ONCE else "DELETE OR TRUNCATE"
        op.execute(
            f"CREATE TRIGGER {table}_refuses BEFORE {events} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION intake_refuse()"
        )


def _refuse_in_sqlite(table: str, event: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
