"""Pure. Times as the department's clocks show them."""

from __future__ import annotations

from datetime import datetime, tzinfo


def local(at: datetime, zone: tzinfo | None) -> datetime:
    """The moment in the department's zone; one without an offset was written down there and is taken as it is."""
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
