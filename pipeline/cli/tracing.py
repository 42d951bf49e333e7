"""`intake trace`: the proof pack, written and told of.

Touches the world: asks the store, writes a folder, records who asked for identities; prints.
"""

from __future__ import annotations

from pathlib import Path

import typer

from pipeline.counted import count_all
from pipeline.handing_out import hand_out_proof
from pipeline.places import now, open_store
from pipeline.settings import Settings
from pipeline.trace_rows import Asked
from pipeline.who import who
from pipeline.wording import number_of


def write_trace(
    settings: Settings, year: int, out: Path, figure: str | None, request: str | None, *, identified: bool
) -> None:
    """Writes the pack and says what is in it. Raises WrongUse, IntakeError."""
    asked = Asked(year, figure, request, identified, who(), now())
    with open_store(settings) as store:
        counted = count_all(store, settings)
        written = hand_out_proof(store, counted, settings, asked, out, "intake trace --identified")
    many = (
        number_of(written.figures, "figure"),
        number_of(written.requests, "request"),
        number_of(written.transmissions, "transmission"),
    )
    typer.echo(f"{written.folder}: {', '.join(many)}; open {written.folder / 'index.html'}")
    if identified:
        typer.echo("It holds names, numbers and pages of persons: keep it private. That you asked for it is recorded.")
