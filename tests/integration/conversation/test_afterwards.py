"""What comes of a conversation: the overview before confirming, and the spread beside what was agreed."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment, Confirmation, Conversation
from tests.cast import Cast
from tests.factories import confirm, set_scores
from tests.integration.scoring_pages.asking import body

from .conftest import SECRET
from .reading import url, words

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def signed_in(cast: Cast, person: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, person))
    return client


def result(assessment: Assessment) -> str:
    return f"/resultaten/teams/{assessment.uid}/"


def test_the_overview_names_gaps_medians_and_fives_apart(coordinator: Client, assessment: Assessment) -> None:
    """VA1.3 and VA1.2 have a median of six people; VA2.1 has three levels, the others are under the floor."""
    set_scores(assessment, {"VA1.1": 5, "VA2.2": 3})
    page = body(coordinator.get(f"/zelfevaluaties/{assessment.uid}/vaststellen/"))
    parts = dict(
        re.findall(r'<section class="sec" aria-labelledby="(\w+)">(.*?)</section>', page, flags=re.S)
    )
    named = {part: re.findall(r">(\w+\.\d)<", parts[part]) for part in ("open", "mediaan", "bewijs")}
    assert named == {
        "open": ["VA2.1", "FA1.1", "FA1.2"],
        "mediaan": ["VA1.2", "VA1.3"],
        "bewijs": ["VA1.1"],
    }
    assert "Met een niveau 2 van 7 Alleen een mediaan 2" in words(
        coordinator.get(f"/zelfevaluaties/{assessment.uid}/vaststellen/")
    )
    assert "Terug naar het gesprek" in page
    assert url(assessment, "agenda/") in page
    assert "criterium" not in " ".join(parts["vaststellen"].split())


def test_from_the_overview_who_leads_goes_to_a_gap_in_the_conversation(
    coordinator: Client, member: Client, assessment: Assessment
) -> None:
    address = f"/zelfevaluaties/{assessment.uid}/vaststellen/"
    page = body(coordinator.get(address))
    form = re.search(r'<form id="bespreek"\s+method="post"\s+action="([^"]+)"', page)
    assert form is not None
    assert re.search(r'form="bespreek"\s+name="go"\s+value="FA1.1"', page)
    assert "/criteria/" not in page
    assert "FA1.1" in words(coordinator.post(form[1], {"go": "FA1.1"}, follow=True))
    assert Conversation.objects.values_list("indicator__code", flat=True).get() == "FA1.1"
    followed = body(member.get(address))
    assert "FA1.1" in followed
    assert "bespreek" not in followed


def test_confirming_with_medians_is_a_choice(coordinator: Client, assessment: Assessment) -> None:
    address = f"/zelfevaluaties/{assessment.uid}/vaststellen/"
    assert coordinator.post(address).status_code == 422
    coordinator.post(address, {"with_gaps": "on"})
    assert Confirmation.objects.count() == 1
    assert "Mediaan van de antwoorden" in words(coordinator.get(result(assessment)))


@pytest.mark.parametrize("person", ["member", "manager", "team_manager", "governor", "coordinator"])
def test_once_confirmed_the_spread_stands_beside_the_level(
    cast: Cast, assessment: Assessment, person: str
) -> None:
    set_scores(assessment, {"VA1.3": 3})
    confirm(assessment)
    response = signed_in(cast, person).get(result(assessment))
    page, text = body(response), words(response)
    assert "VA1.3: 6 mensen antwoordden; niveau 1: 3, niveau 5: 3" in page
    assert "VA1.3 niveau 1: 3 niveau 2: 0 niveau 3: 0 niveau 4: 0 niveau 5: 3" in text
    assert "FA1.2 niet te zien: te weinig mensen" in text
    assert "FA1.2: " not in page
    assert SECRET not in page


def test_before_confirming_only_who_leads_sees_the_result_and_never_a_remark(
    cast: Cast, assessment: Assessment
) -> None:
    set_scores(assessment, {"VA1.3": 3})
    page = body(signed_in(cast, "coordinator").get(result(assessment)))
    assert "VA1.3: 6 mensen antwoordden" in page
    assert "Ga verder met het gesprek" in page
    assert SECRET not in page
    for person in ("member", "manager", "governor"):
        page = body(signed_in(cast, person).get(result(assessment)))
        assert "mensen antwoordden" not in page
        assert SECRET not in page


def test_from_the_result_the_team_follows_the_conversation(cast: Cast, assessment: Assessment) -> None:
    link = f'href="{url(assessment)}"'
    assert link in body(signed_in(cast, "member").get(result(assessment)))
    for person in ("manager", "governor"):
        assert link not in body(signed_in(cast, person).get(result(assessment)))
    Assessment.objects.filter(pk=assessment.pk).update(answering_closed_at=None)
    assert link not in body(signed_in(cast, "member").get(result(assessment)))


def test_the_spread_costs_one_query(
    cast: Cast, assessment: Assessment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    confirm(assessment)
    client = signed_in(cast, "manager")
    with django_assert_num_queries(12):
        client.get(result(assessment))


def test_the_form_of_the_team_leads_to_the_conversation(
    coordinator: Client, member: Client, assessment: Assessment
) -> None:
    start = f"/zelfevaluaties/{assessment.uid}/"
    for client in (coordinator, member):
        assert client.get(start).url == url(assessment)  # type: ignore[attr-defined]
    confirm(assessment)
    assert "Bekijk de antwoorden" in words(coordinator.get(start))
