"""Touches the world: who runs the program, for the audit."""

from __future__ import annotations

import getpass
import os

_LONGEST = 100


def who() -> str:
    """The name in INTAKE_USER, else the operating system's user; `unknown` where there is neither."""
    told = " ".join(os.environ.get("INTAKE_USER", "").split())
    if not told:
        try:
            told = getpass.getuser()
        except (KeyError, OSError):
            # a container may run under a number that no name belongs to
            told = f"user {os.getuid()}"
    return "".join(character for character in told if character.isprintable())[:_LONGEST] or "unknown"
