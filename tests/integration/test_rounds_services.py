"""Planning, changing, opening, closing and discarding: what works first, then each refusal."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import Choice, Role, RoundState, Verb, Way
from assessments.models import Assessment, AuditEvent, Card, Confirmation, Round, Team, TeamScore
from assessments.services import confirmations, locking, rounds
from tests.cast import Cast
from tests.factories import (
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_card,
    make_round,
    save_score,
    set_scores,
)
from tests.reading import verbs

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def plan(cast: Cast, card: Card, teams: list[Team], **changes: Any) -> Round:
    wanted: dict[str, Any] = {
        "by": cast.coordinator,
        "title": "LOB najaar 2026",
        "starts_on": TODAY,
        "ends_on": TODAY + 30 * DAY,
    }
    return rounds.plan_round(card=card, teams=teams, **(wanted | changes))


def change(cast: Cast, round_: Round, teams: list[Team], **changes: Any) -> Round:
    wanted: dict[str, Any] = {
        "by": cast.coordinator,
        "title": round_.title,
        "card": round_.card,
        "starts_on": round_.starts_on,
        "ends_on": round_.ends_on,
        "is_trial": round_.is_trial,
    }
    return rounds.change_round(round_=round_, teams=teams, **(wanted | changes))


def names(round_: Round) -> set[str]:
    return set(round_.assessments.values_list("team_name", flat=True))


# --- what works -----------------------------------------------------------------------------------------------------


def test_a_round_from_planning_to_closing(cast: Cast, small_card: Card) -> None:
    round_ = plan(cast, small_card, [cast.team, cast.sibling_team], title="  LOB najaar 2026 ")
    assert (round_.title, round_.state, round_.board) == ("LOB najaar 2026", RoundState.DRAFT, cast.board)
    assert names(round_) == {"Havo 4-5", "Brugklas"}
    assert set(round_.assessments.values_list("way", "open_family")) == {(Way.TOGETHER, None)}

    round_ = rounds.open_round(by=cast.coordinator, round_=round_)
    assert round_.is_open
    assert round_.opened_at
    assert set(round_.assessments.values_list("open_family", flat=True)) == {small_card.family}

    round_ = rounds.close_round(by=cast.coordinator, round_=round_)
    assert round_.is_closed
    assert round_.closed_at
    assert set(round_.assessments.values_list("open_family", flat=True)) == {None}

    assert verbs() == [Verb.ROUND_PLANNED, Verb.ROUND_OPENED, Verb.ROUND_CLOSED]
    events = AuditEvent.objects.all()
    assert {(event.actor, event.object_key, event.board) for event in events} == {
        (cast.coordinator.uid, round_.uid, cast.board.uid)
    }


def test_a_concept_can_change_altogether(cast: Cast, small_card: Card) -> None:
    other = make_card()
    round_ = change(
        cast,
        plan(cast, small_card, [cast.team]),
        [cast.sibling_team],
        title="Nieuw",
        card=other,
        starts_on=TODAY + DAY,
        ends_on=TODAY + DAY,
        is_trial=True,
    )
    round_.refresh_from_db()
    assert (round_.title, round_.card, round_.starts_on, round_.is_trial) == (
        "Nieuw",
        other,
        TODAY + DAY,
        True,
    )
    assert names(round_) == {"Brugklas"}
    assert verbs()[-1] == Verb.ROUND_CHANGED


def test_an_open_round_changes_its_title_end_and_teams(cast: Cast, small_card: Card) -> None:
    round_ = rounds.open_round(by=cast.coordinator, round_=plan(cast, small_card, [cast.team]))
    third = TeamFactory(school=cast.school, name="Vwo 6")
    set_scores(round_.assessments.get(), {"VA1.1": 3})
    change(cast, round_, [cast.team, cast.sibling_team], title="Anders", ends_on=TODAY + DAY)
    round_ = change(cast, round_, [cast.team, third])
    assert names(round_) == {"Havo 4-5", "Vwo 6"}
    assert round_.assessments.get(team=third).open_family == small_card.family


def test_opening_freezes_names_and_school_as_they_are_then(cast: Cast, small_card: Card) -> None:
    round_ = plan(cast, small_card, [cast.team], by=cast.board_coordinator)
    Team.objects.filter(pk=cast.team.pk).update(name="Havo bovenbouw", school=cast.sibling_school)
    rounds.open_round(by=cast.board_coordinator, round_=round_)
    assessment = round_.assessments.get()
    assert (assessment.team_name, assessment.school, assessment.school_name) == (
        "Havo bovenbouw",
        cast.sibling_school,
        "Mbo De Zilte Delta",
    )


def test_a_trial_round_is_thrown_away_whole(cast: Cast, small_card: Card) -> None:
    round_ = rounds.open_round(by=cast.coordinator, round_=plan(cast, small_card, [cast.team], is_trial=True))
    assessment = round_.assessments.get()
    set_scores(assessment, {"VA1.1": 3})
    confirmations.confirm(by=cast.coordinator, assessment=assessment, with_gaps=True)
    rounds.discard_round(by=cast.coordinator, round_=round_)
    for model in (Round, Assessment, TeamScore, Confirmation):
        assert not model._default_manager.exists()
    event = AuditEvent.objects.get(verb=Verb.ROUND_DISCARDED)
    assert (event.object_key, event.board) == (round_.uid, cast.board.uid)


def test_a_concept_is_thrown_away(cast: Cast, small_card: Card) -> None:
    rounds.discard_round(by=cast.coordinator, round_=plan(cast, small_card, [cast.team]))
    assert not Round.objects.exists()


def test_the_same_team_may_be_in_open_rounds_of_two_families(cast: Cast, small_card: Card) -> None:
    for card in (small_card, make_card()):
        rounds.open_round(by=cast.coordinator, round_=plan(cast, card, [cast.team]))
    assert Round.objects.filter(state=RoundState.OPEN).count() == 2


def test_a_team_can_start_again_after_closing(cast: Cast, small_card: Card) -> None:
    first = rounds.open_round(by=cast.coordinator, round_=plan(cast, small_card, [cast.team]))
    second = plan(cast, small_card, [cast.team])
    rounds.close_round(by=cast.coordinator, round_=first)
    assert rounds.open_round(by=cast.coordinator, round_=second).is_open


# --- who may not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "person",
    [
        "member",
        "manager",
        "team_manager",
        "governor",
        "administrator",
        "former_member",
        "stranger",
        "foreign_coordinator",
    ],
)
def test_others_plan_nothing(cast: Cast, small_card: Card, person: str) -> None:
    with pytest.raises(PermissionDenied):
        plan(cast, small_card, [cast.team], by=getattr(cast, person))
    assert not Round.objects.exists()


def test_a_place_that_covers_part_of_the_teams_is_not_enough(cast: Cast, small_card: Card) -> None:
    with pytest.raises(PermissionDenied):
        plan(cast, small_card, [cast.team, cast.cousin_team])
    round_ = plan(cast, small_card, [cast.team])
    with pytest.raises(PermissionDenied):
        change(cast, round_, [cast.team, cast.cousin_team])
    wide = make_round([cast.team, cast.cousin_team], small_card)
    for deed in (rounds.close_round, rounds.discard_round):
        with pytest.raises(PermissionDenied):
            deed(by=cast.coordinator, round_=wide)
    with pytest.raises(PermissionDenied):
        change(cast, wide, [cast.team])
    assert Round.objects.get(pk=wide.pk).is_open
    assert names(round_) == {"Havo 4-5"}


# --- what is refused, with nothing changed --------------------------------------------------------------------------


def test_a_round_needs_a_name_teams_and_an_end_after_its_start(cast: Cast, small_card: Card) -> None:
    wrongs: list[dict[str, Any]] = [
        {"title": "  "},
        {"teams": []},
        {"starts_on": TODAY, "ends_on": TODAY - DAY},
    ]
    for wrong in wrongs:
        with pytest.raises(Refused):
            plan(cast, small_card, **({"teams": [cast.team]} | wrong))
    assert not Round.objects.exists()
    assert not AuditEvent.objects.exists()


def test_teams_of_two_boards_are_refused(cast: Cast, small_card: Card) -> None:
    give_role(cast.coordinator, Role.COORDINATOR, cast.foreign_board)
    with pytest.raises(Refused, match="verschillende besturen"):
        plan(cast, small_card, [cast.team, cast.foreign_team])
    round_ = plan(cast, small_card, [cast.team])
    with pytest.raises(Refused, match="verschillende besturen"):
        change(cast, round_, [cast.foreign_team])


def test_a_card_of_another_board_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="kaart"):
        plan(cast, make_card(owner=cast.foreign_board), [cast.team])
    give_role(cast.coordinator, Role.MEMBER, cast.foreign_team)
    with pytest.raises(Refused, match="kaart"):
        plan(cast, make_card(owner=cast.foreign_board), [cast.team])
    assert plan(cast, make_card(owner=cast.board), [cast.team])


@pytest.mark.parametrize("closed", ["team", "school"])
def test_a_closed_team_cannot_start(cast: Cast, small_card: Card, closed: str) -> None:
    round_ = plan(cast, small_card, [cast.team])
    thing = getattr(cast, closed)
    thing.closed_on = TODAY
    thing.save()
    with pytest.raises(Refused, match="Havo 4-5 is opgeheven"):
        plan(cast, small_card, [cast.team])
    with pytest.raises(Refused, match="Havo 4-5 is opgeheven"):
        rounds.open_round(by=cast.coordinator, round_=round_)
    assert Round.objects.get().is_draft


def test_a_round_opens_from_its_first_day_and_once(cast: Cast, small_card: Card) -> None:
    round_ = plan(cast, small_card, [cast.team], starts_on=TODAY + DAY)
    with pytest.raises(Refused, match="eerste dag"):
        rounds.open_round(by=cast.coordinator, round_=round_)
    assert Round.objects.get().is_draft
    change(cast, round_, [cast.team], starts_on=TODAY)
    rounds.open_round(by=cast.coordinator, round_=round_)
    with pytest.raises(Refused, match="al geopend"):
        rounds.open_round(by=cast.coordinator, round_=round_)


def test_a_team_is_in_one_open_round_per_family(cast: Cast, small_card: Card) -> None:
    rounds.open_round(by=cast.coordinator, round_=plan(cast, small_card, [cast.team], title="De eerste"))
    newer = make_card(key=small_card.key, edition="2")
    second = plan(cast, newer, [cast.team, cast.sibling_team])
    with pytest.raises(Refused, match=r"Havo 4-5 \(“De eerste”\)"):
        rounds.open_round(by=cast.coordinator, round_=second)
    assert Round.objects.get(pk=second.pk).is_draft
    third = rounds.open_round(by=cast.coordinator, round_=plan(cast, newer, [cast.sibling_team]))
    with pytest.raises(Refused, match="Havo 4-5"):
        change(cast, third, [cast.team, cast.sibling_team])
    assert names(third) == {"Brugklas"}


def test_after_opening_card_start_and_trial_are_fixed(cast: Cast, small_card: Card) -> None:
    round_ = rounds.open_round(by=cast.coordinator, round_=plan(cast, small_card, [cast.team]))
    for fixed in ({"card": make_card()}, {"starts_on": TODAY - DAY}, {"is_trial": True}):
        with pytest.raises(Refused, match="staan dan vast"):
            change(cast, round_, [cast.team], **fixed)


def test_a_team_with_scores_is_never_removed(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    assessment = round_.assessments.get(team=cast.team)
    set_scores(assessment, {"VA1.1": None}, rationale="Alleen woorden")
    with pytest.raises(Refused, match="Havo 4-5"):
        change(cast, round_, [cast.sibling_team], title="Anders")
    round_.refresh_from_db()
    assert (round_.title, names(round_)) == ("LOB najaar 2026", {"Havo 4-5", "Brugklas"})
    set_scores(assessment, {"VA1.1": None}, rationale="")
    assert names(change(cast, round_, [cast.sibling_team])) == {"Brugklas"}


def test_a_closed_round_can_get_another_name_and_last_day_and_a_team_that_was_forgotten(
    cast: Cast, small_card: Card
) -> None:
    round_ = make_round([cast.team], small_card, state=RoundState.CLOSED)
    last_day = round_.ends_on + dt.timedelta(days=7)
    changed = change(cast, round_, [cast.team, cast.sibling_team], title="Anders", ends_on=last_day)
    assert (changed.title, changed.ends_on, names(changed)) == ("Anders", last_day, {"Havo 4-5", "Brugklas"})
    assert changed.is_closed
    assert not changed.assessments.filter(open_family__isnull=False).exists()
    with pytest.raises(Refused, match="kaart"):
        change(cast, round_, [cast.team], starts_on=round_.starts_on + dt.timedelta(days=1))


def test_a_closed_round_does_not_close_or_open_again(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, state=RoundState.CLOSED)
    with pytest.raises(Refused, match="open meting"):
        rounds.close_round(by=cast.coordinator, round_=round_)
    with pytest.raises(Refused, match="al geopend"):
        rounds.open_round(by=cast.coordinator, round_=round_)


def test_a_round_that_counts_is_not_thrown_away(cast: Cast, small_card: Card) -> None:
    for state in (RoundState.OPEN, RoundState.CLOSED):
        round_ = make_round([cast.team], small_card, state=state)
        with pytest.raises(Refused, match="proefmeting of een concept"):
            rounds.discard_round(by=cast.coordinator, round_=round_)
        Round.objects.get(pk=round_.pk)
    draft = make_round([cast.sibling_team], small_card, state=RoundState.DRAFT)
    confirm(draft.assessments.get())
    set_scores(draft.assessments.get(), {"VA1.1": 3})
    with pytest.raises(Refused, match="al scores"):
        rounds.discard_round(by=cast.coordinator, round_=draft)


def test_a_round_that_somebody_just_threw_away(cast: Cast, small_card: Card) -> None:
    round_ = plan(cast, small_card, [cast.team])
    Round.objects.get(pk=round_.pk).assessments.all().delete()
    Round.objects.filter(pk=round_.pk).delete()
    with pytest.raises(Refused, match="bestaat niet meer"):
        rounds.open_round(by=UserFactory(), round_=round_)


# --- at the same moment ---------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_openings_at_once_leave_a_team_in_one(cast: Cast, small_card: Card) -> None:
    drafts = [plan(cast, small_card, [cast.team, cast.sibling_team], title=title) for title in ("A", "B")]
    gate, outcomes = threading.Barrier(2), []

    def open_one(round_: Round) -> None:
        gate.wait(timeout=10)
        try:
            rounds.open_round(by=cast.coordinator, round_=round_)
            outcomes.append("open")
        except Refused as refused:
            outcomes.append("refused" if "Havo 4-5" in str(refused) else str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=open_one, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["open", "refused"]
    assert Round.objects.filter(state=RoundState.OPEN).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["open", "change"])
def test_who_gives_a_role_in_a_team_and_its_round_do_not_wait_for_each_other(
    cast: Cast, small_card: Card, deed: str
) -> None:
    """The key of a team is looked at as the role is committed: by somebody whom the round may be waiting for."""
    draft = plan(cast, small_card, [cast.team, cast.sibling_team])
    deeds: dict[str, Callable[[], object]] = {
        "open": lambda: rounds.open_round(by=cast.coordinator, round_=draft),
        "change": lambda: change(cast, draft, [cast.team]),
    }
    failed, over = [], threading.Event()

    def attempt() -> None:
        try:
            deeds[deed]()
        except OperationalError as error:
            failed.append(error)
        finally:
            over.set()
            connection.close()

    thread = threading.Thread(target=attempt)
    with transaction.atomic():
        give_role(cast.stranger, Role.MEMBER, cast.team)
        locking.locked(draft.assessments.get(team=cast.team)).get()
        thread.start()
        over.wait(timeout=1)  # the round waits for the assessment by now
    thread.join(timeout=20)
    assert not failed


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_score_saved_while_its_team_is_removed_is_kept_or_refused(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    assessment = round_.assessments.get(team=cast.team)
    gate, outcomes = threading.Barrier(2), []

    def attempt(name: str, deed: Callable[[], object]) -> None:
        gate.wait(timeout=10)
        try:
            deed()
            outcomes.append(name)
        except Refused:
            pass
        finally:
            connection.close()

    def save() -> object:
        return save_score(
            by=cast.coordinator,
            assessment=assessment,
            indicator_code="VA1.1",
            version=0,
            choice=Choice.LEVEL,
            level=3,
        )

    threads = [
        threading.Thread(target=attempt, args=("saved", save)),
        threading.Thread(target=attempt, args=("removed", lambda: change(cast, round_, [cast.sibling_team]))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(outcomes) == 1
    assert (
        (outcomes == ["saved"])
        == TeamScore.objects.exists()
        == round_.assessments.filter(team=cast.team).exists()
    )
