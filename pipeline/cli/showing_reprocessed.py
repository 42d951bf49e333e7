"""What came of a reprocessing, a transmission at a time.

Touches the world: prints.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.cli.terminal import console
from pipeline.counted import Standing, sentence
from pipeline.places import typed
from pipeline.settings import Settings
from pipeline.telling import Outcome
from pipeline.vocabulary import DOUBT_SENTENCES, NOTES, Status


def show_reprocessed(
    outcomes: Sequence[Outcome], troubles: Sequence[str], standing: Standing, settings: Settings
) -> int:
    """Prints what each transmission is now; how many of them a person must still look at."""
    out = console()
    waiting = {one.id: one for one in standing.waiting}
    for outcome in outcomes:
        where = f", {outcome.district}" if outcome.district else ""
        out.print(f"{outcome.id}  {outcome.file}  version {outcome.version}", markup=False, soft_wrap=True)
        kind, channel = outcome.kind.replace("_", " "), outcome.channel.replace("_", " ")
        out.print(f"    {kind}, came by {channel}{where}: {_stands(outcome.status)}", markup=False, soft_wrap=True)
        open_one = waiting.get(outcome.id)
        if open_one:
            for doubt in open_one.doubts:
                out.print(f"    {sentence(open_one, doubt)}", markup=False, soft_wrap=True)
        for note in outcome.doubts:
            if note in NOTES:
                out.print(f"    Note: {DOUBT_SENTENCES[note]}", soft_wrap=True)
        if open_one:
            out.print(f"    The evidence: {typed(settings, 'review show')} {outcome.id}", markup=False, soft_wrap=True)
    for trouble in troubles:
        out.print(f"trouble: {trouble}", markup=False, soft_wrap=True)
    asking = sum(outcome.id in waiting for outcome in outcomes)
    others = len(waiting) - asking
    verb = "transmission waits" if others == 1 else "transmissions wait"
    out.print(f"Requests in the store: {standing.requests}. {others or 'No'} other {verb} for a person.")
    return asking


def _stands(status: Status) -> str:
    words = {
        Status.ACCEPTED: "accepted",
        Status.NEEDS_REVIEW: "waits for a person",
        Status.SET_ASIDE: "set aside, not a request",
        Status.FAILED: "could not be read",
    }
    return words[status]
