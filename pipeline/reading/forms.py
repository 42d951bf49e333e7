"""The form descriptions of `models/forms/*.toml`: how a form is known, its labels, and where each answer lies.

Touches the world: reads the descriptions. Places in a description are inches from the top left of a sample page; a
description is checked as it is read, and a wrong one is refused with file, key and what was expected.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipeline.errors import WrongSettings
from pipeline.settings import MODELS
from pipeline.vocabulary import FIELD_NAMES, Kind

FORMS = MODELS / "forms"

AnswerKind = Literal[
    "digits",
    "event_number",
    "file_number",
    "date",
    "name",
    "country",
    "sex",
    "phone",
    "text",
    "lines",
    "officer",
    "ink",
]
"""What an answer is, and so how it is understood: see `reading/answers.py`. `lines` is a block of several lines, `ink`
only whether anything is written there."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_ONE_ROW = 0.06
"""Inches that labels of one row stand apart at most, up and down."""
Inches = Annotated[float, Field(ge=0, le=20)]


class KnownBy(_Part):
    """How a page is known to be this form."""

    titles: Annotated[tuple[str, ...], Field(min_length=1)]
    title_at: tuple[Inches, Inches, Inches] | None = None
    """Left end, baseline and right end of the title."""
    footer: str | None = None
    """What stands before the edition in brackets at the foot of the page."""
    sentences: tuple[str, ...] = ()
    """Sentences that no other form prints; they tell the form when its title cannot be read."""
    read_whole: bool = False
    """Whether the page's text is read whole and searched by the rules."""


class Label(_Part):
    """A printed label, known by its text and found near its place."""

    name: str
    text: Annotated[str, Field(min_length=3)]
    at: tuple[Inches, Inches, Inches]
    """Left end, baseline and right end."""
    also: tuple[str, ...] = ()
    """Other wordings of other editions."""
    follows: str = ""
    """What the form prints after it, on the same line or the next, before the answer."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All its wordings."""
        return (self.text, *self.also)


class Answer(_Part):
    """A field and where its answer lies in relation to its label."""

    name: str
    kind: AnswerKind
    label: str
    side: Literal["right", "below", "above"] = "right"
    until: Inches | None = None
    """For answers to the right: where they end at the latest."""
    area: tuple[Inches, Inches, Inches, Inches] | None = None
    """For answers below or above: left, top, right and bottom; it moves with the label."""
    underlined: bool = False
    optional: bool = False
    """Mostly empty: no doubt when nothing is there."""

    @field_validator("name")
    @classmethod
    def _known_field(cls, value: str) -> str:
        if value not in FIELD_NAMES:
            raise ValueError(f"expected a field such as {', '.join(FIELD_NAMES[2:6])}")
        return value

    @model_validator(mode="after")
    def _has_place(self) -> Answer:
        if (self.until is None) == (self.area is None):
            raise ValueError("expected either `until` (right of the label) or `area` (below or above it)")
        return self


class CheckBox(_Part):
    """A printed square."""

    field: Literal["basis", "cancels", "notify_agency", "served_how", "priority"]
    """`priority` boxes are no field of ours: they are found so that the column's others are told apart."""
    value: str
    at: tuple[Inches, Inches]
    """The middle of the square."""
    text: str = ""
    """How the text beside it begins; it tells the boxes apart where their places do not."""


class Form(_Part):
    """One form, any edition of it that keeps its labels."""

    name: str
    """The file's name without suffix."""
    form: str
    kind: Kind
    known_by: KnownBy
    labels: Annotated[tuple[Label, ...], Field(alias="label")] = ()
    answers: Annotated[tuple[Answer, ...], Field(alias="field")] = ()
    boxes: Annotated[tuple[CheckBox, ...], Field(alias="box")] = ()

    @model_validator(mode="after")
    def _labels_exist(self) -> Form:
        names = [label.name for label in self.labels]
        for answer in self.answers:
            if answer.label not in names:
                raise ValueError(f"field {answer.name}: no label is named {answer.label}")
        if self.labels and self.known_by.title_at is None:
            raise ValueError("known_by.title_at: expected where the title stands, since labels are found from it")
        return self

    def label(self, name: str) -> Label:
        """The label of that name."""
        return next(label for label in self.labels if label.name == name)

    def row_of(self, label: Label) -> frozenset[str]:
        """The names of the labels in the same row, its own among them."""
        return frozenset(other.name for other in self.labels if abs(other.at[1] - label.at[1]) < _ONE_ROW)

    def last_in_row(self, label: Label) -> bool:
        """Whether no label stands right of it in its row."""
        row = self.row_of(label)
        return not any(other.name in row and other.at[0] > label.at[0] for other in self.labels)

    @property
    def asks(self) -> bool:
        """Whether the page is a request of its own, with a subject."""
        return self.kind in (Kind.DETAINER, Kind.NOTIFICATION_REQUEST)


def load_form(file: Path) -> Form:
    """Reads one description. Raises WrongSettings with file, key and what was expected."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        return Form.model_validate({**told, "name": file.stem})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(str(file), "", f"is not valid TOML: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
        raise WrongSettings(str(file), key, fault["msg"].removeprefix("Value error, ")) from error


@functools.cache
def known_forms(folder: Path = FORMS) -> tuple[Form, ...]:
    """All descriptions, in the order of their file names."""
    return tuple(load_form(file) for file in sorted(folder.glob("*.toml")))
