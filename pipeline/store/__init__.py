"""Touches the world: the database; tables, migrations, one method for each question asked, an audit."""

from pipeline.store.corrected import corrected
from pipeline.store.store import Store
from pipeline.store.values import AuditEntry, Clock, Correction, Placement, Run, RunSource, SourceStatus

__all__ = ["AuditEntry", "Clock", "Correction", "Placement", "Run", "RunSource", "SourceStatus", "Store", "corrected"]
