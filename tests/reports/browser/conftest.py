"""A headless Chromium for the reports; without one these tests are skipped, or fail where one is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from conformance.selftest import page
from conformance.selftest.matrix import Matrix
from reports import compare
from reports.page import html
from tests.conformance.selftest.test_page import FAITHFUL, FOUND, MISSED
from tests.reports import sample

if TYPE_CHECKING:  # the browser is loaded only where it is used
    from playwright.sync_api import Browser, BrowserContext, Page

PAGES = {
    "perfect": lambda: html.render(sample.perfect()),
    "five_faults": lambda: html.render(sample.five_faults()),
    "waived": lambda: html.render(sample.waived()),
    "unreachable": lambda: html.render(sample.unreachable()),
    "family": lambda: html.render(sample.family()),
    "hostile": lambda: html.render(sample.hostile()),
    "selftest": lambda: page.render(Matrix(rows=(FOUND, FAITHFUL, MISSED), idle=(MISSED.clause,))),
    "compare": lambda: compare.to_html(compare.matrix([sample.perfect(), sample.five_faults(), sample.unreachable()])),
}


@cache
def text_of(name: str) -> str:
    """A page, made once."""
    return PAGES[name]()


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A page, what it asked for and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Open(Protocol):
    def __call__(
        self, name: str, *, fragment: str = "", scheme: str = "light", width: int = 1280, scripts: bool = True
    ) -> Visit: ...


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        missing = pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip
        missing("no Chromium on PATH: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Callable[[str, int, bool], BrowserContext]:
    """Profiles of the browser by scheme, width, and whether scripts run: pages that are alike in these share one."""

    @cache
    def context(scheme: str, width: int, scripts: bool) -> BrowserContext:  # noqa: FBT001 - a key
        return chromium.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
        )

    return context


@pytest.fixture
def visit(contexts: Callable[[str, int, bool], BrowserContext], tmp_path: Path) -> Iterator[Open]:
    pages = []

    def visit(
        name: str, *, fragment: str = "", scheme: str = "light", width: int = 1280, scripts: bool = True
    ) -> Visit:
        found = Visit(page=contexts(scheme, width, scripts).new_page())
        pages.append(found.page)
        found.page.on("request", lambda request: found.requests.append(request.url))
        found.page.on("console", lambda message: found.complaints.append(message.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("dialog", lambda dialog: found.complaints.append(dialog.message))
        path = tmp_path / f"{name}.html"
        path.write_text(text_of(name), encoding="utf-8")
        found.page.goto(path.as_uri() + fragment)
        return found

    yield visit
    for opened in pages:
        opened.context.clear_permissions()
        opened.close()
