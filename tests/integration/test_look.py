"""The pages around the product: signing in, when something goes wrong, and the developers' page of components."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import reverse

from assessments.forms.sample import SampleForm
from assessments.models import User

pytestmark = pytest.mark.page


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("fatma@example.org", "een zin die niemand raadt", name="Fatma Şahin")


def read(response: Any) -> str:
    """The page as text, after a strict reading as HTML5."""
    text = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert 'style="' not in text
    return " ".join(text.split())


@pytest.mark.parametrize(("language", "word"), [("nl", "Inloggen"), ("en", 'lang="en"')])
def test_sign_in_page_speaks_the_readers_language(client: Client, db: None, language: str, word: str) -> None:
    assert word in read(client.get(reverse("account_login"), headers={"accept-language": language}))


def test_sign_in_says_what_is_wrong_and_ties_it_to_the_field(client: Client, db: None) -> None:
    page = read(client.post(reverse("account_login"), {"login": "", "password": "x"}))
    assert "<title>Fout: Inloggen –" in page
    assert 'href="#id_login"' in page
    assert 'aria-describedby="id_login_error"' in page
    assert 'id="id_login_error"' in page


def test_demo_accounts_are_shown_only_where_they_exist(client: Client, db: None) -> None:
    assert "Demo-accounts" not in read(client.get(reverse("account_login")))


def test_signing_out_is_a_form_and_says_so_once(client: Client, person: User) -> None:
    client.force_login(person)
    assert "Wil je uitloggen?" in read(client.get(reverse("account_logout")))
    page = read(client.post(reverse("account_logout"), follow=True))
    assert "Je bent uitgelogd." in page


def test_a_forgotten_password_is_replaced_by_mail(
    client: Client, person: User, deliver_mail: Callable[[], list[EmailMultiAlternatives]]
) -> None:
    read(client.get(reverse("account_reset_password")))
    done = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
    assert "Kijk in je mail" in read(done)
    (message,) = deliver_mail()
    link = next(word for word in str(message.body).split() if "/wachtwoord/" in word)
    assert "Kies een nieuw wachtwoord" in message.subject
    form = client.get(link, follow=True)
    assert "Kies een nieuw wachtwoord" in read(form)
    action = form.request["PATH_INFO"]
    short = read(client.post(action, {"password1": "kort", "password2": "kort"}))
    assert 'href="#id_password1"' in short
    new = "nog een zin die niemand raadt"
    chosen = read(client.post(action, {"password1": new, "password2": new}, follow=True))
    assert "<h1> Je wachtwoord is ingesteld </h1>" in chosen
    assert 'class="notes"' not in chosen, "the heading says it; a message would say it twice"
    assert 'class="notes"' not in read(client.get(reverse("account_login")))
    assert "Deze link werkt niet meer" in read(Client().get(link, follow=True))


def test_an_unknown_address_gets_the_same_page(client: Client, db: None) -> None:
    response = client.post(reverse("account_reset_password"), {"email": "niemand@example.org"}, follow=True)
    assert "Kijk in je mail" in read(response)


def test_a_password_can_be_changed(client: Client, person: User) -> None:
    client.force_login(person)
    assert "Minstens 12 tekens" in read(client.get(reverse("account_change_password")))
    new = "nog een zin die niemand raadt"
    data = {"oldpassword": "een zin die niemand raadt", "password1": new, "password2": new}
    page = read(client.post(reverse("account_change_password"), data, follow=True))
    assert page.count("Je wachtwoord is gewijzigd.") == 1


@pytest.mark.parametrize(("language", "lang"), [("nl", 'lang="nl"'), ("en", 'lang="en"')])
def test_a_missing_page_says_what_to_do(client: Client, person: User, language: str, lang: str) -> None:
    client.force_login(person)
    response = client.get("/bestaat-niet/", headers={"accept-language": language})
    assert response.status_code == 404
    assert lang in read(response)


def test_an_expired_form_says_that_nothing_was_saved(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    response = client.post(reverse("account_logout"))
    assert response.status_code == 403
    assert "Deze pagina stond te lang open" in read(response)
    assert f'href="{reverse("account_logout")}"' in read(response)


def test_an_expired_form_leads_back_to_itself_without_an_account() -> None:
    """Not to Vandaag, which asks to sign in; and not to the language switch, which is no page."""
    client = Client(enforce_csrf_checks=True)
    page = read(client.post("/meedoen/?bij=mij"))
    assert 'href="/meedoen/?bij=mij"' in page
    assert "Pagina opnieuw openen" in page
    assert "Naar Vandaag" not in page
    assert "Naar Vandaag" in read(client.post(reverse("set_language")))


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_error_pages_need_nothing(name: str) -> None:
    page = render_to_string(name)
    html5lib.HTMLParser(strict=True).parse(page)
    assert "Naar Vandaag" in page


def test_all_components_render_as_valid_html(client: Client, person: User) -> None:
    client.force_login(person)
    page = read(client.get(reverse("components")))
    for word in ["vanaf 4 op orde", "Jeroen de Wit koos net een ander niveau", "Dit klopt nog niet"]:
        assert word in page


@override_settings(PRODUCTION=True)
def test_components_are_not_shown_in_production(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get(reverse("components")).status_code == 404


def test_a_form_ties_labels_hints_and_errors_together() -> None:
    page = render_to_string(
        "bootstrap5/field.html", {"field": SampleForm({})["title"], "form_show_errors": True}
    )
    assert '<label for="id_title">' in page
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page
    assert 'aria-invalid="true"' in page


def test_choices_are_a_fieldset_with_a_legend() -> None:
    page = render_to_string(
        "bootstrap5/field.html", {"field": SampleForm({})["way"], "form_show_errors": True}
    )
    assert "<fieldset" in page
    assert "<legend>Werkwijze</legend>" in page
    assert page.count('type="radio"') == 2


def test_the_language_switch_returns_to_the_page(client: Client, db: None) -> None:
    page = reverse("account_login") + "?next=/metingen/"
    foot = read(client.get(page)).partition("<footer")[2]
    assert 'name="next" value="/inloggen/?next=/metingen/"' in foot
    assert 'name="language" value="en" lang="en">English</button>' in foot
    response = client.post(reverse("set_language"), {"language": "en", "next": page}, follow=True)
    assert response.redirect_chain[-1][0] == page
    assert '<html lang="en">' in read(response)


def test_the_language_switch_stands_once_in_the_foot(client: Client, person: User) -> None:
    client.force_login(person)
    client.cookies["django_language"] = "en"
    for path in (reverse("home"), "/bestaat-niet/"):
        page = read(client.get(path))
        assert page.count('value="nl" lang="nl">Nederlands</button>') == 1
        assert "Nederlands</button>" in page.partition("<footer")[2]
