"""What the tests of receiving share: a clock that stands still, settings over a folder, a ledger in memory."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from pipeline.receive import Originals
from pipeline.settings import Settings
from pipeline.values import Transmission


class LedgerInMemory:
    """A ledger that lasts as long as the test; two runs over it are two runs over one store."""

    def __init__(self) -> None:
        self.entries: dict[str, Transmission] = {}

    def known(self, source: str, file: str, size: int, modified_ns: int) -> bool:
        wanted = (source, file, size, modified_ns)
        return any((t.source, t.file, t.size, t.modified_ns) == wanted for t in self.entries.values())

    def by_content(self, source: str, file: str, sha256: str) -> Transmission | None:
        wanted = (source, file, sha256)
        return next((t for t in self.entries.values() if (t.source, t.file, t.sha256) == wanted), None)

    def first_with_bytes(self, sha256: str) -> str | None:
        return next((t.id for t in self.entries.values() if t.sha256 == sha256), None)

    def add(self, transmission: Transmission) -> bool:
        new = transmission.id not in self.entries
        self.entries.setdefault(transmission.id, transmission)
        return new


@pytest.fixture
def ledger() -> LedgerInMemory:
    return LedgerInMemory()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> Callable[[], datetime]:
    return lambda: now


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "store" / "originals")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "fax-d-4"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def settings_for(tmp_path: Path, originals: Originals) -> Callable[..., Settings]:
    """Settings with one source, `fax-d-4`, and whatever else the test gives."""

    def build(
        limits: dict[str, int] | None = None, more: tuple[dict[str, object], ...] = (), **source: object
    ) -> Settings:
        own = {"name": "fax-d-4", "path": tmp_path / "inbox" / "fax-d-4", **source}
        return Settings.model_validate(
            {
                "file": tmp_path / "intake.toml",
                "source": [own, *more],
                "store": {"originals": originals.folder},
                "limits": limits or {},
            }
        )

    return build


@pytest.fixture
def fax() -> Callable[..., bytes]:
    """A small Group 4 fax with the tags that are given by number."""

    def draw(width: int = 1728, height: int = 200, **told: str) -> bytes:
        directory = ImageFileDirectory_v2()
        for number, value in told.items():
            directory[int(number.removeprefix("tag"))] = value
        file = io.BytesIO()
        Image.new("1", (width, height), 1).save(file, "TIFF", compression="group4", tiffinfo=directory)
        return file.getvalue()

    return draw


@pytest.fixture
def picture() -> Callable[..., bytes]:
    def draw(width: int, height: int, form: str = "PNG") -> bytes:
        file = io.BytesIO()
        Image.new("L", (width, height), 200).save(file, form)
        return file.getvalue()

    return draw


@pytest.fixture
def multipart() -> Callable[..., bytes]:
    """A mail of the parts that are given, each with its own header."""

    def join(*parts: bytes, kind: str = "mixed", head: bytes = b"From: desk@pd.example.gov\nSubject: fax\n") -> bytes:
        boundary = f"=={kind}{sum(map(len, parts))}=="
        lines = [head + f'MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()]
        lines += [f"--{boundary}\n".encode() + part + b"\n" for part in parts]
        return b"".join(lines) + f"--{boundary}--\n".encode()

    return join


@pytest.fixture
def attached() -> Callable[..., bytes]:
    """A part in base64."""

    def build(content: bytes, kind: str = "application/octet-stream", disposition: str = "attachment") -> bytes:
        head = f"Content-Type: {kind}\nContent-Disposition: {disposition}\nContent-Transfer-Encoding: base64\n\n"
        return head.encode() + base64.encodebytes(content)

    return build
