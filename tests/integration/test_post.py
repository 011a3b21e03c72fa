"""The page of mail that a development server leaves in files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from assessments.enums import MailKind
from assessments.services import mail
from assessments.views.post import FILES

pytestmark = [pytest.mark.django_db, pytest.mark.page]

DeliverMail = Callable[[], list[EmailMultiAlternatives]]
PAGE = "/post/"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DEVELOPMENT = True
    settings.EMAIL_BACKEND = FILES
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def leave(deliver_mail: DeliverMail, subject: str, text: str = "Hallo", html: str = "<p>Hallo</p>") -> None:
    mail.put(kind=MailKind.TEST, to="zoe@voorbeeld.example", subject=subject, text=text, html=html)
    deliver_mail()


def read(client: Client) -> str:
    text = client.get(PAGE).content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return " ".join(text.split())


def test_mail_is_shown_newest_first_with_links_to_follow(
    client: Client, folder: Path, deliver_mail: DeliverMail
) -> None:
    assert "Nog geen post" in read(client)
    leave(deliver_mail, "Eerste", "Kom erbij:\n\nhttp://localhost:8000/uitnodiging/abc/")
    for path in folder.iterdir():
        os.utime(path, (1, 1))
        path.rename(folder / "20261124-120000-1.log")
    leave(deliver_mail, "Tweede <b>één</b>")
    page = read(client)
    assert page.index("Tweede &lt;b&gt;één&lt;/b&gt;") < page.index("Eerste")
    assert '<a href="http://localhost:8000/uitnodiging/abc/"' in page
    assert "zoe@voorbeeld.example" in page


def test_two_mails_in_one_file(client: Client, folder: Path, deliver_mail: DeliverMail) -> None:
    """As Django writes them within one second."""
    leave(deliver_mail, "Eerste")
    (first,) = folder.iterdir()
    content = first.read_bytes()
    first.unlink()
    leave(deliver_mail, "Tweede")
    (second,) = folder.iterdir()
    second.write_bytes(content + second.read_bytes() + b"Subject: half writ")
    page = read(client)
    assert page.index("Tweede") < page.index("Eerste")
    assert "half writ" not in page
    for number, subject in enumerate(("Eerste", "Tweede")):
        assert f'<iframe class="letter-html" src="{PAGE}{second.stem}-{number}/" title="{subject}"' in page


def test_the_html_of_a_mail_can_do_nothing(client: Client, folder: Path, deliver_mail: DeliverMail) -> None:
    leave(deliver_mail, "x", html="<html><head></head><body><script>alert(1)</script>Hoi</body></html>")
    (path,) = folder.iterdir()
    response = client.get(reverse("post-html", args=[f"{path.stem}-0"]))
    assert '<head><base target="_top">' in response.content.decode()
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'none'", "img-src 'none'", "frame-ancestors 'self'"} < set(
        policy
    )
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    around = client.get(PAGE).headers["Content-Security-Policy"]
    assert "frame-src 'self'" in around
    assert "frame-ancestors 'none'" in around


@pytest.mark.parametrize("name", ["20261124-120000-1-0", "settings"])
def test_there_is_no_other_file(client: Client, folder: Path, name: str) -> None:
    (folder.parent / "settings.log").write_text("geheim")
    assert client.get(reverse("post-html", args=[name])).status_code == 404


def test_sign_in_leads_to_it_in_development_alone(client: Client, folder: Path, settings: Any) -> None:
    pages = [reverse("account_login"), reverse("account_reset_password_done")]
    for page in pages:
        assert '<a href="/post/">Bekijk de post</a>' in client.get(page).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for page in pages:
        assert "/post/" not in client.get(page).content.decode()
    assert client.get(PAGE).status_code == 404
    settings.EMAIL_BACKEND, settings.DEVELOPMENT = FILES, False
    for page in pages:
        assert "/post/" not in client.get(page).content.decode()
    assert client.get(PAGE).status_code == 404
