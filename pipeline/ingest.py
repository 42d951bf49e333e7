"""The way of one transmission, from its line in the ledger to its reading. Touches the world: reads originals.

This is where the stages meet; what it does, in the order in which it does it, is `read_transmission`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol

from pipeline.counting.channel import decide
from pipeline.counting.kinds import settle_kind
from pipeline.counting.rules import Rules, load_rules
from pipeline.counting.status import settle_status
from pipeline.errors import Unreadable
from pipeline.keyed import KEYED, read_keyed
from pipeline.pages import count_pages
from pipeline.reading.assemble import records_of
from pipeline.reading.forms import known_forms
from pipeline.reading.message import records_in
from pipeline.reading.page import PagePlace
from pipeline.reading.testimony import Witness, of_message
from pipeline.receive import OpenedMail, Originals, open_stored_mail
from pipeline.settings import Limits, Settings, SourcePlace
from pipeline.values import PageReading, Reading, Record, Transmission
from pipeline.vocabulary import Doubt, Kind

MAIL = "message/rfc822"


class PageReader(Protocol):
    """Reads pages, several at once."""

    def read(self, places: Sequence[PagePlace]) -> tuple[PageReading, ...]:
        """One reading for each place, in the same order, whatever happens to a page."""
        ...


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a transmission holds before it is read."""

    places: tuple[PagePlace, ...]
    pages_held: int
    texts: tuple[str, ...]
    message: str | None
    doubts: tuple[Doubt, ...]
    told: tuple[Witness, ...] = ()
    """What the mail and the names of its files tell about whoever a form in it is about."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is needed to read transmissions: built once for a run."""

    settings: Settings
    originals: Originals
    pages: PageReader
    rules: Rules
    clock: Callable[[], datetime]

    @classmethod
    def of(cls, settings: Settings, pages: PageReader, clock: Callable[[], datetime]) -> Bench:
        """The bench of these settings."""
        rules = load_rules(settings.jurisdiction)
        return cls(settings, Originals(settings.store.originals), pages, rules, clock)


def read_transmission(transmission: Transmission, bench: Bench) -> Reading:
    """Opens what arrived, reads its pages and texts, and settles what it is, how it came and whether it stands."""
    began = time.perf_counter()
    if transmission.media_type == KEYED:
        return read_keyed(transmission, bench.originals, bench.rules)
    contents = _open(transmission, bench.originals, bench.settings.limits)
    pages = bench.pages.read(contents.places)
    today = bench.clock().astimezone(bench.settings.zone).date()
    forms = {form.name: form for form in known_forms()}
    text_records = records_in(contents.texts, with_pages=bool(contents.places))
    told = (*contents.told, *of_message((), (), [PurePosixPath(transmission.file).stem]))
    found = records_of(pages, forms, text_records, today, told, bench.settings.review.target_error)
    records = tuple(settle_kind(record, bench.rules) for record in found or _nothing_found(contents))
    received = decide(
        transmission,
        tuple(page.header for page in pages if page.header is not None),
        contents.message,
        bench.settings.source(transmission.source),
        lines_of(bench.settings),
        bench.settings.zone,
    )
    doubts = [*transmission.doubts, *contents.doubts, *_page_doubts(pages, contents)]
    doubts += [doubt for record in records for doubt in record.doubts]
    doubts += received.doubts
    unique = tuple(dict.fromkeys(doubts))
    return Reading(
        transmission_id=transmission.id,
        records=records,
        pages=pages,
        pages_held=contents.pages_held,
        received=received,
        status=settle_status(records, unique),
        doubts=unique,
        seconds=round(time.perf_counter() - began, 3),
    )


def lines_of(settings: Settings) -> dict[str, SourcePlace]:
    """The department's fax lines by their numbers in E.164."""
    return {source.number: source for source in settings.sources if source.number}


def page_places(transmission: Transmission, originals: Originals, limits: Limits) -> tuple[PagePlace, ...]:
    """Where each page of a transmission is, in order; none for one that was keyed or cannot be opened."""
    return () if transmission.media_type == KEYED else _open(transmission, originals, limits).places


def _open(transmission: Transmission, originals: Originals, limits: Limits) -> _Contents:
    if transmission.media_type == MAIL:
        return _open_mail(open_stored_mail(originals, transmission.sha256, limits), originals, limits)
    return _pages_of(transmission.sha256, transmission.media_type, 1, None, originals, limits)


def _open_mail(mail: OpenedMail, originals: Originals, limits: Limits) -> _Contents:
    places: list[PagePlace] = []
    held, doubts = 0, list(mail.doubts)
    for attachment in mail.attachments:
        first = len(places) + 1
        inner = _pages_of(attachment.sha256, attachment.media_type, first, attachment.part, originals, limits)
        places += inner.places
        held += inner.pages_held
        doubts += inner.doubts
    texts = tuple(text.text for text in mail.texts)
    subject = mail.headers.get("Subject", "")
    told = (subject, *texts) if subject else texts
    # every text is the covering message of some page; who forwarded what to whom stands in all of them
    subjects = [subject, *(inner.headers.get("Subject", "") for inner in mail.inner)]
    names = [PurePosixPath(attachment.name).stem for attachment in mail.attachments if attachment.name]
    witnesses = of_message([each for each in subjects if each], texts, names)
    return _Contents(tuple(places), held, told, "\n".join(told), tuple(dict.fromkeys(doubts)), witnesses)


def _pages_of(
    sha256: str, media_type: str, first: int, part: int | None, originals: Originals, limits: Limits
) -> _Contents:
    """The pages of one stored file, numbered from `first`; as many as the limit allows."""
    path = originals.path(sha256)
    try:
        count = count_pages(path, media_type, limits)
    except Unreadable as error:
        return _Contents((), 0, (), None, (error.doubt,))
    taken = max(0, min(count, limits.pages - first + 1))
    places = tuple(PagePlace(path, media_type, index, first + index, part) for index in range(taken))
    return _Contents(places, count, (), None, (Doubt.TOO_MANY_PAGES,) if taken < count else ())


def _nothing_found(contents: _Contents) -> tuple[Record, ...]:
    """A transmission always has a record: unreadable when it could not be opened, else other."""
    if contents.message is not None and not contents.places:
        unread = [doubt for doubt in contents.doubts if doubt is not Doubt.PART_SKIPPED]
        return (Record(Kind.UNREADABLE if unread else Kind.OTHER, (), doubts=tuple(unread)),)
    if not contents.places:
        return (Record(Kind.UNREADABLE, (), doubts=contents.doubts or (Doubt.UNDECODABLE,)),)
    return (Record(Kind.OTHER, tuple(place.number for place in contents.places)),)


def _page_doubts(pages: Sequence[PageReading], contents: _Contents) -> list[Doubt]:
    """What is wrong with the pages: pages in must be pages out."""
    doubts = [doubt for page in pages for doubt in page.doubts]
    read = sum(page.decisions is not None for page in pages)
    if read < contents.pages_held:
        doubts.append(Doubt.PAGES_MISSING)
    return doubts
