"""What the global options chose, and the settings they lead to.

Touches the world: looks for the settings file, reads it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pipeline.settings import Settings

HERE = Path("intake.toml")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The global options."""

    config: Path | None
    debug: bool

    def file(self) -> Path:
        """The settings file: the one named, else ./intake.toml, else the one in INTAKE_CONFIG."""
        if self.config is not None:
            return self.config
        told = os.environ.get("INTAKE_CONFIG")
        return Path(told) if told and not HERE.exists() else HERE

    def settings(self) -> Settings:
        """The settings. Raises WrongSettings."""
        from pipeline.settings import load

        return load(self.file())


def chosen(context: typer.Context) -> Chosen:
    """The global options of this call."""
    found = context.obj
    return found if isinstance(found, Chosen) else Chosen(None, False)
