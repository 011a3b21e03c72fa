"""Who takes part without an account stays one person, whatever happens to their link, number or device meanwhile."""

from __future__ import annotations

import datetime as dt
import re
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.access import guessing
from assessments.access.policies import Refused
from assessments.enums import Choice, Role, Via
from assessments.models import Answer, Assessment, Card, Mail, Participation, Receipt, TeamScore
from assessments.services import joining, paper, people
from assessments.services import participations as services
from assessments.services.closing import close_answering
from assessments.services.joining import most_waiting
from assessments.services.open_answers import delete_again
from assessments.services.reminders import remind
from assessments.services.score_edits import Edit
from assessments.services.tokens import new_code, secret_of_code
from assessments.views.joined import DEVICE
from tests.cast import Cast
from tests.factories import UserFactory, make_individual, make_round
from tests.integration.test_joining import FETCH, begun, choose, codes_on, opened, text, url

PERSON = re.compile(r'data-person="([^"]*)"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
LINK_IN_MAIL = re.compile(r"/meedoen/([^/\s]+)/")


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    found = make_individual(cast.team, small_card, size=6)
    found.team_token = joining.make_team_link(by=cast.coordinator, assessment=found)
    return found


def key_on(page: Any) -> str:
    found = PERSON.search(page.content.decode())
    assert found
    return found[1]


def same_device(client: Client) -> Client:
    """Another browser with the cookies of this one."""
    other = Client(raise_request_exception=False)
    other.cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    return other


def by_mail(cast: Cast, assessment: Assessment, address: str = "fatma@school.example") -> str:
    """Invite somebody, and return the token of their link."""
    services.invite(by=cast.coordinator, assessment=assessment, addresses=[address])
    return token_to(address)


def token_to(address: str) -> str:
    found = LINK_IN_MAIL.search(Mail.objects.filter(address=address).order_by("-pk")[0].text)
    assert found
    return found[1]


def by_link(token: str) -> Client:
    client = Client()
    client.get(reverse("join-link", args=[token]), follow=True)
    return client


def withdraw(cast: Cast, participation: Participation) -> None:
    services.withdraw(by=cast.coordinator, participation=participation, with_answers=True)


# --- a number that made way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["form", "first page", "begin"])
def test_a_number_that_made_way_is_the_same_person_again_to_its_browser(
    assessment: Assessment, way: str
) -> None:
    client = begun(assessment)
    held, before = client.cookies[DEVICE].value, key_on(client.get(url("join-start", assessment)))
    Participation.objects.update(made_on=timezone.localdate() - dt.timedelta(days=3))
    joining.prune()
    assert not Participation.objects.exists()
    criterion = url("join-criterion", assessment, "VA1")
    if way == "form":
        assert key_on(client.get(criterion)) == before
    elif way == "first page":
        assert key_on(client.get(url("join-start", assessment))) == before
    else:
        client.post(url("join-start", assessment))
    assert key_on(client.get(criterion)) == before
    assert client.cookies[DEVICE].value == held
    assert Participation.objects.count() == 1


def test_after_a_new_poster_the_browser_is_the_same_person_again(assessment: Assessment, cast: Cast) -> None:
    client = begun(assessment)
    before = key_on(client.get(url("join-start", assessment)))
    new = joining.make_team_link(by=cast.coordinator, assessment=assessment)
    assert client.get(url("join-start", assessment)).status_code == 404
    page = client.get(reverse("join-link", args=[new]), follow=True)
    assert key_on(page) == before


# --- a code that was replaced, a number that was taken back ---------------------------------------------------------


@pytest.mark.parametrize("has_begun", [True, False])
def test_after_a_new_code_the_other_device_says_so_and_is_no_second_person(
    assessment: Assessment, has_begun: bool
) -> None:
    phone = begun(assessment)
    if has_begun:
        assert choose(phone, assessment).status_code == 200
    laptop, phone = phone, same_device(phone)
    before = key_on(phone.get(url("join-start", assessment)))
    (code,) = codes_on(text(laptop.post(url("join-number", assessment))))
    refused = choose(phone, assessment, "VA1.2")
    assert refused.status_code == 403
    assert refused.json()["state"] == "refused"  # type: ignore[attr-defined]
    assert "hoort niet meer bij je nummer" in refused.json()["message"]  # type: ignore[attr-defined]
    for route in ("join-start", "join-leave", "join-number", "join-done"):
        page = phone.get(url(route, assessment))
        assert page.status_code == 403
        assert "hoort niet meer bij je nummer" in text(page)
        assert key_on(page) == before, "what this browser could not save is shown there"
    assert phone.post(url("join-start", assessment)).status_code == 403
    assert Participation.objects.count() == 1
    phone.post(reverse("join-code"), {"code": code})
    assert choose(phone, assessment, "VA1.2").status_code == 200
    assert key_on(phone.get(url("join-start", assessment))) == before
    assert Participation.objects.count() == 1


def test_after_a_new_code_the_old_device_does_not_come_back_when_the_number_made_way(
    assessment: Assessment,
) -> None:
    laptop = begun(assessment)
    phone = same_device(laptop)
    laptop.post(url("join-number", assessment))
    Participation.objects.all().delete()
    assert choose(phone, assessment).status_code == 403
    assert choose(laptop, assessment).status_code == 200


def test_what_a_device_holds_of_another_team_is_nothing_here(
    assessment: Assessment, cast: Cast, small_card: Card
) -> None:
    other = make_individual(cast.sibling_team, small_card, size=6)
    other.team_token = joining.make_team_link(by=cast.coordinator, assessment=other)
    there, here = begun(assessment), opened(other, raise_request_exception=False)
    here.cookies[DEVICE] = there.cookies[DEVICE].value
    refused = choose(here, other)
    assert refused.status_code == 404
    assert refused.json()["state"] == "refused"  # type: ignore[attr-defined]
    assert here.post(url("join-start", other)).status_code == 200
    assert choose(here, other).status_code == 200


def test_a_number_that_was_taken_back_stays_away(assessment: Assessment, cast: Cast) -> None:
    client = begun(assessment)
    choose(client, assessment)
    withdraw(cast, Participation.objects.get())
    refused = choose(client, assessment, "VA1.2")
    assert refused.status_code == 403
    assert "Je deelname is stopgezet" in refused.json()["message"]  # type: ignore[attr-defined]
    for page in (client.get(url("join-start", assessment)), client.post(url("join-start", assessment))):
        assert page.status_code == 403
        assert "Je deelname is stopgezet" in text(page)
        assert "Je code" not in text(page)
    assert "Je deelname is stopgezet" in text(
        client.get(reverse("join-link", args=[assessment.team_token]), follow=True)
    )
    assert not Participation.objects.exists()
    client.post(url("join-leave", assessment), {"stap": "klaar"})
    assert "Beginnen als nummer" in text(client.get(url("join-start", assessment))), "somebody else can begin"


def test_what_is_remembered_of_it_is_gone_once_closed(assessment: Assessment, cast: Cast) -> None:
    client = begun(assessment)
    choose(client, assessment)
    withdraw(cast, Participation.objects.get())
    assert assessment.retired.count() == 1
    close_answering(by=cast.coordinator, assessment=assessment)
    assert assessment.retired.count() == 0


def test_a_form_that_was_erased_from_a_backup_stays_away_and_no_later_form_is_erased(
    assessment: Assessment, cast: Cast
) -> None:
    client = begun(assessment)
    choose(client, assessment)
    uid = Participation.objects.get().uid
    assert delete_again(uid)
    assert choose(client, assessment, "VA1.2").status_code == 403
    client.post(url("join-leave", assessment), {"stap": "klaar"})
    client.post(url("join-start", assessment))
    assert choose(client, assessment).status_code == 200
    assert not delete_again(uid)
    assert Answer.objects.count() == 1


def test_a_paper_form_that_was_taken_back_does_not_come_back_under_its_old_name(
    assessment: Assessment, cast: Cast
) -> None:
    def type_in(key: str) -> Participation:
        edits = {"VA1.1": Edit(0, Choice.LEVEL, 3)}
        return paper.type_in(by=cast.coordinator, assessment=assessment, edits=edits, key=key)

    form = type_in("een")
    uid = form.uid
    paper.delete_form(by=cast.coordinator, form=form)
    with pytest.raises(Refused, match="nieuw formulier"):
        type_in("een")
    type_in("twee")
    assert not delete_again(uid)
    assert Answer.objects.count() == 1


# --- somebody else's link -------------------------------------------------------------------------------------------


def test_a_personal_link_says_for_whom_it_is_and_who_can_read_along(
    assessment: Assessment, cast: Cast
) -> None:
    client = by_link(by_mail(cast, assessment))
    for route in (("join-start",), ("join-criterion", "VA1")):
        page = text(client.get(url(route[0], assessment, *route[1:])))
        assert "Deze link is voor f…@school.example. Ben jij dit niet? Vul dan niets in" in page
        assert "fatma" not in page
    assert "behalve wie jouw link heeft" in text(client.get(url("join-start", assessment)))
    assert "iets ingevuld sinds" not in text(client.get(url("join-start", assessment)))
    choose(client, assessment)
    elsewhere = by_link(token_to("fatma@school.example"))
    assert "Met deze link is iets ingevuld sinds" in text(elsewhere.get(url("join-start", assessment)))


def test_a_number_and_an_account_are_told_who_can_read_along(assessment: Assessment, cast: Cast) -> None:
    number = text(begun(assessment).get(url("join-start", assessment)))
    assert "Deze link is voor" not in number
    assert "behalve wie jouw code of dit apparaat heeft" in number
    client = Client()
    client.force_login(cast.member)
    page = text(client.get(url("answer-start", assessment)))
    assert "Niemand anders ziet dat, nu niet en later niet." in page
    assert "Deze link is voor" not in page


@pytest.mark.django_db
def test_the_privacy_page_tells_it(client: Client) -> None:
    page = text(client.get(reverse("privacy")))
    assert "Wie jouw link of code heeft, kan lezen en veranderen wat je hebt ingevuld" in page


def test_a_personal_link_on_a_device_that_is_in_use_asks_first(assessment: Assessment, cast: Cast) -> None:
    token = by_mail(cast, assessment)
    client = begun(assessment)
    choose(client, assessment, level=2)
    page = text(client.get(reverse("join-link", args=[token]), follow=True))
    assert "Op dit apparaat is al begonnen als nummer 1" in page
    choose(client, assessment, "VA1.2")
    assert set(Answer.objects.values_list("response__participation__via", flat=True)) == {Via.TEAM_LINK}
    client.post(url("join-leave", assessment), {"stap": "anders"})
    choose(client, assessment, "VA1.2")
    assert list(Answer.objects.order_by("pk").values_list("response__participation__via", flat=True)) == [
        Via.TEAM_LINK,
        Via.TEAM_LINK,
        Via.LINK,
    ]
    again = client.get(reverse("join-link", args=[token]), follow=True)
    assert again.redirect_chain[-1][0] == url("join-start", assessment), "their own link asks nothing"


def test_a_reminder_leaves_the_link_that_is_in_use_and_sending_again_ends_it(
    assessment: Assessment, cast: Cast
) -> None:
    token = by_mail(cast, assessment)
    client = by_link(token)
    Participation.objects.update(reminded_on=None)
    assert remind(by=cast.coordinator, assessment=assessment) >= 1
    assert token_to("fatma@school.example") == token
    assert choose(client, assessment).status_code == 200
    services.resend(by=cast.coordinator, participation=Participation.objects.get(via=Via.LINK))
    assert token_to("fatma@school.example") != token
    assert choose(client, assessment, "VA1.2").status_code == 404
    row = Participation.objects.get(via=Via.LINK)
    assert token_to("fatma@school.example") not in {str(value) for value in vars(row).values()}
    newer = "Na deze link is er een nieuwe gestuurd. Alleen de nieuwste werkt."
    for response in (
        client.get(url("join-criterion", assessment, "VA1")),  # the page they had open
        Client().get(reverse("join-link", args=[token]), follow=True),
    ):
        assert (newer in text(response), "Typ hem hieronder" in text(response)) == (True, False)
    assert newer not in text(Client().get(reverse("join-link", args=["x" * 43]), follow=True))


def test_a_link_that_an_account_took_over_leads_there_who_is_signed_in_and_tells_nobody_else(
    assessment: Assessment, cast: Cast
) -> None:
    first = by_mail(cast, assessment)
    by_link(first)
    services.resend(by=cast.coordinator, participation=Participation.objects.get(via=Via.LINK))
    token = token_to("fatma@school.example")
    theirs = by_link(token)
    assert choose(theirs, assessment).status_code == 200
    user = UserFactory(email="fatma@school.example", home_board=cast.board)
    people.give_role(by=cast.administrator, user=user, role=Role.MEMBER, place=cast.team)
    dead = text(Client().get(reverse("join-link", args=["x" * 43]), follow=True))
    stranger = Client()
    stranger.force_login(cast.member)
    for client in (Client(), stranger):
        body = text(client.get(reverse("join-link", args=[token]), follow=True))
        assert "Deze link werkt niet meer" in body
        assert "Je vult verder in" not in body
        assert client is stranger or CSRF.sub("", body) == CSRF.sub("", dead)
    theirs.force_login(user)
    for asked in (reverse("join-link", args=[token]), url("join-criterion", assessment, "VA1")):
        response = theirs.get(asked, follow=True)
        assert response.redirect_chain[-1][0] == url("answer-start", assessment)
        assert "Je vult verder in met je account." in text(response)
    again = Client()
    again.force_login(user)
    response = again.get(reverse("join-link", args=[first]), follow=True)
    assert response.redirect_chain[-1][0] == url("answer-start", assessment)


# --- by account and as a number -------------------------------------------------------------------------------------


def save_by_account(client: Client, assessment: Assessment) -> Any:
    data = {"indicator": "VA1.1", "VA1.1-choice": "1", "VA1.1-version": "0"}
    return client.post(url("answer-criterion", assessment, "VA1"), data, headers=FETCH)


def test_who_began_by_account_does_not_begin_as_a_number_too(assessment: Assessment, cast: Cast) -> None:
    client = begun(assessment)  # before they signed in
    client.force_login(cast.member)
    assert save_by_account(client, assessment).status_code == 200
    page = text(client.get(reverse("join-link", args=[assessment.team_token]), follow=True))
    assert "Op dit apparaat is al begonnen" in page
    page = text(client.get(url("join-start", assessment)))
    assert url("answer-start", assessment) in page
    assert "als nummer" not in page
    refused = choose(client, assessment)
    assert refused.status_code == 404
    assert "Vul in met je account" in refused.json()["message"]  # type: ignore[attr-defined]
    assert list(Participation.objects.begun().values_list("via", flat=True)) == [Via.ACCOUNT]


def test_who_began_as_a_number_is_asked_before_they_begin_by_account(
    assessment: Assessment, cast: Cast
) -> None:
    client = begun(assessment)
    choose(client, assessment)
    client.force_login(cast.member)
    page = text(client.get(url("answer-start", assessment), follow=True))
    assert "Op dit apparaat is al begonnen als nummer 1" in page
    refused = save_by_account(client, assessment)
    assert refused.status_code == 403
    assert refused.json()["state"] == "refused"
    assert choose(client, assessment, "VA1.2").status_code == 200, "they go on as they began"
    page = text(client.post(url("join-leave", assessment), {"stap": "anders"}))
    assert url("answer-start", assessment) in page, "it was somebody else: now they can"
    assert save_by_account(client, assessment).status_code == 200


# --- floods ---------------------------------------------------------------------------------------------------------


def test_only_what_we_gave_out_comes_back(assessment: Assessment) -> None:
    client = opened(assessment)
    genuine = begun(assessment).cookies[DEVICE].value
    forged = [secret_of_code(new_code(3)), genuine[:-1] + ("0" if genuine[-1] != "0" else "1"), "é.x.y", ".."]
    for value in forged:
        client.cookies[DEVICE] = value
        assert choose(client, assessment).status_code == 404
    assert Participation.objects.count() == 1
    assert not Answer.objects.exists()


def test_coming_back_counts_where_many_wait(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guessing.LIMITS, "join_back", "3/m/key")
    devices = [begun(assessment) for _device in range(5)]
    Participation.objects.all().delete()
    for _device in range(most_waiting(assessment)):
        begun(assessment)
    statuses = [choose(device, assessment, "VA1.9").status_code for device in devices]
    assert statuses == [422, 422, 422, 429, 429], "the last two are tried again by their browsers"
    assert Participation.objects.count() == most_waiting(assessment)


def test_saving_the_same_without_end_leaves_no_receipts(assessment: Assessment) -> None:
    client = begun(assessment)
    for _time in range(30):
        assert choose_with(client, assessment, uuid4()).status_code == 200
    assert Receipt.objects.count() == 1


def test_changing_ones_mind_without_end_leaves_few_receipts_and_each_write_arrives_once(
    assessment: Assessment,
) -> None:
    client = begun(assessment)
    keys = [uuid4() for _time in range(60)]
    for number, key in enumerate(keys):
        assert choose_with(client, assessment, key, level=number % 2 + 1, version=number).status_code == 200
    assert Receipt.objects.count() <= 20
    before = Answer.objects.values().get()
    assert choose_with(client, assessment, keys[-1], level=2, version=59).json()["version"] == 60
    assert choose_with(client, assessment, keys[0], level=1, version=0).status_code == 409, (
        "known no more, and late"
    )
    assert Answer.objects.values().get() == before


def choose_with(client: Client, assessment: Assessment, key: Any, *, level: int = 3, version: int = 0) -> Any:
    data = {"indicator": "VA1.1", "VA1.1-choice": level, "VA1.1-version": version, "key": key}
    return client.post(url("join-criterion", assessment, "VA1"), data, headers=FETCH)


# --- without a script -----------------------------------------------------------------------------------------------

PERSON_FIELD = re.compile(r'name="person"\s+value="([^"]*)"')


def test_a_page_of_one_number_is_not_saved_as_of_the_next(assessment: Assessment) -> None:
    client = begun(assessment)
    criterion = url("join-criterion", assessment, "VA1")
    choose(client, assessment, "VA1.2")
    (person,) = PERSON_FIELD.findall(client.get(criterion).content.decode())
    client.post(url("join-leave", assessment), {"stap": "anders"})
    client.post(url("join-start", assessment))
    data = {
        "person": person,
        "VA1.1-choice": "5",
        "VA1.1-version": "0",
        "VA1.1-remark": "Van mij",
        "go": "next",
    }
    page = client.post(criterion, data)
    assert page.status_code == 409
    assert "Er is niets opgeslagen. Deze bladzijde was nog van iemand anders" in text(page)
    assert "Van mij" in text(page)
    assert PERSON_FIELD.findall(page.content.decode()) == [person], (
        "it cannot be sent as theirs by one more click"
    )
    erase = client.post(url("join-erase", assessment), {"person": person})
    assert erase.status_code == 200
    assert Answer.objects.get().response.participation.number == 1


def test_a_page_of_a_team_is_not_saved_as_of_who_signed_in_after(cast: Cast, small_card: Card) -> None:
    together = make_round([cast.sibling_team], small_card).assessments.get()
    client = Client()
    client.force_login(cast.coordinator)
    path = url("scoring-criterion", together, "VA1")
    (person,) = PERSON_FIELD.findall(client.get(path).content.decode())
    assert person == str(cast.coordinator.uid)
    data = {"VA1.1-choice": "5", "VA1.1-version": "0", "go": "next"}
    page = client.post(path, data | {"person": str(cast.member.uid)})
    assert page.status_code == 409
    assert "Deze bladzijde was nog van iemand anders" in text(page)
    assert not TeamScore.objects.exists()
    assert client.post(path, data | {"person": person}).status_code == 302
    assert TeamScore.objects.count() == 1


def test_the_same_by_account_and_by_a_personal_link(assessment: Assessment, cast: Cast) -> None:
    account = Client()
    account.force_login(cast.member)
    link = by_link(by_mail(cast, assessment))
    for client, route in ((account, "answer-criterion"), (link, "join-criterion")):
        page = client.get(url(route, assessment, "VA1")).content.decode()
        (person,) = PERSON_FIELD.findall(page)
        data = {"person": str(uuid4()), "VA1.1-choice": "5", "VA1.1-version": "0", "go": "next"}
        assert client.post(url(route, assessment, "VA1"), data).status_code == 409
        assert not Answer.objects.exists()
        assert client.post(url(route, assessment, "VA1"), data | {"person": person}).status_code == 302
        Answer.objects.all().delete()
