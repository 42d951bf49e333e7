"""Reads one page: opens it, sets it upright, tells what it is, and reads what matters on it.

Touches the world: opens the file, starts the engines. Runs in a reading process; what it gives back is small.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import Unreadable
from pipeline.pages import DPI, Page, open_bitmap, prepare
from pipeline.reading import answers
from pipeline.reading.document import document_of_words, matches
from pipeline.reading.engines import engines
from pipeline.reading.fields import read_fields
from pipeline.reading.forms import Form, known_forms
from pipeline.reading.header import complete, fuller, parse_header, whole
from pipeline.reading.identify import NEAR_SCORE, Identified, identify, match, nearness, read_strip
from pipeline.reading.registration import register
from pipeline.reading.seen import BLUR, SCALE, Engines, LineReader, SeenWord, WordReader
from pipeline.reading.words import TextLine, find_text, letters_of, lines_of, shifted
from pipeline.settings import Limits
from pipeline.values import Box, FieldReading, HeaderLine, PageReading, Word
from pipeline.vocabulary import Doubt

_CLEAR_TITLE, _TITLE_AND_FOOT = 0.9995, 0.9998
"""How probable the form is that a clear title tells, and one that the foot of the page names too: in the building
families no form was taken for another."""
_CLEAR_LINE = 0.95
"""A header line whose every word the quick look is surer of is not shown to the third reader, whatever it lacks."""
_FEW_WORDS = 8
"""A page on which fewer words can be read holds handwriting, a picture or dirt: a person looks what it is."""
_SURE_WORD, _SURE_WORDS = 0.8, 0.9
"""A page of whose words at least this share is this sure to the quick reader of strips needs no slower one: in the
building families both then found the same mentions and forms, and no page on its head came near it."""
_SURE_OF_TURN = 0.9
"""Below this a page whose print names no form is read on its head too."""
_FOOT = 0.9
"""Inches at the foot of a page that hold the form's number and edition."""
_FOOTER_FORM = re.compile(r"[I1l|!\[][\s\-–—~]*(247|200|205)\s*([A-Z48]?)\b")


_NO_SUCH_BOX = FieldReading(False, confidence=1.0, reader="form")
"""A form that prints no box to cancel with cancels nothing."""


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page of a transmission is to be found."""

    path: Path
    media_type: str
    index: int
    """From 0, within the file."""
    number: int
    """From 1, through all parts of the transmission."""
    part: int | None = None
    """The ordinal of the mail's part; None for a file that is not a mail."""


def read_page(place: PagePlace, limits: Limits) -> PageReading:
    """What the page holds. Never raises for a page that cannot be read: that is a doubt of the page."""
    began = time.perf_counter()
    try:
        reading = _read(place, limits, engines(limits.page_seconds))
    except Unreadable as error:
        reading = PageReading(place.number, place.part, None, doubts=(error.doubt,))
    except MemoryError:
        reading = PageReading(place.number, place.part, None, doubts=(Doubt.TOO_LARGE,))
    return replace(reading, seconds=round(time.perf_counter() - began, 3))


def _read(place: PagePlace, limits: Limits, tools: Engines) -> PageReading:
    page = prepare(open_bitmap(place.path, place.media_type, place.index, limits))
    if page.blank:
        return PageReading(place.number, place.part, page.decisions)
    identified = identify(page, known_forms(), tools)
    reading = PageReading(place.number, place.part, identified.page.decisions, header=_header(page, identified, tools))
    form = identified.form
    if form is None or form.known_by.read_whole:
        identified, mentions, doubts = _read_whole(place.number, identified, tools)
        reading = replace(reading, mentions=mentions, doubts=doubts)
        form = identified.form
    if form is None:
        return reading
    reading = replace(reading, form=form.name, form_confidence=round(identified.score / 100, 3))
    if not form.labels:
        return reading
    registration = register(form, identified, tools)
    fields = read_fields(form, identified.page, place.number, registration, tools)
    if form.asks:
        fields.update(_form_fields(form, identified, place.number, tools))
    return replace(reading, fields=fields)


def _header(page: Page, identified: Identified, tools: Engines) -> HeaderLine | None:
    """The sending machine's line; where the quick look at the page's edge did not see all of it, it is read anew."""
    best: HeaderLine | None = None
    for line in identified.edge:
        header = parse_header(line.text)
        if not whole(header) and len(line.letters) >= 12:
            # of a line that is complete only a receiving number may be lacking, which this look sees if it is there
            header = fuller(header, parse_header(_second_look(page, line, tools.first)))
            clear = min(word.confidence for word in line.words) > _CLEAR_LINE
            for reader in (tools.second,) if clear else (tools.second, tools.third):
                if not complete(header):
                    header = fuller(header, parse_header(_second_look(page, line, reader)))
        best = fuller(best, header)
    return best


def _second_look(page: Page, line: TextLine, reader: LineReader) -> str:
    """The edge of the page as it came, read by the line reader."""
    upright = page if page.decisions.turn in (0, 90) else page.turned(180)
    x0, x1 = min(word.x0 for word in line.words), max(word.x1 for word in line.words)
    y0, y1 = min(word.y0 for word in line.words), max(word.y1 for word in line.words)
    image = upright.crop(x0 - 10, y0 - 4, x1 + 14, y1 + 5, SCALE, BLUR)
    return reader.lines([image])[0].text


def _read_whole(
    number: int, identified: Identified, tools: Engines
) -> tuple[Identified, tuple[str, ...], tuple[Doubt, ...]]:
    """Reads the whole page: a form without a title is known by its sentences; else rules tell what it speaks of."""
    page = identified.page
    words, clear = read_words(page, tools)
    untitled = page.decisions.turn_confidence < _SURE_OF_TURN and match(lines_of(words), known_forms())[0] is None
    if identified.form is None and not clear and (untitled or _legible_words(words) < _FEW_WORDS):
        # a strip with little print does not tell which way is up: perhaps the page stands on its head after all
        turned = page.turned(180)
        turned_words, _ = read_words(turned, tools)
        known = match(lines_of(turned_words), known_forms())[0] is not None
        if known or _legible_words(turned_words) > _legible_words(words):
            page, words = turned.sure_of_turn(0.6), turned_words
            identified = replace(identified, page=page)
    doubts: list[Doubt] = []
    if identified.form is None:
        lines = lines_of(words)
        form, score, title = match(lines, known_forms())
        if form is not None:
            found = replace(
                identified, form=form, score=score, title=title, words=tuple(words), read_to=float(page.height)
            )
            return found, (), ()
        if nearness(lines, known_forms()) >= NEAR_SCORE:
            doubts.append(Doubt.FORM_UNCERTAIN)
        if _legible_words(words) < _FEW_WORDS:
            doubts.append(Doubt.ILLEGIBLE)
    doc = document_of_words(_values(words, page), number)
    mentions = tuple(dict.fromkeys(found.label for found in matches("mentions", doc)))
    return identified, mentions, tuple(doubts)


def read_words(page: Page, tools: Engines) -> tuple[list[SeenWord], bool]:
    """The words of a whole page, and whether they are clear print, which does not stand on its head."""
    image = page.crop(0, 0, page.width, page.height, SCALE, BLUR)
    words = tools.words.words(image, "page")
    clear = _clear(words)
    return shifted(words if clear else tools.whole_pages.words(image, "page"), 0, 0, SCALE), clear


def _clear(words: Sequence[SeenWord]) -> bool:
    """Whether a reader was sure of what it read, and read enough of it."""
    long = [word.confidence > _SURE_WORD for word in words if len(letters_of(word.text)) >= 3]
    return len(long) >= _FEW_WORDS and sum(long) >= _SURE_WORDS * len(long)


def _legible_words(words: Sequence[SeenWord]) -> int:
    """How many words of three letters or more were read with some confidence."""
    return sum(word.confidence > 0.6 and len(letters_of(word.text)) >= 3 for word in words)


def _values(words: list[SeenWord], page: Page) -> list[Word]:
    return [
        Word(
            word.text,
            Box.of_pixels(word.x0, word.y0, word.x1, word.y1, page.width, page.height),
            min(max(word.confidence, 0.0), 1.0),
            word.line,
        )
        for word in words
    ]


def _by_title(identified: Identified) -> float:
    """How probable it is that the page is the form that its title or sentence says."""
    return _CLEAR_TITLE if identified.title is not None and identified.score >= 90 else round(identified.score / 100, 3)


def _form_fields(form: Form, identified: Identified, number: int, tools: Engines) -> dict[str, FieldReading]:
    """The form's own number and edition, from its title and from the foot of the page."""
    page = identified.page
    printed = {} if any(box.field == "cancels" for box in form.boxes) else {"cancels": _NO_SUCH_BOX}
    known = FieldReading(form.form, None, number, None, _by_title(identified), "title")
    edition = FieldReading(None, page=number, doubt=Doubt.FIELD_MISSING)
    if form.known_by.footer is None:
        return {"form": known, "edition": edition, **printed}
    told: list[str] = []
    for reader in (tools.words, tools.other_words):
        foot = _foot_of(page, form, reader)
        if foot is None:
            continue
        if named := _form_named(foot, form):
            told.append(named)
        printed_edition = answers.edition_at_foot(foot.text)
        if printed_edition is not None and edition.value is None:
            x0, y0 = foot.words[0].x0, min(word.y0 for word in foot.words)
            x1, y1 = foot.words[-1].x1, max(word.y1 for word in foot.words)
            box = Box.of_pixels(x0, y0, x1, y1, page.width, page.height)
            edition = FieldReading(printed_edition, foot.text, number, box, 0.9, reader.name)
        if edition.value is not None and (not told or form.form in told):
            break
    if form.form in told:
        known = replace(known, confidence=_TITLE_AND_FOOT, reader="title and foot")
    elif len(told) > 1:
        # the title says one form and the foot, to both readers, another: perhaps an edition not described yet
        known = replace(known, value=None, raw=told[-1], doubt=Doubt.FORM_UNCERTAIN)
    return {"form": known, "edition": edition, **printed}


def _foot_of(page: Page, form: Form, reader: WordReader) -> TextLine | None:
    """The line at the foot of the page that names a form, as that reader sees it; of several one with an edition."""
    lines = lines_of(read_strip(page, reader, page.height - _FOOT * DPI, page.height))
    naming = [
        line
        for line in lines
        if _form_named(line, form) is not None or find_text(form.known_by.footer or form.form, line, 70)
    ]
    return max(naming, key=lambda line: answers.edition_at_foot(line.text) is not None, default=None)


def _form_named(line: TextLine, form: Form) -> str | None:
    """The number of the form of that kind that the line names, empty where its last letter was not read."""
    at_foot = _FOOTER_FORM.search(line.text)
    if at_foot is None or at_foot.group(1) not in form.form:
        return None
    letter = at_foot.group(2).translate(str.maketrans("48", "AB"))
    return f"I-{at_foot.group(1)}{letter}" if letter else ""
