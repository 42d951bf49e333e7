"""Pure. What receiving asks of the ledger; the store implements it."""

from __future__ import annotations

from typing import Protocol

from pipeline.values import Transmission


class Ledger(Protocol):
    """The list of all transmissions that were ever taken in."""

    def known(self, source: str, file: str, size: int, modified_ns: int) -> bool:
        """Whether a file of this source, name, size (bytes) and modification time was taken in before."""
        ...

    def by_content(self, source: str, file: str, sha256: str) -> Transmission | None:
        """The transmission of this source, name and content, None when there is none."""
        ...

    def first_with_bytes(self, sha256: str) -> str | None:
        """The id of the first transmission with these bytes, under whatever name and source."""
        ...

    def add(self, transmission: Transmission) -> bool:
        """Writes it and commits: when this returns, it is durable. False when it was there already."""
        ...
