"""Touches the world: runs the migrations on the connection and in the transaction of `pipeline.store`."""

from alembic import context

from pipeline.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
