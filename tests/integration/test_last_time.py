"""The next round of a team opens with what was set out to do last time, and how far that is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from assessments.enums import ActionStatus, RoundState, Via
from assessments.models import Assessment, Card, Indicator, Priority
from assessments.results.cards import load_card
from assessments.results.last_time import LastTime, last_time
from tests.cast import Cast
from tests.factories import confirm, make_action, make_individual, make_round, set_scores, take_part
from tests.reading import signed_in, text_of

TODAY = timezone.localdate()
YEAR = dt.timedelta(days=364)


def at(days_ago: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days_ago)


@pytest.fixture
def before(cast: Cast, small_card: Card) -> Assessment:
    """Last year's self-assessment, confirmed, with two priorities."""
    old = make_round(
        [cast.team], small_card, title="Najaar 2025", starts_on=TODAY - YEAR, state=RoundState.CLOSED
    ).assessments.get()
    set_scores(old, {"VA1.1": 2, "VA1.2": 2}, updated_by=cast.coordinator)
    confirm(old)
    for position, code in enumerate(("VA1.2", "VA1.1"), start=1):
        indicator = Indicator.objects.get(card=small_card, code=code)
        Priority.objects.create(assessment=old, indicator=indicator, position=position)
    return old


@pytest.fixture
def now(cast: Cast, small_card: Card, before: Assessment) -> Assessment:
    return make_round([cast.team], small_card, starts_on=TODAY).assessments.get()


def act(cast: Cast, card: Card, codes: str, what: str, **fields: Any) -> None:
    place = fields.pop("place", cast.team)
    make_action(place, card, codes, **{"what": what, "made_at": at(300)} | fields)


def page_of(cast: Cast, path: str) -> str:
    return text_of(signed_in(cast.member).get(path))


def opened(assessment: Assessment) -> LastTime:
    return last_time(assessment, load_card(assessment.round.card_id))


def test_priorities_stand_in_order_with_the_actions_about_them(
    cast: Cast, small_card: Card, now: Assessment
) -> None:
    act(cast, small_card, "VA1.1 VA1.2", "Over beide", status=ActionStatus.DONE)
    act(cast, small_card, "VA1.3", "Iets anders", due_on=TODAY - dt.timedelta(days=1))
    found = opened(now)
    assert found.round_title == "Najaar 2025"
    assert [(one.code, [action.what for action in actions]) for one, actions in found.priorities] == [
        ("VA1.2", ["Over beide"]),
        ("VA1.1", []),
    ]
    assert [(action.what, action.is_late) for action in found.others] == [("Iets anders", True)]


def test_only_what_was_there_when_the_round_began_and_is_of_the_team_itself(
    cast: Cast, small_card: Card, before: Assessment, now: Assessment
) -> None:
    long_ago = {"status": ActionStatus.DONE, "ended_on": TODAY - 2 * YEAR, "made_at": at(800)}
    act(cast, small_card, "VA1.1", "Twee jaar terug klaar", **long_ago)
    act(cast, small_card, "VA1.1", "Van vandaag", made_at=timezone.now())
    act(cast, small_card, "VA1.1", "Van de school", place=cast.school)
    act(cast, small_card, "VA1.1", "Van de buren", place=cast.sibling_team)
    act(cast, small_card, "VA1.1", "Loopt al lang", made_at=at(800))
    (_first, none), (_second, actions) = opened(now).priorities
    assert not none
    assert [action.what for action in actions] == ["Loopt al lang"]
    Assessment.objects.filter(pk=before.pk).update(confirmed_at=None, marks="")
    assert not opened(now).priorities, "what is not confirmed is not told"
    now.round.is_trial = True
    assert not opened(now), "a trial counts nowhere"


def test_the_form_of_the_team_opens_with_it(cast: Cast, small_card: Card, now: Assessment) -> None:
    act(cast, small_card, "VA1.2", "Intervisie", status=ActionStatus.DONE, owner=cast.coordinator)
    page = page_of(cast, f"/zelfevaluaties/{now.uid}/")
    assert "Vorige keer afgesproken" in page
    assert "Intervisie" in page
    assert "Afgerond op" in page
    assert str(cast.coordinator) not in page.split("Vorige keer afgesproken")[1].split("Zo werkt het")[0]
    criterion = page_of(cast, f"/zelfevaluaties/{now.uid}/criteria/VA1/")
    assert '<p class="before">Actie (afgerond): Intervisie.</p>' in criterion


def test_who_answers_alone_sees_how_it_went_after_choosing(
    cast: Cast, small_card: Card, before: Assessment
) -> None:
    now = make_individual(cast.team, small_card)
    act(cast, small_card, "VA1.2", "Intervisie", status=ActionStatus.DONE)
    start = page_of(cast, f"/inbreng/{now.uid}/")
    assert "Vorige keer afgesproken" in start
    assert "zodra je zelf hebt gekozen" in start
    assert "Intervisie" not in start
    line = '<p class="before">Actie (afgerond): Intervisie.</p>'
    assert line in page_of(cast, f"/inbreng/{now.uid}/criteria/VA1/"), "hidden until one chose"
    assert "Intervisie" not in page_of(cast, f"/inbreng/{now.uid}/klaar/")
    codes = Indicator.objects.filter(card=small_card).values_list("code", flat=True)
    take_part(now, dict.fromkeys(codes, 3), via=Via.ACCOUNT, user=cast.member)
    assert "Intervisie" in page_of(cast, f"/inbreng/{now.uid}/klaar/")


def test_who_begins_a_round_sees_what_is_still_open(cast: Cast, small_card: Card) -> None:
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=TODAY)
    act(cast, small_card, "VA1.1", "Loopt", due_on=TODAY - dt.timedelta(days=1))
    act(cast, small_card, "VA1.1", "Klaar", status=ActionStatus.DONE)
    act(cast, small_card, "VA1.1", "Van de buren", place=cast.sibling_team)
    client = signed_in(cast.coordinator)
    opening = text_of(client.get(f"/metingen/{draft.uid}/openen/"))
    assert "Er staat nog 1 actie open. Daarvan is 1 te laat." in opening
    assert "Er staan nog 2 acties open." in text_of(client.get("/metingen/nieuw/"))
