"""What may be missing, for a person to look into.

Touches the world: prints.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from pipeline.counting.completeness import PossiblyMissing
from pipeline.counting.completeness.finding import listed
from pipeline.places import typed
from pipeline.settings import Settings


def show_missing(
    out: Console, findings: Sequence[PossiblyMissing], settings: Settings, most: int | None = None
) -> None:
    """Those that ask for a person first, then those that are only told; of each the latest first, at most `most`."""
    unsettled = [each for each in findings if each.settled is None]
    asking = [each for each in unsettled if each.asks]
    told = [each for each in unsettled if not each.asks]
    settled = len(findings) - len(unsettled)
    if not findings:
        out.print("\nPossibly missing: nothing, as far as can be told.")
        return
    out.print("\nPossibly missing:")
    if not asking:
        out.print("  nothing that has to be looked into")
    _show(out, asking, settings, most)
    if told:
        out.print("  told, and asking nobody:")
        _show(out, told, settings, most)
    if settled:
        out.print(f"  {settled} looked into and settled")
    if asking:
        again, settle = typed(settings, "reprocess"), typed(settings, "review settle")
        for step in (
            f"Next: look where these would have come in, and take in what is found with: {again} FILE",
            f"Next: where nothing is missing, say so: {settle} ID --reason TEXT",
        ):
            out.print(step, markup=False, soft_wrap=True)


def _show(out: Console, findings: Sequence[PossiblyMissing], settings: Settings, most: int | None) -> None:
    # those without a time stand first in the order given, and concern everything
    for each in [*reversed(findings)][:most]:
        day = each.since.astimezone(settings.zone).strftime("%Y-%m-%d") if each.since else "any time  "
        out.print(f"  {each.id}  {day}  {listed(each.source.split(', '))}", markup=False, soft_wrap=True)
        out.print(f"      {each.sentence}", markup=False, soft_wrap=True)
        if each.transmissions:
            out.print(f"      see {', '.join(each.transmissions)}", markup=False, soft_wrap=True)
    if most is not None and len(findings) > most:
        everything = typed(settings, "status")
        out.print(f"  and {len(findings) - most} more; all of them: {everything}", markup=False, soft_wrap=True)
