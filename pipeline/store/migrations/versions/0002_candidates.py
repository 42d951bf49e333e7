"""Touches the world: a field keeps what each reader and witness offered; fields read before have nothing there."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # last and nullable, so that no row is rewritten: the triggers would refuse it, and a store of years is large
    op.add_column("field", sa.Column("candidates", sa.JSON(), nullable=True))
