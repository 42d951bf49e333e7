"""The original of a transmission, byte for byte as it came, for the program that opens such files.

Touches the world: answers requests, opens originals, writes the audit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from pipeline.desk.frame import Area, desk_of, saw_identity
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.keyed import KEYED
from pipeline.named import the_document
from pipeline.receive import Originals
from pipeline.receive.kinds import JPEG, MAIL, PDF, PNG, TIFF

router = APIRouter()
_CHUNK = 1 << 18
_SUFFIXES: Mapping[str, str] = MappingProxyType(
    {TIFF: ".tif", PDF: ".pdf", PNG: ".png", JPEG: ".jpg", MAIL: ".eml", KEYED: ".json"}
)
"""By what the bytes are, not by what a sender called them: what is none of these is opened by no double click."""


@router.get("/original/{transmission_id}", dependencies=[needs(Right.SEE_IDENTITIES)])
def original(request: Request, transmission_id: str) -> StreamingResponse:
    """The file, never to be shown by the browser itself; that somebody took it is recorded.

    Raises WrongUse where there is no such transmission, StoreTrouble when the original is not there.
    """
    desk = desk_of(request)
    transmission = the_document(transmission_id, desk.count.now()).transmission
    file = Originals(desk.settings.store.originals).open(transmission.sha256)
    saw_identity(request, transmission.id, "the desk, the original as a file")
    name = transmission.id + _SUFFIXES.get(transmission.media_type, ".bin")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(transmission.size)}
    return StreamingResponse(_pieces(file), media_type="application/octet-stream", headers=headers)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_CHUNK):
            yield piece


AREA = Area("", "/original", Right.SEE_IDENTITIES, router)
