"""What a proof pack tells, row by row: figures, requests, transmissions and their pages, evidence, decisions.

Touches the world: reads the jurisdiction's rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pipeline.counted import Counted
from pipeline.counting.completeness import PossiblyMissing, with_missing
from pipeline.counting.rules import load_rules
from pipeline.counting.tally import document_year, reason_of, requests_of
from pipeline.decision_said import decision_in_words
from pipeline.errors import WrongUse
from pipeline.named import shown_record
from pipeline.reporting.trace import Figure, figures
from pipeline.reviewing.decisions import Decision, pairs_of
from pipeline.settings import Settings
from pipeline.values import Document, Record, RecordKey, Request
from pipeline.vocabulary import IDENTIFYING, Action
from pipeline.wording import moment
from pipeline.yearly import count_year

TABLES: Mapping[str, tuple[str, ...]] = {
    "figures.csv": ("name", "value", "requests", "records"),
    "requests.csv": (
        "request_id", "year", "received_at", "channel", "district", "form", "reason", "grounds", "cancelled_on",
        "outcome", "status",
    ),
    "members.csv": ("request_id", "document_id", "record", "role", "rule", "sentence", "why"),
    "transmissions.csv": (
        "document_id", "file", "source", "sha256", "taken_in_at", "received_at", "received_how", "channel",
        "channel_how", "district", "kind", "status", "doubts", "version",
    ),
    "evidence.csv": (
        "document_id", "record", "field", "value", "page", "x0", "y0", "x1", "y1", "confidence", "reader", "doubt",
    ),
    "decisions.csv": ("decision", "subject", "at", "by", "what", "reason", "holds"),
    "possibly-missing.csv": ("id", "code", "source", "since", "sentence", "settled"),
}  # fmt: skip
"""The tables of a pack and their columns, which stand at their head also where there are no rows."""
_PAGE = (850, 1100)
"""The units in which a page is drawn: hundredths of an inch of a letter page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which proof."""

    year: int
    figure: str | None
    """One figure by its name; all where it is None."""
    request: str | None
    """One request by its id; all where it is None."""
    identified: bool
    by: str
    at: datetime


class TraceRows:
    """What is told: the figures asked for, their requests, and every transmission that these lead to."""

    def __init__(
        self,
        counted: Counted,
        every: Sequence[Decision],
        missing: Sequence[PossiblyMissing],
        settings: Settings,
        asked: Asked,
    ) -> None:
        self._counted, self._settings, self._asked = counted, settings, asked
        requests = requests_of(asked.year, counted.gathered)
        of_year = tuple(each for each in counted.documents if document_year(each, settings.zone) == asked.year)
        self._missing = [each for each in missing if each.in_year(asked.year, settings.zone)]
        tally = with_missing(count_year(counted, settings, asked.year), missing, settings.zone)
        self.figures = self._chosen(figures(tally, requests, of_year, counted.gathered))
        wanted = {name for figure in self.figures for name in figure.requests}
        self.requests = [one for one in requests if one.id in wanted and asked.request in (None, one.id)]
        if asked.request is not None and not self.requests:
            raise WrongUse(f"{asked.request}: no request of {asked.year}; they are listed by: intake export requests")
        names = {member.key.transmission_id for one in self.requests for member in one.members}
        if asked.request is None:
            names |= {key.transmission_id for figure in self.figures for key in figure.records}
        self.documents = [each for each in counted.documents if each.transmission.id in names]
        self._decisions: dict[str, list[Decision]] = {}
        for made in every:
            for subject in _about(made):
                self._decisions.setdefault(subject, []).append(made)
        self._held = {decision.id for decision in counted.decisions}
        self._sentences = load_rules(settings.jurisdiction).rules

    def _chosen(self, every: tuple[Figure, ...]) -> tuple[Figure, ...]:
        if self._asked.request is not None:
            return tuple(one for one in every if self._asked.request in one.requests)
        if self._asked.figure is None:
            return every
        chosen = tuple(one for one in every if one.name == self._asked.figure)
        if not chosen:
            names = ", ".join(one.name for one in every)
            raise WrongUse(f"--figure {self._asked.figure}: no such figure; expected one of {names}")
        return chosen

    def page_numbers(self, document: Document) -> list[int]:
        """The pages of a transmission that could be decoded, from 1."""
        return [page.number for page in document.reading.pages if page.decisions] if document.reading else []

    @cached_property
    def figure_rows(self) -> list[dict[str, Any]]:
        """Each figure with the ids of what it is made of."""
        return [
            {
                "name": one.name,
                "value": one.value,
                "requests": " ".join(one.requests),
                "records": " ".join(f"{key.transmission_id}:{key.ordinal + 1}" for key in one.records),
            }
            for one in self.figures
        ]

    @cached_property
    def request_rows(self) -> list[dict[str, Any]]:
        """Each request with its records, why they belong to it, and the decisions about it."""
        return [self._request_row(one) for one in self.requests]

    def _request_row(self, one: Request) -> dict[str, Any]:
        return {
            "request_id": one.id,
            "year": one.year,
            "received_at": self.when(one.received_at),
            "channel": one.channel.value,
            "district": one.district,
            "form": one.record.text("form"),
            "reason": reason_of(one.record),
            "grounds": " ".join(one.record.basis),
            "cancelled_on": one.cancelled_on,
            "outcome": one.disposition.outcome.value,
            "status": one.status.value,
            "members": [
                {
                    "document_id": member.key.transmission_id,
                    "record": member.key.ordinal + 1,
                    "shown": shown_record(member.key, self._counted),
                    "role": member.role.value,
                    "rule": member.rule,
                    "sentence": self._sentences.get(member.rule, ""),
                    "why": member.why,
                }
                for member in one.members
            ],
            "decisions": self._decision_rows([one.id]),
        }

    @cached_property
    def transmission_rows(self) -> list[dict[str, Any]]:
        """Each transmission with its pages, the places of its values, and the decisions about it."""
        return [self._transmission_row(each) for each in self.documents]

    def _transmission_row(self, document: Document) -> dict[str, Any]:
        arrived, reading = document.transmission, document.reading
        received = reading.received if reading else None
        return {
            "document_id": arrived.id,
            "file": arrived.file if self._asked.identified else None,
            "source": arrived.source,
            "sha256": arrived.sha256,
            "taken_in_at": self.when(arrived.taken_in_at),
            "received_at": self.when(received.received_at if received else arrived.inbox_at),
            "received_how": received.received_how if received else arrived.inbox_how,
            "channel": received.channel.value if received else "unknown",
            "channel_how": received.how if received else None,
            "district": received.district if received else None,
            "kind": reading.kind.value if reading else "unread",
            "status": reading.status.value if reading else "unread",
            "doubts": " ".join(reading.doubts) if reading else "not_yet_read",
            "version": reading.version if reading else 0,
            "pages": [self._page(document, number) for number in self.page_numbers(document)],
            "decisions": self._decision_rows([arrived.id]),
        }

    def _page(self, document: Document, number: int) -> dict[str, Any]:
        reading = document.reading
        wide, high = _PAGE
        fields = [
            (name, field)
            for record in (reading.records if reading else ())
            for name, field in record.fields.items()
            if field.page == number and field.box is not None
        ]
        form = next((page.form for page in reading.pages if page.number == number), None) if reading else None
        return {
            "number": number,
            "form": form,
            "picture": f"pages/{document.transmission.id}-{number}.png" if self._asked.identified else None,
            "boxes": [
                {
                    "field": name.replace("_", " "),
                    "doubt": field.doubt.replace("_", " ") if field.doubt else "",
                    "x": round(field.box.x0 * wide),
                    "y": round(field.box.y0 * high),
                    "width": max(4, round((field.box.x1 - field.box.x0) * wide)),
                    "height": max(4, round((field.box.y1 - field.box.y0) * high)),
                }
                for name, field in fields
                if field.box is not None
            ],
        }

    @cached_property
    def evidence_rows(self) -> list[dict[str, Any]]:
        """Each field of each record with its place, reader and doubt; identifying values where these were asked for."""
        return [
            row
            for document in self.documents
            for ordinal, record in enumerate(document.reading.records if document.reading else ())
            for row in self._evidence(RecordKey(document.transmission.id, ordinal), record)
        ]

    def _evidence(self, key: RecordKey, record: Record) -> Iterable[dict[str, Any]]:
        for name, field in record.fields.items():
            box = field.box
            value = field.value if self._asked.identified or name not in IDENTIFYING else None
            yield {
                "document_id": key.transmission_id,
                "record": key.ordinal + 1,
                "field": name,
                "value": " ".join(value) if isinstance(value, tuple) else value,
                "page": field.page,
                **{side: getattr(box, side) if box else None for side in ("x0", "y0", "x1", "y1")},
                "confidence": round(field.confidence, 4),
                "reader": field.reader,
                "doubt": field.doubt.value if field.doubt else None,
            }

    @cached_property
    def missing_rows(self) -> list[dict[str, Any]]:
        """What may be missing of the year."""
        return [
            {
                "id": each.id,
                "code": each.code.value,
                "source": each.source,
                "since": self.when(each.since) if each.since else None,
                "sentence": each.sentence,
                "settled": each.settled if self._asked.identified or each.settled is None else "yes",
            }
            for each in self._missing
        ]

    @cached_property
    def decision_rows(self) -> list[dict[str, Any]]:
        """Every decision about anything in the pack, once, oldest first."""
        subjects = [*(one.id for one in self.requests), *(each.transmission.id for each in self.documents)]
        return self._decision_rows([*subjects, *(each.id for each in self._missing)])

    def _decision_rows(self, subjects: Iterable[str]) -> list[dict[str, Any]]:
        made_about = {made.id: made for subject in subjects for made in self._decisions.get(subject, ())}
        return [
            {
                "decision": made.id,
                "subject": made.subject,
                "at": self.when(made.at),
                "by": made.by,
                "what": decision_in_words(made, self._settings.zone, identified=self._asked.identified),
                # a person typed it: nothing keeps it from naming somebody
                "reason": made.reason if self._asked.identified else None,
                "holds": made.id in self._held or made.action is Action.UNDO,
            }
            for _, made in sorted(made_about.items())
        ]

    def when(self, at: datetime) -> str:
        """A moment as the department's clocks show it, to the minute."""
        return moment(at, self._settings.zone)


def _about(made: Decision) -> set[str]:
    """The ids that a decision speaks of: a link speaks of every transmission that it names."""
    named = pairs_of(made) if made.action in (Action.LINK, Action.UNLINK) else ()
    return {made.subject, *(key.transmission_id for pair in named for key in pair)}
