"""Pure. A person's decisions: what each can hold, and which of them still hold.

A decision is never changed. Undoing one is a further decision, and an undoing can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from pipeline.errors import WrongUse
from pipeline.values import Disposition, FieldValue, Links, Pair, RecordKey
from pipeline.vocabulary import FIELDS, Action, Channel, FieldType, Kind, Outcome

OF_THE_RECEIPT = ("channel", "district", "received_at")
"""What can be corrected about a transmission as a whole; all else is a field of a record, or its kind."""
KIND = "kind"
"""The name under which a record's kind is corrected: by it a person overrules what the rules make of a record."""

_TYPES: dict[str, FieldType] = {spec.name: spec.type for spec in FIELDS}


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided, with the reason. Raises ValueError for what cannot be meant."""

    action: Action
    subject: str
    """The id of a transmission; of a request for `outcome`, of a finding for `settle`, of the undone one's subject."""
    by: str
    at: datetime
    reason: str
    ordinal: int | None = None
    """For `correct`: the record's place in the reading, from 0; None for what is said about the receipt."""
    name: str | None = None
    """For `correct`: a field, `kind`, or one of `OF_THE_RECEIPT`."""
    value: Any = None
    """By action: `correct` a field's value, None for "cannot be read"; `accept` see `standing.accepted_now`; `link` and
    `unlink` two lists of (transmission, ordinal); `assign` a name or None; `outcome` see `disposition_of`."""
    undoes: int | None = None
    """For `undo`: the decision that no longer holds."""
    id: int = 0
    """Counts up; 0 until the store has given it one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _frozen(self.value))
        if (self.action is Action.UNDO) != (self.undoes is not None):
            raise ValueError("undo names the decision that it undoes, and no other does")
        if self.action is Action.CORRECT:
            check_correction(self.ordinal, self.name or "", self.value)
        if self.action in (Action.LINK, Action.UNLINK):
            pairs_of(self)
        if self.action is Action.OUTCOME:
            disposition_of(self)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType(dict(value))
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def check_correction(ordinal: int | None, name: str, value: FieldValue) -> None:
    """Raises ValueError for what is no value of that name; `ordinal` None asks for a value of the receipt."""
    if ordinal is None:
        _check_receipt(name, value)
    elif name == KIND:
        if value not in tuple(Kind):
            raise ValueError(f"kind: expected one of {', '.join(Kind)}")
    else:
        _check_field(name, value)


def _check_receipt(name: str, value: FieldValue) -> None:
    if name not in OF_THE_RECEIPT:
        raise ValueError(f"{name}: of a transmission, {', '.join(OF_THE_RECEIPT)} can be corrected")
    if name == "channel" and value not in tuple(Channel):
        raise ValueError(f"channel: expected one of {', '.join(Channel)}")
    if name == "district" and not (value is None or isinstance(value, str)):
        raise ValueError("district: expected a text")
    if name == "received_at" and not _is_moment(value):
        raise ValueError("received_at: expected a time with its offset, such as 2025-01-14T14:32:00-05:00")


def _check_field(name: str, value: FieldValue) -> None:
    if name not in _TYPES:
        raise ValueError(f"{name}: no such field; expected one of {', '.join((*_TYPES, KIND))}")
    fits = {
        "text": isinstance(value, str) and value != "",
        "date": _is_date(value),
        "bool": isinstance(value, bool),
        "list": isinstance(value, tuple) and all(isinstance(item, str) for item in value),
    }
    if value is not None and not fits[_TYPES[name]]:
        wanted = {
            "text": "a text",
            "date": "a date such as 2025-01-14",
            "bool": "true or false",
            "list": "a list of names",
        }
        raise ValueError(f"{name}: expected {wanted[_TYPES[name]]}")


def _is_date(value: FieldValue) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_moment(value: FieldValue) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def holding(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Those that still hold, oldest first, the undoings themselves left out."""
    undone: set[int] = set()
    held: list[Decision] = []
    for decision in sorted(decisions, key=lambda each: each.id, reverse=True):
        if decision.id in undone:
            continue
        if decision.undoes is not None:
            undone.add(decision.undoes)
        else:
            held.append(decision)
    return tuple(reversed(held))


def by_subject(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    """The same decisions by what they are about."""
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(decision.subject, []).append(decision)
    return {subject: tuple(them) for subject, them in found.items()}


def pairs_of(decision: Decision) -> tuple[Pair, ...]:
    """The pairs of records that a `link` or `unlink` speaks of: each of the one list with each of the other."""
    try:
        ones, others = ([RecordKey(str(name), int(ordinal)) for name, ordinal in side] for side in decision.value)
    except (TypeError, ValueError):
        raise ValueError(f"{decision.action}: expected two lists of records") from None
    pairs = sorted({(min(one, other), max(one, other)) for one in ones for other in others if one != other})
    if not pairs:
        raise ValueError(f"{decision.action}: expected two different records")
    return tuple(pairs)


def links_of(held: Iterable[Decision]) -> Links:
    """What people said about which records are one request; of two words about one pair the later holds."""
    said: dict[Pair, Action] = {}
    for decision in held:
        if decision.action in (Action.LINK, Action.UNLINK):
            said |= dict.fromkeys(pairs_of(decision), decision.action)
    return Links(
        frozenset(pair for pair, action in said.items() if action is Action.LINK),
        frozenset(pair for pair, action in said.items() if action is Action.UNLINK),
    )


def disposition_of(decision: Decision) -> Disposition:
    """What an `outcome` says was done. Raises ValueError for what it cannot hold."""
    told = dict(decision.value or {})
    try:
        days = {name: told.get(name) for name in ("outcome_on", "released_at", "transferred_at")}
        money = float(told.get("reimbursement", 0.0))
        if not 0.0 <= money < 1e9:
            raise ValueError("reimbursement: expected dollars, 0 or more")
        return Disposition(
            outcome=Outcome(told.get("outcome", Outcome.NOT_ACTED_UPON)),
            outcome_on=date.fromisoformat(days["outcome_on"]) if days["outcome_on"] else None,
            reimbursement=money,
            released_at=datetime.fromisoformat(days["released_at"]) if days["released_at"] else None,
            transferred_at=datetime.fromisoformat(days["transferred_at"]) if days["transferred_at"] else None,
            receiving_agency=told.get("receiving_agency"),
        )
    except TypeError as error:
        raise ValueError(f"outcome: {error}") from None


def told_disposition(done: Disposition) -> dict[str, Any]:
    """The value of an `outcome` that says `done`."""
    moments = {"outcome_on": done.outcome_on, "released_at": done.released_at, "transferred_at": done.transferred_at}
    return {
        "outcome": done.outcome.value,
        "reimbursement": done.reimbursement,
        "receiving_agency": done.receiving_agency,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }


def dispositions_of(held: Iterable[Decision]) -> dict[str, Disposition]:
    """What was last said to have been done, by request; requests never spoken of are absent."""
    return {each.subject: disposition_of(each) for each in held if each.action is Action.OUTCOME}


def settled_findings(held: Iterable[Decision]) -> dict[str, str]:
    """The reason given for each finding that a person has looked into, by its id."""
    return {each.subject: each.reason for each in held if each.action is Action.SETTLE}


def last(held: Sequence[Decision], action: Action) -> Decision | None:
    """The latest decision of that kind, None when there is none."""
    return next((each for each in reversed(held) if each.action is action), None)


def to_undo(decisions: Iterable[Decision], number: int) -> Decision:
    """The decision of that number. Raises WrongUse when there is none, or it no longer holds."""
    every = tuple(decisions)
    found = next((each for each in every if each.id == number), None)
    if found is None:
        raise WrongUse(f"there is no decision {number}; their numbers are shown by: intake review show ID")
    undone_by = next((each.id for each in every if each.undoes == number and _holds(each, every)), None)
    if undone_by is not None:
        raise WrongUse(f"decision {number} no longer holds: decision {undone_by} undid it; to bring it back, undo that")
    return found


def _holds(decision: Decision, every: Sequence[Decision]) -> bool:
    return not any(each.undoes == decision.id and _holds(each, every) for each in every)
