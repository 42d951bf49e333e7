"""A file is taken in: dropped or chosen, kept at once with what is said about it, then read in the background.

Touches the world: answers requests, stores files, asks and writes the store, starts the reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from pipeline.counted import Counted, asks
from pipeline.desk.errors import NotFound
from pipeline.desk.frame import desk_of, is_fragment, reviewer_of, say, shown, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.desk.running import running_of
from pipeline.desk.runs_told import Job
from pipeline.errors import Busy, WrongUse
from pipeline.handing_in import HandedIn, check_said, hand_in
from pipeline.receipt_said import is_id
from pipeline.settings import Settings
from pipeline.values import Document, RecordKey
from pipeline.vocabulary import Channel

router = APIRouter()
CHANNELS = tuple(channel.value for channel in Channel if channel is not Channel.UNKNOWN)
MOST_FILES = 20
"""Files that one form may hold; a page with script sends each by itself."""
Taking = Annotated[list[str] | None, Query(max_length=MOST_FILES)]
_SAID = ("channel", "district", "received", "reason")
_LONGEST_SAID = 1000


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file, as far as it is known now."""

    id: str
    sentence: str
    known: bool
    """It was handed in before: nothing was changed."""


@router.get("/add/file", dependencies=[needs(Right.ADD)])
def file_page(
    request: Request, taken: Annotated[list[str] | None, Query(max_length=MOST_FILES)] = None
) -> HTMLResponse:
    """The form, and below it how far those are that were just taken in."""
    counted = desk_of(request).count.now()
    ids = [each for each in dict.fromkeys(taken or []) if is_id(each) and counted.document(each) is not None]
    return _page(request, told=[_told(request, each, counted) for each in ids])


def _page(request: Request, status: int = 200, **more: Any) -> HTMLResponse:
    settings = desk_of(request).settings
    values: dict[str, Any] = {
        "channels": CHANNELS,
        "districts": districts_of(settings),
        "megabytes": settings.limits.file_bytes // 1_000_000,
        "typed": dict.fromkeys(_SAID, ""),
        "fault": "",
        "told": [],
    }
    return shown(request, "add_file.html", status=status, **(values | more))


def districts_of(settings: Settings) -> list[str]:
    """The districts that the settings name."""
    return sorted({place.district for place in settings.sources if place.district})


@router.post("/add/file", dependencies=[needs(Right.ADD)])
async def take_in_files(request: Request) -> Response:
    """Keeps the files that the form holds, each before it is said to be taken in, and has them read."""
    form = await request.form()
    said = {name: str(form.get(name, ""))[:_LONGEST_SAID].strip() for name in _SAID}
    files = [each for each in form.getlist("file") if isinstance(each, UploadFile) and each.filename]
    return await run_in_threadpool(_take_in, request, files, said)


def _take_in(request: Request, files: list[UploadFile], said: dict[str, str]) -> Response:
    reviewer = reviewer_of(request)
    channel, district, received = (said[name] or None for name in ("channel", "district", "received"))
    try:
        if not files:
            raise WrongUse("Choose a file: a PDF, TIFF, PNG or JPEG, or a mail as .eml.")
        if len(files) > MOST_FILES:
            raise WrongUse(
                f"At most {MOST_FILES} files are taken in at once; nothing was saved. Send the others after."
            )
        check_said(reviewer, channel, district, received, said["reason"])
    except WrongUse as error:
        # the subject of the sentence is whatever was to be taken in
        fault = str(error).replace("the file: say", "say").replace("the file: ", "the file ")
        if is_fragment(request):
            raise WrongUse(fault) from None
        return _page(request, 400, typed=said, fault=_sentence(fault))
    handed = [
        hand_in(
            reviewer,
            each.file,
            each.filename or "",
            channel=channel,
            district=district,
            received=received,
            reason=said["reason"],
        )
        for each in files
    ]
    waits = _have_read(request, [each.transmission.id for each in handed if each.unread])
    taken = [Taken(each.transmission.id, _what(request, each), not each.unread) for each in handed]
    if is_fragment(request):
        counted = desk_of(request).count.now()
        told = [_told(request, each.id, counted) for each in taken]
        return shown(request, "add_file_taken.html", rows=list(zip(taken, told, strict=True)), waits=waits)
    for each, file in zip(taken, handed, strict=True):
        say(request, f"{file.transmission.file}: {each.sentence}")
    if waits:
        say(request, waits)
    return RedirectResponse("/add/file?" + "&".join(f"taken={each.id}" for each in taken), status_code=303)


def _have_read(request: Request, ids: list[str]) -> str:
    """Has them read in the background; a sentence where that has to wait for the next run."""
    if ids:
        try:
            running_of(request).reprocess(ids, signed_in(request).name, reason="handed in at the desk")
        except Busy as error:
            return _sentence(f"{error}; it is safe in the store")
    return ""


def _what(request: Request, handed: HandedIn) -> str:
    """What became of it, with what is known of its bytes."""
    arrived = handed.transmission
    if not handed.unread:
        return f"was taken in before, as {arrived.id}. Nothing was changed."
    twin = arrived.same_bytes_as
    if twin is not None:
        before = desk_of(request).store.transmission(twin)
        where = f" from {before.source}" if before else ""
        return f"kept as {arrived.id}. It is the same, bit for bit, as {twin}{where}: what is on it counts once."
    return f"kept as {arrived.id}."


@dataclass(frozen=True, slots=True)
class Told:
    """Where a transmission stands."""

    id: str
    live: bool
    """Whether it is still being read, so that the page asks again."""
    begun: bool
    """Whether the reading has begun."""
    sentence: str
    value: int | None
    """Pages done, None where that is not known."""
    most: int
    good: bool
    requests: tuple[str, ...]


@router.get("/add/file/{transmission_id}/told", dependencies=[needs(Right.ADD, keeps_alive=False)])
def told(request: Request, transmission_id: str) -> HTMLResponse:
    """How far one of them is, for the page that waits for it. What it is called and says is not told."""
    counted = desk_of(request).count.now()
    if not is_id(transmission_id) or counted.document(transmission_id) is None:
        raise NotFound("There is no such transmission.")
    return shown(request, "add_file_told.html", one=_told(request, transmission_id, counted))


def _told(request: Request, transmission_id: str, counted: Counted) -> Told:
    document = counted.document(transmission_id)
    job = next((each for each in reversed(running_of(request).jobs()) if transmission_id in each.ids), None)
    if document is not None and document.reading is not None:
        return _stands(document, counted)
    live, begun, sentence, value, most = False, False, "It is safe in the store, and read by the next run.", None, 1
    if job is not None and job.ending is not None:
        sentence = f"{job.sentence} It is safe in the store, and read by the next run."
    elif job is not None:
        live, begun, (sentence, value, most) = True, job.began_at is not None, _progress(job)
    return Told(transmission_id, live, begun, sentence, value, most, False, ())


def _progress(job: Job) -> tuple[str, int | None, int]:
    progress = job.progress
    if job.began_at is None:
        return (_sentence(f"It waits to be read: {job.held_up}") if job.held_up else "It waits to be read."), None, 1
    if progress.transmissions and progress.pages_found:
        return "It is being read.", progress.pages, progress.pages_found
    return "It is being read.", None, 1


def _stands(document: Document, counted: Counted) -> Told:
    """A transmission that was read: what it is, where it belongs, whether a person has to look."""
    name, reading = document.transmission.id, document.reading
    if reading is None:
        raise RuntimeError("only what was read stands")
    keys = [RecordKey(name, ordinal) for ordinal in range(len(reading.records))]
    belongs = tuple(dict.fromkeys(found for key in keys if (found := counted.gathered.request_ids.get(key))))
    asking = asks(document, counted) is not None
    stands = "it waits for a person" if asking else reading.status.replace("_", " ")
    return Told(name, False, True, f"Read: {reading.kind.replace('_', ' ')}, {stands}.", None, 1, not asking, belongs)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."
