"""`intake run` and `intake reprocess`: the flows, called now, with their summaries.

Touches the world: through the flows; prints.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.cli.at_work import at_work
from pipeline.cli.context import Chosen
from pipeline.cli.exits import DONE, FAILED, PERSON_NEEDED
from pipeline.cli.showing_reprocessed import show_reprocessed
from pipeline.cli.showing_run import show_summary
from pipeline.places import now
from pipeline.receipt_said import check_named, understood
from pipeline.reviewing.bounds import check_reason


def run_now(chosen: Chosen) -> int:
    """Runs the nightly flow now; the exit code."""
    settings = chosen.settings()
    with at_work(chosen, settings, "intake run"):
        from flows.nightly import nightly

        summary = nightly(str(settings.file), "by_hand")
    show_summary(summary, settings)
    if summary.troubles:
        return FAILED
    return PERSON_NEEDED if summary.needs_person else DONE


def reprocess_now(
    chosen: Chosen, what: Sequence[str], channel: str | None, district: str | None, received: str | None, reason: str
) -> int:
    """Runs the reprocessing now; the exit code."""
    settings = chosen.settings()
    # a mistake is told at once, before anything is started
    check_reason(reason)
    understood(channel, district, received, settings, now())
    for named in what:
        check_named(named, settings)
    with at_work(chosen, settings, "intake reprocess"):
        from flows.reprocess import reprocess

        done = reprocess(list(what), channel, district, received, reason, str(settings.file))
    asking = show_reprocessed(done.outcomes, done.troubles, done.standing, settings)
    if done.troubles:
        return FAILED
    return PERSON_NEEDED if asking else DONE
