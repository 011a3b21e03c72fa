"""Take the pictures in the README again, from the demo: `python -m lobkwaliteit.tooling.screenshots`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from lobkwaliteit.tooling.load import ROOT, serving
from lobkwaliteit.tooling.system_packages import chromium

IMAGES = ROOT / "docs" / "images"


def sign_in(page: Page, email: str) -> None:
    page.goto("/inloggen/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill("demo-noordzoom")
    page.get_by_role("button", name="Inloggen", exact=True).first.click()
    page.wait_for_url("/")


def take(page: Page, name: str, *, height: int) -> None:
    """Save the top of a page: `height` is in CSS pixels."""
    size = page.viewport_size or {"width": 1280}
    clip = {"x": 0.0, "y": 0.0, "width": float(size["width"]), "height": float(height)}
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


def report_pages(pdf: Path, folder: Path) -> None:
    """Put the first two pages of a report side by side."""
    subprocess.run(["pdftoppm", "-r", "55", "-l", "2", "-png", str(pdf), str(folder / "page")], check=True)
    pages = sorted(folder.glob("page*.png"))
    pictures = [Image.open(page) for page in pages]
    width, height = pictures[0].size
    both = Image.new("RGB", (width * len(pictures), height))
    for place, picture in enumerate(pictures):
        both.paste(picture, (width * place, 0))
    both.save(IMAGES / "report.png")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        env = {
            "LOB_ENV": "development",
            "LOB_VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "lobkwaliteit.settings",
        }
        for command in (["migrate"], ["loaddata", "kwaliteitskaart", "voorbeeldacties"], ["demo"]):
            subprocess.run(
                [sys.executable, str(ROOT / "manage.py"), *command], check=True, env=os.environ | env
            )
        with serving(env) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])

            def open_page(width: int, email: str) -> Page:
                page = browser.new_page(
                    base_url=f"http://127.0.0.1:{server.port}",
                    locale="nl-NL",
                    viewport={"width": width, "height": 844 if width < 1024 else 900},
                )
                sign_in(page, email)
                return page

            page = open_page(1280, "coordinator@noordzoom.example")
            page.goto("/metingen/")
            page.get_by_role("link", name="LOB najaar", exact=False).first.click()
            take(page, "round", height=1100)
            page.goto("/resultaten/")
            page.get_by_role("link", name="Duinmark College").first.click()
            take(page, "school", height=1310)
            page.goto("/acties/")
            take(page, "actions", height=900)
            page.goto("/resultaten/")
            page.get_by_role("link", name="Duinmark College").first.click()
            link = page.get_by_role("link", name="PDF", exact=False).first
            with page.expect_download() as download:
                link.click()
            download.value.save_as(folder / "report.pdf")
            report_pages(folder / "report.pdf", folder)
            page.goto("/")
            page.get_by_role("link", name="Gesprek openen").first.click()
            page.locator(".pile").first.wait_for()
            page.screenshot(path=IMAGES / "conversation.png")
            phone = open_page(390, "teamlid@noordzoom.example")
            phone.locator("main a.btn").first.click()
            phone.locator("main a.btn:visible").first.click()
            phone.locator("fieldset.ind").first.get_by_role("radio", name="Grotendeels").check()
            phone.locator(".bar", has_text="1 van 36").wait_for()
            phone.evaluate("scrollTo(0, document.querySelector('fieldset.ind').offsetTop - 130)")
            phone.screenshot(path=IMAGES / "scoring-phone.png")
            browser.close()


if __name__ == "__main__":
    main()
