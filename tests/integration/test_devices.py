"""The devices on which somebody is signed in: told in plain words, ended at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.views.devices import in_words
from tests.cast import Cast
from tests.signing_in import by_password, is_signed_in

pytestmark = pytest.mark.django_db

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def test_devices_are_listed_and_ended_at_once(cast: Cast) -> None:
    here, there, third = (by_password(cast.member) for _time in range(3))
    stranger = by_password(cast.manager)
    by_password(cast.member, Client(headers={"user-agent": WINDOWS}))
    page = here.get(reverse("security"))
    devices = page.context["devices"]
    assert [device.is_here for _words, device in devices] == [True, False, False, False]
    assert "Chrome op Windows" in page.content.decode()
    keys = [device.key for _words, device in devices]
    assert not any(key in {client.session.session_key for client in (here, there, third)} for key in keys)
    assert sum(map(is_signed_in, (there, third))) == 2
    theirs = stranger.get(reverse("security")).context["devices"][0][1].key
    for key in (theirs, keys[0], "x", ""):
        here.post(reverse("security-devices-end"), {"device": key})
    assert all(map(is_signed_in, (here, there, third, stranger))), "others', this one, none: nothing happens"
    here.post(reverse("security-devices-end"), {"device": keys[2]})
    assert sum(map(is_signed_in, (there, third))) == 1
    here.get(reverse("security-devices-end"))
    assert sum(map(is_signed_in, (there, third))) == 1, "looking ends nothing"
    after = here.post(reverse("security-devices-end"), {"all": "1"}, follow=True).content.decode()
    assert "Je bent uitgelogd op 2 andere apparaten." in after
    assert "Je bent nergens anders ingelogd." in after
    assert list(map(is_signed_in, (here, there, third, stranger))) == [True, False, False, True]


AGENTS = {
    WINDOWS: "Chrome op Windows",
    WINDOWS + " Edg/140.0": "Edge op Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 (KHTML, like Gecko) Version/18 Safari/605": (
        "Safari op Mac"
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/140 Mobile Safari/604": (
        "Chrome op iPhone"
    ),
    "Mozilla/5.0 (Linux; Android 14; SM) AppleWebKit/537 SamsungBrowser/25.0 Chrome/121 Mobile Safari/537": (
        "Samsung Internet op Android"
    ),
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox op Linux",
    "Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537 Chrome/140 Safari/537": "Chrome op Chromebook",
    "curl/8": "Een onbekend apparaat",
    "": "Een onbekend apparaat",
    "<script>": "Een onbekend apparaat",
}


@pytest.mark.parametrize("agent", AGENTS)
def test_a_device_in_plain_words(agent: str) -> None:
    assert in_words(agent) == AGENTS[agent]
