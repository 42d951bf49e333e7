"""Pure. What a record counts as, once its form has been read."""

from __future__ import annotations

from dataclasses import replace

from pipeline.counting.addressees import Addressee, addressee
from pipeline.counting.rules import Rules
from pipeline.values import Record
from pipeline.vocabulary import GROUNDS, Basis, Doubt, Kind

_BY_FORM = frozenset(
    {Kind.DETAINER, Kind.CANCELLATION, Kind.MISADDRESSED, Kind.NOTIFICATION_REQUEST, Kind.WARRANT_ONLY}
)
"""Kinds that the form, its addressee and its cancel box decide; the others stay as the reading gave them."""
_SETTLED_HERE = frozenset({Doubt.MISADDRESSED, Doubt.ADDRESSEE_UNCLEAR, Doubt.BASIS_BOTH, Doubt.BASIS_MISSING})


def settle_kind(record: Record, rules: Rules) -> Record:
    """The record with the kind that the rules give it, and the doubts about addressee and reason.

    Settling twice is settling once, so a record may be settled again after a person corrected a field.
    """
    if record.kind not in _BY_FORM:
        return record
    doubts = [doubt for doubt in record.doubts if doubt not in _SETTLED_HERE]
    form = rules.forms.get(record.text("form") or "")
    kind = form.kind if form else record.kind
    if kind is not Kind.WARRANT_ONLY:
        to_whom = _to_whom(record, rules)
        if to_whom is Addressee.OTHER:
            return replace(record, kind=Kind.MISADDRESSED, doubts=(*doubts, Doubt.MISADDRESSED))
        if to_whom is Addressee.UNCLEAR:
            doubts.append(Doubt.ADDRESSEE_UNCLEAR)
    cancels = record.value("cancels")
    if not form and kind in (Kind.MISADDRESSED, Kind.CANCELLATION):
        cancels = kind is Kind.CANCELLATION if cancels is None else cancels
        kind = Kind.DETAINER
    if kind is Kind.DETAINER and cancels is True:
        return replace(record, kind=Kind.CANCELLATION, doubts=tuple(doubts))
    if kind is Kind.DETAINER and form and form.gives_reason:
        doubts += _doubts_of_reason(record)
    return replace(record, kind=kind, doubts=tuple(doubts))


def _to_whom(record: Record, rules: Rules) -> Addressee | None:
    """None when nothing was read there."""
    reading = record.fields.get("to_agency")
    text = record.text("to_agency") or (reading.raw if reading else None)
    return addressee(text, rules) if text and text.strip() else None


def _doubts_of_reason(record: Record) -> list[Doubt]:
    grounds = any(ground in record.basis for ground in GROUNDS) or record.value("probable_cause") is True
    transferred = Basis.TRANSFERRED in record.basis
    if grounds and transferred:
        return [Doubt.BASIS_BOTH]
    return [] if grounds or transferred else [Doubt.BASIS_MISSING]
