"""Touches the world: who may use the desk; the latest row of a name holds, none is changed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
    )
    op.create_index("ix_account_name", "account", ["name"])
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER account_refuses_{event.lower()} BEFORE {event} ON account "
                "BEGIN SELECT RAISE(ABORT, 'account is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER account_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON account "
        "FOR EACH STATEMENT EXECUTE FUNCTION intake_refuse()"
    )
