"""What tests in a browser share: a real Chromium, pages that fail the test on any fault, signing in, axe.

    def test_home(open_page, cast, axe):
        page = open_page(cast.coordinator, width=390)
        page.goto("/")
        axe(page)

A page records every console error, script error and CSP violation; they fail the test when it ends. What a test
provokes on purpose it names with `page_faults(page).allow("409")`. Every test here runs on `transactional_db`.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from assessments.models import User
from lobkwaliteit.tooling.system_packages import chromium
from tests import accessibility

# Playwright's loop runs in the thread of the test, which also uses the database; nothing here is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

TIMEOUT = 30_000
"""Milliseconds that a page may take for one thing."""

expect.set_options(timeout=TIMEOUT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the browser, and skip it loudly where there is no Chromium."""
    missing = pytest.mark.skip(reason="Chromium is missing")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if chromium() is None:
                item.add_marker(missing)


class OpenPage(Protocol):
    def __call__(
        self, user: User | None = None, *, width: int = 1280, height: int = 900, javascript: bool = True
    ) -> Page: ...


class AtWidths(Protocol):
    def __call__(self, page: Page, widths: Iterable[int], *checks: Callable[[Page], None]) -> None: ...


class Faults:
    """What went wrong on the pages of one context, but for what was allowed."""

    def __init__(self, context: BrowserContext) -> None:
        self.start()
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self._found.append(f"script error: {error.error}"))

    def start(self) -> None:
        """Forget what was found before."""
        self._found: list[str] = []
        self._allowed: list[str] = []

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def allow(self, pattern: str) -> None:
        """Do not count faults that match the regular expression."""
        self._allowed.append(pattern)

    @property
    def found(self) -> list[str]:
        return [fault for fault in self._found if not any(re.search(p, fault) for p in self._allowed)]


class UnderWay:
    """The requests that the live server has begun to answer and not yet ended."""

    def __init__(self) -> None:
        self._number = 0
        self._changed = threading.Condition()
        request_started.connect(self._start)
        request_finished.connect(self._finish)

    def _start(self, **kwargs: object) -> None:
        self._count(1)

    def _finish(self, **kwargs: object) -> None:
        self._count(-1)

    def _count(self, step: int) -> None:
        if threading.current_thread() is not threading.main_thread():  # that is a test's own client
            with self._changed:
                self._number += step
                self._changed.notify_all()

    def wait(self) -> None:
        """Wait until there is none: emptying the tables while one is at work is a deadlock on PostgreSQL."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._number == 0, timeout=TIMEOUT / 1000)


_under_way = UnderWay()

_faults: dict[BrowserContext, Faults] = {}
_idle: dict[bool, list[BrowserContext]] = {True: [], False: []}
"""Contexts by whether they run scripts. A used one is emptied and used again: what it has cached stays quick."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open a page of its own session: signed in as `user`, so wide, with or without JavaScript."""
    used: list[tuple[bool, BrowserContext]] = []

    def open_one(
        user: User | None = None, *, width: int = 1280, height: int = 900, javascript: bool = True
    ) -> Page:
        context = (
            _idle[javascript].pop() if _idle[javascript] else _new_context(browser, live_server, javascript)
        )
        used.append((javascript, context))
        _faults[context].start()
        if user is not None:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield open_one
    found = [fault for _, context in used for fault in _faults[context].found]
    for javascript, context in used:
        _empty(context, javascript, live_server.url)
        _idle[javascript].append(context)
    _under_way.wait()
    assert not found, "\n".join(found)


def _new_context(browser: Browser, live_server: LiveServer, javascript: bool) -> BrowserContext:
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=javascript,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    context.set_default_timeout(TIMEOUT)
    _faults[context] = Faults(context)
    return context


def _empty(context: BrowserContext, javascript: bool, url: str) -> None:
    """Leave nothing of one test to the next, but for files that any page may ask again."""
    context.set_offline(False)
    context.unroute_all()
    for page in context.pages:
        page.close()
    context.clear_cookies()
    if javascript:
        page = context.new_page()
        storage = {"origin": url, "storageTypes": "local_storage"}
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", storage)
        page.close()


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """Sign in without the form: make a session and hand over its cookie."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


def criteria(page: Page) -> Iterator[None]:
    """Go through a form from the criterion that stands open, on by its button, to its last page."""
    while "/criteria/" in (here := page.url):
        yield
        page.locator(".pager .btn").click()
        page.wait_for_url(re.compile(f"^(?!{re.escape(here)}$)"))


@pytest.fixture
def page_faults() -> Callable[[Page], Faults]:
    """The record of a page's faults, for allowing those that a test provokes."""
    return lambda page: _faults[page.context]


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that axe finds nothing on a page, by WCAG 2.2 AA and its best practices."""

    return accessibility.check


HEIGHTS = {1920: 1080, 1280: 900, 390: 800, 360: 700, 320: 256}
"""Of the screens that pages are looked at on; 320 by 256 is 1280 by 1024 at 400 % zoom."""


@pytest.fixture
def at_widths(axe: Callable[[Page], None]) -> AtWidths:
    """Check a page that stands open at each of the widths in turn.

    Axe judges the widest and the narrowest: what a page shows on a screen in between it shows on one of these.
    """

    def check_all(page: Page, widths: Iterable[int], *checks: Callable[[Page], None]) -> None:
        tried = list(widths)
        ends = {min(tried), max(tried)}
        for width in tried:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            for check in checks:
                if check is not axe or width in ends:
                    check(page)

    return check_all


@pytest.fixture
def no_overflow() -> Callable[[Page], None]:
    """Assert that a page does not scroll sideways, and name what sticks out."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        wide = page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? [] :
              [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
                .map((e) => e.tagName + "." + e.className)"""
        )
        assert not wide, wide

    return check


OUT_OF_REACH = """() => {
  const phone = innerWidth < 1024;
  const seen = (e) => {
    const box = e.getBoundingClientRect();
    return e.checkVisibility() && box.width > 1 && box.height > 1 && !e.closest(".vh");
  };
  const inSentence = (e) =>
    getComputedStyle(e).display === "inline" && e.parentElement.innerText.trim() !== e.innerText.trim();
  const targets = [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
    .filter((e) => seen(e) && !inSentence(e))
    .map((e) => [e, (e.closest("label") ?? e).getBoundingClientRect().height])
    .filter(([, height]) => height < (phone ? 44 : 24) - 0.5)
    .map(([e, height]) => `${e.innerText || e.name} is ${height} px high`);
  const small = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !seen(e)) continue;
    const svg = e.closest("svg");
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const size = parseFloat(getComputedStyle(e).fontSize) * scale;
    if (size < (phone ? 12 : 14) - 0.05) small.add(`${e.textContent} is ${size} px`);
  }
  return [...targets, ...small];
}"""


@pytest.fixture
def within_reach() -> Callable[[Page], None]:
    """Assert that every target is 44 px high (24 beside a mouse) and no text under 12 px (14 on a desktop)."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        found = page.evaluate(OUT_OF_REACH)
        assert not found, "\n".join(found)

    return check
