"""Pure. Whether two records are the same request: the evidence decides, within what the rules of the count say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.counting.clashing import Claim, never_one
from pipeline.counting.identity import Item
from pipeline.counting.levels import AGREE, NEAR, bare, levels_of
from pipeline.counting.weights import Weights

KEYS = ("event_number", "file_number", "subject_id", "subject_name", "date_of_birth", "form_date")
"""Fields of which two at least must agree, the event number apart, which alone will do."""
RULES = (
    "same_event_number",
    "same_file_and_date",
    "near_event_number",
    "near_file_number",
    "same_name_birth_and_date",
    "by_evidence",
)
"""The codes of a link, what says most first; a person's word stands above them all."""
_NUMBERS = frozenset({"event_number", "file_number", "subject_id"})
_GIVEN_NAME = ("in_part", "different")
_PERSON = ("file_number", "subject_id", "subject_name", "date_of_birth")
_SURELY_DIFFERS = frozenset({"one_off", "slip", "two_off", "swapped", "in_part", "different"})
"""Levels of values that were surely read; a name that is a letter off is left to the evidence."""
_AT_ONCE = ("hour", "day")
"""Receipts so soon after each other that a new form is rare."""
_TWICE = 2
"""A correction changes one field of who it is about; where two differ for sure, a person is asked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rule` joins two records; without one, `ask` says that a person should look."""

    rule: str | None
    ask: bool
    probability: float
    """That the two are one request, 0..1."""
    levels: Mapping[str, str]


NOT_THE_SAME = Verdict(None, False, 0.0, {})


def judge(one: Item, other: Item, weights: Weights) -> Verdict:
    """Whether two records are the same request, in the same way whichever comes first."""
    levels = levels_of(one, other)
    probability = weights.probability(levels)
    if probability < weights.ask and not _must_ask(levels):
        return NOT_THE_SAME
    if never_one(Claim.of(one), Claim.of(other)):
        return Verdict(None, levels["event_number"] == "equal", probability, levels)
    joins = probability >= weights.same and may_join(levels)
    return Verdict(rule_of(levels), False, probability, levels) if joins else Verdict(None, True, probability, levels)


def may_join(levels: Mapping[str, str]) -> bool:
    """Whether nothing in the levels leaves the decision to a person, however probable it is."""
    differences = sum(levels[name] in _SURELY_DIFFERS for name in _PERSON)
    return _enough(levels) and _which_form(levels) and not _another_given_name(levels) and differences < _TWICE


def rule_of(levels: Mapping[str, str]) -> str:
    """The code of the strongest fact that carries a link."""
    event, file, form_date = levels["event_number"], levels["file_number"], levels["form_date"]
    name, birth = levels["subject_name"] in AGREE, levels["date_of_birth"] == "equal"
    agreeing = (file == "equal") + name + birth + (form_date == "equal")
    if event == "equal":
        return "same_event_number"
    if file == "equal" and form_date == "equal":
        return "same_file_and_date"
    if _near(event) and agreeing >= 2:
        return "near_event_number"
    if _near(file) and form_date == "equal" and (name or birth):
        return "near_file_number"
    if name and birth and form_date == "equal" and event == file == "unread":
        return "same_name_birth_and_date"
    return "by_evidence"


def _near(level: str) -> bool:
    return bare(level) in ("alike", "offered", "one_off", "slip")


def _must_ask(levels: Mapping[str, str]) -> bool:
    """Whether the rules of the count say *the same* in their plain form, so that evidence against it asks a person."""
    if levels["event_number"] == "equal":
        return True
    dated = levels["form_date"] == "equal"
    person = levels["file_number"] == "equal" or (
        levels["subject_name"] in AGREE and levels["date_of_birth"] == "equal"
    )
    return dated and person


def _enough(levels: Mapping[str, str]) -> bool:
    """Whether more than a name agrees: nothing is linked on a name alone, nor on who sent it.

    A number must agree, or nearly, or else name and date of birth.
    """
    if levels["event_number"] in AGREE:
        return True
    agreeing = [name for name in KEYS if levels[name] in AGREE]
    near = [name for name in KEYS if bare(levels[name]) in NEAR]
    alike = {*agreeing, *near}
    if not (alike & _NUMBERS or alike >= {"subject_name", "date_of_birth"}):
        return False
    return len(agreeing) >= 2 or (len(agreeing) == 1 and len(near) >= 2 and agreeing != ["subject_name"])


def _which_form(levels: Mapping[str, str]) -> bool:
    """Whether anything but the person tells that it is the same form: without it, it may be that person's next one."""
    event, form_date = levels["event_number"], levels["form_date"]
    return event in AGREE or bare(event) in NEAR or form_date in AGREE or levels["receipt"] in _AT_ONCE


def _another_given_name(levels: Mapping[str, str]) -> bool:
    """Whether the names share a part and differ in another, as a brother's do: only equal numbers outweigh that."""
    return levels["subject_name"] in _GIVEN_NAME and not (
        levels["event_number"] in AGREE and levels["file_number"] in AGREE
    )
