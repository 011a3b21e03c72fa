"""The pages for who takes part without an account: cookies, refusals, other people's links, shared devices."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import html5lib
import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.access import guessing
from assessments.enums import Via
from assessments.models import Answer, Assessment, Card, Participation
from assessments.services import closing, joining
from assessments.services.joining import most_waiting
from assessments.services.tokens import hashed, new_token
from assessments.views.joined import DEVICE, LINK
from tests.cast import Cast
from tests.factories import make_card, make_individual, take_part

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    found = make_individual(cast.team, small_card, size=6)
    found.team_token = joining.make_team_link(by=cast.coordinator, assessment=found)
    return found


def url(route: str, assessment: Assessment, *more: str) -> str:
    return reverse(route, args=[assessment.uid, *more])


def opened(assessment: Assessment, **options: Any) -> Client:
    """A device on which the team's link was opened."""
    client = Client(**options)
    client.get(reverse("join-link", args=[assessment.team_token]))
    return client


def begun(assessment: Assessment) -> Client:
    client = opened(assessment)
    assert client.post(url("join-start", assessment)).status_code == 200
    return client


def choose(
    client: Client, assessment: Assessment, code: str = "VA1.1", level: int = 3, **more: Any
) -> HttpResponse:
    data = {"indicator": code, f"{code}-choice": str(level), f"{code}-version": "0"}
    found: Any = client.post(url("join-criterion", assessment, code[:3]), data, headers=FETCH, **more)
    return found


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def codes_on(page: str) -> list[str]:
    return re.findall(r"<code>([^<]*)</code>", page)


# --- what works -----------------------------------------------------------------------------------------------------


def test_a_number_joins_and_answers(assessment: Assessment) -> None:
    client = opened(assessment)
    assert "Beginnen als nummer" in text(client.get(url("join-start", assessment)))
    page = text(client.post(url("join-start", assessment)))
    assert "Je bent nummer 1" in page
    assert choose(client, assessment).status_code == 200
    answer = Answer.objects.get()
    assert (answer.level, answer.response.participation.number) == (3, 1)
    for route in ("join-start", "join-done", "join-erase", "join-number", "join-leave"):
        assert client.get(url(route, assessment)).status_code == 200
    assert client.get(url("join-criterion", assessment, "VA1")).status_code == 200
    assert not Session.objects.exists(), "no session is made for somebody without an account"


def test_who_has_nothing_left_is_thanked_and_who_stops_can_go_on_later(assessment: Assessment) -> None:
    client = opened(assessment)
    client.post(url("join-start", assessment))
    stopping = url("join-leave", assessment) + "?klaar"
    page = text(client.get(url("join-done", assessment)))
    assert re.search(rf'href="{re.escape(stopping)}">\s*Stoppen en later verder\s*</a>', page)
    assert "Stoppen, en later verder?" in text(client.get(stopping))
    for code in assessment.round.card.indicators.values_list("code", flat=True):
        assert choose(client, assessment, code).status_code == 200
    page = text(client.get(url("join-done", assessment)))
    assert re.search(rf'href="{re.escape(stopping)}=alles">\s*Klaar\s*</a>', page)
    page = text(client.get(f"{stopping}=alles"))
    assert "Je bent klaar. Dank je wel!" in page
    assert "later" not in page.partition("<h1")[2].partition("</form>")[0]


def test_a_link_goes_into_a_cookie_and_out_of_the_address(assessment: Assessment, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    response = client.get(reverse("join-link", args=[assessment.team_token]))
    assert response.headers["Location"] == url("join-leave", assessment)
    client.post(url("join-start", assessment), secure=True)
    for name in (LINK, DEVICE):
        cookie = client.cookies[name]
        assert cookie["path"] == url("join-start", assessment)
        assert cookie["httponly"]
        assert cookie["secure"]
        assert cookie["samesite"] == "Lax"
        assert 30 * 86400 < cookie["max-age"] <= 32 * 86400
    assert not {"sessionid", "messages"} & set(client.cookies)


def test_a_personal_link_opens_the_form_at_once(assessment: Assessment) -> None:
    token = new_token()
    take_part(
        assessment, {}, via=Via.LINK, address="g@voorbeeld.example", token_hash=hashed(token), language="en"
    )
    client = Client()
    response = client.get(reverse("join-link", args=[token]), follow=True)
    assert response.redirect_chain[-1][0] == url("join-start", assessment)
    assert client.cookies["django_language"].value == "en"
    assert client.get(url("join-start", assessment)).headers["Content-Language"] == "en"
    assert choose(client, assessment).status_code == 200
    assert client.get(url("join-number", assessment)).status_code == 302, "a person is no number"


def test_the_code_is_shown_once_and_leads_on_at_another_device(assessment: Assessment) -> None:
    client = opened(assessment)
    page = text(client.post(url("join-start", assessment)))
    (code,) = codes_on(page)
    choose(client, assessment)
    for route in ("join-start", "join-number", "join-leave"):
        assert code not in text(client.get(url(route, assessment)))
    other = Client()
    response = other.post(reverse("join-code"), {"code": code.lower().replace("-", " ")})
    assert response.headers["Location"] == url("join-start", assessment)
    assert (
        choose(
            other,
            assessment,
            level=4,
        ).status_code
        == 409
    ), "it is the same form: the version is known"
    assert client.get(url("join-criterion", assessment, "VA1")).status_code == 200, (
        "and the first device goes on"
    )


def test_a_new_code_ends_the_old_one(assessment: Assessment) -> None:
    client = opened(assessment)
    (old,) = codes_on(text(client.post(url("join-start", assessment))))
    (new,) = codes_on(text(client.post(url("join-number", assessment))))
    assert choose(client, assessment).status_code == 200
    assert Client().post(reverse("join-code"), {"code": old}).status_code == 422
    assert Client().post(reverse("join-code"), {"code": new}).status_code == 302


def test_the_code_under_the_qr_code_leads_to_the_team(assessment: Assessment) -> None:
    client = Client()
    response = client.post(reverse("join-code"), {"code": assessment.team_token}, follow=True)
    assert "Beginnen als nummer" in text(response)


def test_pages_speak_the_language_of_the_cookie(assessment: Assessment) -> None:
    client = opened(assessment)
    client.cookies["django_language"] = "en"
    page = client.get(url("join-start", assessment))
    assert page.headers["Content-Language"] == "en"
    assert "Beginnen" not in text(page)
    client.post(url("join-start", assessment))
    assert Participation.objects.get().language == "en"


@pytest.mark.parametrize("others", [0, 4])
def test_pages_ask_the_same_of_the_database_whatever_the_number_of_people(
    assessment: Assessment, django_assert_num_queries: Any, others: int
) -> None:
    for _person in range(others):
        take_part(assessment, {"VA1.1": 4})
    client = opened(assessment)
    with django_assert_num_queries(2):  # the link; whether there is room
        client.get(url("join-start", assessment))
    client.post(url("join-start", assessment))
    choose(client, assessment)
    for route, number in {"join-number": 1, "join-leave": 2}.items():  # who it is; whether another may begin
        with django_assert_num_queries(number):
            client.get(url(route, assessment))
    with django_assert_num_queries(1 + 4):  # who it is; and the write, in a transaction
        choose(client, assessment, "VA1.2")


def test_what_came_of_a_deed_is_said_without_a_session(assessment: Assessment) -> None:
    client = begun(assessment)
    choose(client, assessment)
    assert "1 antwoord is gewist." in text(client.post(url("join-erase", assessment)))
    assert Participation.objects.begun().count() == 0
    for _person in range(6):
        take_part(assessment, {"VA1.1": 4})
    data = {"VA1.1-choice": "3", "VA1.1-version": "2", "go": "next"}
    page = text(client.post(url("join-criterion", assessment, "VA1"), data))
    assert "Er is niets opgeslagen. Er hebben al zoveel mensen ingevuld" in page
    assert not Session.objects.exists()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_is_sound_html_without_a_trace_of_what_lets_in(
    assessment: Assessment, cast: Cast, language: str
) -> None:
    client = opened(assessment)
    client.cookies["django_language"] = language
    pages = [client.get(url("join-start", assessment)), client.post(url("join-start", assessment))]
    secrets = {client.cookies[DEVICE].value, client.cookies[LINK].value}
    choose(client, assessment)
    routes = ("join-start", "join-done", "join-erase", "join-number", "join-leave")
    pages += [client.get(url(route, assessment)) for route in routes]
    pages.append(client.get(url("join-criterion", assessment, "VA1")))
    pages.append(client.get(url("join-leave", assessment) + "?klaar"))
    pages.append(client.post(url("join-leave", assessment)))
    pages += [client.get(reverse("join-code")), client.get(reverse("join-dead"))]
    for page in pages:
        html = page.content.decode()
        html5lib.HTMLParser(strict=True).parse(html)
        assert f'<html lang="{language}"' in html
        assert not [secret for secret in secrets if secret in html]
        assert cast.coordinator.email not in html


# --- shared devices -------------------------------------------------------------------------------------------------


def test_on_a_device_where_somebody_began_the_link_asks_who_it_is(assessment: Assessment) -> None:
    client = begun(assessment)
    choose(client, assessment)
    page = text(client.get(reverse("join-link", args=[assessment.team_token]), follow=True))
    assert "Op dit apparaat is al begonnen als nummer 1" in page
    for words in ("Verder als nummer 1", "Ik ben iemand anders", "Klaar op dit apparaat"):
        assert words in page


def test_who_leaves_a_device_is_gone_from_it_and_the_next_one_begins(assessment: Assessment) -> None:
    client = begun(assessment)
    choose(client, assessment)
    before = client.cookies[DEVICE].value
    page = client.post(url("join-leave", assessment))
    assert "Dit apparaat is vrij" in text(page)
    assert client.cookies[DEVICE].value == ""
    assert client.get(url("join-criterion", assessment, "VA1")).headers["Location"] == url(
        "join-start", assessment
    )
    assert "Je bent nummer 2" in text(client.post(url("join-start", assessment)))
    assert client.cookies[DEVICE].value != before
    assert Answer.objects.get().response.participation.number == 1, "what was saved stays"


def test_without_the_link_nobody_begins_after_who_left(assessment: Assessment) -> None:
    token = new_token()
    take_part(assessment, {}, via=Via.LINK, address="g@voorbeeld.example", token_hash=hashed(token))
    client = Client()
    client.get(reverse("join-link", args=[token]), follow=True)
    assert "persoonlijke link" in text(client.get(url("join-leave", assessment)))
    page = text(client.post(url("join-leave", assessment)))
    assert "De volgende" not in page
    assert client.get(url("join-start", assessment)).status_code == 404


# --- refused --------------------------------------------------------------------------------------------------------


def test_a_dead_link_says_what_to_do(db: None, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        response = client.get(reverse("join-link", args=["Geheim-dat-niet-klopt"]), follow=True)
    assert response.status_code == 410
    assert "vraag je je LOB-coördinator om een nieuwe link" in text(response)
    assert "Geheim" not in caplog.text, "it does not get into the log"


def test_full_is_refused_with_an_explanation_and_still_lets_who_began_in(assessment: Assessment) -> None:
    mine = begun(assessment)
    choose(mine, assessment)
    waiting = begun(assessment)
    for _person in range(5):
        take_part(assessment, {"VA1.1": 4})
    late = opened(assessment)
    page = text(late.get(url("join-start", assessment)))
    assert "Er hebben al zoveel mensen ingevuld als dit team groot is" in page
    assert "Beginnen als nummer" not in page
    assert "Ik ben al begonnen en heb een code" in page
    assert late.post(url("join-start", assessment)).status_code == 403
    assert choose(waiting, assessment).status_code == 403, (
        "who opened the form before it was full is told with an answer"
    )
    assert choose(mine, assessment, "VA1.2").status_code == 200
    assert Participation.objects.begun().count() == 6


def test_closed_by_date(assessment: Assessment) -> None:
    client = begun(assessment)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    type(assessment.round).objects.update(starts_on=yesterday, ends_on=yesterday)
    assert "gesloten" in text(client.get(url("join-start", assessment)))
    late = opened(assessment)
    assert "gesloten" in text(late.get(url("join-start", assessment)))
    assert late.post(url("join-start", assessment)).status_code == 403


def test_after_closing_the_cookie_finds_nothing(assessment: Assessment, cast: Cast) -> None:
    client = begun(assessment)
    choose(client, assessment)
    for _person in range(5):
        take_part(assessment, {"VA1.1": 4})
    closing.close_answering(by=cast.coordinator, assessment=assessment)
    page = client.get(url("join-criterion", assessment, "VA1"))
    assert page.status_code == 404
    assert "Deze link werkt niet meer" in text(page)
    assert client.cookies[DEVICE].value == client.cookies[LINK].value == ""
    assert client.get(reverse("join-link", args=[assessment.team_token]), follow=True).status_code == 410


def test_a_link_withdrawn_while_the_form_stood_open(assessment: Assessment, cast: Cast) -> None:
    answered, waiting = begun(assessment), begun(assessment)
    choose(answered, assessment)
    joining.withdraw_team_link(by=cast.coordinator, assessment=assessment)
    assert choose(answered, assessment, "VA1.2").status_code == 200
    refused = choose(waiting, assessment)
    assert refused.status_code == 404
    assert "Vraag je LOB-coördinator om een nieuwe" in refused.json()["message"]  # type: ignore[attr-defined]
    page = waiting.post(url("join-criterion", assessment, "VA1"), {"VA1.1-choice": "3", "VA1.1-version": "0"})
    assert page.status_code == 404
    assert "vraag je je LOB-coördinator om een nieuwe link" in text(page)
    assert Answer.objects.count() == 2


def test_a_personal_link_withdrawn_while_the_form_stood_open(assessment: Assessment) -> None:
    token = new_token()
    sent = take_part(assessment, {}, via=Via.LINK, address="g@voorbeeld.example", token_hash=hashed(token))
    client = opened(assessment)
    client.get(reverse("join-link", args=[token]))
    sent.delete()
    refused = choose(client, assessment)
    assert refused.status_code == 404, "also where the team's link was opened here: that is another way in"
    assert not Participation.objects.exists()


def test_a_form_left_open_overnight_still_saves(assessment: Assessment) -> None:
    """Its number was never used, and forgotten: with the first answer it is there again. CSRF still holds."""
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("join-link", args=[assessment.team_token]))
    page = text(client.get(url("join-start", assessment)))
    proof = {"csrfmiddlewaretoken": re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)[0]}
    assert client.post(url("join-start", assessment)).status_code == 403
    client.post(url("join-start", assessment), proof)
    assert int(client.cookies["csrftoken"]["max-age"]) > 30 * 86400
    uid = Participation.objects.get().uid
    Participation.objects.update(made_on=timezone.localdate() - dt.timedelta(days=2))
    joining.prune()
    assert not Participation.objects.exists()
    data = {"indicator": "VA1.1", "VA1.1-choice": "3", "VA1.1-version": "0"}
    address = url("join-criterion", assessment, "VA1")
    assert client.post(address, data, headers=FETCH).status_code == 403
    assert client.post(address, data | proof, headers=FETCH).status_code == 200
    assert Participation.objects.get().uid == uid, "and with what its browser kept"


# --- forged ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [DEVICE, LINK])
def test_cookies_of_another_assessment_open_nothing(assessment: Assessment, cast: Cast, name: str) -> None:
    other = make_individual(cast.foreign_team, make_card(), size=6)
    other.team_token = joining.make_team_link(by=cast.foreign_coordinator, assessment=other)
    theirs = begun(other)
    choose(theirs, other)
    client = Client()
    for value in (theirs.cookies[name].value, assessment.team_token or "", "x" * 64, "", "' OR 1=1"):
        for cookie in (DEVICE, LINK):
            if (cookie, value) == (LINK, assessment.team_token):
                continue
            client.cookies.clear()
            client.cookies[cookie] = value
            for route in ("join-start", "join-done", "join-erase", "join-number", "join-leave"):
                for method in (client.get, client.post):
                    page = method(url(route, assessment))
                    assert page.status_code == 404
                    assert "Foreign" not in text(page)
            assert choose(client, assessment).status_code == 404
    assert Answer.objects.count() == 1


def test_a_number_reads_and_erases_only_its_own(assessment: Assessment) -> None:
    one, two = begun(assessment), begun(assessment)
    choose(one, assessment, level=5)
    assert "checked" not in text(two.get(url("join-criterion", assessment, "VA1")))
    two.post(url("join-erase", assessment))
    assert Answer.objects.get().level == 5


def test_who_is_a_teamlid_is_told_of_their_account_and_a_stranger_goes_on_as_a_number(
    assessment: Assessment, cast: Cast
) -> None:
    client = Client()
    client.force_login(cast.member)
    page = text(client.get(reverse("join-link", args=[assessment.team_token]), follow=True))
    assert url("answer-start", assessment) in page
    assert "als nummer" not in page
    assert client.post(url("join-start", assessment)).status_code == 403
    assert not Participation.objects.exists()
    for person in (cast.stranger, cast.foreign_coordinator, cast.governor):
        client = Client()
        client.force_login(person)
        page = text(client.get(reverse("join-link", args=[assessment.team_token]), follow=True))
        assert url("answer-start", assessment) not in page
        assert person.name not in page, "no account shows where one is a number"
        assert client.post(url("join-start", assessment)).status_code == 200
        assert choose(client, assessment).status_code == 200
    assert set(Participation.objects.values_list("user", flat=True)) == {None}


def test_who_has_yet_to_take_a_second_step_can_answer_as_a_number(
    assessment: Assessment, cast: Cast, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()
    client.force_login(cast.governor)
    assert client.get(reverse("home")).status_code == 302
    page = client.get(reverse("join-link", args=[assessment.team_token]), follow=True)
    assert "Beginnen als nummer" in text(page)
    client.post(url("join-start", assessment))
    assert choose(client, assessment).status_code == 200


# --- guessing and flooding ------------------------------------------------------------------------------------------


def test_few_wrong_codes_of_one_device_are_looked_at_and_no_other_device_suffers(
    assessment: Assessment,
) -> None:
    (code,) = codes_on(text(opened(assessment).post(url("join-start", assessment))))
    client, other, unknown = Client(), Client(), Client()
    for device in (client, other):
        device.get(reverse("join-code"))
    for _right in range(60):
        assert client.post(reverse("join-code"), {"code": code}).status_code == 302, "right ones do not count"
    for _wrong in range(20):
        page = client.post(reverse("join-code"), {"code": "K7MX-PQ3D-9RTC"})
        assert "kennen we niet" in text(page)
    assert "Wacht vijf minuten" in text(client.post(reverse("join-code"), {"code": "K7MX-PQ3D-9RTC"}))
    assert client.post(reverse("join-code"), {"code": code}).status_code == 422
    for device in (other, unknown):
        assert device.post(reverse("join-code"), {"code": code}).status_code == 302
        assert device.post(reverse("join-code"), {"code": assessment.team_token}).status_code == 302


def test_devices_that_are_not_known_share_a_limit_of_their_place(
    assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(guessing.LIMITS, "join_code_here", "30/5m/key")
    pages = [text(Client().post(reverse("join-code"), {"code": "K7MX-PQ3D-9RTC"})) for _one in range(31)]
    assert ["Wacht vijf minuten" in page for page in pages] == [False] * 30 + [True]
    known = Client()
    known.get(reverse("join-code"))
    assert known.post(reverse("join-code"), {"code": assessment.team_token}).status_code == 302


def test_a_flood_from_one_device_with_cookies_gets_one_number(assessment: Assessment) -> None:
    """What stops it: a device that has a number gets no other."""
    client = opened(assessment)
    for _time in range(50):
        client.post(url("join-start", assessment))
    assert Participation.objects.count() == 1


def test_a_flood_without_cookies_leaves_little_and_keeps_nobody_out(
    assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stops it: numbers that were not used are no more than `most_waiting`, take no place in the team, and where
    they are so many each place gets only so many more a minute. Who was reading meanwhile still answers.
    """
    monkeypatch.setitem(guessing.LIMITS, "join_crowd", "9/m/key")
    honest = begun(assessment)
    statuses = []
    for _time in range(most_waiting(assessment) + 20):
        flood = Client()
        flood.cookies[LINK] = assessment.team_token or ""
        statuses.append(flood.post(url("join-start", assessment)).status_code)
    assert statuses.count(429) == 20 - 9 + 1
    assert Participation.objects.count() == most_waiting(assessment)
    assert Participation.objects.begun().count() == 0
    assert choose(honest, assessment).status_code == 200
    assert Participation.objects.begun().count() == 1
