"""Pure. The areas of the desk, in the order of the navigation: whoever builds one adds it here."""

from __future__ import annotations

from pipeline.desk import (
    adding,
    managing_accounts,
    misrouted,
    originals,
    own_account,
    page_pictures,
    queue,
    requests,
    runs,
    verify,
    year,
)
from pipeline.desk.frame import Area

AREAS: tuple[Area, ...] = (
    queue.AREA,
    verify.AREA,
    page_pictures.AREA,
    originals.AREA,
    requests.AREA,
    misrouted.AREA,
    year.AREA,
    adding.AREA,
    runs.AREA,
    managing_accounts.AREA,
    own_account.AREA,
)
