"""Touches the world: what people decided, in the transaction that the caller opened. Nothing here is ever changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from pipeline.errors import WrongUse
from pipeline.store import ledger, readings, rows
from pipeline.store.audit import Deed, write
from pipeline.store.corrected import corrected
from pipeline.store.tables import correction, disposition, request
from pipeline.store.values import Correction
from pipeline.values import Disposition, FieldValue, Reading
from pipeline.vocabulary import Outcome


def corrections(
    connection: Connection, transmission_ids: Sequence[str] | None = None
) -> dict[str, tuple[Correction, ...]]:
    """By transmission, oldest first; of all transmissions when none is named."""
    query = select(correction).order_by(correction.c.id)
    if transmission_ids is not None:
        query = query.where(correction.c.transmission_id.in_(transmission_ids))
    found: dict[str, list[Correction]] = defaultdict(list)
    for row in connection.execute(query):
        values = row._asdict()
        del values["id"]
        values["value"] = rows.value_of(values["value"])
        found[row.transmission_id].append(Correction(**values))
    return {transmission_id: tuple(them) for transmission_id, them in found.items()}


def add_correction(connection: Connection, said: Correction) -> None:
    """Adds the correction.

    Raises WrongUse when there is no such transmission, or no such record in its latest reading.
    """
    subject = said.transmission_id
    if not ledger.load(connection, [subject]):
        raise WrongUse(f"there is no transmission {subject}")
    read = readings.latest(connection, [subject]).get(subject)
    if said.ordinal is not None and not 0 <= said.ordinal < len(read.records if read else ()):
        raise WrongUse(f"the latest reading of {subject} has no record {said.ordinal}")
    standing = corrected(read, corrections(connection, [subject]).get(subject, ())) if read else None
    connection.execute(
        insert(correction),
        {
            "transmission_id": subject,
            "ordinal": said.ordinal,
            "name": said.name,
            "value": rows.plain(said.value),
            "by": said.by,
            "at": said.at,
            "reason": said.reason,
        },
    )
    about: dict[str, Any] = {"record": said.ordinal, "name": said.name}
    before = None if standing is None else about | {"value": rows.plain(_standing(standing, said))}
    deed = Deed("correction_added", subject, said.by, said.reason)
    write(connection, deed, said.at, before, about | {"value": rows.plain(said.value)})


def _standing(reading: Reading, said: Correction) -> FieldValue:
    if said.ordinal is not None:
        return reading.records[said.ordinal].value(said.name)
    received = reading.received
    of_the_receipt = {
        "channel": received.channel,
        "district": received.district,
        "received_at": received.received_at.isoformat(),
    }
    return of_the_receipt[said.name]


def dispositions(connection: Connection) -> dict[str, Disposition]:
    """What was last said about each request, by request; those never spoken of are absent."""
    rows_by_age = connection.execute(select(disposition).order_by(disposition.c.id))
    return {row.request_id: Disposition(Outcome(row.outcome), row.outcome_on, row.reimbursement) for row in rows_by_age}


def set_disposition(
    connection: Connection, request_id: str, decided: Disposition, at: datetime, by: str, reason: str
) -> None:
    """Adds what was done about a request. Raises WrongUse when there is no such request."""
    if connection.scalar(select(request.c.id).where(request.c.id == request_id)) is None:
        raise WrongUse(f"there is no request {request_id}")
    before = dispositions(connection).get(request_id)
    connection.execute(
        insert(disposition),
        {
            "request_id": request_id,
            "outcome": decided.outcome,
            "outcome_on": decided.outcome_on,
            "reimbursement": decided.reimbursement,
            "by": by,
            "at": at,
            "reason": reason,
        },
    )
    deed = Deed("disposition_set", request_id, by, reason)
    write(connection, deed, at, _told(before) if before else None, _told(decided))


def _told(decided: Disposition) -> dict[str, Any]:
    on = decided.outcome_on
    return {
        "outcome": decided.outcome,
        "outcome_on": on.isoformat() if on else None,
        "reimbursement": decided.reimbursement,
    }
