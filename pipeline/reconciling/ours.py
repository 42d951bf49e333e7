"""Pure. Our requests as far as ICE's file can know them."""

from __future__ import annotations

from datetime import date

from pipeline.reconciling.values import OurRequest
from pipeline.values import Request
from pipeline.vocabulary import Status


def our_request(request: Request) -> OurRequest:
    """A request without name and numbers."""
    record = request.record
    born, sex, cancels = _day(record.text("date_of_birth")), record.text("sex"), record.value("cancels")
    return OurRequest(
        id=request.id,
        received_on=request.received_at.date(),
        counts_in=request.year,
        form_date=_day(record.text("form_date")),
        form=record.text("form"),
        citizenship=record.text("citizenship"),
        birth_year=born.year if born else None,
        sex=sex if sex in ("M", "F") else None,
        basis=record.basis if isinstance(record.value("basis"), tuple) else None,
        district=request.district,
        cancels=cancels if isinstance(cancels, bool) else None,
        cancelled=request.cancelled_on is not None,
        needs_review=request.status is Status.NEEDS_REVIEW,
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
