"""A request that came by telephone, by mail or in person, keyed by a person: an original like any other.

Touches the world: stores what was keyed, reads it back. What was keyed is one short JSON text; it is known by the
media type that `intake add` alone gives, never by its content, so that no file from outside can pass for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from pipeline.counting.kinds import settle_kind
from pipeline.counting.rules import Rules
from pipeline.counting.status import settle_status
from pipeline.receive import Originals, transmission_id
from pipeline.reviewing.standing import following, said_value
from pipeline.values import FieldReading, FieldValue, Reading, ReceivedBy, Record, Transmission
from pipeline.vocabulary import PERSON, Channel, Kind

KEYED = "application/vnd.detainer-intake.keyed+json"
SOURCE = "keyed"
"""The source of everything that was keyed."""


def keyed_transmission(
    originals: Originals,
    *,
    kind: Kind,
    channel: Channel,
    district: str | None,
    received_at: datetime,
    fields: Mapping[str, FieldValue],
    by: str,
    now: datetime,
) -> Transmission:
    """Stores what was keyed and gives its line for the ledger. `received_at` and `now` carry an offset."""
    told = {
        "kind": kind.value,
        "channel": channel.value,
        "district": district,
        "received_at": received_at.isoformat(),
        "fields": {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()},
        "keyed_by": by,
        "keyed_at": now.isoformat(),
    }
    content = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False).encode()
    sha256 = originals.put(content)
    file = f"{SOURCE}/{now.strftime('%Y%m%d-%H%M%S')}-{sha256[:8]}.json"
    return Transmission(
        id=transmission_id(SOURCE, file, sha256),
        source=SOURCE,
        file=file,
        sha256=sha256,
        size=len(content),
        media_type=KEYED,
        modified_ns=int(now.timestamp() * 1e9),
        inbox_at=received_at,
        inbox_how=PERSON,
        taken_in_at=now,
    )


def read_keyed(transmission: Transmission, originals: Originals, rules: Rules) -> Reading:
    """The reading of what was keyed: one record, every value a person's. Raises StoreTrouble where it is not there."""
    told = json.loads(originals.head(transmission.sha256, transmission.size))
    fields = {
        name: said_value(FieldReading(None), tuple(value) if isinstance(value, list) else value)
        for name, value in told["fields"].items()
    }
    fields |= following(fields, set(fields))
    record = settle_kind(Record(Kind(told["kind"]), (), fields), rules)
    received = ReceivedBy(
        Channel(told["channel"]), PERSON, told["district"], datetime.fromisoformat(told["received_at"]), PERSON
    )
    return Reading(
        transmission_id=transmission.id,
        records=(record,),
        pages=(),
        pages_held=0,
        received=received,
        status=settle_status((record,), record.doubts),
        doubts=record.doubts,
        seconds=0.0,
    )
