"""What is known of ICE's file and how surely witnesses speak, from `models/reconciling/`.

Touches the world: reads these files, once.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import WrongSettings
from pipeline.settings import MODELS

FOLDER = MODELS / "reconciling"
COLUMN_NAMES = (
    "prepare_date", "facility", "code", "city", "state", "sex", "citizenship", "birth_country", "birth_year",
    "final_order", "pending_proceedings", "biometric", "statements", "transferred_for_proceeding", "cancels",
    "lift_reason", "detainer_type", "duplicate_likely", "person",
)  # fmt: skip
WITNESSES = (
    "citizenship", "birth_year", "sex", "form", "final_order", "pending_proceedings", "biometric", "statements",
    "transferred_for_proceeding", "cancels", "district",
)  # fmt: skip
"""What speaks for or against a pair besides the dates."""
Share = Annotated[float, Field(gt=0, lt=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Nothing(_Part):
    """What stands for no value."""

    words: tuple[str, ...]
    redaction: str
    """A regular expression over a cell's letters and digits, in small letters."""


class Flags(_Part):
    """How yes and no are written."""

    yes: tuple[str, ...]
    no: tuple[str, ...]


class LiftReasons(_Part):
    """Lift reasons, with shell-like wildcards, that say that a row is no detainer of its own."""

    duplicate: tuple[str, ...]
    superseded: tuple[str, ...]


class Columns(_Part):
    """How the file names and writes what is needed."""

    heads: dict[str, tuple[str, ...]]
    """By the names of COLUMN_NAMES, the best head first."""
    nothing: Nothing
    flags: Flags
    sex: dict[str, tuple[str, ...]]
    lift_reasons: LiftReasons

    @model_validator(mode="after")
    def _all_columns(self) -> Columns:
        if set(self.heads) != set(COLUMN_NAMES):
            raise ValueError(f"heads: expected exactly {', '.join(COLUMN_NAMES)}")
        return self


class Dates(_Part):
    """How far apart the dates of true pairs are."""

    sentence: str
    within: dict[int, Share]
    """By days, the share of true pairs at most so far apart."""
    misread: Share = 0.5

    @model_validator(mode="after")
    def _growing(self) -> Dates:
        days, shares = list(self.within), list(self.within.values())
        if not days or days != sorted(days) or shares != sorted(shares):
            raise ValueError("within: days and shares must grow")
        return self


class WitnessScore(_Part):
    """How a witness speaks of true pairs."""

    right: Share
    """The share of true pairs in which it agrees."""
    nearly: Share | None = None
    """The share of true pairs in which it nearly agrees, for witnesses that know such a thing."""
    kinds: Annotated[int, Field(ge=2)]
    """About how many values there are."""
    sentence: str

    @model_validator(mode="after")
    def _shares(self) -> WitnessScore:
        if self.right + (self.nearly or 0) >= 1:
            raise ValueError("right and nearly together must leave something for pairs that differ")
        return self


class SetAside(_Part):
    """What is added for rows that are no detainer of their own."""

    duplicate: Annotated[float, Field(le=0)]
    superseded: Annotated[float, Field(le=0)]


class Scores(_Part):
    """How surely witnesses speak, and when a pair is made."""

    window_days: Annotated[int, Field(ge=1, le=60)]
    margin_days: Annotated[int, Field(ge=1, le=180)]
    in_file: Share
    odds: Annotated[float, Field(ge=1)]
    needs_one_of: Annotated[tuple[str, ...], Field(min_length=1)]
    near: Annotated[float, Field(ge=0)]
    rarest: Share
    form_date: Dates
    received: Dates
    witness: dict[str, WitnessScore]
    set_aside: SetAside

    @model_validator(mode="after")
    def _all_witnesses(self) -> Scores:
        if set(self.witness) != set(WITNESSES):
            raise ValueError(f"witness: expected exactly {', '.join(WITNESSES)}")
        if not set(self.needs_one_of) <= set(WITNESSES):
            raise ValueError(f"needs_one_of: expected some of {', '.join(WITNESSES)}")
        return self


class Countries(_Part):
    """Names of one country."""

    same: tuple[tuple[str, ...], ...]


Model = TypeVar("Model", bound=BaseModel)


@functools.cache
def columns() -> Columns:
    """How ICE's file names and writes things. Raises WrongSettings."""
    return _load(FOLDER / "columns.toml", Columns)


@functools.cache
def scores() -> Scores:
    """How surely witnesses speak. Raises WrongSettings."""
    return _load(FOLDER / "scores.toml", Scores)


@functools.cache
def same_countries() -> tuple[tuple[str, ...], ...]:
    """Groups of names that are one country. Raises WrongSettings."""
    return _load(FOLDER / "countries.toml", Countries).same


def _load(file: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(str(file), "", f"cannot be read as TOML ({error})") from None
    except ValidationError as error:
        fault = error.errors()[0]
        raise WrongSettings(str(file), ".".join(map(str, fault["loc"])), fault["msg"]) from None
