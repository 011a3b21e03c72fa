"""Finding an indicator on a form, and choosing there."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def ind(page: Page, code: str) -> Locator:
    return page.locator(f"[id='{code}']")


def choose(page: Page, code: str, value: str) -> None:
    ind(page, code).locator(f"input[type=radio][value='{value}']").check()
