"""Making an action, from wherever one is, and changing it."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import ActionStatus, Role, Way
from assessments.models import Action, Assessment, Card, Criterion, Example, Membership, Priority, Round, User
from assessments.services.actions import Draft, change_action
from tests.cast import Cast
from tests.factories import confirm, make_action, make_card, make_round
from tests.reading import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

NEW = "/acties/nieuw/"
TODAY = timezone.localdate()
DUE = (TODAY + dt.timedelta(days=30)).isoformat()


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_round([cast.team], small_card, title="LOB 2026").assessments.get()


@pytest.fixture
def example(small_card: Card) -> Example:
    criterion = Criterion.objects.get(card=small_card, code="VA1")
    return Example.objects.create(
        criterion=criterion, position=2, what="Oud-leerlingen uitnodigen", how_seen="Er komen er drie"
    )


def said(**more: Any) -> dict[str, Any]:
    return {"what": "Gastles plannen", "indicators": ["VA1.1"], "due_on": DUE, **more}


def read(user: User, **query: Any) -> str:
    response = signed_in(user).get(NEW, query)
    assert response.status_code == 200
    return text_of(response)


def ticked(text: str, code: str) -> bool:
    start = text.index(f'value="{code}"')
    return "checked" in text[start : text.index(">", start)]


def opened(text: str) -> list[str]:
    """The codes of the criteria of which the indicators are shown."""
    return re.findall(
        r'<details class="fold act-criterion" open>\s*<summary><span lang="nl"><b[^>]*>(\w+)', text
    )


def test_from_a_self_assessment_place_card_and_indicator_are_chosen(
    cast: Cast, assessment: Assessment
) -> None:
    text = read(cast.coordinator, assessment=assessment.uid, indicator="VA1.2")
    assert "Havo 4-5 (Duinmark College)" in text
    assert "LOB 2026" in text
    assert ticked(text, "VA1.2")
    assert not ticked(text, "VA1.1")
    assert "Andere plek" not in text


def test_it_is_made_there_and_leads_back_to_the_conversation(cast: Cast, assessment: Assessment) -> None:
    address = f"{NEW}?assessment={assessment.uid}&terug=gesprek"
    response = signed_in(cast.coordinator).post(address, said(who=f"rol-{Role.MEMBER}", why="Omdat"))
    assert response.headers["Location"] == reverse("conversation", args=[assessment.uid])
    made = Action.objects.get()
    assert (made.assessment, made.team, made.owner_role, made.why) == (
        assessment,
        cast.team,
        Role.MEMBER,
        "Omdat",
    )


@pytest.mark.parametrize("back", ["", "https://evil.example", "//evil.example/", "onzin"])
def test_elsewhere_it_leads_to_the_action_itself(cast: Cast, assessment: Assessment, back: str) -> None:
    data = said(assessment=assessment.uid, terug=back)
    response = signed_in(cast.coordinator).post(NEW, data)
    assert response.headers["Location"] == reverse("action", args=[Action.objects.get().uid])


def test_only_in_what_one_sees_and_never_in_a_trial(
    cast: Cast, small_card: Card, assessment: Assessment
) -> None:
    foreign = make_round([cast.foreign_team], small_card).assessments.get()
    trial = make_round([cast.team], make_card(), is_trial=True).assessments.get()
    client = signed_in(cast.coordinator)
    for uid in (foreign.uid, trial.uid, uuid4(), "geen-sleutel"):
        assert client.get(NEW, {"assessment": str(uid)}).status_code == 404, uid
    # a manager sees the result only once it is confirmed
    assert signed_in(cast.manager).get(NEW, {"assessment": str(assessment.uid)}).status_code == 404


def test_where_there_is_a_choice_the_place_comes_first(cast: Cast, assessment: Assessment) -> None:
    text = read(cast.coordinator, indicator="VA1.2")
    assert "Kies eerst voor welk team" in text
    assert str(cast.sibling_team.uid) in text
    assert str(cast.cousin_team.uid) not in text
    assert '<input type="hidden" name="indicator" value="VA1.2">' in text
    assert "Kies eerst" not in read(cast.team_coordinator), "one place is no choice"
    assert "Kies eerst" in read(cast.coordinator, team=cast.cousin_team.uid), "not one's own"
    assert "Kies eerst" in read(cast.team_coordinator, team=cast.cousin_team.uid), "nothing else in its place"
    text = read(cast.coordinator, team=cast.team.uid)
    assert "Wat gaan jullie doen?" in text
    assert "Andere plek" in text


def test_a_place_without_a_round_borrows_the_card_of_what_is_above_it(
    cast: Cast, assessment: Assessment
) -> None:
    assert "VA1.1" in read(cast.coordinator, plek=cast.sibling_team.uid)
    assert "VA1.1" in read(cast.board_coordinator, plek=cast.board.uid)
    Round.objects.update(is_trial=True)
    assert "heeft nog geen meting" in read(cast.coordinator, plek=cast.sibling_team.uid)


def test_only_who_belongs_there_can_do_it(cast: Cast, assessment: Assessment) -> None:
    text = read(cast.coordinator, plek=cast.team.uid)
    assert str(cast.member.uid) in text
    for other in (cast.foreign_member, cast.governor, cast.administrator):
        assert str(other.uid) not in text
    response = signed_in(cast.coordinator).post(NEW, said(plek=cast.team.uid, who=cast.foreign_member.uid))
    assert "Kies iemand uit de lijst." in text_of(response)
    assert not Action.objects.exists()


def test_what_is_wrong_is_named_and_what_was_typed_stays(cast: Cast, assessment: Assessment) -> None:
    data = {
        "plek": cast.team.uid,
        "what": "é" * 201,
        "why": "Een <i>reden</i>",
        "who": cast.member.uid,
        "due_on": (TODAY - dt.timedelta(days=1)).isoformat(),
    }
    text = text_of(signed_in(cast.coordinator).post(NEW, data))
    for words in (
        "Dit klopt nog niet",
        "hoogstens 200 tekens",
        "Kies minstens één indicator",
        "Deze dag is voorbij",
    ):
        assert words in text, words
    assert "é" * 201 in text
    assert "Een &lt;i&gt;reden&lt;/i&gt;" in text
    assert f'<option value="{cast.member.uid}" selected>' in text
    assert not Action.objects.exists()


def test_an_example_fills_in_and_leaves_the_rest(
    cast: Cast, assessment: Assessment, example: Example
) -> None:
    unfolded = '<details class="fold" open>'
    assert unfolded in read(cast.coordinator, plek=cast.team.uid, indicator="VA1.1")
    assert unfolded not in read(cast.coordinator, plek=cast.team.uid, indicator="VA2.1")
    text = read(cast.coordinator, plek=cast.team.uid, voorbeeld="VA1-2")
    assert text.count("Oud-leerlingen uitnodigen") >= 2, "in the list and in the field"
    assert opened(text) == ["VA1"], "where its indicators are"
    data = said(plek=cast.team.uid, why="Mijn reden", due_on="", voorbeeld="VA1-2")
    text = text_of(signed_in(cast.coordinator).post(NEW, data))
    assert "Mijn reden" in text
    assert "Er komen er drie" in text
    assert "Gastles plannen" not in text
    assert ticked(text, "VA1.1")
    assert "Dit klopt nog niet" not in text
    assert not Action.objects.exists()


def test_without_examples_there_is_no_list_of_them(cast: Cast, assessment: Assessment) -> None:
    assert "Voorbeelden om uit te kiezen" not in read(cast.coordinator, plek=cast.team.uid, voorbeeld="VA1-2")


def test_the_conversation_leads_there(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, way=Way.INDIVIDUAL)
    round_.assessments.update(answering_closed_at=timezone.now(), declared_size=9)
    talk = round_.assessments.get()
    client = signed_in(cast.coordinator)
    address = reverse("conversation", args=[talk.uid])
    client.post(address, {"go": "VA1.2"})
    link = f"{NEW}?assessment={talk.uid}&amp;indicator=VA1.2&amp;terug=gesprek"
    assert link in text_of(client.get(address))
    assert link not in text_of(signed_in(cast.member).get(address))


def test_the_result_leads_there_and_is_come_back_to(cast: Cast, assessment: Assessment) -> None:
    confirm(assessment)
    indicator = assessment.round.card.indicators.get(code="VA1.2")
    Priority.objects.create(assessment=assessment, indicator=indicator, position=1)
    client = signed_in(cast.coordinator)
    text = text_of(client.get(reverse("team-result", args=[assessment.uid])))
    links = [unescape(link) for link in re.findall(rf'href="({NEW}[^"]*)"', text)]
    assert len(links) == 2, "about the priority, and another one"
    for link in links:
        response = client.post(link, said())
        assert response.headers["Location"] == reverse("team-result", args=[assessment.uid])


def test_a_fixed_number_of_queries(
    cast: Cast, assessment: Assessment, example: Example, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.coordinator)
    query = {"assessment": str(assessment.uid), "indicator": "VA1.1"}
    client.get(NEW, query)
    with django_assert_num_queries(8):
        client.get(NEW, query)
    with django_assert_num_queries(10):
        client.get(NEW, {"plek": str(cast.team.uid)})


# --- changing -------------------------------------------------------------------------------------------------------


@pytest.fixture
def action(cast: Cast, small_card: Card, assessment: Assessment) -> Action:
    return make_action(cast.team, small_card, "VA1.1 VA1.2", what="Gastles plannen", owner=cast.member)


def change(user: User, action: Action, **more: Any) -> Any:
    address = reverse("action-change", args=[action.uid])
    return signed_in(user).post(address, said(version="1", **more))


def test_the_form_holds_what_stands_and_changes_it(cast: Cast, action: Action) -> None:
    text = text_of(signed_in(cast.manager).get(reverse("action-change", args=[action.uid])))
    assert "Gastles plannen" in text
    assert ticked(text, "VA1.1")
    assert ticked(text, "VA1.2")
    assert f'<option value="{cast.member.uid}" selected>' in text
    response = change(cast.manager, action, what="Iets anders", who=f"rol-{Role.COORDINATOR}")
    assert response.headers["Location"] == reverse("action", args=[action.uid])
    action.refresh_from_db()
    assert (action.what, action.owner, action.owner_role) == ("Iets anders", None, Role.COORDINATOR)
    assert [one.code for one in action.indicators.all()] == ["VA1.1"]


def test_who_left_stays_until_another_is_chosen_and_a_day_that_passed_may_stay(
    cast: Cast, action: Action
) -> None:
    Membership.objects.filter(user=cast.member).update(ended_on=TODAY)
    past = TODAY - dt.timedelta(days=5)
    Action.objects.update(due_on=past)
    text = text_of(signed_in(cast.manager).get(reverse("action-change", args=[action.uid])))
    assert "Şükrü Łukasz (heeft hier geen rol meer)" in text
    response = change(cast.manager, action, what="Iets anders", who=cast.member.uid, due_on=past.isoformat())
    assert response.status_code == 302
    action.refresh_from_db()
    assert (action.what, action.owner) == ("Iets anders", cast.member)


def test_who_was_overtaken_sees_both_and_can_mean_it(cast: Cast, action: Action) -> None:
    said_ = Draft("Van de ander", action.due_on, tuple(action.indicators.all()), why="Hun reden")
    change_action(by=cast.coordinator, action=action, draft=said_, version=1)
    response = change(cast.manager, action, what="Van mij", why="Mijn reden")
    assert response.status_code == 409
    text = text_of(response)
    for words in (
        "Van de ander",
        "Hun reden",
        "Van mij",
        "Mijn reden",
        "VA1.1, VA1.2",
        "Er is niets opgeslagen",
    ):
        assert words in text, words
    assert 'name="version" value="2"' in text
    assert ticked(text, "VA1.1")
    action.refresh_from_db()
    assert action.what == "Van de ander"
    address = reverse("action-change", args=[action.uid])
    signed_in(cast.manager).post(address, said(version="2", what="Van mij"))
    action.refresh_from_db()
    assert action.what == "Van mij"


def test_a_status_is_no_part_of_it(cast: Cast, action: Action) -> None:
    change(cast.manager, action, status=ActionStatus.DONE)
    action.refresh_from_db()
    assert action.status == ActionStatus.PLANNED
