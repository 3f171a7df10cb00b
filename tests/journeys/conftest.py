"""Journeys: a person, a real browser, and the hub as `hanse demo` serves it.

The browser is HANSE_CHROMIUM or a Chromium on the PATH (`scripts/ensure_browser.sh` finds or
installs one). Without it the journeys are skipped, and fail where CI is set.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # WebGL without a graphics card, for the map; pages themselves are drawn without it, for it
    # takes ten times as long there.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
    "--disable-gpu-rasterization",
]
# What the browser of someone who chose the drawn map once remembers.
PICTURE = "sessionStorage.setItem('hanse-map-kind', 'picture')"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Two busy cores draw late: patience here is no slowness of the hub.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
PASSWORDS = {role: f"hanse-demo-{role}" for role in ("analyst", "manager", "moderator", "admin")}


@dataclass(frozen=True)
class LiveHub:
    """A hub that serves the demonstration: its address, data folder and process."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]
    log: Path


def find_browser() -> str | None:
    """The browser's program, or None."""
    named = os.environ.get("HANSE_CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_program() -> str:
    """The browser's program; skipped without one, failed where CI is set."""
    program = find_browser()
    if program is None:
        reason = "no Chromium: run scripts/ensure_browser.sh or set HANSE_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return program


@pytest.fixture(scope="session")
def start_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., LiveHub]]:
    """`start_hub(data_dir)` starts `hanse demo` and waits until it answers."""
    started: list[LiveHub] = []

    def start(data_dir: Path | None = None, **environment: str) -> LiveHub:
        folder = data_dir or tmp_path_factory.mktemp("hub")
        hub = _start(folder, folder / f"serve-{len(started)}.log", environment)
        started.append(hub)
        _wait_until_it_answers(hub)
        return hub

    yield start
    for hub in started:
        hub.process.terminate()
        hub.process.wait(timeout=20)


def _start(folder: Path, log: Path, environment: dict[str, str]) -> LiveHub:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = "from hanse.cli import main; main()"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", program, "demo", "--data-dir", folder, "--port", str(port)],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "hanse.hub.settings", **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return LiveHub(f"http://127.0.0.1:{port}", folder, process, log)


def _wait_until_it_answers(hub: LiveHub, *, seconds: int = 180) -> None:
    for _ in range(seconds * 4):
        if hub.process.poll() is not None:
            pytest.fail(f"hanse demo ended by itself:\n{hub.log.read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(f"{hub.url}/health/", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"hanse demo does not answer after {seconds} s:\n{hub.log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def live_hub(browser_program: str, start_hub: Callable[..., LiveHub]) -> LiveHub:
    """One hub for all journeys, with the demonstration published."""
    return start_hub()


@pytest.fixture(scope="session")
def browser(playwright: Playwright, browser_program: str) -> Iterator[Browser]:
    """One browser for all journeys, by the one driver that a process may have."""
    chromium = playwright.chromium.launch(executable_path=browser_program, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_hub: LiveHub) -> Iterator[Callable[..., Page]]:
    """`open_page("/observatory/", width=320, java_script_enabled=False)` opens a fresh visitor.

    The visitor prefers the drawn map, which spares the software GL, unless `live_map` is asked for.
    At the end of the test every error on a console (a script that failed, something that the
    content security policy refused, a file that is missing) fails it.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} at {message.location}")

    def open_it(
        path: str = "/",
        *,
        width: int = 1280,
        height: int = 900,
        live_map: bool = False,
        **options: Any,
    ) -> Page:
        viewport = {"width": width, "height": height}
        options = {"locale": "en-GB", "base_url": live_hub.url, **options}
        context = browser.new_context(viewport=viewport, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if not live_map:
            context.add_init_script(PICTURE)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A visitor's page on the first page of the hub."""
    return open_page("/")


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    """`sign_in(page, "analyst")` signs in with a demo account, by the form."""

    def fill_in(page: Page, account: str) -> None:
        page.goto("/account/login/")
        page.get_by_label("Email").fill(f"{account}@demo.hanse")
        page.locator("input[name=password]").fill(PASSWORDS[account])
        page.locator("main").get_by_role("button", name="Sign In").click()
        page.get_by_text("Sign out").wait_for(state="attached")

    return fill_in


@pytest.fixture
def check_accessibility() -> Callable[[Page], None]:
    """`check_accessibility(page)`: axe, WCAG 2.2 AA and good practice, without violations."""
    axe = Axe()

    def check(page: Page) -> None:
        # Without what passes, which is slow to describe.
        options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        results = axe.run(page, options=options)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture
def check_width() -> Callable[[Page], None]:
    """`check_width(page)`: nothing makes the page itself scroll sideways."""

    def check(page: Page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth")
        shown = page.evaluate("document.documentElement.clientWidth")
        assert wide <= shown, f"{page.url} is {wide} px wide in a window of {shown} px"

    return check
