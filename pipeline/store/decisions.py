"""Touches the world: what people decided, in the transaction that the caller opened. Nothing here is ever changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from pipeline.errors import WrongUse
from pipeline.reviewing.decisions import Decision, holding, pairs_of, to_undo
from pipeline.store import ledger, readings
from pipeline.store.audit import Deed, write
from pipeline.store.tables import decision, request
from pipeline.vocabulary import Action

_OF_A_TRANSMISSION = (Action.CORRECT, Action.ACCEPT, Action.ASSIGN, Action.LINK, Action.UNLINK)


def every(connection: Connection, subject: str | None = None, after: int = 0) -> tuple[Decision, ...]:
    """All of a higher number, oldest first; those about one subject when it is named."""
    query = select(decision).where(decision.c.id > after).order_by(decision.c.id)
    if subject is not None:
        query = query.where(decision.c.subject == subject)
    return tuple(_decision_of(row) for row in connection.execute(query))


def received_at(connection: Connection) -> dict[str, datetime]:
    """When a person says that transmissions were received, by their ids."""
    query = select(decision).where(
        ((decision.c.action == Action.CORRECT) & (decision.c.name == "received_at"))
        | decision.c.action.in_((Action.UNDO,))
    )
    held = holding(_decision_of(row) for row in connection.execute(query))
    return {each.subject: datetime.fromisoformat(str(each.value)) for each in held}


def add(connection: Connection, draft: Decision, before: Mapping[str, Any] | None) -> Decision:
    """Adds it and gives it its number; `before` is what stood there, for the audit.

    Raises WrongUse when it speaks of a transmission, record, request or decision that there is not.
    """
    _check(connection, draft)
    row = row_of(draft)
    number = connection.scalars(insert(decision).returning(decision.c.id), row).one()
    made = replace(draft, id=number)
    write(connection, Deed("decided", made.subject, made.by, made.reason), made.at, before, told(made))
    return made


def row_of(made: Decision) -> dict[str, Any]:
    """A row of `decision`, without its number."""
    return {
        "action": made.action.value,
        "subject": made.subject,
        "ordinal": made.ordinal,
        "name": made.name,
        "value": _json(made.value),
        "undoes": made.undoes,
        "by": made.by,
        "at": made.at,
        "reason": made.reason,
    }


def told(made: Decision) -> dict[str, Any]:
    """The decision as the audit tells it."""
    row = row_of(made)
    return {"decision": made.id, **{name: row[name] for name in ("action", "ordinal", "name", "value", "undoes")}}


def _decision_of(row: Row[Any]) -> Decision:
    values = row._asdict()
    return Decision(**{**values, "action": Action(values["action"])})


def _json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _json(held) for key, held in value.items()}
    return [_json(held) for held in value] if isinstance(value, list | tuple) else value


def _check(connection: Connection, draft: Decision) -> None:
    if draft.action is Action.OUTCOME and not _is_request(connection, draft.subject):
        raise WrongUse(f"there is no request {draft.subject}")
    if draft.undoes is not None:
        to_undo(every(connection), draft.undoes)
    if draft.action in _OF_A_TRANSMISSION:
        _check_record(connection, draft.subject, draft.ordinal)
    if draft.action in (Action.LINK, Action.UNLINK):
        for key in {key for pair in pairs_of(draft) for key in pair}:
            _check_record(connection, key.transmission_id, key.ordinal)


def _check_record(connection: Connection, transmission_id: str, ordinal: int | None) -> None:
    if not ledger.load(connection, [transmission_id]):
        raise WrongUse(f"there is no transmission {transmission_id}")
    if ordinal is None:
        return
    read = readings.latest(connection, [transmission_id]).get(transmission_id)
    if not 0 <= ordinal < len(read.records if read else ()):
        raise WrongUse(f"the latest reading of {transmission_id} has no record {ordinal}")


def _is_request(connection: Connection, request_id: str) -> bool:
    return connection.scalar(select(request.c.id).where(request.c.id == request_id)) is not None
