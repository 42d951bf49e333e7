"""Touches the world: all that people decide in one table, and an audit whose entries are chained by hash.

Corrections and outcomes of the first tables move over, in the order in which they were said; audit entries that were
written before are chained as they stand. Memberships say why.
"""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from pipeline.store.column_types import AnyText

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _decisions()
    _move_over()
    _chain()
    op.add_column("membership", sa.Column("why", sa.Text(), nullable=True))


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.ForeignKeyConstraint(["undoes"], ["decision.id"], name="fk_decision_undoes"),
    )
    op.create_index("ix_decision_subject", "decision", ["subject"])
    _guard("decision")


def _move_over() -> None:
    connection = op.get_bind()
    said: list[tuple[Any, int, dict[str, Any]]] = []
    for row in connection.execute(sa.text("SELECT * FROM correction ORDER BY id")).mappings():
        shared = {"subject": row["transmission_id"], "ordinal": row["ordinal"], "name": row["name"]}
        said.append((row["at"], row["id"], {"action": "correct", "value": row["value"], **shared, **_who(row)}))
    for row in connection.execute(sa.text("SELECT * FROM disposition ORDER BY id")).mappings():
        done = {
            "outcome": row["outcome"],
            "outcome_on": None if row["outcome_on"] is None else str(row["outcome_on"]),
            "reimbursement": row["reimbursement"],
        }
        told = json.dumps(done) if connection.dialect.name == "sqlite" else done
        shared = {"subject": row["request_id"], "ordinal": None, "name": None}
        said.append((row["at"], row["id"], {"action": "outcome", "value": told, **shared, **_who(row)}))
    json_type = sa.JSON() if connection.dialect.name != "sqlite" else sa.Text()
    table = sa.table(
        "decision",
        *(sa.column(name) for name in ("action", "subject", "ordinal", "name", "by", "at", "reason")),
        sa.column("value", json_type),
    )
    for _, _, values in sorted(said, key=lambda each: (str(each[0]), each[1])):
        value: Any = sa.null() if values["value"] is None else values["value"]
        connection.execute(sa.insert(table).values(**{**values, "value": value}))
    op.drop_table("correction")
    op.drop_table("disposition")


def _who(row: Any) -> dict[str, Any]:
    return {"by": row["by"], "at": row["at"], "reason": row["reason"]}


def _chain() -> None:
    """Adds the hash to each entry; for that the guard of the table stands aside within this transaction."""
    connection = op.get_bind()
    _unguard("audit")
    op.add_column("audit", sa.Column("hash", sa.Text(), nullable=True))
    before = ""
    query = sa.text(
        'SELECT id, at, "by", action, subject, before, after, reason, program_version FROM audit ORDER BY id'
    ).columns(
        at=sa.DateTime(timezone=True),
        before=sa.JSON(),
        after=sa.JSON(),
        **dict.fromkeys(("by", "action", "subject", "reason"), AnyText),
    )
    for row in connection.execute(query).mappings().all():
        at = row["at"].replace(tzinfo=None).isoformat()
        held = [row["by"], row["action"], row["subject"], row["before"], row["after"], row["reason"]]
        told = [before, at, *held, row["program_version"]]
        text = json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        before = hashlib.sha256(text.encode()).hexdigest()
        connection.execute(sa.text("UPDATE audit SET hash = :hash WHERE id = :id"), {"hash": before, "id": row["id"]})
    _guard("audit")


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_refuses_update")
        op.execute(f"DROP TRIGGER {table}_refuses_delete")
    else:
        op.execute(f"DROP TRIGGER {table}_refuses ON {table}")


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION intake_refuse()"
    )
