"""Files that are there whole or not at all.

Touches the world: writes beside the place, syncs and renames, so that a break leaves no half file.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import IntakeError


@contextlib.contextmanager
def written_aside(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to, of the same suffix; when the block ends well it becomes `out`.

    Raises IntakeError when the place cannot be written to.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{out.stem[:80]}.", suffix=out.suffix, dir=out.parent)
        os.close(handle)
    except OSError as error:
        raise IntakeError(f"{out}: cannot be written ({error.strerror or error}); choose another place") from None
    aside = Path(name)
    try:
        yield aside
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(out)
    except OSError as error:
        raise IntakeError(f"{out}: cannot be written ({error.strerror or error}); choose another place") from None
    finally:
        aside.unlink(missing_ok=True)


def write_whole(out: Path, data: bytes) -> None:
    """Writes the bytes to `out`, readable by its owner alone as the temporary file was made.

    Raises IntakeError when the place cannot be written to.
    """
    with written_aside(out) as aside:
        aside.write_bytes(data)
