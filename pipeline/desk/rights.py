"""Pure. What may be done at the desk, and which role may do it: one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pipeline.store import AccountRole


class Right(StrEnum):
    """Something that a route does, and that not everybody may."""

    OWN_ACCOUNT = "own_account"
    """See who is signed in, change the own password, sign out."""
    LOOK = "look"
    """Lists and figures of what arrived and of what waits, without anything that tells who."""
    SEE_IDENTITIES = "see_identities"
    """Pages, crops and what stands on them; names of files and senders."""
    DECIDE = "decide"
    """Accept, correct, reject, link, split, assign, undo; what was done about a request."""
    ADD = "add"
    """Key a request by hand, take in a file."""
    REPROCESS = "reprocess"
    """Say how something came, and have it read again."""
    RUN = "run"
    """Start an ingestion."""
    TALLY = "tally"
    """The year's figures and charts."""
    LETTER = "letter"
    EXPORT = "export"
    """De-identified data sets."""
    PROVE = "prove"
    """De-identified proof packs."""
    EXPORT_IDENTIFIED = "export_identified"
    """Data sets and proof packs with identities."""
    ACCOUNTS = "accounts"
    """Add and change accounts."""


_VIEWER = frozenset({Right.OWN_ACCOUNT, Right.LOOK})

RIGHTS: Mapping[AccountRole, frozenset[Right]] = MappingProxyType(
    {
        AccountRole.VIEWER: _VIEWER,
        AccountRole.CLERK: _VIEWER
        | {Right.SEE_IDENTITIES, Right.DECIDE, Right.ADD, Right.REPROCESS, Right.RUN, Right.TALLY},
        AccountRole.ANALYST: _VIEWER | {Right.TALLY, Right.LETTER, Right.EXPORT, Right.PROVE},
        AccountRole.ADMINISTRATOR: frozenset(Right),
    }
)

ROLE_SENTENCES: Mapping[AccountRole, str] = MappingProxyType(
    {
        AccountRole.VIEWER: "sees lists of what arrived and what waits, without anything that tells who",
        AccountRole.CLERK: "sees pages and the year's figures, settles doubts, keys requests, takes in files",
        AccountRole.ANALYST: "sees what a viewer sees, the year's figures, the letter, data sets and proof packs",
        AccountRole.ADMINISTRATOR: "may do everything, also export identities and change accounts",
    }
)
