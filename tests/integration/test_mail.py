"""Mail on its way: written in the transaction of the deed, in the reader's language, and stopped where it can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.enums import MailKind, MailState
from assessments.models import Mail
from assessments.services import mail

pytestmark = pytest.mark.django_db

TEMPLATES = Path(__file__).parents[2] / "templates"
DeliverMail = Callable[[], list[EmailMultiAlternatives]]


def put(**changed: Any) -> Mail:
    words: dict[str, Any] = {
        "kind": MailKind.INVITATION,
        "to": "Lid@voorbeeld.example",
        "subject": "Doe je mee?",
        "text": "Kom erbij.",
        "html": "<p>Kom erbij.</p>",
    }
    return mail.put(**words | changed)


def state_of(stored: Mail) -> MailState:
    stored.refresh_from_db()
    return MailState(stored.state)


def test_a_mail_waits_until_a_worker_hands_it_over(deliver_mail: DeliverMail) -> None:
    stored = put()
    assert state_of(stored) == MailState.WAITING
    (message,) = deliver_mail()
    assert (message.to, message.subject) == (["lid@voorbeeld.example"], "Doe je mee?")
    assert state_of(stored) == MailState.SENT
    assert (stored.address, stored.subject, stored.text, stored.html) == ("", "", "", "")
    assert deliver_mail() == [message], "once"
    assert "lid@" not in str(list(DBTaskResult.objects.values()))


def test_what_the_reader_gets(deliver_mail: DeliverMail, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "LOB-kwaliteit <lob@school.example>"
    stored = put(subject="Doe je mee\r\nBcc: iemand@voorbeeld.example\u2028met de meting?")
    message = deliver_mail()[0].message()
    assert message["Subject"] == "Doe je mee Bcc: iemand@voorbeeld.example met de meting?"
    assert message["Bcc"] is None
    assert message["From"] == "LOB-kwaliteit <lob@school.example>"
    assert message["Message-ID"] == f"<{stored.uid}@school.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]


def test_a_deed_that_fails_sends_nothing(deliver_mail: DeliverMail) -> None:
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert deliver_mail() == []
    assert not Mail.objects.exists()


def test_mail_that_somebody_waits_for_goes_before_the_rest(deliver_mail: DeliverMail) -> None:
    for number in range(3):
        put(subject=f"Uitnodiging {number}")
    put(kind=MailKind.ACCOUNT, subject="Code")
    assert [message.subject for message in deliver_mail()] == [
        "Code",
        "Uitnodiging 0",
        "Uitnodiging 1",
        "Uitnodiging 2",
    ]


# --- its words ------------------------------------------------------------------------------------------------------

LOST = [{"team": "Havo <4>", "round": "LOB & meer", "answers": 2}]


@pytest.mark.parametrize(
    ("language", "hello", "automatic"),
    [("nl", "Dag Şükrü,", "automatisch verstuurd"), ("en", "Hello Şükrü,", "sent automatically")],
)
def test_text_and_html_say_the_same_in_the_readers_language(
    language: str, hello: str, automatic: str, settings: Any
) -> None:
    settings.SITE_URL = "https://lob.school.example"
    context = {"name": "Şükrü", "lost": LOST}
    words = mail.written("mail/antwoorden-gewist", language=language, context=context)
    assert "\n" not in words.subject
    for part in (words.text, words.html):
        assert hello in part
        assert automatic in part
        assert "https://lob.school.example" in part
    assert "Havo <4>, LOB & meer: 2" in words.text
    assert "Havo &lt;4&gt;, LOB &amp; meer: 2" in words.html
    assert f'<html lang="{language}">' in words.html
    html5lib.HTMLParser(strict=True).parse(words.html)


ACCOUNT = sorted(
    f"{path.parent.relative_to(TEMPLATES)}/{path.stem}"
    for path in (*TEMPLATES.glob("account/email/*_message.txt"), *TEMPLATES.glob("mfa/email/*_message.txt"))
)


@pytest.mark.parametrize("name", ACCOUNT)
def test_every_mail_about_an_account_reads_well_in_both_languages(name: str) -> None:
    context = {
        "name": "Şükrü <Łukasz>",
        "at": timezone.now(),
        "code": "48291375",
        "password_reset_url": "https://lob.school.example/wachtwoord/kiezen/1-abc/",
        "useful_for": dt.timedelta(minutes=15),
    }
    dutch, english = (mail.written(name, language=language, context=context) for language in ("nl", "en"))
    for words in (dutch, english):
        html5lib.HTMLParser(strict=True).parse(words.html)
        assert "&lt;" not in words.text
        assert "<Łukasz>" not in words.html
        assert words.html.count('role="presentation"') >= 2, "in the frame"
    assert dutch.subject != english.subject
    paragraphs = dutch.text.split("\n\n"), english.text.split("\n\n")
    assert len(paragraphs[0]) == len(paragraphs[1]) > 2
    shared = set(paragraphs[0]) & set(paragraphs[1])
    assert shared <= {context["code"], context["password_reset_url"]}


@pytest.mark.parametrize("by_link", [True, False])
@pytest.mark.parametrize("kind", ["invullen", "herinnering"])
def test_the_mails_that_ask_to_answer_read_well_in_both_languages(kind: str, by_link: bool) -> None:
    url = "https://lob.school.example/meedoen/geheim/"
    context = {
        "inviter": "Fatma <Şahin>",
        "board": "De Noordzoom",
        "team": "Havo <4>",
        "card": "Kwaliteitskaart",
        "until": dt.date(2026, 12, 4),
        "url": url,
        "privacy_url": "https://lob.school.example/privacy/",
        "by_link": by_link,
    }
    dutch, english = (
        mail.written(f"mail/{kind}", language=language, context=context) for language in ("nl", "en")
    )
    for words in (dutch, english):
        html5lib.HTMLParser(strict=True).parse(words.html)
        assert url in words.text
        assert words.html.count(url) == 3, "the button, and the address to copy"
        assert "Havo <4>" in words.text
        assert "Havo &lt;4&gt;" in words.html
        assert "<Şahin>" not in words.html
        assert "<4>" in words.subject
    assert "4 december 2026" in dutch.text
    assert "4 December 2026" in english.text
    assert ("niet door" in dutch.text) is by_link
    paragraphs = dutch.text.split("\n\n"), english.text.split("\n\n")
    assert len(paragraphs[0]) == len(paragraphs[1])
    assert set(paragraphs[0]) & set(paragraphs[1]) == {url}


def test_the_frame_fetches_nothing() -> None:
    """No picture, style sheet or script: opening a mail tells nobody that it was opened."""
    html = mail.written("mail/antwoorden-gewist", language="nl", context={"lost": LOST}).html
    for fetching in ("src=", "url(", "<link", "<script", "@import", "background="):
        assert fetching not in html


def test_html_is_made_of_the_text_where_it_has_none_of_its_own() -> None:
    html = mail.written("account/email/unknown_account_message", language="nl", context={}).html
    assert "<p>Hallo,</p>" in html
    assert "wilde met dit e-mailadres inloggen" in html
    assert html.count("automatisch verstuurd") == 1
    html5lib.HTMLParser(strict=True).parse(html)


# --- stopping it ----------------------------------------------------------------------------------------------------


def test_a_mail_that_waits_can_be_withdrawn(deliver_mail: DeliverMail) -> None:
    stored = put()
    assert mail.withdraw(stored)
    assert state_of(stored) == MailState.WITHDRAWN
    assert (stored.address, stored.text) == ("", "")
    assert deliver_mail() == []


def test_a_mail_that_went_cannot_be_withdrawn(deliver_mail: DeliverMail) -> None:
    stored = put()
    deliver_mail()
    assert not mail.withdraw(stored)
    assert state_of(stored) == MailState.SENT


def test_all_mail_to_an_address_can_be_withdrawn(deliver_mail: DeliverMail) -> None:
    first, second, other = put(), put(to="lid@Voorbeeld.example"), put(to="ander@voorbeeld.example")
    going = put()
    Mail.objects.filter(pk=going.pk).update(state=MailState.HANDING_OVER)
    assert mail.forget(Mail.objects.filter(address="lid@voorbeeld.example")) == 2
    assert [state_of(one) for one in (first, second, other, going)] == [
        MailState.WITHDRAWN,
        MailState.WITHDRAWN,
        MailState.WAITING,
        MailState.HANDING_OVER,
    ]
    assert going.address == ""
    assert [message.to for message in deliver_mail()] == [["ander@voorbeeld.example"]]
