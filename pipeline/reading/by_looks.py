"""Pure. Answers that look like nothing else on a form: an alien's file number and an event number.

Where neither label nor place gave one, as where another edition prints it elsewhere and the fax lost its label, it is
found among the words that were read. That is where to look, and no answer yet: the line is then cut and read as any
other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pipeline.reading import answers
from pipeline.reading.forms import AnswerKind
from pipeline.reading.seen import SeenWord
from pipeline.reading.words import Found, lines_of

_MOST_WORDS = 5
"""Of one answer: `A 123 456 789`, its letter perhaps with a sign of its own."""
_A_NUMBER = re.compile(r"A\W{0,3}(?:\d[ \-.]{0,2}){7,9}|\d{3}([ \-])\d{3}\1\d{3}")


def _file_number(text: str) -> str | None:
    return answers.file_number(text) if _A_NUMBER.fullmatch(text) else None


def _event_number(text: str) -> str | None:
    value = answers.event_number(text) if re.match(r"[A-Z]{3}", text) else None
    return value if value and answers.usual_event_number(value) else None


_LOOKS_LIKE: Mapping[AnswerKind, Callable[[str], str | None]] = {
    "file_number": _file_number,
    "event_number": _event_number,
}


def place_of(kind: AnswerKind, words: Sequence[SeenWord]) -> Found | None:
    """Where among the words of a page, in its pixels, the one value stands that looks like that kind; None where none
    does, or two."""
    understood = _LOOKS_LIKE.get(kind)
    if understood is None:
        return None
    places: dict[str, Found] = {}
    for line in lines_of(words):
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
