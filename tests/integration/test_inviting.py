"""Inviting people on the page: paste, look, confirm; and what is under way."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.enums import MailState, Role
from assessments.models import AuditEvent, Invitation, Mail, Membership
from assessments.services import invitations
from assessments.services.offers import Offer
from tests.cast import Cast
from tests.factories import make_invitation
from tests.reading import signed_in

pytestmark = pytest.mark.page

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = Role
INVITE, UNDER_WAY = reverse("people-invite"), reverse("people-invitations")


def state() -> tuple[Any, ...]:
    return (
        list(Invitation.objects.values()),
        list(Membership.objects.values()),
        AuditEvent.objects.count(),
        Mail.objects.count(),
    )


def sent(cast: Cast, addresses: str, **more: Any) -> dict[str, Any]:
    return {"addresses": addresses, "role": "teamlid", "place": cast.team.uid, "language": "nl", **more}


def part(text: str, heading: str) -> str:
    """What stands under a heading of the preview, up to the next."""
    found = re.search(rf"<h2[^>]*>(?:<svg.*?</svg>)?(?:<span>)?{heading}(.*?)</section>", text, re.DOTALL)
    assert found, heading
    return found[1]


PASTED = """Jansen, Jan <jan@x.example>; "Łukasz, Şükrü" <SUKRU@x.example>
jan@X.example, kapot, team-manager@voorbeeld.example
member@voorbeeld.example
governor@voorbeeld.example
open@x.example
"""


def test_the_preview_says_per_address_what_will_happen_and_does_nothing(cast: Cast) -> None:
    make_invitation(cast.team, address="open@x.example")
    before = state()
    text = signed_in(cast.coordinator).post(INVITE, sent(cast, PASTED)).content.decode()
    assert state() == before
    new = part(text, "3 uitnodigingen")
    assert "Jan Jansen" in new
    assert "Şükrü Łukasz" in new
    assert "governor@voorbeeld.example" in new
    assert "Marieke" not in new, "whom one does not see is invited like anybody"
    assert "Chloë Dvořák" in part(text, "1 persoon krijgt de rol meteen")
    assert "Şükrü Łukasz" in part(text, "1 persoon heeft deze rol al")
    assert "open@x.example" in part(text, "1 uitnodiging staat al open")
    assert "kapot" in part(text, "1 regel is geen e-mailadres")
    assert "1 adres stond er dubbel in" in text


def test_confirmed_it_is_done_at_once(cast: Cast) -> None:
    make_invitation(cast.team, address="open@x.example")
    client = signed_in(cast.coordinator)
    response = client.post(INVITE, sent(cast, PASTED, stap="verstuur"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("people-list")
    text = response.content.decode()
    assert "3 uitnodigingen gaan op weg. 1 persoon kreeg de rol meteen." in text
    assert set(Invitation.objects.open().values_list("address", flat=True)) == {
        "jan@x.example",
        "sukru@x.example",
        "governor@voorbeeld.example",
        "open@x.example",
    }
    assert cast.team_manager.memberships.filter(role=MEMBER, team=cast.team).exists()
    assert Mail.objects.count() == 4


def test_what_the_preview_keeps_can_be_sent_and_changed(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    text = client.post(INVITE, sent(cast, PASTED, language="en")).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    assert hidden["place"] == str(cast.team.uid)
    assert (hidden["role"], hidden["language"]) == ("teamlid", "en")
    assert "Jansen, Jan &lt;jan@x.example&gt;" in hidden["addresses"]
    text = client.post(INVITE, sent(cast, PASTED, stap="wijzig")).content.decode()
    assert "Jansen, Jan &lt;jan@x.example&gt;" in text
    assert "Dit klopt nog niet" not in text
    assert re.search(rf'value="{cast.team.uid}"\s+selected', text)


def test_what_is_open_can_be_sent_again_from_the_preview(cast: Cast) -> None:
    make_invitation(cast.team, address="open@x.example")
    data = sent(cast, "open@x.example", stap="verstuur")
    client = signed_in(cast.coordinator)
    assert "Er was niets te doen" in client.post(INVITE, data, follow=True).content.decode()
    assert not Mail.objects.exists()
    text = client.post(INVITE, data | {"opnieuw": "on"}, follow=True).content.decode()
    assert "1 open uitnodiging gaat opnieuw op weg" in text
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("swap", "words"),
    [
        ({"addresses": ""}, "Vul minstens één e-mailadres in."),
        ({"addresses": " ;,\n "}, "Vul minstens één e-mailadres in."),
        ({"addresses": ",".join(f"p{n}@x.example" for n in range(201))}, "Dit zijn 201 adressen."),
        ({"addresses": "x" * 40_001}, "Dit is te lang."),
        ({"role": "beheerder"}, "Deze rol kun je niet geven."),
        ({"role": "coordinator"}, "Deze rol kun je niet geven."),
        ({"place": "foreign_team"}, "Hier kun je geen rol geven."),
        ({"place": "cousin_team"}, "Hier kun je geen rol geven."),
        ({"place": "school"}, "Een teamlid hoort bij een team"),
        ({"language": "xx"}, "Dit klopt nog niet"),
    ],
)
@pytest.mark.parametrize("step", ["", "verstuur"])
def test_a_mistake_changes_nothing(cast: Cast, swap: dict[str, str], words: str, step: str) -> None:
    if "place" in swap:
        swap = {"place": getattr(cast, swap["place"]).uid}
    before = state()
    response = signed_in(cast.coordinator).post(INVITE, sent(cast, "a@x.example", stap=step) | swap)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "Foreign" not in response.content.decode()
    assert state() == before


def test_without_one_good_address_there_is_nothing_to_send(cast: Cast) -> None:
    text = signed_in(cast.coordinator).post(INVITE, sent(cast, "kapot, ook kapot")).content.decode()
    assert "2 regels zijn geen e-mailadres" in text
    assert 'value="verstuur"' not in text
    assert 'value="wijzig"' in text


def test_each_is_offered_what_they_may_give(cast: Cast) -> None:
    text = signed_in(cast.team_coordinator).get(INVITE).content.decode()
    assert "Havo 4-5" in text
    for other in ("Brugklas", "hele school", "hele bestuur", "Beheerder"):
        assert other not in text
    text = signed_in(cast.administrator).get(f"{INVITE}?plek={cast.cousin_team.uid}").content.decode()
    for words in (
        "Stichting De Noordzoom (hele bestuur)",
        "Duinmark College (hele school)",
        "Techniek",
        "Bestuur",
    ):
        assert words in text
    assert re.search(rf'value="{cast.cousin_team.uid}"\s+selected', text)
    cast.team.closed_on = timezone.localdate()
    cast.team.save()
    assert "Havo 4-5" not in signed_in(cast.administrator).get(INVITE).content.decode()


def test_two_hundred_at_once_is_no_work_per_person_in_the_preview(cast: Cast) -> None:
    client = signed_in(cast.administrator)

    def queries(number: int) -> int:
        addresses = "\n".join(f"p{n}@x.example" for n in range(number))
        with CaptureQueriesContext(connection) as found:
            assert client.post(INVITE, sent(cast, addresses)).status_code == 200
        return len(found)

    assert queries(1) == queries(3) == queries(200)


# --- what is under way ----------------------------------------------------------------------------------------------


def made(cast: Cast, address: str = "jan@x.example", **more: Any) -> Invitation:
    offer = Offer(address, MEMBER, cast.team, **more)
    invitation = invitations.invite(by=cast.coordinator, board=cast.board, offer=offer).invitation
    assert invitation
    return invitation


@pytest.mark.parametrize(
    ("state_", "words"),
    [
        (MailState.WAITING, "Wacht op versturen"),
        (MailState.HANDING_OVER, "Wordt verstuurd"),
        (MailState.SENT, "Verstuurd op"),
        (MailState.UNCERTAIN, "Onzeker"),
        (MailState.FAILED, "Niet verstuurd"),
    ],
)
def test_each_says_how_its_mail_went(cast: Cast, state_: MailState, words: str) -> None:
    made(cast)
    empty = (
        {}
        if state_ in {MailState.WAITING, MailState.HANDING_OVER}
        else {"address": "", "subject": "", "text": "", "html": ""}
    )
    Mail.objects.update(state=state_, finished_at=timezone.now(), **empty)
    text = signed_in(cast.coordinator).get(UNDER_WAY).content.decode()
    assert words in text
    assert "Geldig tot en met" in text


def test_each_says_how_it_stands(cast: Cast) -> None:
    made(cast)
    client = signed_in(cast.administrator)
    three_weeks = dt.timedelta(weeks=3)
    invitation = Invitation.objects.get()
    Invitation.objects.update(
        created_at=invitation.created_at - three_weeks, expires_at=invitation.expires_at - three_weeks
    )
    assert "Verlopen na" in client.get(UNDER_WAY).content.decode()
    Invitation.objects.update(created_at=invitation.created_at, expires_at=invitation.expires_at)
    cast.coordinator.memberships.update(ended_on=timezone.localdate())
    assert "De link werkt niet meer: wie uitnodigde" in client.get(UNDER_WAY).content.decode()


def test_it_is_sent_again_and_withdrawn(cast: Cast) -> None:
    invitation = made(cast)
    client = signed_in(cast.team_coordinator)
    again = reverse("invitation-resend", args=[invitation.uid])
    back = reverse("invitation-withdraw", args=[invitation.uid])
    before = state()
    for page in (again, back):
        assert "jan@x.example" in client.get(page).content.decode()
    assert state() == before, "asking does nothing"
    assert "gaat opnieuw op weg" in client.post(again, follow=True).content.decode()
    assert Mail.objects.count() == 2
    for _time in range(2):
        client.post(again)
    assert "Morgen kan het weer" in client.post(again, follow=True).content.decode()
    assert Mail.objects.count() == 4
    assert "is ingetrokken" in client.post(back, follow=True).content.decode()
    assert not Invitation.objects.open().exists()
    assert client.post(back).status_code == 404
    assert "Geen open uitnodigingen" in client.get(UNDER_WAY).content.decode()


def test_what_was_made_without_mail_is_sent_by_one_button(cast: Cast) -> None:
    offers = [Offer(f"p{n}@x.example", MEMBER, cast.team) for n in range(3)]
    invitations.invite_many(by=cast.administrator, board=cast.board, offers=offers, send=False)
    client = signed_in(cast.administrator)
    text = client.get(UNDER_WAY).content.decode()
    assert "3 uitnodigingen versturen" in text
    assert "Nog niet verstuurd." in text
    assert (
        "3 uitnodigingen gaan op weg."
        in client.post(UNDER_WAY, {"verstuur": "1"}, follow=True).content.decode()
    )
    assert Mail.objects.count() == 3
    assert "versturen</button>" not in client.get(UNDER_WAY).content.decode()


def test_as_many_queries_for_one_invitation_as_for_three(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    made(cast)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(UNDER_WAY).status_code == 200
        return len(found)

    one = queries()
    made(cast, "twee@x.example")
    made(cast, "drie@x.example")
    assert one == queries() == 10
