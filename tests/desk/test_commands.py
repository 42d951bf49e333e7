"""`intake account` and `intake desk`, as they are typed."""

from __future__ import annotations

import io
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from pipeline.cli import main
from pipeline.desk.passwords import matches
from pipeline.store import AccountRole, Store
from tests.desk.conftest import PASSWORD, MovableClock

SETTINGS = '[[source]]\nname = "mail"\npath = "inbox/mail"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A department with a store and no account."""
    monkeypatch.setenv("INTAKE_USER", "root")
    monkeypatch.delenv("INTAKE_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "intake.toml").write_text(SETTINGS, encoding="utf-8")
    _store(tmp_path).close()
    return tmp_path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The program as it is typed, with a text at its standard input."""

    def run(*arguments: str, text: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        return main(list(arguments))

    return run


def _store(folder: Path) -> Store:
    return Store.open(f"sqlite:///{folder}/intake-data/intake.db", MovableClock())


def test_the_desk_does_not_start_without_an_account(folder: Path, typed, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("desk") == 2
    assert "make the first administrator: intake account add NAME --role administrator" in capsys.readouterr().err
    with _store(folder) as store:
        store.add_account("jane", AccountRole.CLERK, "", "root", "")
        store.change_account("jane", "root", "", disabled=True)
    assert typed("desk") == 2


def test_accounts_need_a_store(tmp_path: Path, typed, monkeypatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "intake.toml").write_text(SETTINGS, encoding="utf-8")
    assert typed("account", "add", "jane", "--password-file", "-", text=PASSWORD) == 1
    assert "there is no store yet; make it with: intake run" in capsys.readouterr().err


def test_the_first_administrator_is_made_at_the_terminal(folder: Path, typed) -> None:
    added = typed("account", "add", "jane", "--role", "administrator", "--password-file", "-", text=f"{PASSWORD}\n")
    assert added == 0
    with _store(folder) as store:
        kept = store.account("jane")
        assert kept is not None
        assert (kept.role, kept.by) == (AccountRole.ADMINISTRATOR, "root")
        assert matches(kept.password_hash, PASSWORD)
        assert PASSWORD not in str(store.audit_entries("account:jane"))


def test_a_password_comes_from_a_file_too(folder: Path, typed, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "password").write_text(f"{PASSWORD}\r\nanother line\n", encoding="utf-8")
    assert typed("account", "add", "jane", "--password-file", "password") == 0
    with _store(folder) as store:
        kept = store.account("jane")
        assert kept is not None
        assert matches(kept.password_hash, PASSWORD)
    assert typed("account", "password", "jane", "--password-file", "absent") == 2
    assert "absent: the password cannot be read: No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "text", "sentence"),
    [
        (("add", "jane", "--password-file", "-"), "eleven char", "at least 12 characters"),
        (("add", "jane"), PASSWORD, "asked for on a terminal"),
        (("add", "Jane Doe", "--password-file", "-"), PASSWORD, "no name of an account"),
        (("add", "max", "--password-file", "-"), PASSWORD, "there is an account max already"),
        (("add", "jane", "--role", "boss", "--password-file", "-"), PASSWORD, "there is no role boss"),
        (("password", "jane", "--password-file", "-"), PASSWORD, "there is no account jane"),
        (("role", "jane", "clerk"), "", "there is no account jane"),
        (("role", "max", "clerk"), "", "only administrator"),
        (("disable", "max"), "", "only administrator"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(
    folder: Path, typed, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], text: str, sentence: str
) -> None:
    with _store(folder) as store:
        store.add_account("max", AccountRole.ADMINISTRATOR, "", "root", "")
        before = store.last_entry()
    assert typed("account", *arguments, text=text) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    with _store(folder) as store:
        assert store.last_entry() == before


def test_accounts_are_changed_and_listed(folder: Path, typed, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("account", "list") == 0
    assert "There is no account yet" in capsys.readouterr().out
    assert typed("account", "add", "max", "--without-password", "--reason", "signs in by the proxy") == 0
    assert typed("account", "role", "max", "analyst") == 0
    assert typed("account", "password", "max", "--password-file", "-", text=PASSWORD) == 0
    assert typed("account", "disable", "max", "--reason", "left") == 0
    capsys.readouterr()
    assert typed("account", "list") == 0
    assert re.search(r"max +analyst, disabled +password", capsys.readouterr().out)
    assert typed("account", "disable", "max", "--back") == 0
    with _store(folder) as store:
        kept = store.account("max")
        assert kept is not None
        assert (kept.role, kept.disabled, kept.by) == (AccountRole.ANALYST, False, "root")


def test_a_port_that_is_taken_is_said(folder: Path, typed, capsys: pytest.CaptureFixture[str]) -> None:
    with _store(folder) as store:
        store.add_account("jane", AccountRole.CLERK, "", "root", "")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert typed("desk", "--port", str(taken.getsockname()[1])) == 2
    assert "try --port, or correct [desk]" in capsys.readouterr().err
    assert typed("desk", "--host", "no such host") == 2


@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_desk_serves_this_machine_until_it_is_told_to_end(folder: Path, told: signal.Signals) -> None:
    with _store(folder) as store:
        store.add_account("jane", AccountRole.CLERK, "", "root", "")
    command = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())", "desk", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder) as served:
        assert served.stdout is not None
        said = served.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        try:
            assert address, said
            assert httpx2.get(f"{address[0]}sign-in").status_code == 200
        finally:
            served.send_signal(told)
            out, trouble = served.communicate(timeout=30)
    assert served.returncode == 0
    assert out.startswith("Ended.")
    assert trouble == ""
