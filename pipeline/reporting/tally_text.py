"""Pure. The tally as text for a terminal or a log: the figures, what is not counted, what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.counting.completeness import MISSING_WORDS
from pipeline.counting.tally import NOT_STATED, NOTIFICATION, PROBABLE_CAUSE, Tally
from pipeline.reporting.letter_texts import MONTHS, count, dollars, percent

_WIDTH = 46
LABELS = {
    PROBABLE_CAUSE: "probable cause",
    "transferred_for_proceeding": "transferred for a proceeding",
    NOTIFICATION: "notice of release alone",
    NOT_STATED: "reason not read",
    "detainer": "to hold a person",
    "final_order": "final order of removal",
    "pending_proceedings": "pending proceedings",
    "biometric": "biometric confirmation",
    "statements": "statements or other evidence",
    "dedicated_fax": "fax, dedicated line",
    "district_fax": "fax, district station",
    "other_fax": "fax, other line",
    "email": "e-mail",
    "in_person": "in person",
    "phone": "telephone",
    "mail": "mail",
    "unknown": "not known",
    "duplicate": "sent again",
    "correction": "corrected forms",
    "notification_request": "notification requests",
    "warrant_only": "warrants alone",
    "incomplete": "incomplete forms",
    "misaddressed": "addressed to another agency",
    "other": "other, not a detainer",
    "unreadable": "unreadable",
    "unread": "stored, not read yet",
    "needs_review": "wait for review",
    "failed": "could not be decoded",
    "link_uncertain": "may belong to another request",
} | {code.value: words for code, words in MISSING_WORDS.items()}
"""In words, by the name that `tally --json` gives a figure."""


def tally_text(tally: Tally, see: str = "intake status") -> str:
    """Some forty plain lines, of at most 80 characters; it ends with what is open or with the word final.

    `see` is the command that lists what is open; its line alone may be longer.
    """
    return "\n".join(_lines(tally, see)) + "\n"


def _lines(tally: Tally, see: str) -> Iterator[str]:
    yield f"Detainer requests received in {tally.year}: {tally.requests}{'' if tally.final else ' so far'}"
    if before := tally.previous_year:
        change = "as many" if not before.change else f"{abs(before.change)} {'more' if before.change > 0 else 'fewer'}"
        yield f"  {before.year}: {before.requests} ({change} in {tally.year})"
    if tally.requests:
        yield from _group("By kind", tally.by_kind)
        yield from _group("By reason", tally.by_reason, {PROBABLE_CAUSE: tally.by_ground})
        yield from _group("By channel", tally.by_channel)
        if tally.dedicated_share is not None:
            yield f"  dedicated line: {percent(tally.dedicated_share)}"
        yield from _group("By district", tally.by_district)
        yield from _group("By month", {MONTHS[int(month) - 1]: found for month, found in tally.by_month.items()})
        forms = {("form not known" if form == NOT_STATED else form): found for form, found in tally.by_form.items()}
        yield from _group("By form", forms)
    yield ""
    yield "What was done"
    yield _figure("cancelled later by the sender", tally.cancelled)
    yield _figure("detained", tally.detained)
    yield _figure("transferred to ICE", tally.transferred)
    yield _figure("reimbursements", dollars(tally.reimbursements))
    yield from _group("Not counted", tally.not_counted)
    yield from _group("Possibly missing", tally.possibly_missing)
    yield ""
    if tally.final:
        yield "Final: nothing received in the year is waiting."
        return
    if tally.awaiting_review:
        yield f"Not final: {count(tally.awaiting_review, 'transmission')} could still change this."
        for state, found in sorted(tally.open_by_state.items()):
            yield _figure(LABELS[state], found)
    if tally.missing_open:
        have = "has" if tally.missing_open == 1 else "have"
        yield f"Not final: {count(tally.missing_open, 'thing')} that may be missing {have} not been looked into."
    yield f"  See which with: {see}"


def _group(
    heading: str, figures: Mapping[str, int], beneath: Mapping[str, Mapping[str, int]] | None = None
) -> Iterator[str]:
    """The figures that are not zero."""
    shown = {name: found for name, found in figures.items() if found}
    if not shown:
        return
    yield ""
    yield heading
    for name, found in shown.items():
        yield _figure(LABELS.get(name, name), found)
        for ground, ticked in (beneath or {}).get(name, {}).items():
            if ticked:
                yield _figure(f"  {LABELS[ground]}", ticked)


def _figure(label: str, value: int | str) -> str:
    return f"  {label:<{_WIDTH - 12}}{value:>10}"
