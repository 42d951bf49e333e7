"""Style, script and pictures of the desk, served from memory.

Touches the world: reads `models/desk/static/` once. The addresses that pages name them by hold a hash of the content,
so that browsers may keep them for good.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pipeline.desk.errors import NotFound
from pipeline.desk.guard import OPEN_TO_EVERYBODY
from pipeline.settings import MODELS

FOLDER = MODELS / "desk" / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Static:
    """One file."""

    content: bytes
    media_type: str
    digest: str


def load(folder: Path = FOLDER) -> dict[str, Static]:
    """All files of the folder, by name."""
    found = {}
    for file in sorted(folder.iterdir()):
        if file.suffix in _TYPES:
            content = file.read_bytes()
            found[file.name] = Static(content, _TYPES[file.suffix], hashlib.sha256(content).hexdigest()[:12])
    return found


def address(name: str, files: dict[str, Static]) -> str:
    """Where the file is served; raises KeyError for one that is not there, so that a page cannot name it."""
    return f"/static/{quote(name)}?v={files[name].digest}"


@router.get("/static/{name}", dependencies=[OPEN_TO_EVERYBODY])
def static(request: Request, name: str) -> Response:
    """One file."""
    files: dict[str, Static] = request.app.state.statics
    if name not in files:
        raise NotFound("There is no such page.")
    kept = "public, max-age=31536000, immutable" if request.query_params.get("v") == files[name].digest else "no-cache"
    return Response(files[name].content, media_type=files[name].media_type, headers={"Cache-Control": kept})
