"""What stands around every page: headers on each answer, cookies, limits on guessing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, Card, Mail, User
from assessments.services.own_address import change_address
from tests.cast import Cast
from tests.factories import PASSWORD, UserFactory, make_round, set_scores

pytestmark = [pytest.mark.django_db, pytest.mark.page]

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
TOO_OFTEN = "te vaak verkeerd"


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_round([cast.team], small_card).assessments.get()


def sign_in(person: User, password: str = PASSWORD, client: Client | None = None, **headers: str) -> Any:
    data = {"login": person.email, "password": password}
    return (client or Client()).post(reverse("account_login"), data, headers=headers)


# --- headers --------------------------------------------------------------------------------------------------------


def test_every_answer_is_private_and_framed_by_nobody(
    cast: Cast, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, errors, redirects, JSON, the admin: one policy, and nothing that a next visitor finds by going back."""
    monkeypatch.setattr("assessments.reports.engine.print_pdf", lambda *args: b"%PDF-")
    set_scores(assessment, {"VA1.1": 4})
    client = Client(raise_request_exception=False)
    client.force_login(cast.coordinator)
    reader = Client()
    reader.force_login(cast.manager)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.coordinator)
    staff = Client()
    staff.force_login(UserFactory(is_staff=True))
    criterion = reverse("scoring-criterion", args=[assessment.uid, "VA1"])
    choice = {"indicator": "VA1.2", "VA1.2-choice": "3", "VA1.2-version": "0"}
    answers = {
        "home": (200, client.get("/")),
        "round": (200, client.get(reverse("round-detail", args=[assessment.round.uid]))),
        "result": (200, client.get(reverse("team-result", args=[assessment.uid]))),
        "form": (200, client.get(criterion)),
        "json": (200, client.post(criterion, choice, headers={"X-Requested-With": "fetch"})),
        "report": (200, client.get(reverse("team-report", args=[assessment.uid]))),
        "redirect": (302, Client().get("/")),
        "sign in": (200, Client().get(reverse("account_login"))),
        "400": (400, client.get("/", headers={"host": "kwaad.example"})),
        "403": (403, reader.get(criterion)),
        "csrf": (403, strict.post("/taal/", {"language": "en"})),
        "404": (404, client.get("/bestaat-niet/")),
        "405": (405, client.put("/")),
        "admin": (200, staff.get("/beheer/")),
        "admin list": (200, staff.get("/beheer/assessments/user/")),
    }
    monkeypatch.setattr("assessments.views.home.situation_of", None)
    answers["500"] = (500, client.get("/"))
    for name, (status, response) in answers.items():
        assert response.status_code == status, name
        assert set(response.headers["Content-Security-Policy"].split("; ")) == CSP, name
        assert response.headers["X-Frame-Options"] == "DENY", name
        assert response.headers["X-Content-Type-Options"] == "nosniff", name
        assert response.headers["Referrer-Policy"] == "same-origin", name
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", ")), name
        assert "Cookie" in response.headers["Vary"], name


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(cast: Cast) -> None:
    thief, victim = Client(), Client()
    thief.get(reverse("account_login"))
    session = thief.session
    session["planted"] = True
    session.save()
    victim.cookies["sessionid"] = session.session_key or ""
    assert sign_in(cast.member, client=victim).status_code == 302
    assert victim.cookies["sessionid"].value != session.session_key
    thief.cookies["sessionid"] = session.session_key or ""
    assert thief.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(cast.member, client=client)
    new = "een heel ander lang wachtwoord"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), data).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize(
    "there",
    [
        "https://kwaad.example/",
        "//kwaad.example",
        "/\\kwaad.example",
        "http:///kwaad.example",
        "javascript:alert(1)",
        "\x00//kwaad.example",
        "/\r\nLocation: https://kwaad.example/",
    ],
)
def test_next_leads_nowhere_else(cast: Cast, there: str) -> None:
    client = Client()
    data = {"login": cast.member.email, "password": PASSWORD, "next": there}
    answers = [
        client.post(reverse("account_login"), data),
        client.post(reverse("set_language"), {"language": "en", "next": there}),
        client.get(reverse("set_language"), {"next": there}),
        client.post(reverse("account_logout"), {"next": there}),
    ]
    for response in answers:
        place = response.headers["Location"]
        assert response.status_code == 302
        assert place.startswith("/"), place
        assert not place.startswith(("//", "/\\")), place


# --- guessing -------------------------------------------------------------------------------------------------------


def test_guessing_on_one_account_stops_after_five_times_whatever_the_host(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [".lob.example"]
    hosts = ["lob.example", "lob.example:8443", "LOB.example", "lob.example.", "a.lob.example"]
    for host in hosts:
        assert TOO_OFTEN not in sign_in(cast.member, "mis", host=host).content.decode()
    for host in [*hosts, "lob.example:1"]:
        assert TOO_OFTEN in sign_in(cast.member, host=host).content.decode()
    cast.member.email = cast.member.email.upper()
    assert TOO_OFTEN in sign_in(cast.member, host="lob.example").content.decode()
    assert sign_in(cast.manager, host="lob.example").status_code == 302, "a colleague is not held up"


def test_failures_on_other_accounts_do_not_push_out_the_count(cast: Cast) -> None:
    for _time in range(5):
        sign_in(cast.member, "mis")
    for number in range(700):
        cache.set(f"another-{number}", [1.0], 300)
    assert TOO_OFTEN in sign_in(cast.member).content.decode()


def test_a_whole_school_behind_one_address_can_sign_in(cast: Cast) -> None:
    for _time in range(4):
        for person in cast.everyone().values():
            assert sign_in(person).status_code == 302


def ask_for_a_password(address: str) -> tuple[int, str, str]:
    """Return how it is answered and what the page after it says, but for the token that differs by itself."""
    client = Client(raise_request_exception=False)
    response = client.post(reverse("account_reset_password"), {"email": address})
    place = response.headers.get("Location", "")
    page = client.get(place).content.decode() if place else response.content.decode()
    page = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page)
    return response.status_code, place, page.partition("<main")[2]


def test_asking_for_a_password_does_not_tell_who_is_known(cast: Cast) -> None:
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    people = (cast.member.email, cast.manager.email, "niemand@voorbeeld.example")
    known, off, unknown = map(ask_for_a_password, people)
    assert known[:2] == (302, reverse("account_reset_password_done"))
    assert known == off == unknown


def test_a_wrong_password_and_an_unknown_address_read_the_same(cast: Cast) -> None:
    def words(person: User) -> str:
        page = sign_in(person, "mis").content.decode().replace(person.email, "ADDRESS")
        return page.partition("data-errors")[2].partition("<form")[0]

    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    nobody = User(email="niemand@voorbeeld.example")
    assert words(cast.member) == words(nobody) == words(cast.manager) != ""


@pytest.mark.parametrize(
    ("route", "subject"),
    [
        ("account_reset_password", "Kies een nieuw wachtwoord"),
        ("account_request_login_code", "Je inlogcode is"),
    ],
)
def test_asking_for_mail_costs_the_same_for_whom_we_do_not_know(
    cast: Cast, route: str, subject: str, deliver_mail: Callable[[], list[EmailMultiAlternatives]]
) -> None:
    """As many queries, and one mail; its server has no part in the answer."""
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    for address in (cast.governor.email, "iemand@voorbeeld.example"):  # what is looked up or counted first
        Client().post(reverse(route), {"email": address})
    counts = []
    for address in (cast.member.email, cast.manager.email, "niemand@voorbeeld.example"):
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            assert client.post(reverse(route), {"email": address}).status_code == 302
        counts.append([query["sql"].split(" ", 1)[0] for query in queries])
    assert counts[0] == counts[1] == counts[2]
    assert mail.outbox == []
    sent = deliver_mail()[2:]
    assert [message.to for message in sent] == [
        [cast.member.email],
        [cast.manager.email],
        ["niemand@voorbeeld.example"],
    ]
    assert subject in sent[0].subject
    assert sent[1].body == sent[2].body
    assert "Er is geen account met dit adres" in str(sent[1].body)


def test_the_link_in_a_mail_does_not_follow_the_host_header(
    cast: Cast, settings: Any, deliver_mail: Callable[[], list[EmailMultiAlternatives]]
) -> None:
    settings.ALLOWED_HOSTS = [".voorbeeld.example"]
    settings.SITE_URL = "https://lob.voorbeeld.example"
    data = {"email": cast.member.email}
    Client().post(reverse("account_reset_password"), data, headers={"host": "kwaad.voorbeeld.example"})
    (message,) = deliver_mail()
    assert "https://lob.voorbeeld.example/wachtwoord/kiezen/" in str(message.body)
    assert "kwaad" not in message.message().as_string()


# --- the admin ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["user/?password__startswith=md5", "participation/?address__contains=a", "membership/?user__password=x"],
)
def test_the_admin_gives_no_letter_by_letter_answer(query: str) -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"/beheer/assessments/{query}").status_code == 400


@pytest.mark.parametrize("route", ["account_reset_password", "account_request_login_code"])
def test_nobody_can_mail_the_world_by_us(
    cast: Cast, route: str, deliver_mail: Callable[[], list[EmailMultiAlternatives]]
) -> None:
    """The answer stays the same, and so does the way to it; the mail is not sent."""
    for number in range(20):
        route_ = reverse("account_reset_password" if number % 2 else "account_request_login_code")
        Client().post(route_, {"email": f"onbekend{number}@elders.example"})
    assert len(deliver_mail()) == 20
    response = Client().post(reverse(route), {"email": "nog-een@elders.example"})
    assert response.status_code == 302
    assert len(deliver_mail()) == 20
    Client().post(reverse(route), {"email": cast.member.email})
    assert deliver_mail()[20].to == [cast.member.email]
    cache.clear()


def test_asking_for_another_code_costs_the_same_and_counts(cast: Cast) -> None:
    """The button under the field for a code asks anew: known or not, with as many queries, and never without end."""
    counts = []
    for address in (
        cast.governor.email,
        "iemand@voorbeeld.example",
        cast.member.email,
        "niemand@voorbeeld.example",
    ):
        client = Client()
        client.post(reverse("account_request_login_code"), {"email": address})
        assert f'value="{address}"' in client.get(reverse("account_confirm_login_code")).content.decode()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(
                reverse("account_request_login_code"), {"email": address, "action": "resend"}
            )
        assert answer.status_code == 302
        counts.append([query["sql"].split(" ", 1)[0] for query in queries])
        client.post(reverse("account_request_login_code"), {"email": address})
        answer = client.post(reverse("account_request_login_code"), {"email": address, "action": "resend"})
        assert "We hebben al een paar codes gestuurd" in answer.content.decode()
        assert Mail.objects.filter(address=address).count() == 3
        assert client.get(reverse("account_confirm_login_code")).status_code == 200  # the third still works
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})
        assert Mail.objects.filter(address=address).count() == 3
    assert counts[2] == counts[3]
    cache.clear()


def test_what_was_mailed_to_an_old_address_lets_nobody_in(
    cast: Cast, deliver_mail: Callable[[], list[EmailMultiAlternatives]]
) -> None:
    thief = Client()
    thief.post(reverse("account_request_login_code"), {"email": cast.member.email})
    found = re.search(r"\d{4}-\d{4}", str(deliver_mail()[-1].body))
    assert found
    change_address(user=cast.member, address="nieuw@voorbeeld.example", here=None)
    answer = thief.post(reverse("account_confirm_login_code"), {"code": found[0]}, follow=True)
    assert "Deze code werkt niet meer" in answer.content.decode()
    assert "_auth_user_id" not in thief.session
    cache.clear()
