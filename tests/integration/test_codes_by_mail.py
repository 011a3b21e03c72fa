"""A code by mail: it lets one in, in time and once; asking tells nobody who is known, and has its limits."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from allauth.core.internal.ratelimit import parse_rates
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.access.guessing import LIMITS
from assessments.models import User
from tests.cast import Cast
from tests.signing_in import (
    CODE_ENTER,
    Deliver,
    ask_code,
    by_password,
    code_in,
    enter,
    is_signed_in,
    words_of,
)

pytestmark = pytest.mark.django_db

ASK = "account_request_login_code"
NEW = "een heel ander lang wachtwoord"
KLOPT_NIET = "Deze code klopt niet"
GONE = "Deze code werkt niet meer"


def age(client: Client, seconds: int) -> None:
    """Let what is asked in a session have been asked so long ago."""
    session = client.session
    login = session["account_login"]
    login["state"]["stages"]["login_by_code"]["data"]["at"] -= seconds
    session["account_login"] = login
    session.save()


@pytest.mark.parametrize(
    ("route", "sent", "says"),
    [
        (ASK, {"email": ""}, "Vul je e-mailadres in."),
        (ASK, {"email": "els"}, "Vul een e-mailadres in, zoals naam@school.nl."),
        ("account_login", {}, "Vul je wachtwoord in."),
        ("account_reset_password", {"email": "els"}, "Vul een e-mailadres in, zoals naam@school.nl."),
    ],
)
def test_a_mistake_says_what_to_do(db: None, route: str, sent: dict[str, str], says: str) -> None:
    text = words_of(Client().post(reverse(route), sent))
    assert "<title>Fout:" in text
    assert text.count(says) == 2  # in the summary, and at the field
    assert "verplicht" not in text


@pytest.mark.parametrize("typed", ["{}", " {} ", "{} ", "spaces"])
def test_a_code_by_mail_lets_one_in(cast: Cast, deliver_mail: Deliver, typed: str) -> None:
    client = ask_code(cast.coordinator.email.upper(), next="/metingen/")
    page = words_of(client.get(reverse(CODE_ENTER)))
    assert "in de inbox van <b>COORDINATOR@voorbeeld.example</b>".lower() in page.lower()
    before = client.session.session_key
    code = code_in(deliver_mail()[0])
    text = code.replace("-", " ") if typed == "spaces" else typed.format(code)
    response = enter(client, text, next="/metingen/")
    assert response.headers["Location"] == "/metingen/"
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert client.session["_auth_user_id"] == str(cast.coordinator.pk)
    assert UserSession.objects.get(user=cast.coordinator).session_key == client.session.session_key


def test_only_the_cookies_that_we_promise(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    enter(client, "0000-0000")
    enter(client, code_in(deliver_mail()[0]))
    client.post(reverse("set_language"), {"language": "en"})
    client.post(reverse("account_logout"), follow=True)
    assert set(client.cookies) <= {"sessionid", "csrftoken", "django_language"}


def test_a_wrong_code_says_so_and_after_three_one_starts_anew(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    for _time in range(2):
        assert KLOPT_NIET in words_of(enter(client, "1234-5678"))
    page = words_of(enter_and_follow(client, "1234-5678"))
    assert GONE in page
    assert "te vaak verkeerd" not in page, "one message, that says what to do"
    assert not is_signed_in(client)
    assert enter(client, code_in(deliver_mail()[0])).status_code == 302
    assert not is_signed_in(client)


def enter_and_follow(client: Client, code: str) -> Any:
    return client.post(reverse(CODE_ENTER), {"code": code}, follow=True)


def test_a_code_works_a_quarter_of_an_hour(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    code = code_in(deliver_mail()[0])
    age(client, 14 * 60)
    assert KLOPT_NIET in words_of(enter(client, "1234-5678"))
    age(client, 2 * 60)
    assert GONE in words_of(enter_and_follow(client, code))
    assert not is_signed_in(client)


def test_a_code_works_once_and_in_one_browser(cast: Cast, deliver_mail: Deliver) -> None:
    here, elsewhere = ask_code(cast.member.email), ask_code(cast.member.email)
    first, second = (code_in(mail) for mail in deliver_mail())
    assert KLOPT_NIET in words_of(enter(elsewhere, first))
    enter(here, first)
    assert is_signed_in(here)
    here.post(reverse("account_logout"))
    enter(here, first)
    assert not is_signed_in(here)
    enter(elsewhere, second)
    assert is_signed_in(elsewhere)


def test_a_new_code_replaces_the_one_before(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    again = reverse("account_request_login_code"), {"email": cast.member.email, "action": "resend"}
    for _time in range(2):
        page = words_of(client.post(*again, follow=True))
        assert "We hebben een nieuwe code gestuurd." in page
        assert "Stuur een nieuwe code" in page
    assert "We hebben al een paar codes gestuurd." in words_of(client.post(*again)), "three is enough"
    first, _second, third = (code_in(mail) for mail in deliver_mail())
    assert KLOPT_NIET in words_of(enter(client, first))
    enter(client, third)
    assert is_signed_in(client)


def test_one_can_go_back_for_another_address(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code("niet.mijn@voorbeeld.example")
    assert client.get(reverse("account_login")).headers["Location"] == reverse(CODE_ENTER), (
        "one stays where one was"
    )
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert "Stuur mij een code" in words_of(client.get(reverse("account_login")))
    ask_code(cast.member.email, client)
    enter(client, code_in(deliver_mail()[-1]))
    assert is_signed_in(client)


def test_the_form_that_was_not_sent_stays_empty(client: Client, db: None) -> None:
    page = words_of(client.post(reverse(ASK), {"email": "x"}))
    assert 'href="#id_email"' in page
    assert 'aria-describedby="id_email_error"' in page
    assert "id_login_error" not in page
    assert "id_password_error" not in page


def test_asking_a_code_does_not_tell_who_is_known(cast: Cast, deliver_mail: Deliver) -> None:
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    told = []
    for address in (cast.member.email, cast.manager.email, "niemand@voorbeeld.example"):
        client = ask_code(address)
        pages = [words_of(client.get(reverse(CODE_ENTER))), words_of(enter(client, "1234-5678"))]
        pages.append(words_of(client.post(reverse(CODE_ENTER), {"action": "resend"}, follow=True)))
        cut = (page.replace(address, "ADDRESS").partition("<main")[2] for page in pages)
        told.append([part.partition("csrfmiddlewaretoken")[0] for part in cut])
    assert told[0] == told[1] == told[2]
    assert {mail.to[0] for mail in deliver_mail() if "inlogcode" in mail.subject} == {cast.member.email}


def test_a_known_and_an_unknown_address_cost_the_same(cast: Cast) -> None:
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    costs = []
    for address in (cast.member.email, cast.manager.email, "niemand@voorbeeld.example"):
        client, counted = Client(), []
        wrong = partial(client.post, reverse(CODE_ENTER), {"code": "1234-5678"})
        for asked in (
            partial(client.post, reverse(ASK), {"email": address}),
            partial(client.get, reverse(CODE_ENTER)),
            partial(client.get, reverse("account_login")),
            wrong,
            partial(client.get, reverse(CODE_ENTER)),
            wrong,
            partial(client.post, reverse(ASK), {"email": address, "action": "resend"}),
            *[wrong] * 4,
        ):
            with CaptureQueriesContext(connection) as queries:
                response = asked()
            counted.append((len(queries), KLOPT_NIET in words_of(response)))
        costs.append(counted)
    assert costs[0] == costs[1] == costs[2]


# --- limits on codes ------------------------------------------------------------------------------------------------


def test_codes_asked_too_often_do_not_hold_up_others(cast: Cast) -> None:
    def asked(person: User, address: str) -> bool:
        response = Client(REMOTE_ADDR=address).post(reverse(ASK), {"email": person.email})
        return response.status_code == 302 or "al een paar codes gestuurd" not in response.content.decode()

    assert [asked(cast.member, "10.0.0.1") for _time in range(4)] == [True, True, True, False]
    assert asked(cast.manager, "10.0.0.1"), "a colleague"
    assert asked(cast.member, "10.0.0.2"), "the owner, when the other was a stranger"
    assert is_signed_in(by_password(cast.member, Client(REMOTE_ADDR="10.0.0.1"))), (
        "and another way works here too"
    )


@pytest.mark.parametrize("asked_at", ["10.0.0.1", "10.0.0.{}"])
def test_who_uses_up_all_mail_leaves_the_owner_a_way_in(
    cast: Cast, deliver_mail: Deliver, asked_at: str
) -> None:
    """Somebody in the same school, or at many places: of a flood of links each one lets the owner in."""
    cast.member.set_unusable_password()
    cast.member.save()
    for number in range(20):
        stranger = Client(REMOTE_ADDR=asked_at.format(number + 2))
        for route in (ASK, "account_reset_password"):
            stranger.post(reverse(route), {"email": cast.member.email})
    owner = Client(REMOTE_ADDR="10.0.0.1")
    assert "Een nieuw wachtwoord kiezen kan altijd." in words_of(
        owner.post(reverse(ASK), {"email": cast.member.email})
    )
    answer = owner.post(reverse("account_reset_password"), {"email": cast.member.email})
    assert "Elke link werkt drie dagen of tot je inlogt, ook als een ander hem vroeg." in words_of(answer)
    links = [mail for mail in deliver_mail() if "wachtwoord" in mail.subject]
    assert len(links) == (3 if asked_at == "10.0.0.1" else 5), "a flood of mail ends"
    link = next(word for word in str(links[0].body).split() if "/wachtwoord/" in word)
    action = owner.get(link, follow=True).request["PATH_INFO"]
    owner.post(action, {"password1": NEW, "password2": NEW})
    data = {"login": cast.member.email, "password": NEW}
    assert owner.post(reverse("account_login"), data).status_code == 302
    assert is_signed_in(owner)


def test_a_link_works_longer_than_asking_one_can_be_used_up(settings: Any) -> None:
    for what in ("ask_reset", "ask_reset_anywhere"):
        for rate in parse_rates(LIMITS[what]):
            assert rate.duration < settings.PASSWORD_RESET_TIMEOUT


def test_a_link_works_until_one_signs_in(cast: Cast, deliver_mail: Deliver) -> None:
    """The mail says so, and so does the page of a link that works no more."""
    Client().post(reverse("account_reset_password"), {"email": cast.member.email})
    text = " ".join(str(deliver_mail()[0].body).split())
    assert "De link werkt één keer, en is 3 dagen geldig of tot je inlogt." in text
    link = next(word for word in text.split() if "/wachtwoord/" in word)
    assert "Kies een nieuw wachtwoord" in words_of(Client().get(link, follow=True))
    by_password(cast.member)
    assert "je hebt daarna nog ingelogd" in words_of(Client().get(link, follow=True))


def test_one_address_that_guesses_on_and_on_closes_one_way_there_alone(
    cast: Cast, deliver_mail: Deliver, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "3/m/ip"}
    colleague = by_password(cast.manager)
    wrong = reverse("account_login"), {"login": "niemand@voorbeeld.example", "password": "mis"}
    assert [Client().post(*wrong).status_code for _time in range(4)] == [200, 200, 429, 429]
    assert is_signed_in(colleague), "who was in"
    assert is_signed_in(by_password(cast.member, Client(REMOTE_ADDR="10.0.0.2"))), "from elsewhere"
    by_code = ask_code(cast.member.email)
    enter(by_code, code_in(deliver_mail()[0]))
    assert is_signed_in(by_code), "by another way"


def test_a_mail_flood_from_many_addresses_ends(cast: Cast, deliver_mail: Deliver) -> None:
    for number in range(14):
        client = Client(REMOTE_ADDR=f"10.0.1.{number}")
        client.post(reverse(ASK), {"email": cast.member.email})
    assert len(deliver_mail()) == 10


def test_strangers_get_no_flood_of_mail_through_us(cast: Cast, deliver_mail: Deliver) -> None:
    for number in range(25):
        response = Client().post(reverse(ASK), {"email": f"niemand{number}@voorbeeld.example"})
        assert response.headers["Location"] == reverse(CODE_ENTER)
    ask_code(cast.member.email)
    assert len(deliver_mail()) == 20 + 1


def test_sixty_people_behind_one_address_come_in_by_code(cast: Cast, deliver_mail: Deliver) -> None:
    people = [User.objects.create_user(f"docent{n}@voorbeeld.example", name=f"Docent {n}") for n in range(60)]
    clients = {person.email: ask_code(person.email) for person in people}
    for mail in deliver_mail():
        enter(clients[mail.to[0]], code_in(mail))
    assert all(is_signed_in(client) for client in clients.values())


def test_no_address_is_kept(cast: Cast) -> None:
    for place in ("192.0.2.7", "192.0.2.7", "192.0.2.8", "2001:db8::7", "2001:db8::8"):
        by_password(cast.member, Client(REMOTE_ADDR=place))
    stored = list(UserSession.objects.order_by("pk").values_list("ip", flat=True))
    assert all(address.startswith("fd") for address in stored)
    assert stored[0] == stored[1] != stored[2]
    assert stored[3] == stored[4], "a household has one network of IPv6"
