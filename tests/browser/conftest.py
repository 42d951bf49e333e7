"""The desk as people see it: served over really read faxes, looked at in Debian's Chromium.

Whatever a test does, no page may ask an address outside this machine, and none may leave an error in the browser's
console; answers that refuse something are named by the test that expects them.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from filelock import FileLock
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright

from pipeline.counted import Counted, count_all
from pipeline.desk.app import make_app
from pipeline.places import now
from pipeline.settings import Settings, load
from pipeline.store import Store
from tests.browser.faxes import PASSWORD, make_bureau

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
LAPTOP, TABLET = {"width": 1280, "height": 800}, {"width": 820, "height": 1180}
PATIENCE = 20_000.0
"""Milliseconds for which a page may be waited for on a machine that is busy."""


@dataclass
class Served:
    """A desk that is being served, over a bureau of the test's own."""

    folder: Path
    address: str
    app: FastAPI
    settings: Settings

    @property
    def store(self) -> Store:
        """The store that the desk uses too."""
        store: Store = self.app.state.desk.store
        return store

    def counted(self) -> Counted:
        """Everything as it stands now."""
        return count_all(self.store, self.settings)

    def id_of(self, file: str) -> str:
        """The transmission that a file became."""
        return next(each.id for each in self.transmissions() if each.file == file)

    def transmissions(self):
        """All that arrived."""
        return [document.transmission for document in self.store.documents()]


@dataclass
class Person:
    """Somebody before a browser of their own."""

    page: Page
    address: str
    refusals: set[int] = field(default_factory=set)
    """Statuses that the test expects: a browser calls each an error."""
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Keeps what must never happen on any page."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"a script failed: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.troubles.append(f"in the console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"asked elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refusals:
            self.troubles.append(f"{response.status} for {response.request.method} {response.url}")

    def go(self, path: str) -> Response:
        """Opens a page of the desk."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Signs in by the form, as the page stands that asks for it."""
        if not self.page.url.startswith(f"{self.address}/sign-in"):
            self.go("/sign-in")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def faults_for_those_who_cannot_see(self) -> str:
        """What axe finds on the page; empty when nothing."""
        found = Axe().run(self.page)
        return found.generate_report() if found.violations_count else ""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program. These tests are not skipped without it: a desk that nobody saw is not tested."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Chromium is not installed here, and the desk's tests look at it: apt-get install chromium")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for the tests of a file; Playwright's loop ends with it, so that other tests may have their own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def read_bureau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau that is read once for all, also where several workers share the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, made = shared / "read-bureau", shared / "read-bureau.made"
    with FileLock(shared / "read-bureau.lock"):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make_bureau(folder)
            made.touch()
    return folder


@pytest.fixture
def desk(read_bureau: Path, tmp_path: Path) -> Iterator[Served]:
    """A desk over a copy of the bureau, served until the test ends."""
    folder = tmp_path / "bureau"
    shutil.copytree(read_bureau, folder)
    settings = load(folder / "intake.toml")
    app = make_app(settings, now)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, proxy_headers=False, timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="desk")
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield Served(folder, f"http://127.0.0.1:{listener.getsockname()[1]}", app, settings)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def somebody(desk: Served, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Sits somebody down before a browser, such as `somebody("clara", color_scheme="dark")`; without a name nobody is
    signed in. When the test ends no page may have misbehaved."""
    seated: list[Person] = []

    def sit(name: str | None = None, **context: object) -> Person:
        opened = browser.new_context(**{"viewport": LAPTOP, "locale": "en-US", **context})
        opened.set_default_timeout(PATIENCE)
        person = Person(opened.new_page(), desk.address)
        person.watch()
        seated.append(person)
        if name is not None:
            person.sign_in(name)
            expect(person.page.get_by_role("button", name="Sign out")).to_be_visible()
        return person

    expect.set_options(timeout=PATIENCE)
    yield sit
    for person in seated:
        person.page.context.close()
    assert [trouble for person in seated for trouble in person.troubles] == []
