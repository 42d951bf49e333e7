"""Pages of transmissions, and the places of fields on them, as pictures.

Touches the world: answers requests, opens originals, writes the audit.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from pipeline.desk.frame import Area, desk_of, saw_identity, signed_in
from pipeline.desk.guard import needs
from pipeline.desk.pictures import LOOKS
from pipeline.desk.rights import Right
from pipeline.desk.work import work_of
from pipeline.errors import WrongUse
from pipeline.named import read_of, the_document
from pipeline.values import Document, Reading
from pipeline.vocabulary import FIELDS

router = APIRouter()
_PRIVATE = {"Cache-Control": "private, max-age=600"}
"""Pictures may be kept by the browser of who may see them, for as long as somebody works on one transmission."""
_BOXES = frozenset(spec.name for spec in FIELDS if spec.type in ("list", "bool"))


@router.get("/page/{transmission_id}/{number}.png", dependencies=[needs(Right.SEE_IDENTITIES)])
def page(request: Request, transmission_id: str, number: int, look: Annotated[str, Query()] = "clean") -> Response:
    """A page as a picture."""
    if look not in LOOKS:
        raise WrongUse(f"look: expected one of {', '.join(LOOKS)}")
    document, reading = _read(request, transmission_id)
    picture = work_of(request).pictures.page(document.transmission, reading, number, look)
    return Response(picture, media_type="image/png", headers=_PRIVATE)


@router.get("/crop/{transmission_id}/{ordinal}/{name}.png", dependencies=[needs(Right.SEE_IDENTITIES)])
def crop(request: Request, transmission_id: str, ordinal: int, name: str) -> Response:
    """The place of a field as a picture."""
    document, reading = _read(request, transmission_id)
    field = reading.records[ordinal].fields.get(name) if 0 <= ordinal < len(reading.records) else None
    if field is None or field.page is None or field.box is None:
        raise WrongUse(f"{name}: it has no place on a page")
    pictures = work_of(request).pictures
    picture = pictures.crop(document.transmission, reading, field.page, field.box, with_words=name in _BOXES)
    return Response(picture, media_type="image/png", headers=_PRIVATE)


def _read(request: Request, transmission_id: str) -> tuple[Document, Reading]:
    """The transmission as it stands, and its reading as it was read: what people decide changes no picture.

    That somebody looks is recorded, once for the pictures of a page and the page itself.
    """
    counted = desk_of(request).count.now()
    document = the_document(transmission_id, counted)
    read_of(document)
    looked, account = work_of(request).looked, signed_in(request).name
    if looked.is_new(transmission_id, account):
        saw_identity(request, transmission_id, "the desk, a picture of it")
        looked.recorded(transmission_id, account)
    return document, counted.read[transmission_id]


AREA = Area("", "/page", Right.SEE_IDENTITIES, router)
