"""What may be missing of a year is looked into, and settled with what came of it.

Touches the world: answers requests, writes the store.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline import deciding
from pipeline.desk.frame import reviewer_of, say
from pipeline.desk.guard import needs
from pipeline.desk.rights import Right
from pipeline.desk.year_asked import asked_year
from pipeline.errors import WrongUse

router = APIRouter()


@router.post("/year/missing", dependencies=[needs(Right.DECIDE)])
def settle(
    request: Request,
    finding: Annotated[str, Form(max_length=40)] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
    year: Annotated[str, Form(max_length=4)] = "",
) -> Response:
    """Keeps what came of looking into it; the year is then told anew. Raises WrongUse without a reason."""
    told, said = asked_year(year), reason.strip()
    if not said:
        raise WrongUse("Say what came of looking into it, without names of persons. Nothing was saved")
    decision = deciding.settle(reviewer_of(request), finding, said)
    say(request, f"{finding} is settled, by decision {decision.id}.")
    return RedirectResponse(f"/year?year={told}#missing" if told else "/year#missing", status_code=303)
