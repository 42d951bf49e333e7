"""Pure. The areas of the desk, in the order of the navigation: whoever builds one adds it here."""

from __future__ import annotations

from pipeline.desk import managing_accounts, misrouted, own_account, queue, requests, runs, verify, year
from pipeline.desk.frame import Area

AREAS: tuple[Area, ...] = (
    queue.AREA,
    verify.AREA,
    requests.AREA,
    misrouted.AREA,
    year.AREA,
    runs.AREA,
    managing_accounts.AREA,
    own_account.AREA,
)
