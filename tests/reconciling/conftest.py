"""ICE's file in small: a few rows as published, and a department's requests beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from benchmarks.ice_file import HEADS, Row, write
from pipeline.reconciling.values import OurRequest, TheirRow
from pipeline.vocabulary import Basis

BIOMETRIC = {basis: basis is Basis.BIOMETRIC for basis in Basis}


def ice_row(**changed: object) -> Row:
    """A row of the department, as the file has it; keywords are heads with underscores."""
    row: Row = {
        "Detainer Prepare Date": date(2025, 3, 4),
        "Facility State": "MASSACHUSETTS",
        "Facility City": "BOSTON",
        "Detainer Facility": "BOSTON POLICE DEPARTMENT",
        "Detainer Facility Code": "MABOSPD",
        "Gender": "Male",
        "Citizenship Country": "HAITI",
        "Birth Country": "HAITI",
        "Birth Year": 1987,
        "Biometric Match Yes No": "YES",
        "Final Order Yes No": "NO",
        "Detainer Type": "I247A - Immigration Detainer - Notice of Action",
    }
    return row | {head.replace("_", " "): value for head, value in changed.items()}


def their_row(number: int = 8, prepared_on: date = date(2025, 3, 4), **changed: object) -> TheirRow:
    """The same as it is read."""
    facts: dict[str, object] = {
        "facility": "BOSTON POLICE DEPARTMENT",
        "form": "I-247A",
        "citizenship": "HAITI",
        "birth_country": "HAITI",
        "birth_year": 1987,
        "sex": "M",
        "flags": BIOMETRIC,
        "cancels": False,
    }
    return TheirRow(number, "Detainers", prepared_on, **(facts | changed))


def our_request(id_: str = "R1", on: date = date(2025, 3, 4), **changed: object) -> OurRequest:
    """The request that belongs to it."""
    facts: dict[str, object] = {
        "form_date": on,
        "form": "I-247A",
        "citizenship": "HAITI",
        "birth_year": 1987,
        "sex": "M",
        "basis": (Basis.BIOMETRIC,),
    }
    return OurRequest(id_, on, **(facts | changed))


@pytest.fixture
def ice_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as a file of the kind that its name says."""

    def written(
        rows: Sequence[Row],
        name: str = "detainers.xlsx",
        called: Mapping[str, str] | None = None,
        heads: Sequence[str] = HEADS,
    ) -> Path:
        write(rows, tmp_path / name, heads, called)
        return tmp_path / name

    return written
