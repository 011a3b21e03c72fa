"""A second step is required of bestuur, beheerder and the admin: nobody else notices, and nobody gets round it."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.access.second_factor import FACTORS
from assessments.checks import routes
from assessments.enums import Role, Verb
from assessments.models import AuditEvent, Mail, User
from assessments.services import invitations
from assessments.services.offers import Offer
from assessments.views import middleware
from assessments.views.security import passkey_uid
from tests.cast import Cast
from tests.factories import PASSWORD, UserFactory, give_role, make_card, make_round
from tests.passkeys import SoftPasskey, give_passkey
from tests.signing_in import App, Deliver, by_password, give_app, is_signed_in, recovery_codes

pytestmark = pytest.mark.django_db

SET_UP = "/account/beveiliging/tweede-stap/"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def where(client: Client, path: str = "/") -> str:
    """Where a path leads, without what follows the question mark; "" where it is shown."""
    response = client.get(path)
    return str(response.headers.get("Location", "")).partition("?")[0]


def in_two_steps(user: User, app: App) -> Client:
    client = by_password(user)
    assert client.post(reverse("mfa_authenticate"), {"code": app.code()}).status_code == 302
    return client


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "asked"),
    [
        ("governor", True),
        ("administrator", True),
        ("foreign_governor", True),
        ("member", False),
        ("coordinator", False),
        ("board_coordinator", False),
        ("manager", False),
        ("former_member", False),
        ("stranger", False),
    ],
)
def test_bestuur_and_beheerder_are_led_to_set_one_up(cast: Cast, person: str, asked: bool) -> None:
    client = by_password(getattr(cast, person))
    assert where(client) == (SET_UP if asked else "")
    assert where(client, SET_UP) == ""


@pytest.mark.parametrize("path", ["/beheer/", "/beheer/assessments/user/", "/resultaten/"])
def test_so_is_whoever_may_use_the_admin(path: str) -> None:
    client = by_password(UserFactory(is_staff=True))
    assert where(client, path) == SET_UP


def test_where_it_is_not_required_nobody_is(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert where(by_password(cast.governor)) == ""
    assert where(by_password(UserFactory(is_staff=True)), "/beheer/") == ""


def test_a_role_counts_from_the_next_page(cast: Cast) -> None:
    client = by_password(cast.member)
    assert where(client) == ""
    role = give_role(cast.member, Role.GOVERNOR, cast.board)
    assert where(client) == SET_UP
    role.ended_on = timezone.localdate()
    role.save()
    assert where(client) == ""


def test_nothing_else_is_reachable_and_nothing_is_done(cast: Cast) -> None:
    """Every route but those that lead out or to a second step; by GET and by POST."""
    client = by_password(cast.administrator)
    round_ = make_round([cast.team], make_card())
    watching = {"ready", "alive"}  # answered before anybody is looked at
    open_ = middleware.ALWAYS | middleware.SETTING_UP | watching
    tried = 0
    for path, pattern in routes():
        if pattern.name in open_ or "<" in path or "(?P" in path:
            continue
        for method in (client.get, client.post):
            response = method(f"/{path}")
            assert response.headers.get("Location") == SET_UP or pattern.name == "security-second-factor", (
                path
            )
            tried += 1
    assert tried > 40
    assert where(client, reverse("round-detail", args=[round_.uid])) == SET_UP
    assert client.get("/bestaat-niet/").status_code == 404
    stop = reverse("mail-off", args=["van-niemand"])
    assert client.get(stop).status_code == 404, "the link in a mail is for whoever has it"


@pytest.mark.parametrize("route", ["privacy", "ready", "account_inactive", "account_logout"])
def test_what_anybody_may_see_stays(cast: Cast, route: str) -> None:
    client = by_password(cast.administrator)
    assert client.get(reverse(route)).status_code == 200
    client.post(reverse("set_language"), {"language": "en"})
    assert "Set up a second step" in client.get(SET_UP).content.decode()
    client.post(reverse("account_logout"))
    assert where(client) == reverse("account_login")


# --- setting one up -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_with_an_app_one_goes_on_at_once(cast: Cast) -> None:
    client = by_password(cast.administrator)
    form = client.get(reverse("security-app-add")).context["form"]
    response = client.post(reverse("security-app-add"), {"code": App(form.secret).code()})
    assert response.headers["Location"] == reverse("security-codes")
    page = client.get(reverse("security-codes")).content.decode()
    assert "Je logt nu in twee stappen in" in page
    assert where(client) == ""


@pytest.mark.django_db(transaction=True)
def test_with_a_passkey_too(cast: Cast) -> None:
    client = by_password(cast.governor)
    options = client.get(reverse("passkey-add")).context["options"]
    credential = json.dumps(SoftPasskey(cast.governor).create(options))
    assert client.post(reverse("passkey-add"), {"credential": credential}).status_code == 302
    assert where(client) == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/resultaten/", "/mensen/?plek=x&rol=geen"])
def test_then_one_comes_where_one_was_going(cast: Cast, path: str) -> None:
    """By an app, past the recovery codes; and another one later leads to one's own ways again."""
    client = Client()
    data = {"login": cast.administrator.email, "password": PASSWORD, "next": path}
    assert client.post(reverse("account_login"), data, follow=True).redirect_chain[-1][0] == SET_UP
    assert client.post("/metingen/").headers["Location"] == SET_UP, "what was sent is not asked again"
    form = client.get(reverse("security-app-add")).context["form"]
    response = client.post(reverse("security-app-add"), {"code": App(form.secret).code()})
    codes_page = reverse("security-codes")
    assert response.headers["Location"] == codes_page
    assert client.post(codes_page).headers["Location"] == codes_page, "new codes keep it too"
    assert f'<a href="{SET_UP}">Ik heb ze bewaard</a>' in client.get(codes_page).content.decode()
    assert client.get(SET_UP).headers["Location"] == path
    assert client.get(path).status_code == 200
    options = client.get(reverse("passkey-add")).context["options"]
    credential = json.dumps(SoftPasskey(cast.administrator).create(options))
    added = client.post(reverse("passkey-add"), {"credential": credential})
    assert added.headers["Location"] == reverse("security")


def links_mailed_to(cast: Cast) -> dict[str, str]:
    """Per kind of link that lets its reader in: where it leads, without our host."""
    invitations.invite(
        by=cast.coordinator, board=cast.board, offer=Offer("nieuw@x.example", Role.MEMBER, cast.team)
    )
    Client().post(reverse("account_reset_password"), {"email": cast.governor.email})
    mails = " ".join(Mail.objects.values_list("text", flat=True))
    kinds = {"invitation": r"/uitnodiging/[\w-]+/", "password": r"/wachtwoord/kiezen/[\w-]+/"}
    return {kind: re.findall(pattern, mails)[0] for kind, pattern in kinds.items()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "then"), [("invitation", "/uitnodiging/"), ("password", "/")])
def test_what_lets_in_is_kept_nowhere_on_the_way(cast: Cast, kind: str, then: str) -> None:
    """Neither in the session nor in an address, from where it would go into a history and a log."""
    link = links_mailed_to(cast)[kind]
    secret = link.rstrip("/").rpartition("/")[2]
    client = by_password(cast.governor)

    def follow(response: Any) -> str:
        """Where it leads, by our own steps."""
        there = str(response.headers["Location"])
        assert secret not in there
        assert secret not in str(dict(client.session))
        return there

    there = follow(client.get(link))
    if there == "/uitnodiging/":
        there = follow(client.get(there))
    assert there == SET_UP
    form = client.get(reverse("security-app-add")).context["form"]
    follow(client.post(reverse("security-app-add"), {"code": App(form.secret).code()}))
    assert follow(client.get(SET_UP)) == then


@pytest.mark.parametrize(("kind", "then"), [("invitation", "/uitnodiging/"), ("password", "/")])
def test_nor_where_one_takes_the_step_first(cast: Cast, kind: str, then: str) -> None:
    link = links_mailed_to(cast)[kind]
    client = Client()
    client.force_login(cast.governor)  # a session that took none
    give_app(cast.governor)
    response = client.get(link)
    if response.headers["Location"] == "/uitnodiging/":
        response = client.get("/uitnodiging/")
    assert response.headers["Location"] == reverse("mfa_reauthenticate", query={"next": then})


# --- taking it ------------------------------------------------------------------------------------------------------


def test_who_took_it_is_not_asked_again(cast: Cast) -> None:
    client = in_two_steps(cast.governor, give_app(cast.governor))
    assert where(client) == ""
    assert where(client, SET_UP) == reverse("security")


def test_a_passkey_alone_is_two_steps_in_one(cast: Cast) -> None:
    passkey, _stored = give_passkey(cast.governor)
    client = Client()
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    credential = json.dumps(passkey.get(options["request_options"]))
    client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert where(client) == ""


def test_a_session_from_before_takes_it_first(cast: Cast) -> None:
    """And can neither add another one nor confirm by password: whoever stole it knows that, perhaps."""
    client = Client()
    client.force_login(cast.governor)  # a session that nobody keeps a list of
    app = give_app(cast.governor)
    assert where(client) == reverse("mfa_reauthenticate")
    for route in (
        "security-app-add",
        "passkey-add",
        "security-confirm",
        "security",
        "account_change_password",
    ):
        assert where(client, reverse(route)) == reverse("mfa_reauthenticate"), route
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert response.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert where(client) == reverse("mfa_reauthenticate")
    data = {"code": app.code(), "next": "/resultaten/"}
    assert client.post(reverse("mfa_reauthenticate"), data).headers["Location"] == "/resultaten/"
    assert where(client) == ""


@pytest.mark.parametrize("path", ["/", "/beheer/"])
def test_of_the_first_step_alone_nothing_comes(cast: Cast, path: str) -> None:
    give_app(cast.governor)
    client = by_password(cast.governor)
    assert where(client, path).startswith((reverse("account_login"), "/beheer/login/"))


# --- the last one ---------------------------------------------------------------------------------------------------


def factors(user: User) -> int:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).count()


def test_the_last_one_stays_until_there_is_another(cast: Cast) -> None:
    client = in_two_steps(cast.governor, give_app(cast.governor))
    for response in (client.get(reverse("security-app-remove")), client.post(reverse("security-app-remove"))):
        assert "Dat kan nu niet" in response.content.decode()
    assert factors(cast.governor) == 1
    _passkey, stored = give_passkey(cast.governor)
    assert client.post(reverse("security-app-remove")).status_code == 302
    remove = reverse("passkey-remove", args=[passkey_uid(stored)])
    for response in (client.get(remove), client.post(remove)):
        assert "Dat kan nu niet" in response.content.decode()
    assert factors(cast.governor) == 1
    assert len(recovery_codes(cast.governor)) == 10


def test_who_need_not_have_one_may_do_without_and_a_role_asks_again(cast: Cast) -> None:
    client = in_two_steps(cast.member, give_app(cast.member))
    client.post(reverse("security-app-remove"))
    assert factors(cast.member) == 0
    assert where(client) == ""
    give_role(cast.member, Role.ADMINISTRATOR, cast.board)
    assert where(client) == SET_UP, "that one was taken once says nothing now that there is none"


# --- all of them lost -----------------------------------------------------------------------------------------------


def test_who_lost_everything_is_let_in_again_from_the_machine(cast: Cast, deliver_mail: Deliver) -> None:
    client = in_two_steps(cast.governor, give_app(cast.governor))
    give_passkey(cast.governor)
    said = StringIO()
    call_command("remove_second_factor", cast.governor.email.upper(), stdout=said)
    assert "Diegene kan weer inloggen" in said.getvalue()
    assert not Authenticator.objects.filter(user=cast.governor).exists()
    assert not is_signed_in(client)
    assert where(by_password(cast.governor)) == SET_UP
    event = AuditEvent.objects.get(verb=Verb.SIGN_IN_CHANGED)
    assert (event.actor, event.object_key, event.board) == (None, cast.governor.uid, cast.board.uid)
    assert [mail.subject for mail in deliver_mail()] == ["Je tweede stap is verwijderd"]


@pytest.mark.parametrize("address", ["niemand@voorbeeld.example", "member@voorbeeld.example"])
def test_nobody_else_is_touched(cast: Cast, address: str) -> None:
    give_app(cast.governor)
    with pytest.raises(CommandError, match="Er is niets veranderd"):
        call_command("remove_second_factor", address)
    assert factors(cast.governor) == 1


# --- what it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/resultaten/", "/metingen/", "/kaarten/", "/account/beveiliging/"])
@pytest.mark.parametrize("person", ["member", "coordinator", "governor"])
def test_it_costs_no_query(cast: Cast, settings: Any, person: str, path: str) -> None:
    user = getattr(cast, person)
    client = in_two_steps(user, give_app(user)) if person == "governor" else by_password(user)
    counts = []
    for settings.SECOND_FACTOR_REQUIRED in (False, True):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
