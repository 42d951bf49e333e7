"""A jurisdiction's counting rules, as data.

Touches the world: reads `rules.toml` of a folder in `models/jurisdictions/`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import WrongSettings
from pipeline.vocabulary import Kind


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


class Rules(_Part):
    """How one jurisdiction counts."""

    jurisdiction: str
    city: str
    counts: tuple[Kind, ...]
    """The kinds of record that are requests."""
    forms: dict[str, FormRule]
    """By form number, such as I-247A."""
    addressee: Addressees
    rules: dict[str, str]
    """A sentence for each rule's code."""


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
        raise WrongSettings(str(file), ".".join(map(str, fault["loc"])), fault["msg"]) from None
