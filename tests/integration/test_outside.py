"""What the world outside finds: headers that shut us off, security.txt, robots.txt, bodies that are too much."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import User
from lobkwaliteit import configuration
from tests.cast import Cast

SECURITY_TXT = "/.well-known/security.txt"


# --- shut off ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/inloggen/", "/bestaat-niet/", "/gezond/", "/beheer/", "/static/assessments/css/app.css"],
)
def test_pages_errors_and_files_are_shut_off_from_other_sites(address: str) -> None:
    response = Client().get(address)
    response.close()
    headers = response.headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


@pytest.mark.django_db
def test_no_page_may_use_the_device_but_for_passkeys() -> None:
    policy = dict(
        part.split("=") for part in Client().get("/inloggen/").headers["Permissions-Policy"].split(", ")
    )
    assert {name for name, allowed in policy.items() if allowed != "()"} == {
        "publickey-credentials-create",
        "publickey-credentials-get",
    }
    assert {"camera", "microphone", "geolocation", "payment", "usb"} <= set(policy)


@pytest.mark.parametrize(
    "path",
    [
        "../lobkwaliteit/settings.py",
        "%2e%2e/lobkwaliteit/settings.py",
        "..%2f.env",
        "assessments/css/",
        "\x00",
    ],
)
@pytest.mark.django_db
def test_beside_the_static_files_nothing_is_served(path: str) -> None:
    assert Client().get(f"/static/{path}").status_code in {302, 404}
    assert Client().get(f"/static/{path}", follow=True).status_code in {200, 404}
    assert "SECRET_KEY" not in Client().get(f"/static/{path}", follow=True).getvalue().decode()


# --- where to report --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_where_to_report_a_weakness(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACTS = ["mailto:security@school.example", "https://school.example/melden"]
    response = client.get(SECURITY_TXT)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.partition(": ") for line in response.content.decode().splitlines()]
    fields = [(name, value) for name, _colon, value in lines]
    assert [value for name, value in fields if name == "Contact"] == settings.SECURITY_CONTACTS
    told = dict(fields)
    assert told["Preferred-Languages"] == "nl, en"
    assert told["Canonical"] == f"http://testserver{SECURITY_TXT}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["Expires"])
    left = dt.datetime.fromisoformat(told["Expires"]) - timezone.now()
    assert dt.timedelta(days=90) < left < dt.timedelta(days=365)
    assert [name for name, _value in fields].count("Expires") == 1


@pytest.mark.django_db
def test_without_a_contact_there_is_none(client: Client) -> None:
    assert client.get(SECURITY_TXT).status_code == 404


@pytest.mark.django_db
def test_nothing_is_to_be_indexed(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_contacts_from_the_environment() -> None:
    assert configuration.contacts("") == []
    assert configuration.contacts(
        "security@school.example, https://school.example/melden , tel:+31-20-1234567"
    ) == [
        "mailto:security@school.example",
        "https://school.example/melden",
        "tel:+31-20-1234567",
    ]


@pytest.mark.parametrize(
    "text",
    ["iemand", "http://school.example", "https://", "mailto:", "a@b@c", "javascript:alert(1)", "https://a b"],
)
def test_what_is_no_contact(text: str) -> None:
    with pytest.raises(ValueError, match="no place to report to"):
        configuration.contacts(text)


# --- too much ---------------------------------------------------------------------------------------------------------


def signed_in(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [{"title": "x" * 3_000_000}, {f"field-{number}": "x" for number in range(1_001)}],
    ids=["three megabytes", "a thousand fields"],
)
def test_a_form_that_is_too_much_is_refused(cast: Cast, data: dict[str, str]) -> None:
    client = signed_in(cast.coordinator)
    for address in (reverse("round-plan"), reverse("own-change")):
        response = client.post(address, data)
        assert response.status_code == 400
        assert "Content-Security-Policy" in response.headers
    assert User.objects.get(pk=cast.coordinator.pk).name == cast.coordinator.name
