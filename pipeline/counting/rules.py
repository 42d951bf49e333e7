"""A jurisdiction's counting rules, as data.

Touches the world: reads `rules.toml` of a folder in `models/jurisdictions/`.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipeline.errors import WrongSettings
from pipeline.settings import LogColumn
from pipeline.vocabulary import Kind

Part = Literal[
    "lodged", "detained", "transferred", "reimbursed", "compared", "received", "chart", "apart", "method", "log"
]
"""What a report can hold: the four items of a Trust Act, the years before, how requests came, when and where (drawn),
what is reported apart, how the count was made, and a line for each request."""

Apart = Literal[
    "notification_request", "warrant_only", "misaddressed", "incomplete", "correction", "other", "unreadable"
]
"""What can be reported apart from the total: kinds of record, and forms that corrected an earlier one."""

_T = TypeVar("_T")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FormRule(_Part):
    """What a form counts as."""

    kind: Kind
    gives_reason: bool
    """Whether box 1 or box 2 must be ticked on it."""


class Addressees(_Part):
    """The words by which the department, anyone, and other agencies are addressed."""

    word_ratio: Annotated[float, Field(gt=0, le=100)]
    """How alike two words of four letters or more must be, 0..100 as rapidfuzz gives it."""
    ours: tuple[str, ...]
    anyone: tuple[str, ...]
    others: tuple[str, ...]
    others_elsewhere: tuple[str, ...]
    """Another agency only where the city's own name does not stand beside it."""


class Report(_Part):
    """What a jurisdiction's law asks to be told, and by when."""

    due: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
    """The last day for the report, month and day."""
    following_year: bool
    """Whether that day lies in the year after the one that is reported."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    """What the report holds, in its order; the log stands in an annex."""
    log: tuple[LogColumn, ...] = ()
    """What is told of each request, where the department's settings choose nothing else."""

    @field_validator("due")
    @classmethod
    def _a_day_of_every_year(cls, value: str) -> str:
        try:
            date.fromisoformat(f"2025-{value}")
        except ValueError:
            raise ValueError("expected a month and a day that every year has, such as 12-31") from None
        return value

    @field_validator("parts", "log")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _without_repeats(value)

    @model_validator(mode="after")
    def _log_with_columns(self) -> Self:
        if ("log" in self.parts) != bool(self.log):
            raise ValueError("a report with the part log names the columns of its log, and only such a report")
        return self

    def due_on(self, year: int) -> date:
        """The last day for the report about a year."""
        return date.fromisoformat(f"{year + self.following_year:04d}-{self.due}")


class Rules(_Part):
    """How one jurisdiction counts."""

    jurisdiction: str
    city: str
    counts: Annotated[tuple[Kind, ...], Field(min_length=1)]
    """The kinds of record that are requests."""
    year_by: Literal["received", "form_date"]
    """Which day decides the year of a request: that of its first receipt, or the one that the form gives for itself."""
    apart: tuple[Apart, ...]
    """What is reported apart from the total, in this order."""
    report: Report
    forms: dict[str, FormRule]
    """By form number, such as I-247A."""
    addressee: Addressees
    rules: dict[str, str]
    """A sentence for each rule's code."""

    @field_validator("counts")
    @classmethod
    def _can_be_requests(cls, value: tuple[Kind, ...]) -> tuple[Kind, ...]:
        if Kind.CANCELLATION in value:
            raise ValueError("a cancellation cancels a request and is none")
        return _without_repeats(value)

    @model_validator(mode="after")
    def _apart_or_counted(self) -> Self:
        both = sorted({*_without_repeats(self.apart)} & {kind.value for kind in self.counts})
        if both:
            raise ValueError(f"apart: {', '.join(both)} counts as a request and cannot be reported apart too")
        return self


def _without_repeats(values: tuple[_T, ...]) -> tuple[_T, ...]:
    twice = sorted({str(value) for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"each is named once; twice: {', '.join(twice)}")
    return values


def load_rules(folder: Path) -> Rules:
    """The rules in a jurisdiction's folder.

    Raises WrongSettings with file, key and what was expected.
    """
    file = folder / "rules.toml"
    try:
        return Rules.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(str(file), "", f"cannot be read as TOML ({error})") from None
    except ValidationError as error:
        fault = error.errors()[0]
        raise WrongSettings(
            str(file), ".".join(map(str, fault["loc"])), fault["msg"].removeprefix("Value error, ")
        ) from None
