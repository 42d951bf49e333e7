"""Files of a year to take along: data sets and proof packs, each in one archive with what belongs to it.

Touches the world: answers requests, writes temporary files that are gone when they were sent, records who asked for
identities.

What takes long is made in the threads that answer, a few at a time, and other pages go on meanwhile.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

from fastapi import APIRouter, Form
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pipeline.counted import Counted
from pipeline.counting.requests import Gathered
from pipeline.counting.tally import Tally, document_year, requests_of
from pipeline.desk.frame import Desk, desk_of, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.desk.year_asked import asked_year
from pipeline.errors import Busy, WrongUse
from pipeline.handing_out import DATA_SETS, hand_out_data, hand_out_proof
from pipeline.places import data_folder
from pipeline.reporting.export import EXPORT_FORMATS, Order
from pipeline.reporting.trace import figures
from pipeline.trace_rows import Asked

router = APIRouter()
THROUGH = "the desk"
"""Where the audit says that an identified file was asked for."""
_AT_ONCE = 2
_MAKING = threading.BoundedSemaphore(_AT_ONCE)
_ROWS, _TRACED, _TRACED_WITH_PAGES = 200_000, 20_000, 1_000
"""Transmissions at the most of a data set, of a proof pack, and of one with pictures of the pages."""
_STALE_SECONDS = 86_400
_CHUNK = 1 << 18
_UNUSUAL = re.compile(r"[^A-Za-z0-9._-]")


@contextmanager
def turn() -> Iterator[None]:
    """While something is made that takes long. Raises Busy where enough others are at it already."""
    if not _MAKING.acquire(blocking=False):
        raise Busy("Other files are being made at this moment. Try again in a minute; nothing is lost")
    try:
        yield
    finally:
        _MAKING.release()


@router.get("/year/data/{what}.{kind}", dependencies=[needs(Right.EXPORT)])
def data_file(request: Request, what: str, kind: str, year: str = "") -> Response:
    """A data set without what can point at a person, with its dictionary and manifest."""
    return _data_set(request, what, kind, year, identified=False)


@router.post("/year/data", dependencies=[needs(Right.EXPORT_IDENTIFIED)])
def identified_data_file(
    request: Request,
    what: Annotated[str, Form(max_length=20)] = "",
    kind: Annotated[str, Form(max_length=20)] = "",
    year: Annotated[str, Form(max_length=4)] = "",
) -> Response:
    """The same with identities, which is recorded."""
    return _data_set(request, what, kind, year, identified=True)


@router.get("/year/proof", dependencies=[needs(Right.PROVE)])
def proof_file(request: Request, year: str = "", figure: str = "") -> Response:
    """The proof pack of a year or of one figure, without what can point at a person."""
    return _proof(request, year, figure, identified=False)


@router.post("/year/proof", dependencies=[needs(Right.EXPORT_IDENTIFIED)])
def identified_proof_file(
    request: Request,
    year: Annotated[str, Form(max_length=4)] = "",
    figure: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """The same with identities and pictures of the pages, which is recorded."""
    return _proof(request, year, figure, identified=True)


def figure_names(tally: Tally, gathered: Gathered) -> list[str]:
    """The figures of which a proof pack can be asked for, as `tally --json` names them; those that are not none."""
    return [figure.name for figure in figures(tally, (), (), gathered) if figure.value]


def file_of(content: bytes, name: str) -> Response:
    """Some bytes as a file."""
    return Response(content, media_type="application/octet-stream", headers=_as_file(name))


def _data_set(request: Request, what: str, kind: str, year: str, *, identified: bool) -> Response:
    desk, number = desk_of(request), _the_year(year)
    if what not in DATA_SETS or kind not in EXPORT_FORMATS:
        raise WrongUse(f"A data set is one of {', '.join(DATA_SETS)}, as {', '.join(EXPORT_FORMATS)}")
    with turn():
        counted = desk.count.settled()
        _bound(counted, desk, number, _ROWS, f"intake export {what} --year {number}")

        def make(folder: Path) -> None:
            out = folder / f"{what}-{number}.{kind}"
            zone, by = desk.settings.zone, signed_in(request).name
            order = Order(out, zone, desk.clock(), by, kind, identified, number)
            hand_out_data(desk.store, counted, desk.settings, what, order, THROUGH)

        return _archive(desk, f"detainer-{what}-{number}-{kind}{_with_names(identified)}.zip", make)


def _proof(request: Request, year: str, figure: str, *, identified: bool) -> Response:
    desk, number = desk_of(request), _the_year(year)
    with turn():
        counted = desk.count.settled()
        most = _TRACED_WITH_PAGES if identified else _TRACED
        _bound(counted, desk, number, most, f"intake trace --year {number}")
        asked = Asked(number, figure or None, None, identified, signed_in(request).name, desk.clock())
        name = "-".join((f"proof-{number}", *([_UNUSUAL.sub("_", figure)] if figure else ())))

        def make(folder: Path) -> None:
            hand_out_proof(desk.store, counted, desk.settings, asked, folder / f"proof-{number}", THROUGH)

        return _archive(desk, f"detainer-{name}{_with_names(identified)}.zip", make)


def _the_year(told: str) -> int:
    number = asked_year(told)
    if number is None:
        raise WrongUse("Name the year, such as 2025")
    return number


def _bound(counted: Counted, desk: Desk, year: int, most: int, command: str) -> None:
    found = sum(document_year(each, desk.settings.zone) == year for each in counted.documents)
    if max(found, len(requests_of(year, counted.gathered))) > most:
        raise WrongUse(
            f"{year} holds {found:,} transmissions, and the desk makes such a file of at most {most:,}; "
            f"make it at the terminal, with: {command}"
        )


def _with_names(identified: bool) -> str:
    return "-WITH-NAMES" if identified else ""


def _archive(desk: Desk, name: str, make: Callable[[Path], None]) -> Response:
    """What `make` puts into a folder, as an archive; the folder is gone before it is sent.

    The archive itself has no name on the disk, so that it is gone too, however the sending ends.
    """
    place = _place(desk)
    with tempfile.TemporaryDirectory(prefix="file-", dir=place) as made:
        make(Path(made))
        packed: IO[bytes] = tempfile.TemporaryFile(dir=place)  # noqa: SIM115 - closed when it was sent
        try:
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in sorted(path for path in Path(made).rglob("*") if path.is_file()):
                    archive.write(file, file.relative_to(made))
        except BaseException:
            packed.close()
            raise
    size = packed.tell()
    packed.seek(0)
    headers = _as_file(name) | {"Content-Length": str(size)}
    sent = BackgroundTask(packed.close)
    return StreamingResponse(_pieces(packed), media_type="application/zip", headers=headers, background=sent)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_CHUNK):
            yield piece


def _place(desk: Desk) -> Path:
    """Beside the store, where what tells who is kept anyway; what a broken-off desk left there goes after a day."""
    place = data_folder(desk.settings) / "desk-files"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in place.iterdir():
        if left.is_dir() and time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    return place


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
