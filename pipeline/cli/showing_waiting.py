"""What waits for a person, and what that person can do.

Touches the world: prints.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from pipeline.counted import Waiting, sentence
from pipeline.places import typed
from pipeline.settings import Settings
from pipeline.vocabulary import Status


def show_waiting(out: Console, waiting: Sequence[Waiting], settings: Settings, most: int | None = None) -> None:
    """Each with its id, its file and its doubts in sentences, the latest first; nothing of what stands on it."""
    if not waiting:
        out.print("Nothing waits for a person.")
        return
    verb = "transmission waits" if len(waiting) == 1 else "transmissions wait"
    out.print(f"\n{len(waiting)} {verb} for a person:")
    newest = sorted(waiting, key=lambda one: (one.received_at, one.id), reverse=True)
    for one in newest[:most]:
        day = one.received_at.astimezone(settings.zone).strftime("%Y-%m-%d")
        state = "not read yet" if one.kind is None else one.kind.replace("_", " ")
        out.print(f"  {one.id}  {day}  {one.file}  ({state})", markup=False, soft_wrap=True)
        for doubt in one.doubts:
            out.print(f"      {sentence(one, doubt)}", markup=False, soft_wrap=True)
        if not one.doubts:
            # a kind that always asks, such as one that lost its doubts to a correction
            out.print("      A person has to say what it is.", soft_wrap=True)
    if most is not None and len(waiting) > most:
        all_of_them = typed(settings, "status")
        out.print(f"  and {len(waiting) - most} more; all of them: {all_of_them}", markup=False, soft_wrap=True)


def next_steps(waiting: Sequence[Waiting], source_troubles: Sequence[str], settings: Settings) -> list[str]:
    """What to do next, a line each, with commands that can be typed as they stand."""
    run, reprocess = typed(settings, "run"), typed(settings, "reprocess")
    steps = []
    if source_troubles:
        steps.append(
            f"Next: mend the sources that could not be looked at; {typed(settings, 'check')} says how; then: {run}"
        )
    if any(one.status is None for one in waiting):
        steps.append(f"Next: read what is stored but not read yet: {run}")
    if any(one.status is Status.FAILED for one in waiting):
        steps.append(f"Next: ask for what cannot be read once more, and take it in: {run}, or {reprocess} FILE")
    if any(one.status is not None for one in waiting):
        steps.append(f"Next: look at what waits and settle it: {typed(settings, 'review list')}")
    return steps
