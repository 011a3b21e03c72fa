"""Switching mail off: on one's own page, and by the link at the foot of a mail for who has no account."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assessments.enums import NUDGES, MailKind, Role, Verb, Via
from assessments.models import Assessment, Card, Mail, MailOff, Participation, User
from assessments.services import closing, mail_choices, participations, reminders
from assessments.services.own_document import document, written
from assessments.services.removal import remove_self
from tests.cast import Cast
from tests.factories import give_role, make_individual, take_part
from tests.reading import signed_in, text_of, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Cast, small_card: Card) -> Assessment:
    return make_individual(cast.team, small_card)


@pytest.fixture
def guest(cast: Cast, team: Assessment) -> Participation:
    """Asked by a personal link."""
    participations.invite(by=cast.coordinator, assessment=team, addresses=["gast@school.example"])
    return Participation.objects.get(via=Via.LINK)


def choose(user: User, *kinds: MailKind) -> str:
    response = signed_in(user).post(
        reverse("own-mail"), dict.fromkeys([kind.value for kind in kinds], "on"), follow=True
    )
    return text_of(response)


def off(user: User) -> set[str]:
    return set(MailOff.objects.filter(user=user).values_list("kind", flat=True))


def test_what_is_switched_off_is_kept_and_nothing_else(cast: Cast) -> None:
    assert "Je keuze is opgeslagen." in choose(cast.coordinator, MailKind.TALK, MailKind.ACTION)
    assert off(cast.coordinator) == {MailKind.DIGEST}
    assert verbs() == [Verb.PERSON_CHANGED]
    choose(cast.coordinator, MailKind.TALK, MailKind.ACTION)
    assert verbs() == [Verb.PERSON_CHANGED], "nothing changed"
    choose(cast.coordinator, MailKind.TALK, MailKind.ACTION, MailKind.DIGEST)
    assert off(cast.coordinator) == set()
    assert off(cast.member) == set()


@pytest.mark.page
def test_one_chooses_about_what_ones_roles_bring(cast: Cast) -> None:
    def boxes(user: User) -> dict[str, bool]:
        page = text_of(signed_in(user).get(reverse("own-mail")))
        found = re.findall(r'<input type="checkbox"[^>]*>', page)
        return {re.search(r'name="([^"]+)"', box)[1]: "checked" in box for box in found}  # type: ignore[index]

    assert boxes(cast.member) == {"invullen": True, "herinnering": True, "actie": True}
    assert boxes(cast.coordinator) == {"gesprek": True, "actie": True, "overzicht": True}
    assert boxes(cast.governor) == {}
    MailOff.objects.create(user=cast.coordinator, kind=MailKind.REMINDER)
    give_role(cast.coordinator, Role.MEMBER, cast.team)
    assert boxes(cast.coordinator) == {
        "invullen": True,
        "herinnering": False,
        "gesprek": True,
        "actie": True,
        "overzicht": True,
    }
    page = text_of(signed_in(cast.governor).get(reverse("own-mail")))
    assert "Wat je altijd krijgt" in page
    assert "Codes en links om in te loggen" in page


def test_what_must_be_known_cannot_be_off(cast: Cast) -> None:
    for kind in set(MailKind) - set(NUDGES):
        with pytest.raises(IntegrityError), transaction.atomic():
            MailOff.objects.create(user=cast.member, kind=kind)


def test_a_coordinator_learns_how_many_want_no_mail(cast: Cast, team: Assessment) -> None:
    choose(cast.member, MailKind.REMINDER)
    assert reminders.waiting(team).unwilling == 1
    page = text_of(signed_in(cast.coordinator).get(reverse("response", args=[team.uid])))
    assert "1 persoon die nog niet is begonnen, heeft deze mail uitgezet." in page
    assert "kreeg vandaag mail" not in page
    assert reminders.remind(by=cast.coordinator, assessment=team) == 0
    assert not Mail.objects.exists()


def test_it_is_theirs_to_take_along_and_goes_with_them(cast: Cast) -> None:
    choose(cast.coordinator, MailKind.TALK, MailKind.ACTION)
    assert json.loads("".join(written(document(cast.coordinator))))["uitgezette_mail"] == [
        "overzicht van de week"
    ]
    remove_self(user=cast.coordinator)
    assert not MailOff.objects.exists()


# --- by a personal link ---------------------------------------------------------------------------------------------


def address_of_stop(guest: Participation) -> str:
    return urlsplit(mail_choices.stop_link(guest)).path


def test_one_click_from_the_mail_and_no_reminder_comes(cast: Cast, guest: Participation) -> None:
    mail = Mail.objects.get()
    assert f"Geen herinneringen meer voor deze vragenlijst: {mail.unsubscribe}" in mail.text
    assert mail.unsubscribe in mail.html
    client = Client(enforce_csrf_checks=True)
    page = client.get(address_of_stop(guest))
    assert "Geen herinneringen meer?" in text_of(page)
    assert not Participation.objects.filter(no_reminders=True).exists(), "looking changes nothing"
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(address_of_stop(guest)).status_code == 403
    done = client.post(address_of_stop(guest), token, follow=True)
    assert "Je krijgt geen herinneringen meer" in text_of(done)
    assert reminders.waiting(guest.assessment).links == []
    again = client.post(address_of_stop(guest), token | {"stap": "toch-wel"}, follow=True)
    assert "Je krijgt weer herinneringen." in text_of(again)
    assert not Participation.objects.filter(no_reminders=True).exists()


def test_its_key_leads_to_no_answers_and_to_nobody_else(guest: Participation) -> None:
    client = Client()
    address = address_of_stop(guest)
    client.get(address)
    assert not client.cookies.get("deelname")
    assert client.get(reverse("join-start", args=[guest.assessment.uid])).status_code == 404
    token = address.rstrip("/").rpartition("/")[2]
    assert client.get(reverse("join-link", args=[token]))["Location"] == reverse("join-dead")
    other = take_part(guest.assessment, {})
    forged = f"{other.uid.hex}.{token.partition('.')[2]}"
    assert client.get(reverse("mail-off", args=[forged])).status_code == 404


def test_after_closing_it_says_that_nothing_comes_any_more(cast: Cast, guest: Participation) -> None:
    address = address_of_stop(guest)
    Participation.objects.update(began_on=guest.made_on)
    closing.close_answering(by=cast.coordinator, assessment=guest.assessment)
    response: Any = Client().post(address)
    assert response.status_code == 410
    assert "Het invullen is gesloten, of je link is ingetrokken." in text_of(response)
    assert not Participation.objects.filter(no_reminders=True).exists()


def test_another_link_may_still_be_asked_for(cast: Cast, guest: Participation) -> None:
    """Who lost it and asks their coordinator wants that mail."""
    mail_choices.choose_reminders(participation=guest, wanted=False)
    participations.resend(by=cast.coordinator, participation=guest)
    assert Mail.objects.exclude(address="").count() == 1


def test_programs_for_mail_find_it(guest: Participation, deliver_mail: Any) -> None:
    (mail,) = deliver_mail()
    assert mail.extra_headers["List-Unsubscribe"] == f"<{mail_choices.stop_link(guest)}>"
    assert not Mail.objects.exclude(unsubscribe="").exists()
