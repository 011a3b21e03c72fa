"""Coming in by the link in a mail: what is shown to whom, and what a click does."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from assessments.enums import Role
from assessments.models import AuditEvent, Invitation, Mail, Membership, User
from assessments.services import invitations
from assessments.services.offers import Offer
from tests.cast import Cast
from tests.factories import PASSWORD

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = Role
OFFER = reverse("invitation-offer")
NEW = "nieuw@voorbeeld.example"


def link(cast: Cast, address: str = NEW, **more: Any) -> str:
    """Invite somebody; return the path in their mail."""
    wanted: dict[str, Any] = {"role": MEMBER, "place": cast.team} | more
    invitations.invite(by=cast.administrator, board=cast.board, offer=Offer(address, **wanted))
    found = re.search(r"(/uitnodiging/[\w-]+/)", Mail.objects.latest("pk").text)
    assert found
    return found[1]


def arrive(path: str, user: User | None = None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, OFFER)
    return client


def state() -> tuple[Any, ...]:
    return (
        list(Invitation.objects.values()),
        list(Membership.objects.values()),
        AuditEvent.objects.count(),
        User.objects.count(),
    )


def test_looking_accepts_nothing(cast: Cast) -> None:
    """Programs that check mail open every link, and some send HEAD first."""
    path = link(cast, name="Jan", role=COORDINATOR, place=cast.school)
    before = state()
    client = arrive(path)
    client.head(path)
    client.head(OFFER)
    text = client.get(OFFER).content.decode()
    assert state() == before
    for words in (
        "Bjørn Ångström (Stichting De Noordzoom) nodigt je uit",
        "<b>LOB-coördinator</b> bij <b>Duinmark College</b>",
        "leidt het gesprek",
        'value="Jan"',
        NEW,
    ):
        assert words in text


def test_who_was_invited_twice_reads_that_one_is_left(cast: Cast) -> None:
    """Who leads two schools gets a mail for each, and would otherwise take one for all."""
    first, second = link(cast), link(cast, place=cast.sibling_team)
    link(cast, address="ander@voorbeeld.example")
    taken = {"name": "Şükrü", "language": "nl", "password": ""}
    words = "Er staat nog 1 uitnodiging voor je open"
    client = arrive(first)
    assert words in client.post(OFFER, taken, follow=True).content.decode()
    client.get(second)
    assert words not in client.post(OFFER, follow=True).content.decode()


def test_somebody_new_comes_in_and_is_led_home(cast: Cast) -> None:
    client = arrive(link(cast))
    response = client.post(OFFER, {"name": "  Şükrü  Łukasz ", "language": "nl", "password": ""}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("home")
    text = response.content.decode()
    assert "Welkom! Je hebt nu de rol teamlid bij Havo 4-5 (Duinmark College)." in text
    user = User.objects.get(email=NEW)
    assert (user.name, user.home_board) == ("Şükrü Łukasz", cast.board)
    assert response.context["user"] == user
    assert user.memberships.get().place == cast.team
    assert "Havo 4-5" in text
    assert client.get(OFFER).status_code == 410, "and the invitation is used"


def test_a_password_is_checked_and_then_works(cast: Cast) -> None:
    client = arrive(link(cast))
    before = state()
    for password in ("kortgeheim", "12345678901234", "nieuw@voorbeeld.example"):
        text = client.post(OFFER, {"name": "Jan", "language": "nl", "password": password}).content.decode()
        assert "Dit klopt nog niet" in text
        assert password not in text.replace(NEW, "")
    assert state() == before
    client.post(OFFER, {"name": "Jan", "language": "nl", "password": PASSWORD})
    assert Client().login(email=NEW, password=PASSWORD)


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 121])
def test_a_name_is_needed(cast: Cast, name: str) -> None:
    client = arrive(link(cast))
    before = state()
    assert client.post(OFFER, {"name": name, "language": "nl"}).status_code == 200
    assert state() == before


def test_the_page_speaks_the_language_of_the_invitation(cast: Cast) -> None:
    client = arrive(link(cast, language="en"))
    assert "You are invited" in client.get(OFFER).content.decode()
    assert "Je bent uitgenodigd" not in client.get(OFFER).content.decode()
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "en"
    assert cookie["httponly"]
    client.post(OFFER, {"name": "Jan", "language": "nl"})
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "nl"
    assert User.objects.get(email=NEW).language == "nl"


def test_it_is_not_kept_for_long(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a shared computer whoever signs in next would find it, and could accept it."""
    client = arrive(link(cast, role=ADMINISTRATOR, place=cast.board))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 29 * 60)
    assert client.get(OFFER).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 31 * 60)
    client.force_login(cast.stranger)
    assert client.get(OFFER).status_code == 410
    assert client.post(OFFER).status_code == 410


def test_a_link_that_does_not_work_leaves_nothing(db: None) -> None:
    client = arrive("/uitnodiging/verzonnen/")
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()


def test_whoever_chose_a_language_keeps_it(cast: Cast) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    client.get(link(cast, language="en"))
    assert "Je bent uitgenodigd" in client.get(OFFER).content.decode()


# --- who has an account ---------------------------------------------------------------------------------------------


def test_who_has_an_account_signs_in_first_and_comes_back(cast: Cast) -> None:
    client = arrive(link(cast, cast.stranger.email))
    text = client.get(OFFER).content.decode()
    assert "heb je hier al een account" in text
    before = state()
    assert client.post(OFFER, {"name": "Boef", "language": "nl", "password": PASSWORD}).status_code == 200
    assert state() == before
    sign_in = f"{reverse('account_login')}?next={OFFER}"
    assert f'href="{sign_in}"' in text
    response = client.post(sign_in, {"login": cast.stranger.email, "password": PASSWORD})
    assert response.headers["Location"] == OFFER
    assert "Je bent ingelogd als Niemand Nergens" in client.get(OFFER).content.decode()
    assert client.post(OFFER, {"stap": "aannemen"}).headers["Location"] == reverse("home")
    assert cast.stranger.memberships.get().place == cast.team


def test_signing_in_another_way_leads_back_too(cast: Cast) -> None:
    client = arrive(link(cast, cast.stranger.email))
    response = client.post(reverse("account_login"), {"login": cast.stranger.email, "password": PASSWORD})
    assert response.headers["Location"] == OFFER


def test_a_code_by_mail_leads_back_too(cast: Cast) -> None:
    client = arrive(link(cast, cast.stranger.email))
    response = client.post(reverse("account_request_login_code"), {"email": cast.stranger.email})
    found = re.search(r"^([A-Z0-9-]{6,})$", Mail.objects.latest("pk").text, re.MULTILINE)
    assert found
    response = client.post(response.headers["Location"], {"code": found[1]})
    assert response.headers["Location"] == OFFER


def test_a_new_beheerder_sets_up_a_second_step_first(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = arrive(link(cast, role=ADMINISTRATOR, place=cast.board))
    response = client.post(OFFER, {"name": "Jan", "language": "nl"}, follow=True)
    assert [address for address, _status in response.redirect_chain] == [
        reverse("home"),
        reverse("security-second-factor"),
    ]
    assert client.get(reverse("security-app-add")).status_code == 200, "without saying again who one is"


def test_at_another_address_one_chooses(cast: Cast) -> None:
    path = link(cast)
    client = arrive(path, cast.stranger)
    text = client.get(OFFER).content.decode()
    assert (
        f"Je bent ingelogd als Niemand Nergens ({cast.stranger.email}). De uitnodiging ging naar {NEW}."
        in text
    )
    assert "dan krijgt wie je uitnodigde bericht" in text
    before = state()
    assert client.post(OFFER, {"stap": "uitloggen"}).headers["Location"] == OFFER
    assert state() == before
    text = client.get(OFFER).content.decode()
    assert "Je naam" in text, "signed out, the invitation is still there"
    assert "Niemand Nergens" not in text
    client = arrive(path, cast.stranger)
    client.post(OFFER, {"stap": "aannemen"})
    assert cast.stranger.memberships.get().place == cast.team
    assert not User.objects.filter(email=NEW).exists()


def test_who_has_the_role_already_is_welcome_too(cast: Cast) -> None:
    client = arrive(link(cast, "prive@x.example"), cast.member)
    assert client.post(OFFER).headers["Location"] == reverse("home")
    assert cast.member.memberships.count() == 1


# --- links that do not work -----------------------------------------------------------------------------------------


def test_every_dead_link_reads_alike(cast: Cast) -> None:
    used, withdrawn, twice = link(cast), link(cast, "weg@x.example"), link(cast, "twee@x.example")
    arrive(used).post(OFFER, {"name": "Jan", "language": "nl"})
    invitations.withdraw(by=cast.administrator, invitation=Invitation.objects.get(address="weg@x.example"))
    invitations.resend(by=cast.administrator, invitation=Invitation.objects.get(address="twee@x.example"))
    before, pages = state(), set()
    for path in (
        used,
        withdrawn,
        twice,
        "/uitnodiging/onzin/",
        "/uitnodiging/%00%F0%9F%98%80/",
        "/uitnodiging/" + "x" * 3000 + "/",
    ):
        client = arrive(path)
        for response in (client.get(OFFER), client.post(OFFER, {"name": "Jan", "language": "nl"})):
            assert response.status_code == 410
            text = response.content.decode()
            assert "Deze uitnodiging werkt niet meer" in text
            pages.add(re.sub(r'value="[A-Za-z0-9]{64}"', "", text))
    assert len(pages) == 1
    assert state() == before


def test_a_dead_link_leaves_a_good_one_that_was_opened_before(cast: Cast) -> None:
    good = link(cast)
    client = arrive(good)
    assert client.get("/uitnodiging/onzin/").headers["Location"] == OFFER
    text = client.get(OFFER).content.decode()
    assert "De link die je net opende, werkt niet meer." in text
    assert NEW in text
    assert "net opende" not in client.get(OFFER).content.decode()
    client.get(link(cast, role=MANAGER, place=cast.school))
    assert "<b>manager</b>" in client.get(OFFER).content.decode(), "one that works takes its place"
    client.get(good)
    client.post(OFFER, {"name": "Jan", "language": "nl"})
    client.get(good)
    assert client.get(OFFER).status_code == 410, "used, it is not kept"


def test_the_token_stays_nowhere(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    path = link(cast)
    token = path.split("/")[2]
    client = arrive(path)
    client.get(OFFER)
    assert token not in caplog.text
    assert token not in str(dict(client.session))
    assert token not in client.get(OFFER).content.decode()
    assert "no-store" in client.get(path).headers["Cache-Control"]
    caplog.clear()
    client = arrive("/uitnodiging/geheim-maar-verkeerd/")
    client.get(OFFER)
    assert "geheim-maar-verkeerd" not in caplog.text


def test_a_role_that_died_meanwhile_is_not_given(cast: Cast) -> None:
    client = arrive(link(cast), cast.stranger)
    assert client.get(OFFER).status_code == 200
    invitations.withdraw(by=cast.administrator, invitation=Invitation.objects.get())
    assert client.post(OFFER, {"stap": "aannemen"}).status_code == 410
    assert not cast.stranger.memberships.exists()


def test_two_clicks_give_one_role(cast: Cast) -> None:
    first, second = (arrive(path, cast.stranger) for path in [link(cast)] * 2)
    first.post(OFFER)
    assert second.post(OFFER).status_code == 410
    assert cast.stranger.memberships.count() == 1


def test_accepting_is_limited_per_address_and_generously(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invitation": "3/m/ip"}
    client = arrive(link(cast))
    for _time in range(3):
        assert client.post(OFFER, {"name": "", "language": "nl"}).status_code == 200
    assert client.post(OFFER, {"name": "Jan", "language": "nl"}).status_code == 429
    assert client.get(OFFER).status_code == 200
