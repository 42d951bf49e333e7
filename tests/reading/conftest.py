"""What the tests of reading share: words and lines as an engine sees them, page readings, the forms that are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import cv2
import numpy as np
import pytest

from pipeline.pages import Bitmap, Page, prepare
from pipeline.reading.engines import engines
from pipeline.reading.forms import Form, known_forms
from pipeline.reading.seen import Engines, SeenWord
from pipeline.reading.words import TextLine, lines_of
from pipeline.values import Box, FieldReading, PageDecisions, PageReading
from pipeline.vocabulary import Doubt
from sample_faxes.paper import Sheet, inked

TODAY = date(2025, 6, 30)


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def tools() -> Engines:
    """The real engines, loaded once."""
    return engines(60)


@pytest.fixture(scope="session")
def forms() -> Mapping[str, Form]:
    return {form.name: form for form in known_forms()}


@pytest.fixture(scope="session")
def seen() -> Callable[..., list[SeenWord]]:
    """Words of one line, each letter ten pixels wide with a blank between."""

    def see(text: str, line: int = 0, x: float = 100.0, baseline: float = 50.0) -> list[SeenWord]:
        words = []
        for word in text.split():
            words.append(SeenWord(word, x, baseline - 20, x + 10 * len(word), baseline, 0.9, line))
            x += 10 * (len(word) + 1)
        return words

    return see


@pytest.fixture(scope="session")
def line(seen: Callable[..., list[SeenWord]]) -> Callable[[str], TextLine]:
    def make(text: str) -> TextLine:
        (only,) = lines_of(seen(text))
        return only

    return make


@pytest.fixture(scope="session")
def field() -> Callable[..., FieldReading]:
    def make(value: Any, doubt: Doubt | None = None, confidence: float = 0.9995, page: int = 1) -> FieldReading:
        return FieldReading(value, str(value), page, Box(0.1, 0.1, 0.2, 0.2), confidence, "both", doubt)

    return make


@pytest.fixture(scope="session")
def detainer_fields(field: Callable[..., FieldReading]) -> Callable[..., dict[str, FieldReading]]:
    """The fields of a sound I-247A; what is given replaces or, as None, is not read."""

    def make(page: int = 1, **given: Any) -> dict[str, FieldReading]:
        values: dict[str, Any] = {
            "form": "I-247A", "subject_name": "RIBEIRO, Leandro", "date_of_birth": "1991-08-17",
            "citizenship": "BRAZIL", "sex": "M", "file_number": "212604718", "subject_id": "341902265",
            "event_number": "BUR2502204417", "form_date": "2025-02-11", "basis": ("biometric",), "cancels": False,
        } | given  # fmt: skip
        return {
            name: value
            if isinstance(value, FieldReading)
            else FieldReading(None, page=page, doubt=Doubt.FIELD_MISSING)
            if value is None
            else field(value, page=page)
            for name, value in values.items()
        }

    return make


@pytest.fixture(scope="session")
def page() -> Callable[..., PageReading]:
    """A page that was decoded; with `decoded=False` one that was not."""

    def make(number: int, form: str | None = None, *, decoded: bool = True, **told: Any) -> PageReading:
        decisions = PageDecisions(1734, 2244, (204.0, 196.0), "tags") if decoded else None
        return PageReading(number, None, decisions, form=form, form_confidence=0.95 if form else 0.0, **told)

    return make


@pytest.fixture(scope="session")
def faxed() -> Callable[..., Page]:
    """A sheet as a clean fax of a sharp machine, with so many lines an inch; levelled, so that it stands as drawn."""

    def fax(sheet: Sheet, lines: float = 196.0) -> Page:
        small = cv2.resize(inked(sheet), (1734, round(11 * lines)), interpolation=cv2.INTER_AREA)
        black = cv2.GaussianBlur(small, (0, 0), 0.45) < 128
        return prepare(Bitmap(np.where(black, 0, 255).astype(np.uint8), (204.0, lines), "tags", bilevel=True))

    return fax
