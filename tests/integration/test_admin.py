"""The Django admin: staff may look, nobody may change, and individual answers are not there."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from assessments import models
from assessments.admin import SHOWN, site
from assessments.enums import Role, RoundState, Via
from assessments.models import Assessment, Card, Participation, User
from assessments.services import confirmations
from tests.cast import Cast
from tests.factories import UserFactory, make_round, set_scores

pytestmark = [pytest.mark.django_db, pytest.mark.page]

HIDDEN = {
    models.Answer,
    models.Response,
    models.Retired,
    models.Receipt,
    models.Tally,
    models.Remark,
    models.Mail,
    models.MailOff,
    models.Invitation,
    models.OrganisationImport,
    models.AllowedProvider,
    models.PrintedFile,
    models.PrintJob,
    models.PrintPart,
}
"""What one person said or chose, and what is left of it; mail and files on their way: withheld from support too."""

SHOWN_IDS = [model.__name__ for model in SHOWN]


@pytest.fixture
def staff(client: Client) -> User:
    user: User = UserFactory(name="Steun", is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def rows(cast: Cast, small_card: Card) -> None:
    """A row of nearly every kind."""
    assessment = make_round([cast.team], small_card).assessments.get()
    set_scores(assessment, {"VA1.1": 4}, rationale="<b>Onderbouwing</b>")
    confirmations.confirm(by=cast.coordinator, assessment=assessment, with_gaps=True)
    Participation.objects.create(assessment=assessment, via=Via.LINK, address="geheim@voorbeeld.example")


def url(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:assessments_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", SHOWN, ids=SHOWN_IDS)
def test_staff_read_lists_and_rows(client: Client, staff: User, rows: None, model: type[Model]) -> None:
    assert client.get(url(model, "changelist")).status_code == 200
    for thing in model._default_manager.all()[:1]:
        page = client.get(url(model, "change", thing.pk))
        assert page.status_code == 200
        assert "_save" not in page.content.decode()
        assert "<b>Onderbouwing" not in page.content.decode()


@pytest.mark.parametrize("model", SHOWN, ids=SHOWN_IDS)
def test_nobody_adds_changes_or_deletes(client: Client, rows: None, model: type[Model]) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    thing = model._default_manager.first()
    key = thing.pk if thing else 1
    before = model._default_manager.count()
    assert client.post(url(model, "add"), {}).status_code == 403
    assert client.post(url(model, "change", key), {}).status_code in {302, 403}
    assert client.post(url(model, "delete", key), {"post": "yes"}).status_code in {302, 403}
    client.post(url(model, "changelist"), {"action": "delete_selected", "_selected_action": [key]})
    assert model._default_manager.count() == before


def test_every_model_is_shown_or_withheld_on_purpose() -> None:
    ours = set(apps.get_app_config("assessments").get_models())
    assert set(SHOWN) | HIDDEN == ours
    assert set(site._registry) == set(SHOWN)
    assert not set(site._registry) & HIDDEN
    assert site is not admin.site


def test_secrets_stay_out(client: Client, staff: User, rows: None) -> None:
    person = User.objects.get(name="Fatma Şahin")
    page = client.get(url(models.User, "change", person.pk)).content.decode()
    assert person.password not in page
    confirmed = Assessment.objects.exclude(marks="").get()
    page = client.get(url(models.Assessment, "change", confirmed.pk)).content.decode()
    assert confirmed.marks not in page, "medians of what the tie was cut from are among them"
    participation = Participation.objects.get()
    assert "geheim@" not in client.get(url(models.Participation, "change", participation.pk)).content.decode()


@pytest.mark.parametrize(
    "path", ["/beheer/", "/beheer/assessments/user/", "/beheer/auth/group/", "/beheer/login/"]
)
def test_others_are_kept_out(client: Client, cast: Cast, path: str) -> None:
    assert client.get(path).status_code in {302, 404}
    for person in cast.everyone().values():
        client.force_login(person)
        assert client.get(path).status_code in {302, 403, 404}
    client.force_login(UserFactory(is_staff=True, is_active=False))
    assert client.get(path).status_code in {302, 404}


def test_signing_in_goes_through_our_own_page(client: Client) -> None:
    response = client.get("/beheer/login/")
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_a_role_gives_no_way_in(client: Client, cast: Cast) -> None:
    assert Role.ADMINISTRATOR in {membership.role for membership in cast.administrator.memberships.all()}
    client.force_login(cast.administrator)
    assert client.get("/beheer/assessments/round/").status_code in {302, 403}
    assert RoundState.OPEN.value.encode() not in client.get("/beheer/assessments/round/").content
