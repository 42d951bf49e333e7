"""Pure. Answers that look like nothing else on a form, or in their row of it: an alien's file number, an event number,
and a person's sex.

Where neither label nor place gave one, as where another edition prints it elsewhere and the fax lost its label, it is
found among the words that were read. That is where to look, and no answer yet: the line is then cut and read as any
other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pipeline.pages import DPI
from pipeline.reading import answers
from pipeline.reading.forms import AnswerKind
from pipeline.reading.seen import SeenWord
from pipeline.reading.words import Found, lines_of

_A_PHONE = re.compile(r"\W{0,2}(?=(?:\W*\w){0,4}\W*\d(?:.*\d){5})\w{3}\W{0,3}\w{3}\W{1,3}\w{4}\W{0,2}")
"""As a quick look sees it, with four misread digits at the most."""
_SUPPORT_CENTER = "+18028726020"
_PHONE_WIDE = 1.25
"""Inches that a telephone number takes, with a little of the rule before and after it."""
_LEVEL = 0.05
"""Inches by which baselines of words on one line differ at most."""
_NEXT_LINE = 0.25
"""Inches to the next line of running text at most."""
_MOST_WORDS = 5
"""Of one answer: `A 123 456 789`, its letter perhaps with a sign of its own."""
_A_SEX = re.compile(r"M|F|U|MALE|FEMALE|UNKNOWN|Male|Female|Unknown")
_A_NUMBER = re.compile(r"A\W{0,3}(?:\d[ \-.]{0,2}){7,9}|\d{3}([ \-])\d{3}\1\d{3}")


def _file_number(text: str) -> str | None:
    return answers.file_number(text) if _A_NUMBER.fullmatch(text) else None


def _event_number(text: str) -> str | None:
    value = answers.event_number(text) if re.match(r"[A-Z]{3}", text) else None
    return value if value and answers.usual_event_number(value) else None


def _sex(text: str) -> str | None:
    return answers.sex(text) if _A_SEX.fullmatch(text) else None


_LOOKS_LIKE: Mapping[AnswerKind, Callable[[str], str | None]] = {
    "file_number": _file_number,
    "event_number": _event_number,
    "sex": _sex,
}
_IN_ITS_ROW: frozenset[AnswerKind] = frozenset(("sex",))
"""Kinds that look like nothing else in their row alone: an M elsewhere is part of a name."""
ROW = 0.1
"""Inches that what stands in one row lies apart at most."""


def place_of(kind: AnswerKind, words: Sequence[SeenWord], row: float) -> Found | None:
    """Where among the words of a page, in its pixels, the one value stands that looks like that kind; None where none
    does, or two. `row` is the baseline, in pixels, on which it is described to stand."""
    understood = _LOOKS_LIKE.get(kind)
    if understood is None:
        return None
    places: dict[str, Found] = {}
    for line in lines_of(words):
        if kind in _IN_ITS_ROW and abs(line.baseline - row) > ROW * DPI:
            continue
        for first in range(len(line.words)):
            for last in range(min(first + _MOST_WORDS, len(line.words)), first, -1):
                part = line.words[first:last]
                value = understood(" ".join(word.text for word in part).strip(" .,:;_"))
                if value is not None:
                    height = max(word.y1 - word.y0 for word in part)
                    places.setdefault(value, Found(part[0].x0, part[-1].x1, line.baseline, height, 0.0))
                    break
    # a part of a number of which all is there is no other number
    whole = [value for value in places if not any(value != other and value.lstrip("0") in other for other in places)]
    return places[whole[0]] if len(whole) == 1 else None


def phone_of(words: Sequence[SeenWord], label: Found) -> Found | None:
    """Where the first telephone number after a label stands, on its line or the next, in pixels; None where none does.

    The one of the Law Enforcement Support Center, which the form prints further on, does not count.
    """
    for line in lines_of(words):
        below = line.baseline - label.baseline
        if not -ROW * DPI < below < _NEXT_LINE * DPI:
            continue
        after = [word for word in line.words if below > ROW * DPI or word.x0 > label.x1 - 2]
        for first in range(len(after)):
            for last in range(first + 1, min(first + _MOST_WORDS, len(after)) + 1):
                part = after[first:last]
                text = " ".join(word.text for word in part)
                if _A_PHONE.fullmatch(text) and answers.phone(text) != _SUPPORT_CENTER:
                    height = max(word.y1 - word.y0 for word in part)
                    return Found(part[0].x0, part[-1].x1, line.baseline, height, 0.0)
    return None


def blank_after(words: Sequence[SeenWord], label: Found) -> Found | None:
    """Where the blank after a label begins anew on the next line of running text, in pixels, since its own has no room
    for a telephone number; None where it has, or where nothing tells how far apart lines are."""
    near = [line for line in lines_of(words) if abs(line.baseline - label.baseline) < 2 * _NEXT_LINE * DPI]
    own = [line for line in near if abs(line.baseline - label.baseline) < _LEVEL * DPI]
    above = [line for line in near if _LEVEL * DPI < label.baseline - line.baseline < _NEXT_LINE * DPI]
    if not own or not above or label.x1 + _PHONE_WIDE * DPI < max(line.words[-1].x1 for line in near):
        return None
    pitch = label.baseline - above[-1].baseline
    row, begins = label.baseline + pitch, own[0].words[0].x0
    following = [
        word.x0
        for line in near
        if abs(line.baseline - row) < _LEVEL * DPI
        for word in line.words
        if word.x0 > begins + 0.5 * _PHONE_WIDE * DPI
    ]
    ends = min(following, default=begins + 2 * _PHONE_WIDE * DPI) - 0.05 * DPI
    return Found(begins, ends, row, label.height, 0.0)
