"""Accounts of the desk: the latest line holds, nothing is overwritten, and no hash of a password leaves its table."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import create_engine, text

from pipeline.errors import WrongUse
from pipeline.store import AccountRole, Store

HASH, OTHER = "$argon2id$first", "$argon2id$second"


def test_the_latest_line_of_a_name_holds(store: Store) -> None:
    store.add_account("jane", AccountRole.ADMINISTRATOR, HASH, "root", "first administrator")
    store.add_account("max", AccountRole.VIEWER, HASH, "jane", "new here")
    store.change_account("max", "jane", "trained", role=AccountRole.CLERK)
    store.change_account("max", "max", "own password", password_hash=OTHER)
    kept = store.account("max")
    assert kept is not None
    assert (kept.role, kept.password_hash, kept.disabled, kept.by) == (AccountRole.CLERK, OTHER, False, "max")
    assert [each.name for each in store.accounts()] == ["jane", "max"]
    assert store.account("nobody") is None


def test_every_change_is_audited_without_the_hash(store: Store) -> None:
    store.add_account("jane", AccountRole.ADMINISTRATOR, HASH, "root", "first administrator")
    store.change_account("jane", "jane", "own password", password_hash=OTHER)
    added, changed = store.audit_entries("account:jane")
    assert (added.action, added.by, added.reason) == ("account_added", "root", "first administrator")
    assert changed.after is not None
    assert (changed.action, changed.after["password"]) == ("account_changed", "changed")
    told = json.dumps([dict(entry.after or {}) for entry in (added, changed)])
    assert "argon2" not in told


@pytest.mark.parametrize("name", ["", "Jane", "jane doe", "-jane", "j" * 65, "jane\n", "jané"])
def test_what_is_no_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(WrongUse, match="no name of an account"):
        store.add_account(name, AccountRole.CLERK, HASH, "root", "")


def test_a_name_is_given_once(store: Store) -> None:
    store.add_account("jane", AccountRole.CLERK, HASH, "root", "")
    with pytest.raises(WrongUse, match="there is an account jane already"):
        store.add_account("jane", AccountRole.CLERK, OTHER, "root", "")
    with pytest.raises(WrongUse, match="no account max"):
        store.change_account("max", "root", "", disabled=True)


def test_the_only_administrator_stays_one(store: Store) -> None:
    store.add_account("jane", AccountRole.ADMINISTRATOR, HASH, "root", "")
    store.add_account("max", AccountRole.ADMINISTRATOR, HASH, "root", "")
    store.change_account("max", "root", "left", disabled=True)
    for differs in ({"role": AccountRole.CLERK}, {"disabled": True}):
        with pytest.raises(WrongUse, match="only administrator"):
            store.change_account("jane", "root", "", **differs)
    assert store.account("jane") == store.accounts()[0]


def test_an_account_that_was_altered_past_the_program_shows(store: Store, url: str) -> None:
    store.add_account("jane", AccountRole.CLERK, HASH, "root", "")
    assert list(store.faults()) == []
    engine = create_engine(url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER account_refuses_update"))
        else:
            connection.execute(text("DROP TRIGGER account_refuses ON account"))
        connection.execute(text("UPDATE account SET password_hash = 'mine'"))
    engine.dispose()
    assert [fault.subject for fault in store.faults()] == ["account:jane", "guard"]
