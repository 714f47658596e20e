"""Debian's Chromium without a network, and what a page may not do in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AT_HOME = ("file:", "data:", "blob:")
PATIENCE = 20_000  # milliseconds


@contextmanager
def chromium() -> Iterator:
    """A running browser; the test is skipped where there is none."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("there is no Chromium: run make browser as root on Debian")
    playwright = pytest.importorskip("playwright.sync_api", reason="there is no Playwright: make environment")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


class Visit:
    """A page opened from disk with the network off; `faults` lists what it did wrong so far."""

    def __init__(self, browser, file: Path, before: str = "", **settings):
        self.context = browser.new_context(offline=True, **settings)
        self.context.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.add_init_script(before)
        self.page.goto(file.as_uri())
        self.ready()

    def ready(self) -> None:
        """Wait until the page has started."""
        self.page.wait_for_selector("html[data-ready]")

    def close(self) -> None:
        """Leave the page."""
        self.context.close()

    def _heard(self, message) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text}")

    def _asked(self, request) -> None:
        if not request.url.startswith(AT_HOME):
            self.faults.append(f"request: {request.url}")
