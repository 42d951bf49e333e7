"""`intake review list`: what waits for a person, the gravest first, and the sample of the sure ones.

Touches the world: asks the store; prints.
"""

from __future__ import annotations

from rich.console import Console

from pipeline.cli.exits import DONE, PERSON_NEEDED
from pipeline.cli.terminal import console
from pipeline.counted import Counted, Waiting, count_all, sentence
from pipeline.places import open_store, typed
from pipeline.queue import queue_of
from pipeline.reviewing.consequence import SENTENCES, Consequence
from pipeline.settings import Settings


def show_queue(settings: Settings, year: int | None, assigned: str | None, *, with_sample: bool) -> int:
    """Prints the queue; the exit code."""
    with open_store(settings) as store:
        counted = count_all(store, settings)
    groups = {
        grave: wanted
        for grave, them in queue_of(counted, settings.review.sample).groups.items()
        if (wanted := [one for one in them if _wanted(one, settings, year, assigned)])
    }
    sample = groups.pop(Consequence.SAMPLE, [])
    out = console()
    if not groups:
        out.print("Nothing waits for a person.")
    for grave, them in groups.items():
        out.print(f"\n[bold]{len(them)} {'that' if len(them) == 1 else 'of which each'} {SENTENCES[grave]}[/bold]")
        for one in them:
            _show(out, one, counted, settings)
    if sample and with_sample:
        right = "it is" if len(sample) == 1 else "they are"
        out.print(f"\n[bold]{len(sample)} of the sure ones, drawn by chance: look whether {right} right[/bold]")
        for one in sample:
            _show(out, one, counted, settings)
    if groups or (sample and with_sample):
        out.print(f"\nThe evidence of one: {typed(settings, 'review show')} ID", markup=False, soft_wrap=True)
        then = "accept, correct, reject, link or unlink; each is taken back by undo"
        out.print(f"Then: {typed(settings, 'review')} {then}", markup=False, soft_wrap=True)
    return PERSON_NEEDED if groups else DONE


def _wanted(one: Waiting, settings: Settings, year: int | None, assigned: str | None) -> bool:
    of_year = year is None or one.received_at.astimezone(settings.zone).year == year
    return of_year and (assigned is None or one.assigned_to == assigned)


def _show(out: Console, one: Waiting, counted: Counted, settings: Settings) -> None:
    day = one.received_at.astimezone(settings.zone).strftime("%Y-%m-%d")
    state = "not read yet" if one.kind is None else one.kind.replace("_", " ")
    who = f"  for {one.assigned_to}" if one.assigned_to else ""
    out.print(f"  {one.id}  {day}  {one.file}  ({state}){who}", markup=False, soft_wrap=True)
    for doubt in one.doubts:
        out.print(f"      {sentence(one, doubt)}", markup=False, soft_wrap=True)
    for suspicion in counted.gathered.suspected:
        if one.id in (suspicion.one.transmission_id, suspicion.other.transmission_id):
            other = suspicion.other if suspicion.one.transmission_id == one.id else suspicion.one
            request = counted.gathered.request_ids.get(other)
            where = f"{other.transmission_id}{f' ({request})' if request else ''}"
            out.print(f"      The same request as {where}? {suspicion.why}", markup=False, soft_wrap=True)
