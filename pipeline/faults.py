"""Pure. An unexpected error as something that may be shown and kept: its kind and place, never its message.

What an exception says can quote a page; what it is and where it arose cannot.
"""

from __future__ import annotations

import traceback
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


class FaultError(Exception):
    """Stands for an unexpected error, without what that had to say."""


def fault_of(error: BaseException) -> str:
    """Such as `ValueError at pipeline/reading/fields.py:88`: the innermost place that is this project's."""
    if isinstance(error, FaultError):
        return str(error)
    files = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    own = [(file, line) for file, line in files if file.is_relative_to(_ROOT) and "site-packages" not in file.parts]
    where = f" at {own[-1][0].relative_to(_ROOT)}:{own[-1][1]}" if own else ""
    return f"{type(error).__name__}{where}"
