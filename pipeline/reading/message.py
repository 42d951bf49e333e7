"""Pure, given the rules. A request that stands in the text of a mail alone, without a form.

Nobody accepts such a text unseen: it becomes a record with what the rules found in it, and waits for a person.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reading import answers
from pipeline.reading.document import document_of_text, matches
from pipeline.values import FieldReading, Record
from pipeline.vocabulary import Doubt, Kind

_CONFIDENCE = 0.6
"""Of a value that a rule found in running text: to be looked at."""


def mentions_in(text: str) -> tuple[str, ...]:
    """Labels of `models/rules/mentions.jsonl` that the text bears, without repeats."""
    return tuple(dict.fromkeys(found.label for found in matches("mentions", document_of_text(text))))


def records_in(texts: Sequence[str], *, with_pages: bool) -> tuple[Record, ...]:
    """What the texts of a mail ask for by themselves. With pages attached, the pages speak.

    A question about detainers asks for nothing; a text that announces a form which is not there is incomplete.
    """
    text = "\n".join(texts)
    mentions = set(mentions_in(text))
    if with_pages or "INQUIRY" in mentions:
        return ()
    if mentions & {"HOLD_REQUEST", "CANCEL_REQUEST"}:
        fields = _fields(text)
        kind = Kind.DETAINER
        if "CANCEL_REQUEST" in mentions:
            kind = Kind.CANCELLATION
            fields["cancels"] = FieldReading(True, confidence=_CONFIDENCE, reader="rules", doubt=Doubt.IN_TEXT_ALONE)
        return (Record(kind, (), fields, (Doubt.IN_TEXT_ALONE,)),)
    if "DETAINER_ATTACHED" in mentions:
        return (Record(Kind.INCOMPLETE, (), doubts=(Doubt.INCOMPLETE,)),)
    return ()


def _fields(text: str) -> dict[str, FieldReading]:
    fields: dict[str, FieldReading] = {}
    for found in matches("text_fields", document_of_text(text)):
        if found.label not in fields and (value := _value(found.label, found.text)) is not None:
            fields[found.label] = FieldReading(
                value, found.text, confidence=_CONFIDENCE, reader="rules", doubt=Doubt.IN_TEXT_ALONE
            )
    return fields


def _value(label: str, text: str) -> str | None:
    """The value of a match: its last words that make one, since it begins with the words that announce it."""
    understand = {
        "file_number": answers.file_number,
        "date_of_birth": answers.day,
        "event_number": answers.event_number,
        "subject_name": answers.name,
    }[label]
    words = text.split()
    if label == "subject_name":
        begin = (
            2 if len(words) > 2 and words[1] in (":", "-") else 1 if words[0].lower().startswith(("mr", "ms")) else 0
        )
        return understand(" ".join(words[begin:]))
    return next((value for start in range(len(words)) if (value := understand(" ".join(words[start:])))), None)
