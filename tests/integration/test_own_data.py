"""Mijn gegevens: everything that is kept is shown and can be taken away, corrected and erased."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.enums import ImportState, MailKind, PrintKind, Role, RoundState, Verb
from assessments.models import (
    AuditEvent,
    Board,
    Card,
    Confirmation,
    Invitation,
    OrganisationImport,
    PrintJob,
    User,
)
from assessments.services.mail import put
from assessments.services.own_data import OwnData
from assessments.services.own_document import EXPLANATION, document, written
from tests.cast import Cast
from tests.factories import give_role, make_round, set_scores
from tests.integration.test_removal_services import answer
from tests.reading import signed_in

pytestmark = pytest.mark.page


def proven(user: User) -> Client:
    """Signed in, and just having said who they are."""
    client = signed_in(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "password", reauthenticated=True)
    request.session.save()
    return client


def fill(cast: Cast, card: Card) -> User:
    """Let everything that can be kept about a person be kept about the teamlid."""
    user = cast.member
    user.home_board = cast.board
    user.save()
    give_role(
        user, Role.MEMBER, cast.sibling_team, started_on=dt.date(2024, 8, 1), ended_on=dt.date(2025, 7, 31)
    )
    assessment = make_round([cast.team], card).assessments.get()
    answer(user, assessment, {"VA1.1": 3, "VA1.2": None})
    set_scores(assessment, {"VA1.1": 4}, updated_by=user)
    Confirmation.objects.create(
        assessment=assessment, number=1, confirmed_at=timezone.now(), confirmed_by=user
    )
    UserSession.objects.create(
        user=user, ip="192.0.2.7", session_key="ondoorgrondelijk-1", user_agent="Firefox 140"
    )
    Authenticator.objects.create(user=user, type="totp", data={"secret": "ondoorgrondelijk-2"})
    Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "Werklaptop", "credential": "ondoorgrondelijk-3"}
    )
    SocialAccount.objects.create(
        user=user, provider="surfconext", uid="sub-7", extra_data={"eppn": "s@x.example"}
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    common: dict[str, Any] = {
        "board": cast.board,
        "team": cast.team,
        "role": Role.MEMBER,
        "expires_at": timezone.now() + dt.timedelta(days=7),
    }
    Invitation.objects.create(
        **common, address=user.email, token_hash="ondoorgrondelijk-4", invited_by=cast.coordinator
    )
    Invitation.objects.create(
        **common, address="ander@voorbeeld.example", token_hash="ondoorgrondelijk-5", invited_by=user
    )
    put(
        kind=MailKind.ACCOUNT,
        to=user.email,
        subject="Je code",
        text="ondoorgrondelijk-6",
        html="ondoorgrondelijk-6",
    )
    OrganisationImport.objects.create(board=cast.board, uploaded_by=user, state=ImportState.DONE)
    PrintJob.objects.create(
        key="ondoorgrondelijk-7", kind=PrintKind.BOARD, board=cast.board, requester=user, language="en",
        as_of=timezone.localdate(), fingerprint="ondoorgrondelijk-8",
    )  # fmt: skip
    AuditEvent.objects.create(actor=user.uid, verb=Verb.CONFIRMED, board=cast.board.uid)
    AuditEvent.objects.create(actor=cast.coordinator.uid, verb=Verb.ROLE_GIVEN, object_key=user.uid)
    return user


# --- what works


def test_the_download_is_complete_and_holds_no_secret(cast: Cast, small_card: Card) -> None:
    user = fill(cast, small_card)
    response = signed_in(user).get(reverse("own-download"))
    assert response["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    text = response.getvalue().decode()
    data = json.loads(text)
    assert list(data) == list(EXPLANATION)
    assert set(data) == set(EXPLANATION) == set(data["uitleg"])
    assert data["persoon"]["naam"] == "Şükrü Łukasz"
    assert data["persoon"]["binnengelaten_door"] == "Stichting De Noordzoom"
    assert [(role["rol"], role["team"], role["tot"]) for role in data["rollen"]] == [
        ("teamlid", "Havo 4-5", None),
        ("teamlid", "Brugklas", "2025-07-31"),
    ]
    assert data["deelname"][0]["begonnen_op"] == timezone.localdate().isoformat()
    assert data["open_antwoorden"][0]["antwoorden"] == [
        {"indicator": "VA1.1", "keuze": "niveau", "niveau": 3, "opmerking": "Een opmerking"},
        {"indicator": "VA1.2", "keuze": "niet ingevuld", "niveau": None, "opmerking": ""},
    ]
    assert data["apparaten"][0]["ip_adres"] == "192.0.2.7"
    assert [way["naam"] for way in data["manieren_van_inloggen"]["extra"]] == ["", "Werklaptop"]
    assert data["inlogdiensten"][0]["doorgegeven"] == {"eppn": "s@x.example"}
    assert data["e_mailadressen"][0]["bewezen"] is True
    assert len(data["uitnodigingen_aan_jou"]) == len(data["uitnodigingen_van_jou"]) == 1
    assert data["wachtende_mail"][0]["onderwerp"] == "Je code"
    assert data["ingelezen_bestanden"][0]["stand"] == "opgeslagen"
    assert [(one["wat"], one["bestuur"], one["taal"]) for one in data["gevraagde_rapporten"]] == [
        ("rapport van een bestuur", "Stichting De Noordzoom", "en")
    ]
    assert {line["wat"] for line in data["logboek"]} >= {"teamscore vastgesteld", "rol gegeven"}
    assert data["naam_bij_teamscores"] == {
        "scores": 1,
        "vastgesteld": 1,
        "heropend": 0,
        "prioriteiten": 0,
        "acties": 0,
        "voortgang": 0,
    }
    assert "ondoorgrondelijk" not in text
    assert user.password not in text
    assert "ander@voorbeeld.example" not in text
    assert (
        AuditEvent.objects.filter(verb=Verb.DATA_DOWNLOADED, actor=user.uid, object_key=user.uid).count() == 1
    )


def test_nobody_reads_of_another(cast: Cast, small_card: Card) -> None:
    fill(cast, small_card)
    text = "".join(written(document(cast.manager)))
    for words in ("Şükrü", "member@", "192.0.2.7", "Werklaptop", "sub-7", 'opmerking": "Een'):
        assert words not in text


def test_the_page_shows_it_all_in_words(cast: Cast, small_card: Card) -> None:
    page = signed_in(fill(cast, small_card)).get(reverse("own-data")).content.decode()
    for words in (
        "Şükrü Łukasz",
        "member@voorbeeld.example",
        "Stichting De Noordzoom",
        "Van 1 augustus 2024 tot 31 juli 2025",
        "LOB najaar 2026",
        "staat nu 1 antwoord van jou open",
        "als laatste schrijver bij 1 score",
        "192.0.2.7",
        "Werklaptop",
        "surfconext",
        "ben je uitgenodigd als teamlid van Havo 4-5",
        "nodigde jij iemand uit als teamlid van Havo 4-5",
        "Je code",
        "vroeg jij om: rapport van een bestuur (Stichting De Noordzoom).",
        "Teamscore vastgesteld",
    ):
        assert words in page, words
    assert "ondoorgrondelijk" not in page


@pytest.mark.parametrize("number", [21, 63])
def test_a_long_log_is_cut_on_the_page_and_whole_in_the_download(
    cast: Cast, number: int, django_assert_num_queries: Any
) -> None:
    user, start = cast.member, timezone.now() - dt.timedelta(days=400)
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=start + dt.timedelta(days=day),
            verb=Verb.ROLE_GIVEN if day % 3 else Verb.PERSON_CHANGED,
            actor=None if day % 3 else user.uid,
            object_key=user.uid,
        )
        for day in range(number)
    )
    client = signed_in(user)
    client.get(reverse("own-data"))
    with django_assert_num_queries(18):
        page = client.get(reverse("own-data")).content.decode()
    log = page[page.index('aria-labelledby="logboek"') :]
    assert "Dit zijn de laatste 20." in log
    assert log.count('<td class="nw">') == 20
    seen = OwnData(user).latest_deeds(20)
    assert seen == list(OwnData(user).deeds()[:20]), "the latest, of both kinds"
    lines = json.loads(client.get(reverse("own-download")).getvalue())["logboek"]
    assert len(lines) == number + 1, "with this download"


@pytest.mark.parametrize("column", ["actor", "object_key"])
def test_the_log_of_one_person_is_read_along_an_index(cast: Cast, column: str) -> None:
    AuditEvent.objects.bulk_create(AuditEvent(verb=Verb.ROLE_GIVEN, actor=uuid4()) for _ in range(1000))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE assessments_auditevent")
    plan = AuditEvent.objects.filter(**{column: cast.member.uid})[:20].explain()
    assert {"actor": "audit_by_person", "object_key": "audit_of_thing"}[column] in plan
    assert "TEMP B-TREE" not in plan, "in order already"


def test_a_page_of_somebody_without_anything(cast: Cast) -> None:
    page = signed_in(cast.stranger).get(reverse("own-data")).content.decode()
    assert "Je hebt geen rol" in page
    assert "Er staat nog niets over jou in het logboek" in page


def test_name_and_language_are_corrected(cast: Cast) -> None:
    client = signed_in(cast.member)
    response = client.post(
        reverse("own-change"), {"name": "  Şükrü\u202e  Nieuw ", "language": "en"}, follow=True
    )
    cast.member.refresh_from_db()
    assert (cast.member.name, cast.member.language) == ("Şükrü Nieuw", "en")
    assert "Your details have been changed." in response.content.decode()
    assert client.cookies["django_language"].value == "en"
    assert AuditEvent.objects.get().verb == Verb.PERSON_CHANGED


def test_one_removes_oneself(cast: Cast) -> None:
    client = proven(cast.member)
    assert "Wat verdwijnt" in client.get(reverse("own-remove")).content.decode()
    response = client.post(reverse("own-remove"), {"sure": "on"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("account_login")
    assert "Je account is verwijderd" in response.content.decode()
    cast.member.refresh_from_db()
    assert cast.member.removed_on
    assert client.get(reverse("home")).status_code == 302


# --- refusals


def test_a_name_is_asked_for(cast: Cast) -> None:
    client = signed_in(cast.member)
    for name in ("", "\u200b", "x" * 121):
        page = client.post(reverse("own-change"), {"name": name, "language": "nl"})
        assert page.status_code == 200
        assert "Dit klopt nog niet" in page.content.decode()
    unknown = client.post(reverse("own-change"), {"name": "Goed", "language": "de"})
    assert "Kies een taal uit de lijst." in unknown.content.decode()
    cast.member.refresh_from_db()
    assert cast.member.name == "Şükrü Łukasz"


def test_removing_oneself_asks_who_one_is_and_whether_one_is_sure(cast: Cast) -> None:
    asked = signed_in(cast.member).post(reverse("own-remove"), {"sure": "on"})
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    unsure = proven(cast.member).post(reverse("own-remove"), {})
    assert "Zet een vinkje" in unsure.content.decode()
    cast.member.refresh_from_db()
    assert cast.member.removed_on is None


def test_the_last_beheerder_is_told_why_not(cast: Cast) -> None:
    client = proven(cast.administrator)
    for page in (client.get(reverse("own-remove")), client.post(reverse("own-remove"), {"sure": "on"})):
        text = page.content.decode()
        assert "Jij bent de laatste beheerder van Stichting De Noordzoom" in text
        assert f'href="{reverse("people-list")}"' in text
        assert "Wat verdwijnt" not in text
    cast.administrator.refresh_from_db()
    assert cast.administrator.is_active


# --- how it is read


@pytest.mark.parametrize("times", [1, 3])
def test_as_many_queries_for_one_as_for_three(
    cast: Cast, small_card: Card, django_assert_num_queries: Any, times: int
) -> None:
    user = fill(cast, small_card)
    for number in range(1, times):
        UserSession.objects.create(user=user, ip="192.0.2.8", session_key=f"s{number}", user_agent="x")
        give_role(
            user, Role.MANAGER, cast.school, started_on=dt.date(2024, 1, number), ended_on=dt.date(2024, 2, 1)
        )
        round_ = make_round([cast.cousin_team], small_card, title=f"R{number}", state=RoundState.DRAFT)
        answer(user, round_.assessments.get(), {"VA1.1": 3})
    client = signed_in(user)
    client.get(reverse("own-data"))
    with django_assert_num_queries(19):
        client.get(reverse("own-data"))


def test_the_privacy_page_says_what_the_code_does(client: Client, db: None) -> None:
    page = client.get(reverse("privacy")).content.decode()
    assert "12 maanden. Dan wissen we naam" in page
    assert "7 jaar, om te kunnen vergelijken" in page
    assert "3 jaar." in page
    assert "minstens 5 mensen" in page
    assert "hoogstens 12 uur na het laatste gebruik" in page
    fields = {field.name for field in Board._meta.fields if field.name.startswith("keep_")}
    assert fields == {"keep_people_months", "keep_results_years", "keep_audit_years"}


def test_every_page_leads_to_the_privacy_page(client: Client, cast: Cast) -> None:
    link = f'href="{reverse("privacy")}"'
    assert link in client.get(reverse("account_login")).content.decode()
    assert (
        link in client.get("/bestaat-niet/").content.decode()
        or client.get("/bestaat-niet/").status_code == 302
    )
    client.force_login(cast.member)
    for url in (reverse("home"), "/bestaat-niet/", reverse("card-list")):
        assert link in client.get(url).content.decode()


def test_the_download_is_in_one_language(cast: Cast) -> None:
    """Its keys and its explanation are Dutch, so the rest is, also for who reads the pages in English."""
    client = signed_in(cast.member)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    data = json.loads(client.get(reverse("own-download")).getvalue())
    assert data["rollen"][0]["rol"] == "teamlid"
    assert data["logboek"][-1]["wat"] == "eigen gegevens gedownload"
