"""Pure. How one total becomes the other, step by step, and in two lines fit for an answer to the press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.reconciling.accounting import OUR_SENTENCES, THEIR_SENTENCES, Account, OurReason, TheirReason
from pipeline.wording import number_of

_THEIR_PHRASES: Mapping[TheirReason, str] = {
    TheirReason.DUPLICATE: "as duplicates of another row",
    TheirReason.SUPERSEDED: "as superseded by a newer form",
    TheirReason.OTHER_YEAR: "as received in another year",
    TheirReason.CANCELS: "as cancelling an earlier detainer",
    TheirReason.NOTIFICATION: "as asking for notice only, not to hold",
    TheirReason.LIKE_ANOTHER: "as resembling a request that another row fits better",
    TheirReason.NOT_RECEIVED: "because no such request is on record",
}
_OUR_PHRASES: Mapping[OurReason, str] = {
    OurReason.ROW_DUPLICATE: "because ICE marks the row as a duplicate",
    OurReason.ROW_SUPERSEDED: "because ICE marks the row as superseded",
    OurReason.ROW_OTHER_YEAR: "because ICE dates it to another year",
    OurReason.LIKE_ANOTHER: "as resembling a row that another request fits better",
    OurReason.OUTSIDE_FILE: "because the data do not cover their days",
    OurReason.NOT_IN_FILE: "because no such row is in the file",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step from ICE's total to ours."""

    label: str
    kind: Literal["total", "less", "more"]
    number: int
    """The total, or how many are taken away or added: never negative."""
    after: int
    """The total once the step is taken."""


def steps(account: Account) -> tuple[Step, ...]:
    """From their total over what both count to ours; it adds up, since an account does."""
    found = [Step(f"ICE's rows for {account.year}", "total", account.theirs, account.theirs)]
    after = account.theirs
    for reason, number in account.their_reasons.items():
        after -= number
        found.append(Step(THEIR_SENTENCES[reason], "less", number, after))
    found.append(Step("counted by both", "total", len(account.both), after))
    for ours, number in account.our_reasons.items():
        after += number
        found.append(Step(OUR_SENTENCES[ours], "more", number, after))
    found.append(Step("the department's requests", "total", account.ours, after))
    return tuple(found)


def press_lines(account: Account, waiting: int) -> tuple[str, str]:
    """The two totals and what they share; why they differ. `waiting`: transmissions that a person has yet to see."""
    who = number_of(waiting, "transmission")
    draft = f"DRAFT, {who} of the year still to be seen by a person: " if waiting else ""
    first = (
        f"{draft}for {account.year}, ICE's published data have "
        f"{number_of(account.theirs, 'detainer row')} for the department and the department counted "
        f"{number_of(account.ours, 'request')}; {number_of(len(account.both), 'is', 'are')} in both."
    )
    said = []
    if account.only_theirs:
        rest = f"other {number_of(len(account.only_theirs), 'row')}" if account.both else "rows"
        said.append(
            f"ICE's {rest} are not counted: "
            + _joined([f"{number} {_THEIR_PHRASES[reason]}" for reason, number in account.their_reasons.items()])
        )
    if account.only_ours:
        rest = f"other {number_of(len(account.only_ours), 'request')}" if account.both else "requests"
        said.append(
            f"the department's {rest} are not in ICE's count: "
            + _joined([f"{number} {_OUR_PHRASES[ours]}" for ours, number in account.our_reasons.items()])
        )
    second = "; ".join(said) or "the two lists are the same"
    return first[0].upper() + first[1:], second[0].upper() + second[1:] + "."


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
