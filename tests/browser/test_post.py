"""Mail in development, in Chromium: from asking for it to following its link, under the strict CSP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import Page, expect

from assessments.services import mail
from assessments.views.post import FILES
from tests.cast import Cast
from tests.chromium import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_asking_to_following_the_link(
    open_page: OpenPage,
    people: Cast,
    axe: Callable[[Page], None],
    no_overflow: Callable[[Page], None],
    deliver_mail: Callable[[], list[EmailMultiAlternatives]],
    settings: Any,
    tmp_path: Path,
    live_server: Any,
) -> None:
    settings.DEVELOPMENT, settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = True, FILES, str(tmp_path)
    settings.SITE_URL = live_server.url
    page = open_page(width=390)
    page.goto("/wachtwoord/vergeten/")
    page.get_by_label("E-mailadres").fill(people.member.email)
    page.get_by_role("button", name="Stuur mij een link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mail")
    deliver_mail()
    page.get_by_role("link", name="Bekijk de post").click()
    letter = page.frame_locator("iframe")
    expect(letter.get_by_text("Met deze knop kies je een nieuw wachtwoord.")).to_be_visible()
    axe(page)
    no_overflow(page)
    letter.get_by_role("link", name="Nieuw wachtwoord kiezen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kies een nieuw wachtwoord")


def test_a_long_word_makes_no_mail_wider_than_a_phone(
    open_page: OpenPage, no_overflow: Callable[[Page], None]
) -> None:
    """A name of a person or team can be one word; in the frame of every mail it goes on to the next line."""
    lost = [{"team": "Onderwijsteam" * 8, "round": "LOB", "answers": 2}]
    words = mail.written(
        "mail/antwoorden-gewist", language="nl", context={"name": "Hubert" * 12, "lost": lost}
    )
    page = open_page(width=360)
    page.set_content(words.html)
    no_overflow(page)
