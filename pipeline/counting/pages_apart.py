"""Pure. Finds notices without page 1 that came within minutes of a form without notices: one form in two calls."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.counting.identity import Item
from pipeline.vocabulary import Kind

MINUTES = timedelta(minutes=20)
"""Between two calls of one form at the most."""
NOTICE = "notice"
"""The form description of the notices that follow page 1."""


def pages_apart(items: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Each incomplete record with the forms it may belong to; `items` are in order of receipt.

    The source alone never links anything: a person is shown the two.
    """
    forms: dict[str, list[Item]] = {}
    for item in items:
        if item.record.kind is not Kind.INCOMPLETE and _lacks_notices(item):
            forms.setdefault(item.source, []).append(item)
    found = []
    for item in items:
        if item.record.kind is Kind.INCOMPLETE:
            there = forms.get(item.source, [])
            first = bisect_left(there, item.received_at - MINUTES, key=_received)
            last = bisect_right(there, item.received_at + MINUTES, key=_received)
            found += [(item, form) for form in there[first:last] if form.reading is not item.reading]
    return found


def _received(item: Item) -> datetime:
    return item.received_at


def _lacks_notices(item: Item) -> bool:
    pages = {page.number: page.form for page in item.reading.pages}
    return not any(pages.get(number) == NOTICE for number in item.record.pages)
