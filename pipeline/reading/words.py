"""Pure. Words in a page's own pixels, and finding a printed text among them in spite of misread letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pipeline.reading.seen import SeenWord

_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a printed text stands, in pixels of the page."""

    x0: float
    x1: float
    baseline: float
    height: float
    """Of its letters."""
    score: float
    """0..100, how much of it was recognised."""

    def overlaps(self, other: Found) -> bool:
        """Whether the two stand on one another."""
        on_one_line = abs(self.baseline - other.baseline) < 0.6 * max(self.height, other.height, 8)
        return on_one_line and min(self.x1, other.x1) - max(self.x0, other.x0) > 6


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of words with its letters in one string, each letter knowing its word."""

    words: tuple[SeenWord, ...]
    letters: str
    """Lower case letters and digits, without blanks."""
    owners: tuple[int, ...]
    """For each letter the index of its word."""
    starts: tuple[int, ...]
    """For each letter its place within its word's letters."""

    @property
    def baseline(self) -> float:
        """The median lower end of words without descending letters, or of all."""
        flat = [word.y1 for word in self.words if not re.search(r"[gjpqy,;()/]", word.text)]
        ends = sorted(flat or [word.y1 for word in self.words])
        return ends[len(ends) // 2]

    @property
    def text(self) -> str:
        """The words with blanks between."""
        return " ".join(word.text for word in self.words)


def letters_of(text: str) -> str:
    """Only what a reader is likely to get right: lower case letters and digits."""
    return _LETTERS.sub("", text.lower())


def shifted(words: Iterable[SeenWord], x: float, y: float, scale: float) -> list[SeenWord]:
    """Words of a crop at (x, y) and `scale`, in pixels of the page."""
    return [
        SeenWord(w.text, x + w.x0 / scale, y + w.y0 / scale, x + w.x1 / scale, y + w.y1 / scale, w.confidence, w.line)
        for w in words
    ]


def numbered_after(words: Sequence[SeenWord], more: Sequence[SeenWord]) -> list[SeenWord]:
    """More words, their lines numbered on from those before, since each reading counts from 0."""
    first = max((word.line for word in words), default=-1) + 1
    return [replace(word, line=word.line + first) for word in more]


def lines_of(words: Sequence[SeenWord]) -> list[TextLine]:
    """The words gathered by line, each from left to right, the lines from the top."""
    by_line: dict[int, list[SeenWord]] = {}
    for word in words:
        by_line.setdefault(word.line, []).append(word)
    lines = []
    for members in by_line.values():
        ordered = tuple(sorted(members, key=lambda word: word.x0))
        letters, owners, starts = "", [], []
        for index, word in enumerate(ordered):
            own = letters_of(word.text)
            letters += own
            owners += [index] * len(own)
            starts += list(range(len(own)))
        lines.append(TextLine(ordered, letters, tuple(owners), tuple(starts)))
    return sorted(lines, key=lambda line: line.baseline)


_INVENTED, _LONG = 3, 12
"""Letters that a reader may invent at the beginning of a text, and letters of a text that is not found by chance."""


def find_text(text: str, line: TextLine, least: float) -> list[Found]:
    """Where `text` stands in the line with a score of at least `least`; at most two places, the best first.

    The score is rapidfuzz's partial ratio of the letters alone, so that `FileNo:A` and `File No: A` are the same.
    """
    wanted = letters_of(text)
    found: list[Found] = []
    begin = 0
    while len(found) < 2 and len(line.letters) - begin >= max(2, len(wanted) - 3):
        match = fuzz.partial_ratio_alignment(wanted, line.letters[begin:], score_cutoff=least)
        if match is None or match.dest_end == match.dest_start:
            break
        start, end = begin + match.dest_start, begin + match.dest_end
        if line.starts[start] > 1:
            # a letter lost within the label lets it begin a letter or two early, at the end of the word before
            start = next((at for at in (start + 1, start + 2) if at < end and line.starts[at] == 0), start)
        if 1 < line.starts[start] <= _INVENTED and len(wanted) >= _LONG:
            # letters invented within the first word let a long label begin late
            start -= line.starts[start]
        if line.starts[start] <= 1:
            found.append(_place(line, start, end, match.score))
        begin = end
    return sorted(found, key=lambda place: -place.score)


def _place(line: TextLine, start: int, end: int, score: float) -> Found:
    first, last = line.words[line.owners[start]], line.words[line.owners[end - 1]]
    whole = len(letters_of(last.text))
    used = line.starts[end - 1] + 1
    # a label may be glued to its answer; then it ends within the word, at a share of its width
    right = last.x1 if used == whole else last.x0 + (last.x1 - last.x0) * used / whole
    for following in line.words[line.owners[end - 1] + 1 :]:
        # the `#:` of `Event #:` has no letters, and is the label's none the less
        if used != whole or not re.fullmatch(r"[#:.;*+]{1,3}", following.text):
            break
        right = following.x1
    inside = line.words[line.owners[start] : line.owners[end - 1] + 1]
    flat = [w.y1 for w in inside if not re.search(r"[gjpqy,;()/]", w.text)] or [line.baseline]
    heights = sorted(word.y1 - word.y0 for word in inside)
    return Found(first.x0, right, sorted(flat)[len(flat) // 2], heights[len(heights) // 2], score)
