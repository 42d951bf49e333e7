"""What a person names at the terminal or the desk: a transmission, one of its records, a request. Pure.

A record is written `T0123456789abcdef`, or `T0123456789abcdef:2` for the second record of a transmission that has
several; a request, such as `R0123456789`, stands for the record by which it was first received.
"""

from __future__ import annotations

import re

from pipeline.counted import Counted
from pipeline.errors import WrongUse
from pipeline.values import Document, Reading, RecordKey, Request
from pipeline.vocabulary import Kind
from pipeline.wording import number_of

_TRANSMISSION = re.compile(r"(T[0-9a-f]{16})(?::([1-9][0-9]{0,3}))?")
_REQUEST = re.compile(r"R[0-9a-f]{10}")


def is_request(named: str) -> bool:
    """Whether it is written as the id of a request is."""
    return _REQUEST.fullmatch(named) is not None


def the_document(named: str, counted: Counted) -> Document:
    """The transmission that is named, with or without one of its records. Raises WrongUse when there is none."""
    found = _TRANSMISSION.fullmatch(named)
    if found is None and is_request(named):
        its_own = dict.fromkeys(member.key.transmission_id for member in the_request(named, counted).members)
        raise WrongUse(f"{named}: this is said of transmissions; those of this request are {', '.join(its_own)}")
    if found is None:
        raise WrongUse(
            f"{named}: expected the id of a transmission, such as T0123456789abcdef; see: intake review list"
        )
    document = counted.document(found[1])
    if document is None:
        raise WrongUse(f"{named}: there is no such transmission; those that wait are listed by: intake review list")
    if found[2] is not None and int(found[2]) > len(read_of(document).records):
        raise WrongUse(f"{named}: it has {number_of(len(read_of(document).records), 'record')}")
    return document


def the_whole(named: str, counted: Counted) -> Document:
    """The transmission that is named as a whole. Raises WrongUse for one of several records."""
    document = the_document(named, counted)
    if ":" in named and len(read_of(document).records) > 1:
        name = document.transmission.id
        raise WrongUse(f"{named}: this is said of a whole transmission, with all its records; name {name}")
    return document


def the_request(named: str, counted: Counted) -> Request:
    """The request that is named. Raises WrongUse when there is none."""
    request = next((each for each in counted.gathered.requests if each.id == named), None)
    if request is None and _TRANSMISSION.fullmatch(named):
        name = the_document(named, counted).transmission.id
        its_own = dict.fromkeys(
            found for key, found in counted.gathered.request_ids.items() if key.transmission_id == name and found
        )
        where = f"it is counted with {', '.join(its_own)}" if its_own else "it is in none"
        raise WrongUse(f"{named}: this is said of a request; {where}")
    if request is None:
        raise WrongUse(f"{named}: there is no such request; they are listed by: intake export requests --out FILE")
    return request


def the_record(named: str, counted: Counted) -> RecordKey:
    """The record that is named. Raises WrongUse when there is none, or it is not clear which is meant."""
    if is_request(named):
        return the_request(named, counted).members[0].key
    document = the_document(named, counted)
    records = read_of(document).records
    found = _TRANSMISSION.fullmatch(named)
    if found is not None and found[2] is not None:
        return RecordKey(document.transmission.id, int(found[2]) - 1)
    asking = [number for number, record in enumerate(records) if record.kind is not Kind.OTHER]
    if len(records) > 1 and len(asking) != 1:
        name = document.transmission.id
        raise WrongUse(f"{named}: it has {len(records)} records; say which, {name}:1 to {name}:{len(records)}")
    return RecordKey(document.transmission.id, asking[0] if asking else 0)


def read_of(document: Document) -> Reading:
    """Its reading as it stands. Raises WrongUse while it is unread."""
    if document.reading is None:
        raise WrongUse(f"{document.transmission.id}: it has not been read yet; read it with: intake run")
    return document.reading


def place_of(key: RecordKey, counted: Counted) -> str:
    """Where a record is counted, in words."""
    request, role = counted.gathered.request_ids.get(key), counted.gathered.roles.get(key)
    if request is None:
        return "in no request"
    return f"{role} of request {request}" if role else f"belongs to request {request}"


def shown_record(key: RecordKey, counted: Counted) -> str:
    """How the record is written."""
    document = counted.document(key.transmission_id)
    several = document is not None and document.reading is not None and len(document.reading.records) > 1
    return f"{key.transmission_id}:{key.ordinal + 1}" if several else key.transmission_id
