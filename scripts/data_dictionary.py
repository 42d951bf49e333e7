"""Writes docs/data-dictionary.md from the vocabulary and the columns of the exports.

    .venv/bin/python scripts/data_dictionary.py

Touches the world: writes the page. tests/test_docs.py holds the page against what this gives, so it cannot drift.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.reporting.columns import (
    DOCUMENT_COLUMNS,
    DOCUMENT_TAIL,
    EVIDENCE_COLUMN,
    RECORD_COLUMNS,
    RECORDS_COLUMN,
    REQUEST_COLUMNS,
    TYPE_WORDS,
    Column,
)
from pipeline.vocabulary import (
    DOUBT_SENTENCES,
    FIELDS,
    NOTES,
    Basis,
    Channel,
    Doubt,
    Kind,
    Outcome,
    Role,
    Status,
)

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"

CHANNELS: Mapping[Channel, str] = {
    Channel.DEDICATED_FAX: "the fax line set up for detainer requests",
    Channel.DISTRICT_FAX: "the fax machine of a district station; `district` says which",
    Channel.OTHER_FAX: "some other fax machine",
    Channel.EMAIL: "sent to the mailbox by e-mail, not a fax or paper that a station mailed on",
    Channel.IN_PERSON: "handed over on paper and scanned",
    Channel.PHONE: "a call that someone wrote down",
    Channel.MAIL: "a letter by post",
    Channel.UNKNOWN: "nothing tells; a person is asked",
}
KINDS: Mapping[Kind, str] = {
    Kind.DETAINER: "a form, or the text of a mail, that asks to hold one person",
    Kind.CANCELLATION: "a detainer form with the box ticked that cancels an earlier one",
    Kind.UNREADABLE: "could not be decoded or read at all; waits for a person",
    Kind.INCOMPLETE: "pages or a text that belong to a detainer form which is not there; waits for a person",
    Kind.MISADDRESSED: "a form addressed to another agency; waits for a person",
    Kind.NOTIFICATION_REQUEST: "a form that asks for notice before a release and for no hold; reported apart",
    Kind.WARRANT_ONLY: "a warrant without a detainer form; reported apart",
    Kind.OTHER: "anything else: kept and listed, never deleted",
}
ROLES: Mapping[Role, str] = {
    Role.FIRST: "the first receipt of the request: its year, channel and district are the request's",
    Role.DUPLICATE: "the same form once more",
    Role.CORRECTION: "the same event number with a field that certainly differs; the latest correction stands",
    Role.CANCELLATION: "cancels the request, which still counts as lodged",
}
STATUSES: Mapping[Status, str] = {
    Status.ACCEPTED: "read without a doubt that asks for a person",
    Status.NEEDS_REVIEW: "a person has to look; it could still change the count",
    Status.SET_ASIDE: "nothing in it counts, and nothing in it could",
    Status.FAILED: "nothing of it could be read; a person has to open it or ask for it again",
}
BASES: Mapping[Basis, str] = {
    Basis.FINAL_ORDER: "a final order of removal",
    Basis.PENDING_PROCEEDINGS: "the pendency of ongoing removal proceedings",
    Basis.BIOMETRIC: "biometric confirmation of identity and a records check",
    Basis.STATEMENTS: "statements made by the person, or other reliable evidence",
    Basis.TRANSFERRED: "box 2, no ground of probable cause: DHS transferred the person for a proceeding",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.NOT_ACTED_UPON: "the request was not acted upon; so it is unless something else was set",
    Outcome.DETAINED: "the person was held on the request",
    Outcome.TRANSFERRED: "the person was transferred to ICE",
}
TOLD_BY: Mapping[str, str] = {
    "source": "the source in the settings that it was picked up from",
    "header": "the line that the sending machine prints at the top edge, or the called line that a gateway names",
    "message": "the covering message",
    "mail_headers": "who sent the mail",
    "tag": "the DateTime tag of a TIFF",
    "file_name": "a `YYYYMMDD-HHMMSS` in the file's name",
    "mail_received": "the mail's Received headers",
    "mail_date": "the mail's Date header",
    "file_time": "the file's own time, for want of anything better",
    "person": "a person said so",
}
"""What `channel_how` and `received_how` name."""


def page() -> str:
    """The whole page."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_lines())).strip() + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield (
        "The words that the program's data sets use. This page is written by `scripts/data_dictionary.py` from "
        "`pipeline/vocabulary.py` and `pipeline/reporting/columns.py`; change them, not the page."
    )
    yield from _codes("Channels: how a request first reached the department", CHANNELS)
    yield from _codes("Kinds: what a record is, the most important first", KINDS)
    yield (
        "The kind of a transmission is the most important kind among its records. Which kinds count as requests is "
        "said by `counts` in `models/jurisdictions/*/rules.toml`: `detainer`, and in Illinois and Connecticut also "
        "`notification_request`."
    )
    yield from _codes("Roles: what a record is to its request", ROLES)
    yield from _codes("Statuses: where a transmission stands", STATUSES)
    yield "A request is `needs_review` while anything could still change it, else `accepted`."
    yield from _codes("Basis: the reasons that a form offers", BASES)
    yield from _codes("Outcomes: what was done about a request", OUTCOMES)
    yield from _table("What tells how and when it came", ("code", "meaning"), TOLD_BY.items())
    doubts = ((doubt.value, DOUBT_SENTENCES[doubt], "" if doubt in NOTES else "yes") for doubt in Doubt)
    yield from _table("Doubts", ("code", "sentence", "can ask for a person"), doubts)
    yield "The others are notes: they are told and never by themselves ask for a person."
    fields = ((spec.name, spec.type, _yes(spec.identifying), spec.meaning) for spec in FIELDS)
    yield from _table("Fields of a form", ("field", "type", "identifying", "meaning"), fields)
    yield (
        "A field that was not read is empty (`null` in jsonl), with a doubt in its evidence where that asks for a "
        "person; one that the form does not have is empty without. Identifying fields leave in identified exports "
        "alone."
    )
    yield from _columns("`intake export requests`: one row for each request", REQUEST_COLUMNS)
    yield "An identified export has the identifying fields as well."
    yield from _columns(
        "`intake export documents`: one row for each transmission in jsonl, else one for each record",
        (*DOCUMENT_COLUMNS, *DOCUMENT_TAIL),
    )
    yield from _columns("In jsonl, nested in each row", (RECORDS_COLUMN,))
    yield from _columns("In csv, xlsx and parquet, beside the fields of the form", (*RECORD_COLUMNS, EVIDENCE_COLUMN))
    yield (
        "Evidence, for each field: `raw` (what the reader saw; identified exports alone), `page` from 1, `box` "
        "(left, top, right, bottom in 0..1 of the upright page), `confidence` 0..1, `reader`, `doubt`; and in "
        "identified exports alone `candidates`, all that the readers and witnesses offered, the likeliest first, each "
        "with `value`, `reader` (such as `mail subject` or `warrant page 4` for a witness) and the reader's own "
        "`confidence` 0..1."
    )


def _codes(title: str, meanings: Mapping[Any, str]) -> Iterator[str]:
    yield from _table(title, ("code", "meaning"), ((code.value, meaning) for code, meaning in meanings.items()))


def _columns(title: str, columns: Sequence[Column]) -> Iterator[str]:
    rows = ((each.name, TYPE_WORDS[each.type], _yes(each.identifying), each.meaning) for each in columns)
    yield from _table(title, ("column", "type", "identifying", "meaning"), rows)


def _table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "", _row(headings), "|" + "---|" * len(headings))
    for name, *others in rows:
        yield _row((f"`{name}`", *others))
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _yes(known: bool) -> str:
    return "yes" if known else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
