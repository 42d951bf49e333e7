"""Pure. What a person decided, in words: the same at the terminal and in a proof pack."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.outcome_said import told
from pipeline.reviewing.decisions import Decision, disposition_of
from pipeline.values import FieldValue
from pipeline.vocabulary import IDENTIFYING, Action
from pipeline.wording import moment


def decision_in_words(made: Decision, zone: ZoneInfo, *, identified: bool) -> str:
    """Such as `channel corrected to email`; without `identified` no value that could name somebody."""
    if made.action is Action.UNDO:
        return f"decision {made.undoes} undone"
    if made.action is Action.OUTCOME:
        return f"outcome: {told(disposition_of(made), zone)}"
    if made.action is Action.ASSIGN:
        return f"assigned to {made.value or 'nobody'}"
    if made.action in (Action.LINK, Action.UNLINK):
        ones, others = (", ".join(_record(*key) for key in side) for side in made.value)
        return f"{ones} {'is the same as' if made.action is Action.LINK else 'is another than'} {others}"
    if made.action is Action.CORRECT:
        return _correction(made, zone, identified=identified)
    return {Action.ACCEPT: "accepted", Action.SETTLE: "settled"}[made.action]


def _correction(made: Decision, zone: ZoneInfo, *, identified: bool) -> str:
    name = (made.name or "").replace("_", " ")
    if not identified and made.name in IDENTIFYING:
        return f"{name} corrected"
    if made.value is None:
        return f"{name} cannot be read" if made.ordinal is not None else f"{name} corrected to none"
    if made.name == "received_at":
        return f"{name} corrected to {moment(datetime.fromisoformat(str(made.value)), zone)}"
    return f"{name} corrected to {value_in_words(made.value)}"


def value_in_words(value: FieldValue) -> str:
    """A value as a person reads it: yes and no, lists with commas, a hyphen for none."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) or "none" if isinstance(value, tuple) else value


def _record(transmission_id: str, ordinal: int) -> str:
    return f"{transmission_id}:{ordinal + 1}" if ordinal else transmission_id
