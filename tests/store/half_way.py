"""A program that stops in the middle of its work, to be killed there: half_way.py URL STATEMENT."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

from sqlalchemy import Engine, event

from pipeline.store import Store
from pipeline.values import FieldReading, PageReading, Reading, ReceivedBy, Record
from pipeline.vocabulary import Channel, Kind, Status

url, stop_after = sys.argv[1:]
now = datetime(2025, 1, 14, tzinfo=UTC)


@event.listens_for(Engine, "after_cursor_execute")
def stop(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    """Tells that the statement is done, and waits for the end."""
    if " ".join(statement.split()).startswith(stop_after):
        print("half way", flush=True)
        time.sleep(600)


with Store.open(url, lambda: now) as store:
    form = Record(Kind.DETAINER, (1,), {"sex": FieldReading("F", reader="tesseract")})
    page = PageReading(1, None, None)
    received = ReceivedBy(Channel.EMAIL, "source", None, now, "mail_date")
    store.add_reading(Reading("t1", (form,), (page,), 1, received, Status.ACCEPTED, (), 0.1), "intake", "first reading")
