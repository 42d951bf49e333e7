"""The desk over a real store, as browsers of several people see it; the clock is moved by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from pipeline.desk import passwords
from pipeline.desk.app import make_app
from pipeline.settings import Settings, load
from pipeline.store import AccountRole, Store

PASSWORD = "seven grey herons at dusk"  # noqa: S105 - of invented people
SETTINGS = """
[[source]]
name = "fax-d-4"
path = "inbox/fax-d-4"
channel = "district_fax"
district = "D-4"

[desk]
"""
_CSRF = re.compile(r'<meta name="csrf" content="([^"]*)">')


@dataclass
class MovableClock:
    """Tells the time that it was moved to."""

    at: datetime = field(default_factory=lambda: datetime(2025, 3, 4, 15, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **how_long: float) -> None:
        self.at += timedelta(**how_long)


@dataclass
class Browser:
    """One browser of one person: follows no redirect by itself, and sends the token of the page it saw last."""

    client: TestClient
    csrf: str = ""

    def get(self, path: str, **headers: str):
        answer = self.client.get(path, headers=headers)
        if found := _CSRF.search(answer.text):
            self.csrf = found[1]
        return answer

    def post(self, path: str, values: dict[str, str] | None = None, **headers: str):
        return self.client.post(path, data={"csrf": self.csrf, **(values or {})}, headers=headers)

    def sign_in(self, name: str, password: str = PASSWORD, **headers: str):
        answer = self.client.post("/sign-in", data={"name": name, "password": password}, headers=headers)
        if answer.status_code == 303:
            self.get("/account")
        return answer


@dataclass
class Bureau:
    """A department with a desk; one account for each role, named as the role."""

    folder: Path
    clock: MovableClock
    app: FastAPI
    settings: Settings

    @property
    def store(self) -> Store:
        """The store that the desk uses too."""
        store: Store = self.app.state.desk.store
        return store

    def browser(self, address: str = "192.0.2.1", base: str = "http://desk.test") -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(TestClient(self.app, base_url=base, follow_redirects=False, client=(address, 50000)))

    def signed_in(self, role: str) -> Browser:
        """A browser in which somebody of that role is signed in."""
        browser = self.browser()
        account = self.store.account(role)
        assert account is not None
        # past the form, whose password takes a tenth of a second to check
        browser.client.cookies.set("desk", self.app.state.desk.sessions.begin(account), domain="desk.test")
        assert browser.get("/account").status_code == 200
        return browser


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Made once: it is meant to take time."""
    return passwords.hash_of("anybody", PASSWORD)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def open_bureau(tmp_path: Path, clock: MovableClock, password_hash: str) -> Iterator[Callable[..., Bureau]]:
    """Opens a desk with settings of `[desk]`, such as `open_bureau(idle_minutes=10)`."""
    opened: list[Bureau] = []

    def open_it(**desk: object) -> Bureau:
        told = "\n".join(f"{key} = {_toml(value)}" for key, value in desk.items())
        file = tmp_path / "intake.toml"
        file.write_text(SETTINGS + told + "\n", encoding="utf-8")
        settings = load(file)
        with Store.open(settings.store.url, clock) as store:
            for role in AccountRole:
                if store.account(role.value) is None:
                    store.add_account(role.value, role, password_hash, "root", "invented")
        opened.append(Bureau(tmp_path, clock, make_app(settings, clock), settings))
        return opened[-1]

    yield open_it
    for each in opened:
        each.store.close()


@pytest.fixture
def bureau(open_bureau: Callable[..., Bureau]) -> Bureau:
    """A desk as it is without any setting."""
    return open_bureau()


@pytest.fixture
def signed_in(bureau: Bureau) -> Callable[[str], Browser]:
    """A browser in which somebody of the role is signed in."""
    return bureau.signed_in


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else repr(value).replace("'", '"')
