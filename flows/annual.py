"""The year's tally, letter and data set written into a folder, for whoever triggers it.

Touches the world: asks the store, writes files. Nothing that points at a person is in them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.tasks import a_retry_can_help
from flows.working import say, told_when_it_fails
from pipeline.counted import count_all
from pipeline.places import data_folder, now, open_store, typed
from pipeline.possibly_missing import look_for_missing
from pipeline.reporting.export import Order, export_requests
from pipeline.reporting.letter_files import save_letter
from pipeline.reporting.tally_text import tally_text
from pipeline.reporting.whole_files import write_whole
from pipeline.settings import Settings, load
from pipeline.who import who
from pipeline.wording import number_of
from pipeline.yearly import Year, tell_year


@dataclass(frozen=True, slots=True)
class AnnualFiles:
    """What was written."""

    folder: Path
    files: tuple[str, ...]
    requests: int
    final: bool
    """False when something that is still open could change the figures; the letter then is a draft."""


@flow(
    name="annual",
    description="Writes the tally, the letter and the data set of a year into a folder.",
    persist_result=False,
    log_prints=False,
)
def annual(year: int, folder: str | None = None, config: str = "intake.toml") -> AnnualFiles:
    """Writes the files of a year into `folder`, by default `annual/YEAR` beside the store."""
    with told_when_it_fails(f"the files of {year}"):
        settings = load(Path(config))
        place = Path(folder) if folder else data_folder(settings) / "annual" / str(year)
        written = write_year(year, str(place.absolute()), str(settings.file))
    draft = "" if written.final else ", a draft: something is still open"
    say(f"{written.folder}: {', '.join(written.files)} ({number_of(written.requests, 'request')}{draft})")
    export = typed(settings, "export requests")
    say(f"The requests are there as csv; as xlsx, parquet or jsonl: {export} --year {year} --out FILE.xlsx")
    return written


@task(
    name="write the year",
    task_run_name="write {year}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=a_retry_can_help,
)
def write_year(year: int, folder: str, config: str) -> AnnualFiles:
    """Counts and writes; all files tell the same moment of the store."""
    settings, place = load(Path(config)), Path(folder)
    with open_store(settings) as store:
        counted = count_all(store, settings)
        missing = look_for_missing(counted, settings, store.source_statuses(), now())
    told = tell_year(counted, settings, year, missing=missing)
    files = (*_letter(told, place, year), *_figures(told, place, year), *_data(told, place, year, settings))
    return AnnualFiles(place, files, len(told.requests), told.tally.final)


def _letter(told: Year, place: Path, year: int) -> tuple[str, ...]:
    files = (f"letter-{year}.docx", f"letter-{year}.pdf")
    for name in files:
        save_letter(told.letter, place / name)
    return files


def _figures(told: Year, place: Path, year: int) -> tuple[str, ...]:
    plain, machine = f"tally-{year}.txt", f"tally-{year}.json"
    write_whole(place / plain, tally_text(told.tally).encode())
    write_whole(place / machine, (json.dumps(told.tally.as_json(), indent=2) + "\n").encode())
    return plain, machine


def _data(told: Year, place: Path, year: int, settings: Settings) -> tuple[str, ...]:
    written = export_requests(told.requests, Order(place / f"requests-{year}.csv", settings.zone, now(), who()))
    return written.out.name, written.dictionary.name, written.manifest.name
