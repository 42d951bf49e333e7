"""Pure. What a person says was done about a request, laid over what was said before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.counted import Counted
from pipeline.errors import WrongUse
from pipeline.reviewing.bounds import plain_line
from pipeline.reviewing.decisions import dispositions_of
from pipeline.reviewing.typed import typed_day
from pipeline.values import Disposition
from pipeline.vocabulary import Outcome
from pipeline.wording import moment

_DOLLARS = re.compile(r"\$? ?(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.\d\d?)?", re.ASCII)
_NAMES = ("outcome", "outcome_on", "reimbursement", "released_at", "transferred_at", "receiving_agency")


def outcome_of(typed: Mapping[str, str], counted: Counted, request_id: str, zone: ZoneInfo) -> Disposition:
    """The disposition with what was typed; an empty value takes one away. Raises WrongUse with what was expected."""
    done = dispositions_of(counted.decisions).get(request_id, Disposition())
    for name, text in typed.items():
        plain_line(name, text)
        if name == "outcome":
            done = replace(done, outcome=_outcome(text))
        elif name == "outcome_on":
            done = replace(done, outcome_on=_day(name, text))
        elif name == "reimbursement":
            done = replace(done, reimbursement=_dollars(text))
        elif name == "released_at":
            done = replace(done, released_at=_moment(name, text, zone))
        elif name == "transferred_at":
            done = replace(done, transferred_at=_moment(name, text, zone))
        elif name == "receiving_agency":
            done = replace(done, receiving_agency=text or None)
        else:
            raise WrongUse(f"{name}: expected one of {', '.join(_NAMES)}")
    return done


def told(done: Disposition, zone: ZoneInfo) -> str:
    """What was done, in words: `transferred, on 2025-03-04, reimbursed $1,250.50`."""
    parts = [done.outcome.value.replace("_", " ")]
    if done.outcome_on is not None:
        parts.append(f"on {done.outcome_on}")
    if done.released_at is not None:
        parts.append(f"released {moment(done.released_at, zone)}")
    if done.transferred_at is not None:
        parts.append(f"transferred {moment(done.transferred_at, zone)}")
    if done.receiving_agency:
        parts.append(f"to {done.receiving_agency}")
    if done.reimbursement:
        parts.append(f"reimbursed ${done.reimbursement:,.2f}")
    return ", ".join(parts)


def _outcome(text: str) -> Outcome:
    try:
        return Outcome(text.lower().replace("-", "_"))
    except ValueError:
        raise WrongUse(f"outcome: expected one of {', '.join(Outcome)}, not {text}") from None


def _day(name: str, text: str) -> date | None:
    return date.fromisoformat(typed_day(name, text)) if text else None


def _dollars(text: str) -> float:
    if text and not _DOLLARS.fullmatch(text):
        raise WrongUse(f"reimbursement: expected dollars, such as 1250.00 or $1,250, not {text}")
    return float(text.lstrip("$ ").replace(",", "") or 0)


def _moment(name: str, text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{name}: expected a time such as 2025-03-04T14:30, not {text}") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)
