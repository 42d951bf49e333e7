"""Pure. What a covering message says about how and when the request came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipeline.counting.moments import Moment, moments_in
from pipeline.counting.phrases import Phrase, phrases_in

WAYS = ("FAX", "DEDICATED_FAX", "OTHER_FAX", "IN_PERSON", "EMAIL", "PHONE", "MAIL")
"""The labels of `models/rules/channel.jsonl` that name a way of receipt."""
_REACH = {"NEGATION": 8, "NONE": 3, "NOT_YET": 4, "USUALLY": 8, "OUTGOING": 12}
"""Tokens within which a cue, in the same clause, takes the meaning from a phrase that follows it."""
_QUOTES_FOLLOW = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded (?:message|by)|begin forwarded)|begin forwarded message"
    r"|on .{6,120} wrote:|_{10,}\s*$|from:\s.*\S)",
    re.IGNORECASE,
)
_SENT = re.compile(r"^[>\s*]*(?:sent|date|received)\s*:\**\s*(.+)$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[\"'(]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"\b(?:sgt|det|ofc|off|lt|capt|dep|dist|no|approx|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mr|ms|mrs|dr|st|ave"
    r"|a\.m|p\.m|attn|ext|tel|[A-Z])\.$",
    re.IGNORECASE,
)
_RECEIVED = re.compile(r"\b(?:rec(?:ei|ie)ved|rec'?d|rcv'?d|came|arrived|receipt|delivered)\b", re.IGNORECASE)
_WRAPPED = 55
"""Characters from which a line is thought to go on in the next one."""
_LONGEST = 20_000
"""Characters of a message that are looked at."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says, each part empty or None where it says nothing."""

    ways: tuple[str, ...] = ()
    """The ways it names, in order, without repeats; of FAX, DEDICATED_FAX and OTHER_FAX the most telling alone."""
    districts: tuple[str, ...] = ()
    """The districts named with the way, else those named anywhere in the writer's own words."""
    moment: Moment | None = None
    """When it came."""
    from_dhs: bool = False
    """The message quotes a mail that DHS sent."""
    dhs_sent: datetime | None = None
    """When DHS sent the quoted mail."""


def told_by(message: str, written: datetime, zone: tzinfo) -> Told:
    """What the message, subject and text, written at `written`, says in its writer's own words.

    Questions, denials, requests and habits do not count; what is quoted tells only whether DHS wrote it.
    """
    own, quoted = _own_and_quoted(message[:_LONGEST])
    sentences = tuple(_sentences(own))
    found = tuple((sentence, phrases_in(sentence)) for sentence in sentences)
    telling = tuple((sentence, phrases, stated) for sentence, phrases in found if (stated := _ways(sentence, phrases)))
    ways = tuple(dict.fromkeys(phrase.label for _, _, each in telling for phrase in each))
    beside = tuple(dict.fromkeys(district for _, phrases, _ in telling for district in _districts(phrases)))
    anywhere = tuple(dict.fromkeys(district for _, phrases in found for district in _districts(phrases)))
    from_dhs = any(phrase.label == "FROM_DHS" for line in quoted for phrase in phrases_in(line) if _is_from(line))
    sent = next((m for line in quoted if (m := _sent(line, written, zone)) is not None), None) if from_dhs else None
    return Told(_most_telling(ways), beside or anywhere, _when(telling, sentences, written, zone), from_dhs, sent)


def districts_in(text: str) -> tuple[str, ...]:
    """The districts that a sender's name or address names."""
    return tuple(dict.fromkeys(_districts(phrases_in(re.sub(r"[@._<>\"]", " ", text)[:500]))))


def is_dhs(address: str) -> bool:
    """Whether a mail address belongs to the Department of Homeland Security."""
    return any(phrase.label == "FROM_DHS" for phrase in phrases_in(re.sub(r"[<>\"]", " ", address)[:500]))


def _own_and_quoted(message: str) -> tuple[list[str], list[str]]:
    own: list[str] = []
    quoted: list[str] = []
    quoting = False
    for line in message.splitlines():
        quoting = quoting or bool(_QUOTES_FOLLOW.match(line))
        (quoted if quoting or line.lstrip().startswith((">", "|")) else own).append(line)
    return own, quoted


def _is_from(line: str) -> bool:
    return bool(re.match(r"^[>\s*]*(?:from\s*:|on .* wrote:)", line, re.IGNORECASE))


def _sent(line: str, written: datetime, zone: tzinfo) -> datetime | None:
    match = _SENT.match(line)
    moments = moments_in(match[1], written, zone) if match else ()
    return next((moment.at for moment in moments if moment.gives_time), None)


def _sentences(lines: list[str]) -> Iterator[str]:
    """Sentences, with wrapped lines joined; a short line, such as a subject, stands for itself."""
    paragraph = ""
    for line in [*lines, ""]:
        paragraph = f"{paragraph} {line.strip()}".strip()
        if len(line.strip()) >= _WRAPPED:
            continue
        sentence = ""
        for piece in _SENTENCE_END.split(paragraph):
            sentence = f"{sentence} {piece}".strip()
            if not _ABBREVIATION.search(sentence):
                yield sentence
                sentence = ""
        if sentence:
            yield sentence
        paragraph = ""


def _ways(sentence: str, phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """The ways of receipt that a sentence states."""
    if sentence.rstrip("\"') ").endswith("?") or any(phrase.label == "ASKS" for phrase in phrases):
        return ()
    cues = [phrase for phrase in phrases if phrase.label in _REACH]
    return tuple(
        phrase for phrase in phrases if phrase.label in WAYS and not any(_takes_away(cue, phrase) for cue in cues)
    )


def _takes_away(cue: Phrase, phrase: Phrase) -> bool:
    overlaps = cue.start < phrase.end and phrase.start < cue.end
    before = cue.clause == phrase.clause and 0 <= phrase.start - cue.end < _REACH[cue.label]
    return overlaps or before


def _districts(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    return tuple(phrase.id for phrase in phrases if phrase.label == "DISTRICT")


def _most_telling(ways: tuple[str, ...]) -> tuple[str, ...]:
    """A named line says more than the bare word fax."""
    if "DEDICATED_FAX" in ways or "OTHER_FAX" in ways:
        return tuple(way for way in ways if way != "FAX")
    return ways


def _when(
    telling: tuple[tuple[str, tuple[Phrase, ...], tuple[Phrase, ...]], ...],
    sentences: tuple[str, ...],
    written: datetime,
    zone: tzinfo,
) -> Moment | None:
    """The moment in the sentence that names the way, after it rather than before; else one that tells of a receipt."""
    for sentence, _, ways in telling:
        moments = moments_in(sentence, written, zone)
        after = [moment for moment in moments if moment.offset >= ways[0].offset]
        if moments:
            return after[0] if after else moments[-1]
    for sentence in sentences:
        moments = moments_in(sentence, written, zone) if _RECEIVED.search(sentence) else ()
        if moments and not sentence.rstrip().endswith("?"):
            return moments[0]
    return None
