"""Touches the world: who may use the desk, in the transaction that the caller opened.

The latest row of a name holds. A change is a further row, audited with what it changed; the audit never holds the hash
of a password, only a digest of the row, by which `verify` tells whether it is as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from pipeline.errors import WrongUse
from pipeline.store import digests
from pipeline.store.audit import Deed, write
from pipeline.store.tables import account
from pipeline.store.values import Account, AccountRole

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


def subject_of(name: str) -> str:
    """What the audit calls the account, such as `account:jane.doe`."""
    return f"account:{name}"


def every(connection: Connection) -> tuple[Account, ...]:
    """All accounts as they stand, the disabled ones among them, by name."""
    latest = select(func.max(account.c.id)).group_by(account.c.name)
    found = connection.execute(select(account).where(account.c.id.in_(latest)).order_by(account.c.name))
    return tuple(_account_of(row) for row in found)


def one(connection: Connection, name: str) -> Account | None:
    """The account of that name as it stands."""
    query = select(account).where(account.c.name == name).order_by(account.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _account_of(row)


def rows(connection: Connection) -> Iterator[Account]:
    """Every row that was ever written, oldest first."""
    yield from (_account_of(row) for row in connection.execute(select(account).order_by(account.c.id)))


def add(connection: Connection, draft: Account) -> Account:
    """Adds an account. Raises WrongUse for a name that is no name, or is there already."""
    if not _NAME.fullmatch(draft.name):
        raise WrongUse(
            f"{draft.name!r} is no name of an account: small letters, digits and . _ @ - up to 64, "
            "a letter or digit first"
        )
    if one(connection, draft.name) is not None:
        raise WrongUse(f"there is an account {draft.name} already; change it with: intake account role, password")
    return _keep(connection, "account_added", None, draft)


def change(
    connection: Connection, name: str, by: str, at: datetime, reason: str, differs: Mapping[str, Any]
) -> Account:
    """Keeps how the account stands from now on; `differs` holds what of role, password_hash and disabled changes.

    Raises WrongUse when there is no such account, and when nobody would be left who may administer.
    """
    before = one(connection, name)
    if before is None:
        raise WrongUse(f"there is no account {name}; intake account list shows those that there are")
    draft = replace(before, by=by, at=at, reason=reason, **differs)
    if _administers(before) and not _administers(draft):
        others = [each for each in every(connection) if _administers(each) and each.name != name]
        if not others:
            raise WrongUse(f"{name} is the only administrator; make another one first")
    return _keep(connection, "account_changed", before, draft)


def digest_of(kept: Account) -> str:
    """The SHA-256 of all that a row says."""
    return digests.digest_of([asdict(kept) | {"role": kept.role.value}])


def _administers(kept: Account) -> bool:
    return kept.role is AccountRole.ADMINISTRATOR and not kept.disabled


def _keep(connection: Connection, action: str, before: Account | None, draft: Account) -> Account:
    row = {name: value for name, value in asdict(draft).items() if name != "id"} | {"role": draft.role.value}
    kept = replace(draft, id=connection.scalars(insert(account).returning(account.c.id), row).one())
    after = _told(kept) | {"account": kept.id, "digest": digest_of(kept)}
    if before is not None and before.password_hash != kept.password_hash:
        after["password"] = "changed"  # noqa: S105 - a word for the audit
    deed = Deed(action, subject_of(kept.name), kept.by, kept.reason)
    write(connection, deed, kept.at, None if before is None else _told(before), after)
    return kept


def _told(kept: Account) -> dict[str, Any]:
    return {"role": kept.role.value, "disabled": kept.disabled}


def _account_of(row: Row[Any]) -> Account:
    values = row._asdict()
    return Account(**{**values, "role": AccountRole(values["role"])})
